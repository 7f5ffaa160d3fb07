"""A calendar file (iCalendar, RFC 5545) of all-day events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from repbook import __version__
from repbook.exchange.lines import escaped, folded
from repbook.render.out import clean
from repbook.terms import NO_END, Day


class Event(NamedTuple):
    """Something on one whole day; `uid` names it for ever, so that a calendar knows it again."""

    uid: str
    day: Day
    title: str
    text: str = ""
    place: str = ""
    category: str = ""


def write(events: Iterable[Event], name: str, today: Day) -> str:
    """The calendar of that name; `today` stands where the format wants to know when it was written."""
    return "".join(map(folded, _lines(events, name, today)))


def _lines(events: Iterable[Event], name: str, today: Day) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield f"PRODID:-//repbook//repbook {__version__}//EN"
    yield "CALSCALE:GREGORIAN"
    yield "METHOD:PUBLISH"
    yield f"X-WR-CALNAME:{escaped(name)}"
    for event in events:
        yield from _event(event, today)
    yield "END:VCALENDAR"


def _event(event: Event, today: Day) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_date(today)}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_date(event.day)}"
    if event.day < NO_END:
        yield f"DTEND;VALUE=DATE:{_date(event.day + 1)}"
    yield f"SUMMARY:{escaped(clean(event.title))}"
    for label, text in (("DESCRIPTION", event.text), ("LOCATION", event.place), ("CATEGORIES", event.category)):
        if text:
            yield f"{label}:{escaped(clean(text))}"
    yield "CLASS:PRIVATE"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _date(day: Day) -> str:
    return date.fromordinal(day).strftime("%Y%m%d").rjust(8, "0")
