"""`repbook doctor`: whether anything needs a hand, and what to do then; nothing out of the book is shown."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from repbook.cli.book import about, about_damaged, as_data, document, finding, labelled, remedy, sentence
from repbook.cli.options import Csv, Json
from repbook.cli.run import default_path, run
from repbook.errors import BookError, Refused, RepbookError
from repbook.render import out
from repbook.words import t

if TYPE_CHECKING:
    from repbook.render.out import Span
    from repbook.store.altered import Damage
    from repbook.store.backups import Backup
    from repbook.store.book import Book
    from repbook.store.health import Facts, Finding

EXTRAS = {"xlsx": "openpyxl", "secure": "sqlcipher3"}
"""What can be installed besides, and the module that shows it is there."""

_AHEAD = 365
_DAMAGES = 5  # that are told on the screen


class Calendar(NamedTuple):
    """How far the calendar is known: years with their notices, years to come that are estimated, the lunar table."""

    known: list[int]
    estimated: list[int]
    lunar: tuple[int, int]


class Checkup(NamedTuple):
    """All that was looked at; `facts` and `calendar` only where the book can be read."""

    damage: list[Damage]
    findings: list[Finding]
    backups: list[Backup]
    facts: Facts | None = None
    calendar: Calendar | None = None


def doctor(as_json: Json = False, csv: Csv = None) -> None:
    """Look everything through."""
    from repbook.store import backups, health

    damage = health.damage(run.path)
    kept = backups.listing(run.path)
    checkup = _damaged(damage, kept) if damage else _whole(kept)
    if as_json or csv is not None:
        as_data(_document(checkup), csv)
    else:
        out.put(_screen(checkup))
    grave = [one for one in checkup.findings if one.grave]
    if grave:
        raise Refused("needs_a_hand", n=len(grave))


def _damaged(damage: list[Damage], kept: list[Backup]) -> Checkup:
    """The checkup of a damaged book: all that can be told of one whose records are only not as they were written."""
    from repbook.store import health
    from repbook.store.book import UNREADABLE

    altered = health.is_only_altered(damage)
    key = "altered_records" if altered else "broken"
    found = health.Finding(key, way="" if kept else f"{key}_alone")
    if altered:
        with suppress(RepbookError, ValueError, ArithmeticError, *UNREADABLE):
            rest = _whole(kept, damage)
            if rest.facts and about(rest.facts):
                return rest._replace(findings=[found, *rest.findings])
    return Checkup(damage, [found, *_of_files(kept, None)], kept)


def _whole(kept: list[Backup], damage: list[Damage] | None = None) -> Checkup:
    """The checkup of a book that can be read."""
    from repbook import demo
    from repbook.store import health

    with run.reading() as book:
        needs_backup = not (damage or run.demo or demo.is_untouched(book.db))
        facts = health.facts(book.db)
        found = health.findings(book.db, run.today)
        known = _calendar(book)
    found += [*_of_files(kept, facts), *(_of_backups(kept, facts) if needs_backup else []), *_of_calendar(known)]
    return Checkup(damage or [], found, kept, facts, known)


def _calendar(book: Book) -> Calendar:
    """How far the calendar is known, by the policy of the book; by the usual one where that is broken."""
    from repbook.calendar import lunar
    from repbook.calendar._lunar_table import FIRST_YEAR
    from repbook.calendar.workdays import Workdays
    from repbook.store import policy as stored

    try:
        days = stored.calendar(book.db, stored.read(book.db))
    except (RepbookError, ValueError, ArithmeticError):
        days = Workdays()
    years = sorted({lunar.year_of(run.today), lunar.year_of(run.today + _AHEAD)})
    estimated = [year for year in years if days.estimated(date(year, 1, 1).toordinal())]
    return Calendar(days.known_years(), estimated, (FIRST_YEAR, lunar.LAST_YEAR))


def _of_calendar(known: Calendar) -> list[Finding]:
    from repbook.calendar import lunar
    from repbook.store.health import Finding

    this = lunar.year_of(run.today)
    found = [Finding("calendar_unknown", params={"year": this})] if this in known.estimated else []
    found += [Finding("calendar_ahead", params={"year": year}, grave=False) for year in known.estimated if year != this]
    ends = not known.lunar[0] < lunar.year_of(run.today + _AHEAD) <= known.lunar[1]
    return [*found, *([Finding("lunar_end", grave=False)] if ends else [])]


def _of_files(kept: Sequence[Backup], facts: Facts | None) -> list[Finding]:
    """Permissions, backups, and what killed commands have left."""
    from repbook.store import backups, health

    private = os.path.abspath(run.path) == _default()
    found = [
        health.Finding("loose", params={"path": one.path, "mode": f"{one.mode:04o}", "wanted": f"{one.wanted:o}"})
        for one in health.loose(run.path, private)
    ]
    if facts is not None and facts.journal != "delete":
        found.append(health.Finding("journal_kept", params={"mode": facts.journal, "path": os.path.abspath(run.path)}))
    found += _readable_copies()
    for folder in {os.path.dirname(os.path.abspath(run.path)), backups.folder_of(run.path)}:
        left = health.leftovers(folder, run.path)
        if left:
            found.append(health.Finding("leftover", params={"n": left, "folder": folder}, grave=False))
    return found


def _readable_copies() -> list[Finding]:
    """What lies readable beside an encrypted book."""
    from repbook.store.book import is_encrypted
    from repbook.store.health import Finding

    if not is_encrypted(run.path):
        return []
    from repbook.store import sealing

    left = sealing.readable(run.path)
    return [Finding("readable_copies", params={"n": len(left)})] if left else []


def _default() -> str:
    try:
        return default_path()
    except BookError:
        return ""


def _of_backups(kept: Sequence[Backup], facts: Facts) -> list[Finding]:
    from repbook.store import backups
    from repbook.store.book import LOCKED
    from repbook.store.health import Finding

    if not kept:
        return [Finding("no_backup")] if facts.steps else []
    fault = backups.fault(kept[0].path)
    named = {"name": os.path.basename(kept[0].path)}
    found = [Finding("backup_locked", params=named, grave=False)] if fault in LOCKED else []
    if fault and not found:
        found.append(Finding("backup_broken", params=named))
    if facts.last_step[:10] > kept[0].at[:10]:
        folder = backups.folder_of(run.path)
        found.append(Finding("backup_old", params={"at": kept[0].at, "changed": facts.last_step, "folder": folder}))
    return found


# ---- the two ways to say it -----------------------------------------------------------------------------


def _document(checkup: Checkup) -> dict[str, Any]:
    import platform
    import sqlite3

    known = checkup.calendar
    return {
        "healthy": not any(one.grave for one in checkup.findings),
        "path": os.path.abspath(run.path),
        "book": document(checkup.facts, checkup.backups) if checkup.facts else None,
        "sqlite": sqlite3.sqlite_version, "python": platform.python_version(), "system": platform.system(),
        "integrity": "damaged" if checkup.damage else "ok",
        "damage": [sentence(one) for one in checkup.damage],
        "calendar": known._asdict() | {"lunar": list(known.lunar)} if known else None,
        "extras": {name: _installed(module) for name, module in EXTRAS.items()},
        "findings": [finding(one) for one in checkup.findings],
    }  # fmt: skip


def _installed(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None


def _screen(checkup: Checkup) -> list[list[Span]]:
    """What there is, then what needs a hand, each with its remedy."""
    from repbook.render.out import Span

    known = about(checkup.facts) if checkup.facts else about_damaged(any(one.key == "head" for one in checkup.damage))
    rows = [row for row in known if row[0] not in ("size", "undo")]
    rows += [("integrity", _integrity(checkup.damage)), ("backups", _newest(checkup)), *_calendar_rows(checkup.calendar)]
    rows.append(("extras", t("due.list_comma").join(map(_extra, EXTRAS))))
    lines = [*labelled(rows), [Span("")]]
    for one in checkup.findings:
        lines += _lines("! " if one.grave else "- ", sentence(one), "late" if one.grave else "dim")
        if one.key in ("broken", "altered_records"):
            lines += _damages(checkup.damage)
        lines += _lines("    ", remedy(one), "dim")
    if not any(one.grave for one in checkup.findings):
        lines.append([Span(t("health.fine"), "good")])
    return lines


def _integrity(damage: Sequence[Damage]) -> str:
    from repbook.store import health

    if not damage:
        return t("health.whole")
    if health.is_only_altered(damage):
        return t("health.not_written", n=health.altered_records(damage))
    return t("health.not_whole", n=len(damage))


def _damages(damage: Sequence[Damage]) -> list[list[Span]]:
    """The first few things that are damaged; records by their kind and number."""
    from repbook.store import health

    more = health.altered_records(damage[_DAMAGES:])
    texts = [*map(sentence, damage[:_DAMAGES]), *([t("health.more_damage", n=more)] if more else [])]
    return [line for text in texts for line in _lines("    ", text, "")]


def _lines(start: str, text: str, style: str) -> list[list[Span]]:
    """A text behind a mark; on a terminal wrapped below itself."""
    from repbook.render.out import Span

    pieces = out.wrap(text, max(20, out.width() - len(start))) if out.on_terminal() else [text]
    return [[Span(" " * len(start) if at else start, style), Span(piece, style)] for at, piece in enumerate(pieces)]


def _newest(checkup: Checkup) -> str:
    kept = checkup.backups
    if not kept:
        return t("health.backups_none_damaged" if checkup.damage else "health.backups_none")
    return t("health.backup_newest", n=len(kept), at=kept[0].at)


def _calendar_rows(known: Calendar | None) -> list[tuple[str, str]]:
    if known is None:
        return []
    years = {"known": runs(known.known), "estimated": runs(known.estimated)}
    text = t("health.calendar_estimated", **years) if known.estimated else t("health.calendar", **years)
    moon = t("health.lunar", first=known.lunar[0], last=known.lunar[1])
    return [("calendar", text if known.known else t("health.calendar_plain")), ("lunar", moon)]


def _extra(name: str) -> str:
    there = _installed(EXTRAS[name])
    return t("health.extra_there" if there else "health.extra_missing", name=t(f"health.extra.{name}"))


def runs(years: Sequence[int]) -> str:
    """Years in runs: 2004–2026, 2028."""
    found: list[list[int]] = []
    for year in years:
        if found and found[-1][-1] == year - 1:
            found[-1].append(year)
        else:
            found.append([year])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in found)
