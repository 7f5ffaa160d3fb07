"""`repbook snooze`: not now: one rule of a customer, or its whole line, put off until a day."""

from __future__ import annotations

from typing import Annotated

import typer

from repbook import values
from repbook.cli import fields, whom
from repbook.cli.options import Customer
from repbook.cli.run import run
from repbook.errors import BadInput
from repbook.terms import Snooze
from repbook.words import t


def snooze(
    customer: Customer,
    rule: Annotated[str | None, typer.Argument(metavar="RULE", help="snooze_rule")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="until")] = None,
    off: Annotated[bool, typer.Option("--off", help="off")] = False,
    because: Annotated[str | None, typer.Option("--because", metavar="TEXT", help="snooze_because")] = None,
) -> None:
    """Put one rule or the whole line of a customer off."""
    if (until is None) != off:
        raise BadInput("until_or_off")
    name, reason = _rule(rule), values.line(because or "")
    day = fields.coming_day(until) if until is not None else run.today
    from repbook.render import out
    from repbook.store import snoozes

    who = whom.find(customer)
    key = ("snooze_off" if off else "snoozed") + ("_rule" if name else "")
    with run.writing(key, customer=who.name, rule=name, until=day, because=f" · {reason}" if reason else "") as book:
        done = snoozes.put_off(book.db, who.customer, Snooze(name, run.today, day, reason))
    if not done:
        out.talk(t("say.nothing_to_change", name=who.name))
        return
    from repbook.render.morning import rule_named

    out.say(t(f"say.{key}", name=who.name, rule=rule_named(name), until=day, last=day - 1))
    if not (off or name):
        out.talk("  " + t("say.snooze_new"))


def _rule(typed: str | None) -> str:
    """The rule meant, "" for the whole line; BadInput for what is none."""
    if typed is None:
        return ""
    from repbook.rules.naming import NAMES, rule_name

    name = rule_name(typed)
    if name is None:
        from repbook.render.explain import all_named

        raise BadInput("unknown_rule", text=typed, known=all_named(NAMES))
    return name
