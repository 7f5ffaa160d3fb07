"""`repbook import`: spreadsheets into the book, each file one step, all of its rows or none."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from repbook.cli.files import is_xlsx, put_rows
from repbook.cli.options import DryRun
from repbook.cli.run import run
from repbook.errors import BadInput, BadRows, Refused
from repbook.render import out
from repbook.words import t, word

if TYPE_CHECKING:
    import sqlite3

    from repbook.exchange.columns import Reading
    from repbook.exchange.sheets import Sheet
    from repbook.render.progress import Progress
    from repbook.store.imports import Defect, Plan, Years
    from repbook.terms import Policy

    PutAside = Callable[[list[Defect], bool], None]

File = Annotated[str, typer.Argument(metavar="FILE", help="import_file")]
Map = Annotated[list[str] | None, typer.Option("--map", metavar='"THEIRS=OURS"', help="map")]
Encoding = Annotated[str | None, typer.Option("--encoding", metavar="NAME", help="encoding")]
SheetName = Annotated[str | None, typer.Option("--sheet", metavar="NAME", help="sheet")]
Update = Annotated[bool, typer.Option("--update", help="update")]
SkipErrors = Annotated[bool, typer.Option("--skip-errors", help="skip_errors")]
Errors = Annotated[str | None, typer.Option("--errors", metavar="FILE", help="errors_file")]
IgnoreUnknown = Annotated[bool, typer.Option("--ignore-unknown", help="ignore_unknown")]
CreateMissing = Annotated[bool, typer.Option("--create-missing", help="create_missing")]

ERROR_COLUMNS = ("line", "reason")
"""The last two columns of a file of bad rows; an import passes over them, so that the file can be mended and taken in."""

_MOST_SHOWN = 20
_MOST_NAMED = 5  # lines or names in one sentence


class Asked(NamedTuple):
    """The options of one import."""

    kind: str
    file: str
    map: list[str] | None = None
    encoding: str | None = None
    update: bool = False
    dry_run: bool = False
    skip_errors: bool = False
    errors: str | None = None
    ignore_unknown: bool = False
    create_missing: bool = False
    sheet: str | None = None


def customers(
    file: File, map: Map = None, encoding: Encoding = None, update: Update = False, dry_run: DryRun = False,
    skip_errors: SkipErrors = False, errors: Errors = None, ignore_unknown: IgnoreUnknown = False,
    sheet: SheetName = None,
) -> None:  # fmt: skip
    """Take customers in."""
    _bring_in(Asked("customers", file, map, encoding, update, dry_run, skip_errors, errors, ignore_unknown, sheet=sheet))


def contacts(
    file: File, map: Map = None, encoding: Encoding = None, update: Update = False, dry_run: DryRun = False,
    skip_errors: SkipErrors = False, errors: Errors = None, ignore_unknown: IgnoreUnknown = False, create_missing: CreateMissing = False,
    sheet: SheetName = None,
) -> None:  # fmt: skip
    """Take contacts in."""
    _bring_in(Asked("contacts", file, map, encoding, update, dry_run, skip_errors, errors, ignore_unknown, create_missing, sheet))


def touches(
    file: File, map: Map = None, encoding: Encoding = None, update: Update = False, dry_run: DryRun = False,
    skip_errors: SkipErrors = False, errors: Errors = None, ignore_unknown: IgnoreUnknown = False, create_missing: CreateMissing = False,
    sheet: SheetName = None,
) -> None:  # fmt: skip
    """Take in what happened."""
    _bring_in(Asked("touches", file, map, encoding, update, dry_run, skip_errors, errors, ignore_unknown, create_missing, sheet))


def orders(
    file: File, map: Map = None, encoding: Encoding = None, update: Update = False, dry_run: DryRun = False,
    skip_errors: SkipErrors = False, errors: Errors = None, ignore_unknown: IgnoreUnknown = False, create_missing: CreateMissing = False,
    sheet: SheetName = None,
) -> None:  # fmt: skip
    """Take orders in."""
    _bring_in(Asked("orders", file, map, encoding, update, dry_run, skip_errors, errors, ignore_unknown, create_missing, sheet))


def occasions(
    file: File, map: Map = None, encoding: Encoding = None, update: Update = False, dry_run: DryRun = False,
    skip_errors: SkipErrors = False, errors: Errors = None, ignore_unknown: IgnoreUnknown = False, create_missing: CreateMissing = False,
    sheet: SheetName = None,
) -> None:  # fmt: skip
    """Take dates that matter in."""
    _bring_in(Asked("occasions", file, map, encoding, update, dry_run, skip_errors, errors, ignore_unknown, create_missing, sheet))


def promises(
    file: File, map: Map = None, encoding: Encoding = None, update: Update = False, dry_run: DryRun = False,
    skip_errors: SkipErrors = False, errors: Errors = None, ignore_unknown: IgnoreUnknown = False, create_missing: CreateMissing = False,
    sheet: SheetName = None,
) -> None:  # fmt: skip
    """Take promises in."""
    _bring_in(Asked("promises", file, map, encoding, update, dry_run, skip_errors, errors, ignore_unknown, create_missing, sheet))


def complaints(
    file: File, map: Map = None, encoding: Encoding = None, update: Update = False, dry_run: DryRun = False,
    skip_errors: SkipErrors = False, errors: Errors = None, ignore_unknown: IgnoreUnknown = False, create_missing: CreateMissing = False,
    sheet: SheetName = None,
) -> None:  # fmt: skip
    """Take complaints in."""
    _bring_in(Asked("complaints", file, map, encoding, update, dry_run, skip_errors, errors, ignore_unknown, create_missing, sheet))


def stock(
    file: File, map: Map = None, encoding: Encoding = None, update: Update = False, dry_run: DryRun = False,
    skip_errors: SkipErrors = False, errors: Errors = None, ignore_unknown: IgnoreUnknown = False, create_missing: CreateMissing = False,
    sheet: SheetName = None,
) -> None:  # fmt: skip
    """Take stock readings in."""
    _bring_in(Asked("stock", file, map, encoding, update, dry_run, skip_errors, errors, ignore_unknown, create_missing, sheet))


def alerts(
    file: File, map: Map = None, encoding: Encoding = None, update: Update = False, dry_run: DryRun = False,
    skip_errors: SkipErrors = False, errors: Errors = None, ignore_unknown: IgnoreUnknown = False,
    sheet: SheetName = None,
) -> None:  # fmt: skip
    """Take alerts in."""
    _bring_in(Asked("alerts", file, map, encoding, update, dry_run, skip_errors, errors, ignore_unknown, sheet=sheet))


def _bring_in(asked: Asked) -> None:
    """Take a spreadsheet in."""
    from repbook.exchange.columns import parse_mapping, read_rows

    sheet = _without_reasons(_sheet(asked))
    mapping = parse_mapping(asked.map or ())

    def read(rules: Policy) -> Reading:
        return read_rows(asked.kind, sheet, mapping, asked.ignore_unknown, run.today, rules.tiers)

    def put_aside(bad: list[Defect], replace: bool) -> None:
        if asked.errors and not asked.dry_run:
            _write_errors(asked.errors, sheet, bad, replace)

    take_in(asked, len(sheet.rows), read, put_aside)


def _sheet(asked: Asked) -> Sheet:
    """The rows of the file: CSV, or a sheet of a workbook, and which one where it has several."""
    from repbook.exchange.sheets import read_bytes
    from repbook.exchange.xlsx import is_workbook, read_workbook

    data = read_bytes(asked.file)  # once: what comes through a pipe is gone then
    if not is_workbook(data):
        if asked.sheet is not None:
            raise BadInput("only_workbooks_have_sheets", file=asked.file)
        return _sheet_of_text(asked, data)
    if asked.encoding is not None:
        raise BadInput("encoding_of_workbook", file=asked.file)
    found = read_workbook(asked.file, asked.sheet, data)
    if found.others and asked.sheet is None:
        out.talk(t("say.import_sheet", title=found.title, others=t("due.list_comma").join(found.others)))
    return found.sheet


def _sheet_of_text(asked: Asked, data: bytes) -> Sheet:
    """The rows of a CSV file; what is named like a workbook and is neither is a broken one."""
    from repbook.exchange.sheets import read_sheet

    try:
        return read_sheet(asked.file, asked.encoding, data)
    except Refused as error:
        if is_xlsx(asked.file) and error.key in ("binary_file", "wrong_encoding"):
            raise Refused("broken_workbook", file=asked.file) from None
        raise


def take_in(asked: Asked, rows: int, read: Callable[[Policy], Reading], put_aside: PutAside | None = None) -> None:
    """Plan what the rows of a file do to the book, and do it; the plan is made anew when somebody else wrote meanwhile.

    `read` types the rows by the policy, `put_aside` keeps the bad ones where that was asked for.
    """
    from repbook.render.progress import Progress

    progress = Progress()
    try:
        progress.about("say.progress_checking", rows)
        plan = _plan(asked, read)
        _judge(asked, plan, put_aside, replace=run.replaces)
        while not asked.dry_run and plan.writes and not _written(asked, plan, progress):
            ours = bool(plan.bad)  # the file of bad rows, where one was asked for
            plan = _plan(asked, read)
            _judge(asked, plan, put_aside, replace=run.replaces or ours)
    finally:
        progress.done()
    _report(asked, plan)


def _plan(asked: Asked, read: Callable[[Policy], Reading]) -> Plan:
    """What the rows of the file would do to the book; while they are read, which may take long, the book is free for others."""
    from repbook.store import imports, policy

    with _book() as db:
        seen, rules = imports.state(db), policy.read(db)
    reading = read(rules)
    wish = imports.Wish(run.today, rules.default_tier, asked.update, asked.create_missing, frozenset(rules.festivals), rules.alert_days)
    with _book() as db:
        plan = imports.plan(asked.kind, db, reading.rows, [_worded(defect) for defect in reading.bad], wish)
    plan.state = seen  # if the policy changed in between, the plan is not good for the book either
    return plan


@contextmanager
def _book() -> Iterator[sqlite3.Connection]:
    """The book to look at, a blank one where there is none yet."""
    with run.reading() as book:
        yield book.db


def _worded(defect: Defect) -> Defect:
    """A defect whose sentence takes the day in words."""
    from repbook.words import day

    line, key, params = defect
    return (line, key, {**params, "day": day(params["day"])}) if key == "after_today" else defect


def _judge(asked: Asked, plan: Plan, put_aside: PutAside | None, replace: bool) -> None:
    """Put the bad rows aside; BadRows when there are any and they are not to be left out."""
    if plan.bad and put_aside is not None:
        put_aside(plan.bad, replace)
    if plan.bad and not asked.skip_errors:
        raise BadRows("bad_rows", plan.bad, n=plan.left_out, file=os.path.basename(asked.file))


def _write_errors(path: str, sheet: Sheet, bad: list[Defect], replace: bool) -> None:
    """The bad rows with their own cells, the line and every reason, as a file that can be mended and taken in."""
    from repbook.render.tables import write_csv
    from repbook.values import guard

    reasons: dict[int, list[str]] = {}
    for line, key, params in bad:
        column = f"{params['column']}: " if "column" in params else ""
        reasons.setdefault(line, []).append(column + t(f"errors.{key}", **params))
    cells = {**dict(zip(sheet.lines, sheet.rows, strict=True)), **sheet.spoiled}
    width = max([len(sheet.header), *(len(cells[line]) for line in reasons if line in cells)])
    header = [*sheet.header, *[""] * (width - len(sheet.header)), *ERROR_COLUMNS]
    rows = []
    for line, said in sorted(reasons.items()):
        own = cells.get(line, [])
        rows.append([*map(guard, own), *[""] * (width - len(own)), str(line), guard(" / ".join(said))])
    if is_xlsx(path):
        put_rows(path, "errors", header, rows, replace)
    else:
        write_csv(header, rows, path, replace)


def _without_reasons(sheet: Sheet) -> Sheet:
    """A sheet without the two columns that a file of bad rows has more than the file it came from."""
    if sheet.header[-2:] != ERROR_COLUMNS:
        return sheet
    return sheet._replace(header=sheet.header[:-2], rows=[row[:-2] for row in sheet.rows])


def _written(asked: Asked, plan: Plan, progress: Progress) -> bool:
    """Carry the plan out as one step; False, and nothing done, when the book is no longer as it was planned for."""
    from repbook.store import imports

    progress.start(plan.size)
    words = {"what": asked.kind, "file": os.path.basename(asked.file), "added": plan.added, "changed": plan.changed}
    with run.writing("imported", create=True, **words) as book:
        if imports.state(book.db, in_step=True) != plan.state:
            return False
        run.keep("import")
        imports.write(book.db, plan, progress.tick, book.ledger)
    return True


def _report(asked: Asked, plan: Plan) -> None:
    """Say what was done or would be: numbers on stdout, remarks and the rows left out on stderr."""
    if plan.untiered:
        out.talk(t("say.import_untiered", n=len(plan.untiered), tier=plan.default_tier, lines=_lines(plan.untiered)))
    if plan.differ:
        out.talk(t("say.import_differ", n=len(plan.differ), lines=_lines(plan.differ)))
    if plan.bad:
        out.talk(t("say.import_left_out", n=plan.left_out))
        _tell_rows(plan.bad)
    if asked.dry_run:
        out.talk(t("say.dry_run"))
    if plan.made:
        out.say(t("say.import_made_plan" if asked.dry_run else "say.import_made", n=len(plan.made), names=_first(plan.made)))
    key = "say.import_plan" if asked.dry_run else "say.import_done"
    out.say(t(key, what=word("what", asked.kind), added=plan.added, changed=plan.changed, same=plan.same))


def _lines(lines: list[int]) -> str:
    """The first few lines of those that are meant."""
    return t("say.import_line" if len(lines) == 1 else "say.import_lines", lines=_first(sorted(lines)))


def _first(words: Sequence[int | str]) -> str:
    return t("due.list_comma").join([*map(str, words[:_MOST_NAMED]), *["…"] * (len(words) > _MOST_NAMED)])


def _tell_rows(bad: list[Defect]) -> None:
    from repbook.cli.help import row_sentence

    for line, key, params in bad[:_MOST_SHOWN]:
        out.talk(f"  {row_sentence(line, key, params)}")
    if len(bad) > _MOST_SHOWN:
        out.talk("  " + t("errors.more_rows", n=len(bad) - _MOST_SHOWN))


def calendar(file: File, encoding: Encoding = None, dry_run: DryRun = False) -> None:
    """Take in a year of working days."""
    from repbook.calendar.workdays import parse_year_file
    from repbook.exchange.sheets import read_text
    from repbook.store import imports

    notices = parse_year_file(read_text(file, encoding)[0])
    with _book() as db:
        found = imports.years(db, notices)
    if found.days and not dry_run:
        with run.writing("calendar_imported", create=True, years=", ".join(map(str, found.days)), file=os.path.basename(file)) as book:
            found = imports.years(book.db, notices)
            run.keep("import")
            imports.put_years(book.db, found)
    _report_years(notices, found, dry_run)


def _report_years(notices: Iterable[int], found: Years, dry_run: bool) -> None:
    """Say what each year of the file came to."""
    for day in found.early:
        out.talk(t("say.calendar_early", day=day, year=date.fromordinal(day).year))
    if dry_run:
        out.talk(t("say.dry_run"))
    for year in sorted({*notices, *found.days}):
        days = found.days.get(year)
        key = "say.calendar_same" if days is None else "say.calendar_plan" if dry_run else "say.calendar_done"
        working = sum(days.values()) if days else 0
        out.say(t(key, year=year, off=len(days or ()) - working, work=working))
