"""The demo book: what it shows on its own day, that it is what importing its files makes, and that it leaves nothing behind."""

from __future__ import annotations

import csv
import io
import os
import shlex
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from repbook import demo, rules
from repbook.cli import main
from repbook.errors import BookError
from repbook.render import out
from repbook.reports import REPORTS
from repbook.words import LANGUAGES, area
from tests.cli import Rep, Said
from tests.make_demo import COMMANDS, GOLDEN, demo_sql, morning, type_in
from tests.program import run

Try = Callable[..., Said]


@pytest.fixture
def demo_(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Try:
    """`repbook --demo LINE`, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REPBOOK_DEBUG", "1")
    for name in ("REPBOOK_BOOK", "REPBOOK_TODAY", "REPBOOK_LANG", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)

    def type_line(line: str, lang: str = "en", code: int = 0) -> Said:
        capsys.readouterr()
        got = main(["--demo", "--lang", lang, *shlex.split(line)])
        said = Said(*capsys.readouterr(), got)
        assert got == code, said
        return said

    return type_line


def csv_rows(said: Said) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(said.out)))


# ---- what the files make -------------------------------------------------------------------------------


def test_the_rows_are_what_typing_the_commands_makes() -> None:
    """Made anew by `python -m tests.make_demo` after a change of the files, the commands or the schema."""
    assert (Path(demo.FOLDER) / "book.sql").read_text(encoding="utf-8") == demo_sql()


def test_importing_the_files_gives_the_same_mornings(demo_: Try, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = tmp_path / "typed.db"
    type_in(book)
    for day in ("2026-11-20", "2026-11-22", "2027-01-04"):
        expected = demo_(f"due --json --held --today {day}").out
        assert main(["--book", str(book), "--today", day, "--lang", "en", "due", "--json", "--held"]) == 0
        assert capsys.readouterr().out == expected


def test_a_second_import_of_the_files_changes_nothing(demo_: Try) -> None:
    for what in ("customers", "contacts", "touches", "orders"):
        said = demo_(f"import {what} {shlex.quote(demo.FOLDER)}/{what}.csv")
        assert ": 0 added, 0 changed" in said.out, said


def test_the_copy_is_a_sound_book_for_the_user_alone() -> None:
    path = demo.make_demo()
    try:
        assert os.stat(path).st_mode & 0o777 == 0o600
        assert os.stat(os.path.dirname(path)).st_mode & 0o777 == 0o700
        db = sqlite3.connect(path)
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        db.close()
    finally:
        demo.remove_demo(path)
    assert not os.path.exists(os.path.dirname(path))


def test_phones_and_addresses_are_nobodys() -> None:
    for name in ("customers.csv", "contacts.csv"):
        for row in csv.DictReader((Path(demo.FOLDER) / name).read_text(encoding="utf-8").splitlines()):
            assert row["电话"].startswith(("138 0000 00", "027-0000 0")) or not row["电话"]
            assert row.get("邮箱", "").endswith(".example") or not row.get("邮箱")


# ---- what it shows -------------------------------------------------------------------------------------

SHOWN = {
    "care-call": "百姓饭店",
    "care-visit": "家乐贸易",
    "festival-greeting": "楚天宴会楼",  # greeted with many others at once, which settles nothing
    "festival-gift": "家乐贸易",
    "birthday": "惠民便利店",
    "anniversary": "Northgate",
    "event": "红星批发部",
    "condolence": "汉口老酒坊",
    "condolence-check": "陈记商行",
    "area-alert": "樊口酒行",
    "promise": "美佳超市",
    "complaint-answer": "江城酒业",
    "complaint-solve": "樊口酒行",
    "complaint-check": "家乐贸易",
    "first-follow-up": "滨江鲜食",
    "after-sale": "Dockside",
    "service-visit": "Northgate",
    "reorder": "红星批发部",
    "at-risk": "陈记商行",
    "second-order": "王记饭店",
    "win-back": "江滩小酒馆",
    "referral-ask": "家乐贸易",
    "role-gap": "楚天宴会楼",
    "role-cold": "陈记商行",
    "new-contact": "王家湾超市",
    "handover": "光谷烟酒行",
    "stock-low": "红星批发部",
    "profile-stale": "江滩小酒馆",
}


@pytest.mark.parametrize(("rule", "customer"), SHOWN.items())
def test_each_rule_shows_on_the_demos_own_day(demo_: Try, rule: str, customer: str) -> None:
    assert (customer, rule) in [(row["customer"], row["rule"]) for row in csv_rows(demo_("due --csv"))]


def test_every_rule_is_looked_for() -> None:
    assert list(SHOWN) == [rule.name for rule in rules.RULES]


def test_promises_of_both_sides_are_due(demo_: Try) -> None:
    promises = {row["customer"]: (row["action"], row["reason"]) for row in csv_rows(demo_("due --csv")) if row["rule"] == "promise"}
    assert promises["美佳超市"] == ("task", 'you promised "送新品样品" by Fri 20 Nov')
    assert promises["江城酒业"] == ("call", 'they promised "付清上批货款" by Wed 18 Nov')


@pytest.mark.parametrize(
    ("hold", "customer"), [("paused", "南湖学府超市"), ("fatigue", "光谷烟酒行"), ("gap", "Northgate"), ("mourning", "汉口老酒坊")]
)
def test_each_hold_shows(demo_: Try, hold: str, customer: str) -> None:
    held = {row["customer"]: row["held_by"] for row in csv_rows(demo_("due --csv --held")) if row["held_by"]}
    assert held[customer] == hold


@pytest.mark.parametrize(
    ("customer", "words"),
    [
        ("惠民便利店", "王丽's birthday today"),
        ("鑫源商行", "赵敏's birthday Sat 28 Nov, in 6 days: prepare something personal"),
        ("楚天宴会楼", "孙丽's birthday Tue 24 Nov, in 2 days"),
        ("王家湾超市", "刘洋's birthday was Fri 20 Nov, belated by 2 days: say so"),
        ("汉口老酒坊", "200 days since the last call or visit (every 180)"),
        ("新世纪茶庄", "never visited, in the book since 2026-06-01 (every 120)"),
        ("樊口酒行", "11 days since the order of Wed 11 Nov: ask how the goods do"),
    ],
)
def test_it_shows_the_sides_of_the_rules(demo_: Try, customer: str, words: str) -> None:
    assert words in [row["reason"] for row in csv_rows(demo_("due --csv")) if row["customer"] == customer]


def test_a_vip_who_fell_silent_comes_first(demo_: Try) -> None:
    row = csv_rows(demo_("due --csv"))[0]
    assert (row["customer"], row["rule"], row["class"], row["tier"]) == ("陈记商行", "at-risk", "1", "vip")


def test_who_wants_no_calls_gets_a_message(demo_: Try) -> None:
    actions = {row["action"] for row in csv_rows(demo_("due --csv")) if row["customer"] == "Blue Heron"}
    assert actions - {"point"} == {"message"}


def test_attempts_are_shown_and_settle_nothing(demo_: Try) -> None:
    lines = demo_("due").out.splitlines()
    assert any("江城酒业" in line and line.endswith("tried Sat: no answer") for line in lines)
    assert any("百姓饭店" in line and line.endswith("tried Fri: no answer") for line in lines)


@pytest.mark.parametrize("customer", ["长青副食", "大桥小卖部", "张磊", "东湖渔家乐", "Lane Hotel", "望江便利店"])
def test_who_is_gone_or_looked_after_is_not_on_the_list(demo_: Try, customer: str) -> None:
    assert customer not in demo_("due --held").out


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_morning_is_the_golden_one(monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert morning(lang) == (GOLDEN / f"demo_due_{lang}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "line", ["due", "due --held", "due --days 7", "why 陈记商行", "why 南湖学府超市", "why 百姓饭店 care-call", "why Dockside"]
)
@pytest.mark.parametrize("columns", [40, 60, 80])
def test_no_line_is_wider_than_asked_for(demo_: Try, monkeypatch: pytest.MonkeyPatch, lang: str, line: str, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = demo_(line, lang).out.splitlines()
    assert len(lines) > 5
    assert [text for text in lines if out.cells(text) > columns] == []


# ---- it works with every command -----------------------------------------------------------------------


def test_a_visit_is_logged_and_forgotten_with_the_copy(demo_: Try) -> None:
    said = demo_('log mjcs visit "送了样品，货架第二层让出来了" --mood good')
    assert said.out.startswith("visit  美佳超市 · Sun 22 Nov 2026 · good  #")
    assert "settles: care-visit (97 days since the last visit (every 90))" in said.err
    assert "送了样品" not in demo_("history 美佳超市").out


def test_a_name_that_several_have_is_not_guessed(demo_: Try) -> None:
    said = demo_("log 王 call 没接", code=3)
    assert said.out == ""
    for name in ("王记饭店 (wjfd)", "王家湾超市 (wjwcs)", "王丽 @ 惠民便利店 (wl)"):
        assert name in said.err


def test_why_shows_the_arithmetic_of_a_late_call(demo_: Try) -> None:
    said = demo_("why 百姓饭店 care-call").out
    assert "care-call: due Tue 17 Nov 2026, 5 days late" in said
    assert 'Wed 28 Oct 2026 (call) "催货款"' in said
    assert "nothing: 2 of 6 touches in 30 days" in said


def test_undo_takes_back_the_last_thing_that_was_done(demo_: Try) -> None:
    assert "家乐贸易" in demo_("undo").out + demo_("undo").err
    assert len(demo_("undo --list").out.splitlines()) == len(COMMANDS) + 1


def examples(*pages: str) -> list[tuple[str, str]]:
    """The examples of help pages that fit the demo book as it is, with their language."""
    lines = [(lang, line) for lang in LANGUAGES for page in pages for line in area("help", lang)[f"{page}.examples"].splitlines()]
    return [(lang, line.removeprefix("repbook ")) for lang, line in lines if "<" not in line and "import" not in line]


@pytest.mark.parametrize(
    ("lang", "line"), examples("due", "log", "why", "history", "undo", "policy", "order", *(f"report.{name}" for name in REPORTS))
)
def test_the_examples_of_the_help_work(demo_: Try, lang: str, line: str) -> None:
    demo_(line, lang)


def test_its_day_is_its_own_unless_another_is_asked_for(demo_: Try, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPBOOK_TODAY", "2030-01-01")
    assert demo_("due").out.startswith("Sun 22 Nov 2026")
    assert demo_("due --today 2026-11-24").out.startswith("Tue 24 Nov 2026")
    assert demo_("due --today yesterday").out.startswith("Sat 21 Nov 2026")


# ---- and touches nothing -------------------------------------------------------------------------------


def state(folder: Path) -> list[tuple[str, int, bytes]]:
    """Every file below a folder with its time and content."""
    return sorted((str(path), path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"") for path in folder.rglob("*"))


@pytest.mark.parametrize(
    "line",
    [
        "due",
        "log mjcs visit 好",
        "customer add 新店",
        "undo",
        "policy set vip.call_every 10",
        "log 王 call",
        "due --today 2-30",
        "due --colour",
        "--help",
    ],
)
def test_nothing_of_the_users_is_touched_and_nothing_is_left(tmp_path: Path, line: str) -> None:
    home, temp = tmp_path / "home", tmp_path / "temp"
    for folder in (home, home / "data", temp):
        folder.mkdir(mode=0o700)
    book = home / "data" / "mine.db"
    book.write_bytes(b"mine")
    home.chmod(0o500)
    before = state(home)
    env = {
        "TMPDIR": str(temp),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home),
        "XDG_CACHE_HOME": str(home),
        "REPBOOK_BOOK": str(book),
    }
    ran = run(["--demo", *shlex.split(line)], home, env)
    assert "Traceback" not in ran.err
    assert "inside repbook" not in ran.err
    assert state(home) == before
    assert list(temp.iterdir()) == []


def test_without_a_place_for_it_there_is_one_sentence(rep: Rep, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full(path: str, mode: int = 0) -> None:
        raise OSError(28, "No space left on device", path)

    monkeypatch.setattr(os, "mkdir", full)
    said = rep("--demo due", code=4)
    assert said.err.count("\n") == 1


def test_a_copy_that_cannot_be_finished_is_removed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(demo, "FOLDER", str(tmp_path))
    (tmp_path / "book.sql").write_text("INSERT INTO nothing VALUES (1)", encoding="utf-8")
    with pytest.raises((BookError, sqlite3.Error)):
        demo.make_demo()
    assert [path.name for path in tmp_path.iterdir()] == ["book.sql"]


def test_only_a_demos_own_folder_is_ever_removed(tmp_path: Path) -> None:
    book = tmp_path / "book.db"
    book.write_bytes(b"mine")
    demo.remove_demo(str(book))
    assert book.read_bytes() == b"mine"
