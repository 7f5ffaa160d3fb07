"""`import undo`: the last import goes, what came after it stays; or the step that builds on it is named and nothing is done."""

from __future__ import annotations

import pytest

from repbook.cli import undo as command
from repbook.store import reversal
from repbook.store.undo import StepWords
from tests.cli import Rep
from tests.sample import year_file


def take_in(rep: Rep, kind: str, text: str, options: str = "") -> None:
    path = rep.folder / f"{kind}.csv"
    path.write_text(text, encoding="utf-8")
    rep(f"import {kind} {path} {options}")


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """A rep with two customers typed in, and a third and fourth from a file."""
    rep("customer add Old --phone 138")
    rep("customer add Young")
    take_in(rep, "customers", "name,tier,phone,referred_by\nOld,vip,139,Fourth\nThird,key,,\nFourth,,,Third\n", "--update")
    return rep


def names(rep: Rep) -> list[str]:
    return [name for (name,) in rep.rows("SELECT name FROM customer ORDER BY id")]


def exported(rep: Rep) -> str:
    return rep("export all -").out


def tables(rep: Rep) -> list[str]:
    return rep.dump()


def test_right_away(shop: Rep) -> None:
    after = exported(shop)
    said = shop("import undo")
    assert said.out == (
        "taken back: import customers from customers.csv: 2 added, 1 changed; what it added is gone, what it changed is as before   (again: repbook undo)\n"
    )
    assert names(shop) == ["Old", "Young"]
    assert shop.rows("SELECT tier, phone, referred_by FROM customer WHERE name = 'Old'") == [("general", "138", None)]
    assert "import undo: customers.csv" in shop("undo --list").out
    shop("undo")
    assert exported(shop) == after
    shop("redo")
    assert names(shop) == ["Old", "Young"]


def test_after_other_work(shop: Rep) -> None:
    for line in ("log Young visit 'a note'", "customer add Fifth --contact Ann", "promise add Young call --by 2026-12-01", "policy set gap_days 5",
                 "customer pause Old --until +5d"):  # fmt: skip
        shop(line)
    before = exported(shop)
    shop("import undo")
    assert names(shop) == ["Old", "Young", "Fifth"]
    assert shop.rows("SELECT note FROM touch") == [("a note",)]
    assert shop.rows("SELECT count(*) FROM promise") == [(1,)]
    assert shop.rows("PRAGMA foreign_key_check") == []
    shop("undo")
    assert exported(shop) == before


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("log Third visit", "log: visit to Third, 22 Nov"),
        ("customer edit Third --area x", "customer edit: Third"),
        ("customer confirm Third --today 2026-11-23", "customer confirm: Third"),
        ("contact add Third Ann", "contact add: Ann @ Third"),
        ("order add Third 5", "order add: 5.00 Third, 22 Nov"),
        ("customer add Fifth --referred-by Third", "customer add: Fifth"),
        ("customer edit Young --referred-by Third", "customer edit: Young"),
        ("customer edit Old --phone 140", "customer edit: Old"),
        ("customer tier Old key", "customer tier: Old to key"),
        ("--yes customer merge Young Third", "customer merge: Third into Young"),
        ("--yes customer merge Young Old", "customer merge: Old into Young"),
        ("snooze Third --until +5d", "snooze: Third until 27 Nov"),
        ("stock set Third x 5", "stock set: x 5, Third"),
        ("complaint open Third late", "complaint open: late, Third"),
    ],
)
def test_what_builds_on_it_is_named(shop: Rep, line: str, step: str) -> None:
    shop(line)
    shop("log Young call")
    before = shop.book.read_bytes()
    for options in ("", "--dry-run"):
        said = shop(f"import undo {options}", code=1)
        assert said.err.startswith('repbook: "import customers from customers.csv: 2 added, 1 changed" cannot be taken back by itself: ')
        assert f'"{step}" came after it' in said.err
        assert said.out == ""
    assert shop.book.read_bytes() == before
    assert "用到了它" in shop("import undo", code=1, lang="zh").err


def test_all_that_builds_on_it_is_counted(shop: Rep) -> None:
    for line in ("log Third visit", "log Third call", "log Young call", "customer edit Old --phone 140", "promise add Fourth x --by +3d"):
        shop(line)
    said = shop("import undo", code=1).err
    assert "4 commands came after it and build on it, the last first: " in said
    assert '"promise add' not in said
    assert ": promise add: x, Fourth, by 25 Nov · customer edit: Old · log: call to Third, 22 Nov · …; take those back first" in said
    assert "4 步用到了它" in shop("import undo", code=1, lang="zh").err
    for _ in range(5):
        shop("undo")
    shop("import undo")
    assert names(shop) == ["Old", "Young"]


def test_what_was_taken_back_itself_is_not_in_the_way(shop: Rep) -> None:
    shop("log Third visit")
    shop("undo")
    shop("import undo")
    assert names(shop) == ["Old", "Young"]


def test_another_place_in_the_same_row_is_not_in_the_way(shop: Rep) -> None:
    """The import gave Old a tier, a phone and a referrer; a later edit gave it an address and looked after it."""
    shop("customer edit Old --address 'Street 1'", today="2026-11-25")
    shop("import undo", today="2026-11-26")
    assert shop.rows("SELECT tier, phone, referred_by, address, edited_on FROM customer WHERE name = 'Old'") == [
        ("general", "138", None, "Street 1", "2026-11-25")
    ]


def test_one_import_after_the_other(shop: Rep) -> None:
    take_in(shop, "contacts", "customer,name\nThird,Ann\nOld,Bob\n")
    take_in(shop, "touches", "customer,on,kind,contact\nThird,2026-11-01,call,Ann\nYoung,2026-11-01,call,\n")
    assert "touches.csv" in shop("import undo").out
    assert "contacts.csv" in shop("import undo").out
    assert "customers.csv" in shop("import undo").out
    assert names(shop) == ["Old", "Young"]
    assert shop.rows("SELECT (SELECT count(*) FROM contact), (SELECT count(*) FROM touch)") == [(0, 0)]
    assert "no import is left" in shop("import undo", code=1).err
    shop("undo")
    assert names(shop) == ["Old", "Young", "Third", "Fourth"]
    shop("import undo")
    assert names(shop) == ["Old", "Young"]


def test_an_earlier_import_that_a_later_one_builds_on(shop: Rep) -> None:
    take_in(shop, "contacts", "customer,name\nThird,Ann\n")
    shop("log Third call --with Ann")
    assert '"log: call to Third' in shop("import undo", code=1).err
    shop("undo")
    shop("import undo")
    assert names(shop) == ["Old", "Young", "Third", "Fourth"]


def test_a_dry_run(shop: Rep) -> None:
    before = shop.book.read_bytes()
    said = shop("import undo --dry-run")
    assert said.out.endswith("2 added, 1 changed; what it added would go, what it changed would be as before\n")
    assert said.err == "A dry run: nothing was changed\n"
    assert shop.book.read_bytes() == before


def test_no_import(rep: Rep) -> None:
    rep("customer add A")
    assert rep("import undo", code=1).err == "repbook: no import is left to take back; see  repbook undo --list\n"


def test_a_year_of_working_days(rep: Rep) -> None:
    rep("customer add A")
    before = tables(rep)
    take_in(rep, "calendar", year_file(2028, "2028-01-04,off"))
    first = tables(rep)
    take_in(rep, "calendar", year_file(2028, "2028-01-05,off"))
    rep("log A call")
    rep("import undo")
    assert [line for line in tables(rep) if '"touch"' not in line] == first
    rep("import undo")
    assert [line for line in tables(rep) if '"touch"' not in line] == before
    assert rep.rows("SELECT count(*) FROM touch") == [(1,)]


def test_a_whole_book(shop: Rep) -> None:
    path = shop.folder / "all.json"
    shop(f"export all {path}")
    other = Rep(shop.folder, shop.capsys)
    other.book = shop.folder / "other.db"
    other("customer add x")
    other("undo")
    before = tables(other)
    other(f"import all {path}")
    other("alert raise 湖北 typhoon")
    other("import undo")
    assert [line for line in tables(other) if '"alert"' not in line] == before
    other("undo")
    other("policy set gap_days 5")
    assert '"policy set: gap_days 5" came after it' in other("import undo", code=1).err


def test_a_tier_that_is_gone_since(rep: Rep) -> None:
    rep("policy set tiers 'vip key potential general new'")
    rep("customer add A --tier new")
    take_in(rep, "customers", "name,tier\nA,key\n", "--update")
    rep("policy set tiers 'vip key potential general'")
    before = rep.book.read_bytes()
    assert 'the tier "new" again' in rep("import undo", code=1).err
    assert rep.book.read_bytes() == before


def test_a_referrer_that_is_gone_since(rep: Rep) -> None:
    for name in ("A", "B", "C", "D"):
        rep(f"customer add {name}" + (" --referred-by A" if name == "D" else ""))
    take_in(rep, "customers", "name,referred_by\nD,B\n", "--update")
    rep("--yes customer merge C A")
    before = rep.dump()
    assert "refers to what is gone since" in rep("import undo", code=1).err
    assert rep.dump() == before


def test_something_nobody_remembers(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that were erased for good, and with them what undo knew of them."""
    monkeypatch.setattr(reversal, "obstacles", lambda *_: [reversal.Obstacle(None)])
    assert "go back step by step" in shop("import undo", code=1).err


def test_somebody_faster(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    last = reversal.last_import
    answers = iter([None, StepWords(99, "", "imported", {}, False)])
    monkeypatch.setattr(reversal, "last_import", lambda db: next(answers) or last(db))
    assert "no import is left" in shop("import undo", code=1).err
    assert command.in_words("no such key", {}) == "no such key"
