"""`repbook customer merge`, `contact merge`, and the proposals of `customer list --duplicates`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repbook.cli import fields
from repbook.cli.files import emit
from repbook.cli.options import DryRun
from repbook.cli.run import run
from repbook.render import out
from repbook.words import t, word

if TYPE_CHECKING:
    from repbook.store.merging import Merge, Pair, Told

KeepCustomer = Annotated[str, typer.Argument(metavar="KEEP", help="merge_keep")]
GoneCustomer = Annotated[str, typer.Argument(metavar="GONE", help="merge_gone")]
KeepContact = Annotated[str, typer.Argument(metavar="KEEP", help="merge_keep_contact")]
GoneContact = Annotated[str, typer.Argument(metavar="GONE", help="merge_gone_contact")]

_DAYS = ("since", "joined", "left_on")
_UNTOLD = ("added_on",)  # moves too, and is nobody's business


def customer(keep: KeepCustomer, gone: GoneCustomer, dry_run: DryRun = False) -> None:
    """Make two customers one: all that was kept for the second goes to the first."""
    from repbook.store import lookup, merging

    with run.reading() as book:
        one, other = (lookup.customer(book.db, typed).customer for typed in (keep, gone))
        plan = merging.customers_plan(book.db, one, other)
        names = dict(book.db.execute("SELECT id, name FROM customer"))
    _show(plan, names)
    if not _wanted(plan, dry_run):
        return
    with run.writing("customer_merged", customer=plan.pair.keep["name"], gone=plan.pair.gone["name"]) as book:
        run.keep("merge")
        merging.merge_customers(book, merging.customers_plan(book.db, one, other), run.today)
    _done(plan)


def contact(keep: KeepContact, gone: GoneContact, dry_run: DryRun = False) -> None:
    """Make two contacts of a customer one."""
    from repbook.store import lookup, merging

    with run.reading() as book:
        first = lookup.contact(book.db, keep)
        one, other = first.contact or 0, lookup.contact(book.db, gone).contact or 0
        plan = merging.contacts_plan(book.db, one, other)
    _show(plan, {})
    if not _wanted(plan, dry_run):
        return
    with run.writing("contact_merged", contact=first.contact_name, gone=plan.pair.gone["name"], customer=first.customer_name) as book:
        run.keep("merge")
        merging.merge_contacts(book, merging.contacts_plan(book.db, one, other))
    _done(plan)


def _wanted(plan: Merge, dry_run: bool) -> bool:
    """Whether it is to be done now: it is no dry run, and whoever was asked said yes."""
    if dry_run:
        out.talk(t("say.dry_run"))
        return False
    run.sure("say.merge_sure", keep=plan.pair.keep["name"], gone=plan.pair.gone["name"])
    return True


def _done(plan: Merge) -> None:
    keep = plan.pair.keep
    out.say(t("say.merge_done", name=keep["name"], gone=plan.pair.gone["name"], id=keep["id"]))


# ---- shown ------------------------------------------------------------------------------------------------


def _show(plan: Merge, names: dict[int, str]) -> None:
    """What would move, what is filled in and what stays."""
    keep, gone = plan.pair.keep, plan.pair.gone
    out.say(t("say.merge", keep=keep["name"], keep_id=keep["id"], gone=gone["name"], gone_id=gone["id"]))
    moved = " · ".join(t(f"say.count.{'referral' if table == 'customer' else table}", n=n) for table, n in plan.moved.items())
    out.say("  " + (t("say.merge_moves", what=moved) if moved else t("say.merge_moves_nothing")))
    for line in _lines(plan.pair, names):
        out.say("  " + line)
    for pair in plan.contacts:
        out.say("  " + t("say.merge_contact", name=pair.keep["name"], keep_id=pair.keep["id"], gone_id=pair.gone["id"]))
        for line in _lines(pair, names):
            out.say("    " + line)


def _lines(pair: Pair, names: dict[int, str]) -> Iterator[str]:
    for said in pair.filled:
        if said.field not in _UNTOLD:
            yield f"{fields.label(said.field)}: {_shown(said, said.old, names)} -> {_shown(said, said.new, names)}"
    for said in pair.stays:
        yield t("say.merge_stays", field=fields.label(said.field), stays=_shown(said, said.new, names), lost=_shown(said, said.lost, names))


def _shown(said: Told, value: Any, names: dict[int, str]) -> str:
    """A value as a person reads it."""
    from repbook.store.merging import day

    if said.field in _DAYS:
        return fields.shown(said.field, day(value))
    if said.field == "referred_by":
        return names.get(value, "–")
    return fields.shown(said.field, value)


# ---- proposals --------------------------------------------------------------------------------------------


def duplicates(rows: Iterable[Any], as_json: bool, csv: str | None, limit: str | None) -> None:
    """Pairs of customers that may be one, at least one of each among these rows of the list."""
    from repbook.render.tables import Column, Table
    from repbook.store import duplicates as proposals

    with run.reading() as book:
        found = proposals.among(proposals.find(book.db), {row[0] for row in rows})
    on_screen = not as_json and csv is None
    columns = [
        Column("id", "id"), Column("name"), Column("other_id", "id"), Column("other"), Column("because", "list"),
        Column("likeness", "share"),
    ]  # fmt: skip
    said = {why: word("twins", why) if on_screen else why for pair in found for why in pair.because}
    cells = [
        (pair.one.id, pair.one.name, pair.other.id, pair.other.name, [said[why] for why in pair.because], pair.likeness) for pair in found
    ]
    emit(Table(columns, cells, empty="say.no_duplicates"), as_json, csv, limit)
    if found and on_screen:
        out.talk(t("say.duplicates_how", keep=found[0].one.id, gone=found[0].other.id))
