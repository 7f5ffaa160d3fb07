"""`book encrypt` and `decrypt`: nothing can be read any more, every command goes on, and nobody is let in without the passphrase."""

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
from pathlib import Path

import pytest

from repbook.store import backups, passphrase
from repbook.store import book as books
from tests.cli import Rep
from tests.encrypted import (
    ANOTHER,
    MARKER,
    PASSPHRASE,
    fill,
    forget,
    locked,
    new_passphrase_file,
    opening,
    passphrase_file,
    quick,
    readable,
)
from tests.program import environment, on_terminal, run
from tests.test_architecture import LOADED

pytest.importorskip("sqlcipher3", reason="encryption needs the extra: pip install 'repbook[secure]'")

__all__ = ["locked", "quick"]


def kept(rep: Rep) -> list[str]:
    return [os.path.basename(backup.path) for backup in backups.listing(str(rep.book))]


def everything(rep: Rep) -> dict[str, bytes]:
    """Every file in the folder of the book."""
    return {str(file): file.read_bytes() for file in rep.folder.rglob("*") if file.is_file()}


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


# ---- nobody is let in -----------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["due", f"log {MARKER} call x", "undo", "book check", "doctor", "book info", "export all -", "book backup",
                                  "--yes book decrypt", "--yes book encrypt", "import customers in.csv", "customer add New"])  # fmt: skip
@pytest.mark.parametrize("why", ["missing", "wrong", "no extra"])
def test_without_the_passphrase_nothing_is_said_and_nothing_changed(
    locked: Rep, monkeypatch: pytest.MonkeyPatch, line: str, why: str
) -> None:
    monkeypatch.chdir(locked.folder)
    (locked.folder / "in.csv").write_text("name\nA\n")
    part = {"missing": "there is no passphrase", "wrong": "does not open with this passphrase", "no extra": "pip install 'repbook[secure]'"}
    match why:
        case "missing":
            monkeypatch.delenv("REPBOOK_PASSPHRASE_FILE")
        case "wrong":
            passphrase_file(locked.folder, PASSPHRASE.strip())
        case "no extra":
            monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    before = everything(locked)
    said = locked(line, code=4)
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert part[why] in said.err
    assert PASSPHRASE.strip() not in said.err
    assert everything(locked) == before


def test_noise_is_not_told_from_a_book_and_text_is(rep: Rep, quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    rep.book.write_bytes(os.urandom(8192))
    assert "a file that is not a book looks the same" in rep("due", code=4).err
    monkeypatch.setenv("REPBOOK_PASSPHRASE_FILE", str(passphrase_file(rep.folder)))
    assert "does not open with this passphrase" in rep("due", code=4).err
    for data in (b"words " * 3000, os.urandom(600), b"\0" * 8192):
        rep.book.write_bytes(data)
        assert "is not a repbook book" in rep("due", code=4).err


@pytest.mark.parametrize(("what", "part"), [("application_id = 7", "another program"), ("user_version = 99", "newer repbook")])
def test_another_programs_and_a_newer_book_are_refused(locked: Rep, what: str, part: str) -> None:
    books.look(str(locked.book))
    with closing(books.connection(str(locked.book), "rw")) as db:
        db.execute(f"PRAGMA {what}")
    forget()
    before = locked.book.read_bytes()
    assert part in locked("due", code=4).err
    assert locked.book.read_bytes() == before


# ---- where the passphrase comes from --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("abc", b"abc"), ("abc\n", b"abc"), ("abc\r\nd", b"abc"), (" a b \n", b" a b "), ("口令\n", "口令".encode()), ("", None), ("\nabc\n", None),
        ("\r\n", None),
    ],
)  # fmt: skip
def test_the_first_line_of_a_file_or_a_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, given: bytes | None) -> None:
    file = tmp_path / "passphrase"
    file.write_bytes(text.encode())
    file.chmod(0o600)
    for name, value in ((passphrase.FILE, str(file)), (passphrase.COMMAND, f"cat {shlex.quote(str(file))}")):
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            if given is None:
                with pytest.raises(books.BookError) as refused:
                    passphrase.find("book.db")
                assert refused.value.key == "passphrase_empty"
            else:
                assert passphrase.find("book.db") == passphrase.choose("book.db") == passphrase.find("book.db", silent=True) == given


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o640, 0o604, 0o660, 0o610])
def test_a_file_that_others_can_open_is_not_read(locked: Rep, mode: int) -> None:
    file = passphrase_file(locked.folder)
    file.chmod(mode)
    if mode & 0o077:
        said = locked("due", code=4)
        assert f"can be opened by others (its mode is {mode:04o})" in said.err
        assert f"chmod 600 {file}" in said.err
    else:
        locked("due")


@pytest.mark.parametrize(
    ("name", "value", "code", "part"),
    [
        (passphrase.FILE, "/nowhere/at/all", 4, "cannot be read"),
        (passphrase.FILE, "/", 4, "cannot be read"),
        (passphrase.COMMAND, "/nowhere/at/all SECRET", 4, "cannot be run"),
        (passphrase.COMMAND, "echo 'SECRET", 4, "cannot be run"),
        (passphrase.COMMAND, "sh -c 'echo SECRET; exit 3'", 4, "failed with exit code 3"),
        (passphrase.COMMAND, "true SECRET", 4, "no passphrase on the first line"),
        (passphrase.COMMAND, "echo SECRET", 4, "does not open with this passphrase"),
        (passphrase.COMMAND, "echo $HOME", 4, "does not open with this passphrase"),
    ],
)
def test_a_source_that_gives_none(locked: Rep, monkeypatch: pytest.MonkeyPatch, name: str, value: str, code: int, part: str) -> None:
    monkeypatch.delenv(passphrase.FILE)
    monkeypatch.setenv(name, value)
    before = everything(locked)
    said = locked("due", code=code)
    assert part in said.err
    assert "SECRET" not in said.err
    assert said.err.count("\n") == 1
    assert everything(locked) == before


def test_two_sources_are_one_too_many(locked: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(passphrase.COMMAND, f"echo '{PASSPHRASE}'")
    assert "are both set" in locked("due", code=2).err
    monkeypatch.delenv(passphrase.FILE)
    locked("due")


def test_an_argument_never_gives_it(locked: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    for option in ("--passphrase", "--password", "--key"):
        assert "no option" in locked(["book", "encrypt", option, "x"], code=2).err
    assert "too many words" in locked("book encrypt geheim", code=2).err


def test_it_is_typed_on_a_terminal_and_never_shown(rep: Rep, quick: None) -> None:
    fill(rep)
    line = ["--book", str(rep.book), "book", "encrypt"]
    secret = PASSPHRASE.encode() + b"\n"
    ran = on_terminal(line, rep.folder, typed=[("[y/N]", b"n\n")])
    assert ran.code == 1
    differing = [("New passphrase", secret), ("once more", b"geheim\n")]
    ran = on_terminal(line, rep.folder, typed=[("[y/N]", b"y\n"), *differing, *differing, *differing])
    assert (ran.code, ran.out.count("The two differ.")) == (4, 2)
    assert "the two passphrases differ" in " ".join(ran.out.split())
    ran = on_terminal(line, rep.folder, typed=[("[y/N]", b"y\n"), ("New passphrase", b"\n")])
    assert (ran.code, "there is no passphrase" in ran.out) == (4, True)
    assert "geheim" not in ran.out
    assert readable(rep.folder) != []
    ran = on_terminal(line, rep.folder, typed=[("[y/N]", b"y\n"), ("New passphrase", secret), ("once more", secret), ("[y/N]", b"y\n")])
    assert ran.code == 0, ran
    assert "geheim" not in ran.out
    assert readable(rep.folder) == []
    ran = on_terminal(["--book", str(rep.book), "due"], rep.folder, typed=[("Passphrase of", secret)])
    assert (ran.code, MARKER in ran.out, "geheim" in ran.out) == (0, True, False)
    ran = on_terminal(["--book", str(rep.book), "due"], rep.folder, typed=[("Passphrase of", b"\x03")])
    assert (ran.code, "Traceback" in ran.out) == (130, False)


def test_a_mistyped_one_is_asked_for_up_to_three_times(rep: Rep, quick: None) -> None:
    fill(rep)
    env = {"REPBOOK_PASSPHRASE_FILE": str(passphrase_file(rep.folder))}
    assert run(["--yes", "--book", str(rep.book), "book", "encrypt"], rep.folder, env).code == 0
    for typed, opens in (([*["wrong"] * 2, PASSPHRASE], True), (["wrong"] * 3, False), (["wrong", ""], False)):
        keys = [("Passphrase of" if at == 0 else "does not open with that", f"{word}\n".encode()) for at, word in enumerate(typed)]
        ran = on_terminal(["--book", str(rep.book), "due"], rep.folder, typed=keys)
        assert (ran.code, ran.out.count("Passphrase of"), MARKER in ran.out) == (0 if opens else 4, len(typed), opens), ran
        assert ("does not open with this passphrase" in " ".join(ran.out.split())) is not opens
        assert "wrong" not in ran.out


def test_from_a_file_it_is_tried_once(locked: Rep) -> None:
    env = {"REPBOOK_PASSPHRASE_FILE": str(passphrase_file(locked.folder, "wrong"))}
    ran = on_terminal(["--book", str(locked.book), "due"], locked.folder, env)
    assert (ran.code, "Passphrase of" in ran.out) == (4, False)


def test_a_repeat_that_differs_is_asked_for_again(rep: Rep, quick: None) -> None:
    fill(rep)
    secret = PASSPHRASE.encode() + b"\n"
    keys = [
        ("[y/N]", b"y\n"),
        ("New passphrase", secret),
        ("once more", b"x\n"),
        ("New passphrase", secret),
        ("once more", secret),
        ("[y/N]", b"y\n"),
    ]
    ran = on_terminal(["--book", str(rep.book), "book", "encrypt"], rep.folder, typed=keys)
    assert (ran.code, ran.out.count("The two differ.")) == (0, 1), ran
    assert readable(rep.folder) == []


@pytest.mark.parametrize(
    ("given", "short"), [("1234567", True), ("12345678", False), ("一二三四五六七", True), ("一二三四五六七八", False)]
)
def test_a_short_one_is_said_to_be_short_and_taken(rep: Rep, quick: None, monkeypatch: pytest.MonkeyPatch, given: str, short: bool) -> None:
    fill(rep)
    monkeypatch.setenv("REPBOOK_PASSPHRASE_FILE", str(passphrase_file(rep.folder, given)))
    said = rep("--yes book encrypt")
    assert ("this passphrase is short" in said.err) is short
    assert given not in said.err + said.out
    assert readable(rep.folder) == []


def test_it_is_asked_for_once(rep: Rep, quick: None) -> None:
    fill(rep)
    env = {"REPBOOK_PASSPHRASE_FILE": str(passphrase_file(rep.folder))}
    assert run(["--yes", "--book", str(rep.book), "book", "encrypt"], rep.folder, env).code == 0
    for line in (["doctor"], ["book", "backup"], ["--yes", "book", "restore", kept(rep)[0]], ["log", MARKER, "call", "x"]):
        ran = on_terminal(["--book", str(rep.book), *line], rep.folder, typed=[("Passphrase of", PASSPHRASE.encode() + b"\n")])
        assert (ran.code, ran.out.count("Passphrase of")) == (0, 1), ran


def test_completion_never_asks(locked: Rep) -> None:
    env = {"REPBOOK_BOOK": str(locked.book)}
    ran = on_terminal(["--complete", "why", MARKER[0].lower()], locked.folder, env)
    assert (ran.out, ran.code) == ("", 0)


@pytest.mark.parametrize(("command", "offers"), [("cat", True), ("sh -c 'test -z \"$GPG_TTY$DISPLAY\" && cat \"$0\"'", True),
                                                 ("sh -c 'cat \"$0\" < /dev/tty'", False), ("sh -c 'sleep 9'", False)])  # fmt: skip
def test_completion_runs_a_command_that_cannot_ask(locked: Rep, monkeypatch: pytest.MonkeyPatch, command: str, offers: bool) -> None:
    from repbook.cli import COMMANDS
    from repbook.cli.completion import complete

    monkeypatch.setattr(passphrase, "_PATIENCE", 0.3)
    for name, value in (("REPBOOK_BOOK", str(locked.book)), ("DISPLAY", ":0"), ("GPG_TTY", "/dev/pts/0"),
                        (passphrase.COMMAND, f"{command} {passphrase_file(locked.folder)}")):  # fmt: skip
        monkeypatch.setenv(name, value)
    monkeypatch.delenv(passphrase.FILE)
    assert bool(complete(["why", ""], COMMANDS)) is offers


# ---- another passphrase ---------------------------------------------------------------------------------


def files(rep: Rep) -> list[Path]:
    """The book and its backups."""
    return [rep.book, *(Path(backup.path) for backup in backups.listing(str(rep.book)))]


@pytest.fixture
def changing(locked: Rep, monkeypatch: pytest.MonkeyPatch) -> Rep:
    """An encrypted book with two backups, and another passphrase at hand."""
    locked("book backup")
    forget()
    monkeypatch.setenv("REPBOOK_NEW_PASSPHRASE_FILE", str(new_passphrase_file(locked.folder)))
    return locked


def test_another_passphrase_takes_the_place_of_the_old_one(changing: Rep) -> None:
    before = changing("export all -").out
    forget()
    assert len(opening(files(changing), PASSPHRASE)) == 3
    said = changing("--yes book passphrase")
    assert "opens with the new passphrase now" in said.out
    assert "2 backups have the new passphrase too" in said.out
    assert "REPBOOK_PASSPHRASE_FILE still gives the old passphrase" in said.err
    assert ANOTHER not in said.out + said.err
    assert (opening(files(changing), PASSPHRASE), opening(files(changing), ANOTHER)) == ([], files(changing))
    assert readable(changing.folder) == []
    assert sorted(file.name for file in changing.folder.iterdir()) == ["book.db", "book.db.backups"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files(changing)} == {0o600}
    forget()
    assert "does not open with this passphrase" in changing("due", code=4).err
    passphrase_file(changing.folder, ANOTHER)
    asked = next(name for name in kept(changing) if "asked" in name)
    for line in ("book check", "undo", "redo", "doctor", f"--yes book restore {asked}"):
        forget()
        changing(line, code=None if line == "doctor" else 0)
    forget()
    assert changing("export all -").out == before


@pytest.mark.parametrize(
    ("line", "new", "code", "part"),
    [
        ("--yes book passphrase", None, 4, "there is no new passphrase"),
        ("--yes book passphrase", PASSPHRASE, 1, "is the passphrase of"),
        ("book passphrase", ANOTHER, 1, "--yes"),
        ("--yes book passphrase", "", 4, "no passphrase on the first line"),
    ],
)
def test_what_changes_no_passphrase(
    changing: Rep, monkeypatch: pytest.MonkeyPatch, line: str, new: str | None, code: int, part: str
) -> None:
    if new is None:
        monkeypatch.delenv("REPBOOK_NEW_PASSPHRASE_FILE")
    else:
        new_passphrase_file(changing.folder, new)
    before = everything(changing)
    assert part in changing(line, code=code).err
    assert everything(changing) == before


def test_only_an_encrypted_book_has_another_passphrase(rep: Rep, quick: None) -> None:
    fill(rep)
    assert "is not encrypted" in rep("--yes book passphrase", code=1).err


def test_who_has_not_the_old_one_does_not_set_a_new_one(changing: Rep) -> None:
    passphrase_file(changing.folder, "wrong one")
    before = everything(changing)
    assert "does not open with this passphrase" in changing("--yes book passphrase", code=4).err
    assert everything(changing) == before


def test_a_backup_of_another_passphrase_keeps_it_and_is_counted(changing: Rep) -> None:
    strange = changing.folder / "book.db.backups" / "2026-01-01T000000Z-daily.db"
    changing("--yes book passphrase")
    forget()
    (newest, *_) = files(changing)[1:]
    strange.write_bytes(newest.read_bytes())  # of ANOTHER, while the book gets the third
    newest.unlink()
    passphrase_file(changing.folder, ANOTHER)
    changing("--yes book decrypt")
    passphrase_file(changing.folder)
    forget()
    changing("--yes book encrypt")
    forget()
    new_passphrase_file(changing.folder, "a third one")
    said = changing("--yes book passphrase")
    assert "2 encrypted files in" in said.err  # the other backup had it too
    assert strange in opening(files(changing), ANOTHER)
    assert changing.book in opening(files(changing), "a third one")


def test_it_is_typed_in_place_of_the_old_one(rep: Rep, quick: None) -> None:
    fill(rep)
    env = {"REPBOOK_PASSPHRASE_FILE": str(passphrase_file(rep.folder))}
    book = ["--book", str(rep.book)]
    assert run(["--yes", *book, "book", "encrypt"], rep.folder, env).code == 0
    new = ANOTHER.encode() + b"\n"
    typed = [("Passphrase of", PASSPHRASE.encode() + b"\n"), ("[y/N]", b"y\n"), ("New passphrase", new), ("once more", b"x\n"),
             ("The two differ", new), ("once more", new)]  # fmt: skip
    ran = on_terminal([*book, "book", "passphrase"], rep.folder, typed=typed)
    assert (ran.code, "neues" in ran.out, "geheim" in ran.out) == (0, False, False), ran
    ran = on_terminal([*book, "due"], rep.folder, typed=[("Passphrase of", new)])
    assert (ran.code, MARKER in ran.out) == (0, True)


def test_a_backup_of_another_passphrase_comes_back_into_the_book_as_it_is(rep: Rep, quick: None) -> None:
    """Each file has its own passphrase; the book keeps the one it has, and is kept itself."""
    fill(rep)
    book = ["--book", str(rep.book)]
    env = {"REPBOOK_PASSPHRASE_FILE": str(passphrase_file(rep.folder))}
    assert run(["--yes", *book, "book", "encrypt"], rep.folder, env).code == 0
    aside = rep.folder.parent / f"{rep.folder.name}-secret" / "aside.db"
    aside.write_bytes(rep.book.read_bytes())
    assert run([*book, "log", MARKER, "call", "later"], rep.folder, env).code == 0
    env["REPBOOK_NEW_PASSPHRASE_FILE"] = str(new_passphrase_file(rep.folder))
    assert run(["--yes", *book, "book", "passphrase"], rep.folder, env).code == 0
    old, new = (f"{given}\n".encode() for given in (PASSPHRASE, ANOTHER))
    typed = [("Passphrase of", old), ("It does not open with that", new), ("[y/N]", b"y\n")]
    ran = on_terminal([*book, "book", "restore", str(aside)], rep.folder, typed=typed)
    assert (ran.code, "cannot be read" in ran.out) == (0, False), ran
    now = {"REPBOOK_PASSPHRASE_FILE": str(new_passphrase_file(rep.folder))}
    assert "later" not in run([*book, "history"], rep.folder, now).out
    assert run([*book, "book", "check"], rep.folder, now).code == 0
    assert run(["--yes", *book, "book", "restore", kept(rep)[0]], rep.folder, now).code == 0
    assert "later" in run([*book, "history"], rep.folder, now).out


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
