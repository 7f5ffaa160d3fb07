"""`repbook forecast`: what the weeks ahead ask for, and what other cadences would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from repbook.cli.files import emit
from repbook.cli.options import Csv, Json
from repbook.cli.run import run
from repbook.errors import BadInput
from repbook.planning import Done
from repbook.terms import Account, Day, Policy, iso

if TYPE_CHECKING:
    from repbook.render.forecast import Forecast
    from repbook.rules import Ask

WEEKS = 8
MOST_WEEKS = 104


def forecast(
    weeks: Annotated[str | None, typer.Option("--weeks", metavar="N", help="weeks")] = None,
    tier: Annotated[list[str] | None, typer.Option("--tier", metavar="KEY=EVERY", help="tier_every")] = None,
    as_json: Json = False,
    csv: Csv = None,
) -> None:
    """Ask the rules about each day of the coming weeks, every line done on its day."""
    from repbook import planning, rules
    from repbook.render import forecast as tables
    from repbook.store import facts
    from repbook.store import policy as stored
    from repbook.values import whole

    count = whole(weeks, 1, MOST_WEEKS) if weeks else WEEKS
    with run.reading() as book:
        policy = stored.read(book.db)
        ask = rules.Ask(policy, stored.calendar(book.db, policy), run.today)
        accounts = list(facts.load_due(book.db, run.today, policy, 7 * count + 14))
    wanted = {key: every for word in tier or [] for key, every in [_cadence(word, policy)]}
    calendar = planning.weeks_from(ask, count)
    days = [day for week in calendar for day in week]
    done = planning.course(accounts, ask, days)
    other = _otherwise(done, accounts, ask, days, wanted) if wanted else None
    changed = planning.weekly(other, ask, calendar) if other is not None else None
    found = tables.Forecast(planning.weekly(done, ask, calendar), changed, list(policy.tiers))
    if as_json or csv is not None:
        emit(tables.data(found), as_json, csv)
    else:
        _screen(found, done, ask, days, wanted)


def _cadence(text: str, policy: Policy) -> tuple[str, int]:
    """A tier and its calls' distance in days, from `vip=30`; BadInput for anything else."""
    from repbook import policy as settings
    from repbook.values import narrow
    from repbook.values import tier as known_tier

    name, equals, every = narrow(text).partition("=")
    if not equals:
        raise BadInput("bad_tier_every", text=text)
    key = known_tier(name, policy.tiers)
    return key, int(settings.normalise(f"tier.{key}.call_every", every, policy.tiers, ()))


def _otherwise(done: Sequence[Done], accounts: Sequence[Account], ask: Ask, days: Sequence[Day], wanted: Mapping[str, int]) -> list[Done]:
    """What would be done with other cadences: only customers of these tiers are asked about again."""
    from repbook import planning, rules

    tiers = {key: row._replace(call_every=wanted.get(key, row.call_every)) for key, row in ask.policy.tiers.items()}
    changed = rules.Ask(ask.policy._replace(tiers=tiers), ask.calendar, ask.day)
    again = planning.course([account for account in accounts if ask.tier(account).key in wanted], changed, days)
    return [one for one in done if one.tier not in wanted] + again


def _screen(found: Forecast, done: Sequence[Done], ask: Ask, days: Sequence[Day], wanted: Mapping[str, int]) -> None:
    from repbook.render import forecast as tables
    from repbook.render import out
    from repbook.render.plan import spell
    from repbook.words import t

    emit(tables.by_week(found))
    out.say("")
    emit(tables.by_tier(found))
    late = [one for one in done if one.late and one.day == days[0]]
    if late:
        out.talk(t("plan.waiting", n=len(late), time=spell(sum(one.minutes for one in late))))
    if found.changed is not None:
        out.talk(_difference(found, wanted))
    guessed = sorted({iso(day)[:4] for day in days if ask.calendar.estimated(day)})
    if guessed:
        out.talk(t("plan.estimated", years=", ".join(guessed)))
    out.legend(t("plan.forecast_legend", hours=ask.policy.me_hours))


def _difference(found: Forecast, wanted: Mapping[str, int]) -> str:
    """What the other cadences come to, in words."""
    from repbook.planning import together
    from repbook.render.plan import spell
    from repbook.words import t, word

    now, then = together(found.weeks), together(found.changed or found.weeks)
    more = then.wanted - now.wanted
    calls = [sum(n for (_, action), n in week.lines.items() if action == "call") for week in (now, then)]
    what = t("due.list_comma").join(f"{word('tier', key)}={every}" for key, every in wanted.items())
    key = "plan.changed_more" if more > 0 else "plan.changed_less" if more < 0 else "plan.changed_same"
    return t(key, what=what, time=spell(abs(more)), weeks=len(found.weeks), calls=calls[0], then=calls[1])
