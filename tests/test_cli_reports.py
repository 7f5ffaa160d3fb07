"""Every report as a rep types it: one small book in every form and language, sums that agree, screens that fit, files that are safe."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from repbook.cli.report import MOST, SCREENS
from repbook.render import out
from repbook.render.out import cells
from repbook.render.tables import Column, _head
from repbook.reports import REPORTS
from repbook.store.start import make_book
from repbook.words import LANGUAGES, use
from tests import reported
from tests.cli import Rep
from tests.sample import Sample

GOLDEN = Path(__file__).parent / "golden"
OTHERS = [name for name in REPORTS if name != "tiers"]
FORMS = [
    ("", "en", "en.txt"),
    ("", "zh", "zh.txt"),
    ("--csv", "en", "csv"),
    ("--csv", "zh", "csv"),
    ("--json", "en", "json"),
    ("--json", "zh", "json"),
]
WIDE = 80


@pytest.fixture
def told(rep: Rep) -> Rep:
    """A rep with the book of `tests.reported`."""
    reported.make(rep.book)
    return rep


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def rows(rep: Rep, name: str, kind: str, options: str = "") -> list[dict[str, str]]:
    """The rows of one kind in the CSV of a report."""
    return [row for row in table(rep(f"report {name} --csv {options}").out) if row["row"] == kind]


# ---- every form -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OTHERS)
def test_the_report_looks_like_this(told: Rep, name: str) -> None:
    """Written anew with REPBOOK_GOLDEN=1; look at the difference."""
    for options, lang, ending in FORMS:
        file, said = GOLDEN / f"report_{name}.{ending}", told(f"report {name} {options}", lang=lang)
        if os.environ.get("REPBOOK_GOLDEN"):
            file.write_text(said.out, encoding="utf-8")
        assert said.out == file.read_text(encoding="utf-8"), (options, lang)
        if options:
            assert said.err == ""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_columns_of_a_screen_that_stand_under_a_row_go_by_the_same_name(lang: str) -> None:
    use(lang)
    for parts in SCREENS.values():
        for part in parts:
            names = [head.label or head.text for head in (_head(Column(key)) for key in part.columns.split())]
            assert len(set(names)) == len(names), names


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("columns", [40, 60, 80])
def test_complaints_name_their_causes_first_on_any_screen(told: Rep, monkeypatch: pytest.MonkeyPatch, lang: str, columns: int) -> None:
    monkeypatch.setattr(out, "on_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    told("complaint open 美佳超市 迟到 --on 2026-11-20")
    lines = told("report complaints", lang=lang).out.splitlines()
    assert max(map(cells, lines)) <= columns
    begin = lines.index("") + 1
    assert lines[begin].startswith("cause  " if lang == "en" else "原因  ")
    firsts = [line.split()[0] for line in lines[begin + 1 : lines.index("", begin)] if not line.startswith(" ")]
    assert "运输" in firsts
    assert {"(none", "（未注明）"} & set(firsts)


@pytest.mark.parametrize("name", REPORTS)
def test_csv_and_json_hold_the_same_cells(told: Rep, name: str) -> None:
    document = json.loads(told(f"report {name} --json").out)
    lines = table(told(f"report {name} --csv").out)
    assert (document["from"], document["to"]) == ("2026-08-25", "2026-11-22")
    assert len(document["items"]) == len(lines) > 1
    for item, line in zip(document["items"], lines, strict=True):
        assert list(item) == list(line)
        for key, value in item.items():
            assert same(value, line[key]), (key, value, line[key])


def same(value: Any, cell: str) -> bool:
    """Whether a value of the JSON document is what a cell of the CSV says."""
    if value is None:
        return cell == ""
    if isinstance(value, list):
        return cell.removeprefix("'") == ";".join(value)
    return float(cell) == pytest.approx(value) if isinstance(value, (int, float)) else cell.removeprefix("'") == value


@pytest.mark.parametrize("name", REPORTS)
def test_what_a_screen_shows_stands_in_the_csv(told: Rep, name: str) -> None:
    header = told(f"report {name} --csv").out.splitlines()[0].split(",")
    for part in SCREENS[name]:
        assert set(part.columns.split()) <= set(header)
    whole = {row.get("row", "tier") for row in table(told(f"report {name} --csv").out)}
    assert all(set(part.rows.split()) <= whole for part in SCREENS[name])


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", REPORTS)
def test_a_screen_fits_80_columns(told: Rep, name: str, lang: str) -> None:
    said = told(f"report {name}", lang=lang)
    assert [line for line in (said.out + said.err).splitlines() if cells(line) > WIDE] == []
    assert "--csv" in said.err


@pytest.mark.parametrize("name", OTHERS)
def test_an_empty_book_says_so(rep: Rep, name: str) -> None:
    make_book(str(rep.book))
    for lang in ("en", "zh"):
        screen, file, document = (rep(f"report {name} {form}", lang=lang) for form in ("", "--csv", "--json"))
        assert (screen.out, json.loads(document.out)["items"], file.out.count("\n")) == ("", [], 1)
        assert screen.err == file.err == document.err
        assert screen.err.count("\n") == 1


@pytest.mark.parametrize("name", OTHERS)
def test_without_a_book_it_says_how_to_start(rep: Rep, name: str) -> None:
    data, screen = rep(f"report {name} --csv"), rep(f"report {name}")
    assert (data.out.count("\n"), screen.out, data.err) == (1, "", screen.err)
    assert ("customer add" in data.err, data.err.count("\n")) == (True, 1)


@pytest.mark.parametrize("name", OTHERS)
def test_a_period_that_is_none_is_refused(told: Rep, name: str) -> None:
    assert "2026-13" in told(f"report {name} --month 2026-13", code=2).err
    assert told(f"report {name} --month 2026-12", code=1).out == ""


def test_names_that_a_spreadsheet_would_compute_are_defused(told: Rep) -> None:
    assert rows(told, "coverage", "area")[1]["area"] == "'+湖北"
    assert "'=cmd|'/c'!A1" in {row["customer"] for row in rows(told, "dormant", "customer")}
    assert rows(told, "coverage", "tier")[2]["names"].startswith("'=cmd")


def test_a_screen_names_some_customers_and_counts_the_rest(rep: Rep) -> None:
    made = Sample(rep.book)
    for number in range(MOST + 3):
        made.order(made.customer(f"Shop {number:02d}"), "2026-11-01", 1000 + number)
    made.close()
    for name in ("attainment", "concentration"):
        said = rep(f"report {name}")
        assert ("Shop 00" in said.out, "3 more customers" in said.err) == (name == "attainment", True)
        assert len(rows(rep, name, "customer")) == MOST + 3
    assert "and 3 more" in rep("report coverage").out


def test_who_was_not_touched_is_wrapped(rep: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    made = Sample(rep.book)
    for number in range(9):
        made.customer(f"很长的客户名称{number}")
    made.close()
    lines = rep("report coverage", lang="zh").out.split("\n\n")[-1].splitlines()
    assert len(lines) > 1
    assert lines[0].startswith("一般  很长的客户名称0、")
    assert all(cells(line) <= 60 for line in lines)


# ---- sums that agree --------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", ["", "--month 2026-10", "--from 2026-01-01", "--from 2026-11-22"])
def test_the_reports_agree_with_each_other(told: Rep, options: str) -> None:
    tiers = table(told(f"report tiers --csv {options}").out)[-1]
    active = int(tiers["active"])
    (work,), (covered,), (got,) = (rows(told, name, "total", options) for name in ("activity", "coverage", "attainment"))
    assert [work[key] for key in ("calls", "visits", "greetings", "minutes")] == [
        tiers[key] for key in ("calls", "visits", "greetings", "minutes")
    ]
    assert (covered["active"], covered["touched"], covered["touched_share"]) == (tiers["active"], tiers["touched"], tiers["touched_share"])
    assert (int(got["customers"]), got["calls_wanted"], got["visits_wanted"]) == (active, tiers["calls_wanted"], tiers["visits_wanted"])
    mine = [row for row in rows(told, "promises", "total", options) if row["whose"] == "mine"]
    assert mine[0]["kept"] == tiers["promises_kept"]
    assert rows(told, "complaints", "total", options)[0]["open"] == tiers["complaints_open"]
    sold = rows(told, "concentration", "total", options)
    assert (sold[0]["orders"], sold[0]["amount"]) == (tiers["orders"], tiers["amount"]) if sold else tiers["orders"] == "0"


@pytest.mark.parametrize(("since", "there"), [("2026-10-30", 2), ("2026-10-31", 2), ("2026-11-01", 1)])
def test_who_came_after_the_period_counts_in_no_report(rep: Rep, since: str, there: int) -> None:
    made = Sample(rep.book)
    made.order(made.customer("Old shop", since="2026-01-01"), "2026-10-05", amount=100)
    made.customer("New shop", since=since)
    made.close()
    assert table(rep("report tiers --csv --month 2026-10").out)[-1]["active"] == str(there)
    for name, key in (("coverage", "active"), ("attainment", "customers"), ("concentration", "customers")):
        assert rows(rep, name, "total", "--month 2026-10")[0][key] == str(there)


@pytest.mark.parametrize(("name", "keys"), [("gifts", "gifts cost over"), ("dormant", "customers value_lost"), ("concentration", "customers amount"),
                                            ("attainment", "customers calls met"), ("referrals", "referred new amount_ever")])  # fmt: skip
def test_the_rows_of_customers_make_the_total(told: Rep, name: str, keys: str) -> None:
    (total,) = rows(told, name, "total")
    for key in keys.split():
        assert sum(float(row[key]) for row in rows(told, name, "customer")) == pytest.approx(float(total[key])), key


# ---- what the book says -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_archived_is_left_out(told: Rep, name: str) -> None:
    assert "旧街杂货" not in told(f"report {name} --csv --from 2026-01-01").out
    assert rows(told, "activity", "total")[0]["minutes"] == "169"


def test_the_years_value_of_the_dormant(told: Rep) -> None:
    found = {row["customer"]: row for row in rows(told, "dormant", "customer")}
    pier = found["老码头"]
    assert (pier["last_touch"], pier["last_order"], pier["orders"]) == ("", "2025-12-01", "3")
    assert (pier["year_before"], pier["year_now"], pier["value_lost"]) == ("550.00", "250.00", "300.00")  # of the 1st a year before: out
    assert list(found) == ["老码头", "'=cmd|'/c'!A1"]
    assert [row["customer"] for row in rows(told, "dormant", "customer", "--to 2025-11-30")] == ["'=cmd|'/c'!A1"]  # the other ordered


def test_the_past_knows_nothing_of_later_days(told: Rep) -> None:
    assert rows(told, "promises", "total", "--to 2026-09-07")[0]["kept"] == "1"
    assert rows(told, "promises", "total", "--to 2026-09-08")[0]["kept"] == "2"
    assert rows(told, "complaints", "total", "--to 2026-10-19")[0]["open"] == "1"
    assert rows(told, "complaints", "total", "--to 2026-10-20")[0]["solved"] == "2"
    assert [row["referred"] for row in rows(told, "referrals", "total", "--to 2026-09-09")] == ["2"]
    assert [row["referred"] for row in rows(told, "referrals", "total", "--to 2026-09-10")] == ["3"]
    assert rows(told, "gifts", "customer", "--to 2026-09-23 --from 2026-09-01") == []


def test_a_ceiling_is_of_a_calendar_year(told: Rep) -> None:
    (jiangcheng,) = [row for row in rows(told, "gifts", "customer") if row["customer"] == "江城酒业"]
    assert (jiangcheng["cost"], jiangcheng["cost_year"], jiangcheng["over"]) == ("268.00", "1267.00", "1")
    years = rows(told, "gifts", "customer", "--from 2025-12-01")
    assert {row["year"] for row in years} == {"2026"}


def test_the_days_of_a_complaint_go_by_the_policy(told: Rep) -> None:
    before = rows(told, "complaints", "total")[0]["answered_in_time"]
    told("policy set key.complaint_answer 9")
    assert int(rows(told, "complaints", "total")[0]["answered_in_time"]) == int(before) + 1
