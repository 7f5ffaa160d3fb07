"""`repbook book`: the file itself: what it is, whether it is whole, its backups, and bringing one back."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repbook.cli.files import emit
from repbook.cli.options import Csv, Json
from repbook.cli.run import run
from repbook.errors import BadInput, BookError, Refused
from repbook.render import out
from repbook.words import t, word

if TYPE_CHECKING:
    from repbook.render.out import Span
    from repbook.store.altered import Damage
    from repbook.store.backups import Backup
    from repbook.store.health import Facts, Finding
    from repbook.store.salvage import Report, Saved


def info(as_json: Json = False, csv: Csv = None) -> None:
    """Say what the book is, in numbers."""
    from repbook.store import backups, health
    from repbook.store.book import look

    look(run.path)
    with run.reading() as book:
        facts = health.facts(book.db)
    kept = backups.listing(run.path)
    if as_json or csv is not None:
        as_data(document(facts, kept), csv)
    else:
        out.put(labelled([*about(facts), *_backup_rows(kept)]))


def as_data(whole: dict[str, Any], csv: str | None) -> None:
    """A document as CSV, a field a row, where that is asked for; else as JSON."""
    from repbook.render import tables

    if csv is None:
        tables.print_json(whole)
    else:
        emit(tables.facts(whole), csv=csv)


def document(facts: Facts, kept: Sequence[Backup]) -> dict[str, Any]:
    """What `book info --json` says."""
    from repbook import __version__
    from repbook.store import backups
    from repbook.store.book import is_encrypted

    return {
        "path": os.path.abspath(run.path), "encrypted": is_encrypted(run.path),
        "size": os.path.getsize(run.path), **facts._asdict(), "last_step": facts.last_step or None,
        "repbook": __version__, "journal_left": os.path.exists(run.path + "-journal"), "permissions": modes(),
        "backups": {
            "folder": backups.folder_of(run.path), "last": kept[0].at if kept else None,
            "items": [{"file": b.path, "at": b.at, "reason": b.reason, "size": b.size} for b in kept],
        },
    }  # fmt: skip


def modes() -> dict[str, str | None]:
    """The permissions of the book and of its folders, as chmod takes them; None where there is none."""
    from repbook.store import backups, health

    places = {"book": run.path, "folder": os.path.dirname(os.path.realpath(run.path)), "backups": backups.folder_of(run.path)}
    return {name: health.mode(place) or None for name, place in places.items()}


def about(facts: Facts) -> list[tuple[str, str]]:
    """What book info and doctor both say of the file: a label's key and a text each."""
    sizes = {"size": in_bytes(os.path.getsize(run.path)), "page_size": facts.page_size, "free": facts.free_pages}
    held = {name: getattr(facts, name) for name in ("customers", "contacts", "touches", "orders")}
    left = os.path.exists(run.path + "-journal")
    return [
        ("book", os.path.abspath(run.path)),
        ("size", t("health.size", pages=facts.pages, **sizes)),
        ("version", t("health.version", schema=facts.schema, **_versions())),
        ("holds", t("health.holds", **held)),
        ("undo", t("health.undo", n=facts.steps, at=facts.last_step) if facts.steps else t("health.undo_none")),
        ("journal", t("health.journal_left" if left else "health.journal", mode=facts.journal)),
        ("files", files()),
        ("encryption", encryption()),
    ]


def about_damaged(headless: bool) -> list[tuple[str, str]]:
    """The same of a book that cannot be read; of one without a head nobody can say whether it is encrypted."""
    rows = [("book", os.path.abspath(run.path)), ("version", t("health.version_alone", **_versions())), ("files", files())]
    return rows if headless else [*rows, ("encryption", encryption())]


def _versions() -> dict[str, str]:
    import platform
    import sqlite3

    from repbook import __version__

    return {"repbook": __version__, "sqlite": sqlite3.sqlite_version, "python": platform.python_version()}


def encryption() -> str:
    """Whether the book, which has been looked at, is encrypted, in words."""
    from repbook.store.book import is_encrypted

    return t("health.encrypted" if is_encrypted(run.path) else "health.not_encrypted")


def files() -> str:
    """The permissions in words."""
    known = {name: mode or "–" for name, mode in modes().items()}
    return t("health.files_backups" if known["backups"] != "–" else "health.files", **known)


def _backup_rows(kept: Sequence[Backup]) -> list[tuple[str, str]]:
    """The backups, one a line; on a screen the newest ones."""
    from repbook.store import backups

    if not kept:
        return [("backups", t("health.backups_none"))]
    lines = [t("health.backup", name=os.path.basename(b.path), size=in_bytes(b.size), reason=b.reason) for b in kept]
    if out.on_terminal():
        lines[10:] = ["…"] if lines[10:] else []
    return [("backups", t("health.backups", n=len(kept), folder=backups.folder_of(run.path))), *(("", line) for line in lines)]


def labelled(rows: Sequence[tuple[str, str]]) -> list[list[Span]]:
    """Lines of a label and a text; on a terminal the text is wrapped beside it."""
    from repbook.render.out import Span

    labels = [t(f"health.label.{key}") if key else "" for key, _ in rows]
    width = max(out.cells(label) for label in labels) + 2
    lines = []
    for label, (_, text) in zip(labels, rows, strict=True):
        for piece in out.wrap(text, max(20, out.width() - width)) if out.on_terminal() else [text]:
            lines.append([Span(out.pad(label, width), "label"), Span(piece)])
            label = ""
    return lines


def in_bytes(size: int) -> str:
    """A size as people read it: 412 KB, 12.3 MB."""
    return f"{(size + 1023) // 1024} KB" if size < 1 << 20 else f"{size / (1 << 20):.1f} MB"


# ---- whole or not ---------------------------------------------------------------------------------------


def check(
    salvage: Annotated[str | None, typer.Option("--salvage", metavar="FILE", help="salvage")] = None,
    accept: Annotated[bool, typer.Option("--accept", help="accept")] = False,
    as_json: Json = False,
    csv: Csv = None,
) -> None:
    """Read the whole book, say what is damaged, and save what can be read, or take records as they are, where asked to."""
    from repbook.store import health

    damage = health.damage(run.path)
    findings = [] if damage else _findings()
    report = _salvage(salvage) if salvage is not None else None
    if as_json or csv is not None:
        as_data(_checked(damage, findings, salvage, report), csv)
    else:
        _tell_check(damage, findings, salvage, report)
    if accept:
        damage = _accept(damage)
    if damage and report is None:
        raise _failed(damage)
    if findings:
        raise Refused("needs_a_hand", n=len(findings))


def _failed(damage: list[Damage]) -> BookError:
    """What is said of a book that did not read back, and the way out."""
    from repbook.store import health

    if health.is_only_altered(damage):
        return BookError("check_altered", n=health.altered_records(damage), path=run.path)
    return BookError("check_failed", n=len(damage), path=run.path)


def _accept(damage: list[Damage]) -> list[Damage]:
    """Take the records for right that are not as they were written, once asked; what damage is left."""
    from repbook.store import altered, health

    if not damage or not health.is_only_altered(damage):
        return damage
    run.sure("say.accept_sure", path=run.path)
    altered.accept(run.path)
    out.talk(t("say.accepted"))
    return []


def _findings() -> list[Finding]:
    from repbook.store import health

    with run.reading() as book:
        return health.findings(book.db, run.today)


def _salvage(target: str) -> Report:
    """Save what can be read; Refused when the file is there or cannot be written."""
    from repbook.store.salvage import salvage

    try:
        return salvage(run.path, target)
    except FileExistsError:
        raise Refused("file_kept", file=target) from None
    except OSError:
        raise Refused("file_not_written", file=target) from None


def _checked(damage: list[Damage], findings: list[Finding], target: str | None, report: Report | None) -> dict[str, Any]:
    """What `book check --json` says."""
    from repbook.store.backups import last_good

    backup = last_good(run.path)
    return {
        "path": os.path.abspath(run.path),
        "whole": not damage,
        "damage": [sentence(one) for one in damage],
        "findings": [finding(one) for one in findings],
        "last_good_backup": backup.path if backup else None,
        "salvaged": _salvaged(target, report) if target and report else None,
    }


def sentence(one: Damage | Finding) -> str:
    """A damage or a finding in words."""
    return t(f"health.{one.key}", **one.params)


def finding(one: Finding) -> dict[str, Any]:
    """A finding as JSON has it."""
    return {"check": one.key, "needs_a_hand": one.grave, "ids": list(one.ids), "finding": sentence(one), "remedy": remedy(one)}


def remedy(one: Finding) -> str:
    """What to do about a finding, in words."""
    return t(f"health.{one.way or one.key}.remedy", **one.params)


def _salvaged(target: str, report: Report) -> dict[str, Any]:
    tables = [
        {
            "table": s.table,
            "kept": s.kept,
            "lost_ids": [list(lost) for lost in s.unreadable],
            "left_out_ids": s.senseless,
            "altered_ids": s.altered,
        }
        for s in report.tables
    ]
    return {"file": target, "tables": tables, "made_up_customers": report.made_up, "broken_letters": report.broken_letters}


def _tell_check(damage: list[Damage], findings: list[Finding], target: str | None, report: Report | None) -> None:
    for one in damage:
        out.say(sentence(one))
    if not damage:
        out.say(t("health.whole"))
    for trouble in findings:
        out.say(sentence(trouble))
        out.say("    " + remedy(trouble))
    if target is not None and report is not None:
        _tell_salvage(target, report)


def _tell_salvage(target: str, report: Report) -> None:
    """What was saved of each table, and what was not."""
    from repbook.store.health import hashes

    for saved in report.tables:
        if saved.kept or saved.unreadable or saved.senseless or saved.altered:
            _tell_table(saved)
    if report.made_up:
        out.say(t("health.made_up", n=len(report.made_up), ids=hashes(tuple(report.made_up))))
    if report.broken_letters:
        out.say(t("health.broken_letters", n=report.broken_letters))
    if report.complete:
        out.say(t("health.salvaged_whole"))
    out.talk(t("health.salvaged", file=target))


def _tell_table(saved: Saved) -> None:
    from repbook.store.health import hashes

    what = word("table", saved.table)
    if saved.unreadable:
        lost = sum(high - low + 1 for low, high in saved.unreadable)
        ids = ", ".join(f"#{low}" if low == high else f"#{low}–#{high}" for low, high in saved.unreadable[:5])
        out.say(t("health.saved_lost", what=what, kept=saved.kept, lost=lost, ids=ids + (", …" if saved.unreadable[5:] else "")))
    else:
        out.say(t("health.saved", what=what, kept=saved.kept))
    if saved.senseless:
        out.say(t("health.saved_senseless", what=what, n=len(saved.senseless), ids=hashes(tuple(saved.senseless))))
    if saved.altered:
        out.say(t("health.saved_altered", what=what, n=len(saved.altered), ids=hashes(tuple(saved.altered))))


# ---- backups --------------------------------------------------------------------------------------------


def backup(file: Annotated[str | None, typer.Argument(metavar="FILE", help="backup_file")] = None) -> None:
    """Copy the book, read the copy back, and say where it is."""
    from repbook.store import backups, restore
    from repbook.store.book import look

    look(run.path)
    if file is None:
        target = backups.make(run.path, backups.BY_HAND)
    else:
        target = file
        _backup_to(file)
    held = restore.sizes(target)
    out.say(t("say.backup_made", file=target, customers=held.customers, touches=held.touches))


def _backup_to(file: str) -> None:
    """A backup in a file that the user names; over an old one only with --force, and never over the book or through a link."""
    from repbook.store import backups

    if os.path.exists(file) and os.path.samefile(file, run.path):
        raise BadInput("backup_is_book", file=file)
    try:
        backups.copy(run.path, file, replace=run.replaces)
    except FileExistsError:
        raise Refused("file_kept" if run.replaces else "file_exists", file=file) from None
    except OSError:
        raise Refused("file_not_written", file=file) from None


def restore(file: Annotated[str, typer.Argument(metavar="FILE", help="restore_file")]) -> None:
    """Look a backup through, ask, and put it in the place of the book, which is kept."""
    from repbook.store import restore as store

    source = store.find(run.path, file)
    new = store.look_through(source)
    _ask(source, new)
    kept = store.restore(run.path, source)
    out.say(t("say.restored", path=run.path, file=source, customers=new.customers, touches=new.touches))
    if kept:
        out.talk(t("say.replaced_kept", file=kept))


def _ask(file: str, new: Any) -> None:
    """Whether the book there is may be replaced; where there is none nobody is asked."""
    from repbook.store import restore as store

    if store.may_be_replaced(run.path, file) == "nothing":
        return
    words = {"path": run.path, "file": file, "new_customers": new.customers, "new_touches": new.touches, "new_last": new.last or "–"}
    try:
        old = store.sizes(run.path)
    except BookError:
        run.sure("say.restore_sure_damaged", **words)
        return
    run.sure("say.restore_sure", customers=old.customers, touches=old.touches, last=old.last or "–", **words)
