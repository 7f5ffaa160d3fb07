"""On a terminal of its own: what is asked and warned of is wrapped to its width, whatever the script."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from repbook import words
from repbook.render import out
from tests.cli import Rep
from tests.program import on_terminal
from tests.sample import Sample, small_shop


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """Two customers of one name in two spellings, one of them in mourning; the same gift and greeting for both."""
    made = Sample(rep.book)
    for name in ("湖北省武汉市武昌区美佳超市连锁", "Hubei Province Wuchang District Supermarket"):
        number = made.customer(name, "key")
        person = made.contact(number, "陈丽", phone="138 0000 0001")
        made.touch(number, "2026-09-24", "gift", (person,), gift="月饼礼盒（双黄莲蓉，特大号，带手提袋）", cost=60000)
    made.close()
    rep("occasion add 湖北 bereavement 2026-11-19 --contact 陈丽")
    return rep


ASKED = {
    "forget": (["--yes", "customer", "forget", "#1", "--dry-run"], None),
    "merge": (["customer", "merge", "#1", "#2"], ("[y/N]", b"\n")),
    "warned": (["log", "#1", "gift", "", "--gift", "月饼礼盒（双黄莲蓉，特大号，带手提袋）", "--cost", "900"], None),
    "mourning": (["log", "#1", "greeting", "国庆快乐，生意兴隆，万事如意，家里都好，孩子学习进步"], None),
    "refused": (["policy", "set", "vip.call_every", "0"], None),
    "restore": (["book", "restore", "/nowhere/at/all/with/a/long/path/of/its/own/book.db"], None),
}


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_is_said_fits_the_terminal(shop: Rep, tmp_path: Path, lang: str, asked: str) -> None:
    line, typed = ASKED[asked]
    ran = on_terminal(["--book", str(shop.book), "--lang", lang, *line], tmp_path, {"NO_COLOR": "1"}, typed, columns=40)
    assert ran.out.strip()
    assert [row for row in ran.out.splitlines() if out.cells(row) > 40] == []


@pytest.mark.parametrize(
    ("text", "room", "rows"),
    [
        ("  regards from somebody they know", 20, ["  regards from", "  somebody they know"]),
        ("  带一句熟人的问候给他们", 14, ["  带一句熟人的", "  问候给他们"]),
        ("a\n  b c", 4, ["a", "  b", "  c"]),
        ("", 10, [""]),
        ("abc", 3, ["abc"]),
        ("abcd", 3, ["abc", "d"]),
    ],
)
def test_what_is_wrapped_keeps_its_indent(text: str, room: int, rows: list[str]) -> None:
    assert out._within(text, room) == rows


# ---- the program on it ---------------------------------------------------------------------------------


@pytest.fixture
def plain(rep: Rep) -> Rep:
    """A book with a customer, a contact and a touch."""
    small_shop(rep.book)
    return rep


@pytest.fixture
def env(plain: Rep) -> dict[str, str]:
    """The environment that names the shop's book."""
    return {"REPBOOK_BOOK": str(plain.book)}


def test_colours_on_a_terminal_only_where_they_are_welcome(plain: Rep, env: dict[str, str]) -> None:
    assert "\x1b[" in on_terminal(["due"], plain.folder, env).out
    for unwelcome in ({"NO_COLOR": "1"}, {"TERM": "dumb"}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}):
        shown = on_terminal(["due"], plain.folder, env | unwelcome).out
        assert "美佳超市" in shown
        assert "\x1b" not in shown


@pytest.mark.parametrize("columns", [40, 80, 120])
@pytest.mark.parametrize(
    "line",
    [
        ["due"],
        ["due", "--held"],
        ["history"],
        ["customer", "list"],
        ["--help"],
        ["log", "--help"],
        ["report", "--help"],
        ["customer", "add", "--help"],
    ],
    ids=" ".join,
)
def test_a_screen_is_as_wide_as_its_lines(plain: Rep, env: dict[str, str], line: list[str], columns: int) -> None:
    shown = on_terminal(line, plain.folder, env | {"NO_COLOR": "1"}, columns=columns).out
    wide = [row for row in shown.splitlines() if out.cells(row) > columns]
    assert wide == []


def test_an_interrupt_at_a_question(plain: Rep, env: dict[str, str]) -> None:
    began = time.monotonic()
    answer = on_terminal(["log", "美佳", "call"], plain.folder, env, typed=("note", b"\x03"))
    assert answer.code == 130
    assert "Traceback" not in answer.out
    assert time.monotonic() - began < 5
    assert plain.rows("SELECT count(*) FROM touch") == [(1,)]


def test_a_note_is_asked_for_on_a_terminal(plain: Rep, env: dict[str, str]) -> None:
    assert on_terminal(["log", "美佳", "call"], plain.folder, env, typed=("note", "老板不在\n".encode())).code == 0
    assert on_terminal(["log", "美佳", "call"], plain.folder, env, typed=("note", b"\n")).code == 0
    assert plain.rows("SELECT note FROM touch ORDER BY id DESC LIMIT 2") == [("",), ("老板不在",)]
