"""`due`: the morning as lines, as CSV and as JSON, and what its options choose."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

import pytest

from repbook.cli.answer import Question
from repbook.render.morning import CSV_COLUMNS
from tests.cli import Rep
from tests.sample import Sample


@pytest.fixture
def sample(rep: Rep) -> Iterator[Sample]:
    made = Sample(rep.book)
    yield made
    made.close()


@pytest.fixture
def morning(rep: Rep, sample: Sample) -> Rep:
    """A late vip visit, a birthday today, a held call, and somebody resting."""
    a = sample.customer("美佳超市", "vip", area="湖北/武汉/武昌")
    sample.touch(a, "2026-10-01", "visit")
    b = sample.customer("惠民便利店", "general", area="湖北/武汉/洪山")
    sample.touch(b, "2026-11-20", "visit")
    wang = sample.contact(b, "王丽", (11, 22))
    assert wang
    c = sample.customer("百姓饭店", "key", area="湖北/武汉新区")
    sample.touch(c, "2026-10-20", "visit")
    for day in ("2026-11-01", "2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05", "2026-11-06"):
        sample.touch(c, day, "message")
    d = sample.customer("家乐贸易", "general", archived_on="2026-11-01")
    sample.touch(d, "2026-01-10", "call")
    sample.close()
    return rep


def test_a_reading_command_on_no_book_says_how_to_start(rep: Rep) -> None:
    said = rep("due")
    assert said.out == ""
    assert "repbook customer add" in said.err
    assert "--demo" in said.err
    assert not rep.book.exists()


def test_the_screen_leads_with_the_day_and_its_counts(morning: Rep) -> None:
    first = morning("due").out.splitlines()[0]
    assert first.startswith("Sun 22 Nov 2026 · 农历十月十四")
    assert first.endswith("2 lines · 1 held")


def test_lines_stand_under_their_class_with_reasons(morning: Rep) -> None:
    out = morning("due").out
    assert (
        out.index("TODAY") < out.index("王丽's birthday today") < out.index("CARE") < out.index("52 days since the last visit (every 30)")
    )
    assert "家乐贸易" not in out
    assert "1 rest after many touches (repbook due --held)" in out


def test_chinese_is_a_first_language(morning: Rep) -> None:
    out = morning("due", lang="zh").out
    assert out.splitlines()[0].startswith("2026年11月22日 周日 · 农历十月十四")
    assert "今日" in out
    assert "日常" in out
    assert "距上次拜访 52 天（每 30 天）" in out
    assert "王丽 今天生日" in out
    assert "1 条因近期联系多" in out


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_csv_has_the_columns_of_the_contract_one_row_an_item(morning: Rep) -> None:
    said = morning("due --csv")
    assert said.out.splitlines()[0] == ",".join(CSV_COLUMNS)
    rows = read_csv(said.out)
    assert [(r["customer"], r["rule"]) for r in rows] == [
        ("惠民便利店", "birthday"), ("美佳超市", "care-visit"), ("美佳超市", "care-call"), ("美佳超市", "role-gap"),
    ]  # fmt: skip
    assert rows[0] | {} == {
        "customer": "惠民便利店", "customer_id": "2", "tier": "general", "area": "湖北/武汉/洪山", "contact": "王丽", "contact_id": "1",
        "action": "greeting", "rule": "birthday", "occasion": "", "from": "2026-11-22", "due": "2026-11-22", "until": "2026-11-25",
        "overdue_days": "0", "class": "2", "reason": "王丽's birthday today",
    }  # fmt: skip
    assert rows[1]["until"] == ""
    assert rows[1]["due"] == "2026-11-02"  # 31 Oct 2026 is a Saturday
    assert rows[1]["overdue_days"] == "20"


def test_held_rows_come_last_and_name_what_holds_them(morning: Rep) -> None:
    rows = read_csv(morning("due --csv --held").out)
    assert rows[0]["held_by"] == ""
    assert [(r["customer"], r["rule"], r["held_by"]) for r in rows if r["held_by"]] == [("百姓饭店", "care-call", "fatigue")]
    assert "held_by" not in morning("due --csv").out


def test_csv_to_a_file_has_a_bom_and_is_for_the_user_alone(morning: Rep) -> None:
    file = morning.folder / "today.csv"
    said = morning(["due", "--csv", str(file)])
    assert said.out == ""
    assert file.read_bytes().startswith(b"\xef\xbb\xbfcustomer,")
    assert file.stat().st_mode & 0o777 == 0o600
    assert "left as it is" in morning(["due", "--csv", str(file)], code=1).err
    morning(["due", "--yes", "--csv", str(file)])


def test_json_says_the_same_as_csv(morning: Rep) -> None:
    document = json.loads(morning("due --json").out)
    assert document["today"] == "2026-11-22"
    assert document["counts"] == {"lines": 2, "items": 4, "held": 1, "call": 0, "visit": 1, "message": 0, "greeting": 1, "task": 0}
    assert [line["customer"]["name"] for line in document["lines"]] == ["惠民便利店", "美佳超市"]
    assert document["lines"][1]["items"][0]["until"] is None
    assert document["held"][0]["customer"]["name"] == "百姓饭店"
    assert document["held"][0]["held_by"] == ["fatigue"]


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ("--tier vip", ["美佳超市"]),
        ("--tier VIP客户 --tier general", ["惠民便利店", "美佳超市"]),
        ("--area 湖北/武汉", ["惠民便利店", "美佳超市"]),
        ("--area 湖北/武汉/武昌", ["美佳超市"]),
        ("--area 湖北/武", []),
        ("--action greeting", ["惠民便利店"]),
        ("--action 拜访", ["美佳超市"]),
        ("--action call", []),
        ("--limit 1", ["惠民便利店"]),
        ("--limit 0", []),
    ],
)
def test_filters_choose_lines_and_a_chosen_line_keeps_its_items(morning: Rep, options: str, names: list[str]) -> None:
    document = json.loads(morning(f"due --json {options}").out)
    assert [line["customer"]["name"] for line in document["lines"]] == names
    assert all(len(line["items"]) == 3 for line in document["lines"] if line["customer"]["name"] == "美佳超市")


@pytest.mark.parametrize("options", ["", "--days 20", "--action visit", "--days 20 --action call"])
def test_the_counts_and_what_is_held_are_complete_whatever_the_limit(rep: Rep, options: str) -> None:
    whole = json.loads(rep(f"--demo due --json {options}", today="2026-11-22").out)
    assert whole["counts"]["items"] == sum(len(line["items"]) for line in whole["lines"])
    for limit in (0, 1, 3):
        document = json.loads(rep(f"--demo due --json {options} --limit {limit}", today="2026-11-22").out)
        assert document == whole | {"lines": whole["lines"][:limit]}


def test_another_day_sees_only_what_was_known_then(morning: Rep) -> None:
    document = json.loads(morning("due --json --on 2026-10-02").out)
    assert document["today"] == "2026-10-02"
    names = [line["customer"]["name"] for line in document["lines"]]
    assert names == ["百姓饭店", "惠民便利店"]  # never called by then; 美佳超市 was visited the day before


def test_days_ahead_come_once_each(morning: Rep) -> None:
    rows = read_csv(morning("due --csv --days 7").out)
    later = [r for r in rows if r["from"] > "2026-11-22"]
    assert {(r["customer"], r["rule"]) for r in rows} >= {("惠民便利店", "birthday"), ("美佳超市", "care-visit")}
    assert len(rows) == len({(r["customer"], r["rule"], r["due"]) for r in rows})
    assert all(r["from"] <= "2026-11-29" for r in later)


def test_nothing_due_is_said_on_stderr(rep: Rep, sample: Sample) -> None:
    sample.customer("新客户", added_on="2026-11-22", since="2026-11-22")
    sample.close()
    said = rep("due")
    assert "Nobody needs you today" in said.err
    assert rep("due --csv").out == ",".join(CSV_COLUMNS) + "\n"


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("due --tier potential", "Nobody among these needs you: potential; all of them: repbook due\n"),
        ("due --tier potential --action 拜访", "Nobody among these needs you: potential · visit; "),
        ("due --area 湖北/宜昌 --action 拜访", "No customer lies in 湖北/宜昌; say the whole path, such as  湖北\n"),
        ("due --on 2026-01-01", "Nobody needs you on Thu 1 Jan 2026. Ahead: repbook due --on 2026-01-01 --days 7"),
        ("due --on 2026-01-01 --days 2", "Nobody needs you from Thu 1 Jan 2026 through Sat 3 Jan 2026"),
    ],
)
def test_nothing_is_said_of_what_was_asked(morning: Rep, line: str, part: str) -> None:
    assert part in morning(line).err


def test_a_day_to_come_is_told_from_today(rep: Rep, sample: Sample) -> None:
    mei = sample.customer("美佳超市", "vip")
    sample.contact(mei, "陈丽", (12, 3))
    sample.contact(mei, "王强", (11, 22))
    ji = sample.customer("百姓饭店", "key")
    sample.contact(ji, "王丽", (11, 26))
    sample.close()
    rep("occasion add 百姓 anniversary 2020-11-27 --title 店庆")
    for line in ("due --days 7", "due --days 7 --csv", "due --days 7 --json"):
        out = rep(line).out
        assert "王强's birthday today" in out
        assert "王丽's birthday Thu 26 Nov" in out
        assert "陈丽's birthday Thu 3 Dec: prepare something personal" in out
        assert "店庆" in out
        assert out.count("today") == 1 + ("json" in line)  # the name of a field
    assert "王丽's birthday today" in rep("due", today="2026-11-26").out


@pytest.mark.parametrize("line", ["due", "due --days 366", "due --held", "plan", "forecast"])
def test_time_ends_without_a_fault(rep: Rep, line: str) -> None:
    """The demo book has every kind of item, visits by months among them."""
    assert rep(f"--demo {line}", today="9999-12-31").out
    assert rep(f"--demo {line}", today="9999-12-20").out


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("due --days -1", "between 0 and 366"),
        ("due --days x", "not a whole number"),
        ("due --limit x", "not a whole number"),
        ("due --action fly", "unknown action"),
        ("due --tier gold", "unknown tier"),
        ("due --on 2-30", "does not exist"),
        ("due --on 2026-13-01", "does not exist"),
    ],
)
def test_wrong_options_are_one_sentence(morning: Rep, line: str, part: str) -> None:
    said = morning(line, code=2)
    assert part in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""


@pytest.mark.parametrize(
    ("first", "dated", "told"),
    [
        (0, 0, 20),
        (3, 17, 20),
        (3, 18, 21),
        (40, 59, 99),
        (40, 60, 100),
        (40, 61, 100),
        (0, 300, 100),
        (100, 1, 100),
        (101, 1, 101),  # an obligation is never left out
        (101, 0, 101),
    ],
)
def test_a_screen_tells_all_obligations_and_a_hundred_lines_at_most_of_dates(first: int, dated: int, told: int) -> None:
    assert Question(1, screen=True).told(first, dated) == told
    assert Question(1).told(first, dated) is None
    assert Question(1, most=7).told(first, dated) == 7


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", "repbook due"),
        ("--limit 1", "repbook due"),
        ("--tier vip --tier key", "repbook due --tier vip --tier key"),
        ("--area 湖北 --action visit", "repbook due --area 湖北 --action visit"),
        ("--on 11-23 --days 2", "repbook due --on 2026-11-23 --days 2"),
        ("--on 11-22", "repbook due"),
    ],
)
def test_what_shows_the_rest_asks_for_the_same(morning: Rep, asked: str, shown: str) -> None:
    said = morning(f"due {asked} --limit 0").out if "--limit" not in asked else morning(f"due {asked}").out
    assert f"all of them: {shown} --all " in said
    assert "Held:" in morning("due").out
    assert f"({shown} --held)" in said or "Held:" not in said
