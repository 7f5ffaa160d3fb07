"""The command line as it was promised: every command with its words and options, its ids, its undo, its columns."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from typing import Any

import pytest

from repbook import words
from repbook.cli import COMMANDS
from repbook.cli.shell import Group
from repbook.exchange.columns import COLUMNS
from tests.cli import Rep

CONTRACT = """
due [--on DATE] [--days N] [--action ACTION]... [--tier T]... [--area PREFIX] [--limit N | --all] [--held] [--json] [--csv FILE]
log CUSTOMER KIND [NOTE] [--on DATE] [--with CONTACT]... [--for RULE] [--outcome O] [--purpose P] [--mood M] [--minutes N] [--mass] [--in]
log CUSTOMER KIND [NOTE] [--promise TEXT]... [--owes TEXT]... [--gift ITEM] [--cost N] [--origin TEXT] [--stock PRODUCT=QTY]...
log CUSTOMER KIND [NOTE] [--order AMOUNT [--product P] [--qty N]]
why CUSTOMER [RULE] [--json] [--csv FILE]
brief CUSTOMER [--json] [--csv FILE]
snooze CUSTOMER [RULE] [--until DATE | --off] [--because TEXT]
plan [--on DATE] [--hours N] [--area PREFIX] [--json] [--csv FILE]
forecast [--weeks N] [--tier KEY=EVERY]... [--json] [--csv FILE]
history [CUSTOMER] [--since DATE] [--kind K] [--limit N] [--json] [--csv FILE]
undo [--list] [--json] [--csv FILE]
redo
customer add NAME [--tier T] [--area A] [--since DATE] [--source S] [--referred-by C] [--status S] [--phone P] [--note N] [--contact C]...
customer list [TERM] [--tier T]... [--area PREFIX] [--duplicates] [--limit N] [--json] [--csv FILE]
customer show C [--json] [--csv FILE]
customer confirm C
customer edit C [--tier T] [--area A] [--since DATE] [--source S] [--referred-by C] [--phone P] [--note N]
customer edit C [--status S] [--force] [--no-calls | --calls]
customer tier C TIER [--because TEXT]
customer pause C [--until DATE | --off]
customer spacing C [FACTOR] [--until DATE | --off]
customer archive C [--force]
customer merge KEEP GONE [--dry-run]
customer forget C [--dry-run]
contact add CUSTOMER NAME [--role R] [--function F] [--phone P] [--wechat W] [--email E] [--birthday DATE] [--likes L] [--family F] [--joined DATE]
contact edit CONTACT [--role R] [--function F] [--phone P] [--wechat W] [--email E] [--birthday DATE] [--likes L] [--family F] [--joined DATE]
contact edit CONTACT [--no-calls | --calls]
contact left CONTACT [--on DATE]
contact list [CUSTOMER] [--limit N] [--json] [--csv FILE]
contact merge KEEP GONE [--dry-run]
contact forget CONTACT [--dry-run]
occasion add CUSTOMER KIND DATE [--yearly] [--contact C] [--title T] [--learned DATE]
occasion list [CUSTOMER] [--limit N] [--json] [--csv FILE]
occasion remove ID
promise add CUSTOMER TEXT [--by DATE] [--theirs] [--on DATE] [--contact C]
promise keep ID [--on DATE]
promise drop ID [--on DATE]
promise move ID [--by DATE]
promise list [CUSTOMER] [--limit N] [--json] [--csv FILE]
complaint open CUSTOMER TEXT [--severity 1-3] [--on DATE]
complaint answer ID [--on DATE] [--note N] [--cause C]
complaint solve ID [--on DATE] [--note N] [--cause C]
complaint check ID [--on DATE] [--note N] [--cause C]
complaint close ID [--on DATE] [--note N] [--cause C]
complaint list [CUSTOMER] [--limit N] [--json] [--csv FILE]
order add CUSTOMER AMOUNT [--on DATE] [--product P] [--qty N] [--margin M] [--service-every MONTHS]
order list [CUSTOMER] [--limit N] [--json] [--csv FILE]
alert raise AREA REASON [--on DATE] [--until DATE]
alert end ID [--on DATE]
alert list [--limit N] [--json] [--csv FILE]
stock set CUSTOMER PRODUCT QTY [--reorder-at N] [--on DATE]
stock list [CUSTOMER] [--limit N] [--json] [--csv FILE]
gift list [CUSTOMER] [--limit N] [--json] [--csv FILE]
greeting list [--for FESTIVAL] [--left] [--limit N] [--json] [--csv FILE]
greeting check CUSTOMER TEXT [--json] [--csv FILE]
tier review [--apply] [--dry-run] [--json] [--csv FILE]
policy show [KEY] [--json] [--csv FILE]
policy edit
policy set KEY VALUE
policy check [--json] [--csv FILE]
policy reset [KEY] [--dry-run]
"""

LINES = CONTRACT.strip().splitlines()


def command(path: str) -> Any:
    """The command as Typer made it."""
    found: Any = Group("repbook", COMMANDS)
    for name in path.split():
        found = found.get_command(None, name)
        assert found is not None, path
    return found


def parsed(line: str) -> tuple[str, list[str], dict[str, tuple[bool, bool]]]:
    """A line of the contract: the command, its words, and its options: whether each takes a value and may come again."""
    path = re.match(r"[a-z]+( [a-z]+)?", line)
    assert path is not None
    found = {name: (bool(value), bool(more)) for name, value, more in re.findall(r"(--[a-z-]+)( [A-Z1][^\]|\[]*)?\]?\]?(\.\.\.)?", line)}
    return path[0], re.sub(r"\[?--.*", "", line[path.end() :]).split(), found


@pytest.mark.parametrize("line", LINES)
def test_every_command_has_the_words_and_options_of_the_contract(line: str) -> None:
    path, wanted, options = parsed(line)
    params = command(path).params
    arguments = [param for param in params if param.param_type_name == "argument"]
    assert [param.required for param in arguments] == [not word.startswith("[") for word in wanted]
    known = {name: param for param in params for name in (*param.opts, *param.secondary_opts) if name.startswith("--")}
    assert set(options) <= set(known)
    for name, (takes_value, repeated) in options.items():
        assert known[name].is_flag != takes_value, name
        assert known[name].multiple == repeated, name


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("path", sorted({parsed(line)[0] for line in LINES}))
def test_the_help_names_every_option(rep: Rep, path: str, lang: str) -> None:
    page = rep(f"{path} --help", lang=lang).out
    for line in LINES:
        name, _, options = parsed(line)
        if name == path:
            assert [option for option in options if not re.search(rf"{option}\b", page)] == []


# ---- ids ----------------------------------------------------------------------------------------------

SHOP = "customer add 美佳超市 --tier key --area 湖北/武汉/武昌 --since 2026-01-05 --contact 陈丽:decider:13800001111"


BEFORE = (
    SHOP,
    "customer add 惠民便利店 --area 湖北/宜昌 --status active --since 2026-02-01",
    "contact add 美佳超市 王强 --role user",
    "contact add 美佳超市 小王",
    "occasion add 美佳超市 opening 2026-12-05",
    "promise add 美佳超市 送样品 --by 2026-11-25",
    "complaint open 惠民便利店 破损两箱",
    "alert raise 湖北/宜昌 内涝",
    "customer pause 惠民便利店 --until 2026-12-01",
    "customer spacing 惠民便利店 2",
    "snooze 惠民便利店 --until 2026-12-01",
    "policy set gap_days 4",
    "log 美佳超市 visit 看了货架",
)
_made: list[bytes] = []


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """A book with one of everything: two customers, and then occasion #1, promise #2, complaint #3 and alert #4."""
    if not _made:
        for line in BEFORE:
            rep(line, today="2026-11-18")
        _made.append(rep.book.read_bytes())
    rep.book.write_bytes(_made[0])
    rep.book.chmod(0o600)
    return rep


@pytest.mark.parametrize(
    "line",
    [
        "customer add 新店",
        "contact add 美佳超市 李娜",
        "occasion add 美佳超市 wedding 2026-12-20",
        "promise add 美佳超市 结款 --by +1w --theirs",
        "complaint open 美佳超市 少发一箱",
        "order add 美佳超市 100",
        "alert raise 湖北 停电",
        "log 美佳超市 call",
    ],
)
def test_what_gets_an_id_says_it_last_and_takes_it_afterwards(shop: Rep, line: str) -> None:
    out = shop(line).out
    assert out.count("\n") == 1
    assert re.fullmatch(r"#\d+", out.split()[-1])


def test_occasions_promises_complaints_and_alerts_share_their_ids(shop: Rep) -> None:
    ids = {
        table: shop.rows(f"SELECT id FROM {table}") for table in ("occasion", "promise", "complaint", "alert")
    }  # fmt: skip
    assert ids == {"occasion": [(1,)], "promise": [(2,)], "complaint": [(3,)], "alert": [(4,)]}
    assert shop("promise add 美佳超市 谈端架 --by +2w").out.split()[-1] == "#5"
    shop("undo")
    shop("redo")
    assert shop.rows("SELECT id FROM promise ORDER BY id") == [(2,), (5,)]
    for done in ("occasion remove #1", "promise keep #2", "complaint answer #3", "alert end #4"):
        shop(done)


# ---- undo ---------------------------------------------------------------------------------------------

CHANGES = [
    "log 美佳超市 call 问好 --with 陈丽 --promise '送新品 @+1w' --owes '结款 @+2w' --gift 孝感米酒 --cost 68 --origin 孝感老家"
    " --stock 白酒A=6 --stock 啤酒=20 --order 2680 --product 白酒A --qty 12 --mood good --purpose referral --minutes 30",
    "customer add 新店 --tier vip --referred-by 美佳超市 --contact 张三",
    "customer confirm 美佳超市",
    "customer edit 美佳超市 --tier vip --phone 027-88880000 --no-calls --referred-by 惠民便利店 --note 老客户",
    "customer edit 惠民便利店 --status lost --force",
    "customer tier 美佳超市 vip --because 订货翻倍",
    "customer pause 美佳超市 --until +2w",
    "customer pause 惠民便利店 --off",
    "customer spacing 美佳超市 2 --until +4w",
    "customer spacing 惠民便利店 --off",
    "customer archive 惠民便利店 --force",
    "--yes customer merge 美佳超市 惠民便利店",
    "contact add 美佳超市 李娜 --role influencer --function 采购 --phone 13900002222 --wechat ln --email l@n.example"
    " --birthday 'lunar leap 6-1' --likes 茶 --family 女儿高三 --joined 2026-11-01",
    "contact edit 陈丽 --role influencer --birthday 1980-06-03 --no-calls",
    "contact left 陈丽 --on 2026-11-20",
    "--yes contact merge 美佳超市/王强 美佳超市/小王",
    "occasion add 美佳超市 anniversary 'lunar 8-15' --yearly --contact 陈丽 --title 店庆",
    "occasion add 美佳超市 bereavement 2026-11-01 --learned 2026-11-20",
    "occasion remove 1",
    "promise add 美佳超市 结款 --by +1w --theirs --contact 陈丽",
    "promise keep 2 --on yesterday",
    "promise drop 2",
    "promise move 2 --by +3w",
    "complaint open 美佳超市 少发一箱 --severity 3 --on yesterday",
    "complaint answer 3 --on yesterday --note 会处理",
    "complaint solve 3 --cause 装车没绑好",
    "complaint check 3",
    "complaint close 3",
    "order add 美佳超市 8800 --product 冷柜 --qty 1 --margin 900 --service-every 6 --on yesterday",
    "alert raise 湖北 停电 --on +1d --until +3d",
    "alert end 4 --on tomorrow",
    "stock set 美佳超市 白酒A 6 --reorder-at 10 --on yesterday",
    "snooze 美佳超市 care-call --until +1w --because 盘点",
    "snooze 惠民便利店 --off",
    "policy set vip.call_every 10",
    "policy set tier.key.name 重点",
    "policy set tiers 'vip key potential general silver'",
    "policy reset gap_days --yes",
]


@pytest.mark.parametrize("line", CHANGES)
def test_whatever_changes_the_book_is_taken_back_whole(shop: Rep, line: str) -> None:
    before = shop.dump()
    shop(line)
    after = shop.dump()
    assert after != before
    shop("undo")
    assert shop.dump() == before
    shop("redo")
    assert shop.dump() == after


READING = {
    "due",
    "why",
    "brief",
    "plan",
    "forecast",
    "history",
    "undo",
    "redo",
    "tier review",
    "policy edit",
    "greeting check",
    "policy check",
}


FOR_GOOD = {"customer forget", "contact forget"}
"""What is erased does not come back: that is its point."""


def test_every_changing_command_of_the_contract_is_among_these() -> None:
    """`policy edit` and `tier review --apply` have tests of their own, as they want an editor and customers to move."""
    tried = {" ".join(part for part in shlex.split(line.removeprefix("--yes "))[:2]) for line in CHANGES}
    tried |= {line.split()[0] for line in CHANGES}
    paths = {parsed(line)[0] for line in LINES}
    assert {path for path in paths - READING - FOR_GOOD if not path.endswith((" list", " show"))} <= tried


# ---- columns of imports -------------------------------------------------------------------------------

IMPORTS = {
    "customers": "name/客户, tier/级别, area/区域, since/建档日期, status/状态, source/来源, referred_by/介绍人, address/地址, phone/电话,"
    " no_calls/免电, spacing/间隔倍数, note/备注",
    "contacts": "customer/客户, name/联系人, role/角色, function/职务, phone/电话, wechat/微信, email/邮箱, birthday/生日, calendar/历法,"
    " likes/喜好, family/家庭, joined/加入日期, left_on/离开日期, no_calls/免电, note/备注",
    "touches": "customer/客户, on/日期, kind/类型, contact/联系人, outcome/结果, purpose/目的, mood/心情, minutes/分钟, in/来访, mass/群发,"
    " for/事由, gift/礼品, cost/费用, note/备注",
    "orders": "customer/客户, on/日期, amount/金额, product/产品, quantity/数量, margin/毛利, service_every/服务周期",
    "occasions": "customer/客户, contact/联系人, kind/类型, date/日期, calendar/历法, yearly/每年, title/名称, learned/得知日期",
    "promises": "customer/客户, text/内容, made/承诺日期, by/期限, theirs/对方, kept/兑现日期, dropped/取消日期",
    "complaints": "customer/客户, text/内容, severity/级别, opened/提出, answered/答复, solved/解决, checked/回访, closed/关闭, cause/原因",
    "alerts": "area/区域, reason/原因, on/日期, until/截止",
    "stock": "customer/客户, product/产品, on/日期, qty/数量, reorder_at/补货线",
}


@pytest.mark.parametrize("what", IMPORTS)
def test_imports_read_the_columns_of_the_contract_in_both_languages(what: str) -> None:
    pairs = [tuple(pair.split("/")) for pair in IMPORTS[what].split(", ")]
    assert [(column.key, column.chinese) for column in COLUMNS[what]] == pairs


# ---- reading as data ----------------------------------------------------------------------------------


def csv_rows(said: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(said)))


def test_why_as_csv_says_what_it_says_as_json(shop: Rep) -> None:
    rows = csv_rows(shop("why 美佳超市 --csv").out)
    items = json.loads(shop("why 美佳超市 --json").out)["items"]
    assert [(row["rule"], row["state"], row["due"], row["held_by"]) for row in rows] == [
        (item["rule"], item["state"], item.get("due") or "", ";".join(item.get("held_by", ()))) for item in items
    ]
    (row,) = csv_rows(shop("why 美佳超市 care-visit --csv").out)
    assert row["arithmetic"].startswith("last visit: Wed 18 Nov 2026 (visit)")


def test_brief_as_csv_has_a_row_for_each_thing_on_the_page(shop: Rep) -> None:
    rows = csv_rows(shop("brief 美佳超市 --csv").out)
    assert rows[0]["part"] == "customer"
    assert rows[0]["text"].startswith("美佳超市  key · 湖北/武汉/武昌")
    assert {"people", "last", "open", "ahead", "given", "bring"} <= {row["part"] for row in rows}
    assert ("open", 'you promised "送样品" by Wed 25 Nov') in [(row["part"], row["text"]) for row in rows]


def test_an_edit_may_change_the_tier(shop: Rep) -> None:
    assert shop("customer edit 美佳超市 --tier VIP客户").out == "customer 美佳超市 #1\n  tier  key -> vip\n"
    assert shop.rows("SELECT tier FROM customer WHERE name = '美佳超市'") == [("vip",)]
    assert "unknown tier" in shop("customer edit 美佳超市 --tier gold", code=2).err
