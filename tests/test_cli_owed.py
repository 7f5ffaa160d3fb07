"""Nobody is archived or given up while something is still owed to them, unless with --force."""

from __future__ import annotations

import pytest

from tests.cli import Rep
from tests.imported import take_in
from tests.sample import Sample
from tests.test_cli_customer import there_and_back

GOING = ["customer archive mjcs", "customer edit mjcs --status lost"]


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """Two shops."""
    made = Sample(rep.book)
    made.customer("美佳超市")
    made.customer("惠民便利店")
    made.close()
    return rep


@pytest.mark.parametrize("line", GOING)
@pytest.mark.parametrize("owed", ["promise add mjcs 送样品 --by +1w", "complaint open mjcs 送样品"])
def test_refused_while_something_stands(shop: Rep, line: str, owed: str) -> None:
    shop(owed)
    before = shop.dump()
    said = shop(line, 1)
    assert "美佳超市 still waits for #1 送样品; settle that first" in said.err
    assert said.out == ""
    assert shop.dump() == before
    assert "美佳超市 还有未了的：#1 送样品" in shop(line, 1, lang="zh").err


@pytest.mark.parametrize("line", GOING)
def test_done_with_force_and_taken_back(shop: Rep, line: str) -> None:
    shop("promise add mjcs 送样品 --by +1w")
    shop("complaint answer 2", 3)
    shop("complaint open mjcs 破损")
    assert "#1 送样品, #2 破损" in shop(line, 1).err
    there_and_back(shop, f"{line} --force")


@pytest.mark.parametrize("line", GOING)
def test_what_is_settled_theirs_or_of_others_keeps_nobody(shop: Rep, line: str) -> None:
    shop("promise add mjcs 送样品 --by +1w")
    shop("promise keep 1")
    shop("promise add mjcs 结款 --by +1w --theirs")
    shop("promise add 惠民 送样品 --by +1w")
    shop("complaint open mjcs 破损")
    shop("complaint solve 4")
    assert shop(line).code == 0


def test_other_edits_go_on(shop: Rep) -> None:
    shop("promise add mjcs 送样品 --by +1w")
    shop("customer edit mjcs --status prospect --area 湖北")
    assert shop.rows("SELECT area FROM customer WHERE id = 1") == [("湖北",)]


def test_one_lost_already_may_be_edited(shop: Rep) -> None:
    shop("customer edit mjcs --status lost")
    shop("promise add mjcs 送样品 --by +1w")
    assert shop("customer edit mjcs --status lost --area 湖北").code == 0


def test_an_import_gives_nobody_up_either(shop: Rep) -> None:
    shop("promise add mjcs 送样品 --by +1w")
    text = "name,status\n美佳超市,lost\n惠民便利店,lost\n"
    before = shop.dump()
    out, err = take_in(shop, "customers", text, "--update", code=1)
    assert out == ""
    assert "line 2: 美佳超市 still waits for #1 送样品" in err
    assert shop.dump() == before
    take_in(shop, "customers", text, "--update --skip-errors")
    assert shop.rows("SELECT status FROM customer ORDER BY id") == [("active",), ("lost",)]
    shop("promise keep 1")
    assert take_in(shop, "customers", text, "--update")[0] == "customers: 0 added, 1 changed, 1 the same\n"
