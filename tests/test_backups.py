"""Backups: which stay, when they are made, that they are whole and private, and what happens when none can be made."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from repbook.errors import BookError
from repbook.store import backups
from repbook.store.book import connection
from tests.cli import Rep
from tests.sample import Sample, year_file


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """A book with a customer, and no backup yet."""
    made = Sample(rep.book)
    made.customer("美佳超市", "key")
    made.close()
    return rep


def folder(rep: Rep) -> Path:
    return rep.folder / "book.db.backups"


def reasons(rep: Rep) -> list[str]:
    """Why the backups were made, oldest first."""
    return [backup.reason for backup in reversed(backups.listing(str(rep.book)))]


def clock(monkeypatch: pytest.MonkeyPatch, now: str) -> None:
    monkeypatch.setattr(backups, "_now", lambda: now)


# ---- which stay -----------------------------------------------------------------------------------------


def daily(day: str, hour: int = 8, reason: str = "daily") -> str:
    return f"{day}T{hour:02d}0000Z-{reason}.db"


def days(first: str, count: int) -> list[str]:
    start = datetime.fromisoformat(first)
    return [daily((start + timedelta(days=n)).strftime("%Y-%m-%d")) for n in range(count)]


NOW = "2026-11-22T120000Z"


@pytest.mark.parametrize(
    ("names", "gone"),
    [
        ([], []),
        ([daily("2026-11-22")], []),
        (days("2026-11-16", 7), []),
        # the eighth day back is the Sunday of the week before: the last of its week; the ninth is not
        (days("2026-11-15", 8), []),
        (days("2026-11-14", 9), [daily("2026-11-14")]),
        # the sixth newest of one day goes
        ([daily("2026-11-22", hour) for hour in range(2, 8)], [daily("2026-11-22", 2)]),
        ([daily("2026-11-22", 1, "migration"), *(daily("2026-11-22", hour) for hour in range(2, 8))], [daily("2026-11-22", 2)]),
        # one that was made by hand, and what is no backup, stay for ever
        ([daily("2001-01-01", 1, "asked"), "2026-11-22T010000Z-abcd.damaged", "notes.txt", ".x.part", *days("2025-01-01", 690)], None),
        # from after the clock: they count by themselves and push nothing out
        ([*days("2026-11-16", 7), *days("2030-01-01", 3)], []),
    ],
)
def test_which_backups_stay(names: list[str], gone: list[str] | None) -> None:
    kept = backups.keep(names, NOW)
    assert kept <= set(names)
    if gone is not None:
        assert sorted(set(names) - kept) == gone
        return
    assert {name for name in kept if not backups._is_backup(name)} == {"2026-11-22T010000Z-abcd.damaged", "notes.txt", ".x.part"}
    assert daily("2001-01-01", 1, "asked") in kept
    thinned = sorted(name[:10] for name in kept if name.endswith("-daily.db"))
    week = [f"2026-11-{day}" for day in (15, 16, 17, 18, 19, 20, 21)]  # the last seven days, the first of them the last of its week
    weeks = ["2026-11-01", "2026-11-08"]
    months = ["2025-12-31 2026-01-31 2026-02-28 2026-03-31 2026-04-30 2026-05-31 2026-06-30 2026-07-31 2026-08-31 2026-09-30 2026-10-31"]
    assert thinned == [*months[0].split(), *weeks, *week]


def test_years_of_days_come_down_to_seven_days_four_weeks_and_twelve_months() -> None:
    """Day by day, as it goes: never more, and always one of each of the last twelve months."""
    kept: set[str] = set()
    for name in days("2024-01-01", 1000):
        kept = backups.keep({*kept, name}, f"{name[:10]}T235959Z")
        assert len(kept) <= 7 + 4 + 12
    assert len({name[:7] for name in kept}) == 12
    assert len({backups._week(name) for name in kept}) >= 4
    assert sorted(kept)[-7:] == days("2026-09-20", 7)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "book.db",
        "2026-11-22T080000Z.db",
        "2026-13-22T080000Z-daily.db",
        "2026-11-22T080000-daily.db",
        "2026-11-22T0800Z-daily.db",
        "x2026-11-22T080000Z-daily.db",
    ],
)
def test_what_is_not_named_like_a_backup_is_none(name: str) -> None:
    assert not backups._is_backup(name)
    assert backups.keep([name], NOW) == {name}


# ---- when they are made ---------------------------------------------------------------------------------


def test_the_first_change_of_a_day_brings_one_backup(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    clock(monkeypatch, "2026-11-22T080000Z")
    shop("due")
    shop("history")
    assert not folder(shop).exists()
    shop("log 美佳 call")
    assert reasons(shop) == ["daily"]
    shop("log 美佳 visit")
    shop("undo")
    assert reasons(shop) == ["daily"]
    clock(monkeypatch, "2026-11-23T080000Z")
    shop("undo")
    assert reasons(shop) == ["daily", "daily"]


def test_a_backup_holds_what_was_written_and_nobody_else_may_look_into_it(shop: Rep) -> None:
    old = os.umask(0)
    try:
        shop("log 美佳 call 说好了")
    finally:
        os.umask(old)
    (kept,) = folder(shop).iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder(shop).stat().st_mode) == 0o700
    with closing(sqlite3.connect(kept)) as db:
        assert db.execute("SELECT note FROM touch").fetchall() == [("说好了",)]
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_an_import_keeps_what_was_before_it(shop: Rep) -> None:
    file = shop.folder / "new.csv"
    file.write_text("name\n百姓饭店\n", encoding="utf-8")
    shop(f"import customers {file} --dry-run")
    assert not folder(shop).exists()
    shop(f"import customers {file}")
    assert reasons(shop) == ["import"]
    (kept,) = folder(shop).iterdir()
    with closing(sqlite3.connect(kept)) as db:
        assert db.execute("SELECT count(*) FROM customer").fetchone() == (1,)
    shop(f"import customers {file}")
    assert reasons(shop) == ["import"], "the same file again changes nothing"


def test_the_calendar_too(shop: Rep) -> None:
    file = shop.folder / "2027.csv"
    file.write_text(year_file(2027), encoding="utf-8")
    shop(f"import calendar {file}")
    assert reasons(shop) == ["import"]


def test_two_in_the_same_second_have_names_of_their_own(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    clock(monkeypatch, "2026-11-22T080000Z")
    names = [os.path.basename(backups.make(str(shop.book), "import")) for _ in range(3)]
    assert names == [f"2026-11-22T080000Z-import{end}.db" for end in ("", "-2", "-3")]
    assert reasons(shop) == ["import"] * 3


def test_a_demo_makes_none(rep: Rep) -> None:
    rep("--demo log 美佳超市 call")
    assert list(rep.folder.rglob("*")) == []


# ---- when none can be made ------------------------------------------------------------------------------


def test_a_daily_backup_that_fails_is_one_more_line(shop: Rep) -> None:
    folder(shop).write_text("in the way")
    said = shop("log 美佳 call")
    assert said.out.endswith("#1\n")
    assert "what you wrote is safe in the book, but today's backup was not made" in said.err.splitlines()[-1]
    assert shop.rows("SELECT count(*) FROM touch") == [(1,)]
    assert "今天的备份没做成" in shop("log 美佳 visit", lang="zh").err


def test_an_import_without_a_backup_is_refused(shop: Rep) -> None:
    folder(shop).write_text("in the way")
    file = shop.folder / "new.csv"
    file.write_text("name\n百姓饭店\n", encoding="utf-8")
    before = shop.book.read_bytes()
    said = shop(f"import customers {file}", code=4)
    assert "no backup can be written" in said.err
    assert said.out == ""
    assert shop.book.read_bytes() == before


def test_a_planted_link_is_not_followed(shop: Rep) -> None:
    elsewhere = shop.folder / "elsewhere"
    elsewhere.mkdir()
    folder(shop).symlink_to(elsewhere)
    assert "backup was not made" in shop("log 美佳 call").err
    assert list(elsewhere.iterdir()) == []


def test_a_damaged_book_is_not_backed_up_and_pushes_no_good_one_out(shop: Rep) -> None:
    good = backups.make(str(shop.book), "import")
    with shop.book.open("r+b") as file:
        file.seek(4096 * 20)
        file.write(b"\xff" * 4096 * 8)
    with pytest.raises(BookError) as refused:
        backups.make(str(shop.book), "import")
    assert refused.value.key == "book_damaged"
    assert [backup.path for backup in backups.listing(str(shop.book))] == [good]
    assert [path.name for path in folder(shop).iterdir()] == [os.path.basename(good)]


@pytest.mark.parametrize("statement", [
    "UPDATE sqlite_master SET sql = replace(sql, 'on_day)', 'customer_id)') WHERE name = 'orders_by_customer'",  # the index says otherwise
    "CREATE INDEX foreign_one ON touch (note)",
    "DROP INDEX orders_by_day",
])  # fmt: skip
def test_no_backup_is_made_that_could_not_be_restored(shop: Rep, statement: str) -> None:
    """An index that says otherwise than its table, or what another program has put in, passes for no good book anywhere."""
    good = backups.make(str(shop.book), "import")
    with closing(sqlite3.connect(shop.book)) as db:
        db.execute("PRAGMA writable_schema = ON")
        db.execute(statement)
        db.commit()
    assert shop("book check", code=4).out
    with pytest.raises(BookError) as refused:
        backups.make(str(shop.book), "import")
    assert refused.value.key == "book_damaged"
    shop("log 美佳 call")
    assert [backup.path for backup in backups.listing(str(shop.book))] == [good]
    other = shop.folder / "other.db"
    shutil.copyfile(shop.book, other)
    assert not backups.is_whole(str(other))
    assert shop(f"book backup {shop.folder / 'mine.db'}", code=4).out == ""
    shop("book restore " + os.path.basename(good) + " --yes")
    assert shop("book check").code == 0


def test_the_last_good_backup_is_one_that_reads_back(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for hour in (8, 9, 10):
        clock(monkeypatch, f"2026-11-22T{hour:02d}0000Z")
        made.append(backups.make(str(shop.book), "import"))
    Path(made[2]).write_bytes(b"")
    Path(made[1]).write_bytes(Path(made[1]).read_bytes()[:9000])
    found = backups.last_good(str(shop.book))
    assert found is not None
    assert (found.path, found.at, found.reason) == (made[0], "2026-11-22T08:00:00Z", "import")


def test_what_a_killed_backup_left_goes_after_an_hour(shop: Rep) -> None:
    folder(shop).mkdir(mode=0o700)
    for name, age in ((".2026-11-22T080000Z-import.abcd.part", 4000), (".2026-11-22T090000Z-import.abcd.part", 60)):
        left = folder(shop) / name
        left.write_bytes(b"x")
        then = left.stat().st_mtime - age
        os.utime(left, (then, then))
    shop("log 美佳 call")
    assert sorted(path.name[:18] for path in folder(shop).iterdir()) == [
        ".2026-11-22T090000",
        backups.listing(str(shop.book))[0].path.split("/")[-1][:18],
    ]


def test_while_one_is_made_inside_a_step_the_book_stays_locked(shop: Rep) -> None:
    """A second look at the file in any other way would let go of the locks that SQLite holds for this process."""
    with closing(connection(str(shop.book), "rw")) as writer, closing(connection(str(shop.book), "rw")) as other:
        other.execute("PRAGMA busy_timeout = 0")
        writer.execute("BEGIN IMMEDIATE")
        backups.make(str(shop.book), "import")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        assert os.fork() or os._exit(_locked_for_others(str(shop.book)))
        assert os.waitstatus_to_exitcode(os.wait()[1]) == 0
        writer.execute("ROLLBACK")


def _locked_for_others(path: str) -> int:
    """In another process: 0 when the book cannot be written to."""
    try:
        db = sqlite3.connect(path, isolation_level=None, timeout=0)
        db.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return 0
    return 1
