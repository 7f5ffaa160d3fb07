"""What every command keeps to: nobody is waited for who is not there, an error leaves no data behind, and nothing goes near a network."""

from __future__ import annotations

import ast
import io
import json
import sys

import pytest

from tests.cli import Rep
from tests.sample import Sample
from tests.test_architecture import EVERY, TREES
from tests.test_no_book import READ, line, options, spelled

NETWORK = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "asyncio", "requests", "httpx", "xmlrpc", "socketserver"}


class Nobody(io.StringIO):
    """A standard input that is no terminal and must not be read."""

    def read(self, size: int | None = -1) -> str:
        """Fail the test."""
        raise AssertionError(f"somebody waits for {size} of input")

    def readline(self, size: int = -1) -> str:  # type: ignore[override]
        """Fail the test."""
        raise AssertionError(f"somebody waits for a line of {size}")


@pytest.mark.parametrize(
    ("line", "code", "part"),
    [
        ("customer tier 美佳 gold", 2, "现有：VIP（vip）、重点（key）、潜力（potential）、一般（general）"),
        ("due --action x", 2, "可用：电话（call）、拜访（visit）、"),
        ("policy set vip.roles x", 2, "允许：拍板者（decider）、影响者（influencer）、"),
        ("policy set vip.festivals x", 2, "允许：元旦（new-year）、"),
        ("policy set default_tier x", 2, "允许：VIP（vip）、"),
        ("policy set tier.vip.name key", 2, "级别“VIP（vip）”不能叫"),
        ("policy set tiers 'vip potential general'", 1, "属于级别“重点（key）”，而设置里没有它"),
        ("why 美佳 x", 2, "规则有：定期电话、定期拜访、"),
        ("snooze 美佳 x --until 12-1", 2, "规则有：定期电话、定期拜访、"),
        ("snooze 美佳 care-call --until 12-1", 0, "定期电话 care-call 推后"),
        ("log 美佳 message x --for 春节", 0, "--for 春节（spring-festival）：眼下没有"),
        ("log 美佳 message x --for after-sale", 0, "--for 售后回访 after-sale：眼下没有"),
        ("forecast --tier vip=3", 0, "按 VIP=3："),
    ],
)
def test_in_chinese_codes_have_their_words_beside_them(shop: Rep, line: str, code: int, part: str) -> None:
    said = shop(line, code=code, lang="zh")
    assert part in said.out + said.err


@pytest.fixture
def shop(rep: Rep, monkeypatch: pytest.MonkeyPatch) -> Rep:
    """Two customers, a contact, and nobody at the keyboard."""
    made = Sample(rep.book)
    mei = made.customer("美佳超市", "key")
    made.contact(mei, "王丽", (11, 22))
    made.customer("百姓饭店")
    made.touch(mei, "2026-06-01", "visit")
    made.close()
    monkeypatch.chdir(rep.folder)
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setattr(sys, "stdin", Nobody())
    return rep


@pytest.mark.parametrize("path", EVERY, ids=spelled)
def test_no_command_waits_for_input_without_a_terminal(shop: Rep, path: tuple[str, ...]) -> None:
    assert shop(line(path), code=None).code in (0, 1, 2, 3)


@pytest.mark.parametrize("path", [path for path in READ if "CUSTOMER" in line(path) or "美佳" in line(path)], ids=spelled)
def test_an_error_leaves_no_data_behind(shop: Rep, path: tuple[str, ...]) -> None:
    words = ["没有这家店铺" if word == "美佳" else word for word in line(path)]
    said = shop([*words, "--json"], code=3)
    assert said.out == ""
    assert "没有这家店铺" in said.err


@pytest.mark.parametrize("path", [path for path in READ if {"--json", "--csv"} <= options(path)], ids=spelled)
def test_data_is_whole_whatever_the_width(shop: Rep, monkeypatch: pytest.MonkeyPatch, path: tuple[str, ...]) -> None:
    wide = [shop([*line(path), form], code=None) for form in ("--json", "--csv")]
    monkeypatch.setenv("COLUMNS", "20")
    assert [shop([*line(path), form], code=None) for form in ("--json", "--csv")] == wide
    assert isinstance(json.loads(wide[0].out), dict)


def test_nothing_knows_of_a_network() -> None:
    for tree in TREES.values():
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.partition(".")[0] for name in names} & NETWORK
