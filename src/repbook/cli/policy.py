"""`repbook policy`: the settings that the rules read, shown with what they mean, changed, and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, NamedTuple

import typer

from repbook.cli.files import emit
from repbook.cli.options import Csv, DryRun, Json
from repbook.cli.run import run
from repbook.errors import Refused, RepbookError
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
    for piece in out.wrap(left, room) if out.on_terminal() else [left]:
        yield [Span(piece, "name")]
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
        room = out.width() if out.on_terminal() else max(map(out.cells, texts)) + 6  # a pipe gets a value on one line
        rows = ((at, piece) for text in texts for at, piece in enumerate(out.wrap(text, room - 6)))
        yield from ([Span(("      " if at else "    ") + piece)] for at, piece in rows)


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
    old = _tier_to_rename(key, tiers)
    if old is not None:
        _rename(old, value)
        return
    setting = policy.canonical(key, tiers)
    wanted = policy.normalise(setting, value, tiers, policy.festivals_of(before))
    with run.writing("policy_set", create=True, setting=setting, value=wanted or "–") as book:
        changed = stored.change(book.db, setting, wanted)
    if changed:
        out.say(t("say.policy_set", setting=setting, old=before.get(setting) or "–", new=wanted or "–"))
        out.talk("  " + meaning(setting))
    else:
        out.talk(t("say.nothing_to_change", name=setting))


def _tier_to_rename(key: str, tiers: Sequence[str]) -> str | None:
    """The tier meant by `tier.OLD.name` or `OLD.name`, which is no setting but what it is called."""
    owner, _, setting = key.strip().removeprefix("tiers.").removeprefix("tier.").rpartition(".")
    if setting.lower() != "name" or not owner:
        return None
    from repbook.values import tier

    return tier(owner, tiers)


def _rename(old: str, typed: str) -> None:
    """Call a tier something else; its customers go with it."""
    from repbook.render import out
    from repbook.store import policy as stored

    new = typed.strip()
    if new == old:
        out.talk(t("say.nothing_to_change", name=f"tier.{old}.name"))
        return
    with run.writing("policy_set", create=True, setting=f"tier.{old}.name", value=new) as book:
        moved = stored.rename_tier(book.db, old, new)
    out.say(t("say.policy_set", setting=f"tier.{old}.name", old=old, new=new))
    out.talk("  " + t("say.tier_renamed", n=moved))


def _rows_or_defaults() -> dict[str, str]:
    """The stored settings, others at their default; where there is no book yet, those it would begin with."""
    from repbook.policy import to_rows, with_tiers

    usual = to_rows(Policy())
    with run.reading() as book:
        known = usual | _rows(book.db)
    return with_tiers(known, known["tiers"].split())


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


# ---- all at once --------------------------------------------------------------------------------------


def edit() -> None:
    """Change the settings in an editor, all at once or not at all."""
    from repbook import policy
    from repbook.errors import BadRows
    from repbook.exchange import policy_text

    before = _rows_or_defaults()
    text = policy_text.write({setting.key: setting.value for setting in _settings(before)}, meaning)
    after = None
    while after is None:
        text = _edited(text)
        try:
            after = policy.edited(before, policy_text.read(text))
        except BadRows as error:
            _once_more(error)
    _take_over(before, after, "policy_edited")


def _once_more(error: RepbookError) -> None:
    """Tell a person in front of the screen what is wrong and ask whether to go on editing; raise it anywhere else."""
    import sys

    from repbook.cli.help import tell

    if run.yes or not (sys.stdin and sys.stdin.isatty()):
        raise error
    tell(error)
    run.sure("say.edit_again")


def _edited(text: str) -> str:
    """The text after a person has had it in $VISUAL or $EDITOR; Refused when there is no such program or it fails."""
    import os
    import shlex
    import subprocess
    from tempfile import TemporaryDirectory

    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    with TemporaryDirectory(prefix="repbook-") as folder:  # 0700
        path = os.path.join(folder, "policy.txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        try:
            failed = subprocess.call([*shlex.split(editor), path])
        except (OSError, ValueError):
            raise Refused("no_editor", editor=editor) from None
        if failed:
            raise Refused("editor_failed", editor=editor)
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()


def reset(
    key: Annotated[str | None, typer.Argument(metavar="KEY", help="setting")] = None,
    dry_run: DryRun = False,
) -> None:
    """Put the settings back to what a new book begins with: all, or those named."""
    from repbook.policy import to_rows

    before = _rows_or_defaults()
    if key is None:
        after = to_rows(Policy())
    else:
        after = before | {setting.key: setting.default for setting in _chosen(_settings(before), key)}
        after = {name: value for name, value in after.items() if value or not name.startswith("festival.")}
    if after != before and not dry_run:
        run.sure("say.policy_reset_sure", n=len(_changes(before, after)))
    _take_over(before, after, "policy_reset", dry_run)


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """What is different, a line each."""
    keys = [key for key in (*after, *(key for key in before if key not in after)) if before.get(key) != after.get(key)]
    return [t("say.policy_set", setting=key, old=before.get(key) or "–", new=after.get(key) or "–") for key in keys]


def _take_over(before: Mapping[str, str], after: Mapping[str, str], step: str, dry_run: bool = False) -> None:
    """Store all the settings in one step, and say what is different."""
    from repbook.render import out
    from repbook.store import policy as stored

    changes = _changes(before, after)
    if changes and not dry_run:
        with run.writing(step, create=True, n=len(changes)) as book:
            stored.replace(book.db, after)
    for line in changes:
        out.say(line)
    if not changes:
        out.talk(t("say.policy_as_it_was"))
    elif dry_run:
        out.talk(t("say.dry_run"))
