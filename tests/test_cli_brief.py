"""`brief`: one screen before the door, in both languages, and as JSON."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from typing import Any

import pytest

from repbook.render import out
from repbook.render.brief import masked
from repbook.render.out import cells
from tests.cli import Rep
from tests.program import environment
from tests.sample import Sample
from tests.test_architecture import HEAVY, LOADED


@pytest.fixture
def book(rep: Rep, monkeypatch: pytest.MonkeyPatch) -> Rep:
    """A customer with all that a page can show."""
    monkeypatch.delenv("COLUMNS", raising=False)
    made = Sample(rep.book)
    friend = made.customer("鑫源商行", "vip", area="湖北/武汉/江岸")
    made.contact(friend, "刘经理", role="decider")
    mei = made.customer("美佳超市", "key", since="2024-03-05", area="湖北/武汉/武昌", source="展会", referred_by=friend)
    chen = made.contact(
        mei, "陈丽", (10, 27), lunar=True, role="decider", function="老板", phone="138 0000 0000", likes="钓鱼、茶", family="女儿高三"
    )
    made.contact(mei, "老周", role="influencer", left_on="2026-10-01", phone="139")
    made.touch(mei, "2026-08-17", "visit", mood="ok", note="竞品占了第二层")
    made.touch(mei, "2026-09-24", "gift", (chen,), gift="月饼礼盒", cost=26800, meant_for="mid-autumn")
    made.touch(mei, "2026-10-28", "call", (chen,), mood="good", note="催货款")
    made.touch(mei, "2026-11-01", "greeting", mass=1, note="群发")
    for day in ("2026-09-13", "2026-10-07", "2026-11-06"):
        made.order(mei, day)
    next_door = made.customer("隔壁便利店", "general", area="湖北/武汉/武昌")
    made.contact(next_door, "王老板", likes="钓鱼")  # a stranger, whatever he likes
    made.db.execute("INSERT INTO orders (uid, customer_id, on_day, amount, product) VALUES ('x', ?, '2026-11-02', 1, '啤酒')", (next_door,))
    made.close()
    rep("promise add 美佳超市 送新品样品 --by 2026-11-20 --on 2026-11-10")
    rep("stock set 美佳超市 白酒A 6 --reorder-at 10 --on 2026-11-18")
    rep("policy set me.likes 钓鱼")
    return rep


def page(rep: Rep, lang: str = "en", name: str = "美佳超市") -> dict[str, str]:
    """The page's lines by their labels, the head under an empty one."""
    head, *lines = rep(f"brief {name}", lang=lang).out.splitlines()
    return {"": head} | {label: text.strip() for label, _, text in (line.partition("  ") for line in lines)}


def data(rep: Rep, name: str = "美佳超市") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(rep(f"brief {name} --json").out)
    return found


def test_the_page(book: Rep) -> None:
    assert page(book) == {
        "": "美佳超市  key · 湖北/武汉/武昌 · since 2024-03 · 展会 · via 鑫源商行",
        "People": "陈丽 decider 老板 138…0000 likes 钓鱼、茶 (so do you: 钓鱼) · nobody known as user",
        "Last": 'Wed 28 Oct call 陈丽 good "催货款" · Thu 24 Sep gift 陈丽 月饼礼盒 · Mon 17 Aug visit ok "竞品占了第二层"',
        "Open": 'you promised "送新品样品" by Fri 20 Nov (2 days late)',
        "Ahead": "Sat 5 Dec (农历十月廿七) 陈丽's birthday · orders every 27 days, next about Thu 3 Dec",
        "Given": "2026: 268.00 of 500.00 · Thu 24 Sep 月饼礼盒 268.00 陈丽",
        "Now": "白酒A: 6 left on Wed 18 Nov, low (4 days late) · 97 days since the last visit (every 90) (6 days late)"
        " · 25 days since the last call or visit (every 21) (5 days late)",
        "Ask": "ask for a referral (3 order days)",
        "Bring": "a small useful gift (not again: 月饼礼盒) · regards from 刘经理 (鑫源商行, who sent them)"
        " · one thing to teach: 啤酒 sells next door · look at: 白酒A (6, low)",
    }


@pytest.mark.parametrize(
    ("mine", "said"),
    [("钓鱼", "(so do you: 钓鱼)"), ("钓鱼 茶 酒", "likes 钓鱼、茶 (so do you) "), ("酒", "likes 钓鱼、茶 ·")],
)
def test_what_is_liked_by_both(book: Rep, mine: str, said: str) -> None:
    book(["policy", "set", "me.likes", mine])
    assert said in page(book)["People"]


def test_the_page_in_chinese(book: Rep) -> None:
    found = page(book, "zh")
    assert found[""] == "美佳超市  重点 · 湖北/武汉/武昌 · 2024-03 起 · 展会 · 鑫源商行介绍"
    assert found["人"] == "陈丽 拍板者 老板 138…0000 喜好 钓鱼、茶（你也喜欢钓鱼） · 还不认识：使用者"
    assert found["未了"] == "你答应“送新品样品”，11月20日 周五到期（晚 2 天）"
    assert found["日子"] == "12月5日 周六（农历十月廿七）陈丽生日 · 每 27 天下一单，下一单约 12月3日 周四"
    assert found["带上"].startswith("一份实用的小礼物（别再送月饼礼盒） · 替刘经理（鑫源商行，介绍人）带个好")


def test_what_is_sensitive_stays_out(book: Rep) -> None:
    for text in (book("brief 美佳超市").out, book("brief 美佳超市 --json").out):
        assert "138 0000" not in text
        assert "女儿" not in text
        assert "老周" not in text


def test_json_has_the_same(book: Rep) -> None:
    found = data(book)
    assert list(found) == [
        "customer",
        "on",
        "warnings",
        "people",
        "role_gaps",
        "last_touches",
        "open",
        "ahead",
        "orders",
        "gifts",
        "due",
        "points",
        "bring",
    ]
    assert found["people"] == [
        {
            "id": 2,
            "name": "陈丽",
            "role": "decider",
            "function": "老板",
            "phone": "138…0000",
            "likes": "钓鱼、茶",
            "shared": ["钓鱼"],
            "no_calls": False,
        }
    ]
    assert found["role_gaps"] == ["user"]
    assert [touch["on"] for touch in found["last_touches"]] == ["2026-10-28", "2026-09-24", "2026-08-17"]
    assert [(item["rule"], item["overdue_days"]) for item in found["open"]] == [("promise", 2)]
    assert [(item["rule"], item["on"], item["lunar"]) for item in found["ahead"]] == [("birthday", "2026-12-05", "十月廿七")]
    assert found["orders"] == {"every": 27, "next_on": "2026-12-03", "last_on": "2026-11-06"}
    assert (found["gifts"]["spent"], found["gifts"]["ceiling"]) == (268.0, 500.0)
    assert found["bring"]["stock"] == [{"product": "白酒A", "on": "2026-11-18", "quantity": 6.0, "low": True}]
    assert [(one["name"], one["how"]) for one in found["bring"]["regards"]] == [("刘经理", "referrer")]


def test_a_customer_of_whom_nothing_is_known(rep: Rep) -> None:
    rep("customer add 新客户")
    assert page(rep, name="新客户") == {
        "": "新客户  general · since 2026-11",
        "People": "nobody known yet",
        "Last": "never called or visited",
        "Open": "no promise, no complaint",
        "Given": "2026: 0.00 of 100.00",
        "Bring": "a small useful gift · regards from somebody they know · one thing to teach · look at the stock",
    }
    assert "捎句熟人的问候" in page(rep, "zh", "新客户")["带上"]
    assert data(rep, "新客户")["orders"] is None


def test_mourning_is_said_first_and_spares_what_is_cheerful(book: Rep) -> None:
    book("occasion add 美佳超市 bereavement 2026-11-19 --contact 陈丽")
    lines = book("brief 美佳超市").out.splitlines()
    assert lines[1] == "In mourning 陈丽 until Sat 19 Dec: nothing cheerful, business can wait"
    assert "birthday" not in "".join(lines)
    assert "referral" not in "".join(lines)
    assert data(book)["warnings"] == ["In mourning 陈丽 until Sat 19 Dec: nothing cheerful, business can wait"]


def test_pauses_snoozes_and_no_calls_are_said(book: Rep) -> None:
    book("customer pause 美佳超市 --until 2026-12-01")
    book("snooze 美佳超市 --until 2026-11-25")
    book("customer edit 美佳超市 --no-calls")
    assert book("brief 美佳超市").out.splitlines()[1:4] == ["Paused, back on Tue 1 Dec", "Put off, back on Wed 25 Nov", "wants no calls"]
    book("customer edit 美佳超市 --status lost --force")
    assert "Archived or lost: nothing is asked for" in book("brief 美佳超市").out


def test_complaints_and_attempts(book: Rep) -> None:
    book("complaint open 美佳超市 破损两箱 --on 2026-11-19")
    book("log 美佳超市 call 没接 --outcome no-answer --on 2026-11-21")
    found = page(book)
    assert 'complaint #2 "破损两箱"' in found["Open"]
    assert found["Last"].startswith('Sat 21 Nov call "没接": no answer · Wed 28 Oct call')


def test_their_promise_stays_open_while_it_is_quiet(book: Rep) -> None:
    book("promise add 美佳超市 付清货款 --by 2026-11-15 --on 2026-11-10 --theirs")
    book("log 美佳超市 call --on 2026-11-20")
    assert "付清货款" in page(book)["Open"]
    book("promise keep 2")
    assert "付清货款" not in page(book)["Open"]


def test_a_late_order_a_festival_and_an_occasion_ahead(book: Rep) -> None:
    book("occasion add 美佳超市 promotion 2026-12-12 --title 店庆促销")
    text = book("brief 美佳超市", today="2026-12-05").out
    assert "next was due about Thu 3 Dec" in text
    assert "Fri 1 Jan (农历冬月廿四) New Year" in text
    assert "Sat 12 Dec (农历冬月初四) promotion 店庆促销" in text


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("138 0000 0000", "138…0000"),
        ("+86 139-1111-2222", "139…2222"),
        ("027-8888 9999 / 123", "027…9999"),
        ("12345", "…345"),
        ("110", "…"),
        ("", ""),
    ],
)
def test_masked(phone: str, shown: str) -> None:
    assert masked(phone) == shown


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_fits_a_screen(book: Rep, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    for number in range(30):
        book(f"promise add 美佳超市 'a promise of many words, number {number}' --by 2026-12-{1 + number % 28:02d}")
        book(f"contact add 美佳超市 人{number} --likes 打球")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(out, "on_terminal", lambda: True)
    lines = book("brief 美佳超市", lang=lang).out.splitlines()
    assert len(lines) == 23
    assert [line for line in lines if cells(line) > 80] == []
    assert (" · +2" if lang == "en" else "另 2") in "\n".join(lines)
    assert lines[-1] == ("all:  " if lang == "en" else "全部：") + 'repbook brief "美佳超市" | less'


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("height", ["1", "24", "25", "60"])
def test_on_a_narrow_screen_what_to_take_along_is_said_whole(book: Rep, monkeypatch: pytest.MonkeyPatch, lang: str, height: str) -> None:
    whole = "".join(book("brief 美佳超市", lang=lang).out.split())
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("LINES", height)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(out, "on_terminal", lambda: True)
    lines = book("brief 美佳超市", lang=lang).out.splitlines()
    assert len(lines) < max(24, int(height))
    assert [line for line in lines if cells(line) > 40] == []
    joined = "".join("".join(lines).split())
    words = {"en": ("smalluseful", "刘经理", "nextdoor", "(6,low)"), "zh": ("实用的小礼物", "刘经理", "啤酒", "白酒A")}
    bring = joined[joined.rindex("Bring" if lang == "en" else "带上") :]
    assert [word for word in words[lang] if word not in bring] == []
    assert (joined == whole) == ("|less" not in joined) == (height == "60")


def test_only_a_screen_is_cut(book: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        book(f"promise add 美佳超市 'promise {number}.' --by 2026-12-{1 + number % 28:02d}")
    assert [number for number in range(30) if f"promise {number}." not in book("brief 美佳超市").out] == []
    monkeypatch.setenv("COLUMNS", "40")
    assert "| less" not in book("brief 美佳超市").out


def test_the_longest_name_fits_a_screen(book: Rep, monkeypatch: pytest.MonkeyPatch) -> None:
    book(f"customer edit 美佳超市 --name {'x' * 200}")
    monkeypatch.setenv("COLUMNS", "60")
    head = book(f"brief {'x' * 200}").out.splitlines()[:5]
    assert [cells(line) for line in head[:4]] == [60, 60, 60, 20]
    assert head[4].startswith("key")


def test_it_reads_only(book: Rep) -> None:
    before = book.book.read_bytes()
    book("brief 美佳超市 --json")
    assert book.book.read_bytes() == before


def test_nobody_of_that_name(book: Rep) -> None:
    said = book("brief 没有的店", code=3)
    assert said.out == ""


@pytest.mark.parametrize("line", ["brief 美佳超市", "brief 美佳超市 --json", "plan", "plan --csv", "forecast --weeks 2 --csv"])
def test_nothing_heavy_is_imported(book: Rep, line: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *shlex.split(line)],
        env=environment(book.folder, REPBOOK_BOOK=str(book.book), REPBOOK_TODAY="2026-11-23"),
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stderr.splitlines()[-1].split())
    assert "repbook.rules" in loaded
    assert not loaded & HEAVY


def test_a_day_of_another_year_says_its_year_and_a_late_order_is_nothing_ahead(rep: Rep) -> None:
    made = Sample(rep.book)
    mei = made.customer("美佳超市", since="2024-03-05")
    for day in ("2025-02-10", "2025-03-06", "2025-03-31"):
        made.order(mei, day)
    made.close()
    rep("stock set 美佳超市 白酒A 6 --on 2025-03-31")
    text = rep("brief 美佳超市 --csv").out
    assert '\nlast,"orders every 25 days, next was due about Fri 25 Apr 2025"\n' in text.replace("\r", "")
    assert "白酒A (6 on Mon 31 Mar 2025)" in text
    assert "2025年4月25日 周五 就该来单" in rep("brief 美佳超市 --csv", lang="zh").out
    assert 'next was due about Fri 25 Apr"' in rep("brief 美佳超市 --csv", today="2025-12-31").out
    assert "next about Fri 25 Apr" in rep("brief 美佳超市 --csv", today="2025-04-25").out
