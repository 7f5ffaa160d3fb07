"""`repbook export`: spreadsheets that change nothing when taken in again, calendars, and pages about one customer or person."""

from __future__ import annotations

import csv
import json
import re
import stat
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repbook import values
from repbook.exchange import csv_rows, ics
from repbook.exchange.columns import COLUMNS, read_rows
from repbook.exchange.lines import escaped, folded, unfolded
from repbook.exchange.rows import TouchRow
from repbook.exchange.sheets import clean_cell, read_sheet
from repbook.terms import Policy
from tests.cli import Rep
from tests.exported import TODAY, export, shop
from tests.sample import Sample

__all__ = ["shop"]

HOSTILE = (
    "=1+1", "@SUM(A1)", "+86 138", "-rf", "'=x", "''", "[bold]x[/]", "a,b;c、d", 'say "hi"', "a\\b", "../x", "％", "\u200b=x", "é\u0301",
    "👩‍👩‍👧", "עברית", "Robert'); DROP TABLE touch;--", "$(cmd)", "a|b", "no", "x" * 200,
)  # fmt: skip


# ---- spreadsheets ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["customers", "contacts", "touches", "orders"])
@pytest.mark.parametrize("options", ["", "--update"])
def test_taking_an_export_in_again_changes_nothing(shop: Rep, kind: str, options: str) -> None:
    path = shop.folder / "out.csv"
    shop(f"export {kind} {path}" + (" --private" if kind == "contacts" else ""))
    before = shop.dump()
    said = shop(f"import {kind} {path} {options}")
    rows = len(list(csv.reader(StringIO(path.read_text(encoding="utf-8-sig"), newline="")))) - 1
    assert said.out == f"{kind}: 0 added, 0 changed, {rows} the same\n"
    assert "differ" not in said.err
    assert shop.dump() == before


def test_a_new_book_of_the_four_files_says_the_same(shop: Rep) -> None:
    other = Rep(shop.folder, shop.capsys)
    other.book = shop.folder / "other.db"
    other("policy set festival.founders-day solar=05-12") if other.book.exists() else other("customer add x")
    other("policy set festival.founders-day solar=05-12")
    for kind in ("customers", "contacts", "touches", "orders"):
        path = shop.folder / f"{kind}.csv"
        shop(f"export {kind} {path}" + (" --private" if kind == "contacts" else ""))
        other(f"import {kind} {path}")
    for sql in (
        "SELECT name, tier, area, since, status, source, address, phone, no_calls, note FROM customer WHERE name <> 'x' ORDER BY name",
        "SELECT name, role, function, phone, wechat, email, birth_year, birth_month, birth_day, birth_lunar, birth_leap, likes, family, joined,"
        " left_on, no_calls, note FROM contact ORDER BY name",
        "SELECT on_day, kind, outcome, purpose, mood, minutes, incoming, mass, meant_for, cost, note FROM touch ORDER BY on_day, id",
        "SELECT on_day, amount, product, quantity, margin, service_every FROM orders ORDER BY on_day",
        "SELECT c.name, r.name FROM customer c JOIN customer r ON r.id = c.referred_by",
        "SELECT p.name, t.on_day FROM touch_contact x JOIN contact p ON p.id = x.contact_id JOIN touch t ON t.id = x.touch_id ORDER BY 1, 2",
    ):
        assert other.rows(sql) == shop.rows(sql)


@pytest.mark.parametrize("kind", ["customers", "contacts", "touches", "orders"])
def test_the_columns_are_those_of_the_import(shop: Rep, kind: str) -> None:
    text = export(shop, f"export {kind}{' --private' if kind == 'contacts' else ''}")
    assert text.split("\r\n")[0].split(",") == [column.key for column in COLUMNS[kind]]


def test_what_is_private_is_left_out_unless_asked_for(shop: Rep) -> None:
    text = export(shop, "export contacts")
    assert "likes" not in text
    assert "tea" not in text
    assert "two sons" not in text
    assert "a note" in text
    assert "--private" in shop("export contacts -").err
    private = export(shop, "export contacts --private")
    assert "tea" in private
    assert "two sons" in private


def test_formulas_are_defused_and_numbers_are_not(shop: Rep) -> None:
    orders = list(csv.DictReader(StringIO(shop("export orders -").out)))
    assert orders[-1] == {
        "customer": "美佳超市", "on": "2026-11-22", "amount": "12.50", "product": "'-酒", "quantity": "1.5", "margin": "-3.20",
        "service_every": "6",
    }  # fmt: skip
    customers = list(csv.DictReader(StringIO(shop("export customers -").out)))
    assert customers[0]["phone"] == "'+86 27 1"
    assert customers[0]["note"] == "'=note\nsecond line"
    assert (customers[0]["spacing"], customers[1]["spacing"]) == ("1.5", "")
    assert (customers[1]["referred_by"], customers[1]["no_calls"], customers[1]["status"]) == ("美佳超市", "yes", "lost")
    contacts = list(csv.DictReader(StringIO(shop("export contacts -").out)))
    assert [(row["birthday"], row["calendar"]) for row in contacts] == [
        ("lunar 1980-8-15", "lunar"), ("lunar leap 6-1", "lunar"), ("02-29", "solar"), ("", ""), ("12-03", "solar"),
    ]  # fmt: skip
    assert contacts[2]["name"] == "'=Ann"
    touches = list(csv.DictReader(StringIO(shop("export touches -").out)))
    assert [row["contact"] for row in touches] == ['王丽、"a、b; c"', '王丽、"a、b; c"', "'=Ann", ""]


def test_hostile_names_and_notes_come_back(rep: Rep) -> None:
    made = Sample(rep.book)
    for text in HOSTILE:
        kept = values.name(text)
        number = made.customer(kept, note=values.note(text), source=values.line(text))
        made.touch(
            number,
            "2026-11-01",
            contacts=(made.contact(number, kept, note=values.note(text)),),
            note=values.note(text),
            gift=values.line(text),
        )
    made.close()
    for kind in ("customers", "contacts", "touches"):
        path = rep.folder / f"{kind}.csv"
        rep(f"export {kind} {path}")
        said = rep(f"import {kind} {path} --update")
        assert said.out == f"{kind}: 0 added, 0 changed, {len(HOSTILE)} the same\n"


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), min_size=1), min_size=1, max_size=4))
def test_any_note_and_any_names_survive_a_spreadsheet(tmp_path: Path, texts: list[str]) -> None:
    names = []
    for text in texts:
        try:
            names.append(values.name(text))
        except Exception:  # nothing to see in it
            names.append("x")
    names = list(dict.fromkeys(names))
    note = values.note(texts[0])
    row = TouchRow(2, names[0], TODAY, "call", tuple(names), note=note, gift=values.line(texts[-1]))
    path = tmp_path / "t.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([csv_rows.header("touches"), *csv_rows.cells("touches", [row])])
    reading = read_rows("touches", read_sheet(path), {}, False, TODAY, Policy().tiers)
    assert reading.bad == []
    assert reading.rows[0][1:] == row[1:]


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_a_note_is_as_a_cell_is_read(text: str) -> None:
    note = values.note(text)
    assert clean_cell(values.guard(note)) == note == values.note(note)


# ---- a calendar -----------------------------------------------------------------------------------------


def events(text: str) -> list[dict[str, str]]:
    """The events of a calendar, unfolded."""
    found: list[dict[str, str]] = []
    for line in text.replace("\r\n ", "").split("\r\n"):
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found:
            found[-1].setdefault(name, value)
    return found


@pytest.fixture
def busy(rep: Rep) -> Rep:
    """A rep with a promise, a complaint, a birthday and a long silence."""
    made = Sample(rep.book)
    mei = made.customer("美佳超市, Wuhan; 1", "key", area="湖北/武汉")
    made.contact(mei, "王丽", (11, 28))
    made.close()
    rep("promise add 美佳 call --by 2026-11-20 --on 2026-11-10")
    rep("complaint open 美佳 late")
    return rep


@pytest.mark.parametrize("days", [0, 3, 40])
def test_the_events_are_the_items_of_due(busy: Rep, days: int) -> None:
    due = json.loads(busy(f"due --days {days} --json").out)
    items = [(max(item["due"], "2026-11-22"), item) for line in due["lines"] for item in line["items"] if item["action"] != "point"]
    found = events(busy(f"export ics - --days {days}").out)
    assert [event["DTSTART;VALUE=DATE"] for event in found] == [day.replace("-", "") for day, _ in items]
    for event, (_, item) in zip(found, items, strict=True):
        assert event["DESCRIPTION"].replace("\\,", ",").replace("\\;", ";").split("\\n")[0] == item["reason"]
        assert event["SUMMARY"].startswith(item["action"].replace("greeting", "greet"))
        assert "美佳超市\\, Wuhan\\; 1" in event["SUMMARY"]
        assert event["DTSTAMP"] == "20261122T000000Z"
    assert len({event["UID"] for event in found}) == len(found)


def test_the_calendar_is_thirty_days_unless_said(busy: Rep) -> None:
    assert busy("export ics -").out == busy("export ics - --days 30").out
    busy("export ics - --days 367", code=2)


def test_events_keep_their_names(busy: Rep) -> None:
    before = {event["UID"]: event["SUMMARY"] for event in events(busy("export ics - --days 9").out)}
    after = {event["UID"]: event["SUMMARY"] for event in events(busy("export ics - --days 9", today="2026-11-23").out)}
    assert before.items() <= after.items()
    assert all(re.fullmatch("[0-9a-f]{32}@repbook", uid) for uid in before)
    busy("customer edit 美佳 --name 美家")
    assert set(before) == {event["UID"] for event in events(busy("export ics - --days 9").out)}


def test_points_go_along_with_a_line(busy: Rep) -> None:
    found = events(busy("export ics - --days 0").out)
    points = [item["reason"] for item in json.loads(busy("due --json").out)["lines"][0]["items"] if item["action"] == "point"]
    assert points
    assert found[0]["DESCRIPTION"].replace("\\,", ",").split("\\n")[1:] == points
    assert all("\\n" not in event["DESCRIPTION"] for event in found[1:])


def test_lines_of_a_calendar_are_folded_between_characters() -> None:
    event = ics.Event("u@repbook", TODAY, "购" * 90, "a\x1b;b,c\\d\ne" + "é" * 100, "x", "call")
    text = ics.write([event], "名", TODAY)
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert lines[-1] == ""
    whole = text.replace("\r\n ", "")
    assert f"SUMMARY:{'购' * 90}\r\n" in whole
    assert "DESCRIPTION:a\N{REPLACEMENT CHARACTER}\\;b\\,c\\\\d\\ne" in whole


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\n")))
def test_folding_is_undone_by_unfolding(text: str) -> None:
    line = "NOTE:" + escaped(text)
    assert all(len(piece.encode()) <= 75 for piece in folded(line).split("\r\n"))
    assert next(content for _, content in unfolded(folded(line))) == line


# ---- a page to hand over ----------------------------------------------------------------------------------


@pytest.fixture
def known(shop: Rep) -> Rep:
    """A customer of whom much is known."""
    for line in ("promise add 美佳 'call *back*' --by 2026-12-01", "promise add 美佳 pay --theirs --by 2026-11-30", "promise keep '#1'",
                 "complaint open 美佳 'late [again]'", "complaint answer '#3' --note 'sorry'", "occasion add 美佳 illness 2026-11-01 --title flu",
                 "occasion add 美佳 wedding 2026-12-05 --contact 王丽", "stock set 美佳 酒 5"):  # fmt: skip
        shop(line)
    return shop


def test_a_handover_page(known: Rep) -> None:
    page = export(known, "export handover 美佳")
    assert page.startswith("# 美佳超市\n\nAs known on Sun 22 Nov 2026.\n\n## About\n\n- key · active · 湖北/武汉 · since Mon 5 Jan 2026\n")
    assert re.findall("^## (.*)$", page, re.M) == [
        "About", "People", "Promises", "Complaints", "Dates", "Stock", "Orders", "Gifts", "History",
    ]  # fmt: skip
    for part in (
        "- **王丽** · decider · 店长 · 138 0000 1111 / 139 0000 2222 · WeChat wl · w@example.com · birthday lunar 1980-8-15 (八月十五) · a note\n",
        "- kept Sun 22 Nov 2026 · ours · call \\*back\\*\n", "- open, by Mon 30 Nov 2026 · theirs · pay\n",
        "- late \\[again\\] · opened Sun 22 Nov 2026, answered Sun 22 Nov 2026 (sorry)\n", "- Sat 5 Dec 2026 · wedding · 王丽\n",
        "- 酒 · 5 · Sun 22 Nov 2026\n", "- Sun 22 Nov 2026 · 12.50 · -酒 · 1.5\n", "- Sun 1 Nov 2026 · no · 王丽、a、b; c · 12.50\n",
        "- Sun 1 Nov 2026 · visit · 王丽、a、b; c · ok · no · -3 pallets\n", "calls and visits 1.5 times as far apart", "- =note second line\n",
    ):  # fmt: skip
        assert part in page
    for secret in ("tea", "two sons", "flu", "illness"):
        assert secret not in page


def test_what_is_private_goes_along_where_asked_for(known: Rep) -> None:
    page = export(known, "export handover 美佳 --private")
    assert "likes tea · family: two sons" in page
    assert "illness · flu" in page
    assert "--private" in known("export handover 美佳 -").err
    assert known("export handover 美佳 - --private").err == ""


def test_a_page_of_somebody_gone_in_chinese(shop: Rep) -> None:
    page = shop("export handover 老店 -", lang="zh").out
    assert "## 往来记录" in page
    assert "2026年10月2日 周五 归档" in page
    assert "没有记录。" in page
    assert "介绍人: 美佳超市" in page


# ---- all about one person -----------------------------------------------------------------------------------


def test_everything_kept_of_one_person(known: Rep) -> None:
    known("log 老店 call '王丽 elsewhere'")
    known("customer edit 美佳 --note 'ask 王丽 first'")
    known("contact edit 王丽 --likes coffee")
    known("log 美佳 call 'spoke of 王丽' ")
    known("undo")
    found = json.loads(export(known, "export subject 王丽"))
    assert (found["format"], found["version"], found["on"]) == ("repbook-subject", 1, "2026-11-22")
    assert (found["contact"]["name"], found["contact"]["likes"], found["contact"]["family"]) == ("王丽", "coffee", "two sons")
    assert found["customer"] == {"id": 1, "name": "美佳超市"}
    assert [touch["id"] for touch in found["touches"]] == [1, 2]
    assert [one["kind"] for one in found["occasions"]] == ["wedding"]
    assert found["promises"] == []
    assert found["mentions"] == [
        {"table": "customer", "id": 1, "customer": "美佳超市", "field": "note", "text": "ask 王丽 first"},
        {"table": "touch", "id": 5, "customer": "老店", "field": "note", "text": "王丽 elsewhere"},
    ]
    journal = found["journal"]
    edited = [entry for entry in journal if entry["key"] == "contact_edited"]
    assert [row["likes"] for row in edited[0]["before"] + edited[0]["after"]] == ["tea", "coffee"]
    assert [entry["after"][0]["note"] for entry in journal if entry["key"] == "logged"] == ["spoke of 王丽"]


def test_somebody_else_of_that_name_is_somebody_else(known: Rep) -> None:
    known("contact add 老店 王丽")
    known("log 老店 call '王丽 elsewhere'")
    assert "elsewhere" not in export(known, "export subject 美佳/王丽")


def test_a_step_that_only_names_a_person(rep: Rep) -> None:
    rep("customer add A")
    rep("contact add A Ann")
    found = json.loads(rep("export subject Ann -").out)
    assert [(entry["key"], entry["params"]) for entry in found["journal"]] == [("contact_added", {"contact": "Ann", "customer": "A"})]


# ---- files --------------------------------------------------------------------------------------------------


EXPORTS = ["all", "customers", "contacts", "touches", "orders", "ics", "vcard", "handover 美佳", "subject 王丽"]


@pytest.mark.parametrize("what", EXPORTS)
def test_no_other_file_is_touched(shop: Rep, what: str) -> None:
    target = shop.folder / "there"
    target.write_text("mine")
    link = shop.folder / "link"
    link.symlink_to(target)
    dangling = shop.folder / "dangling"
    dangling.symlink_to(shop.folder / "planted")
    for path, yes in ((target, ""), (link, ""), (link, "--yes"), (link, "--force"), (dangling, "--yes"), (shop.folder, "--yes")):
        said = shop(f"{yes} export {what} {path}", code=1)
        assert "is there already" in said.err
        assert said.out == ""
    assert target.read_text() == "mine"
    assert not (shop.folder / "planted").exists()
    before = shop.book.read_bytes()
    shop(f"export {what} {target} --force")
    assert target.read_text(encoding="utf-8") != "mine"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert shop.book.read_bytes() == before


@pytest.mark.parametrize("what", EXPORTS)
def test_twice_is_the_same(shop: Rep, what: str) -> None:
    assert shop(f"export {what} -").out == shop(f"export {what} -").out != ""


def test_no_book_is_no_failure(rep: Rep) -> None:
    said = rep("export all -")
    assert json.loads(said.out)["tables"]["customer"] == []
    assert "no book yet" in said.err
    assert not rep.book.exists()


def test_an_empty_book(rep: Rep) -> None:
    rep("customer add A")
    rep("undo")
    assert rep("export contacts - --private").out == ",".join(column.key for column in COLUMNS["contacts"]) + "\n"
    assert rep("export vcard -").out == ""
    assert events(rep("export ics -").out) == []


def test_standard_output_is_utf8_whatever_the_locale(tmp_path: Path) -> None:
    from tests.program import run

    run(["customer", "add", "é 美"], tmp_path)
    ran = run(["export", "all", "-"], tmp_path, {"PYTHONIOENCODING": "latin-1", "LC_ALL": "C"})
    assert ran.code == 0
    assert json.loads(ran.out)["tables"]["customer"][0]["name"] == "é 美"
