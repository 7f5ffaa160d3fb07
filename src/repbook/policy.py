"""The policy as text: every setting's key, its range, and the way between the rows of the book and `Policy`.

Settings of a tier are keyed `tier.vip.call_every`, a festival of one's own `festival.NAME`, all others by their
plain name. The words that explain each stand in the catalogue under `policy.`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from repbook import values
from repbook.calendar.festivals import BUILT_IN, festival_key, parse_definition
from repbook.errors import BadInput, BadRows
from repbook.terms import Policy, Role, Tier, day_of, iso


class Range(NamedTuple):
    """What a setting takes: a kind of value, and for numbers the least and the most."""

    kind: str  # days, minutes, count, share, money, class, festivals, roles, words, word, choice, dates, definition, tiers, tier
    low: int = 0
    high: int = 0
    choices: tuple[str, ...] = ()


_EVERY = Range("days", 1, 3650)
_LEAD = Range("days", 0, 60)
_MINUTES = Range("minutes", 0, 1440)

TIER_SETTINGS: Mapping[str, Range] = {
    "call_every": _EVERY,
    "visit_every": _EVERY,
    "jitter": Range("share", 0, 1),
    "festivals": Range("festivals"),
    "gift_festivals": Range("festivals"),
    "birthday_lead": _LEAD,
    "max_touches_30d": Range("count", 1, 1000),
    "roles": Range("roles"),
    "at_risk_class": Range("class", 1, 4),
    "complaint_answer": Range("days", 0, 365),
    "complaint_solve": Range("days", 0, 365),
    "minutes_call": _MINUTES,
    "minutes_visit": _MINUTES,
    "minutes_greeting": _MINUTES,
    "gift_ceiling": Range("money"),
}
"""What each tier has, keyed `tier.NAME.SETTING`."""

SETTINGS: Mapping[str, Range] = {
    "tiers": Range("tiers"),
    "default_tier": Range("tier"),
    "calendar": Range("choice", choices=("cn", "mon-fri")),
    "salt": Range("word"),
    "little_new_year": Range("choice", choices=("south", "north")),
    "order_days_min": Range("count", 2, 100),
    "silent_days": _EVERY,
    "festival_lead": _LEAD,
    "festival_early": _LEAD,
    "gift_lead": _LEAD,
    "gift_margin": _LEAD,
    "birthday_after": Range("days", 0, 6),
    "event_lead": _LEAD,
    "condolence_days": _EVERY,
    "condolence_check": _EVERY,
    "alert_days": _EVERY,
    "promise_lead": _LEAD,
    "complaint_check_first": _EVERY,
    "complaint_check_second": _EVERY,
    "after_sale_gap": _EVERY,
    "after_sale_days": _EVERY,
    "second_order_days": _EVERY,
    "referral_every": _EVERY,
    "referral_recent": _EVERY,
    "role_gap_days": _EVERY,
    "role_cold_days": _EVERY,
    "stock_lead": _LEAD,
    "profile_stale_days": _EVERY,
    "mourning_days": Range("days", 0, 3650),
    "gap_days": Range("days", 0, 30),
    "minutes_task": _MINUTES,
    "travel_minutes": _MINUTES,
    "days_off": Range("dates"),
    "work_days": Range("dates"),
    "me.likes": Range("words"),
    "me.hours": Range("count", 1, 24),
}
"""Every other setting."""

RESERVED_TIERS = ("total",)
"""Names that no tier can have: reports use them for rows of their own."""

_LONGEST_NAME = 40
_FINEST_SHARE = 4  # decimals


class Problem(NamedTuple):
    """What is wrong with a stored policy: the setting, and a sentence of the catalogue under `errors.` with its values."""

    setting: str
    key: str
    params: Mapping[str, Any]


def range_of(key: str) -> Range | None:
    """What a key takes; None for a key that is no setting."""
    if key.startswith("festival.") and _is_name(key.removeprefix("festival.")):
        return Range("definition")
    if key.startswith("tier.") and key.count(".") == 2:
        return TIER_SETTINGS.get(key.rpartition(".")[2])
    return SETTINGS.get(key)


def canonical(key: str, tiers: Iterable[str]) -> str:
    """A key as people type it, `vip.call_every`, `VIP客户.call-every` or `tier.vip.call_every`; BadInput with the near ones otherwise."""
    names = list(tiers)
    known = all_keys(names)
    typed = key.strip()
    if range_of(typed) == Range("definition"):
        return typed
    owner, _, setting = typed.removeprefix("tiers.").removeprefix("tier.").rpartition(".")
    setting = setting.lower().replace("-", "_")
    for attempt in (f"{owner.lower()}.{setting}" if owner else setting, f"tier.{_tier_named(owner, names)}.{setting}"):
        if attempt in known:
            return attempt
    from difflib import get_close_matches

    near = get_close_matches(typed.lower().replace("-", "_"), known, n=3, cutoff=0.5)
    raise BadInput("unknown_setting_near" if near else "unknown_setting", setting=typed, near=", ".join(near))


def _tier_named(text: str, tiers: Iterable[str]) -> str:
    try:
        return values.tier(text, tiers)
    except BadInput:
        return text


def all_keys(tiers: Iterable[str]) -> list[str]:
    """Every setting there is for these tiers, own festivals aside."""
    return [*SETTINGS, *(f"tier.{tier}.{name}" for tier in tiers for name in TIER_SETTINGS)]


def normalise(key: str, value: str, tiers: Iterable[str], festivals: Iterable[str]) -> str:
    """A value as it is stored; BadInput naming what is allowed when it cannot be right."""
    expected = range_of(key)
    if expected is None:
        raise BadInput("unknown_setting", setting=key)
    text = value.strip()
    reader = _READERS[expected.kind]
    try:
        return reader(text, expected, list(tiers), list(festivals))
    except (ValueError, InvalidOperation, BadInput) as error:
        raise BadInput("bad_setting", setting=key, value=value, allowed=allowed(expected, tiers, festivals)) from error


def allowed(expected: Range, tiers: Iterable[str], festivals: Iterable[str]) -> str:
    """The allowed values, in a form that reads alike in every language."""
    match expected.kind:
        case "days" | "minutes" | "count" | "class":
            return f"{expected.low} … {expected.high}"
        case "share":
            return "0 … 1"
        case "money":
            return "0.00 …"
        case "festivals":
            return ", ".join(festivals)
        case "roles":
            return ", ".join(Role)
        case "choice":
            return ", ".join(expected.choices)
        case "tier":
            return ", ".join(tiers)
        case "tiers":
            return " ".join(tiers) + " …"
        case "dates":
            return "2026-12-31, 2027-01-04"
        case "definition":
            return "solar=03-08 · lunar=8-15 · term=冬至 · easter=0 · weekday=4 thu nov"
        case _:
            return "…"


def _number(text: str, expected: Range, tiers: list[str], festivals: list[str]) -> str:
    digits = values.narrow(text)
    if not (digits.isascii() and digits.isdigit()) or not expected.low <= int(digits) <= expected.high:
        raise ValueError(text)
    return str(int(digits))


def _share(text: str, expected: Range, tiers: list[str], festivals: list[str]) -> str:
    percent = text.endswith("%")
    share = Decimal(values.narrow(text.removesuffix("%"))) / (100 if percent else 1)
    if not 0 <= share <= 1 or share != round(share, _FINEST_SHARE):
        raise ValueError(text)
    return f"{abs(share).normalize():f}"


def _money(text: str, expected: Range, tiers: list[str], festivals: list[str]) -> str:
    return _text(values.money(text), "money")


def _list(text: str) -> list[str]:
    return text.replace("，", " ").replace("、", " ").replace(",", " ").split()


def _each(words: list[str]) -> str:
    """The words in their order, none of them twice."""
    if len(set(words)) < len(words):
        raise ValueError(words)
    return " ".join(words)


def _festivals(text: str, expected: Range, tiers: list[str], festivals: list[str]) -> str:
    """Festivals by their keys, given so or by Chinese names."""
    keys = [word if word in festivals else festival_key(word) or word for word in _list(text)]
    if set(keys) - set(festivals):
        raise ValueError(text)
    return _each(keys)


def _roles(text: str, expected: Range, tiers: list[str], festivals: list[str]) -> str:
    return _each([values.role(word) for word in _list(text)])


def _choice(text: str, expected: Range, tiers: list[str], festivals: list[str]) -> str:
    if text.lower() not in expected.choices:
        raise ValueError(text)
    return text.lower()


def _tier(text: str, expected: Range, tiers: list[str], festivals: list[str]) -> str:
    return values.tier(text, tiers)


def _tiers(text: str, expected: Range, tiers: list[str], festivals: list[str]) -> str:
    """The tiers in their order; a new name makes a tier, a name left out takes one away."""
    words = _list(text)
    if not words or not all(_is_name(word) and word not in RESERVED_TIERS for word in words):
        raise ValueError(text)
    return _each(words)


def _is_name(word: str) -> bool:
    """Whether a word can name a tier or a festival: letters, digits, - and _, in any script."""
    return 0 < len(word) <= _LONGEST_NAME and word.replace("-", "").replace("_", "").isalnum()


def _dates(text: str, expected: Range, tiers: list[str], festivals: list[str]) -> str:
    from repbook.calendar.dates import parse_exact_date  # the daily commands read the policy, but no dates

    return " ".join(iso(day) for day in sorted({parse_exact_date(word) for word in _list(text)}))


def _definition(text: str, expected: Range, tiers: list[str], festivals: list[str]) -> str:
    if text:
        parse_definition(text)
    return text


_READERS: Mapping[str, Callable[[str, Range, list[str], list[str]], str]] = {
    **dict.fromkeys(("days", "minutes", "count", "class"), _number),
    "share": _share,
    "money": _money,
    "festivals": _festivals,
    "roles": _roles,
    "choice": _choice,
    "tier": _tier,
    "tiers": _tiers,
    "dates": _dates,
    "definition": _definition,
    "word": lambda text, *_: values.line(text),
    "words": lambda text, *_: _each(_list(values.line(text))),
}


def to_rows(policy: Policy) -> dict[str, str]:
    """The policy as rows of the book: key and value, in the order of this module."""
    rows = {"tiers": " ".join(policy.tiers)}
    rows |= {key: _text(getattr(policy, key.replace(".", "_")), SETTINGS[key].kind) for key in SETTINGS if key != "tiers"}
    for tier in policy.tiers.values():
        rows |= {f"tier.{tier.key}.{name}": _text(getattr(tier, name), r.kind) for name, r in TIER_SETTINGS.items()}
    return rows | {f"festival.{name}": text for name, text in policy.festivals.items()}


def _text(value: Any, kind: str) -> str:
    if kind == "money":
        return f"{value // 100}.{value % 100:02d}"
    if kind == "dates":
        return " ".join(iso(day) for day in value)
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _value(text: str, kind: str) -> Any:
    if kind in ("days", "minutes", "count", "class"):
        return int(text)
    if kind == "share":
        return Decimal(text)
    if kind == "money":
        return int(text.replace(".", ""))
    if kind == "dates":
        return tuple(day_of(word) for word in text.split())
    return tuple(text.split()) if kind in ("festivals", "roles", "words") else text


def from_rows(rows: Mapping[str, str]) -> Policy:
    """The policy that rows say; settings without a row have their default."""
    plain = {key.replace(".", "_"): _value(rows[key], r.kind) for key, r in SETTINGS.items() if key in rows and key != "tiers"}
    tiers: dict[str, dict[str, Any]] = {name: {} for name in rows["tiers"].split()} if "tiers" in rows else {}
    own: dict[str, str] = {}
    for key, text in rows.items():
        head, _, rest = key.partition(".")
        if head == "tier":
            name, _, setting = rest.partition(".")
            if name in tiers and setting in TIER_SETTINGS:
                tiers[name][setting] = _value(text, TIER_SETTINGS[setting].kind)
        elif head == "festival" and text:
            own[rest] = text
    if tiers:
        plain["tiers"] = {name: Tier(name, **settings) for name, settings in tiers.items()}
    return Policy(festivals=own, **plain)


def festivals_of(rows: Mapping[str, str]) -> list[str]:
    """The keys of all festivals that a tier may greet: the built-in ones and those of these rows."""
    own = [key.removeprefix("festival.") for key in rows if key.startswith("festival.")]
    return list(dict.fromkeys((*BUILT_IN, *own)))


def edited(before: Mapping[str, str], lines: Iterable[tuple[int, str, str]]) -> dict[str, str]:
    """The settings after lines (number, key, value) were laid over those of before; BadRows naming every line that is wrong.

    What no line names stays as it is. A tier that `tiers` no longer names takes its settings along, and lines about it
    say nothing; a new one begins with those of the default tier.
    """
    written = list(lines)
    wrong: list[tuple[int, str, dict[str, Any]]] = []
    tiers = _edited_tiers(before, written)
    here = with_tiers(before, tiers)
    gone = tuple(f"tier.{name}." for name in before["tiers"].split() if name not in tiers)
    festivals = [*festivals_of(before), *(key.removeprefix("festival.") for _, key, _ in written if key.startswith("festival."))]
    found: dict[str, str] = {}
    for number, key, value in written:
        try:
            if not key:
                raise BadInput("policy_line", text=value)
            if key.startswith(gone or ("\n",)):
                continue
            setting = canonical(key, tiers)
            if setting in found:
                raise BadInput("setting_twice", setting=setting)
            found[setting] = normalise(setting, value, tiers, festivals)
        except BadInput as error:
            wrong.append((number, error.key, error.params))
    if wrong:
        raise BadRows("policy_lines", wrong, n=len(wrong))
    return {key: value for key, value in (here | found).items() if value or not key.startswith("festival.")}


def _edited_tiers(before: Mapping[str, str], lines: Iterable[tuple[int, str, str]]) -> list[str]:
    """The tiers that the lines name, else those of before; a line that cannot be right is told about later."""
    typed = next((value for _, key, value in lines if key == "tiers"), before["tiers"])
    try:
        return normalise("tiers", typed, (), ()).split()
    except BadInput:
        return before["tiers"].split()


def with_tiers(rows: Mapping[str, str], tiers: Iterable[str]) -> dict[str, str]:
    """The settings with these tiers: those of tiers that are gone left out, a new tier's copied from the default tier."""
    names, before = list(tiers), rows.get("tiers", "").split()
    kept = {key: value for key, value in rows.items() if not key.startswith("tier.") or key.split(".")[1] in names}
    model = rows.get("default_tier", Policy().default_tier)
    for name in names:
        if name not in before:
            kept |= {f"tier.{name}.{s}": rows[f"tier.{model}.{s}"] for s in TIER_SETTINGS if f"tier.{model}.{s}" in rows}
    return kept | {"tiers": " ".join(names)}


def renamed(rows: Mapping[str, str], old: str, new: str) -> dict[str, str]:
    """The settings with a tier under another name; BadInput for a name that no tier can have, or that another one has."""
    tiers = [new if name == old else name for name in rows["tiers"].split()]
    if not _is_name(new) or new in RESERVED_TIERS or tiers.count(new) > 1:
        raise BadInput("bad_tier_name", text=new, tier=old)
    default = {"default_tier": new} if rows.get("default_tier") == old else {}
    head = f"tier.{old}."
    moved = {f"tier.{new}." + key.removeprefix(head) if key.startswith(head) else key: value for key, value in rows.items()}
    return moved | {"tiers": " ".join(tiers)} | default


def problems(rows: Mapping[str, str], tiers_in_use: Mapping[str, int]) -> list[Problem]:
    """What is wrong with the rows of a book: unknown settings, values that cannot be right, tiers that customers have and it lacks.

    `tiers_in_use` counts the customers of each tier.
    """
    tiers, festivals = rows.get("tiers", " ".join(Policy().tiers)).split(), festivals_of(rows)
    known = set(all_keys(tiers))
    found: list[Problem] = []
    for key, value in rows.items():
        try:
            if key not in known and range_of(key) != Range("definition"):
                raise BadInput("unknown_setting", setting=key)
            normalise(key, value, tiers, festivals)
        except BadInput as error:
            found.append(Problem(key, error.key, error.params))
    found += [Problem("tiers", "tier_lacking", {"tier": tier, "n": n}) for tier, n in tiers_in_use.items() if tier not in tiers]
    both = set(_list(rows.get("days_off", ""))) & set(_list(rows.get("work_days", "")))
    return found + [Problem("work_days", "day_off_and_worked", {"text": text}) for text in sorted(both)]
