"""The passphrase of a book: nobody is let in without it, where it comes from, how it is asked for, and how another one takes its place."""

from __future__ import annotations

import os
import shlex
import stat
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
    everything,
    fill,
    forget,
    locked,
    new_passphrase_file,
    opening,
    passphrase_file,
    quick,
    readable,
)
from tests.program import on_terminal, run
from tests.spoilt import kept

pytest.importorskip("sqlcipher3", reason="encryption needs the extra: pip install 'repbook[secure]'")

__all__ = ["locked", "quick"]


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
    now = {"REPBOOK_PASSPHRASE_FILE": str(new_passphrase_file(rep.folder))}
    refused = run(["--yes", *book, "book", "restore", str(aside)], rep.folder, now)
    assert (refused.code, refused.out) == (4, "")
    assert refused.err.startswith(f"repbook: the backup {aside} does not open with this passphrase")
    assert "unset REPBOOK_PASSPHRASE_FILE" in refused.err
    assert "repbook book restore" not in refused.err
    ran = on_terminal(
        [*book, "book", "restore", str(aside)], rep.folder, typed=[("Passphrase of", b"x\n"), ("It does not open with", b"\n")]
    )
    assert (ran.code, "the backup" in ran.out, "unset" in ran.out) == (4, True, False), ran
    old, new = (f"{given}\n".encode() for given in (PASSPHRASE, ANOTHER))
    typed = [("Passphrase of", old), ("It does not open with that", new), ("[y/N]", b"y\n")]
    ran = on_terminal([*book, "book", "restore", str(aside)], rep.folder, typed=typed)
    assert (ran.code, "cannot be read" in ran.out) == (0, False), ran
    assert "later" not in run([*book, "history"], rep.folder, now).out
    assert run([*book, "book", "check"], rep.folder, now).code == 0
    assert run(["--yes", *book, "book", "restore", kept(rep)[0]], rep.folder, now).code == 0
    assert "later" in run([*book, "history"], rep.folder, now).out
