"""`book encrypt` and `decrypt`: nothing can be read any more, every command goes on, and what is left readable is said."""

from __future__ import annotations

import json
import os
import re
import shlex
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing

import pytest

from repbook.store import book as books
from tests.cli import Rep
from tests.encrypted import MARKER, PASSPHRASE, everything, fill, forget, locked, passphrase_file, quick, readable
from tests.program import environment, on_terminal, run
from tests.spoilt import kept
from tests.test_architecture import LOADED

pytest.importorskip("sqlcipher3", reason="encryption needs the extra: pip install 'repbook[secure]'")

__all__ = ["locked", "quick"]


# ---- nothing can be read --------------------------------------------------------------------------------


def test_nothing_can_be_read_any_more(rep: Rep, quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(rep)
    assert set(readable(rep.folder)) >= {"book.db", f"book.db.backups/{kept(rep)[0]}"}
    before = rep("export all -").out
    monkeypatch.setenv("REPBOOK_PASSPHRASE_FILE", str(passphrase_file(rep.folder)))
    said = rep("--yes book encrypt")
    assert "is encrypted" in said.out
    assert "1 backup is encrypted with the same passphrase now" in said.out
    assert "keep the passphrase safe" in said.err
    assert readable(rep.folder) == []
    assert sorted(file.name for file in rep.folder.iterdir()) == ["book.db", "book.db.backups"]
    forget()
    assert rep("export all -").out == before


def test_nor_after_a_year_of_commands(locked: Rep) -> None:
    for line in (f"log {MARKER} visit '{MARKER} again'", "undo", "redo", f"customer edit {MARKER} --note '{MARKER} moved'", "book backup",
                 f"promise add {MARKER} '{MARKER} wants a price' --by 12-01", "undo", "policy set gap_days 4"):  # fmt: skip
        locked(line)
        forget()
        assert readable(locked.folder) == [], line
    assert len(kept(locked)) == 2


def test_the_journal_of_a_step_is_encrypted(locked: Rep) -> None:
    book = books.connect(str(locked.book), writing=True)
    book.db.execute("PRAGMA cache_size = 1")
    book.db.execute("BEGIN IMMEDIATE")
    book.db.execute("UPDATE touch SET note = note || ?", (MARKER,))
    book.db.execute("UPDATE customer SET note = ''")
    assert (locked.folder / "book.db-journal").stat().st_size > 0
    assert readable(locked.folder) == []
    book.close()


def test_any_sqlcipher_opens_it_with_the_passphrase(rep: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is SQLCipher's own, with its own rounds: no book is ever lost for want of repbook."""
    from sqlcipher3 import dbapi2

    fill(rep)
    monkeypatch.setenv("REPBOOK_PASSPHRASE_FILE", str(passphrase_file(rep.folder)))
    rep("--yes book encrypt")
    for file in (rep.book, rep.folder / "book.db.backups" / kept(rep)[0]):
        with closing(dbapi2.connect(str(file))) as db:
            db.execute(f"PRAGMA key = '{PASSPHRASE}'")
            assert db.execute("SELECT name FROM customer").fetchall() == [(MARKER,)]
    forget()


# ---- every command goes on ------------------------------------------------------------------------------

LINES = [
    "due", "due --csv", "due --json --days 30", "why 1", f"why {MARKER}", f"brief {MARKER}", "history", "plan", "forecast",
    f"log {MARKER} visit 'a note' --promise 'price @+3d'", "undo --list", "undo", "redo", "customer list", f"customer show {MARKER} --json",
    "customer add Second --referred-by #1", "contact list", f"contact edit {MARKER}frau --phone 139", "customer edit Second --area 湖北",
    "promise list", "promise keep 1", f"complaint open {MARKER} late", "complaint list --json", "alert raise 湖北 typhoon", "alert list",
    f"occasion add {MARKER} opening +5d", "occasion list", f"stock set {MARKER} tea 3 --reorder-at 5", "stock list", "gift list",
    "greeting list", f"order add {MARKER} 300", "order list", "report tiers --json", "tier review", "policy set gap_days 4", "policy show",
    "snooze Second --until +9d", "import customers in.csv --dry-run", "import customers in.csv", "import undo", "undo", "export all -",
    "export customers -", "export ics -", "export subject 1 -", "--yes customer merge #1 Second", "undo", "customer archive Second",
    "import touches touches.csv", "undo", "book check", "book check --json", "doctor", "redo", "--yes contact forget #1", "customer show #1", "export all -",
]  # fmt: skip


def test_every_command_says_what_it_says_on_a_plain_book(rep: Rep, quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(rep.folder)
    (rep.folder / "in.csv").write_text("name,tier\nThird,vip\nFourth,\n", encoding="utf-8")
    (rep.folder / "touches.csv").write_text(f"customer,on,kind,note\n{MARKER},2026-10-01,call,hello\n", encoding="utf-8")
    fill(rep)
    plain, secret = Rep(rep.folder, rep.capsys), Rep(rep.folder / "locked", rep.capsys)
    secret.folder.mkdir()
    secret.book.write_bytes(rep.book.read_bytes())
    monkeypatch.setenv("REPBOOK_PASSPHRASE_FILE", str(passphrase_file(rep.folder)))
    secret("--yes book encrypt")
    changing = 0
    for line in LINES:
        forget()
        before = secret.book.read_bytes()
        ours, theirs = secret(line, code=None), plain(line, code=None)
        same = (told(said.out, one) for said, one in ((ours, secret), (theirs, plain)))
        assert len({*same}) == 1, (line, ours, theirs)
        assert (ours.code, told(ours.err, secret)) == (theirs.code, told(theirs.err, plain)), line
        changing += before != secret.book.read_bytes()
    assert changing > 20
    assert readable(secret.folder) == []


def told(out: str, rep: Rep) -> str:
    """What was said, without what differs by its nature: the folder, the hour, and whether it is encrypted."""
    lines = [line for line in out.replace(str(rep.folder), "").splitlines() if "encrypted" not in line and "backup" not in line]
    return re.sub("[0-9a-f]{16,}", "uid", "\n".join(" ".join(line.split()) for line in lines if "Z" not in line))


def test_the_settings_of_the_connection_are_those_of_any_book(locked: Rep, rep: Rep) -> None:
    names = ("foreign_keys", "synchronous", "secure_delete", "cell_size_check", "trusted_schema", "journal_mode", "temp_store", "page_size",
             "auto_vacuum", "encoding", "busy_timeout", "application_id", "user_version", "query_only")  # fmt: skip
    plain = rep.folder / "plain.db"
    Rep.__call__(rep, ["--book", str(plain), "customer", "add", "Other"])
    asked = []
    for path in (locked.book, plain):
        for writing in (True, False):
            book = books.connect(str(path), writing=writing)
            asked.append([str(book.db.execute(f"PRAGMA {name}").fetchone()[0]) for name in names])
            book.close()
    assert asked[0] == asked[2]
    assert asked[1] == asked[3]
    assert dict(zip(names, asked[0], strict=True))["synchronous"] == "3"


def test_the_models_work_on_the_same_connection(locked: Rep) -> None:
    from sqlmodel import select

    from repbook.models import Customer
    from repbook.store.session import session

    book = books.connect(str(locked.book), writing=True)

    def refer_to_nobody() -> None:
        with book.step("customer_edited", name="x"):
            session(book).exec(select(Customer)).one().referred_by = 99
            session(book).flush()

    with pytest.raises(sqlite3.IntegrityError):
        refer_to_nobody()
    with book.reading():
        assert session(book).exec(select(Customer.name, Customer.referred_by)).all() == [(MARKER, None)]
    book.close()


def test_info_and_doctor_say_it(locked: Rep) -> None:
    assert "encryption  encrypted (SQLCipher 4)" in locked("book info").out
    assert json.loads(locked("book info --json").out)["encrypted"] is True
    assert "encryption  encrypted" in locked("doctor").out
    assert "已加密" in locked("book info", lang="zh").out
    locked("--yes book decrypt")
    assert "encryption  not encrypted" in locked("book info").out
    assert json.loads(locked("doctor --json").out)["book"]["encrypted"] is False


# ---- asking, and taking back ----------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["book encrypt", "book decrypt"])
def test_it_is_asked_first(rep: Rep, quick: None, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    fill(rep)
    monkeypatch.setenv("REPBOOK_PASSPHRASE_FILE", str(passphrase_file(rep.folder)))
    if line == "book decrypt":
        rep("--yes book encrypt")
    before = everything(rep)
    said = rep(line, code=1)
    assert "--yes" in said.err
    assert "Undo does not take this back" in said.err
    assert everything(rep) == before


def test_what_is_done_already_is_refused(rep: Rep, quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no book yet" in rep("--yes book encrypt", code=None).err
    fill(rep)
    assert "is not encrypted" in rep("--yes book decrypt", code=1).err
    assert "there is no passphrase to encrypt" in rep("--yes book encrypt", code=4).err
    monkeypatch.setenv("REPBOOK_PASSPHRASE_FILE", str(passphrase_file(rep.folder)))
    rep("--yes book encrypt")
    forget()
    assert "is encrypted already" in rep("--yes book encrypt", code=1).err


def test_backups_can_be_left_as_they_are_and_done_later(rep: Rep, quick: None) -> None:
    fill(rep)
    env = {"REPBOOK_PASSPHRASE_FILE": str(passphrase_file(rep.folder))}
    line = ["--book", str(rep.book), "book", "encrypt"]
    ran = on_terminal(line, rep.folder, env, typed=[("[y/N]", b"y\n"), ("[y/N]", b"n\n")])
    assert ran.code == 0
    assert "1 file stays readable" in ran.out
    assert readable(rep.folder) == [f"book.db.backups/{kept(rep)[0]}"]
    doctor = run(["--book", str(rep.book), "doctor"], rep.folder, env)
    assert doctor.code == 1
    assert "1 file beside it can be read" in doctor.out
    assert run(line, rep.folder, env).code == 1
    assert run([*line, "--yes"], rep.folder, env).out == "1 backup is encrypted with the same passphrase now\n"
    assert readable(rep.folder) == []
    assert run(["--book", str(rep.book), "doctor"], rep.folder, env).code == 0


def test_what_is_no_whole_book_is_destroyed_and_what_is_not_ours_left(rep: Rep, quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(rep)
    copies = rep.folder / "book.db.backups"
    data = rep.book.read_bytes()
    (copies / "2026-11-01T000000Z-ab12.damaged").write_bytes(b"\xff" * 4096 + data[4096:])
    (copies / "2026-11-02T000000Z-daily.db").write_bytes(data[:-4096])
    (copies / ".2026-11-03-daily.part").write_bytes(data)
    (rep.folder / ".book.db.0011223344.part").write_bytes(data)
    (rep.folder / "book.db.lost-journal").write_bytes(data)
    (copies / "notes.txt").write_text(MARKER)
    monkeypatch.setenv("REPBOOK_PASSPHRASE_FILE", str(passphrase_file(rep.folder)))
    said = rep("--yes book encrypt")
    assert "5 files that were no whole book: overwritten and removed" in said.out
    assert readable(rep.folder) == ["book.db.backups/notes.txt"]
    assert len(kept(rep)) == 1
    forget()
    assert "is encrypted already" in rep("--yes book encrypt", code=1).err


def test_decrypted_it_is_as_it_was(locked: Rep) -> None:
    before = locked("export all -").out
    said = locked("--yes book decrypt")
    assert "is not encrypted any more" in said.out
    assert "1 backup" in said.err
    assert "keep the passphrase" in said.err
    assert stat.S_IMODE(locked.book.stat().st_mode) == 0o600
    os.environ.pop("REPBOOK_PASSPHRASE_FILE")
    forget()
    assert locked("export all -").out == before
    locked("undo")
    assert locked.rows("SELECT count(*) FROM touch") == [(1,)]
    doctor = locked("doctor").out
    assert f"encrypted with a passphrase that is not at hand, and was not looked at: {kept(locked)[0]}" in doctor


def test_restoring_a_readable_backup_keeps_the_book_encrypted(locked: Rep) -> None:
    locked("--yes book decrypt")
    locked("log 1 call 'only in the backup'".replace(" 1 ", f" {MARKER} "))
    outside = locked.folder.parent / f"{locked.folder.name}-secret" / "plain.db"
    locked(f"book backup {outside}")
    before = locked("export all -").out
    locked("undo")
    locked("--yes book encrypt")
    forget()
    assert readable(locked.folder) == []
    locked(f"--yes book restore {outside}")
    assert readable(locked.folder) == []
    forget()
    assert locked("export all -").out == before
    assert readable(outside.parent) != []


def test_restoring_an_encrypted_backup_leaves_a_readable_book_so(locked: Rep) -> None:
    before = locked("export all -").out
    locked("book backup")
    locked("undo")
    locked("--yes book decrypt")
    forget()
    locked(f"--yes book restore {next(name for name in kept(locked) if 'asked' in name)}")
    os.environ.pop("REPBOOK_PASSPHRASE_FILE")
    forget()
    assert locked("export all -").out == before
    assert [name for name in os.listdir(locked.folder) if name.endswith(".part")] == []


@pytest.mark.parametrize("broken", ["gone", "head", "garbage", "short", "empty"])
def test_an_encrypted_backup_takes_the_place_of_a_broken_book(locked: Rep, broken: str) -> None:
    before = locked("export all -").out
    locked("book backup")
    whole = locked.book.read_bytes()
    data = {"head": whole[:2000] + os.urandom(96) + whole[2096:], "garbage": b"garbage " * 2000, "short": whole[:50000], "empty": b""}
    locked.book.unlink()
    if broken != "gone":
        locked.book.write_bytes(data[broken])
        forget()
        locked("due", code=4)
    forget()
    locked(f"--yes book restore {next(name for name in kept(locked) if 'asked' in name)}")
    forget()
    assert locked("export all -").out == before
    assert readable(locked.folder) == []


def test_a_readable_backup_does_not_replace_an_encrypted_book_that_does_not_open(locked: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    locked("--yes book decrypt")
    outside = locked.folder.parent / f"{locked.folder.name}-secret" / "plain.db"
    locked(f"book backup {outside}")
    locked("--yes book encrypt")
    passphrase_file(locked.folder, "another")
    forget()
    before = everything(locked)
    assert "does not open" in locked(f"--yes book restore {outside}", code=4).err
    assert everything(locked) == before


# ---- the daily path -------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["due", f"log {MARKER} call x", "undo", "history", "--complete why z"])
def test_a_plain_book_pays_nothing(rep: Rep, line: str) -> None:
    fill(rep)
    rep("book backup")
    env = environment(rep.folder, REPBOOK_BOOK=str(rep.book), REPBOOK_PASSPHRASE_FILE="/nowhere")
    done = subprocess.run([sys.executable, "-c", LOADED, *shlex.split(line)], env=env, capture_output=True, text=True, check=True)
    loaded = set(done.stderr.splitlines()[-1].split())
    assert "repbook.store.book" in loaded
    ours = {f"repbook.{name}" for name in ("store.secure", "store.passphrase", "store.sealing", "render.secret", "cli.sealing")}
    assert not loaded & (ours | {"sqlcipher3", "shlex", "hmac", "termios"})
