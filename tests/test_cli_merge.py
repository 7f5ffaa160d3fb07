"""`customer merge`, `contact merge`, `customer list --duplicates`: all history in one place, shown first, taken back exactly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from repbook.migrations import journaled_tables
from repbook.store import duplicates
from repbook.store.book import connect
from repbook.store.references import references
from repbook.terms import day_of
from tests.cli import Rep
from tests.program import on_terminal
from tests.sample import Sample


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """美佳超市 (#1, key, young) and 美家 (#2, old), each with a 王丽 and somebody else, a third who was referred, and all kinds of history."""
    made = Sample(rep.book)
    keep = made.customer("美佳超市", "key", since="2026-03-01", phone="139", note="kept", key="美佳", area="湖北/武汉")
    gone = made.customer("美家", "general", since="2024-05-06", phone="138", note="gone", source="展会", address="路 1", no_calls=1,
                         edited_on="2026-11-10", referred_by=keep)  # fmt: skip
    other = made.customer("老店", referred_by=gone)
    with made.book.step("referred"):
        made.db.execute("UPDATE customer SET referred_by = ? WHERE id = ?", (gone, keep))
    wang = made.contact(keep, "王丽", (8, 15), True, phone="1", likes="tea", added_on="2026-03-01", edited_on="2026-03-01")
    made.contact(keep, "陈强")
    twin = made.contact(gone, "王丽", (6, 3), birth_year=1980, phone="2", role="decider", likes="tea", joined="2025-01-01",
                        left_on="2026-12-31", note="n")  # fmt: skip
    made.contact(gone, "赵敏")
    made.touch(keep, "2026-11-01", "visit", (wang,))
    made.touch(gone, "2026-11-02", "call", (twin, 4))
    made.touch(gone, "2026-11-03", "call", (4,))
    made.touch(other, "2026-11-03", "call")
    made.order(gone, "2026-10-01")
    made.close()
    for line in (
        "occasion add 美家 wedding 2026-12-01 --contact 王丽", "promise add 美家 call --by 2026-12-01 --contact 王丽",
        "complaint open 美家 late", "complaint answer '#3'", "stock set 美家 酒 5", "customer pause 美家 --until +9d",
        "customer spacing 美佳超市 2", "snooze 美家 care-call --until +8d --because away",
    ):  # fmt: skip
        rep(line)
    return rep


PLAN = """\
美家 #2 into 美佳超市 #1
  moves: 1 customer it referred · 1 contact · 2 touches · 1 order · 1 pause · 1 occasion · 1 promise · 1 complaint · 1 stock reading · 1 snooze
  source: – -> 展会
  referred by: 美家 -> –
  address: – -> 路 1
  no calls: no -> yes
  note: kept -> kept gone
  since: Sun 1 Mar 2026 -> Mon 6 May 2024
  tier: key stays, general goes
  phone: 139 stays, 138 goes
  two of one name become one: 王丽 #1, not #3
    role: – -> decider
    note: – -> n
    phone: 1 stays, 2 goes
    gone from: – stays, Thu 31 Dec 2026 goes
    birthday: lunar 8-15 (八月十五) stays, 3 Jun 1980 goes
"""


def test_what_would_happen_is_shown(shop: Rep) -> None:
    before = shop.book.read_bytes()
    said = shop("customer merge 美佳超市 美家 --dry-run")
    assert said.out == PLAN
    assert said.err == "A dry run: nothing was changed\n"
    assert shop.book.read_bytes() == before


def test_all_history_is_in_one_place(shop: Rep) -> None:
    said = shop("--yes customer merge '#1' '#2'")
    assert said.out.splitlines()[-1] == "merged: 美家 into 美佳超市 #1   (undo: repbook undo)"
    fields = "name, key, tier, since, added_on, edited_on, phone, source, address, no_calls, note, referred_by"
    assert shop.rows(f"SELECT {fields} FROM customer WHERE id = 1") == [
        ("美佳超市", "美佳", "key", "2024-05-06", "2024-05-06", "2026-11-10", "139", "展会", "路 1", 1, "kept\ngone", None)
    ]
    assert shop.rows("SELECT id, referred_by FROM customer ORDER BY id") == [(1, None), (3, 1)]
    db = connect(str(shop.book), writing=False)
    for table, column, parent in references(db.db):
        if parent == "customer" and table != "customer":
            assert db.db.execute(f"SELECT count(*) FROM {table} WHERE {column} = 2").fetchone() == (0,)
    assert db.db.execute("PRAGMA foreign_key_check").fetchall() == []
    db.close()
    fields = "id, name, role, phone, likes, joined, left_on, added_on, note, birth_month, birth_year, birth_lunar"
    assert shop.rows(f"SELECT {fields} FROM contact WHERE customer_id = 1 ORDER BY id") == [
        (1, "王丽", "decider", "1", "tea", None, None, "2026-01-05", "n", 8, None, 1),
        (2, "陈强", "", "", "", None, None, "2026-01-05", "", None, None, 0),
        (4, "赵敏", "", "", "", None, None, "2026-01-05", "", None, None, 0),
    ]
    assert shop.rows("SELECT touch_id, contact_id FROM touch_contact ORDER BY 1, 2") == [(1, 1), (2, 1), (2, 4), (3, 4)]
    assert shop.rows("SELECT contact_id FROM occasion UNION ALL SELECT contact_id FROM promise") == [(1,), (1,)]
    assert [line.split()[-1] for line in shop("complaint list").out.splitlines()[1:]]


def test_care_in_force_stays_in_force(shop: Rep) -> None:
    shop("--yes customer merge '#1' '#2'")
    page = json.loads(shop("customer show 美佳超市 --json").out)
    assert (page["paused_until"], page["spacing"]) == ("2026-12-01", 2)
    assert shop.rows("SELECT rule, until, because FROM snooze ORDER BY id DESC LIMIT 1") == [("care-call", "2026-11-30", "away")]


@pytest.mark.parametrize(
    ("keeps", "goes", "pause", "spacing", "until"),
    [
        ("--until +5d", "--until +9d", "2026-11-27", 2, "2026-11-25"),
        ("--until +5d", "--off", "2026-11-27", 2, "2026-11-25"),
        ("--off", "--until +9d", "2026-12-01", 3, "2026-11-24"),
        ("--off", "--off", None, 1, None),
    ],
)
def test_what_the_other_ended_does_not_end_it_here(
    rep: Rep, keeps: str, goes: str, pause: str | None, spacing: int, until: str | None
) -> None:
    """Each was paused, spaced and snoozed long ago; the one that goes said its last word after the one that stays."""
    for name, factor, days, end, today in (("A", 2, 3, keeps, "2026-11-20"), ("B", 3, 2, goes, "2026-11-21")):
        rep(f"customer add {name}", today="2026-11-01")
        for line in (f"customer pause {name} --until 2026-11-29", f"customer spacing {name} 4", f"snooze {name} --until 2026-11-28"):
            rep(line, today="2026-11-02")
        rep(f"customer pause {name} {end.replace('+5d', '2026-11-27').replace('+9d', '2026-12-01')}", today=today)
        rep(f"customer spacing {name} {'--off' if end == '--off' else factor}", today=today)
        rep(f"snooze {name} {'--off' if end == '--off' else f'--until 2026-11-{22 + days}'}", today=today)
    rep("--yes customer merge A B")
    page = json.loads(rep("customer show A --json").out)
    assert (page["paused_until"], page["spacing"]) == (pause, spacing)
    (now,) = rep.rows("SELECT until FROM snooze WHERE customer_id = 1 ORDER BY set_on DESC, id DESC LIMIT 1")[0]
    assert (now if now > "2026-11-22" else None) == until


def test_a_merge_is_taken_back_and_put_back_exactly(shop: Rep) -> None:
    before = shop("export all -").out
    shop("--yes customer merge '#1' '#2'")
    after = shop("export all -").out
    assert "customer merge: 美家 into 美佳超市" in shop("undo --list").out
    for _ in range(2):
        shop("undo")
        assert shop("export all -").out == before
        shop("redo")
        assert shop("export all -").out == after


def test_the_irregular_days_are_those_of_the_one_that_stays(shop: Rep) -> None:
    def key() -> str:
        return str(shop.rows("SELECT key FROM customer WHERE id = 1")[0][0])

    before = key()
    shop("--yes customer merge 美佳超市 美家")
    assert key() == before == "美佳"


def test_contacts_of_one_customer(shop: Rep) -> None:
    shop("log 美佳超市 call --with 王丽 --with 陈强")
    shop("occasion add 美佳超市 newborn 2026-11-01 --contact 陈强")
    before = shop("export all -").out
    plan = "陈强 #2 into 王丽 #1\n  moves: 1 touch · 1 occasion\n"
    assert shop("contact merge 美佳超市/王丽 陈强 --dry-run").out == plan
    said = shop("--yes contact merge 美佳超市/王丽 陈强")
    assert said.out == plan + "merged: 陈强 into 王丽 #1   (undo: repbook undo)\n"
    assert shop.rows("SELECT contact_id FROM touch_contact WHERE touch_id = (SELECT max(id) FROM touch)") == [(1,)]
    assert shop.rows("SELECT contact_id FROM occasion WHERE kind = 'newborn'") == [(1,)]
    assert "contact merge: 陈强 into 王丽 @ 美佳超市" in shop("undo --list").out
    shop("undo")
    assert shop("export all -").out == before


@pytest.mark.parametrize(
    ("kept", "lost", "birthday", "told"),
    [
        ("", "1980-06-03", "1980-06-03", "->"),
        ("06-03", "1980-06-03", "1980-06-03", "->"),
        ("1980-06-03", "06-03", "1980-06-03", ""),
        ("1980-06-03", "", "1980-06-03", ""),
        ("1980-06-03", "1981-06-03", "1980-06-03", "stays"),
        ("06-03", "1980-06-04", "06-03", "stays"),
        ("lunar 6-3", "06-03", "lunar 6-3", "stays"),
        ("lunar 6-3", "lunar leap 6-3", "lunar 6-3", "stays"),
    ],
)
def test_two_birthdays(rep: Rep, kept: str, lost: str, birthday: str, told: str) -> None:
    rep("customer add A")
    rep(["contact", "add", "A", "Ann", "--birthday", kept])
    rep(["contact", "add", "A", "Bob", "--birthday", lost])
    said = rep("--yes contact merge Ann Bob")
    lines = [line for line in said.out.splitlines() if "birthday" in line]
    assert len(lines) == bool(told)
    assert all(told in line for line in lines)
    assert json.loads(rep("contact list --json").out)["items"][0]["birthday"] == birthday


@pytest.mark.parametrize(
    ("kept", "lost", "joined"),
    [
        ("2026-01-01", "2025-01-01", "2025-01-01"),
        ("2025-01-01", "2026-01-01", "2025-01-01"),
        ("2025-01-01", "", None),
        ("", "2025-01-01", None),
    ],
)
def test_who_was_there_first_was_there_first(rep: Rep, kept: str, lost: str, joined: str | None) -> None:
    rep("customer add A")
    rep(["contact", "add", "A", "Ann", "--joined", kept])
    rep(["contact", "add", "A", "Bob", "--joined", lost])
    rep("--yes contact merge Ann Bob")
    assert rep.rows("SELECT joined FROM contact") == [(joined,)]


def test_a_note_that_says_the_same_is_not_said_twice(rep: Rep) -> None:
    rep("customer add A --note 'pays late'")
    rep("customer add B --note 'late'")
    rep("--yes customer merge A B")
    assert rep.rows("SELECT note FROM customer") == [("pays late",)]


@pytest.mark.parametrize(
    ("line", "code", "part"),
    [
        ("customer merge 美佳超市 '#1'", 1, "with itself"),
        ("customer merge 美佳超市 没有", 3, "没有"),
        ("customer merge 老店 美家", 1, "other way round"),
        ("contact merge 赵敏 赵敏", 1, "with itself"),
        ("contact merge 赵敏 陈强", 1, "two customers"),
        ("contact merge 王丽 陈强", 3, "2 match"),
    ],
)
def test_a_merge_that_cannot_be(shop: Rep, line: str, code: int, part: str) -> None:
    shop("customer archive 老店")
    before = shop.dump()
    said = shop(f"--yes {line}", code=code)
    assert part in said.err.splitlines()[0]
    assert said.out == ""
    assert shop.dump() == before


def test_nobody_to_ask(shop: Rep) -> None:
    before = shop.book.read_bytes()
    for line in ("customer merge 美佳超市 美家", "contact merge 美家/王丽 赵敏"):
        said = shop(line, code=1)
        assert "--yes" in said.err
        assert "into" in said.out
    assert shop.book.read_bytes() == before


@pytest.mark.parametrize(("answer", "code", "left"), [(b"\n", 1, 3), (b"y\n", 0, 2)])
def test_somebody_is_asked(shop: Rep, tmp_path: Path, answer: bytes, code: int, left: int) -> None:
    ran = on_terminal(["--book", str(shop.book), "customer", "merge", "#1", "#2"], tmp_path, typed=("[y/N]", answer))
    assert ran.code == code
    assert "Merge 美家 into 美佳超市?" in ran.out
    assert shop.rows("SELECT count(*) FROM customer") == [(left,)]


def test_a_backup_is_made_first(shop: Rep) -> None:
    shop("--yes customer merge 美佳超市 美家")
    assert [path.name for path in (shop.folder / "book.db.backups").iterdir() if "merge" in path.name]


def test_every_table_that_refers_to_others_is_known(shop: Rep) -> None:
    book = connect(str(shop.book), writing=False)
    found = {(one.table, one.parent) for one in references(book.db)}
    book.close()
    assert {("touch", "customer"), ("customer", "customer"), ("promise", "contact"), ("complaint_stage", "complaint")} <= found
    assert {table for table, _ in found} <= set(journaled_tables())


# ---- who may be one ---------------------------------------------------------------------------------------


def pairs(rep: Rep, options: str = "") -> list[tuple[str, str, tuple[str, ...]]]:
    items = json.loads(rep(f"customer list --duplicates --json {options}").out)["items"]
    return [(item["name"], item["other"], tuple(item["because"])) for item in items]


@pytest.fixture
def crowd(rep: Rep) -> Rep:
    made = Sample(rep.book)
    for name, phone in (
        ("美佳超市", "138-0000-1111"), ("美家超市", ""), ("老张粮油", "+86 138 0000 1111"), ("惠民便利店", "027-8800 1122 / 139 1111 2222"),
        ("惠民便民店", ""), ("百姓饭店", ""), ("百姓大饭店", ""), ("Good Shop", ""), ("Goodshop.", "110"), ("江城酒业3号店", "110"), ("江城酒业4号店", ""),
        ("小店", ""), ("水果行", ""),
    ):  # fmt: skip
        made.customer(name, phone=phone)
    made.contact(13, "小李", phone="13911112222")
    made.customer("东湖客栈馆", archived_on="2026-01-01")
    made.customer("东湖客栈店", archived_on="2026-01-01")
    made.close()
    return rep


def test_pairs_by_phone_sound_and_letters(crowd: Rep) -> None:
    assert sorted(pairs(crowd)) == sorted(
        [
            ("Good Shop", "Goodshop.", ("pinyin", "likeness")),
            ("美佳超市", "美家超市", ("pinyin",)),
            ("美佳超市", "老张粮油", ("phone",)),
            ("惠民便利店", "水果行", ("phone",)),
            ("惠民便利店", "惠民便民店", ("likeness",)),
            ("百姓饭店", "百姓大饭店", ("likeness",)),
        ]
    )


def test_proposals_change_nothing_and_say_how(crowd: Rep) -> None:
    before = crowd.book.read_bytes()
    said = crowd("customer list --duplicates")
    assert "same sound alike" in said.out
    assert 'repbook customer merge "#8" "#9" --dry-run' in said.err
    assert "同音" in crowd("customer list --duplicates", lang="zh").out
    assert crowd.book.read_bytes() == before
    header, first, *_ = crowd("customer list --duplicates --csv").out.splitlines()
    assert header == "id,name,other_id,other,because,likeness"
    assert first == "8,Good Shop,9,Goodshop.,pinyin;likeness,1.0000"


def test_proposals_among_some(crowd: Rep) -> None:
    assert {one for one, *_ in pairs(crowd, "饭店")} == {"百姓饭店"}
    assert pairs(crowd, "小店") == []
    assert "No two customers" in crowd("customer list 小店 --duplicates").err


def test_a_crowd_of_likes_is_no_crowd_of_pairs(rep: Rep) -> None:
    made = Sample(rep.book)
    for number in range(80):
        made.customer(f"Customer {number:04d}", phone="027-12345678")
    made.close()
    assert pairs(rep) == []


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("美佳超市", "美佳 超市", 1.0), ("Good Shop", "good-shop", 1.0), ("百姓饭店", "百姓大饭店", 0.8889), ("甲", "乙", 0.0)],
)
def test_likeness(one: str, other: str, ratio: float) -> None:
    assert duplicates.alike(one, other) == duplicates.alike(other, one) == ratio


def test_days_of_rows() -> None:
    from repbook.store.merging import day

    assert (day(None), day("2026-11-22")) == (None, day_of("2026-11-22"))
