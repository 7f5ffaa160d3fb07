"""`report tiers` as a rep types it: one small book in every form, the ways to name a period, and what is refused."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from repbook.store.book import connect
from repbook.store.rows import insert
from repbook.store.start import make_book
from tests.cli import Rep

GOLDEN = Path(__file__).parent / "golden"

CUSTOMERS: list[tuple[str, str, str, str, dict[str, Any]]] = [
    # name, tier, status, since, and what differs
    ("美佳超市", "vip", "active", "2024-03-01", {}),
    ("江城酒业", "vip", "active", "2025-06-01", {"no_calls": 1}),
    ("Ada & Co", "key", "active", "2026-09-10", {}),
    ("家乐贸易", "key", "lost", "2023-01-01", {"lost_on": "2026-11-01"}),
    ("惠民便利店", "general", "prospect", "2026-01-01", {}),  # it has ordered: active
    ("百姓饭店", "general", "prospect", "2026-11-20", {}),
    ("旧街杂货", "general", "active", "2022-01-01", {"archived_on": "2026-10-01"}),
    ("江南春", "wholesale", "active", "2026-01-01", {}),  # a tier that the policy does not know
]
TOUCHES: list[tuple[str, str, str, dict[str, Any]]] = [
    ("美佳超市", "2026-08-24", "visit", {"minutes": 90}),  # the day before the period
    ("美佳超市", "2026-08-25", "visit", {"minutes": 60, "gift": "茶叶", "cost": 8800}),
    ("美佳超市", "2026-09-25", "greeting", {"minutes": 5, "cost": 1200}),
    ("美佳超市", "2026-10-09", "call", {"minutes": 15}),
    ("美佳超市", "2026-10-20", "call", {"outcome": "no-answer", "minutes": 2}),
    ("美佳超市", "2026-11-22", "call", {"minutes": 10}),
    ("江城酒业", "2026-06-10", "visit", {}),
    ("江城酒业", "2026-11-05", "message", {"minutes": 5}),
    ("江城酒业", "2026-11-06", "greeting", {"mass": 1, "minutes": 1, "cost": 50}),
    ("Ada & Co", "2026-09-15", "meeting", {"minutes": 45}),
    ("Ada & Co", "2026-10-12", "call", {"incoming": 1}),
    ("家乐贸易", "2026-10-12", "call", {"minutes": 8}),
    ("惠民便利店", "2026-03-03", "call", {}),
    ("百姓饭店", "2026-11-21", "visit", {"minutes": 20}),
    ("旧街杂货", "2026-09-01", "visit", {"minutes": 30}),
]
PLAIN_TOUCH: dict[str, Any] = {
    "outcome": "done", "purpose": "", "mood": "", "incoming": 0, "mass": 0, "meant_for": "", "gift": "", "origin": "", "note": "",
}  # fmt: skip
ORDERS = [
    ("美佳超市", "2026-08-24", 99900),
    ("美佳超市", "2026-08-25", 120050),
    ("美佳超市", "2026-11-22", 268000),
    ("Ada & Co", "2026-10-01", 100000),
    ("惠民便利店", "2026-09-01", 11950),
    ("家乐贸易", "2026-09-02", 0),
    ("旧街杂货", "2026-09-03", 500000),
]


@pytest.fixture
def told(rep: Rep) -> Rep:
    """A rep with the small book of this page."""
    make_book(str(rep.book))
    book = connect(str(rep.book), writing=True)
    with book.step("made"):
        ids = {name: _customer(book.db, name, tier, status, since, more) for name, tier, status, since, more in CUSTOMERS}
        for name, on, kind, more in TOUCHES:
            insert(book.db, "touch", customer_id=ids[name], on_day=on, kind=kind, **{**PLAIN_TOUCH, **more})
        for name, on, amount in ORDERS:
            insert(book.db, "orders", customer_id=ids[name], on_day=on, amount=amount, product="")
        insert(book.db, "spacing", customer_id=ids["Ada & Co"], set_on="2026-11-01", factor="2", until=None)
    book.close()
    return rep


def _customer(db: Any, name: str, tier: str, status: str, since: str, more: dict[str, Any]) -> int:
    plain = {"handles": "", "area": "", "source": "", "address": "", "phone": "", "no_calls": 0, "note": ""}
    days = {"since": since, "added_on": since, "edited_on": since}
    return insert(db, "customer", **{**plain, **days, "name": name, "key": name, "tier": tier, "status": status, **more})


def items(text: str) -> dict[str, dict[str, str]]:
    """The rows of a CSV by tier."""
    return {row["tier"]: row for row in csv.DictReader(io.StringIO(text))}


# --- every form ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "lang", "file"),
    [
        ("", "en", "report_tiers.en.txt"),
        ("", "zh", "report_tiers.zh.txt"),
        ("--csv", "en", "report_tiers.csv"),
        ("--csv", "zh", "report_tiers.csv"),
        ("--json", "en", "report_tiers.json"),
        ("--json", "zh", "report_tiers.json"),
    ],
)
def test_the_report_looks_like_this(told: Rep, options: str, lang: str, file: str) -> None:
    assert told(f"report tiers {options}", lang=lang).out == (GOLDEN / file).read_text(encoding="utf-8")


def test_a_screen_says_its_period_and_what_its_words_mean(told: Rep) -> None:
    said = told("report tiers")
    assert said.err.startswith("Tue 25 Aug 2026 to Sun 22 Nov 2026, 90 days\n")
    assert "--csv" in said.err
    assert told("report tiers", lang="zh").err.startswith("2026年8月25日 周二 至 2026年11月22日 周日，共 90 天\n")


def test_csv_and_json_say_nothing_beside(told: Rep) -> None:
    assert told("report tiers --csv").err == ""
    assert told("report tiers --json").err == ""


def test_a_screen_fits_80_columns(told: Rep) -> None:
    from repbook.render.out import cells

    for lang in ("en", "zh"):
        said = told("report tiers", lang=lang)
        assert max(cells(line) for line in (said.out + said.err).splitlines()) <= 80


def test_csv_json_and_screen_agree(told: Rep) -> None:
    table = items(told("report tiers --csv").out)
    document = json.loads(told("report tiers --json").out)
    assert [item["tier"] for item in document["items"]] == list(table) == ["vip", "key", "potential", "general", "wholesale", "total"]
    for item in document["items"]:
        for key, value in item.items():
            cell = table[item["tier"]][key]
            assert (cell == "") if value is None else (cell == value if key == "tier" else float(cell) == pytest.approx(value)), key
    amounts = [line.split()[-2] for line in told("report tiers").out.split("\n\n")[1].splitlines()[1:]]
    assert amounts == [f"{float(row['amount']):,.2f}" for row in table.values()]


def test_csv_to_a_file(told: Rep) -> None:
    file = told.folder / "tiers.csv"
    said = told(["report", "tiers", "--csv", str(file)])
    assert (said.out, str(file) in said.err) == ("", True)
    assert file.read_bytes().startswith(b"\xef\xbb\xbftier,customers,")
    told(["report", "tiers", "--csv", str(file)], code=1)


def test_reading_leaves_the_book_as_it_was(told: Rep) -> None:
    before = told.book.read_bytes()
    told("report tiers --csv")
    assert told.book.read_bytes() == before


def test_without_a_book_it_says_how_to_start(rep: Rep) -> None:
    said = rep("report tiers --csv")
    assert (items(said.out)["total"]["customers"], "customer add" in said.err) == ("0", True)


def test_an_empty_book_has_rows_of_nothing(rep: Rep) -> None:
    make_book(str(rep.book))
    assert items(rep("report tiers --csv").out)["total"]["customers"] == "0"


# --- the period ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "first", "last"),
    [
        ("", "2026-08-25", "2026-11-22"),
        ("--from 2026-08-24", "2026-08-24", "2026-11-22"),
        ("--to 2026-11-21", "2026-08-24", "2026-11-21"),
        ("--from 2026-10-01 --to 2026-10-31", "2026-10-01", "2026-10-31"),
        ("--from 2026-10-09 --to 2026-10-09", "2026-10-09", "2026-10-09"),
        ("--from 10-9 --to yesterday", "2026-10-09", "2026-11-21"),
        ("--from today", "2026-11-22", "2026-11-22"),
        ("--month 2026-10", "2026-10-01", "2026-10-31"),
        ("--month 2024-02", "2024-02-01", "2024-02-29"),
        ("--month 2025-12", "2025-12-01", "2025-12-31"),
        ("--quarter 2026Q1", "2026-01-01", "2026-03-31"),
        ("--quarter 2026q3", "2026-07-01", "2026-09-30"),
        ("--quarter 2025Q4", "2025-10-01", "2025-12-31"),
    ],
)
def test_the_ways_to_name_a_period(told: Rep, options: str, first: str, last: str) -> None:
    said = told(f"report tiers --json {options}")
    document = json.loads(said.out)
    assert (document["from"], document["to"], said.err) == (first, last, "")


@pytest.mark.parametrize(
    "options",
    ["--month 2026-11", "--quarter 2026Q4", "--from 2026-11-01 --to 2026-12-31", "--from 2026-11-01 --to +1d"],
)
def test_a_period_is_cut_off_at_today_and_says_so(told: Rep, options: str) -> None:
    said = told(f"report tiers --json {options}")
    assert json.loads(said.out)["to"] == "2026-11-22"
    assert "up to today, Sun 22 Nov 2026" in said.err


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        ("--month 2026-10 --quarter 2026Q3", 2, "one way"),
        ("--month 2026-10 --from 2026-10-01", 2, "one way"),
        ("--quarter 2026Q3 --to 2026-10-01", 2, "one way"),
        ("--from 2026-10-02 --to 2026-10-01", 2, "Thu 1 Oct 2026"),
        ("--from 2026-2-30", 2, "2-30"),
        ("--to 10", 2, '"10"'),
        ("--month 2026-13", 2, "2026-13"),
        ("--month 2026-00", 2, "2026-00"),
        ("--month 2026-1", 2, "2026-1"),
        ("--month 202610", 2, "202610"),
        ("--month 1899-01", 2, "1899-01"),
        ("--month ''", 2, "month"),
        ("--month ²026-10", 2, "²026-10"),
        ("--quarter 2026Q5", 2, "2026Q5"),
        ("--quarter 2026Q", 2, "2026Q"),
        ("--quarter Q3", 2, "Q3"),
        ("--quarter 2026-Q3", 2, "2026-Q3"),
        ("--month 2026-12", 1, "Tue 1 Dec 2026"),
        ("--from 2026-11-23", 1, "Mon 23 Nov 2026"),
        ("--from 2026-11-23 --to 2026-11-30", 1, "Mon 23 Nov 2026"),
    ],
)
def test_no_period(told: Rep, options: str, code: int, words: str) -> None:
    said = told(f"report tiers --csv {options}", code=code)
    assert said.out == ""
    assert said.err.startswith("repbook: ")
    assert len(said.err.splitlines()) == 1
    assert words.strip('"') in said.err
    assert told(f"report tiers --csv {options}", code=code, lang="zh").err.startswith("repbook: ")


# --- what the book says -------------------------------------------------------------------------------------------


def test_archived_customers_are_left_out_with_all_they_did(told: Rep) -> None:
    general = items(told("report tiers --csv").out)["general"]
    assert (general["customers"], general["visits"], general["minutes"], general["amount"]) == ("2", "1", "20", "119.50")


def test_a_prospect_that_ordered_is_active_from_that_day(told: Rep) -> None:
    assert items(told("report tiers --csv").out)["general"]["active"] == "1"
    assert items(told("report tiers --csv", today="2026-09-01").out)["general"]["active"] == "1"
    assert items(told("report tiers --csv", today="2026-08-31").out)["general"]["active"] == "0"


def test_the_past_knows_nothing_of_later_days(told: Rep) -> None:
    vip = items(told("report tiers --csv --to 2026-11-21").out)["vip"]
    assert (vip["calls"], vip["orders"], vip["amount"]) == ("1", "2", "2199.50")  # not those of the 22nd
    assert vip["visits"] == "2"  # the period begins a day earlier, too


def test_a_spacing_counts_from_the_day_it_was_set(told: Rep) -> None:
    assert items(told("report tiers --csv --to 2026-10-31").out)["key"]["calls_wanted"] == "2.5"  # 52 days ÷ 21
    assert items(told("report tiers --csv --to 2026-11-01").out)["key"]["calls_wanted"] == "1.3"  # 53 days ÷ 42


def test_a_tier_of_the_policy_changes_what_is_wanted(told: Rep) -> None:
    book = connect(str(told.book), writing=True)
    with book.step("policy"):
        book.db.execute("UPDATE policy SET value = '30' WHERE key = 'tier.vip.call_every'")
    book.close()
    assert items(told("report tiers --csv").out)["vip"]["calls_wanted"] == "6.0"
