"""`repbook policy`: the settings that the rules read, shown with what they mean, changed, and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, NamedTuple

import typer

from repbook.cli.options import Csv, Json
from repbook.cli.run import emit, run
from repbook.errors import NoBook, Refused
from repbook.terms import Policy
from repbook.words import t

_VALUE = 9  # cells kept for a short value and the space before it
_PIPED = 110  # cells of a line where there is no screen


class Setting(NamedTuple):
    """A setting as it is, as it is without anybody's doing, and what it means."""

    key: str
    value: str
    default: str
    meaning: str


def show(
    key: Annotated[str | None, typer.Argument(metavar="KEY", help="setting")] = None,
    as_json: Json = False,
    csv: Csv = None,
) -> None:
    """Show every setting, or one, or those of one tier."""
    from repbook.render import out
    from repbook.render.tables import Column, Table, print_json

    with run.reading() as book:
        settings = _settings(_rows(book.db))
    chosen = _chosen(settings, key)
    if as_json and key is not None and len(chosen) == 1:
        print_json(chosen[0]._asdict())
    elif as_json or csv is not None:
        columns = [Column("key"), Column("value"), Column("default"), Column("meaning")]
        emit(Table(columns, list(chosen)), as_json, csv)
    else:
        out.put(_screen(chosen))


def _rows(db: Any) -> dict[str, str]:
    from repbook.store.policy import rows

    return rows(db)


def _settings(rows: Mapping[str, str]) -> list[Setting]:
    """Every setting in the order of the policy; those without a row have their default."""
    from repbook import policy
    from repbook.terms import Tier

    names = rows.get("tiers", " ".join(Policy().tiers)).split()
    usual = Policy().tiers
    default = policy.to_rows(Policy()._replace(tiers={name: usual.get(name, Tier(name)) for name in names}))
    keys = [*policy.all_keys(names), *(key for key in rows if key.startswith("festival."))]
    return [Setting(key, rows.get(key, default.get(key, "")), _default(key, default), meaning(key)) for key in keys]


def _default(key: str, default: Mapping[str, str]) -> str:
    return " ".join(Policy().tiers) if key == "tiers" else default.get(key, "")


def meaning(key: str) -> str:
    """What a setting means, in the language in use."""
    if key.startswith("tier."):
        return t(f"policy.tier.{key.rpartition('.')[2]}")
    return t("policy.festival" if key.startswith("festival.") else f"policy.{key}")


def _chosen(settings: Sequence[Setting], typed: str | None) -> list[Setting]:
    """The settings meant: all, those of a tier, one of all tiers, or a single one."""
    from repbook.policy import canonical

    if typed is None:
        return list(settings)
    parts = [setting for setting in settings if setting.key.startswith("tier.") and typed.replace("-", "_") in setting.key.split(".")[1:]]
    if parts:
        return parts
    tiers = dict.fromkeys(setting.key.split(".")[1] for setting in settings if setting.key.startswith("tier."))
    key = canonical(typed, tiers)
    found = [setting for setting in settings if setting.key == key]
    return found or [Setting(key, "", "", meaning(key))]


# ---- the screen ---------------------------------------------------------------------------------------


def _screen(settings: Sequence[Setting]) -> Iterable[Any]:
    """The settings of tiers, each with the tiers' values under it, then the others, one a line."""
    by_name: dict[str, list[Setting]] = {}
    for setting in settings:
        if setting.key.startswith("tier."):
            by_name.setdefault(setting.key.rpartition(".")[2], []).append(setting)
    others = [setting for setting in settings if not setting.key.startswith("tier.")]
    for name, each in by_name.items():
        yield from _line(name, max(map(len, by_name)), each[0].meaning)
        yield from _values(each)
    width = max((len(setting.key) for setting in others), default=0)
    for setting in others:
        yield from _line(f"{setting.key.ljust(width)}  {_value(setting)}", width + _VALUE, setting.meaning)


def _line(name: str, width: int, text: str) -> Iterable[Any]:
    """A setting and what it means beside it, under it where that is too narrow."""
    from repbook.render import out
    from repbook.render.out import Span

    room = out.width() if out.on_terminal() else _PIPED
    left = out.pad(name, width) + "  "
    if out.cells(left) + out.cells(text) <= room:
        yield [Span(left, "name"), Span(text, "dim")]
        return
    yield [Span(left, "name")]
    for piece in out.wrap(text, room - 4):
        yield [Span("    " + piece, "dim")]


def _values(each: Sequence[Setting]) -> Iterable[Any]:
    """What every tier has of one setting: side by side, or under each other where they are long."""
    from repbook.render import out
    from repbook.render.out import Span

    texts = [f"{setting.key.split('.')[1]} {_value(setting)}" for setting in each]
    line = "    " + " · ".join(texts)
    if out.cells(line) <= (out.width() if out.on_terminal() else _PIPED):
        yield [Span(line)]
    else:
        yield from ([Span("    " + text)] for text in texts)


def _value(setting: Setting) -> str:
    """A value, – for none, and the default where it is another."""
    value = setting.value or "–"
    if setting.value == setting.default or not setting.default:
        return value
    return t("say.value_and_default", value=value, default=setting.default)


# ---- changing and checking ----------------------------------------------------------------------------


def set_(
    key: Annotated[str, typer.Argument(metavar="KEY", help="setting")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="setting_value")],
) -> None:
    """Give a setting another value."""
    from repbook import policy
    from repbook.render import out
    from repbook.store import policy as stored

    before = _rows_or_defaults()
    tiers = before["tiers"].split()
    setting = policy.canonical(key, tiers)
    wanted = policy.normalise(setting, value, tiers, policy.festivals_of(before))
    with run.writing("policy_set", create=True, setting=setting, value=wanted or "–") as book:
        changed = stored.change(book.db, setting, wanted)
    if changed:
        out.say(t("say.policy_set", setting=setting, old=before.get(setting) or "–", new=wanted or "–"))
        out.talk("  " + meaning(setting))
    else:
        out.talk(t("say.nothing_to_change", name=setting))


def _rows_or_defaults() -> dict[str, str]:
    """The stored settings; where there is no book yet, those it would begin with."""
    from repbook.policy import to_rows

    try:
        with run.reading() as book:
            return to_rows(Policy()) | _rows(book.db)
    except NoBook:
        return to_rows(Policy())


def check(as_json: Json = False, csv: Csv = None) -> None:
    """Look for settings that cannot be right."""
    from repbook.policy import problems
    from repbook.render import out
    from repbook.render.tables import Column, Table
    from repbook.store.policy import tiers_in_use

    with run.reading() as book:
        rows = _rows(book.db)
        found = problems(rows, tiers_in_use(book.db))
    cells: list[Sequence[Any]] = [[problem.setting, t(f"errors.{problem.key}", **problem.params)] for problem in found]
    emit(Table([Column("key"), Column("problem")], cells), as_json, csv)
    if found:
        raise Refused("policy_wrong", n=len(found))
    out.talk(t("say.policy_fine", n=len(_settings(rows)), tiers=len(rows.get("tiers", "").split())))
