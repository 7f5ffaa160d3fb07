"""The rows that the rules read, as accounts: a few plain statements over covering indexes, on the daily path.

Of a customer's touches only those are loaded that a rule can look at one by one on the days asked, and the last
call, visit and (where no calls are wanted) personal message before them. `whole` loads every one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import itemgetter

from repbook.calendar.lunar import to_lunar
from repbook.rules.asking import Ask, done
from repbook.rules.care import CHECK_DAYS
from repbook.rules.dates import EVENT_SHOWN, SPRING_FESTIVAL_DAYS
from repbook.rules.trade import AFTER_SALE_SHOWN
from repbook.store.nouns import Nouns
from repbook.terms import NO_END, Account, Birthday, Day, Person, Policy, Touch, day_of, iso

FATIGUE_WINDOW = 30
"""How far back single touches matter on any day: the month that fatigue counts."""

NAMED_WINDOW = 62
"""How far back a touch `--for` something, or one after bad news, may matter."""

HANDOVER_WINDOW = 45
"""How long a contact who joined or left matters, working days and the longest holidays included, days off of one's own aside."""

FOLLOW_UP_WINDOW = 20
"""How far back the first talk with a prospect matters, the longest holidays included, days off of one's own aside."""


AT_ONCE = 2000
"""For so many customers the facts of points are read together; of more, one batch after the other is in memory."""


class _Days(dict[str, Day]):
    """ISO dates to days, each converted once."""

    def __missing__(self, text: str) -> Day:
        day = self[text] = date.fromisoformat(text).toordinal()
        return day


_SPOKEN = "outcome = 'done' AND mass = 0 AND (kind = 'call' OR kind = 'visit' OR kind = 'meeting')"
_MET = "outcome = 'done' AND mass = 0 AND (kind = 'visit' OR kind = 'meeting')"

_TALKED = "kind = 'call' OR kind = 'visit' OR kind = 'meeting'"

CUSTOMERS = f"""
SELECT c.id, c.name, CASE WHEN c.key <> c.name THEN c.key END, c.tier, c.area, c.status, c.since, c.added_on, c.no_calls,
  c.archived_on IS NOT NULL, c.edited_on,
  CASE WHEN c.since > :day THEN (SELECT min(on_day) FROM touch WHERE customer_id = c.id AND on_day <= :day) END,
  CASE WHEN c.status = 'prospect' THEN (SELECT min(on_day) FROM touch WHERE customer_id = c.id AND on_day <= :day AND outcome = 'done'
    AND mass = 0) END,
  (SELECT max(on_day) FROM touch WHERE customer_id = c.id AND on_day <= :day AND {_SPOKEN}),
  (SELECT max(on_day) FROM touch WHERE customer_id = c.id AND on_day <= :day AND {_MET}),
  CASE WHEN c.no_calls THEN (SELECT max(on_day) FROM touch WHERE customer_id = c.id AND on_day <= :day
    AND kind = 'message' AND outcome = 'done' AND mass = 0 AND incoming = 0) END,
  (SELECT group_concat(on_day) FROM orders WHERE customer_id = c.id AND on_day <= :day)
FROM customer c WHERE
"""

TOUCHES = """
SELECT t.customer_id, t.on_day, t.kind, t.outcome, t.incoming, t.mass, t.meant_for,
  t.gift <> '' OR t.kind = 'gift', t.purpose, t.mood, t.id,
  (SELECT group_concat(contact_id) FROM touch_contact WHERE touch_id = t.id)
FROM touch t WHERE {} ORDER BY t.on_day, t.id
"""

PEOPLE = """
SELECT customer_id, id, name, role, birth_month, birth_day, birth_lunar, birth_leap, birth_year, no_calls, joined, left_on, added_on
FROM contact WHERE {} ORDER BY id
"""


def load(db: sqlite3.Connection, day: Day, ids: Collection[int] | None = None, whole: bool = False) -> list[Account]:
    """The customers of `ids`, whatever they are, as known on `day`, with all their contacts; `whole` with every touch."""
    since = 1 if whole else day - NAMED_WINDOW
    some, still = ("1", _STILL) if ids is None else (_among("{}", ids), "1")
    return list(_accounts(db, day, some, still, since, "0", "1"))


def with_points(db: sqlite3.Connection, ask: Ask, accounts: Sequence[Account]) -> Iterator[Account]:
    """Accounts of `load_due` with what only points read besides: contacts where roles are wanted, and a few older touches."""
    for first in range(0, len(accounts), AT_ONCE):
        yield from _with_points(db, ask, accounts[first : first + AT_ONCE])


def _with_points(db: sqlite3.Connection, ask: Ask, accounts: Sequence[Account]) -> Iterable[Account]:
    days = _Days()
    since = _back(ask.day, FATIGUE_WINDOW)
    wanting = {account.id for account in accounts if ask.tier(account).roles}
    quiet = [account.id for account in accounts if account.id in wanting and not _heard_since(account, since)]
    people = _people(db, _among("customer_id", wanting), days)
    wanted = _touches_of_points(ask.day, _among("{}", quiet), _among("{}", [account.id for account in accounts if account.order_days]))
    older = _touches(db, f"+t.on_day < '{iso(since)}' AND t.id IN ({wanted})", days)
    for account in accounts:
        if account.id in wanting or account.id in older:
            known = people.get(account.id, ()) if account.id in wanting else account.people
            account = account.knowing(_merged(account.touches, older.get(account.id, ())), known)
        yield account


def _heard_since(account: Account, day: Day) -> bool:
    """Whether something was done since that day that counts as with each contact, so that nothing older does."""
    return any(touch.day >= day and not touch.contacts for touch in done(account.touches))


def _among(column: str, numbers: Iterable[int]) -> str:
    """The condition that a column is one of these numbers."""
    return f"{column} IN ({', '.join(str(int(number)) for number in numbers)})"


def _merged(touches: Sequence[Touch], more: Sequence[Touch]) -> Sequence[Touch]:
    """Touches with more of them put in, each once."""
    if not more:
        return touches
    known = {touch.id for touch in touches}
    new = [touch for touch in more if touch.id not in known]
    return sorted([*touches, *new], key=_day_of_touch) if new else touches


def _touches_of_points(day: Day, quiet: str, buying: str) -> str:
    """Of quiet customers the last touch naming nobody and with each contact who has a role, of buying ones the last moods and referrals."""
    last = f"on_day <= '{iso(day)}' AND outcome = 'done' AND mass = 0 AND (incoming = 0 OR {_TALKED}) ORDER BY on_day DESC LIMIT 1"
    return (
        f"SELECT (SELECT id FROM touch WHERE customer_id = c.id"
        f" AND id NOT IN (SELECT touch_id FROM touch_contact WHERE touch_id = touch.id)"
        f" AND {last}) FROM customer c WHERE {quiet.format('c.id')}"
        f" UNION ALL SELECT (SELECT x.id FROM touch_contact w JOIN touch x ON x.id = w.touch_id WHERE w.contact_id = p.id AND {last})"
        f" FROM contact p WHERE p.role <> '' AND {quiet.format('p.customer_id')}"
        f" UNION ALL SELECT m.id FROM customer c JOIN touch m ON m.customer_id = c.id AND m.mood <> ''"
        f" AND m.on_day = (SELECT max(on_day) FROM touch"
        f" WHERE customer_id = c.id AND mood <> '' AND outcome = 'done' AND on_day <= '{iso(day)}') WHERE {buying.format('c.id')}"
        f" UNION ALL SELECT id FROM touch WHERE purpose = 'referral' AND {buying.format('customer_id')}"
    )


def load_due(db: sqlite3.Connection, day: Day, policy: Policy, horizon: int = 0, share: tuple[int, int] | None = None) -> Iterator[Account]:
    """All customers neither archived nor lost, or those with ids of a share, as known on `day`, one after the other.

    They carry what the lines of `due` need for `day` and the `horizon` days after it, and not what only points read:
    of the contacts only those an item may be about, and of older touches only those that may still settle something.
    """
    (alerted,) = db.execute("SELECT min(raised) FROM alert WHERE raised <= ? AND last_day >= ?", (iso(day), iso(day))).fetchone()
    since = min(_back(day, _recent(policy)), day_of(alerted) if alerted else day)
    occasions, sales = (iso(_back(day, most)) for most in (_after_occasions(policy), policy.after_sale_days + AFTER_SALE_SHOWN))
    older = (
        f"t.id IN (SELECT id FROM touch WHERE meant_for <> '' AND on_day >= '{iso(day - NAMED_WINDOW)}'"
        f" UNION ALL SELECT id FROM touch WHERE meant_for <> '' AND meant_for = 'service-visit'"
        f" UNION ALL SELECT w.touch_id FROM contact p CROSS JOIN touch_contact w ON w.contact_id = p.id"
        f" WHERE p.joined BETWEEN '{iso(day - HANDOVER_WINDOW)}' AND '{iso(day + horizon)}'"
        f" UNION ALL SELECT x.id FROM occasion o CROSS JOIN touch x ON x.customer_id = o.customer_id AND x.on_day >= '{occasions}'"
        f" UNION ALL SELECT m.id FROM customer c CROSS JOIN touch m ON m.customer_id = c.id AND m.on_day >= '{sales}'"
        f" AND m.kind = 'message' WHERE c.no_calls)"
    )
    some = f"{{}} BETWEEN {share[0]} AND {share[1]}" if share else "1"
    return _accounts(db, day, some, _STILL, since, older, _people_of_interest(day, policy, horizon))


def _recent(policy: Policy) -> int:
    """For how many days single touches matter: the month of fatigue, unless the policy looks further back for a festival, or
    days off put off a first follow-up."""
    festival = max(policy.festival_early, policy.festival_lead) + SPRING_FESTIVAL_DAYS
    return max(FATIGUE_WINDOW, festival, policy.gift_lead, FOLLOW_UP_WINDOW + len(policy.days_off))


def _after_occasions(policy: Policy) -> int:
    """The same for customers with an occasion: an event from the day it shows, bad news from the day it was learned."""
    condoled = policy.condolence_days + policy.condolence_check + CHECK_DAYS
    return max(NAMED_WINDOW, policy.event_lead + EVENT_SHOWN, condoled)


def _back(day: Day, days: int) -> Day:
    return max(day - days, 1)


def _people_of_interest(day: Day, policy: Policy, horizon: int) -> str:
    """The contacts whom a line may be about: with a birthday near, new, named by an occasion or promise, or beside one who left."""
    first, last = iso(_back(day, HANDOVER_WINDOW + len(policy.days_off))), iso(day + horizon)
    return (
        f"id IN ({_birthdays_near(day, policy, horizon)} UNION ALL SELECT id FROM contact WHERE joined BETWEEN '{first}' AND '{last}'"
        " UNION ALL SELECT contact_id FROM occasion UNION ALL SELECT contact_id FROM promise"
        " UNION ALL SELECT id FROM contact"
        f" WHERE customer_id IN (SELECT customer_id FROM contact WHERE left_on BETWEEN '{first}' AND '{last}'))"
    )


def _accounts(db: sqlite3.Connection, day: Day, some: str, still: str, since: Day, older: str, people: str) -> Iterator[Account]:
    """The accounts with all touches from `since`, older ones on a condition and the last ones, and with contacts on another condition.

    Whose: on the condition `some`, in which {} stands for the customer's id, and `still`, on the customer.
    """
    days = _Days()
    until = f"t.on_day >= '{iso(since)}' AND t.on_day <= '{iso(day)}' AND {some.format('t.customer_id')}"
    recent = _touches(db, f"+t.on_day < '{iso(since)}' AND {older} AND {some.format('t.customer_id')}", days)
    recent = _touches(db, until, days, recent)
    near = _people(db, f"{people} AND {some.format('customer_id')}", days)
    nouns = Nouns(db, day, days)
    calls, visits, messages = (_Lasts(kind, days) for kind in ("call", "visit", "message"))
    same: dict[str, str] = {}  # tiers, areas and the like, each kept once
    for row in db.execute(f"{CUSTOMERS} {some.format('c.id')} AND {still}", {"day": iso(day)}):
        (number, name, key, tier, area, status, began, added, no_calls, archived, edited, first_touch, first_done, spoken, met, message,
         bought) = row  # fmt: skip
        order_days = tuple(dict.fromkeys(map(days.__getitem__, bought.split(",")))) if bought else ()
        touches = _with_lasts(recent.pop(number, None), since, spoken and calls[spoken], met and visits[met], message and messages[message])
        start = days[began]
        first_known = start if start <= day else min(start, days[first_touch] if first_touch else start, *order_days[:1], start)
        account = Account(
            number, name, key or name, same.setdefault(tier, tier), same.setdefault(area, area),
            "active" if status == "prospect" and order_days else same.setdefault(status, status), start, days[added],
            first_known, no_calls == 1, archived == 1, touches, order_days, near.get(number, ()),
            nouns.pauses.get(number, ()), nouns.spacings.get(number, ()), days[first_done] if first_done else None, days[edited],
        )  # fmt: skip
        yield nouns.put_on(account)


_STILL = "c.archived_on IS NULL AND c.status <> 'lost'"


class _Lasts(dict[str, Touch]):
    """Last touches of one kind by their ISO dates, each made once: nothing else is known of them."""

    def __init__(self, kind: str, days: Mapping[str, Day]) -> None:
        self.kind, self.days = kind, days

    def __missing__(self, text: str) -> Touch:
        meant_for = _SOMETHING if self.kind == "message" else ""
        touch = self[text] = Touch(self.days[text], self.kind, contacts=_SOMEBODY, meant_for=meant_for)
        return touch


def _with_lasts(recent: list[Touch] | None, since: Day, spoken: Touch | None, met: Touch | None, message: Touch | None) -> list[Touch]:
    """Recent touches with the last call, visit and message put in where these are before `since`."""
    lasts = []
    if met and met.day < since:
        lasts.append(met)
    if spoken and spoken.day < since and not (met and met.day == spoken.day):
        lasts.append(spoken)  # never before the last visit, which is worth a call
    if message and message.day < since:
        lasts.append(message)
        lasts.sort(key=_day_of_touch)
    if not recent or not lasts:
        return recent or lasts
    lasts += recent
    if recent[0].day < since:
        lasts.sort(key=_day_of_touch)
    return lasts


_day_of_touch = itemgetter(0)

_SOMEBODY = (0,)
"""With whom the last touches were is not read here: they must count for no contact in particular."""

_SOMETHING = "?"
"""Nor is what the last message was for: it is worth a call for care, and for no date."""


def _touches(
    db: sqlite3.Connection, where: str, days: Mapping[str, Day], before: dict[int, list[Touch]] | None = None
) -> dict[int, list[Touch]]:
    """The touches of a condition by customer, in the order of their days, after those of `before`."""
    found = before if before is not None else {}
    same: dict[str, str] = {}  # the few words that all touches share, each kept once
    for customer, at, kind, outcome, incoming, mass, meant_for, gift, purpose, mood, number, contacts in db.execute(TOUCHES.format(where)):
        people = tuple(sorted(map(int, contacts.split(",")))) if contacts else ()
        kind, outcome = same.setdefault(kind, kind), same.setdefault(outcome, outcome)
        touch = Touch(days[at], kind, outcome, people, incoming == 1, mass == 1, meant_for, gift == 1, purpose, mood, number)
        if customer in found:
            found[customer].append(touch)
        else:
            found[customer] = [touch]
    return found


def _birthdays_near(day: Day, policy: Policy, horizon: int) -> str:
    """The contacts with a birthday on some day that `due` looks at, as a query; a few more do no harm."""
    lead = max((tier.birthday_lead for tier in policy.tiers.values()), default=0)
    wanted: set[tuple[int, int, int]] = set()
    for near in range(max(day - policy.birthday_after, 1), min(day + lead + horizon, NO_END) + 1):
        at, lunar = date.fromordinal(near), to_lunar(near)
        wanted |= {(0, at.month, at.day), (0, 2, 29) if (at.month, at.day) == (2, 28) else (0, at.month, at.day)}
        if lunar is not None:
            wanted |= {(1, lunar.month, lunar.day), (1, lunar.month, 30) if lunar.day == 29 else (1, lunar.month, lunar.day)}
    return (
        f"SELECT p.id FROM (VALUES {', '.join(map(str, sorted(wanted)))}) CROSS JOIN contact p"
        " ON p.birth_lunar = column1 AND p.birth_month = column2 AND p.birth_day = column3"
    )


def _people(db: sqlite3.Connection, where: str, days: Mapping[str, Day]) -> dict[int, list[Person]]:
    found: dict[int, list[Person]] = {}
    for customer, number, name, role, month, day, lunar, leap, year, no_calls, joined, left, added in db.execute(PEOPLE.format(where)):
        birthday = Birthday(month, day, lunar == 1, leap == 1, year) if month else None
        person = Person(number, name, role, birthday, no_calls == 1, days[joined] if joined else None, days[left] if left else None,
                        days[added])  # fmt: skip
        if customer in found:
            found[customer].append(person)
        else:
            found[customer] = [person]
    return found
