"""The irregular offset of care calls: even over its window, no habit of weekdays, and the same wherever it is asked."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from repbook.rules.asking import chance, offset
from repbook.rules.cadence import call_due
from repbook.terms import Account, Policy, Tier
from tests.answers import ANCHOR, SHOPS, digest
from tests.book import ask
from tests.docs import ROOT
from tests.program import PACKAGE, environment

TIERS = Policy().tiers.values()
EASE = 3.1
"""How many standard deviations from what chance would do are let pass: one try in a thousand goes further."""


def unevenness(found: Iterable[int], window: Iterable[int]) -> float:
    """Chi-square of the counts over a window, as standard deviations from its mean by Wilson and Hilferty."""
    counts, places = Counter(found), list(window)
    assert set(counts) <= set(places)
    each = counts.total() / len(places)
    square = sum((counts[place] - each) ** 2 / each for place in places)
    free = len(places) - 1
    spread = 2 / (9 * free)
    return float(((square / free) ** (1 / 3) - (1 - spread)) / spread**0.5)


def test_unevenness_tells_chance_from_a_habit() -> None:
    fair = [n * n * 7919 % 1009 % 10 for n in range(2000)]
    assert unevenness(fair, range(10)) < EASE
    assert unevenness([n % 7 for n in range(2000)], range(10)) > 20
    assert unevenness([min(n % 10, 8) for n in range(2000)], range(10)) > 8


# ---- even ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tier", TIERS, ids=lambda tier: tier.key)
@pytest.mark.parametrize("anchor", ["2026-01-07", "2026-11-20", "2027-02-17"])
def test_offsets_of_many_customers_fill_their_window_evenly(tier: Tier, anchor: str) -> None:
    most = int(tier.jitter * tier.call_every)
    question = ask(anchor, Policy())
    found = [offset(question, shop, tier, tier.call_every, question.day) for shop in SHOPS]
    assert unevenness(found, range(-most, most + 1)) < EASE


@pytest.mark.parametrize("shop", SHOPS[:5], ids=lambda shop: shop.key)
def test_offsets_of_one_customer_fill_their_window_evenly_over_the_days(shop: Account) -> None:
    tier = Policy().tiers["key"]
    question = ask(ANCHOR, Policy())
    found = [offset(question, shop, tier, tier.call_every, ANCHOR + n) for n in range(2000)]
    assert unevenness(found, range(-4, 5)) < EASE


@pytest.mark.parametrize("what", ["call", "visit"])
@pytest.mark.parametrize("n", [14, 30, 90, 180])
def test_who_was_never_seen_is_spread_evenly(what: str, n: int) -> None:
    assert unevenness((chance(Policy(), shop, what) % n for shop in SHOPS), range(n)) < EASE


def test_another_salt_shifts_them_all_anew() -> None:
    salted = Policy(salt="x")
    pairs = [(chance(Policy(), shop, "call") % 5, chance(salted, shop, "call") % 5) for shop in SHOPS]
    assert unevenness((one * 5 + other for one, other in pairs), range(25)) < EASE


# ---- weekdays -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("tier", TIERS, ids=lambda tier: tier.key)
def test_weekdays_repeat_no_more_than_chance(tier: Tier) -> None:
    """Twelve calls in a row of each customer: the next is on another weekday, and no customer has a weekday of its own."""
    question = ask(ANCHOR, Policy())
    chains = []
    for shop in SHOPS:
        days = [ANCHOR]
        while len(days) <= 12:
            days.append(call_due(shop, question, tier, tier.call_every, days[-1]))
        chains.append([(day - 1) % 7 for day in days[1:]])
    every = Counter(weekday for chain in chains for weekday in chain)
    by_chance = sum((n / every.total()) ** 2 for n in every.values())
    pairs = [one == other for chain in chains for one, other in combinations(chain, 2)]
    following = [one == other for chain in chains for one, other in pairwise(chain)]
    assert sum(pairs) / len(pairs) < by_chance
    assert sum(following) / len(following) < 0.01
    assert max(every.values()) / every.total() < 1 / 3


# ---- the same everywhere ------------------------------------------------------------------------------

PRINTED = "from tests.answers import digest; print(digest())"


def asked(python: str, tmp_path: Path, **env: str) -> str:
    """The digest as another process has it, with nothing to import but the program and its tests."""
    path = f"{PACKAGE.parent}{os.pathsep}{ROOT}"
    done = subprocess.run([python, "-c", PRINTED], env=environment(tmp_path, PYTHONPATH=path, **env), cwd=tmp_path, capture_output=True,
                          text=True, timeout=60, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def pythons() -> list[str]:
    """The Pythons from 3.11 on that this machine has besides the one that runs."""
    places = [*map(str, Path(os.path.expanduser("~/.pyenv/versions")).glob("3.1[1-9]*/bin/python"))]
    places += [found for minor in range(11, 20) if (found := shutil.which(f"python3.{minor}")) is not None]
    versions = {place: subprocess.run([place, "-V"], capture_output=True, text=True, check=False).stdout.split() for place in places}
    others = {version[1]: place for place, version in versions.items() if len(version) == 2}
    return [place for version, place in others.items() if version != platform.python_version()]


@pytest.mark.parametrize(
    "env", [{"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2", "TZ": "Pacific/Kiritimati"}, {"LC_ALL": "C", "PYTHONOPTIMIZE": "1"}]
)
def test_another_process_gives_the_same_answer(tmp_path: Path, env: dict[str, str]) -> None:
    assert asked(sys.executable, tmp_path, **env) == digest()


def test_another_python_gives_the_same_answer(tmp_path: Path) -> None:
    others = pythons()
    if not others:
        pytest.skip("there is no other Python here")
    assert {place: asked(place, tmp_path) for place in others} == dict.fromkeys(others, digest())
