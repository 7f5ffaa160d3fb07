"""Files of a rep's own and of others, and taking them in: what tests of `import` have in common."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli import Rep

DATA = Path(__file__).parent / "data" / "import"


def write(rep: Rep, text: str, name: str = "file.csv") -> str:
    """A file of the rep's own."""
    path = rep.folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def take_in(rep: Rep, kind: str, text: str, options: str = "", code: int = 0) -> tuple[str, str]:
    """Import a few lines and return what was said on stdout and stderr."""
    said = rep(f"import {kind} {write(rep, text)} {options}", code=code)
    return said.out, said.err


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """A rep whose book holds one customer, one contact of theirs, and a second customer."""
    rep(["import", "customers", write(rep, "name,tier,since\nGood shop,vip,2025-01-02\nCorner Bar,key,2025-01-02\n")])
    rep(["import", "contacts", write(rep, "customer,name\nGood shop,Ada\nCorner Bar,Bob\n")])
    return rep


@pytest.fixture
def year(rep: Rep) -> Rep:
    """A rep who took last year's four spreadsheets in."""
    for kind, file in (("customers", "customers_gbk"), ("contacts", "contacts"), ("touches", "touches_bom"), ("orders", "orders")):
        rep(f"import {kind} {DATA}/{file}.csv")
    return rep
