"""`repbook doctor`: what needs a hand, what to do then, and that nothing out of the book is shown."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from repbook.store import backups, sums
from tests.cli import Rep
from tests.program import run
from tests.sample import Sample, year_file


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """A book with one of everything that could be wrong, and a backup of it."""
    rep.folder.chmod(0o700)
    made = Sample(rep.book)
    with made.book.step("filled"):
        who = made.customer("美佳超市", "key", phone="13800001111", note="secret")
        made.contact(who, "王丽", (5, 6), email="li@example.com")
        made.touch(who, "2026-11-01", "visit", note="secret")
        made.order(who, "2026-11-02")
    made.close()
    backups.make(str(rep.book), "daily")
    return rep


def execute(rep: Rep, *statements: str) -> None:
    """Change a book in another way, and have that taken for right."""
    with closing(sqlite3.connect(rep.book, isolation_level=None)) as db:
        for statement in statements:
            db.execute(statement)
        sums.renew(db)


def examined(rep: Rep, **how: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(rep("doctor --json", code=None, **how).out)
    rep("doctor", code=0 if document["healthy"] else 1, **how)
    return document


def test_a_healthy_book(shop: Rep) -> None:
    before = shop.book.read_bytes()
    said = shop("doctor")
    assert str(shop.book) in said.out
    assert "every page, reference and row reads back" in said.out
    assert "holidays known for 2004–2026; estimated: 2027" in said.out
    assert said.out.endswith("nothing needs a hand\n")
    assert said.err == ""
    assert "一切正常" in shop("doctor", lang="zh").out
    assert shop.book.read_bytes() == before


def test_as_json(shop: Rep) -> None:
    shop("log 美佳 call")
    document = examined(shop)
    assert document["healthy"] is True
    assert document["path"] == str(shop.book)
    assert document["book"]["schema"] >= 2
    assert document["sqlite"] == sqlite3.sqlite_version
    assert (document["integrity"], document["damage"]) == ("ok", [])
    assert document["book"]["permissions"] == {"book": "0600", "folder": "0700", "backups": "0700"}
    assert document["book"]["backups"]["last"] == backups.listing(str(shop.book))[0].at
    assert document["calendar"]["known"] == list(range(2004, 2027))
    assert (document["calendar"]["estimated"], document["calendar"]["lunar"]) == ([2027], [1900, 2100])
    assert set(document["extras"]) == {"xlsx", "secure"}
    (note,) = document["findings"]
    assert (note["check"], note["needs_a_hand"]) == ("calendar_ahead", False)
    keys = {"healthy", "path", "book", "sqlite", "python", "system", "integrity", "damage", "calendar", "extras", "findings"}
    assert set(document) == keys == set(json.loads(shop("doctor --json", lang="zh").out))


def test_nothing_out_of_the_book_is_shown(shop: Rep) -> None:
    shop("log 美佳 call 'secret too' --with 王丽")
    execute(shop, "UPDATE touch SET on_day = '2027-01-01'", "UPDATE contact SET joined = '2026-05-05', left_on = '2026-05-04'",
            "UPDATE policy SET value = '王丽' WHERE key = 'gap_days'")  # fmt: skip
    for line in ("doctor", "doctor --json", "book info", "book info --json", "book check"):
        for lang in ("en", "zh"):
            said = shop(line, code=None, lang=lang)
            for word in ("美佳", "王丽", "1380000", "example.com", "secret"):
                assert word not in said.out + said.err, (line, lang)


@pytest.mark.parametrize(
    ("statement", "check", "part"),
    [
        ("UPDATE touch SET on_day = '2026-11-23'", "touch_ahead", "1 touch is on a day still to come (#1)"),
        ("UPDATE orders SET on_day = '2026-11-23'", "order_ahead", "1 order is on a day still to come (#1)"),
        (
            "INSERT INTO promise VALUES (1, 'p', 1, NULL, 'x', '2026-11-23', '2026-11-24', 0, NULL, NULL)",
            "promise_ahead",
            "made on a day still to come (#1)",
        ),
        ("INSERT INTO complaint VALUES (1, 'c', 1, 'x', 2, '2026-11-23', '')", "complaint_ahead", "opened on a day still to come (#1)"),
        ("INSERT INTO stock VALUES (1, 's', 1, 'x', '2026-11-23', '1', NULL)", "stock_ahead", "of a day still to come (#1)"),
        ("UPDATE contact SET birth_year = 2027", "born_ahead", "1 contact born in a year to come (#1)"),
        ("INSERT INTO policy (uid, key, value) VALUES ('f', 'festival.王丽', 'x')", "policy", "1 setting cannot be right: festival.…"),
        ("UPDATE contact SET joined = '2026-05-05', left_on = '2026-05-04'", "left_before_joined", "1 contact left before joining (#1)"),
        ("UPDATE contact SET birth_month = 2, birth_day = 30", "no_such_birthday", "on a day that no year has (contact #1)"),
        ("UPDATE customer SET referred_by = id", "referred_by_itself", "1 customer referred by itself (#1)"),
        ("UPDATE customer SET tier = 'gold'", "policy", "1 setting cannot be right: tiers"),
        ("UPDATE policy SET key = 'vip.nothing' WHERE key = 'gap_days'", "policy", "1 setting cannot be right: vip.nothing"),
        ("UPDATE policy SET value = 'many' WHERE key = 'gap_days'", "policy", "1 setting cannot be right: gap_days"),
    ],
)
def test_what_cannot_be(shop: Rep, statement: str, check: str, part: str) -> None:
    execute(shop, statement)
    said = shop("doctor", code=1)
    assert part in said.out
    assert "1 thing needs a hand" in said.err
    (found,) = [one for one in json.loads(shop("doctor --json", code=1).out)["findings"] if one["needs_a_hand"]]
    assert found["check"] == check
    assert found["remedy"] in said.out
    assert found["ids"] == ([] if check == "policy" else [1])


@pytest.mark.parametrize(
    ("statement", "check", "part"),
    [
        ("INSERT INTO touch_contact VALUES (1, 'x', 1, 2)", "touch_with_stranger", "with a contact of another customer (#1)"),
        (
            "INSERT INTO promise VALUES (1, 'p', 1, 2, 'x', '2026-11-22', '2026-11-24', 0, NULL, NULL)",
            "promise_to_stranger",
            "another customer (#1)",
        ),
        (
            "INSERT INTO occasion VALUES (1, 'o', 1, 2, 'wedding', '2026-11-22', 0, NULL, NULL, 0, '', NULL, '2026-11-22')",
            "occasion_of_stranger",
            "another customer (#1)",
        ),
        (
            "INSERT INTO complaint VALUES (7, 'c', 1, 'x', 2, '2026-11-22', '')",
            "number_twice",
            "1 number stands for two things at once (#7)",
        ),
    ],
)
def test_what_cannot_be_between_rows(shop: Rep, statement: str, check: str, part: str) -> None:
    shop("customer add 百姓饭店 --contact 李四")
    execute(shop, "INSERT INTO alert VALUES (7, 'a', 'x', 'y', '2026-11-20', '2026-11-22')")
    shop("doctor")
    execute(shop, statement)
    assert part in shop("doctor", code=1).out
    (found,) = [one for one in json.loads(shop("doctor --json", code=1).out)["findings"] if one["needs_a_hand"]]
    assert (found["check"], found["ids"]) == (check, [7] if check == "number_twice" else [1])


def test_a_journal_kept_in_another_way(shop: Rep) -> None:
    execute(shop, "PRAGMA journal_mode = WAL")
    said = shop("doctor", code=1)
    assert "the journal of the book is kept in another way (wal)" in said.out
    execute(shop, "PRAGMA journal_mode = DELETE")
    shop("doctor")


@pytest.mark.parametrize("statement", ["UPDATE touch SET on_day = '2026-11-22'", "UPDATE contact SET joined = '2026-05-05', left_on = '2026-05-05'",
                                       "UPDATE contact SET birth_month = 2, birth_day = 29",
                                       "UPDATE contact SET birth_lunar = 1, birth_month = 2, birth_day = 30"])  # fmt: skip
def test_what_can_be(shop: Rep, statement: str) -> None:
    execute(shop, statement)
    shop("doctor")


# ---- the files ------------------------------------------------------------------------------------------


def checks(rep: Rep) -> list[str]:
    return [one["check"] for one in examined(rep)["findings"] if one["needs_a_hand"]]


def test_files_that_others_may_read(shop: Rep) -> None:
    (backup,) = (shop.folder / "book.db.backups").iterdir()
    for path, mode in ((shop.book, 0o644), (backup, 0o640), (backup.parent, 0o755), (shop.folder, 0o777)):
        was = path.stat().st_mode
        path.chmod(mode)
        said = shop("doctor", code=1)
        assert f"others may look into or change {path} (it is {mode:04o})" in said.out
        assert checks(shop) == ["loose"]
        remedy = next(line for line in said.out.splitlines() if "chmod" in line)
        path.chmod(int(remedy.split()[-2], 8))
        shop("doctor")
        path.chmod(was)
    shop.folder.chmod(0o755)
    shop("doctor")  # a folder of other things may be looked into


def test_the_folder_of_the_book_is_closed_to_all(tmp_path: Path) -> None:
    env = {"XDG_DATA_HOME": str(tmp_path / "data")}
    assert run(["customer", "add", "Ada"], tmp_path, env).code == 0
    assert run(["doctor"], tmp_path, env).code == 0
    (tmp_path / "data" / "repbook").chmod(0o755)
    ran = run(["doctor"], tmp_path, env)
    assert ran.code == 1
    assert f"chmod 700 {tmp_path / 'data' / 'repbook'}" in ran.out


def test_backups_that_fail_are_noticed(shop: Rep) -> None:
    shutil.rmtree(shop.folder / "book.db.backups")
    (shop.folder / "book.db.backups").write_text("in the way")
    (shop.folder / "book.db.backups").chmod(0o600)
    shop("log 美佳 call")
    assert checks(shop) == ["no_backup"]
    (shop.folder / "book.db.backups").unlink()
    shop("book backup")
    assert checks(shop) == []
    (kept,) = (shop.folder / "book.db.backups").iterdir()
    kept.rename(kept.with_name("2001-01-01T000000Z-daily.db"))
    assert checks(shop) == ["backup_old"]
    (kept,) = (shop.folder / "book.db.backups").iterdir()
    kept.write_bytes(kept.read_bytes()[:5000])
    assert checks(shop) == ["backup_broken", "backup_old"]


def test_what_killed_commands_left_is_good_to_know(shop: Rep) -> None:
    (shop.folder / ".book.db.0123.part").write_bytes(b"")
    document = examined(shop)
    assert document["healthy"] is True
    assert "leftover" in [one["check"] for one in document["findings"]]


def test_a_damaged_book(shop: Rep) -> None:
    data = shop.book.read_bytes()
    for broken in (data[:5000], data[:100] + b"\xff" * 9000, data[: 4096 * 4] + b"\xff" * 4096 + data[4096 * 5 :]):
        shop.book.write_bytes(broken)
        said = shop("doctor", code=1)
        assert "the book is damaged" in said.out
        assert "repbook book check" in said.out
        document = json.loads(shop("doctor --json", code=1).out)
        assert (document["integrity"], document["healthy"], document["book"]) == ("damaged", False, None)
        assert shop.book.read_bytes() == broken


def spoil(rep: Rep, *statements: str) -> None:
    """Change records behind repbook's back."""
    with closing(sqlite3.connect(rep.book, isolation_level=None)) as db:
        for statement in statements:
            db.execute(statement)


BEFORE = ["book", "version", "holds", "journal", "files", "encryption"]


def labels(said: str) -> list[str]:
    """The labels of the lines that say what the book is."""
    return [line.split()[0] for line in said.split("\n\n")[0].splitlines()]


def test_of_altered_records_all_is_said_that_can_be(shop: Rep) -> None:
    whole = labels(shop("doctor").out)
    for number in range(2, 9):
        shop(f"log 美佳 call secret{number}")
    spoil(shop, "UPDATE touch SET note = 'secret' WHERE id > 1", "UPDATE touch SET on_day = '2027-01-01' WHERE id = 1")
    said = shop("doctor", code=1)
    assert labels(said.out) == whole == [*BEFORE, "whole", "backups", "calendar", "lunar", "extras"]
    all_of_them = len(shop("book check", code=4).out.splitlines())  # the memory of undo too, which the book's triggers write
    assert all_of_them >= 8
    assert f"{all_of_them} records are not as written" in said.out
    assert "    the visit #1 (customer #1) is not as it was written\n" in said.out
    assert said.out.count("(customer #1) is not as it was written") == 5
    assert f"    and {all_of_them - 5} more\n    see all with  repbook book check" in said.out
    assert "1 touch is on a day still to come (#1)" in said.out
    assert "secret" not in said.out
    document = json.loads(shop("doctor --json", code=1).out)
    assert document["book"]["schema"] >= 2
    assert (document["integrity"], document["findings"][0]["check"]) == ("damaged", "altered_records")


@pytest.mark.parametrize("statement", ["UPDATE step SET at = 'x'", "UPDATE policy SET value = x'ff'", "UPDATE policy SET key = 'x' || id",
                                       "UPDATE step SET at = 7", "UPDATE touch SET note = x'00ff'"])  # fmt: skip
def test_records_that_say_nonsense_are_told_of_as_well(shop: Rep, statement: str) -> None:
    spoil(shop, statement)
    for lang in ("en", "zh"):
        said = shop("doctor", code=1, lang=lang)
        assert "repbook book check" in said.out
        assert "Python" in said.out


def test_of_a_damaged_book_versions_permissions_and_encryption_are_said(shop: Rep) -> None:
    data = shop.book.read_bytes()
    shop.book.write_bytes(data[:4096] + b"\xff" * 4096 * 3 + data[4096 * 4 :])
    said = shop("doctor", code=1)
    assert labels(said.out) == ["book", "version", "files", "encryption", "whole", "backups", "extras"]
    assert "repbook book restore" in said.out
    shop.book.write_bytes(data[:3000])
    assert labels(shop("doctor", code=1).out) == ["book", "version", "files", "whole", "backups", "extras"]


def test_no_backup_is_promised_while_the_book_is_damaged(shop: Rep) -> None:
    shutil.rmtree(shop.folder / "book.db.backups")
    data = shop.book.read_bytes()
    assert "the first command of a day" in shop("doctor", code=1).out
    for spoiled in ("altered", "damaged"):
        if spoiled == "altered":
            spoil(shop, "UPDATE touch SET note = 'x'")
        else:
            shop.book.write_bytes(data[:9000])
        said = shop("doctor", code=1)
        assert "none; while the book is damaged none is made" in said.out
        assert "repbook book check --salvage FILE" in said.out
        assert "first command of a day" not in said.out
        assert "restore" not in said.out
        shop("book backup", code=4)


def test_a_file_that_is_no_book(shop: Rep) -> None:
    shop.book.write_text("not a book\n" * 40)
    assert "not a repbook book" in shop("doctor", code=4).err


# ---- the calendar ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "grave", "notes"),
    [
        ("2025-12-31", [], []),
        ("2026-01-01", [], ["calendar_ahead"]),
        ("2026-12-31", [], ["calendar_ahead"]),
        ("2027-01-01", ["calendar_unknown"], ["calendar_ahead"]),
        ("2099-12-31", ["calendar_unknown"], ["calendar_ahead"]),
        ("2100-06-01", ["calendar_unknown"], ["calendar_ahead", "lunar_end"]),
        ("9999-12-31", ["calendar_unknown"], ["lunar_end"]),
    ],
)
def test_how_far_the_calendar_goes(shop: Rep, today: str, grave: list[str], notes: list[str]) -> None:
    execute(shop, "UPDATE touch SET on_day = '2025-01-01'", "UPDATE orders SET on_day = '2025-01-01'")
    findings = json.loads(shop("doctor --json", code=1 if grave else 0, today=today).out)["findings"]
    assert [one["check"] for one in findings if one["needs_a_hand"]] == grave
    assert [one["check"] for one in findings if not one["needs_a_hand"]] == notes


def test_a_year_of_ones_own_is_known(shop: Rep) -> None:
    file = shop.folder / "2027.csv"
    file.write_text(year_file(2027), encoding="utf-8")
    shop(f"import calendar {file}")
    document = examined(shop)
    assert document["calendar"]["known"][-1] == 2027
    assert document["calendar"]["estimated"] == []
    assert "2004–2027" in shop("doctor").out


def test_without_the_chinese_calendar_nothing_is_estimated(shop: Rep) -> None:
    shop("policy set calendar mon-fri")
    assert "Monday to Friday, by the policy" in shop("doctor").out


def test_it_fits_a_narrow_screen(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    from repbook.render import out

    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr(out, "on_terminal", lambda: True)
    monkeypatch.setenv("NO_COLOR", "1")
    for lang in ("en", "zh"):
        lines = shop("doctor", lang=lang).out.splitlines()
        assert [line for line in lines if out.cells(line) > 60 and os.sep not in line] == []
