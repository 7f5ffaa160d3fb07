"""What to say when nobody lies in an area as it was typed: areas are paths, and a screen shows only their last part."""

from __future__ import annotations

import sqlite3

from repbook.store.nouns import within
from repbook.values import area as path
from repbook.words import t

_MOST = 6


def unknown(db: sqlite3.Connection, typed: str | None) -> str | None:
    """A sentence for an area in which there is no customer, with the areas that may be meant; None for any other."""
    if not typed:
        return None
    asked = path(typed)
    known = [area for (area,) in db.execute("SELECT DISTINCT area FROM customer WHERE area <> '' ORDER BY area")]
    if any(within(area, asked) for area in known):
        return None
    near = [one for one in dict.fromkeys(_meant(area, asked) for area in known) if one]
    areas = near or list(dict.fromkeys(area.partition("/")[0] for area in known))
    return t("say.no_such_area" if areas else "say.no_area_at_all", area=asked, known=t("due.list_comma").join(areas[:_MOST]))


def _meant(area: str, asked: str) -> str:
    """The part of an area's path down to the one that is called, or begins, as was asked; empty when none is."""
    parts = area.split("/")
    last = asked.rpartition("/")[2]
    return next(("/".join(parts[: at + 1]) for at, part in enumerate(parts) if part.startswith(last)), "")
