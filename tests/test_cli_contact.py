"""`contact`: what each command says, what it leaves in the book, and that undo and redo are exact."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.cli import Rep
from tests.test_cli_customer import there_and_back

TODAY = "2026-11-22"
LATER = "2026-12-01"


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """Two shops, each with a 王丽, one with a 陈丽 too."""
    rep("customer add 美佳超市 --contact 陈丽:decider --contact 王丽")
    rep("customer add 惠民便利店 --contact 王丽")
    return rep


def one(rep: Rep, columns: str, number: int) -> tuple[object, ...]:
    """Columns of one contact."""
    return rep.rows(f"SELECT {columns} FROM contact WHERE id = ?", number)[0]


BIRTH = "birth_year, birth_month, birth_day, birth_lunar, birth_leap"


# ---- add ----------------------------------------------------------------------------------------------


def test_add_with_everything(shop: Rep) -> None:
    said = shop(
        ["contact", "add", "mjcs", "李四", "--role", "影响者", "--function", "采购", "--phone", "138 0000 2222", "--wechat", "ls_01",
        "--email", "ls@example.com",
         "--birthday", "农历十月廿七", "--likes", "钓鱼", "--family", "女儿上小学", "--joined", "2026-11-01", "--note", "只收微信",
         "--no-calls"],
        today=LATER,
    )  # fmt: skip
    assert said.out == "contact 李四 @ 美佳超市 · influencer #4\n"
    assert said.err.splitlines() == ["  birthday lunar 10-27 (十月廿七), next Sat 5 Dec 2026", "  joined Sun 1 Nov 2026"]
    columns = "customer_id, name, handles, role, function, phone, wechat, email, likes, family"
    assert one(shop, f"{columns}, joined, left_on, no_calls, added_on, edited_on, note", 4) == (
        1, "李四", "|lisi|ls|", "influencer", "采购", "138 0000 2222", "ls_01", "ls@example.com", "钓鱼", "女儿上小学", "2026-11-01",
        None, 1,
        LATER, LATER, "只收微信",
    )  # fmt: skip
    assert one(shop, BIRTH, 4) == (None, 10, 27, 1, 0)
    assert shop.rows("SELECT edited_on FROM customer ORDER BY id") == [(LATER,), (TODAY,)]


def test_add_joins_today_unless_said(shop: Rep) -> None:
    assert shop("contact add 惠民 李四", today=LATER).out == "contact 李四 @ 惠民便利店 #4\n"
    assert one(shop, "joined", 4) == (LATER,)
    shop(["contact", "add", "惠民", "王五", "--joined", ""])
    assert one(shop, "joined", 5) == (None,)
    assert "joined Thu 31 Dec 2026" in shop("contact add 惠民 赵六 --joined 2026-12-31").err


def test_add_in_chinese(shop: Rep) -> None:
    said = shop("contact add mjcs 李四 --role 拍板者 --birthday 闰六月初一", lang="zh")
    assert said.out == "联系人 李四 @ 美佳超市 · 拍板者 #4\n"
    assert said.err == "  生日 农历闰六月初一，下次 2027年7月4日 周日\n"


@pytest.mark.parametrize(
    ("typed", "stored", "said"),
    [
        ("1980-06-03", (1980, 6, 3, 0, 0), "birthday 3 Jun 1980, next Thu 3 Jun 2027"),
        ("6-3", (None, 6, 3, 0, 0), "birthday 3 Jun, next Thu 3 Jun 2027"),
        ("11-22", (None, 11, 22, 0, 0), "birthday 22 Nov, next Sun 22 Nov 2026"),
        ("2-29", (None, 2, 29, 0, 0), "birthday 29 Feb, next Sun 28 Feb 2027"),
        ("lunar 10-14", (None, 10, 14, 1, 0), "birthday lunar 10-14 (十月十四), next Sun 22 Nov 2026"),
        ("lunar leap 6-1", (None, 6, 1, 1, 1), "birthday lunar leap 6-1 (闰六月初一), next Sun 4 Jul 2027"),
        ("农历1980年八月十五", (1980, 8, 15, 1, 0), "birthday lunar 1980-8-15 (八月十五), next Wed 15 Sep 2027"),
    ],
)
def test_birthdays_are_read_and_told(shop: Rep, typed: str, stored: tuple[object, ...], said: str) -> None:
    assert said in shop(["contact", "add", "mjcs", "李四", "--birthday", typed]).err
    assert one(shop, BIRTH, 4) == stored
    (row,) = [row for row in csv.DictReader(io.StringIO(shop("contact list mjcs --csv").out)) if row["name"] == "李四"]
    shop(["contact", "add", "惠民", "李四", "--birthday", row["birthday"]])
    assert one(shop, BIRTH, 5) == stored


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("contact add mjcs 王丽", 1, '美佳超市 already has a contact "王丽", #2'),
        ("contact add 没有的店 王丽", 3, "没有的店"),
        ("contact add mjcs 李四 --role boss", 2, 'unknown role "boss"; one of decider/拍板者'),
        ("contact add mjcs 李四 --birthday 13-40", 2, "13-40 is a day that does not exist"),
        ("contact add mjcs 李四 --birthday 10", 2, "10 "),
        ("contact add mjcs 李四 --birthday 八月十五", 2, "could mean more than one day"),
        ("contact add mjcs 李四 --birthday 2027-01-01", 2, 'birthday "2027-01-01" is in a year to come'),
        ("contact add mjcs 李四 --phone x", 2, '"x" is not a telephone number'),
        ("contact add mjcs 李四 --joined someday", 2, "someday is not a date"),
        ("contact add mjcs", 2, "NAME is missing"),
        ("contact add mjcs ''", 2, "a name needs at least one visible character"),
    ],
)
def test_add_refused(shop: Rep, line: str, code: int, said: str) -> None:
    before = shop.dump()
    got = shop(line, code)
    assert said in got.err
    assert got.out == ""
    assert shop.dump() == before


# ---- edit ---------------------------------------------------------------------------------------------


def test_edit_says_what_changed(shop: Rep) -> None:
    said = shop('contact edit 陈丽 --role user --phone 13800003333 --birthday 1980-6-3 --no-calls --likes "钓鱼 茶"', today=LATER)
    assert said.out.splitlines() == [
        "contact 陈丽 @ 美佳超市 #1",
        "  role      decider -> user",
        "  phone     – -> 13800003333",
        "  likes     – -> 钓鱼 茶",
        "  no calls  no -> yes",
        "  birthday  – -> 3 Jun 1980",
    ]
    assert said.err == "  birthday 3 Jun 1980, next Thu 3 Jun 2027\n"
    assert one(shop, f"role, phone, likes, no_calls, edited_on, {BIRTH}", 1) == (
        "user",
        "13800003333",
        "钓鱼 茶",
        1,
        LATER,
        1980,
        6,
        3,
        0,
        0,
    )
    assert shop.rows("SELECT edited_on FROM customer ORDER BY id") == [(LATER,), (TODAY,)]


def test_edit_empties(shop: Rep) -> None:
    shop('contact edit 陈丽 --birthday "lunar 8-15" --phone 13800003333')
    said = shop(["contact", "edit", "陈丽", "--birthday", "", "--phone", "", "--role", "", "--joined", ""])
    assert "  birthday  lunar 8-15 (八月十五) -> –" in said.out
    assert one(shop, f"role, phone, {BIRTH}", 1) == ("", "", None, None, None, 0, 0)


def test_rename(shop: Rep) -> None:
    assert "name  陈丽 -> 陈莉" in shop("contact edit 陈丽 --name 陈莉").out
    assert one(shop, "name, handles", 1) == ("陈莉", "|chenli|chenchi|cl|cc|")
    assert '美佳超市 already has a contact "王丽"' in shop("contact edit 陈莉 --name 王丽", code=1).err


def test_edit_that_changes_nothing(shop: Rep) -> None:
    shop('contact edit 陈丽 --birthday "lunar 8-15"')
    before = shop.dump()
    said = shop('contact edit 陈丽 --birthday "lunar 8-15" --role 拍板者 --calls', today=LATER)
    assert (said.out, said.err) == ("", "陈丽: nothing to change, it is so already\n")
    assert shop.dump() == before


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("contact edit 陈丽", 2, "say what to change"),
        ("contact edit 王丽 --role user", 3, '2 match "王丽"'),
        ("contact edit 没有人 --role user", 3, "没有人"),
        ("contact edit 陈丽 --calls --no-calls", 2, "contradict"),
        ("contact edit '#99' --role user", 3, "no contact has the number #99"),
        ("contact edit 惠民/陈丽 --role user", 3, "陈丽"),
    ],
)
def test_edit_refused(shop: Rep, line: str, code: int, said: str) -> None:
    before = shop.dump()
    assert said in shop(line, code).err
    assert shop.dump() == before


def test_several_are_listed(shop: Rep) -> None:
    said = shop("contact edit 王丽 --role user", code=3)
    assert said.err.splitlines()[1:] == ["  王丽 @ 惠民便利店 (wl) #3", "  王丽 @ 美佳超市 (wl) #2"]
    assert shop("contact edit 惠民/王丽 --role user").out.startswith("contact 王丽 @ 惠民便利店 #3")


@pytest.mark.parametrize(("day", "warned"), [("2026-11-21", True), ("2026-11-22", False), ("2026-11-23", False)])
def test_a_contact_who_left_before_the_customer_came_is_wondered_at(shop: Rep, day: str, warned: bool) -> None:
    said = shop(f"contact left 惠民/王丽 --on {day}")
    assert ("that is before 惠民便利店 became a customer, Sun 22 Nov 2026; if the day is wrong: repbook undo" in said.err) is warned
    assert shop.rows("SELECT left_on FROM contact WHERE left_on IS NOT NULL") == [(day,)]
    if warned:
        assert "这比 惠民便利店 建档（2026年11月22日 周日）还早" in shop("contact left 惠民/王丽 --on 2026-11-20", lang="zh").err


# ---- left ---------------------------------------------------------------------------------------------


def test_left_today_ahead_and_still_there(shop: Rep) -> None:
    assert shop("contact left 陈丽", today=LATER).out == "陈丽 @ 美佳超市: gone from Tue 1 Dec 2026 on\n"
    assert one(shop, "left_on, edited_on", 1) == (LATER, LATER)
    assert shop.rows("SELECT edited_on FROM customer ORDER BY id") == [(LATER,), (TODAY,)]
    assert shop("contact left 陈丽 --on 2026-12-31", today=LATER).out == "陈丽 @ 美佳超市: gone from Thu 31 Dec 2026 on\n"
    assert "nothing to change" in shop("contact left 陈丽 --on 2026-12-31").err
    assert shop("contact left 陈丽 --off", lang="zh").out == "陈丽 @ 美佳超市：仍在\n"
    assert one(shop, "left_on", 1) == (None,)


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("contact left 陈丽 --on 2026-10-31", 1, "陈丽 cannot have left before joining"),
        ("contact left 陈丽 --on 2-30", 2, "2-30 is a day that does not exist"),
        ("contact left 陈丽 --on today --off", 2, "--off and --on contradict each other"),
        ("contact left 没有人", 3, "没有人"),
    ],
)
def test_left_refused(shop: Rep, line: str, code: int, said: str) -> None:
    shop("contact edit 陈丽 --joined 2026-11-01")
    before = shop.dump()
    assert said in shop(line, code).err
    assert shop.dump() == before


def test_joined_after_leaving_is_refused(shop: Rep) -> None:
    shop("contact left 陈丽 --on 2026-11-01")
    assert "cannot have left before joining" in shop("contact edit 陈丽 --joined 2026-11-02", code=1).err
    shop("contact edit 陈丽 --joined 2026-11-01")
    assert one(shop, "joined, left_on", 1) == ("2026-11-01", "2026-11-01")


# ---- list ---------------------------------------------------------------------------------------------


def test_list(shop: Rep) -> None:
    shop('contact edit 陈丽 --birthday "lunar 8-15" --likes 钓鱼 --family "女儿" --phone 13800003333')
    shop("contact left 惠民/王丽 --on 2026-11-30")
    assert shop("contact list").out.splitlines() == [
        "#  name  customer    role     phone        birthday               gone from",
        "3  王丽  惠民便利店                                               2026-11-30",
        "1  陈丽  美佳超市    decider  13800003333  lunar 8-15 (八月十五)",
        "2  王丽  美佳超市",
    ]
    assert shop("contact list mjcs", lang="zh").out.splitlines() == [
        "#  名称  角色    电话         生日",
        "1  陈丽  拍板者  13800003333  农历八月十五",
        "2  王丽",
    ]


def test_list_as_data_keeps_private_things_out(shop: Rep) -> None:
    shop('contact edit 陈丽 --birthday "1980-6-3" --likes 钓鱼 --family 女儿')
    (first, _) = json.loads(shop("contact list mjcs --json").out)["items"]
    assert first == {
        "id": 1, "name": "陈丽", "customer": "美佳超市", "customer_id": 1, "role": "decider", "function": "", "phone": "", "wechat": "",
        "email": "",
        "birthday": "1980-06-03", "joined": None, "left_on": None, "no_calls": False,
    }  # fmt: skip
    for form in ("", " --json", " --csv"):
        out = shop(f"contact list{form}").out
        assert "钓鱼" not in out
        assert "女儿" not in out
    rows = list(csv.DictReader(io.StringIO(shop("contact list --csv").out)))
    assert [(row["customer"], row["name"], row["no_calls"]) for row in rows] == [
        ("惠民便利店", "王丽", "no"),
        ("美佳超市", "陈丽", "no"),
        ("美佳超市", "王丽", "no"),
    ]


def test_people_of_archived_customers_stay_out_unless_asked_for(shop: Rep) -> None:
    shop("customer archive 惠民")
    assert "惠民便利店" not in shop("contact list").out
    assert "王丽" in shop("contact list 惠民便利店").out


def test_an_empty_list_says_how_to_begin(rep: Rep) -> None:
    rep("customer add A")
    said = rep("contact list")
    assert (said.out, said.err) == ("", "No contacts yet; repbook contact add CUSTOMER NAME\n")


# ---- undo and help ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        'contact add mjcs 李四 --role user --birthday "lunar leap 6-1" --family 女儿',
        'contact edit 陈丽 --name 陈莉 --birthday 1980-6-3 --note "a\nb\t\\"c"',
        "contact left 陈丽 --on 2026-12-31",
    ],
)
def test_every_change_can_be_taken_back(shop: Rep, line: str) -> None:
    there_and_back(shop, line)


@pytest.mark.parametrize("command", ["add", "list", "edit", "left"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_help(rep: Rep, command: str, lang: str) -> None:
    said = rep(f"contact {command} -h", lang=lang)
    assert said.err == ""
    assert f"repbook contact {command}" in said.out
