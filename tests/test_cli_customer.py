"""`customer`: what each command says, what it leaves in the book, and that undo and redo are exact."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.cli import Rep

TODAY = "2026-11-22"


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """A book with one shop and two people."""
    rep('customer add 美佳超市 --area 湖北/武汉/武昌 --since 2024-03-01 --contact "陈丽:decider:13800001111" --contact 王强')
    return rep


def one(rep: Rep, columns: str, name: str = "美佳超市") -> tuple[object, ...]:
    """Columns of one customer."""
    return rep.rows(f"SELECT {columns} FROM customer WHERE name = ?", name)[0]


def there_and_back(rep: Rep, line: str, today: str = "2026-12-01") -> None:
    """Run a line that changes the book; undo takes it back exactly, redo puts it back exactly."""
    before = rep.dump()
    rep(line, today=today)
    after = rep.dump()
    assert after != before
    for _ in range(2):
        rep("undo")
        assert rep.dump() == before
        rep("redo")
        assert rep.dump() == after


# ---- add ----------------------------------------------------------------------------------------------


def test_add_says_the_id_last_and_makes_the_book(rep: Rep) -> None:
    said = rep("customer add 美佳超市")
    assert said.out == "customer 美佳超市 · general · prospect #1\n"
    assert "a new book was made at" in said.err
    assert one(rep, "id, name, key, handles, tier, area, status, since, added_on, edited_on, archived_on, lost_on, no_calls") == (
        1, "美佳超市", "美佳超市", "|meijiachaoshi|mjcs|", "general", "", "prospect", TODAY, TODAY, TODAY, None, None, 0,
    )  # fmt: skip


def test_add_with_everything(rep: Rep) -> None:
    rep("customer add 鑫源商行")
    said = rep(
        ["customer", "add", " 美佳  超市 ", "--tier", "重点客户", "--area", "湖北／武汉＞武昌", "--since", "2024/3/1", "--source", "展会",
        "--referred-by", "xysh",
         "--status", "合作", "--phone", "１３８ 0000 1111", "--address", "武珞路1号", "--note", "第一行\n第二行",
         "--contact", "陈丽：拍板者：13900002222", "--contact", "王强"]
    )  # fmt: skip
    assert said.out == "customer 美佳 超市 · key · active #2\n"
    assert "since Fri 1 Mar 2024" in said.err
    assert "contact 陈丽 @ 美佳 超市 · decider #1\n" in said.err
    assert "contact 王强 @ 美佳 超市 #2\n" in said.err
    assert one(rep, "tier, area, status, since, source, referred_by, phone, address, note", "美佳 超市") == (
        "key", "湖北/武汉/武昌", "active", "2024-03-01", "展会", 1, "138 0000 1111", "武珞路1号", "第一行\n第二行",
    )  # fmt: skip
    assert rep.rows("SELECT customer_id, name, role, phone, joined, added_on FROM contact ORDER BY id") == [
        (2, "陈丽", "decider", "13900002222", None, TODAY),
        (2, "王强", "", "", None, TODAY),
    ]


def test_add_in_chinese(rep: Rep) -> None:
    assert rep("customer add 美佳超市 --tier 重点客户", lang="zh").out == "客户 美佳超市 · 重点 · 潜在 #1\n"


def test_a_name_that_begins_with_a_dash(rep: Rep) -> None:
    assert rep("customer add -- -dash").out == "customer -dash · general · prospect #1\n"


def test_a_customer_added_as_lost_was_lost_today(rep: Rep) -> None:
    rep("customer add 旧客户 --status lost")
    assert one(rep, "status, lost_on", "旧客户") == ("lost", TODAY)


def test_the_default_tier_is_the_policys(rep: Rep) -> None:
    rep("policy set default_tier potential")
    assert rep("customer add A").out == "customer A · potential · prospect #1\n"


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("customer add 美佳超市", 1, 'there is already a customer "美佳超市", #1'),
        ("customer add B --tier gold", 2, 'unknown tier "gold"; the policy has vip, key, potential, general'),
        ("customer add B --status maybe", 2, 'unknown status "maybe"'),
        ("customer add B --since 2-30", 2, "2-30 is a day that does not exist"),
        ("customer add B --since 2026-11-23", 1, "Mon 23 Nov 2026 is after today"),
        ("customer add B --phone call-me", 2, '"call-me" is not a telephone number'),
        ("customer add B --area //", 2, '"//" is not an area'),
        ("customer add ' '", 2, "a name needs at least one visible character"),
        ("customer add B --contact 陈丽:boss", 2, 'unknown role "boss"'),
        ("customer add B --contact a:user:13800001111:x", 2, "is not a contact; write NAME:ROLE:PHONE"),
        ("customer add B --contact 陈丽 --contact 陈丽", 1, 'B already has a contact "陈丽"'),
        ("customer add B --referred-by 没有的", 3, 'nobody in the book matches "没有的"'),
    ],
)
def test_add_refused(shop: Rep, line: str, code: int, said: str) -> None:
    before = shop.dump()
    got = shop(line, code)
    assert said in got.err
    assert got.out == ""
    assert shop.dump() == before


@pytest.mark.parametrize(
    "line",
    [
        "customer add '#5'",
        "customer add B --contact '#5'",
        "customer add B --tier gold",
        "customer add B --referred-by C",
        "customer add B --since 2-30",
    ],
)
def test_a_refused_first_command_makes_no_book(rep: Rep, line: str) -> None:
    assert "a new book" not in rep(line, code=None).err
    assert not rep.book.exists()


# ---- list and show ------------------------------------------------------------------------------------


@pytest.fixture
def several(rep: Rep) -> Rep:
    """Four customers in several areas and tiers, one of them archived, one with a touch and an order."""
    rep("customer add 美佳超市 --tier key --area 湖北/武汉/武昌 --contact 陈丽")
    rep("customer add 百姓饭店 --tier vip --area 湖北/武汉")
    rep("customer add 武汉新区店 --area 湖北/武汉新区")
    rep("customer add 老店 --area 湖南")
    rep("log 美佳超市 visit --on 2026-11-20")
    rep("log 美佳超市 call --on 2026-11-21 --outcome no-answer")
    rep("order add 百姓饭店 100")
    rep("customer archive 老店")
    return rep


def names(said: str) -> list[str]:
    return [row["name"] for row in csv.DictReader(io.StringIO(said))]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", ["武汉新区店", "百姓饭店", "美佳超市"]),
        ("--area 湖北/武汉", ["百姓饭店", "美佳超市"]),
        ("--area 湖北/武", []),
        ("--tier vip", ["百姓饭店"]),
        ("--tier vip --tier 重点", ["百姓饭店", "美佳超市"]),
        ("mjcs", ["美佳超市"]),
        ("陈丽", ["美佳超市"]),
        ("店", ["武汉新区店", "百姓饭店"]),
        ("'#2'", ["百姓饭店"]),
        ("'#99'", []),
        ("--archived", ["老店"]),
        ("--limit 1", ["武汉新区店"]),
    ],
)
def test_list_chooses(several: Rep, options: str, expected: list[str]) -> None:
    assert names(several(f"customer list {options} --csv").out) == expected


def test_list_as_data(several: Rep) -> None:
    (row,) = json.loads(several("customer list 美佳 --json").out)["items"]
    assert row == {
        "id": 1, "name": "美佳超市", "tier": "key", "area": "湖北/武汉/武昌", "status": "prospect", "since": TODAY,
        "last_touch": "2026-11-20", "phone": "", "source": "", "archived_on": None,
    }  # fmt: skip
    assert next(csv.DictReader(io.StringIO(several("customer list --csv 美佳").out)))["last_touch"] == "2026-11-20"


def test_a_prospect_that_ordered_is_listed_as_active(several: Rep) -> None:
    (row,) = json.loads(several("customer list 百姓 --json").out)["items"]
    assert row["status"] == "active"
    assert one(several, "status", "百姓饭店") == ("prospect",)
    (before,) = json.loads(several("customer list 百姓 --json", today="2026-11-21").out)["items"]
    assert before["status"] == "prospect"


def test_list_on_paper(several: Rep) -> None:
    assert several("customer list --tier vip --tier key").out.splitlines() == [
        "#  name      tier  area            status    last touch",
        "2  百姓饭店  vip   湖北/武汉       active",
        "1  美佳超市  key   湖北/武汉/武昌  prospect  2026-11-20",
    ]
    assert several("customer list --tier vip", lang="zh").out.splitlines()[0].split() == ["#", "名称", "级别", "区域", "状态"]


def test_an_empty_list_says_so_on_stderr(several: Rep) -> None:
    said = several("customer list 没有")
    assert (said.out, said.err) == ("", "Nothing like that: 没有; for all of it leave that out\n")


def test_a_list_does_not_load_the_models(several: Rep) -> None:
    import subprocess
    import sys

    program = (
        "import sys; from repbook.cli import main; "
        f"code = main(['--book', {str(several.book)!r}, '--today', '{TODAY}', 'customer', 'list', '--csv']); "
        "assert code == 0 and 'sqlmodel' not in sys.modules and 'rich' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


def test_show_reads_like_a_page(shop: Rep) -> None:
    shop("customer add 鑫源商行")
    shop('customer edit 美佳 --source 展会 --referred-by 鑫源 --phone 027-88880000 --note "早上忙" --no-calls')
    shop('contact edit 王强 --function 店长 --wechat wq88 --birthday "lunar 10-27" --likes 钓鱼 --family "女儿上小学"')
    shop("contact left 陈丽 --on 2026-11-30")
    shop('log 美佳 call "聊了端架" --mood good --with 王强')
    shop("order add 美佳 1234.5 --on 2026-11-01")
    shop("customer pause 美佳 --until 2026-12-06")
    shop("customer spacing 美佳 2 --until 2027-03-01")
    assert shop("customer show mjcs").out.splitlines() == [
        "美佳超市  general · 湖北/武汉/武昌 · active · since Fri 1 Mar 2024  #1",
        "Phone    027-88880000",
        "Source   展会 · via 鑫源商行",
        "People   王强 店长 · WeChat wq88 · birthday lunar 10-27 (十月廿七), next Sat 5 Dec 2026 · likes 钓鱼 · family: 女儿上小学  #2",
        "         陈丽 decider · 13800001111 · gone from Mon 30 Nov 2026 on  #1",
        "Last     Sun 22 Nov 2026 call 王强 good  聊了端架",
        "Orders   1 order, 1,234.50 in all, last Sun 1 Nov 2026 (1,234.50)",
        "Care     wants no calls",
        "         paused, back on Sun 6 Dec 2026",
        "         calls and visits 2 times as far apart · as before from Mon 1 Mar 2027 on",
        "Note     早上忙",
        "Profile  in the book since Sun 22 Nov 2026, looked after Sun 22 Nov 2026",
    ]
    page = shop("customer show 美佳", lang="zh").out
    assert "联系人  王强 店长 · 微信 wq88 · 生日 农历十月廿七，下次 2026年12月5日 周六 · 喜好 钓鱼 · 家庭：女儿上小学  #2" in page
    assert "        暂停中，2026年12月6日 周日 恢复" in page


def test_show_as_data(shop: Rep) -> None:
    shop('contact edit 王强 --birthday "lunar leap 6-1"')
    shop("customer spacing 美佳 1.5")
    shop("order add 美佳 1234.5 --on 2026-11-01")
    found = json.loads(shop("customer show --json 美佳").out)
    assert {name: found[name] for name in ("id", "name", "tier", "status", "since", "spacing", "spacing_until", "paused_until",
    "referred_by")} == {
        "id": 1, "name": "美佳超市", "tier": "general", "status": "active", "since": "2024-03-01",
        "spacing": 1.5, "spacing_until": None, "paused_until": None, "referred_by": None,
    }  # fmt: skip
    assert [(person["name"], person["birthday"], person["next_birthday"]) for person in found["contacts"]] == [
        ("陈丽", None, None),
        ("王强", "lunar leap 6-1", "2027-07-04"),
    ]
    assert found["orders"] == {"count": 1, "amount": 1234.5, "last_on": "2026-11-01", "last_amount": 1234.5}
    (row,) = csv.DictReader(io.StringIO(shop("customer show 美佳 --csv").out))
    assert (row["name"], row["spacing"], row["contacts"], row["amount"]) == ("美佳超市", "1.5", "陈丽;王强", "1234.50")


def test_show_nobody(shop: Rep) -> None:
    said = shop("customer show 没有的店 --json", code=3)
    assert said.out == ""
    assert "没有的店" in said.err


# ---- edit ---------------------------------------------------------------------------------------------


def test_edit_says_what_changed(shop: Rep) -> None:
    said = shop(["customer", "edit", "mjcs", "--area", "湖北/武汉", "--since", "2024-02-29", "--phone", "027-1234567", "--note", "a\nb",
    "--no-calls"],
                today="2026-11-25")  # fmt: skip
    assert said.out.splitlines() == [
        "customer 美佳超市 #1",
        "  area      湖北/武汉/武昌 -> 湖北/武汉",
        "  phone     – -> 027-1234567",
        "  note      – -> a b",
        "  since     Fri 1 Mar 2024 -> Thu 29 Feb 2024",
        "  no calls  no -> yes",
    ]
    assert one(shop, "area, since, phone, note, no_calls, edited_on, added_on") == (
        "湖北/武汉", "2024-02-29", "027-1234567", "a\nb", 1, "2026-11-25", TODAY,
    )  # fmt: skip


def test_edit_in_chinese(shop: Rep) -> None:
    assert shop("customer edit 美佳 --status 流失", lang="zh").out == "客户 美佳超市 #1\n  状态  潜在 -> 流失\n"


def test_rename_keeps_the_key_and_finds_by_the_new_name(shop: Rep) -> None:
    said = shop("customer edit mjcs --name 好又多")
    assert said.out == "customer 好又多 #1\n  name  美佳超市 -> 好又多\n"
    assert one(shop, "key, handles", "好又多") == ("美佳超市", "|haoyouduo|hyd|")
    assert shop("customer show hyd").out.startswith("好又多")
    shop("customer show mjcs", code=3)


def test_edit_that_changes_nothing_leaves_no_trace(shop: Rep) -> None:
    shop("customer edit 美佳 --area 湖北/武汉")
    before = shop.dump()
    said = shop("customer edit 美佳 --area 湖北/武汉 --calls", today="2026-11-25")
    assert (said.out, said.err) == ("", "美佳超市: nothing to change, it is so already\n")
    assert shop.dump() == before
    assert "customer edit: 美佳超市" in shop("undo").out
    assert one(shop, "area") == ("湖北/武汉/武昌",)


def test_an_empty_text_empties_a_field(shop: Rep) -> None:
    shop("customer add B")
    shop("customer edit 美佳 --phone 027-1234567 --referred-by B --source 展会")
    shop(["customer", "edit", "美佳", "--phone", "", "--referred-by", "", "--source", "", "--area", ""])
    assert one(shop, "phone, referred_by, source, area") == ("", None, "", "")


def test_lost_and_found_again(shop: Rep) -> None:
    shop("customer edit 美佳 --status lost")
    assert one(shop, "status, lost_on") == ("lost", TODAY)
    shop("customer edit 美佳 --status lost", today="2026-11-25")
    assert one(shop, "status, lost_on") == ("lost", TODAY)
    shop("customer edit 美佳 --status active")
    assert one(shop, "status, lost_on") == ("active", None)


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("customer edit 美佳", 2, "say what to change"),
        ("customer edit 美佳 --name B", 1, 'there is already a customer "B", #2'),
        ("customer edit 美佳 --referred-by 美佳", 1, '"美佳超市" cannot have been referred by itself'),
        ("customer edit 美佳 --calls --no-calls", 2, "--no-calls and --calls contradict each other"),
        ("customer edit 美佳 --status maybe", 2, "unknown status"),
        ("customer edit 美佳 --since tomorrow", 1, "Mon 23 Nov 2026 is after today"),
        ("customer edit 美佳 --since ''", 2, "is not a date"),
        ("customer edit 没有的 --area x", 3, "没有的"),
        ("customer edit 美佳 --nmae x", 2, "no option --nmae; did you mean --name"),
    ],
)
def test_edit_refused(shop: Rep, line: str, code: int, said: str) -> None:
    shop("customer add B")
    before = shop.dump()
    assert said in shop(line, code).err
    assert shop.dump() == before


# ---- tier, pause, spacing, confirm, archive -----------------------------------------------------------


def test_tier(shop: Rep) -> None:
    said = shop('customer tier mjcs 重点客户 --because "订货翻番"', today="2026-11-25")
    assert said.out == "customer 美佳超市 #1\n  tier  general -> key\n"
    assert one(shop, "tier, edited_on") == ("key", "2026-11-25")
    assert "customer tier: 美佳超市 to key · 订货翻番" in shop("undo --list").out
    assert "nothing to change" in shop("customer tier mjcs key").err
    assert 'unknown tier "gold"' in shop("customer tier mjcs gold", code=2).err


def test_pause_until_a_day_and_its_end(shop: Rep) -> None:
    said = shop("customer pause mjcs --until 11-30")
    assert said.out == "美佳超市: no care calls or visits through Sun 29 Nov 2026, back on Mon 30 Nov 2026\n"
    assert "nothing to change" in shop("customer pause mjcs --until 2026-11-30").err
    shop("customer pause mjcs --until +3w", today="2026-11-24")
    assert shop("customer pause mjcs --off", today="2026-11-25").out == "美佳超市: the pause is over, back today\n"
    assert "nothing to change" in shop("customer pause mjcs --off", today="2026-11-26").err
    assert shop.rows("SELECT set_on, until FROM pause ORDER BY id") == [
        (TODAY, "2026-11-30"),
        ("2026-11-24", "2026-12-15"),
        ("2026-11-25", "2026-11-25"),
    ]
    assert (
        shop("customer pause mjcs --until 下周三", lang="zh").out
        == "美佳超市：2026年11月24日 周二 之前（含当天）不安排日常联系，2026年11月25日 周三 恢复\n"
    )


def test_a_pause_that_ran_out_can_be_set_again(shop: Rep) -> None:
    shop("customer pause mjcs --until 2026-11-24")
    assert "nothing to change" in shop("customer pause mjcs --off", today="2026-11-24").err
    assert "paused" not in shop("customer show mjcs", today="2026-11-24").out
    assert "paused, back on Tue 24 Nov 2026" in shop("customer show mjcs", today="2026-11-23").out
    assert "back on Thu 26 Nov 2026" in shop("customer pause mjcs --until thu", today="2026-11-24").out


def test_a_paused_customer_is_held(shop: Rep) -> None:
    shop("customer pause mjcs --until 2026-12-06")
    items = json.loads(shop("due --on 2026-12-05 --held --json", today="2026-12-05").out)
    assert all("paused" in held["held_by"] for held in items["held"] if held["class"] >= 3)


def test_spacing(shop: Rep) -> None:
    said = shop("customer spacing mjcs 1.50 --until 2027-03-01")
    assert said.out == "美佳超市: calls and visits 1.5 times as far apart\n"
    assert said.err.splitlines() == [
        "  calls every 135 days instead of 90, visits every 270 days instead of 180",
        "  in force through Sun 28 Feb 2027, as before from Mon 1 Mar 2027 on",
    ]
    assert "nothing to change" in shop("customer spacing mjcs 1.5倍 --until 2027-03-01").err
    shop("customer spacing mjcs 2")
    assert shop("customer spacing mjcs --off").out == "美佳超市: calls and visits as far apart as the tier wants again\n"
    assert "nothing to change" in shop("customer spacing mjcs 1").err
    assert shop.rows("SELECT set_on, factor, until FROM spacing ORDER BY id") == [
        (TODAY, "1.5", "2027-03-01"),
        (TODAY, "2", None),
        (TODAY, "1", None),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("customer pause mjcs", "say until when with --until DATE, or end it with --off"),
        ("customer pause mjcs --until +2w --off", "or end it with --off"),
        ("customer pause mjcs --until today", "Sun 22 Nov 2026 is not after today"),
        ("customer pause mjcs --until 2026-11-01", "Sun 1 Nov 2026 is not after today"),
        ("customer pause mjcs --until someday", "someday is not a date"),
        ("customer spacing mjcs", "say how many times as far apart"),
        ("customer spacing mjcs 2 --off", "or end it with --off alone"),
        ("customer spacing mjcs --off --until +2w", "or end it with --off alone"),
        ("customer spacing mjcs 0", '"0" is not a spacing factor'),
        ("customer spacing mjcs 11", '"11" is not a spacing factor'),
        ("customer spacing mjcs twice", '"twice" is not a spacing factor'),
        ("customer spacing mjcs 2 --until yesterday", "is not after today"),
    ],
)
def test_pause_and_spacing_refused(shop: Rep, line: str, said: str) -> None:
    before = shop.dump()
    assert said in shop(line, code=2).err
    assert shop.dump() == before


def test_confirm(shop: Rep) -> None:
    said = shop("customer confirm mjcs", today="2026-12-01")
    assert said.out == "美佳超市: profile looked at and right, Tue 1 Dec 2026 #1\n"
    assert one(shop, "edited_on") == ("2026-12-01",)
    for today in ("2026-11-25", "2026-12-01"):  # nothing to take back: the next undo means the first
        said = shop("customer confirm mjcs", today=today)
        assert (said.out, said.err) == ("", "美佳超市: nothing to change, it is so already\n")
    assert one(shop, "edited_on") == ("2026-12-01",)
    assert "customer confirm" in shop("undo").out
    assert one(shop, "edited_on") == (TODAY,)
    assert shop("customer confirm mjcs", today="2026-11-23").out.startswith("美佳超市: profile looked at")


def test_archive_and_back(shop: Rep) -> None:
    assert shop("customer archive mjcs").out.startswith("美佳超市: archived, off all lists")
    assert one(shop, "archived_on, edited_on") == (TODAY, TODAY)
    assert "nothing to change" in shop("customer archive mjcs", today="2026-11-25").err
    assert shop("customer list --csv").out.splitlines()[1:] == []
    assert '"美佳超市" is an archived customer, #1' in shop("customer add 美佳超市", code=1).err
    assert "archived Sun 22 Nov 2026" in shop("customer show 美佳超市").out
    said = shop("customer edit 美佳超市 --status prospect")
    assert said.out.splitlines() == ["customer 美佳超市 #1", "  archived  Sun 22 Nov 2026 -> –"]
    assert "on the lists again" in said.err
    assert one(shop, "archived_on, status") == (None, "prospect")


@pytest.mark.parametrize(
    "line",
    [
        'customer add 新店 --contact "李四:user" --referred-by mjcs',
        'customer edit mjcs --name 好又多 --area x --note "a\nb" --status lost',
        "customer tier mjcs vip --because 好",
        "customer pause mjcs --until +2w",
        "customer spacing mjcs 2",
        "customer confirm mjcs",
        "customer archive mjcs",
    ],
)
def test_every_change_can_be_taken_back(shop: Rep, line: str) -> None:
    there_and_back(shop, line)


def test_steps_are_told_in_chinese(shop: Rep) -> None:
    shop("customer tier mjcs 重点 --because 订货翻番")
    assert shop("undo", lang="zh").out.startswith("已撤销：美佳超市 改为重点 · 订货翻番")


@pytest.mark.parametrize("command", ["add", "list", "show", "edit", "tier", "pause", "spacing", "confirm", "archive"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_help(rep: Rep, monkeypatch: pytest.MonkeyPatch, command: str, lang: str) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = rep(f"customer {command} --help", lang=lang)
    assert said.err == ""
    assert f"repbook customer {command}" in said.out
    assert ("Examples:" if lang == "en" else "例子：") in said.out
