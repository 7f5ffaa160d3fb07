"""Encrypted files: what is left when encrypting is killed, who waits for it, what is damaged, and that nothing lies open."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from repbook import migrations
from repbook.errors import BookError
from repbook.store import backups, files, health, sealing, secure, touches
from repbook.store import book as books
from repbook.terms import day_of
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
from tests.program import environment, run
from tests.test_book import an_old_book

sqlcipher = pytest.importorskip("sqlcipher3", reason="encryption needs the extra: pip install 'repbook[secure]'").dbapi2

__all__ = ["locked", "quick"]


@pytest.fixture
def shop(rep: Rep, quick: None, monkeypatch: pytest.MonkeyPatch) -> Rep:
    """A readable book, and a passphrase at hand."""
    fill(rep)
    monkeypatch.setenv("REPBOOK_PASSPHRASE_FILE", str(passphrase_file(rep.folder)))
    return rep


def modes(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): stat.S_IMODE(path.lstat().st_mode) for path in folder.rglob("*")}


# ---- keys -----------------------------------------------------------------------------------------------


def test_the_key_is_that_of_sqlcipher(tmp_path: Path) -> None:
    """The rounds and the HMAC reckoned here are its own, of any passphrase."""
    for number, given in enumerate((b"x", b"a b'c\"d", "口令".encode())):
        path = tmp_path / f"{number}.db"
        with closing(sqlcipher.connect(str(path))) as db:
            quoted = given.decode().replace("'", "''")
            db.execute(f"PRAGMA key = '{quoted}'")
            db.execute("CREATE TABLE t (x)")
        head = path.read_bytes()[:4096]
        key = secure.derived(given, head[:16])
        assert secure.opens(key, head)
        assert secure.salt_of(key) == head[:16]
        assert not secure.opens(secure.derived(given + b" ", head[:16]), head)
        for at in (16, 2000, 4095):
            assert not secure.opens(key, head[:at] + bytes([head[at] ^ 1]) + head[at + 1 :])


def test_two_books_with_one_passphrase_have_two_keys(quick: None) -> None:
    assert secure.new_key(b"x")[2:66] != secure.new_key(b"x")[2:66]


def test_faults_of_sqlcipher_are_those_of_sqlite() -> None:
    driver = secure.driver("book.db")
    for name in secure._FAULTS:
        assert issubclass(getattr(driver, name), getattr(sqlite3, name))
    assert secure.driver("book.db") is driver
    for text, key in (("database is locked", "book_locked"), ("database or disk is full", "disk_full"), ("disk I/O error", "disk_fault"),
                      ("database disk image is malformed", "book_damaged"), ("SQL logic error", None)):  # fmt: skip
        assert books.error_key(driver.OperationalError(text)) == key


def test_a_wrong_passphrase_does_not_touch_an_interrupted_write(locked: Rep) -> None:
    """The journal of the killed command stays until somebody with the passphrase comes, and is taken back then."""
    kill_in_a_write(locked)
    before = {path.name: path.read_bytes() for path in locked.folder.iterdir() if path.is_file()}
    assert "book.db-journal" in before
    passphrase_file(locked.folder, "wrong")
    locked("due", code=4)
    assert {path.name: path.read_bytes() for path in locked.folder.iterdir() if path.is_file()} == before
    passphrase_file(locked.folder)
    forget()
    assert locked("history").out.count(MARKER) == 4
    locked("book check")
    assert not (locked.folder / "book.db-journal").exists()


def test_a_torn_first_page_is_taken_back(locked: Rep) -> None:
    kill_in_a_write(locked)
    data = locked.book.read_bytes()
    locked.book.write_bytes(data[:512] + os.urandom(3584) + data[4096:])
    forget()
    passphrase_file(locked.folder, "wrong")
    assert "does not open" in locked("due", code=4).err
    passphrase_file(locked.folder)
    forget()
    locked("book check")
    assert locked("history").out.count(MARKER) == 4


KILLED = """
import os, sys
from repbook.store import book as books, secure
secure.ROUNDS = 10
book = books.connect(sys.argv[1], writing=True)
book.db.execute("PRAGMA cache_size = 1")
book.db.execute("BEGIN IMMEDIATE")
book.db.execute("CREATE TABLE half_done (x)")  # the first page is written as well
book.db.execute("UPDATE touch SET note = note || ?", (sys.argv[2],))
book.db.execute("UPDATE customer SET note = ?", (sys.argv[2] * 9000,))
os._exit(9)
"""


def kill_in_a_write(rep: Rep) -> None:
    """Kill a command in the midst of its writing, so that a journal is left that must be taken back."""
    done = subprocess.run([sys.executable, "-c", KILLED, str(rep.book), MARKER], env=with_passphrase(rep), check=False)
    assert done.returncode == 9
    assert (rep.folder / "book.db-journal").exists()


def with_passphrase(rep: Rep) -> dict[str, str]:
    return environment(rep.folder, REPBOOK_BOOK=str(rep.book), REPBOOK_PASSPHRASE_FILE=str(passphrase_file(rep.folder)))


# ---- killed, at every point -----------------------------------------------------------------------------

STOPPED = """
import os, sys
from repbook.cli import main
from repbook.store import files, sealing, secure
secure.ROUNDS = 10
point = sys.argv[1]
def stop(module, name, before=True, of=None):
    whole = getattr(module, name)
    def stopped(*words, **more):
        if of is not None and words[0] != of:
            return whole(*words, **more)
        if before:
            os._exit(9)
        whole(*words, **more)
        os._exit(9)
    setattr(module, name, stopped)
def half(file):
    with open(file, "r+b") if isinstance(file, str) else open(file, "wb", buffering=0) as old:
        old.seek(0)
        old.write(os.urandom(100000))
        os.fsync(old.fileno())
    os._exit(9)
match point:
    case "before copying": stop(sealing, "_copy")
    case "after copying": stop(sealing, "_copy", before=False)
    case "before linking": stop(os, "link")
    case "before replacing": stop(os, "replace")
    case "after replacing": stop(os, "replace", before=False)
    case "before overwriting": stop(sealing, "overwrite")
    case "half overwritten": sealing.overwrite = half
    case "after overwriting": stop(sealing, "overwrite", before=False)
    case "before the backups": stop(sealing, "seal")
    case "before the book": stop(sealing, "_rewrite", of=sys.argv[-1])
sys.exit(main(sys.argv[2:]))
"""
POINTS = ["before copying", "after copying", "before linking", "before replacing", "after replacing", "before overwriting",
          "half overwritten", "after overwriting", "before the backups"]  # fmt: skip


def stopped(rep: Rep, point: str, line: list[str]) -> None:
    done = subprocess.run([sys.executable, "-c", STOPPED, point, "--yes", *line], env=with_passphrase(rep), check=False)
    assert done.returncode == 9, point


@pytest.mark.parametrize("point", POINTS)
def test_killed_while_encrypting(shop: Rep, point: str) -> None:
    before = shop("export all -").out
    stopped(shop, point, ["book", "encrypt"])
    assert shop("export all -").out == before
    shop("book check")
    assert (b"SQLite format 3" in shop.book.read_bytes()[:16]) is (POINTS.index(point) <= POINTS.index("before replacing"))
    shop("--yes book encrypt", code=None)
    assert readable(shop.folder) == []
    forget()
    assert shop("export all -").out == before


@pytest.mark.parametrize("point", POINTS[:-1])
def test_killed_while_decrypting(locked: Rep, point: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = locked("export all -").out
    stopped(locked, point, ["book", "decrypt"])
    forget()
    assert locked("export all -").out == before
    plain = POINTS.index(point) > POINTS.index("before replacing")
    assert (b"SQLite format 3" in locked.book.read_bytes()[:16]) is plain
    if not plain:  # what could be read already goes with the next encryption, or within a day
        left = readable(locked.folder)
        monkeypatch.setattr(files, "ABANDONED", -1)
        locked(f"log {MARKER} call x")
        locked("book backup")
        assert (left == []) is (point == "before copying")
        assert readable(locked.folder) == []


@pytest.mark.parametrize("point", [*POINTS[:-1], "before the book"])
def test_killed_while_the_passphrase_is_changed(locked: Rep, point: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file opens with the old one or with the new one; the same command goes on, and nothing opens with the old one then."""
    locked("book backup")
    before = locked("export all -").out
    monkeypatch.setenv("REPBOOK_NEW_PASSPHRASE_FILE", str(new_passphrase_file(locked.folder)))
    env = {**with_passphrase(locked), "REPBOOK_NEW_PASSPHRASE_FILE": str(new_passphrase_file(locked.folder))}
    line = [sys.executable, "-c", STOPPED, point, "--yes", "book", "passphrase", "--book", str(locked.book)]
    assert subprocess.run(line, env=env, check=False).returncode == 9
    files = [locked.book, *(Path(one.path) for one in backups.listing(str(locked.book)))]
    old, new = opening(files, PASSPHRASE), opening(files, ANOTHER)
    assert sorted([*old, *new]) == sorted(files)
    assert len(new) == (0 if POINTS.index(point) <= POINTS.index("before replacing") else 1) if point in POINTS else old == [locked.book]
    forget()
    assert locked("export all -").out == before
    forget()
    assert "new passphrase now" in locked("--yes book passphrase").out
    assert opening(files, ANOTHER) == files
    assert readable(locked.folder) == []
    passphrase_file(locked.folder, ANOTHER)
    forget()
    assert locked("export all -").out == before
    assert sorted(path.name for path in locked.folder.iterdir()) == ["book.db", "book.db.backups"]


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("where", ["_copy", "_put_in_place", "sync_folder", "overwrite"])
@pytest.mark.parametrize("call", [1, 2, 3])
def test_a_fault_while_the_passphrase_is_changed(
    locked: Rep, monkeypatch: pytest.MonkeyPatch, where: str, fault: BaseException, call: int
) -> None:
    locked("book backup")
    before = locked("export all -").out
    forget()
    monkeypatch.setenv("REPBOOK_NEW_PASSPHRASE_FILE", str(new_passphrase_file(locked.folder)))
    whole, calls = getattr(sealing, where), []

    def failing(*words: object) -> object:
        calls.append(words)
        if len(calls) == call:
            raise fault
        return whole(*words)

    with monkeypatch.context() as patch:
        patch.setattr(sealing, where, failing)
        said = locked("--yes book passphrase", code=130 if isinstance(fault, KeyboardInterrupt) else 4)
    assert ("was not changed to the end" in said.err) is (call > 1)
    files = [locked.book, *(Path(one.path) for one in backups.listing(str(locked.book)))]
    changed = where in ("sync_folder", "overwrite") and call == 3
    assert opening([locked.book], ANOTHER if changed else PASSPHRASE) == [locked.book]
    assert sorted([*opening(files, PASSPHRASE), *opening(files, ANOTHER)]) == sorted(files)
    forget()
    if changed:
        passphrase_file(locked.folder, ANOTHER)
    assert locked("export all -").out == before
    locked("--yes book passphrase", code=1 if changed else 0)
    assert opening(files, ANOTHER) == files


def test_a_second_name_of_the_live_book_is_never_overwritten(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a kill between the two names leaves: the old name is still the book's own."""
    name = shop.folder / f".book.db.0011{files.OLD}"
    name.hardlink_to(shop.book)
    before = shop.book.read_bytes()
    monkeypatch.setattr(files, "ABANDONED", -1)
    shop("book backup")
    assert shop.book.read_bytes() == before
    assert not name.exists()


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), OSError(5, "Input/output error"), KeyboardInterrupt(),
                                   sqlite3.OperationalError("database or disk is full")])  # fmt: skip
@pytest.mark.parametrize("where", ["_copy", "_put_in_place", "sync_folder", "overwrite"])
def test_a_fault_leaves_the_old_book_or_the_new_one(shop: Rep, monkeypatch: pytest.MonkeyPatch, where: str, fault: BaseException) -> None:
    before = shop("export all -").out

    def failing(*_: object) -> None:
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(sealing, where, failing)
        said = shop("--yes book encrypt", code=130 if isinstance(fault, KeyboardInterrupt) else 4)
    assert said.err.count("\n") == (0 if isinstance(fault, KeyboardInterrupt) else 1)
    forget()
    assert shop("export all -").out == before
    replaced = where in ("sync_folder", "overwrite")
    assert ("may stand in the place of" in said.err) is (replaced and isinstance(fault, OSError))
    assert books.may_be_encrypted(str(shop.book)) is replaced
    left = [name for name in sorted(os.listdir(shop.folder)) if name not in ("book.db", "book.db.backups")]
    assert len(left) == replaced  # the new name may not outlast the power: until then the old book is whole
    for name in left:
        with closing(sqlite3.connect(shop.folder / name)) as db:
            assert db.execute("PRAGMA quick_check").fetchone() == ("ok",)
    shop("--yes book encrypt")
    assert readable(shop.folder) == []
    assert sorted(os.listdir(shop.folder)) == ["book.db", "book.db.backups"]


def test_no_room_for_the_new_book(shop: Rep) -> None:
    """The limit of the shell stands for a full disk: the copy does not fit."""
    before = shop.book.read_bytes()
    line = f"trap '' XFSZ; ulimit -f 100; exec {sys.executable} -m repbook --yes book encrypt"
    done = subprocess.run(["bash", "-c", line], env=with_passphrase(shop), capture_output=True, text=True, check=False)
    print(done.stderr)
    assert (done.returncode, done.stderr.count("\n"), "Traceback" in done.stderr) == (4, 1, False), done
    assert shop.book.read_bytes() == before
    assert sorted(os.listdir(shop.folder)) == ["book.db", "book.db.backups"]


# ---- others at work -------------------------------------------------------------------------------------


def elsewhere(rep: Rep, *line: str) -> Callable[[], None]:
    """A command line for another process."""

    def go() -> None:
        assert (
            run(["--book", str(rep.book), "--yes", *line], rep.folder, {"REPBOOK_PASSPHRASE_FILE": str(passphrase_file(rep.folder))}).code
            == 0
        )

    return go


def test_who_has_the_book_open_does_not_write_into_the_old_file(shop: Rep) -> None:
    """The line would be lost: it is refused, and nothing was said to be done."""
    book = books.connect(str(shop.book), writing=True)
    elsewhere(shop, "book", "encrypt")()
    for begin in (book.reading, lambda: book.step("x"), book.unjournaled):
        with pytest.raises(BookError) as refused, begin():
            pass
        assert refused.value.key == "book_replaced"
    book.close()


def test_who_is_about_to_open_it_opens_the_new_one(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    look = books.look
    encrypt = elsewhere(shop, "book", "encrypt")
    monkeypatch.setattr(secure, "ROUNDS", 256_000)

    def looked(path: str, silent: bool = False) -> None:
        look(path, silent)
        if not books.is_encrypted(path):
            encrypt()

    monkeypatch.setattr(books, "look", looked)
    assert MARKER in shop("history").out
    assert books.may_be_encrypted(str(shop.book))


def test_encrypting_waits_for_others_and_gives_up(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "WAIT_SECONDS", 0.05)
    before = shop.book.read_bytes()
    code = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute('BEGIN'); db.execute('SELECT * FROM touch').fetchone(); " \
           "print('there', flush=True); sys.stdin.read()"  # fmt: skip
    with subprocess.Popen([sys.executable, "-c", code, str(shop.book)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"there\n"
        assert "another repbook" in shop("--yes book encrypt", code=4).err
        assert shop.book.read_bytes() == before
        other.communicate()
    forget()
    shop("--yes book encrypt")


def test_writers_at_once_lose_nothing(locked: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    locked("--yes book decrypt")
    forget()
    monkeypatch.setattr(secure, "ROUNDS", 256_000)
    locked("--yes book encrypt")
    line = f"for n in 1 2 3 4; do {sys.executable} -m repbook log {MARKER} call note || exit 1; done"
    writers = [subprocess.Popen(["bash", "-c", line], env=with_passphrase(locked), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
               for _ in range(3)]  # fmt: skip
    for writer in writers:
        assert (writer.communicate()[1].count(b"repbook: "), writer.returncode) == (0, 0)
    assert locked("history --csv").out.count("note") == 12 + 1  # and the header
    locked("book check")


# ---- old books, damaged books ---------------------------------------------------------------------------


def test_an_older_encrypted_book_is_brought_up_to_date(rep: Rep, quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The backup before the migration is encrypted too."""
    monkeypatch.setenv("REPBOOK_PASSPHRASE_FILE", str(passphrase_file(rep.folder)))
    an_old_book(rep.book, 1)
    sealing._rewrite(str(rep.book), secure.new_key(PASSPHRASE.encode()))
    forget()
    assert readable(rep.folder, "美佳超市") == []
    assert "美佳超市" in rep("customer list").out
    forget()
    assert json_schema(rep) == migrations.VERSION
    assert [backup.reason for backup in backups.listing(str(rep.book))] == ["migration"]
    assert readable(rep.folder, "美佳超市") == []
    forget()
    rep(f"--yes book restore {os.path.basename(backups.listing(str(rep.book))[0].path)}")


def json_schema(rep: Rep) -> int:
    import json

    return int(json.loads(rep("book info --json").out)["schema"])


def test_encrypting_an_older_book_leaves_no_readable_backup(rep: Rep, quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPBOOK_PASSPHRASE_FILE", str(passphrase_file(rep.folder)))
    an_old_book(rep.book, 1)
    assert "1 backup is encrypted" in rep("--yes book encrypt").out
    assert readable(rep.folder, "美佳超市") == []


def test_every_damage_is_found_and_the_rest_saved(shop: Rep) -> None:
    book = books.connect(str(shop.book), writing=True)
    with book.step("filled"):
        for number in range(60):
            touches.add(book.db, 1, day_of("2026-10-01"), (), kind="visit", note=f"note {number} " + MARKER * 60)
    book.close()
    shop("--yes book encrypt")
    whole = shop.book.read_bytes()
    for page in (1, 2, 30):
        spoil(shop, whole, page)
        assert health.damage(str(shop.book)), page
    lost = next(page for page in range(len(whole) // 4096 - 1, 0, -1) if loses_touches(shop, whole, page))
    spoil(shop, whole, lost)
    said = shop("book check", code=4)
    assert "touch: the rows of up to" in said.out
    assert said.err.count("\n") == 1
    saved = shop.folder / "saved.db"
    assert ", up to " in shop(f"book check --salvage {saved}").out
    assert readable(shop.folder) == []
    assert sorted(os.listdir(shop.folder)) == ["book.db", "book.db.backups", "saved.db"]
    shop.book = saved
    forget()
    assert 40 < shop("history --csv").out.count("note ") < 60
    shop("book check")


def spoil(rep: Rep, whole: bytes, page: int) -> None:
    """Change a few bytes of a page."""
    rep.book.write_bytes(whole[: 4096 * page + 100] + os.urandom(4) + whole[4096 * page + 104 :])
    forget()


def loses_touches(rep: Rep, whole: bytes, page: int) -> bool:
    """Whether some touches, and nothing else, are lost with a page."""
    spoil(rep, whole, page)
    lost = [one.params for one in health.damage(str(rep.book)) if one.key == "lost"]
    return [one["table"] for one in lost] == ["touch"] and 0 < lost[0]["n"] < 20


def test_a_short_book_is_damaged(locked: Rep) -> None:
    locked.book.write_bytes(locked.book.read_bytes()[: 4096 * 20])
    before = locked.book.read_bytes()
    for line in ("due", f"log {MARKER} call x", "book check"):
        forget()
        assert "damaged" in locked(line, code=4).err
    assert locked.book.read_bytes() == before


# ---- files ----------------------------------------------------------------------------------------------


def test_everything_is_for_its_owner_alone_under_any_umask(shop: Rep) -> None:
    old = os.umask(0)
    try:
        shop("--yes book encrypt")
        shop(f"log {MARKER} call x")
        shop("book backup")
        shop(f"book backup {shop.folder / 'copy.db'}")
        shop("--yes book decrypt")
        shop("--yes book encrypt")
    finally:
        os.umask(old)
    assert set(modes(shop.folder).values()) == {0o600, 0o700}
    assert modes(shop.folder)["book.db.backups"] == 0o700


def test_a_book_behind_a_link_stays_there(shop: Rep) -> None:
    real = shop.folder / "real" / "mine.db"
    real.parent.mkdir()
    shop.book.rename(real)
    (shop.folder / "book.db.backups").rename(real.parent / "mine.db.backups")
    shop.book.symlink_to(real)
    shop("--yes book encrypt")
    assert shop.book.is_symlink()
    assert readable(shop.folder) == []
    forget()
    assert MARKER in shop("history").out
    shop("--yes book decrypt")
    assert shop.book.is_symlink()
    assert shop.rows("SELECT name FROM customer") == [(MARKER,)]


def test_another_name_of_the_book_is_left_alone_and_said(shop: Rep) -> None:
    other = shop.folder / "snapshot.db"
    other.hardlink_to(shop.book)
    before = other.read_bytes()
    assert "has other names" in shop("--yes book encrypt").err
    assert other.read_bytes() == before
    assert readable(shop.folder) == ["snapshot.db"]


def test_what_is_overwritten_is_gone_before_its_name_is(shop: Rep) -> None:
    """Held open, the old file shows what is left of it on the disk; so does the journal of an interrupted write."""
    kill_in_a_write(shop)
    old = shop.book.open("rb"), (shop.folder / "book.db-journal").open("rb")
    size = shop.book.stat().st_size
    shop("--yes book encrypt")
    for file in old:
        with file:
            assert MARKER.encode() not in file.read()
            assert file.tell() > 0
    assert abs(size - shop.book.stat().st_size) < size


def test_a_read_only_book_stays_as_it_is(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    before = shop.book.read_bytes()

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(sealing, "beside", refused)
    assert "cannot be written to" in shop("--yes book encrypt", code=4).err
    assert shop.book.read_bytes() == before
