"""Tables on a screen: side by side where they fit, folded or stacked where they do not, and no value cut."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repbook import words
from repbook.render import out
from repbook.render.columns import Head, lay_out
from tests.cli import Rep
from tests.sample import Sample

HEADS = [Head("#", right=True), Head("name", label="name"), Head("phone", label="phone"), Head("vip", label="vip", flag=True), Head("note")]
ROWS = [["1", "美佳超市", "138 0000 0001", "yes", ""], ["12", "Ada", "139", "", "asks for the price list of wine"]]


def shown(room: int, heads: Sequence[Head] = HEADS, rows: Sequence[Sequence[str]] = ROWS) -> list[str]:
    lines = lay_out(heads, rows, [""] * len(rows), room)
    return ["".join(span.text for span in line).rstrip() for line in lines]


WHOLE = [
    " #  name      phone          vip  note",
    " 1  美佳超市  138 0000 0001  yes",
    "12  Ada       139                 asks for the price list of wine",
]


@pytest.mark.parametrize(
    ("room", "expected"),
    [
        (66, WHOLE),
        (65, WHOLE),
        (
            64,
            [
                " #  name      phone          vip",
                " 1  美佳超市  138 0000 0001  yes",
                "12  Ada       139",
                "    asks for the price list of wine",
            ],
        ),
        (
            32,
            [
                " #  name      phone          vip",
                " 1  美佳超市  138 0000 0001  yes",
                "12  Ada       139",
                "    asks for the price list of",
                "    wine",
            ],
        ),
        (
            31,
            [
                " #  name      phone",
                " 1  美佳超市  138 0000 0001",
                "    vip",
                "12  Ada       139",
                "    asks for the price list of",
                "    wine",
            ],
        ),
        (
            26,
            [
                " #  name",
                " 1  美佳超市",
                "    phone 138 0000 0001",
                "    vip",
                "12  Ada",
                "    phone 139",
                "    asks for the price",
                "    list of wine",
            ],
        ),
    ],
)
def test_what_has_no_room_beside_the_rest_stands_under_its_row(room: int, expected: list[str]) -> None:
    assert shown(room) == expected


NUMBERS = [Head("week"), *(Head(name, right=True, label=name) for name in ("calls", "greets", "tasks", "hours", "of", "load"))]
COUNTS = [
    ["23 Nov", "18", "4", "2", "12.8", "30", "42%"],
    ["30 Nov", "9", "10", "0", "7.1", "30", "7%"],
    ["way", "", "", "", "6.0", "", "14%"],
]


def test_numbers_under_the_rows_stand_under_each_other_in_lines_of_a_like_length() -> None:
    assert shown(38, NUMBERS, COUNTS) == [
        "week    calls  greets  tasks  hours",
        "23 Nov     18       4      2   12.8",
        "    of 30 · load 42%",
        "30 Nov      9      10      0    7.1",
        "    of 30 · load  7%",
        "way                             6.0",
        "    load 14%",
    ]
    assert shown(33, NUMBERS, COUNTS)[:7] == [
        "week    calls  greets  tasks",
        "23 Nov     18       4      2",
        "    hours 12.8 · of 30 · load 42%",
        "30 Nov      9      10      0",
        "    hours  7.1 · of 30 · load  7%",
        "way",
        "    hours  6.0 · load 14%",
    ]
    assert shown(29, NUMBERS, COUNTS)[:7] == [
        "week    calls  greets  tasks",
        "23 Nov     18       4      2",
        "    hours 12.8",
        "    of 30 · load 42%",
        "30 Nov      9      10      0",
        "    hours  7.1",
        "    of 30 · load  7%",
    ]


def test_the_name_of_a_row_of_numbers_stays_before_them_and_is_folded_sooner() -> None:
    heads = [Head("cause"), Head("opened", right=True, label="opened"), Head("in time", right=True, label="answered in time")]
    rows = [["the driver did not know", "2", "50%"], ["rain", "1", ""]]
    assert shown(40, heads, rows) == [
        "cause                    opened  in time",
        "the driver did not know       2      50%",
        "rain                          1",
    ]
    assert shown(39, heads, rows) == [
        "cause                   opened  in time",
        "the driver did not           2      50%",
        "know",
        "rain                         1",
    ]
    assert shown(27, heads, rows)[:3] == ["cause       opened  in time", "the driver       2      50%", "did not"]
    assert shown(26, heads, rows)[:3] == ["cause               opened", "the driver did not       2", "know"]
    assert shown(26, heads, rows)[3:] == ["    answered in time 50%", "rain                     1"]


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_legend_too_long_for_the_screen_begins_a_line_with_each_part(rep: Rep, lang: str) -> None:
    from tests.program import on_terminal

    words.use(lang)
    for line, legend in ((["report", "dormant", "--month", "2026-10"], words.t("say.report_dormant_legend")),
                         (["forecast"], words.t("plan.forecast_legend", hours=6))):  # fmt: skip
        parts = legend.replace("\n", " · ").split(" · ")
        wide, narrow = (
            on_terminal(["--demo", "--lang", lang, *line], rep.folder, columns=columns).out.splitlines() for columns in (110, 40)
        )
        assert legend.splitlines() == wide[-len(legend.splitlines()) :]
        assert all(any(row == part or (len(part) > 16 and part.startswith(row)) for row in narrow) for part in parts), narrow


def test_a_long_text_is_folded_in_its_column_before_anything_goes() -> None:
    text = "wants the shelf by the door and asks again for the price list"
    assert shown(45, [Head("day"), Head("note")], [["2026-11-22", text], ["2026-11-21", "fine"]]) == [
        "day         note",
        "2026-11-22  wants the shelf by the door and",
        "            asks again for the price list",
        "2026-11-21  fine",
    ]


def test_a_column_that_is_mostly_empty_goes_first() -> None:
    heads = [Head("name", label="name"), Head("mass", label="mass", flag=True), Head("phone", label="phone")]
    rows = [["Ada", "", "138 0000 0001"], ["Bob", "", "138 0000 0002"], ["Cleo", "", "138 0000 0003"], ["Dan", "yes", "138 0000 0004"]]
    assert shown(20, heads, rows)[-3:] == ["Cleo  138 0000 0003", "Dan   138 0000 0004", "    mass"]


def test_a_name_longer_than_the_screen_is_wrapped() -> None:
    lines = shown(40, [Head("name"), Head("phone", label="phone")], [["湖北省武汉市" * 10, "138 0000 0001"]])
    assert "".join(line.strip() for line in lines[1:-1]) == "湖北省武汉市" * 10
    assert lines[-1] == "    phone 138 0000 0001"


def test_of_a_text_without_end_a_screen_shows_the_beginning() -> None:
    lines = shown(80, [Head("note")], [["x" * 100_000]])
    assert "".join(lines[1:]) == "x" * 399 + "…"


CELLS = st.text("ab 客，.'" + "0123", max_size=60).map(str.strip)


@given(st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=5), st.integers(16, 90))
def test_no_line_is_wider_than_the_screen_and_nothing_is_lost(rows: list[list[str]], room: int) -> None:
    heads = [Head("#", right=True), Head("a", label="a"), Head("b", right=True, label="b"), Head("c")]
    lines = shown(room, heads, rows)
    assert [line for line in lines if out.cells(line) > room] == []
    said = sorted("".join(lines).replace(" ", ""))
    for row in rows:
        for letter in set("".join(row)) - {" "}:
            assert said.count(letter) >= "".join(row).count(letter)


# ---- the lists themselves -----------------------------------------------------------------------------


LISTS = ["customer list", "contact list", "contact list 鑫源", "order list", "history", "promise list", "occasion list", "gift list"]
SAID = {
    "customer list": ["027-0000 0202", "2026-11-21", "湖北/武汉/江岸"],
    "contact list": ["138 0000 0001", "赵敏敏", "Christopher Hargreaves"],
    "order list": ["1,234,567.89", "2026-11-02", "Sparkling water"],
    "history": ["2026-11-21", "Christopher Hargreaves"],
    "gift list": ["1,680.00", "孝感老家带回来的"],
}


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """A customer with long values in every field."""
    made = Sample(rep.book)
    number = made.customer("鑫源商行连锁总店", "potential", area="湖北/武汉/江岸", phone="027-0000 0202")
    one = made.contact(number, "赵敏敏", (9, 30), role="influencer", function="采购部主管", phone="138 0000 0001")
    made.contact(number, "Christopher Hargreaves", (6, 12), lunar=True, role="decider", function="Managing director", phone="139 0000 0002")
    made.touch(number, "2026-11-21", "visit", (one, one + 1), mood="good", note="一起看了货架，端架让出来了，下周三再谈价格" * 3)
    made.touch(number, "2026-11-20", "gift", (one,), gift="羊肉汤料礼盒", cost=168000, origin="孝感老家带回来的")
    made.close()
    rep("order add 鑫源 1234567.89 --on 2026-11-02 --product 'Sparkling water' --qty 1000 --margin 12345.67 --service-every 6")
    rep("promise add 鑫源 '送新品样品到江岸店，带上价目表' --by 2026-11-20 --on 2026-11-10 --contact 赵敏敏")
    rep("occasion add 鑫源 anniversary 2016-11-22 --title 'ten years on Jianshe Avenue'")
    return rep


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_list_on_a_terminal_fits_it_and_cuts_nothing(shop: Rep, monkeypatch: pytest.MonkeyPatch, lang: str, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(out, "on_terminal", lambda: True)
    for line in LISTS:
        said = shop(line, lang=lang).out
        assert [row for row in said.splitlines() if out.cells(row) > columns] == [], line
        assert "…" not in said, line
        assert [value for value in SAID.get(line, ()) if value.replace(" ", "") not in "".join(said.split())] == [], line
