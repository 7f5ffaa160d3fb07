"""The catalogue: the same keys and values in both languages, and a sentence for everything the program can say."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import repbook
from repbook import words
from repbook.rules import RULES

PACKAGE = Path(repbook.__file__).parent
AREAS = sorted(path.stem for path in (PACKAGE / "words" / "en").glob("*.py") if path.stem != "__init__")
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}
ERRORS = {"BadInput", "BadDate", "Refused", "NotFound", "BookError", "NoBook", "BadRows"}

KEY_AT = {"_word": 2, "_number": 2, "_unknown": 1}
"""Helpers that raise or note an error whose key they are given, and where among their arguments it stands."""

NOT_ERRORS = {"policy.py": {"_number"}, "cli/help.py": set(ERRORS)}
"""Calls that look like one of those and are none, or whose key is another's."""


class Use(NamedTuple):
    """A key as the source names it: where, and the values that come with it (None where that cannot be seen)."""

    place: str
    key: str
    given: frozenset[str] | None


# ---- what a template takes ----------------------------------------------------------------------------


def fields(template: str) -> dict[str, set[str]]:
    """The names of the values in a template with the format specs they stand under."""
    found: dict[str, set[str]] = {}
    for _, name, spec, _ in string.Formatter().parse(template):
        if name is not None:
            found.setdefault(name, set()).add(spec or "")
    return found


def entries() -> Iterator[tuple[str, str, str]]:
    """Every entry of the catalogue: language, whole key, template."""
    for lang in words.LANGUAGES:
        for area in AREAS:
            for key, template in words.area(area, lang).items():
                yield lang, f"{area}.{key}", template


def test_both_languages_have_the_same_areas() -> None:
    for lang in words.LANGUAGES:
        assert sorted(path.stem for path in (PACKAGE / "words" / lang).glob("*.py") if path.stem != "__init__") == AREAS


@pytest.mark.parametrize("area", [area for area in AREAS if area != "rule"])
def test_both_languages_have_the_same_keys_in_the_same_order(area: str) -> None:
    assert list(words.area(area, "en")) == list(words.area(area, "zh"))


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_rule_says_what_it_asks_for(lang: str) -> None:
    """In English a rule's docstring does, unless the catalogue knows better."""
    told = words.area("rule", lang)
    assert set(told) <= {rule.name for rule in RULES}
    assert [rule.name for rule in RULES if rule.name not in told and not (lang == "en" and rule.function.__doc__)] == []


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_put_in_the_same_values(area: str) -> None:
    english, chinese = (words.area(area, lang) for lang in ("en", "zh"))
    assert [key for key in english if set(fields(english[key])) != set(fields(chinese[key]))] == []


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_no_key_stands_twice(area: str, lang: str) -> None:
    tree = TREES[PACKAGE / "words" / lang / f"{area}.py"]
    keys = [key.value for node in ast.walk(tree) if isinstance(node, ast.Dict) for key in node.keys if isinstance(key, ast.Constant)]
    assert len(keys) == len(set(keys))


def test_every_format_spec_is_known() -> None:
    groups = {key.partition(".")[0] for key in words.area("word", "en")}
    unknown = []
    for lang, key, template in entries():
        for name, specs in fields(template).items():
            for spec in specs - {""}:
                counted = spec.startswith("s/") and spec.count("/") == 2
                coded = spec.startswith("coded.") and set(spec.removeprefix("coded.").split("+")) <= groups
                group = spec.removeprefix("word.")
                if not (counted or coded or spec in words._SPECS or group in groups or group.removesuffix("s") in groups):
                    unknown.append((lang, key, name, spec))
    assert unknown == []


def test_no_entry_is_empty_or_has_loose_braces() -> None:
    assert [(lang, key) for lang, key, template in entries() if not template or set(_rest(template)) & set("{}")] == []


def _rest(template: str) -> str:
    """What is left of a template without its values."""
    return "".join(literal for literal, *_ in string.Formatter().parse(template))


def test_chinese_is_chinese() -> None:
    """A sentence that stands in both languages letter by letter was forgotten; names, signs and numbers may."""
    same = [
        key
        for area in set(AREAS) - {"word"}
        for key, template in words.area(area, "en").items()
        if template == words.area(area, "zh")[key] and len([c for c in _rest(template) if c.isalpha()]) > 3 and ".examples" not in key
    ]
    assert same == []


# ---- what the program says ----------------------------------------------------------------------------


def literals(node: ast.expr) -> list[str]:
    """The texts an expression can be, as far as the source shows them: one, or either of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return literals(node.body) + literals(node.orelse)
    return []


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""


def given(node: ast.Call) -> frozenset[str] | None:
    """The names of the values a call passes on; None when some come as a mapping."""
    names = [keyword.arg for keyword in node.keywords]
    return None if None in names else frozenset(name for name in names if name is not None)


def nodes() -> Iterator[tuple[str, ast.AST]]:
    for path, tree in TREES.items():
        name = str(path.relative_to(PACKAGE))
        if not name.startswith("words/"):
            yield from ((name, node) for node in ast.walk(tree))


def refusals() -> Iterator[Use]:
    """Every key of `errors.` that the source names outright."""
    for name, node in nodes():
        if isinstance(node, ast.Call):
            kind = called(node)
            if kind in NOT_ERRORS.get(name, ()):
                continue
            if kind in ERRORS and node.args:
                yield from (Use(f"{name}:{node.lineno}", key, given(node)) for key in literals(node.args[0]))
            elif kind in KEY_AT and len(node.args) > KEY_AT[kind]:
                yield from (Use(f"{name}:{node.lineno}", key, None) for key in literals(node.args[KEY_AT[kind]]))
        elif isinstance(node, ast.Tuple) and len(node.elts) in (2, 3) and isinstance(node.elts[-1], ast.Dict):
            values = {"column", "text", *(key.value for key in node.elts[-1].keys if isinstance(key, ast.Constant))}
            yield from (Use(f"{name}:{node.lineno}", key, frozenset(map(str, values))) for key in literals(node.elts[-2]))


def sentences() -> Iterator[Use]:
    """Every whole key that the source asks the catalogue for outright, and every step by its key."""
    for name, node in nodes():
        if not isinstance(node, ast.Call) or not node.args:
            continue
        place = f"{name}:{node.lineno}"
        if called(node) in ("t", "Said"):
            yield from (Use(place, key, given(node) if called(node) == "t" else _said(node)) for key in literals(node.args[0]))
        elif called(node) == "writing":
            yield from (Use(place, f"say.step.{key}", given(node)) for key in literals(node.args[0]))


def _said(node: ast.Call) -> frozenset[str] | None:
    if len(node.args) < 2:
        return frozenset()
    values = node.args[1]
    if not isinstance(values, ast.Dict) or None in values.keys:
        return None
    return frozenset(str(key.value) for key in values.keys if isinstance(key, ast.Constant))


def test_every_refusal_has_its_sentence() -> None:
    assert [use for use in refusals() if use.key not in words.area("errors", "en")] == []


def test_every_refusal_gives_the_values_of_its_sentence() -> None:
    texts = words.area("errors", "en")
    assert [use for use in refusals() if use.given is not None and set(fields(texts.get(use.key, ""))) - use.given] == []


def test_the_refusals_are_found() -> None:
    """The search itself: one key of each way in which the source names them."""
    found = {use.key for use in refusals()}
    assert {"no_book", "unknown_kind", "not_yes_or_no", "too_many_cells", "repeated_name", "bad_quantity", "named_unknown"} <= found


def test_a_name_not_known_has_a_sentence_with_and_without_one_near() -> None:
    texts = words.area("errors", "en")
    pairs = [key for key in texts if key.endswith("_near") and not key.startswith("no_")]
    assert [key for key in pairs if key.removesuffix("_near") not in texts] == []
    for key in ("no_customer", "no_contact"):
        assert {key, f"{key}_near", f"{key}_id"} <= set(texts)


def test_everything_said_is_in_the_catalogue() -> None:
    known = {key for lang, key, _ in entries() if lang == "en"}
    assert [use for use in sentences() if use.key not in known and f"{use.key}.value" not in known] == []


def test_everything_said_gives_the_values_of_its_sentence() -> None:
    texts = {key: template for lang, key, template in entries() if lang == "en"}
    short = [use for use in sentences() if use.given and set(fields(texts.get(use.key, ""))) - use.given]
    assert short == []


def test_the_language_decides() -> None:
    before = words.language()
    try:
        words.use("zh")
        assert (words.t("word.yes"), words.word("kind", "call"), words.day(739577)) == ("是", "电话", "2025年11月22日 周六")
        words.use("en")
        assert (words.t("word.yes"), words.word("kind", "call"), words.day(739577)) == ("yes", "call", "Sat 22 Nov 2025")
    finally:
        words.use(before)


@pytest.mark.parametrize(
    ("choices", "text"),
    [
        ("vip, key", "VIP（vip）、重点（key）"),
        ("decider", "拍板者（decider）"),
        ("new-year, 答谢日", "元旦（new-year）、答谢日"),
        ("gold, 1 … 9", "gold、1 … 9"),
        ("", ""),
    ],
)
def test_codes_stand_behind_their_words(choices: str, text: str) -> None:
    before = words.language()
    try:
        words.use("zh")
        assert words.fill("{choices:coded.tier+role+festival}", {"choices": choices}) == text
    finally:
        words.use(before)


@pytest.mark.parametrize(
    ("template", "values", "text"),
    [
        ("{n:s/day/days}", {"n": 1}, "1 day"),
        ("{n:s/day/days}", {"n": 0}, "0 days"),
        ("{x:money}", {"x": -123456}, "-1,234.56"),
        ("{d:iso} {d:short}", {"d": 739577}, "2025-11-22 Sat 22 Nov"),
        ("{k:kind} {k:word.kind} {k}", {"k": "no-such"}, "no-such no-such no-such"),
        ("{k:outcome}", {"k": "no-answer"}, "no answer"),
    ],
)
def test_templates_are_filled_in(template: str, values: dict[str, object], text: str) -> None:
    assert words.fill(template, values) == text
