"""What is said on stderr after a greeting or gift was logged that somebody there, or somebody else, knows already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from repbook.cli.run import run
from repbook.terms import Day, Occasion
from repbook.values import outcome_in
from repbook.words import t

if TYPE_CHECKING:
    import sqlite3

    from repbook.rules.copies import Repeat
    from repbook.store.gifts import Spent


def after(number: int, customer: int, day: Day, touch: Mapping[str, Any]) -> None:
    """Warn about a touch just written: a note that says it came to nothing, a greeting in words that went out before, a gift given
    before or too dear."""
    if touch["outcome"] != "done" or touch["incoming"]:
        return
    if found := outcome_in(touch["note"]):
        from repbook.render import out

        out.talk("  " + t("say.warn_outcome", outcome=found))
    greets = touch["kind"] == "greeting" or (touch["kind"] == "message" and touch["purpose"] in ("", "care"))
    own = greets and touch["note"] and not touch["mass"]
    gives = touch["kind"] == "gift" or touch["gift"]
    if not (own or gives or greets or touch["meant_for"]):
        return
    from repbook.render import out

    with run.reading() as book:
        lines = _mourning(book.db, customer, day, touch)
        lines += _gift(book.db, number, customer, day) if gives else []
        lines += _greeting(book.db, number, customer, day, touch["note"]) if own else []
    for line in lines:
        out.talk("  " + line)


# ---- mourning -----------------------------------------------------------------------------------------

_WISHES = frozenset(("birthday", "anniversary", "festival-greeting", "festival-gift"))
_SAD = frozenset(("condolence", "condolence-check"))


def mourning_until(db: sqlite3.Connection, customer: int, day: Day) -> Day | None:
    """The last day on which a customer who mourns on a day is spared everything cheerful; None for one who does not."""
    from repbook.rules import holds
    from repbook.store import occasions, policy

    known = [Occasion(one.id, one.kind, one.day, one.recorded) for one in occasions.listing(db, customer)]
    return holds.mourning_until(known, day, policy.read(db).mourning_days)


def _mourning(db: sqlite3.Connection, customer: int, day: Day, touch: Mapping[str, Any]) -> list[str]:
    if not _cheerful(db, touch):
        return []
    until = mourning_until(db, customer, day)
    return [t("say.warn_mourning", until=until)] if until is not None else []


def _cheerful(db: sqlite3.Connection, touch: Mapping[str, Any]) -> bool:
    """Any greeting but one of condolence; a message or gift for a festival, a birthday or an anniversary."""
    if touch["kind"] == "greeting":
        return touch["meant_for"] not in _SAD
    if touch["kind"] not in ("message", "gift") or not touch["meant_for"]:
        return False
    from repbook.calendar.festivals import definitions
    from repbook.store import policy

    return touch["meant_for"] in _WISHES or touch["meant_for"] in {*definitions(), *policy.read(db).festivals}


# ---- greetings ----------------------------------------------------------------------------------------


def repeated(db: sqlite3.Connection, customer: int, text: str, day: Day, besides: int = 0) -> list[Repeat]:
    """What a greeting to a customer repeats of what anybody was sent lately and that customer ever."""
    from repbook.rules.copies import LOOK_BACK, repeats
    from repbook.store import greetings

    sent = greetings.sent(db, customer, day - LOOK_BACK, run.today, besides)
    return repeats(text, greetings.names_at(db, customer), sent)


def where(found: Sequence[Repeat]) -> dict[str, Any]:
    """The values of the sentence that names the first greeting repeated, and how many other customers know it."""
    from repbook.cli.fields import shortened

    first = found[0].sent
    others = len({again.sent.customer_id for again in found} - {first.customer_id})
    more = t("say.greeting_others", n=others) if others else ""
    return {"customer": first.customer, "day": first.day, "text": shortened(first.text), "more": more}


def _greeting(db: sqlite3.Connection, number: int, customer: int, day: Day, text: str) -> list[str]:
    found = repeated(db, customer, text, day, besides=number)
    return [t("say.warn_greeting_same" if found[0].exact else "say.warn_greeting_near", **where(found))] if found else []


# ---- gifts --------------------------------------------------------------------------------------------


def _gift(db: sqlite3.Connection, number: int, customer: int, day: Day) -> list[str]:
    """Whether the gift was given there within two years, and whether the year's gifts cost more than the tier's ceiling."""
    from repbook.cli.whom import shown
    from repbook.rules.copies import same_gift, years_before
    from repbook.store import gifts

    given = [one for one in gifts.listing(db, customer) if not one.incoming and one.day <= run.today]
    this = next(one for one in given if one.touch == number)
    before = next((one for one in given if one.touch != number and one.day >= years_before(day) and same_gift(one.gift, this.gift)), None)
    lines = [t("say.warn_gift_same", gift=before.gift, whom=shown(before.contact, before.customer), day=before.day)] if before else []
    return lines + _too_dear(db, customer, day)


def _too_dear(db: sqlite3.Connection, customer: int, day: Day) -> list[str]:
    return [t("say.warn_gift_ceiling", name=one.customer, year=one.year, cost=one.cost, ceiling=ceiling, tier=one.tier)
            for one, ceiling in spent(db, date.fromordinal(day).year, customer) if one.cost > ceiling]  # fmt: skip


def spent(db: sqlite3.Connection, year: int, customer: int | None = None) -> list[tuple[Spent, int]]:
    """What gifts cost in a year by customer, each with the ceiling of its tier, both in fen."""
    from repbook.store import gifts, policy

    rules = policy.read(db)
    default = rules.tiers[rules.default_tier]
    first, last = date(year, 1, 1).toordinal(), min(date(year, 12, 31).toordinal(), run.today)
    return [(one, rules.tiers.get(one.tier, default).gift_ceiling) for one in gifts.spent(db, first, last, customer)]
