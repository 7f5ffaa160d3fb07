"""`repbook customer forget` and `contact forget`: somebody erased for good, in the book, in what undo remembers and in the backups."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from repbook.cli.options import Contact, Customer, DryRun
from repbook.cli.run import run
from repbook.errors import BadInput, BookError, NotFound, RepbookError
from repbook.render import out
from repbook.words import t

if TYPE_CHECKING:
    from repbook.store.forget import Copies, Done, Plan, Subject
    from repbook.store.lookup import Match

REWRITE, DELETE, KEEP = "rewrite", "delete", "keep"
_ANSWERS = {
    "": REWRITE, "r": REWRITE, "y": REWRITE, "yes": REWRITE, "改": REWRITE, "d": DELETE, "删": DELETE, "k": KEEP, "留": KEEP,
    REWRITE: REWRITE, DELETE: DELETE, KEEP: KEEP,
}  # fmt: skip

Backups: TypeAlias = Annotated[str | None, typer.Option("--backups", metavar="HOW", help="forget_backups")]


def customer(customer: Customer, backups: Backups = None, dry_run: DryRun = False) -> None:
    """Erase a customer and its people for good."""
    from repbook.store import lookup

    found = _found(lookup.customer, customer, dry_run)
    _forget("customer", found.customer, found.customer_name, backups, dry_run)


def contact(contact: Contact, backups: Backups = None, dry_run: DryRun = False) -> None:
    """Erase a person for good."""
    from repbook.store import lookup

    found = _found(lookup.contact, contact, dry_run)
    _forget("contact", found.contact or 0, f"{found.contact_name} @ {found.customer_name}", backups, dry_run)


def _found(look_up: Callable[..., Match], name: str, dry_run: bool) -> Match:
    """Who is meant. When there is nobody, a command like this one may have been killed when it was nearly done: that is done now."""
    try:
        with run.reading() as book:
            return look_up(book.db, name)
    except NotFound:
        from repbook.store import forget

        if not dry_run:
            forget.finish(run.path)
        raise


def _forget(table: str, number: int, name: str, how: str | None, dry_run: bool) -> None:
    from repbook.store import forget
    from repbook.store.book import connect

    if how is not None and how not in (REWRITE, DELETE, KEEP):
        raise BadInput("unknown_backups", text=how)
    with run.reading() as book:
        who = forget.subject(book.db, table, number)
        what = forget.plan(book.db, who)
        names = dict(book.db.execute("SELECT id, name FROM customer"))
    copies = forget.copies(run.path, who)
    _show(what, copies, f"{name} #{number}", names)
    if dry_run:
        out.talk(t("say.dry_run"))
        return
    run.sure("say.forget_sure", name=name)
    forget.finish(run.path)
    how = how or (_ask() if copies.holding and not run.yes else REWRITE)
    rewritten = _rewrite(copies.holding, who) if how == REWRITE else 0  # first: whoever stands in the book still can be forgotten again
    book = connect(run.path, writing=True)
    try:
        done = forget.forget(book, who, number)
        run.wrote = True
    finally:
        book.close()
    out.say(t("say.forgotten", name=name, id=number))
    _beside(done, how, rewritten)


def _rewrite(files: Iterable[str], who: Subject) -> int:
    """Erase somebody from those backups that can be written, and say how many that were."""
    from repbook.store import forget

    n = 0
    for file in files:
        with suppress(OSError, RepbookError):  # it is come to once more, and named then
            forget.forget_in(file, who)
            n += 1
    return n


def _ask() -> str:
    """What to do with the backups: asked again until it is one of the answers."""
    while True:
        answer = run.answer(f"{t('say.forget_backups_how')} [R/d/k]")
        if answer is None:
            return KEEP
        if answer in _ANSWERS:
            return _ANSWERS[answer]


def _beside(done: Done, how: str, rewritten: int) -> None:
    """Do with the backups as was said, so many being rewritten already, and tell what still holds something."""
    from repbook.store import forget

    copies = forget.copies(run.path, done.who)
    left = [] if how != KEEP else copies.holding
    for file in copies.holding if how != KEEP else ():
        try:
            forget.remove(run.path, file) if how == DELETE else forget.forget_in(file, done.who)
        except (OSError, RepbookError):
            left.append(file)
    for file in copies.unreadable:
        try:
            if how != DELETE:
                raise FileExistsError(file)
            forget.remove(run.path, file)
        except OSError:
            left.append(file)
    _tell(len(copies.holding) + len(copies.unreadable) - len(left) + rewritten, left, how, done.packed)


def _tell(n: int, left: list[str], how: str, packed: bool) -> None:
    if n:
        out.talk("  " + t(f"say.forgotten_backups.{how}", n=n))
    if not packed:
        out.talk("  " + t("say.forgotten_unpacked"))
    out.talk("  " + t("say.forgotten_elsewhere"))
    if left and how == KEEP:
        out.talk("  " + t("say.forgotten_left", files=_list(left)))
    elif left:
        raise BookError("forgotten_left", files=_list(left))


# ---- shown ------------------------------------------------------------------------------------------------


def _show(what: Plan, copies: Copies, name: str, names: dict[int, str]) -> None:
    """What would go, what would be left of it, and what stays although it says the same."""
    out.say(name)
    for line in (*_goes(what, names), *_stays(what), *_lost(what, copies)):
        out.say("  " + line)


def _goes(what: Plan, names: dict[int, str]) -> Iterator[str]:
    rows = " · ".join(
        t(f"say.count.{table}", n=len(ids)) for table, ids in what.gone.items() if table not in ("touch_contact", "complaint_stage")
    )
    yield t("say.forget_goes", what=rows)
    if what.referred:
        yield t("say.forget_referred", names=_list(names[number] for number in what.referred))
    if what.bare:
        yield t("say.forget_bare", n=len(what.bare))
    if what.places or what.keys:
        owners = dict.fromkeys(place.owner for place, _ in what.places if place.owner is not None)
        yield t("say.forget_named", n=len(what.places) + len(what.keys), names=_list(names[owner] for owner in owners) or "–")


def _stays(what: Plan) -> Iterator[str]:
    for one in what.standing:
        yield t(f"say.forget_stays.{one.why}", name=one.name, customer=one.customer, id=one.id)


def _lost(what: Plan, copies: Copies) -> Iterator[str]:
    yield t("say.forget_undo", n=what.steps)
    if copies.holding:
        yield t("say.forget_backups", files=_list(map(os.path.basename, copies.holding)))
    if copies.unreadable:
        yield t("say.forget_unreadable", files=_list(map(os.path.basename, copies.unreadable)))


def _list(words: Iterable[str]) -> str:
    return t("due.list_comma").join(words)
