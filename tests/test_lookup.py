"""Finding people as a rep types them: exact wins, then a single match; several are listed, none suggests the nearest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from repbook.errors import BadInput, NotFound
from repbook.names import SURNAMES
from repbook.store import lookup
from tests.sample import Sample

DAY = "2026-01-01"


class Town(Sample):
    """A book of customers and contacts, asked for names."""

    def found(self, typed: str) -> str:
        """The name of the customer found."""
        return lookup.customer(self.db, typed).customer_name

    def person(self, typed: str, customer: int | None = None) -> str:
        """The contact found, with the customer."""
        match = lookup.contact(self.db, typed, customer)
        return f"{match.contact_name} @ {match.customer_name}"

    def listed(self, typed: str) -> list[str]:
        """Those who are listed because several match, without the id by which each can be found."""
        with pytest.raises(NotFound) as caught:
            lookup.customer(self.db, typed)
        assert caught.value.key == "several_match"
        assert caught.value.params["n"] >= len(caught.value.candidates)
        shown = [one.rpartition(" ") for one in caught.value.candidates]
        for name, _, number in shown:
            assert lookup.customer(self.db, number).customer_name in name
        return [name for name, _, _ in shown]

    def none(self, typed: str) -> list[str]:
        """The nearest, where nobody matches."""
        with pytest.raises(NotFound) as caught:
            lookup.customer(self.db, typed)
        assert caught.value.key in ("no_customer", "no_customer_near")
        assert caught.value.code == 3
        return caught.value.candidates


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A small town of shops and people."""
    town = Town(tmp_path / "book.db")
    mei = town.customer("美佳超市", phone="027-8888 1234")
    wang = town.customer("王记饭店")
    town.customer("王家湾超市")
    hui = town.customer("惠民便利店")
    town.customer("Ada & Co", phone="+86 138-0000-5678、(027) 6666 9999")
    town.customer("长乐商行")
    town.customer("100%_sure\\shop")
    town.contact(mei, "陈丽", phone="139 0000 4321")
    town.contact(mei, "陈立新")
    town.contact(hui, "王丽")
    town.contact(wang, "单雄信")
    yield town
    town.close()


# ---- one ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("美佳超市", "美佳超市"), (" 美佳超市 ", "美佳超市"), ("美佳", "美佳超市"), ("佳超", "美佳超市"), ("mjcs", "美佳超市"),
        ("MJCS", "美佳超市"),
        ("mj", "美佳超市"), ("meijiachaoshi", "美佳超市"), ("mei jia", "美佳超市"), ("mei'jia", "美佳超市"), ("jiachao", "美佳超市"),
        ("1234", "美佳超市"), ("027-88881234", "美佳超市"), ("88881234", "美佳超市"), ("#1", "美佳超市"), ("＃1", "美佳超市"),
        ("#01", "美佳超市"),
        ("ada", "Ada & Co"), ("ADA & co", "Ada & Co"), ("ac", "Ada & Co"), ("5678", "Ada & Co"), ("13800005678", "Ada & Co"),
        ("+8613800005678", "Ada & Co"),
        ("9999", "Ada & Co"), ("０２７６６６６９９９９", "Ada & Co"), ("wangjif", "王记饭店"), ("wjfd", "王记饭店"), ("饭店", "王记饭店"),
        ("changle", "长乐商行"), ("clsh", "长乐商行"), ("100%", "100%_sure\\shop"), ("_sure", "100%_sure\\shop"),
        ("\\shop", "100%_sure\\shop"),
    ],
)  # fmt: skip
def test_one_customer(town: Town, typed: str, name: str) -> None:
    assert town.found(typed) == name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("陈丽", "美佳超市"), ("chenli", "美佳超市"), ("4321", "美佳超市"), ("13900004321", "美佳超市"), ("王丽", "惠民便利店"),
        ("wl", "惠民便利店"),
        ("单雄信", "王记饭店"), ("shanxiongxin", "王记饭店"), ("sxx", "王记饭店"), ("danxiong", "王记饭店"), ("陈", "美佳超市"),
        ("chen", "美佳超市"),
    ],
)  # fmt: skip
def test_a_customer_by_its_people(town: Town, typed: str, name: str) -> None:
    assert town.found(typed) == name


def test_a_contact_that_was_named_is_told_with_the_customer(town: Town) -> None:
    assert lookup.customer(town.db, "王丽").contact_name == "王丽"
    assert lookup.customer(town.db, "陈").contact is None, "two people of one customer: the customer is meant"
    assert lookup.customer(town.db, "美佳").contact is None


@pytest.mark.parametrize("character", "单曾仇解查区朴覃翟缪乐")
def test_surnames_by_their_reading(town: Town, character: str) -> None:
    name = f"{character}大鹏"
    town.customer(name)
    assert town.found(f"{SURNAMES[character]}dapeng") == name
    assert town.found(f"{SURNAMES[character]} dap") == name
    assert town.found(f"{SURNAMES[character][0]}dp") == name


# ---- exact wins ---------------------------------------------------------------------------------------


def test_exact_wins_over_a_part(town: Town) -> None:
    town.customer("王记饭店分店")
    assert town.found("王记饭店") == "王记饭店"
    assert town.listed("王记") == ["王记饭店 (wjfd)", "王记饭店分店 (wjfdfd)"]


def test_a_whole_handle_wins_over_its_beginning(town: Town) -> None:
    town.customer("王丽新饭店")
    assert town.found("wjfd") == "王记饭店"
    town.customer("王记饭店老店")
    assert town.found("wjfd") == "王记饭店"
    assert town.found("wlx") == "王丽新饭店"
    assert town.person("wl") == "王丽 @ 惠民便利店"


def test_the_whole_handle_of_a_contact_stands_beside_customers_that_begin_with_it(town: Town) -> None:
    town.contact(2, "毛娟")
    assert town.listed("mj") == ["毛娟 @ 王记饭店 (mj)", "美佳超市 (mjcs)"]
    assert town.found("毛娟") == "王记饭店", "a whole name leaves no doubt"
    assert town.person("mj") == "毛娟 @ 王记饭店", "nobody but contacts is looked for"
    town.customer("美景")
    assert town.listed("mj") == ["毛娟 @ 王记饭店 (mj)", "美景 (mj)"], "a customer's own whole handle comes before parts"


def test_customers_that_are_gone_or_have_the_contact_do_not_stand_beside_it(town: Town) -> None:
    town.contact(1, "毛娟")
    town.customer("美家批发", archived_on=DAY)
    assert lookup.customer(town.db, "mj").contact_name == "毛娟"


def test_a_customers_own_name_wins_over_a_contacts(town: Town) -> None:
    town.customer("陈丽")
    assert town.found("陈丽") == "陈丽"
    assert lookup.customer(town.db, "陈丽").contact is None


def test_names_are_compared_in_composed_form(town: Town) -> None:
    town.customer("Café")
    assert town.found("Cafe\u0301") == "Café"


# ---- several ------------------------------------------------------------------------------------------


def test_several_are_listed_never_guessed(town: Town) -> None:
    assert town.listed("王") == ["王丽 @ 惠民便利店 (wl)", "王家湾超市 (wjwcs)", "王记饭店 (wjfd)"]
    assert town.listed("超市") == ["王家湾超市 (wjwcs)", "美佳超市 (mjcs)"]
    assert town.listed("wj") == ["王家湾超市 (wjwcs)", "王记饭店 (wjfd)"]


def test_a_long_list_is_cut_and_counted(town: Town) -> None:
    for n in range(20):
        town.customer(f"分号{n:02d}")
    with pytest.raises(NotFound) as caught:
        lookup.customer(town.db, "分号")
    assert (len(caught.value.candidates), caught.value.params["n"]) == (12, 20)


def test_two_contacts_of_one_name_are_both_listed(town: Town) -> None:
    town.contact(2, "王丽")
    assert town.listed("王丽") == ["王丽 @ 惠民便利店 (wl)", "王丽 @ 王记饭店 (wl)"]


# ---- none ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("美佳超事", ["美佳超市"]),
        ("美家", ["美佳超市"]),
        ("会民便利", ["惠民便利店"]),
        ("mjsc", ["美佳超市"]),
        ("wangjifandina", ["王记饭店"]),
        ("Adda & Co", ["Ada & Co"]),
        ("没有这家", []),
        ("zzz", []),
    ],
)
def test_none_suggests_the_nearest(town: Town, typed: str, near: list[str]) -> None:
    assert town.none(typed)[:1] == near


@pytest.mark.parametrize("typed", ["12", "0000", "|", "100_", "mj%", "m_cs", "美_超市"])
def test_what_matches_nobody(town: Town, typed: str) -> None:
    town.none(typed)


@pytest.mark.parametrize("typed", ["%", "_", "\\"])
def test_the_signs_of_like_are_plain_signs(town: Town, typed: str) -> None:
    assert town.found(typed) == "100%_sure\\shop"


def test_a_name_of_nothing_but_quotes_is_a_name(town: Town) -> None:
    town.customer("'")
    town.customer("''")
    assert town.found("'") == "'"
    assert town.found("''") == "''"


def test_a_name_with_a_number_sign_is_a_name(town: Town) -> None:
    town.customer("#1 Noodle House")
    assert town.found("#1 noodle house") == town.found("#1 n") == "#1 Noodle House"
    assert town.found("#1") == town.found("＃１") == town.found("# 1") != "#1 Noodle House"
    town.none("#x")


@pytest.mark.parametrize("typed", ["#99", "#" + "9" * 30])
def test_no_such_number(town: Town, typed: str) -> None:
    with pytest.raises(NotFound) as caught:
        lookup.customer(town.db, typed)
    assert caught.value.key == "no_customer_id"


def test_nothing_typed_and_half_a_character(town: Town) -> None:
    with pytest.raises(NotFound) as caught:
        lookup.customer(town.db, "  ")
    assert caught.value.key == "empty_customer"
    with pytest.raises(BadInput):
        lookup.customer(town.db, "\ud800")


# ---- those who are gone -------------------------------------------------------------------------------


def test_archived_customers_are_found_when_nobody_else_matches(town: Town) -> None:
    town.customer("美佳批发", archived_on=DAY)
    town.customer("老字号", archived_on=DAY)
    assert town.found("美佳") == "美佳超市"
    assert town.found("美佳批发") == "美佳批发"
    assert town.found("mjpf") == "美佳批发"
    assert town.found("老字") == "老字号"


def test_contacts_who_left_count_only_where_nobody_else_matches(town: Town) -> None:
    town.contact(4, "陈丽娟", left_on=DAY)
    assert town.found("陈丽") == "美佳超市"
    assert town.found("陈丽娟") == "惠民便利店"
    assert town.person("clj") == "陈丽娟 @ 惠民便利店"


# ---- contacts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("陈丽", "陈丽 @ 美佳超市"), ("cl", "陈丽 @ 美佳超市"), ("clx", "陈立新 @ 美佳超市"), ("美佳/陈丽", "陈丽 @ 美佳超市"),
        ("mj/cl", "陈丽 @ 美佳超市"),
        ("hmbld/wl", "王丽 @ 惠民便利店"), ("#3", "王丽 @ 惠民便利店"), ("#1/陈丽", "陈丽 @ 美佳超市"), ("#1/#1", "陈丽 @ 美佳超市"),
        ("4321", "陈丽 @ 美佳超市"), ("sxx", "单雄信 @ 王记饭店"),
    ],
)  # fmt: skip
def test_one_contact(town: Town, typed: str, name: str) -> None:
    assert town.person(typed) == name


def test_a_contact_of_a_known_customer(town: Town) -> None:
    assert town.person("chen li", 1) == "陈丽 @ 美佳超市"
    assert town.person("#1", 1) == "陈丽 @ 美佳超市"
    with pytest.raises(NotFound) as caught:
        town.person("#1", 2)
    assert (caught.value.key, caught.value.params) == ("contact_elsewhere", {"name": "陈丽", "customer": "美佳超市"})
    with pytest.raises(NotFound) as caught:
        town.person("王莉", 4)
    assert (caught.value.key, caught.value.candidates) == ("no_contact_near", ["王丽"])
    with pytest.raises(NotFound) as caught:
        town.person("没人", 4)
    assert caught.value.key == "no_contact"


def test_contact_refusals(town: Town) -> None:
    for typed, key in (
        ("陈", "several_match"),
        ("#99", "no_contact_id"),
        ("", "empty_contact"),
        ("没有/陈丽", "no_customer"),
        ("zzz", "no_contact"),
    ):
        with pytest.raises(NotFound) as caught:
            town.person(typed)
        assert caught.value.key == key


@pytest.mark.parametrize("typed", ["陈丽", "美佳超市/陈丽", "mjcs/陈丽", "#1/陈丽"])
def test_a_contact_of_a_customer_known_already_may_be_given_with_it(town: Town, typed: str) -> None:
    assert town.person(typed, 1) == "陈丽 @ 美佳超市"
    with pytest.raises(NotFound):
        town.person(typed, 2)


# ---- many ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "ids"), [("超市", {1, 3}), ("王", {2, 3, 4}), ("陈", {1}), ("#2", {2}), ("#99", set()), ("没有", set()), ("4321", {1})]
)
def test_matching(town: Town, typed: str, ids: set[int]) -> None:
    assert lookup.matching(town.db, typed) == ids
