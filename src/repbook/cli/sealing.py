"""`repbook book encrypt`, `passphrase` and `decrypt`: making the book unreadable for everybody else, and taking that back."""

from __future__ import annotations

import os

from repbook.cli.run import run
from repbook.errors import BookError, Refused
from repbook.render import out
from repbook.words import t


def encrypt() -> None:
    """Encrypt the book and, when asked to, the backups that were made before."""
    from repbook.store import passphrase, sealing, secure
    from repbook.store.book import is_encrypted, look

    look(run.path)
    if is_encrypted(run.path):
        left = sealing.readable(run.path)
        if not left:
            raise Refused("already_encrypted", path=run.path)
        _seal(left)
        return
    secure.driver(run.path)
    run.sure("say.encrypt_sure", path=run.path)
    overwritten = sealing.encrypt(run.path, passphrase.choose(run.path))
    out.say(t("say.encrypted", path=run.path))
    if not overwritten:
        out.talk(t("say.plain_elsewhere", path=run.path))
    out.talk(t("say.encrypted_keep"))
    left = sealing.readable(run.path)
    if left:
        try:
            _seal(left)
        except Refused:
            out.talk(t("say.plain_left", n=len(left)))


def _seal(left: list[str]) -> None:
    """Encrypt what still lies readable beside the book, after asking; what is no whole book is destroyed."""
    from repbook.store import sealing

    names = t("due.list_comma").join(os.path.basename(file) for file in left)
    run.sure("say.seal_sure", n=len(left), names=names, folder=os.path.dirname(left[0]))
    sealed = sum(sealing.seal(run.path, file) for file in left)
    if sealed:
        out.say(t("say.sealed", n=sealed))
    if len(left) > sealed:
        out.say(t("say.destroyed", n=len(left) - sealed))


def passphrase() -> None:
    """Give an encrypted book another passphrase, and with it the backups that open with the old one."""
    from repbook.store import backups, sealing, secure
    from repbook.store import passphrase as words
    from repbook.store.book import is_encrypted, look

    look(run.path)
    if not is_encrypted(run.path):
        raise Refused("not_encrypted", path=run.path)
    run.sure("say.passphrase_sure", path=run.path)
    given = words.choose(run.path, instead=True)
    if secure.is_known(given):
        raise Refused("passphrase_same", path=run.path)
    done: list[str] = []
    try:
        overwritten = sealing.change(run.path, given, done)
    except (BookError, KeyboardInterrupt):
        if done:
            out.talk(t("say.passphrase_half", n=len(done)))
        raise
    out.say(t("say.passphrase_changed", path=run.path))
    if done:
        out.say(t("say.passphrase_backups", n=len(done)))
    _tell_old(overwritten, len(sealing.strange(run.path)), words.source(), backups.folder_of(run.path))


def _tell_old(overwritten: bool, strange: int, source: str, folder: str) -> None:
    """Where the old passphrase still stands, or opens something."""
    if not overwritten:
        out.talk(t("say.passphrase_elsewhere"))
    if strange:
        out.talk(t("say.passphrase_strange", n=strange, folder=folder))
    if source:
        out.talk(t("say.passphrase_source", name=source))


def decrypt() -> None:
    """Put the book back as a file that anybody can read who gets hold of it."""
    from repbook.store import backups, sealing
    from repbook.store.book import is_encrypted, look, may_be_encrypted

    look(run.path)
    if not is_encrypted(run.path):
        raise Refused("not_encrypted", path=run.path)
    run.sure("say.decrypt_sure", path=run.path)
    sealing.decrypt(run.path)
    out.say(t("say.decrypted", path=run.path))
    kept = sum(may_be_encrypted(backup.path) for backup in backups.listing(run.path))
    if kept:
        out.talk(t("say.still_encrypted", n=kept, folder=backups.folder_of(run.path)))
