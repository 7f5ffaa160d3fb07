"""`greeting`: what repeats, what was sent, who is left; and the warning after `log`."""

from __future__ import annotations

import csv
import io
import json
import sys
from typing import Any

import pytest

from repbook.store import book as books
from repbook.store.book import connect
from repbook.terms import Day, day_of, iso
from tests.cli import Rep
from tests.sample import Sample

TODAY = "2026-09-24"
"""The day before Mid-Autumn 2026."""


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """A customer of each tier, two of them with people."""
    rep.today = TODAY
    made = Sample(rep.book)
    mei = made.customer("美佳超市", "key", area="湖北/武汉/武昌")
    made.contact(mei, "陈丽", role="decider")
    made.contact(mei, "王强", role="user")
    hui = made.customer("惠民便利店", "general")
    made.contact(hui, "王丽")
    chen = made.customer("陈记商行", "vip", area="湖北/武汉/汉阳")
    made.contact(chen, "陈伟", role="decider")
    made.contact(chen, "陈刚", role="decider")
    made.contact(chen, "陈老", role="decider", left_on="2026-01-01")
    made.customer("Ada & Co", "potential")
    made.close()
    return rep


def add(rep: Rep, customer: int, on: str, note: str, kind: str = "greeting", **more: Any) -> None:
    """A touch straight into the book."""
    made = connect(str(rep.book), writing=True)
    with made.step("logged", customer="", kind=kind, on=day_of(on)):
        from repbook.store import touches

        touches.add(made.db, customer, day_of(on), kind=kind, note=note, **more)
    made.close()


def items(said: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(said)["items"]
    return found


WORDS = "中秋快乐，阖家团圆"


# ---- greeting check -----------------------------------------------------------------------------------


def test_nothing_like_it_was_sent(shop: Rep) -> None:
    before = shop.dump()
    said = shop(["greeting", "check", "美佳", WORDS])
    assert said.out == ""
    assert said.err == "Nothing like it was sent, to 美佳超市 or to others\n"
    assert shop(["greeting", "check", "陈丽", WORDS]).err == "Nothing like it was sent, to 陈丽 or to others\n"
    assert "不重复" in shop(["greeting", "check", "美佳", WORDS], lang="zh").err
    assert json.loads(shop(["greeting", "check", "美佳", WORDS, "--json"]).out) == {"repeats": False, "items": []}
    assert shop.dump() == before


def test_what_another_customer_got_is_named_with_its_day_and_words(shop: Rep) -> None:
    add(shop, 2, "2026-09-23", "王姐，中秋快乐，阖家团圆🎑")
    before = shop.dump()
    said = shop(["greeting", "check", "陈伟", "陈总：中秋快乐 阖家团圆"], code=1)
    assert said.err == (
        'repbook: the same words went to 惠民便利店 on Wed 23 Sep 2026: "王姐，中秋快乐，阖家团圆🎑"; write something of this customer\'s own\n'
    )
    assert said.out.splitlines()[1].split() == ["2026-09-23", "惠民便利店", "100%", "王姐，中秋快乐，阖家团圆🎑"]
    assert shop.dump() == before
    chinese = shop(["greeting", "check", "陈伟", WORDS], code=1, lang="zh").err
    assert chinese == "repbook: 同样的话 2026年9月23日 周三 已发给惠民便利店：“王姐，中秋快乐，阖家团圆🎑”；换几句专门写给这位客户的\n"


def test_nearly_the_same_and_how_many_others(shop: Rep) -> None:
    for customer in (1, 2, 4):
        add(shop, customer, "2026-09-20", WORDS)
    said = shop(["greeting", "check", "陈记", f"{WORDS}，身体健康"], code=1)
    assert "nearly the same words went to Ada & Co on Sun 20 Sep 2026" in said.err
    assert ", and to 2 other customers; " in said.err
    found = json.loads(shop(["greeting", "check", "陈记", f"{WORDS}，身体健康", "--json"], code=1).out)
    assert found["repeats"] is True
    assert found["items"][0] == {
        "id": 3, "on": "2026-09-20", "customer": "Ada & Co", "customer_id": 4, "contact": "", "kind": "greeting", "exact": False,
        "likeness": 0.7778, "note": WORDS,
    }  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(shop(["greeting", "check", "陈记", f"{WORDS}，身体健康", "--csv"], code=1).out)))
    assert [row["customer"] for row in rows] == ["Ada & Co", "惠民便利店", "美佳超市"]


@pytest.mark.parametrize(
    ("customer", "on", "more", "code"),
    [
        (2, "2026-09-24", {}, 1),
        (2, "2025-08-20", {}, 1),  # 400 days before
        (2, "2025-08-19", {}, 0),
        (1, "2025-08-19", {}, 1),  # the same customer's always counts
        (1, "2020-01-01", {}, 1),
        (2, "2026-09-20", {"kind": "message"}, 1),
        (2, "2026-09-20", {"kind": "message", "purpose": "care"}, 1),
        (2, "2026-09-20", {"kind": "message", "purpose": "business"}, 0),
        (2, "2026-09-20", {"kind": "call"}, 0),
        (2, "2026-09-20", {"kind": "gift"}, 0),
        (2, "2026-09-20", {"mass": 1}, 0),
        (1, "2026-09-20", {"mass": 1}, 0),
        (2, "2026-09-20", {"incoming": 1}, 0),
        (2, "2026-09-20", {"outcome": "cancelled"}, 0),
        (2, "2026-09-25", {}, 0),  # not yet, on the day asked about
    ],
)
def test_what_counts_as_sent(shop: Rep, customer: int, on: str, more: dict[str, Any], code: int) -> None:
    add(shop, customer, on, WORDS, **more)
    shop(["greeting", "check", "美佳", WORDS], code=code)


def test_a_short_text_repeats_only_the_same(shop: Rep) -> None:
    add(shop, 2, "2026-09-20", "王丽生日快乐🎂")
    shop(["greeting", "check", "陈伟", "陈总，生日快乐！"], code=1)
    shop(["greeting", "check", "陈伟", "陈总，节日快乐！"])


def test_the_words_from_standard_input(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    add(shop, 2, "2026-09-20", WORDS)
    monkeypatch.setattr(sys, "stdin", io.StringIO("中秋快乐，\n阖家团圆\n"))
    assert "惠民便利店" in shop("greeting check 美佳 -", code=1).err
    monkeypatch.setattr(sys, "stdin", io.StringIO(" \n"))
    assert "no words to check" in shop("greeting check 美佳 -", code=2).err


@pytest.mark.parametrize(
    ("line", "code", "part"),
    [
        ("greeting check 美佳 ''", 2, "no words to check"),
        ("greeting check 美佳", 2, "TEXT is missing"),
        ("greeting check 没有这家 你好", 3, "nobody in the book matches"),
        ("greeting list --for 吃饭", 2, 'no festival is called "吃饭"'),
        ("greeting list --for birthday", 2, "no festival is called"),
        ("greeting list --for 七夕 --left", 1, "no tier greets Qixi"),
        ("greeting send 美佳 你好", 2, "no command"),
    ],
)
def test_what_cannot_be_is_one_sentence(shop: Rep, line: str, code: int, part: str) -> None:
    before = shop.dump()
    said = shop(line, code=code)
    assert part in said.err
    assert said.out == ""
    assert said.err.startswith("repbook: ")
    assert len(said.err.splitlines()) == 1
    assert shop.dump() == before


# ---- greeting list ------------------------------------------------------------------------------------


@pytest.fixture
def sent(shop: Rep) -> Rep:
    """Greetings round Mid-Autumn and other days."""
    add(shop, 1, "2026-02-17", "新年快乐", meant_for="spring-festival")
    add(shop, 1, "2026-09-18", "陈姐，月饼周三送到")
    add(shop, 1, "2026-09-22", "群发的祝福", mass=1)
    add(shop, 2, "2026-09-10", "提前祝您中秋快乐", kind="message", meant_for="mid-autumn")
    add(shop, 3, "2026-09-17", "太早了")
    add(shop, 3, "2026-09-20", "店庆快乐", meant_for="#7")
    add(shop, 4, "2026-09-23", "Dear all", mass=1)
    add(shop, 4, "2026-09-23", "no answer", outcome="no-answer")
    add(shop, 4, "2026-09-23", "from them", incoming=1)
    add(shop, 4, "2026-09-21", "prices", kind="message")
    return shop


def test_greetings_sent_newest_first(sent: Rep) -> None:
    found = items(sent("greeting list --json").out)
    assert [(one["on"], one["customer"], one["kind"], one["for"], one["mass"]) for one in found] == [
        ("2026-09-23", "Ada & Co", "greeting", None, True),
        ("2026-09-22", "美佳超市", "greeting", None, True),
        ("2026-09-20", "陈记商行", "greeting", "#7", False),
        ("2026-09-18", "美佳超市", "greeting", None, False),
        ("2026-09-17", "陈记商行", "greeting", None, False),
        ("2026-09-10", "惠民便利店", "message", "mid-autumn", False),
        ("2026-02-17", "美佳超市", "greeting", "spring-festival", False),
    ]
    assert found[3] == {
        "id": 2, "on": "2026-09-18", "customer": "美佳超市", "customer_id": 1, "tier": "key", "area": "湖北/武汉/武昌", "contact": "",
        "kind": "greeting", "for": None, "mass": False, "note": "陈姐，月饼周三送到",
    }  # fmt: skip
    assert [one["on"] for one in items(sent("greeting list --limit 2 --json").out)] == ["2026-09-23", "2026-09-22"]
    assert len(items(sent("greeting list --json", today="2026-09-17").out)) == 3


@pytest.mark.parametrize("name", ["mid-autumn", "Mid-Autumn", "中秋", "中秋节"])
def test_greetings_for_a_festival_are_one_row_a_customer(sent: Rep, name: str) -> None:
    document = json.loads(sent(["greeting", "list", "--for", name, "--json"]).out)
    assert (document["festival"], document["day"]) == ("mid-autumn", "2026-09-25")
    assert [(one["customer"], one["on"], one["note"]) for one in document["items"]] == [
        ("Ada & Co", "2026-09-23", "Dear all"),
        ("美佳超市", "2026-09-18", "陈姐，月饼周三送到"),  # the personal one, not the later mass one
        ("惠民便利店", "2026-09-10", "提前祝您中秋快乐"),
    ]


def test_the_screen_names_the_festival_and_its_day(sent: Rep) -> None:
    lines = sent("greeting list --for 中秋").out.splitlines()
    assert lines[0] == "Mid-Autumn · Fri 25 Sep 2026"
    assert lines[1].split() == ["day", "customer", "tier", "what", "mass", "note"]
    assert len(lines) == 5
    assert sent("greeting list --for 中秋", lang="zh").out.splitlines()[0] == "中秋 · 2026年9月25日 周五"
    assert sent("greeting list --for 中秋 --csv").out.startswith("id,on,customer,customer_id,tier,area,contact,kind,for,mass,note\n")


def test_an_empty_list_says_so(shop: Rep) -> None:
    said = shop("greeting list")
    assert (said.out, "No greeting is written down yet" in said.err) == ("", True)
    assert "Nobody was greeted for it yet" in shop("greeting list --for 中秋").err
    assert items(shop("greeting list --json").out) == []


@pytest.mark.parametrize(
    ("today", "name", "day"),
    [
        ("2026-09-24", "中秋", "2026-09-25"),
        ("2026-11-22", "中秋", "2026-09-25"),
        ("2026-11-22", "spring-festival", "2027-02-06"),
        ("2026-07-01", "spring-festival", "2026-02-17"),
        ("2027-03-22", "中秋", "2027-09-15"),  # 178 days back and 177 ahead
        ("2026-10-01", "国庆", "2026-10-01"),
        ("2026-07-02", "元旦", "2026-01-01"),
        ("2026-07-03", "元旦", "2027-01-01"),
    ],
)
def test_the_day_nearest_today(shop: Rep, today: str, name: str, day: str) -> None:
    assert json.loads(shop(["greeting", "list", "--for", name, "--json"], today=today).out)["day"] == day


def test_a_festival_of_the_policy(shop: Rep) -> None:
    shop("policy set festival.司庆 solar=09-26")
    shop("policy set vip.festivals '中秋 司庆'")
    assert [one["customer"] for one in items(shop("greeting list --for 司庆 --left --json").out)] == ["陈记商行"]
    assert shop("greeting list --for 司庆 --left").out.splitlines()[0] == "司庆 · Sat 26 Sep 2026"


def test_tiers_that_greet_nothing(shop: Rep) -> None:
    for tier in ("vip", "key", "potential", "general"):
        shop(["policy", "set", f"{tier}.festivals", ""])
    assert "no tier greets a festival" in shop("greeting list --left", code=1).err


def test_a_festival_that_never_comes(shop: Rep) -> None:
    shop("policy set festival.rare 'weekday=5 sun feb'")
    assert "rare falls on no known day within 400 days" in shop("greeting list --for rare", code=1).err


# ---- greeting list --left -----------------------------------------------------------------------------


def left(rep: Rep, festival: str = "中秋", today: str | None = None) -> list[str]:
    line = ["greeting", "list", "--left", "--json", *(["--for", festival] if festival else [])]
    return [one["customer"] for one in items(rep(line, today=today).out)]


def test_who_is_left_by_tier_with_the_deciders(shop: Rep) -> None:
    document = json.loads(shop("greeting list --for 中秋 --left --json").out)
    assert document["items"][:2] == [
        {"customer": "陈记商行", "customer_id": 3, "tier": "vip", "area": "湖北/武汉/汉阳", "decider": "陈伟、陈刚",
         "from": "2026-09-23", "due": "2026-09-25", "until": "2026-09-25"},
        {"customer": "美佳超市", "customer_id": 1, "tier": "key", "area": "湖北/武汉/武昌", "decider": "陈丽",
         "from": "2026-09-23", "due": "2026-09-25", "until": "2026-09-25"},
    ]  # fmt: skip
    assert [one["customer"] for one in document["items"][2:]] == ["Ada & Co", "惠民便利店"]
    lines = shop("greeting list --for 中秋 --left").out.splitlines()
    assert lines[0] == "Mid-Autumn · Fri 25 Sep 2026"
    assert [line.split() for line in lines[1:]] == [
        ["customer", "tier", "area", "decider"],
        ["陈记商行", "vip", "湖北/武汉/汉阳", "陈伟、陈刚"],
        ["美佳超市", "key", "湖北/武汉/武昌", "陈丽"],
        ["Ada", "&", "Co", "potential"],
        ["惠民便利店", "general"],
    ]


@pytest.mark.parametrize(
    ("on", "kind", "more", "settles"),
    [
        ("2026-09-18", "greeting", {}, True),
        ("2026-09-17", "greeting", {}, False),
        ("2026-09-20", "greeting", {"meant_for": "birthday"}, False),
        ("2026-09-01", "message", {"meant_for": "mid-autumn"}, True),
        ("2026-09-20", "message", {}, False),
        ("2026-09-23", "call", {}, True),
        ("2026-09-22", "call", {}, False),
        ("2026-09-23", "greeting", {"mass": 1}, False),
        ("2026-09-23", "greeting", {"incoming": 1}, False),
        ("2026-09-23", "greeting", {"outcome": "no-answer"}, False),
    ],
)
def test_the_rule_itself_says_who_is_greeted(shop: Rep, on: str, kind: str, more: dict[str, Any], settles: bool) -> None:
    add(shop, 1, on, "", kind=kind, **more)
    assert ("美佳超市" not in left(shop)) is settles


def test_only_tiers_that_greet_it(shop: Rep) -> None:
    assert left(shop, "端午", today="2026-06-19") == ["陈记商行", "美佳超市"]
    assert left(shop, "国庆") == ["陈记商行"]


def test_without_a_festival_the_next_that_is_greeted(shop: Rep) -> None:
    for today, festival in (
        ("2026-09-25", "mid-autumn"),
        ("2026-09-26", "national-day"),
        ("2027-02-12", "spring-festival"),
        ("2027-02-13", "dragon-boat"),
    ):
        assert json.loads(shop("greeting list --left --json", today=today).out)["festival"] == festival


def test_who_is_mourning_is_not_to_be_greeted(shop: Rep) -> None:
    shop("occasion add 陈记 bereavement 2026-09-20")
    document = json.loads(shop("greeting list --for 中秋 --left --json").out)
    assert "陈记商行" not in [one["customer"] for one in document["items"]]
    assert document["held"] == [{"customer": "陈记商行", "customer_id": 3, "held_by": ["mourning"]}]
    assert "1 more is not to be greeted now: 陈记商行 (in mourning)" in shop("greeting list --for 中秋 --left").err
    assert "陈记商行（" in shop("greeting list --for 中秋 --left", lang="zh").err
    assert "陈记商行" in left(shop, "元旦", today="2026-12-20")  # over by then


def test_a_festival_that_is_over_lists_who_was_missed(shop: Rep) -> None:
    add(shop, 3, "2026-09-24", "陈总，中秋快乐")
    made = connect(str(shop.book), writing=True)
    with made.step("customer_added", customer=""):
        made.db.execute("UPDATE customer SET since = '2026-09-26', added_on = '2026-09-26' WHERE id = 2")
    made.close()
    add(shop, 1, "2026-09-26", "中秋快乐，晚了一天")
    assert left(shop, today="2026-11-22") == ["美佳超市", "Ada & Co"]
    assert "The day is over" in shop("greeting list --for 中秋 --left", today="2026-11-22").err
    assert "The day is over" not in shop("greeting list --for 中秋 --left").err


def test_spring_festival_may_be_greeted_for_a_week(shop: Rep) -> None:
    assert "美佳超市" in left(shop, "春节", today="2027-02-12")
    add(shop, 1, "2027-02-12", "初七开工大吉")
    assert "美佳超市" not in left(shop, "春节", today="2027-02-12")
    assert "The day is over" not in shop("greeting list --for 春节 --left", today="2027-02-12").err
    assert "The day is over" in shop("greeting list --for 春节 --left", today="2027-02-13").err


def test_everybody_is_greeted(shop: Rep) -> None:
    for customer in (1, 2, 3, 4):
        add(shop, customer, "2026-09-23", "")
    said = shop("greeting list --for 中秋 --left")
    assert said.out == "Mid-Autumn · Fri 25 Sep 2026\n"
    assert said.err == "Nobody is left to greet\n"


def test_archived_and_lost_customers_are_not_left(shop: Rep) -> None:
    shop("customer archive 美佳")
    shop("customer edit 惠民 --status lost")
    assert left(shop) == ["陈记商行", "Ada & Co"]


@pytest.mark.parametrize("today", [iso(day) for day in range(day_of("2026-09-23"), day_of("2026-09-26"))])
def test_left_is_what_due_shows(rep: Rep, today: str) -> None:
    """On the demo book, on each day of the window."""
    lines = json.loads(rep("due --demo --json", today=today).out)
    shown = {
        line["customer"]["id"]
        for line in lines["lines"]
        for item in line["items"]
        if item["occasion"] == "mid-autumn" and item["rule"] == "festival-greeting"
    }
    found = {one["customer_id"] for one in items(rep("greeting list --for 中秋 --left --demo --json", today=today).out)}
    assert found == shown
    assert found or today != "2026-09-23"


# ---- what log says ------------------------------------------------------------------------------------


def test_log_warns_of_words_that_went_out_and_logs_all_the_same(shop: Rep) -> None:
    add(shop, 2, "2026-09-20", WORDS)
    said = shop(["log", "美佳", "greeting", "陈姐，中秋快乐！阖家团圆🌕", "--for", "中秋"])
    assert "settles: festival-greeting" in said.err
    assert (
        said.err.splitlines()[-1]
        == '  the same words went to 惠民便利店 on Sun 20 Sep 2026: "中秋快乐，阖家团圆"; take it back with repbook undo'
    )
    assert shop.rows("SELECT note FROM touch ORDER BY id DESC LIMIT 1") == [("陈姐，中秋快乐！阖家团圆🌕",)]
    assert "要撤回：repbook undo" in shop(["log", "陈记", "微信", f"{WORDS}！身体健康"], lang="zh").err


def test_log_warns_of_what_the_same_customer_got_last_year(shop: Rep) -> None:
    add(shop, 1, "2025-02-01", "陈丽：新年快乐，万事如意")
    assert "the same words went to 美佳超市 on Sat 1 Feb 2025" in shop("log 美佳 greeting '新年快乐，万事如意' --with 王强").err
    assert "the same words" not in shop("log 惠民 greeting '端午安康，粽子收到了吗' ").err


@pytest.mark.parametrize(
    "line",
    [
        "log 美佳 greeting '中秋快乐，阖家团圆' --mass",
        "log 美佳 greeting '中秋快乐，阖家团圆' --in",
        "log 美佳 greeting '中秋快乐，阖家团圆' --outcome no-answer",
        "log 美佳 message '中秋快乐，阖家团圆' --purpose business",
        "log 美佳 call '中秋快乐，阖家团圆'",
        "log 美佳 greeting",
        "log 美佳 greeting '陈姐，店庆那天我来帮忙'",
    ],
)
def test_log_does_not_warn(shop: Rep, line: str) -> None:
    add(shop, 2, "2026-09-20", WORDS)
    assert "words went to" not in shop(line).err


def test_a_long_greeting_is_quoted_in_part(shop: Rep) -> None:
    words = "月到中秋分外明，" * 12
    add(shop, 2, "2026-09-20", words)
    assert len(shop(["greeting", "check", "美佳", words], code=1).err) < 230


def statements(rep: Rep, monkeypatch: pytest.MonkeyPatch, line: list[str]) -> list[str]:
    """The statements that a command runs on the book."""
    asked: list[str] = []
    connection = books.connection

    def watched(*how: Any) -> Any:
        db = connection(*how)
        db.set_trace_callback(asked.append)
        return db

    with monkeypatch.context() as patch:
        patch.setattr(books, "connection", watched)
        rep(line)
    return asked


def test_only_a_greeting_in_words_looks_at_other_greetings(shop: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    add(shop, 2, "2026-09-20", WORDS)
    plain = statements(shop, monkeypatch, ["log", "美佳", "call", WORDS])
    greeted = statements(shop, monkeypatch, ["log", "美佳", "greeting", WORDS])
    assert not any("t.purpose = 'care'" in text for text in plain)
    assert any("t.purpose = 'care'" in text for text in greeted)
    for number in range(30):
        add(shop, 2, iso(day_of(TODAY) - number), f"{WORDS}{number}")
    assert len(statements(shop, monkeypatch, ["log", "美佳", "greeting", WORDS])) == len(greeted)


def test_it_never_touches_the_book(shop: Rep) -> None:
    add(shop, 2, "2026-09-20", WORDS)
    before: tuple[bytes, Day] = (shop.book.read_bytes(), len(list(shop.folder.iterdir())))
    shop(["greeting", "check", "美佳", WORDS], code=1)
    shop("greeting list --for 中秋 --left")
    shop("greeting list")
    assert (shop.book.read_bytes(), len(list(shop.folder.iterdir()))) == before


# ---- mourning -----------------------------------------------------------------------------------------

MOURNING = "in mourning until Sat 24 Oct 2026: nothing cheerful"


@pytest.mark.parametrize(("day", "mourns"), [("2026-09-23", False), ("2026-09-24", True), ("2026-10-24", True), ("2026-10-25", False)])
def test_nobody_who_mourns_is_greeted(shop: Rep, day: str, mourns: bool) -> None:
    shop("occasion add 陈记 bereavement 2026-09-24")
    said = shop(["greeting", "check", "陈伟", WORDS], today=day, code=int(mourns))
    assert (said.err == f"repbook: 陈记商行 is {MOURNING}\n") == mourns
    assert "陈记商行家有丧事，到 " in shop(["greeting", "check", "陈记", WORDS], today="2026-10-01", lang="zh", code=1).err
    assert (MOURNING in shop(["log", "陈记", "greeting", WORDS], today=day).err) == mourns
    assert shop.rows("SELECT note FROM touch") == [(WORDS,)], "it is written down all the same"


def test_words_that_repeat_and_a_customer_who_mourns_are_both_said(shop: Rep) -> None:
    shop("occasion add 陈记 bereavement 2026-09-24")
    add(shop, 2, "2026-09-20", WORDS)
    said = shop(["greeting", "check", "陈记", WORDS], code=1).err
    assert said.startswith(f"陈记商行 is {MOURNING}\nrepbook: the same words went to 惠民便利店")


@pytest.mark.parametrize(
    ("line", "cheerful"),
    [
        ("greeting", True), ("greeting --mass", True), ("greeting --for condolence", False), ("greeting --outcome no-answer", False),
        ("greeting --in", False), ("message", False), ("message --for 中秋", True), ("message --for birthday", True),
        ("message --for condolence", False), ("gift --gift 月饼 --for 中秋", True), ("gift --gift 花圈", False), ("call --for 中秋", False),
    ],
)  # fmt: skip
def test_what_is_cheerful(shop: Rep, line: str, cheerful: bool) -> None:
    shop("occasion add 陈记 bereavement 2026-09-24")
    assert (MOURNING in shop(f"log 陈记 {line}").err) == cheerful
    assert "家有丧事" not in shop(f"log 美佳 {line}", lang="zh").err
