"""`repbook greeting`: is this text one's own, what was sent, and who is still to be greeted. It never sends anything."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from repbook import values
from repbook.cli.files import emit
from repbook.cli.options import Csv, Customer, Json, Limit
from repbook.cli.run import run
from repbook.errors import BadInput, Refused
from repbook.terms import Day, Policy, iso
from repbook.words import t, word

if TYPE_CHECKING:
    from repbook.rules.copies import Repeat
    from repbook.store.book import Book
    from repbook.terms import Account, HeldItem, Item

_A_YEAR = 400  # days within which every yearly festival falls, lunar ones too
_NAMED = 8  # of those who rest, the rest being counted


# ---- greeting check -----------------------------------------------------------------------------------


def check(
    customer: Customer,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="greeting_text")],
    as_json: Json = False,
    csv: Csv = None,
) -> None:
    """Say whom a greeting repeats; Refused when it repeats anybody, and for a customer in mourning."""
    from repbook.cli.warnings_ import mourning_until, repeated, where
    from repbook.render import out
    from repbook.store import lookup

    with run.reading() as book:
        if run.missing:
            return _show([], as_json, csv)
        whom = lookup.customer(book.db, customer)
    words = _text(text)
    with run.reading() as book:
        found = repeated(book.db, whom.customer, words, run.today)
        until = mourning_until(book.db, whom.customer, run.today)
    _show(found, as_json, csv)
    if until is not None and found:
        out.talk(t("say.greeting_mourning", name=whom.customer_name, until=until))
    if until is not None and not found:
        raise Refused("greeting_mourning", name=whom.customer_name, until=until)
    if found:
        raise Refused("greeting_repeats" if found[0].exact else "greeting_nearly_repeats", **where(found))
    return out.talk(t("say.greeting_new", name=whom.contact_name or whom.customer_name))


def _text(typed: str) -> str:
    """The words of a greeting: as typed, or from standard input; BadInput when there are none."""
    words = values.note((sys.stdin.read() if sys.stdin else "") if typed == "-" else typed)
    if not words:
        raise BadInput("greeting_empty")
    return words


def _show(found: list[Repeat], as_json: bool, csv: str | None) -> None:
    from repbook.render.tables import Column, Table

    columns = [
        Column("id", "id"), Column("on", "day"), Column("customer"), Column("customer_id", "id"), Column("contact"),
        Column("kind", "word:kind"), Column("exact", "flag"), Column("likeness", "share"), Column("note"),
    ]  # fmt: skip
    rows = [(one.touch, one.day, one.customer, one.customer_id, one.contact, one.kind, again.exact, again.likeness, one.text)
            for again in found for one in (again.sent,)]  # fmt: skip
    emit(Table(columns, rows, hidden=["id", "customer_id", "kind", "exact"], extra={"repeats": bool(found)}), as_json, csv)


# ---- greeting list ------------------------------------------------------------------------------------


def list_(
    for_: Annotated[str | None, typer.Option("--for", metavar="FESTIVAL", help="greeting_for")] = None,
    left: Annotated[bool, typer.Option("--left", help="greeting_left")] = False,
    as_json: Json = False,
    csv: Csv = None,
    limit: Limit = None,
) -> None:
    """List the greetings that went out, or who is still to be greeted for a festival."""
    from repbook.store import policy as stored

    with run.reading() as book:
        policy = stored.read(book.db)
        show = _list_left if left else _list_sent
        show(book, policy, _feast(for_, policy, left), Form(as_json, csv, limit))


class Form(NamedTuple):
    """How a list is to be shown."""

    as_json: bool
    csv: str | None
    limit: str | None

    @property
    def screen(self) -> bool:
        """Whether a person reads it."""
        return not self.as_json and self.csv is None


class Feast(NamedTuple):
    """A festival on one of its days; an empty key where none was asked for."""

    key: str = ""
    day: Day = 0

    @property
    def until(self) -> Day:
        """The last day on which it may be greeted."""
        from repbook.rules.dates import SPRING_FESTIVAL_DAYS

        return self.day + (SPRING_FESTIVAL_DAYS if self.key == "spring-festival" else 0)


def _feast(typed: str | None, policy: Policy, left: bool) -> Feast:
    """The festival asked for, on its day nearest today; with `left` and none named the next that some tier greets."""
    from repbook.calendar.festivals import definitions, festival_key, occurrences

    known = definitions(policy.little_new_year, policy.festivals)
    if typed is None:
        keys = {key for tier in policy.tiers.values() for key in tier.festivals} if left else set()
        near = [Feast(key, day) for key in keys & known.keys() for day in occurrences(known[key], run.today - _A_YEAR, run.today + _A_YEAR)]
        return min((feast for feast in near if feast.until >= run.today), key=lambda feast: (feast.day, feast.key), default=Feast())
    name = values.line(typed)
    key = name if name in known else name.lower() if name.lower() in known else festival_key(name)
    if key is None or key not in known:
        raise BadInput("unknown_festival", text=name)
    days = occurrences(known[key], run.today - _A_YEAR, run.today + _A_YEAR)
    if not days:
        raise Refused("no_festival_near", festival=word("festival", key))
    return Feast(key, min(days, key=lambda day: (abs(day - run.today), -day)))


def _list_sent(book: Book, policy: Policy, feast: Feast, form: Form) -> None:
    from repbook.calendar.festivals import definitions
    from repbook.render.tables import Column
    from repbook.rules.asking import NAMED_EARLY
    from repbook.store import greetings

    if feast.key:
        first = feast.day - policy.festival_early
        found = greetings.for_festival(book.db, feast.key, feast.day - NAMED_EARLY, first, min(feast.until, run.today))
    else:
        known = {*definitions(policy.little_new_year, policy.festivals), "festival-greeting"}
        found = greetings.listing(book.db, known, run.today)
    columns = [
        Column("id", "id"), Column("on", "day"), Column("customer"), Column("customer_id", "id"), Column("tier", "word:tier"),
        Column("area"), Column("contact"), Column("kind", "word:kind"), Column("for", "word:meant"), Column("mass", "flag"),
        Column("note"),
    ]  # fmt: skip
    hidden = ["id", "customer_id", "area", *(["for"] if feast.key else [])]
    _emit(feast, columns, found, "say.no_greetings_for" if feast.key else "say.no_greetings", hidden, {}, form)


def _list_left(book: Book, policy: Policy, feast: Feast, form: Form) -> None:
    """Who is still to be greeted, as the rule itself answers; whom a hold protects is named apart."""
    from repbook.render.tables import Column

    if not feast.key:
        raise Refused("no_tier_greets_any")
    if not any(feast.key in tier.festivals for tier in policy.tiers.values()):
        raise Refused("no_tier_greets", festival=word("festival", feast.key))
    left, held = _still_to_greet(book, policy, feast)
    order = {tier: at for at, tier in enumerate(policy.tiers)}
    left.sort(key=lambda one: (order.get(one[0].tier, len(order)), one[0].name, one[0].id))
    columns = [
        Column("customer"), Column("customer_id", "id"), Column("tier", "word:tier"), Column("area"), Column("decider"),
        Column("from", "day"), Column("due", "day"), Column("until", "day"),
    ]  # fmt: skip
    rows = [(who.name, who.id, who.tier, who.area, _deciders(who), item.start, item.due, item.until) for who, item in left]
    resting = [{"customer": one.account.name, "customer_id": one.account.id, "held_by": list(one.held_by)} for one in held]
    _emit(feast, columns, rows, "say.nobody_left", ["customer_id", "from", "due", "until"], {"held": resting}, form)
    if form.screen:
        _say_of_left(feast, bool(left), held)


def _still_to_greet(book: Book, policy: Policy, feast: Feast) -> tuple[list[tuple[Account, Item]], list[HeldItem]]:
    """The customers whose item of `festival-greeting` for that day nothing has settled, and those of them who rest."""
    from repbook import rules
    from repbook.store import facts
    from repbook.store import policy as stored
    from repbook.terms import HeldItem

    day = min(run.today, feast.until)  # a festival that is over is asked about as it ended
    ask = rules.Ask(policy, stored.calendar(book.db, policy), day, ahead=max(0, feast.day - day))
    left: list[tuple[Account, Item]] = []
    held: list[HeldItem] = []
    for account in facts.load(book.db, day):
        for item in rules.items_of(account, ask, "festival-greeting"):
            if item.occasion == feast.key and item.due == feast.day and item.settled is None:
                holds = rules.held_by(account, item, ask.on(max(day, item.start)))
                if holds:
                    held.append(HeldItem(account, item, holds))
                else:
                    left.append((account, item))
    return left, held


def _deciders(account: Account) -> str:
    """Who decides there, by name."""
    return "、".join(person.name for person in account.people if person.role == "decider" and person.there(run.today))


def _emit(feast: Feast, columns: list[Any], rows: Any, empty: str, hidden: list[str], extra: dict[str, Any], form: Form) -> None:
    """The list in the form asked for; a screen begins with the festival and its day."""
    from repbook.render import out
    from repbook.render.tables import Table

    if feast.key and form.screen:
        out.say(t("say.festival_on", festival=feast.key, day=feast.day))
    about = {"festival": feast.key, "day": iso(feast.day)} if feast.key else {}
    emit(Table(columns, rows, empty=empty, hidden=hidden, extra=about | extra), form.as_json, form.csv, form.limit)


def _say_of_left(feast: Feast, any_left: bool, held: list[HeldItem]) -> None:
    """That the festival is over, where it is; and who is not to be greeted although the tier would be, and why."""
    from repbook.render import out

    if any_left and feast.until < run.today:
        out.talk(t("say.festival_over"))
    if held:
        comma = t("due.list_comma")
        names = [t("say.held_name", name=one.account.name, holds=comma.join(word("hold", hold) for hold in one.held_by)) for one in held]
        shown = names if len(names) <= _NAMED else [*names[:_NAMED], "…"]
        out.talk(t("say.greetings_held", n=len(held), names=comma.join(shown)))
