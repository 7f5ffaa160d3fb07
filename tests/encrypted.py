"""Encrypted books in tests: a rep whose book is locked, and what lies readable in a folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from repbook.store import book as books
from repbook.store import passphrase, secure
from tests.cli import Rep
from tests.program import environment

PASSPHRASE = "geheim 口令 "  # with a blank at its end, which belongs to it
ANOTHER = "ein neues 口令"
MARKER = "Zaunkönig"


def forget() -> None:
    """As between two commands: nothing is known of any passphrase."""
    secure._known.clear()
    books.KEYS.clear()


def passphrase_file(folder: Path, text: str = PASSPHRASE) -> Path:
    """A file with a passphrase, for the user alone."""
    file = folder.parent / f"{folder.name}-secret" / "passphrase"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"{text}\nnot this line\n", encoding="utf-8")
    file.chmod(0o600)
    return file


def new_passphrase_file(folder: Path, text: str = ANOTHER) -> Path:
    """A file with the passphrase to come, beside that of the old one."""
    file = passphrase_file(folder).with_name("new")
    file.write_text(f"{text}\n", encoding="utf-8")
    file.chmod(0o600)
    return file


def opening(files: Iterable[Path], given: str) -> list[Path]:
    """Which of these files open with a passphrase."""
    heads = {file: file.read_bytes()[:4096] for file in files}
    return [file for file, head in heads.items() if secure.opens(secure.derived(given.encode(), head[:16]), head)]


def readable(folder: Path, marker: str = MARKER) -> list[str]:
    """The files below a folder in which a marker can be read."""
    forms = [marker.encode(form) for form in ("utf-8", "utf-16-le", "gb18030")]
    files = [Path(place, name) for place, _, names in os.walk(folder) for name in names]
    return sorted(str(file.relative_to(folder)) for file in files if any(form in file.read_bytes() for form in forms))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keys in no time, and no passphrase left over from another test."""
    monkeypatch.setattr(secure, "ROUNDS", 10)
    for name in ("FILE", "COMMAND", "NEW_FILE", "NEW_COMMAND"):
        monkeypatch.delenv(getattr(passphrase, name), raising=False)
    forget()
    yield
    forget()


@pytest.fixture
def locked(rep: Rep, quick: None, monkeypatch: pytest.MonkeyPatch) -> Rep:
    """A rep with an encrypted book: a customer, a contact, two touches, an order; the passphrase is in a file."""
    fill(rep)
    monkeypatch.setenv("REPBOOK_PASSPHRASE_FILE", str(passphrase_file(rep.folder)))
    rep("--yes book encrypt")
    forget()
    return rep


def fill(rep: Rep) -> None:
    """Something in the book that must not be read by others."""
    rep(f"customer add {MARKER} --tier key --phone 13800138000 --note '{MARKER} likes tea'")
    rep(f"contact add {MARKER} {MARKER}frau --birthday 11-25")
    rep(f"log {MARKER} visit '{MARKER} said' --on 2026-11-01")
    rep(f"log {MARKER} call '{MARKER} asked' --on 2026-11-02 --order 1200")


def everything(rep: Rep) -> dict[str, bytes]:
    """Every file in the folder of the book."""
    return {str(file): file.read_bytes() for file in rep.folder.rglob("*") if file.is_file()}


@pytest.fixture
def shop(rep: Rep, quick: None, monkeypatch: pytest.MonkeyPatch) -> Rep:
    """A readable book, and a passphrase at hand."""
    fill(rep)
    monkeypatch.setenv("REPBOOK_PASSPHRASE_FILE", str(passphrase_file(rep.folder)))
    return rep


def with_passphrase(rep: Rep) -> dict[str, str]:
    return environment(rep.folder, REPBOOK_BOOK=str(rep.book), REPBOOK_PASSPHRASE_FILE=str(passphrase_file(rep.folder)))
