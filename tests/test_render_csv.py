"""CSV as it is written: what Python's own csv module would write, row by row."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repbook.render.tables import csv_text

cells = st.lists(st.text(st.sampled_from("a客,\"'; \n\t=😀"), max_size=4), min_size=1, max_size=5)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(st.lists(cells, max_size=4))
def test_csv_is_what_the_csv_module_writes(end: str, rows: list[list[str]]) -> None:
    wanted = io.StringIO(newline="")
    csv.writer(wanted, lineterminator=end).writerows(rows)
    text = "".join(csv_text(rows, end))
    assert text == wanted.getvalue()
    assert list(csv.reader(io.StringIO(text, newline=""))) == rows


def test_a_carriage_return_is_always_in_quotes() -> None:
    assert "".join(csv_text([["a\rb", "c"]], "\n")) == '"a\rb",c\n'


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1200])
def test_many_rows_come_whole_and_in_pieces(count: int) -> None:
    pieces = list(csv_text(([str(number), "x"] for number in range(count)), "\n"))
    assert "".join(pieces) == "".join(f"{number},x\n" for number in range(count))
    assert len(pieces) == -(-count // 500)
