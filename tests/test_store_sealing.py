"""Encrypted files: their keys, who waits for one that is being encrypted, what is damaged, and that nothing lies open."""

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
from repbook.store import backups, health, sealing, secure, touches
from repbook.store import book as books
from repbook.terms import day_of
from tests.cli import Rep
from tests.encrypted import MARKER, PASSPHRASE, forget, locked, passphrase_file, quick, readable, shop, with_passphrase
from tests.program import run
from tests.test_book import an_old_book

sqlcipher = pytest.importorskip("sqlcipher3", reason="encryption needs the extra: pip install 'repbook[secure]'").dbapi2

__all__ = ["locked", "quick", "shop"]


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
    assert "touches: the rows of up to" in said.out
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
