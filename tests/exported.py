"""A book with a bit of everything to be exported, and what an export writes."""

from __future__ import annotations

import stat

import pytest

from repbook.terms import day_of
from tests.cli import Rep
from tests.sample import Sample

TODAY = day_of("2026-11-22")


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """A rep whose book holds a bit of everything."""
    made = Sample(rep.book)
    mei = made.customer("美佳超市", "key", area="湖北/武汉", phone="+86 27 1", note="=note\nsecond line", source="展会")
    old = made.customer("老店", status="lost", lost_on="2026-10-01", referred_by=mei, archived_on="2026-10-02", no_calls=1)
    made.contact(
        mei,
        "王丽",
        (8, 15),
        True,
        birth_year=1980,
        role="decider",
        function="店长",
        phone="138 0000 1111 / 139 0000 2222",
        likes="tea",
        family="two sons",
        wechat="wl",
        email="w@example.com",
        note="a note",
        joined="2026-03-01",
    )
    made.contact(mei, "a、b; c", (6, 1), True, birth_leap=1, no_calls=1)
    made.contact(mei, "=Ann", (2, 29), left_on="2026-12-31", likes="chess")
    made.contact(old, "李雷", (12, 3))
    made.contact(mei, "走了", left_on="2026-05-01")
    made.touch(mei, "2026-11-01", "visit", (1, 2), gift="no", cost=1250, origin="Wuhan", note="-3 pallets", mood="ok", minutes=30)
    made.touch(mei, "2026-11-01", "visit", (1, 2), gift="no", cost=1250, origin="Yichang", note="-3 pallets", mood="ok", minutes=30)
    made.touch(mei, "2026-11-02", "message", (3,), mass=1, meant_for="founders-day", outcome="done")
    made.touch(old, "2026-11-03", "call", incoming=1, meant_for="birthday", outcome="no-answer", purpose="care")
    made.order(mei, "2026-10-01", 0)
    made.close()
    rep("order add 美佳 12.50 --product -酒 --qty 1.5 --margin=-3.20 --service-every 6")
    rep("customer spacing 美佳 1.5 --until +3w")
    return rep


def export(rep: Rep, line: str, name: str = "file") -> str:
    """What an export writes to a file."""
    path = rep.folder / f"{name}-{len(list(rep.folder.iterdir()))}"
    rep([*line.split(), str(path)])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    return path.read_bytes().decode("utf-8-sig")
