"""What a customer is worth to the book and to its future, as a score with its parts, and the tier that this suggests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from repbook.calendar.dates import add_months
from repbook.rules import Ask
from repbook.terms import Account, Day, Said

VALUE, POTENTIAL, LOYALTY, REFERRALS = 40, 20, 25, 15
"""The most points of each part; a hundred together."""

MARGIN_VALUE = 10
"""How many of the points for value go by margin, in a book that knows margins."""

GROWTH, PROMISING = 15, 5
REGULAR, IN_TOUCH, YEARS = 10, 5, 10
A_REFERRAL = 5
FROM_NOTHING = 0.5
MOST_YEARS = 5

TOP = 60
"""The part of the scale that is divided evenly among the tiers: of four the first begins at 45, then 30, 15 and 0."""

CLEAR = 5
"""By how many points a score must be beyond the end of its tier before a move is suggested."""

YOUNG_DAYS = 180
"""A customer younger than this is not judged downwards."""


class Record(NamedTuple):
    """One active customer and its year: amounts in fen, `margin` None where no order tells one."""

    account: Account  # with its order days and since
    amount: int = 0  # of the last 12 months
    margin: int | None = None
    recent: int = 0  # of the last 6 months
    before: int = 0  # of the 6 months before these
    months_in_touch: int = 0  # of the last 12, those with a done touch
    referred: int = 0  # customers who came through it


class Score(NamedTuple):
    """The parts of a score, in points."""

    value: float
    potential: float
    loyalty: float
    referrals: float

    @property
    def total(self) -> float:
        """All of them, of 100."""
        return sum(self)


class Verdict(NamedTuple):
    """A customer with its score, the tier this suggests (None: where it is) and what that comes from, in words."""

    record: Record
    tier: str
    score: Score
    suggested: str | None
    reasons: tuple[Said, ...]


class Curve(NamedTuple):
    """How unevenly the amount of a year is made: by so many of all customers, 80 % of it; by the first fifth, a share."""

    customers: int
    buying: int
    amount: int
    makes_most: int
    top_fifth: float


class Year(NamedTuple):
    """The days on which a review counts: the first of the last 12 and of the last 6 months, and the last."""

    first: Day
    middle: Day
    last: Day


def year_to(day: Day) -> Year:
    """The 12 months that end on a day."""
    return Year(add_months(day, -12) + 1, add_months(day, -6) + 1, day)


def curve(records: Sequence[Record]) -> Curve:
    """The 80/20 curve of the last 12 months; customers without orders count."""
    amounts = sorted((record.amount for record in records), reverse=True)
    total, made, needed = sum(amounts), 0, 0
    for amount in amounts:
        if made * 100 >= total * 80:
            break
        made, needed = made + amount, needed + 1
    fifth = sum(amounts[: -(-len(amounts) // 5)])
    return Curve(len(amounts), sum(amount > 0 for amount in amounts), total, needed, fifth / total if total else 0.0)


def review(records: Iterable[Record], ask: Ask) -> list[Verdict]:
    """Every customer's score and where it suggests to go: the biggest moves up first, then those down, then who stays.

    - value, 40: where the customer stands on the curve of amounts: 40 times the share of all amounts made by itself and
      the smaller ones; 10 of the 40 go by margin once any order of the year tells one.
    - potential, 20: 15 times what the last 6 months brought more than the 6 before, (a - b) / (a + b) where above 0
      and a half where nothing was before; 5 for the tier `potential`.
    - loyalty, 25: 10 times the share of gaps between orders in the year, the one still open too, of at most 1.5 rhythms;
      5 for a year with a touch in every month; 2 for every year as a customer, up to 10.
    - referrals, 15: 5 for every customer who came through it.

    The scale up to 60 is divided evenly among the tiers: of four they begin at 45, 30, 15 and 0. A move is suggested
    where the score is 5 points beyond the end of the present tier: up to where it belongs, unless the last 6 months brought
    nothing any more; down one tier at a time and not in the first half year.
    """
    found = list(records)
    ranks = {amount: rank for rank, amount in reversed(list(enumerate(sorted((r.amount for r in found), reverse=True), 1)))}
    amounts = _standing([record.amount for record in found])
    margins = _standing([record.margin or 0 for record in found]) if any(record.margin is not None for record in found) else None
    verdicts = []
    for record in found:
        share = MARGIN_VALUE / VALUE if margins else 0
        value = VALUE * (1 - share) * amounts[record.amount] + VALUE * share * (margins[record.margin or 0] if margins else 0)
        verdicts.append(_verdict(record, ask, value, (ranks[record.amount], len(found))))
    tiers = list(ask.policy.tiers)
    return sorted(verdicts, key=lambda v: (*_place(move(v, tiers), v.score.total), v.record.account.name))


def move(verdict: Verdict, tiers: Sequence[str]) -> int:
    """How many tiers up, or below zero down, is suggested."""
    return tiers.index(verdict.tier) - tiers.index(verdict.suggested) if verdict.suggested is not None else 0


_AGAINST = {1: ("tier.down", "tier.silent"), -1: ("tier.up", "tier.times", "tier.from_nothing", "tier.referred")}


def against(verdict: Verdict, tiers: Sequence[str]) -> list[Said]:
    """Those of its reasons that speak against the move: sales that fall where it would go up, that grow where it would go down."""
    steps = move(verdict, tiers)
    return [said for said in verdict.reasons if steps and said.key in _AGAINST[1 if steps > 0 else -1]]


def _place(steps: int, score: float) -> tuple[int, int, float]:
    """Up before down before staying; the furthest first, then up the best and down the worst."""
    return (0, -steps, -score) if steps > 0 else (1, steps, score) if steps < 0 else (2, 0, -score)


def _standing(amounts: Sequence[int]) -> dict[int, float]:
    """For each amount the share of all that it and the smaller ones make; 0 for nothing and less."""
    total = sum(amount for amount in amounts if amount > 0)
    found: dict[int, float] = {}
    made = 0
    for amount in sorted(amounts):
        made += max(amount, 0)
        found[amount] = made / total if amount > 0 else 0.0
    return found


def _verdict(record: Record, ask: Ask, value: float, rank: tuple[int, int]) -> Verdict:
    tier = ask.tier(record.account).key
    score = Score(
        value,
        GROWTH * max(0.0, _lift(record)) + (PROMISING if tier == "potential" else 0),
        _loyalty(record, ask),
        float(min(REFERRALS, A_REFERRAL * record.referred)),
    )
    suggested = _suggested(tier, round(score.total, 6), record, ask)
    return Verdict(record, tier, score, suggested, tuple(_reasons(record, ask, rank)))


def _loyalty(record: Record, ask: Ask) -> float:
    kept, gaps = regularity(record.account, ask)
    years = min(_years(record, ask), MOST_YEARS) * YEARS / MOST_YEARS
    return REGULAR * (kept / gaps if gaps else 0) + IN_TOUCH * min(record.months_in_touch, 12) / 12 + years


def growth(record: Record) -> float | None:
    """The growth of the last 6 months on the 6 before: 0.25 is a quarter more, -1 nothing any more; None where nothing was before."""
    return (record.recent - record.before) / record.before if record.before else None


def _lift(record: Record) -> float:
    """The same as the score counts it, from -1 towards 1, that no small beginning outweighs all else; a half where nothing was before."""
    if not record.before:
        return FROM_NOTHING if record.recent else 0.0
    return (record.recent - record.before) / (record.recent + record.before)


def regularity(account: Account, ask: Ask) -> tuple[int, int]:
    """How many gaps between order days of the last 12 months, the open one too, were of at most 1.5 rhythms, and of how many."""
    g, first = ask.rhythm(account), year_to(ask.day).first
    days = [day for day in account.order_days if day >= first]
    if not g or not days:
        return 0, 0
    gaps = [after - before for before, after in zip(days, [*days[1:], ask.day], strict=True)]
    return sum(2 * gap <= 3 * g for gap in gaps), len(gaps)


def _years(record: Record, ask: Ask) -> int:
    """The whole years as a customer."""
    since, today = date.fromordinal(record.account.since), date.fromordinal(ask.day)
    return max(0, today.year - since.year - ((today.month, today.day) < (since.month, since.day)))


def _suggested(tier: str, score: float, record: Record, ask: Ask) -> str | None:
    """The tier where the score clearly belongs, when that is another one."""
    tiers = list(ask.policy.tiers)
    here = tiers.index(tier)
    begins = [TOP * (len(tiers) - at) / len(tiers) for at in range(1, len(tiers))] + [0.0]
    up = next(at for at, begin in enumerate(begins) if score >= begin + CLEAR or at == here)
    if up < here:
        return None if record.before and not record.recent else tiers[up]
    old_enough = ask.day - record.account.since >= YOUNG_DAYS
    return tiers[here + 1] if old_enough and score < begins[here] - CLEAR else None


def _reasons(record: Record, ask: Ask, rank: tuple[int, int]) -> Iterable[Said]:
    """What the score comes from, in words: money, growth, rhythm, people, years."""
    days = record.account.order_days
    if record.amount:
        yield Said("tier.amount", {"amount": record.amount, "rank": rank[0], "n": rank[1]})
    elif days:
        yield Said("tier.silent", {"n": ask.day - days[-1]})
    else:
        yield Said("tier.never", {})
    if record.margin is not None:
        yield Said("tier.margin", {"margin": record.margin})
    yield from _about_growth(record)
    kept, gaps = regularity(record.account, ask)
    if gaps:
        yield Said("tier.regular", {"g": ask.rhythm(record.account), "kept": kept, "n": gaps})
    if record.referred:
        yield Said("tier.referred", {"n": record.referred})
    yield Said("tier.in_touch", {"n": record.months_in_touch})
    if _years(record, ask):
        yield Said("tier.years", {"n": _years(record, ask)})


def _about_growth(record: Record) -> Iterable[Said]:
    if not record.before and record.recent:
        yield Said("tier.from_nothing", {})
    elif record.before and record.recent >= 3 * record.before:
        yield Said("tier.times", {"times": record.recent // record.before})
    elif record.before and abs(record.recent - record.before) * 10 >= record.before:
        percent = abs(record.recent - record.before) * 100 // record.before
        yield Said("tier.up" if record.recent > record.before else "tier.down", {"percent": percent})
