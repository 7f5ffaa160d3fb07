"""A year in the life, the small one: a rep with 60 customers and 6 hours a day who follows `plan`."""

from __future__ import annotations

from decimal import Decimal

import pytest

from repbook.terms import Policy
from tests.bench import year as years

CUSTOMERS, HOURS, DAYS, A_YEAR = 60, Decimal(6), 90, 365


@pytest.fixture(scope="module")
def lived() -> years.Year:
    return years.live(years.invented(CUSTOMERS, 1), Policy(), years.START, A_YEAR, HOURS)


def test_no_obligation_is_late_while_there_is_time(lived: years.Year) -> None:
    assert lived.neglected == []
    assert lived.minutes <= lived.available
    assert min(lived.done[action] for action in ("call", "visit", "greeting", "task")) > 0


def test_with_time_enough_everybody_is_looked_after(lived: years.Year) -> None:
    assert years.untouched(lived) == []
    assert years.promises(lived).total() > 50
    assert years.share(years.promises(lived)) > 0.95
    assert years.share(lived.greeted) > 0.95
    assert years.share(lived.birthdays) > 0.95
    assert min(years.cadences(lived, Policy()).values()) > 0.95


def test_with_too_little_time_obligations_still_come_first() -> None:
    short = years.live(years.invented(CUSTOMERS, 1), Policy(), years.START, DAYS, Decimal(1))
    long = years.live(years.invented(CUSTOMERS, 1), Policy(), years.START, DAYS, HOURS)
    assert short.neglected == []
    assert short.left_out > long.left_out
    assert years.share(years.promises(short)) > 0.9
    assert years.cadences(short, Policy())["total"] < years.cadences(long, Policy())["total"]


def test_a_pile_of_half_a_year_is_worked_off_and_no_festival_forgotten_over_it() -> None:
    """A book that nobody looked after for 200 days before the first morning; Spring Festival comes six weeks later."""
    pile = years.live(years.invented(CUSTOMERS, 1, years.START - 200), Policy(), years.START, DAYS, HOURS)
    assert 4 < pile.caught_up < 20
    assert pile.neglected == []
    assert years.share(pile.greeted) == 1


def test_the_same_year_again_is_the_same() -> None:
    def told() -> object:
        return years.told(years.live(years.invented(20, 7), Policy(), years.START, DAYS, HOURS), Policy())

    assert told() == told()


def test_what_is_printed(lived: years.Year) -> None:
    lines = years.told(lived, Policy())
    assert lines[0] == "2026-01-05 to 2027-01-04, 60 customers"
    assert lines[-1] == "late obligations while there was time: 0"
    assert [line.split(",")[1].split()[0] for line in lines if line.startswith("cadence kept")] == [
        "vip",
        "key",
        "potential",
        "general",
        "total",
    ]
