"""repbook as a process of its own: how streams, signals, homes and locales are met."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from repbook.reports import REPORTS
from tests.cli import Rep
from tests.program import environment, on_terminal, run
from tests.program import shell as bash
from tests.sample import Sample, small_shop


@pytest.fixture
def shop(rep: Rep) -> Rep:
    """A book with a customer, a contact and a touch."""
    small_shop(rep.book)
    return rep


DATA = [["due"], ["due", "--csv"], ["due", "--json"], ["history"], ["customer", "list"], ["why", "美佳"], ["--help"], ["log", "--help"]]


@pytest.fixture
def env(shop: Rep) -> dict[str, str]:
    """The environment that names the shop's book."""
    return {"REPBOOK_BOOK": str(shop.book)}


@pytest.mark.parametrize("words", DATA, ids=" ".join)
def test_a_pipe_gets_plain_text_and_the_same_twice(shop: Rep, env: dict[str, str], words: list[str]) -> None:
    once, wide = run(words, shop.folder, env), run(words, shop.folder, env | {"COLUMNS": "300", "TERM": "dumb", "FORCE_COLOR": "1"})
    assert once.code == 0
    assert "\x1b" not in once.out + once.err
    assert once.out
    if "--help" not in words:
        assert once.err == ""
        assert once.out == wide.out


@pytest.mark.parametrize(
    ("words", "columns"),
    [(["due", "--csv"], "20"), (["due", "--json"], "20"), (["history", "--csv"], "20"), (["customer", "list"], "20"), (["due"], "40")],
)
def test_a_pipe_is_never_cut_to_a_width(shop: Rep, env: dict[str, str], words: list[str], columns: str) -> None:
    out = run(words, shop.folder, env | {"COLUMNS": columns}).out
    assert "美佳超市" in out
    assert "…" not in out


def test_json_is_the_same_on_a_terminal(shop: Rep, env: dict[str, str]) -> None:
    piped = run(["due", "--json"], shop.folder, env).out
    assert on_terminal(["due", "--json"], shop.folder, env).out.startswith(piped)
    assert json.loads(piped)["lines"]


def test_a_reader_who_leaves_early(shop: Rep, env: dict[str, str]) -> None:
    made = Sample(shop.folder / "long.db")
    who = made.customer("美佳超市")
    with made.book.step("many"):
        for _ in range(3000):
            made.touch(who, "2026-06-01", note="x" * 60)
    made.close()
    line = "repbook history --csv | head -1; echo ${PIPESTATUS[0]}; repbook --help | true; echo ${PIPESTATUS[0]}"
    answer = bash(line, shop.folder, env | {"REPBOOK_BOOK": str(shop.folder / "long.db")})
    assert answer.out.splitlines()[0].startswith("id,on,")
    assert answer.out.splitlines()[1:] == ["0", "0"]
    assert answer.err == ""


@pytest.mark.parametrize("words", ["due", "history --csv", "--help", "due --help", "--version", "log 美佳 call x"])
def test_an_output_that_is_full(shop: Rep, env: dict[str, str], words: str) -> None:
    answer = bash(f"repbook {words} >/dev/full; echo $?", shop.folder, env)
    assert answer.out == "4\n"
    assert "could not be written" in answer.err.splitlines()[-1]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("due >&-", 0), ("due 2>&-", 0), ("due <&-", 0), ("due <&- >&- 2>&-", 0), ("--help >&-", 0),
        ("why nobody 2>&-", 3), ("why nobody 2>/dev/full", 3),
        ("log 美佳 call x >&-", 0), ("log 美佳 call - <&-", 2), ("log 美佳 call x <&- >&- 2>&-", 0),
    ],
)  # fmt: skip
def test_closed_streams(shop: Rep, env: dict[str, str], line: str, code: int) -> None:
    before = shop.rows("SELECT count(*) FROM touch")[0][0]
    answer = bash(f"repbook {line}; code=$?; echo $code", shop.folder, env)
    assert answer.out.splitlines()[-1] == str(code)
    assert "Traceback" not in answer.err
    assert shop.rows("PRAGMA integrity_check") == [("ok",)]
    assert shop.rows("SELECT count(*) FROM touch")[0][0] == before + (line.startswith("log") and code == 0)


ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.mark.parametrize("words", DATA, ids=" ".join)
def test_a_locale_without_chinese(shop: Rep, env: dict[str, str], words: list[str]) -> None:
    answer = run(words, shop.folder, env | ASCII)
    assert answer.code == 0
    usual = run(words, shop.folder, env).out
    if "--json" in words:
        assert answer.out.isascii()
        assert json.loads(answer.out) == json.loads(usual)
    elif "--csv" in words:
        assert answer.out == usual
    else:
        assert answer.out == usual.encode("ascii", "backslashreplace").decode()


def test_chinese_typed_in_a_locale_without_it(shop: Rep, env: dict[str, str]) -> None:
    assert run(["log", "美佳", "call", "谢谢"], shop.folder, env | ASCII).code == 0
    assert run(["log", "美佳", "电话", "-"], shop.folder, env | ASCII, input="老板不在".encode()).code == 0
    assert run(["why", "美佳"], shop.folder, env | ASCII | {"REPBOOK_TODAY": "明天"}).code == 0
    assert shop.rows("SELECT note FROM touch ORDER BY id DESC LIMIT 2") == [("老板不在",), ("谢谢",)]


def test_files_with_chinese_names_in_a_locale_without_it(shop: Rep, env: dict[str, str]) -> None:
    def ascii_(*words: str) -> str:
        answer = run(words, shop.folder, env | ASCII)
        assert answer.code == 0, answer
        said = answer.out + answer.err
        assert said.isascii()
        assert "\\udc" not in said
        return said

    (shop.folder / "客户.csv").write_text("name\n江城酒业\n", encoding="utf-8")
    book = "账本.db"
    assert "\\u8d26\\u672c.db" in ascii_("--book", book, "import", "customers", "客户.csv")
    assert "\\u5ba2\\u6237.csv" in ascii_("--book", book, "undo", "--list")
    assert json.loads(run(["--book", book, "undo", "--list", "--json"], shop.folder, env).out)["items"][0]["what"].count("客户.csv") == 1
    ascii_("--book", book, "log", "江城", "拜访")
    ascii_("--book", book, "book", "backup", "备份.db")
    ascii_("--book", book, "book", "restore", "备份.db", "--yes")
    ascii_("--book", book, "doctor")
    ascii_("history", "--csv", "历史.csv")
    ascii_("export", "all", "全部.json")
    assert (shop.folder / "历史.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")
    assert {"账本.db", "备份.db", "全部.json"} <= {path.name for path in shop.folder.iterdir()}
    assert "没有.csv" in run(["import", "customers", "没有.csv"], shop.folder, env | ASCII).err.encode().decode("unicode_escape")


@pytest.mark.parametrize(
    ("words", "code"), [(["why", b"\xff"], 2), ([b"\xff"], 2), (["due", "--on", b"\xff"], 2), (["log", "美佳", "call", b"\xff"], 2)]
)
def test_bytes_that_are_no_text(shop: Rep, env: dict[str, str], words: list[str | bytes], code: int) -> None:
    answer = run(words, shop.folder, env)
    assert (answer.out, answer.code) == ("", code)
    assert len(answer.err.splitlines()) == 1


def test_a_deleted_working_directory(shop: Rep, env: dict[str, str]) -> None:
    answer = bash("mkdir gone && cd gone && rmdir ../gone && repbook due && repbook --help", shop.folder, env)
    assert answer.code == 0
    assert "美佳超市" in answer.out


def test_homes_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for home, says in (
        (tmp_path / "file", "cannot be opened"),
        (Path("/proc/none"), "no book can be made"),
        (Path("relative"), "--book PATH"),
    ):
        answer = run(["customer", "add", "Ada"], tmp_path, {"HOME": str(home)})
        assert (answer.out, answer.code) == ("", 4)
        assert says in answer.err
        assert len(answer.err.splitlines()) == 1


def test_no_home_at_all(tmp_path: Path) -> None:
    answer = bash("unset HOME; repbook --help | head -1; repbook --version", tmp_path)
    assert answer.err == ""
    assert answer.out.startswith("Usage: repbook")


def test_it_writes_below_the_data_home_only(tmp_path: Path) -> None:
    data = tmp_path / "data"
    home = tmp_path / "home"
    home.mkdir()
    env = {"XDG_DATA_HOME": str(data), "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    assert run(["customer", "add", "Ada"], tmp_path, env).code == 0
    assert run(["due"], tmp_path, env).code == 0
    book, backup = sorted(path for path in data.rglob("*") if path.is_file())
    assert (book.name, backup.parent.name) == ("book.db", "book.db.backups")
    assert list(home.iterdir()) == []


def test_every_command_ends_without_input(shop: Rep, env: dict[str, str]) -> None:
    for line in ("log 美佳 call", "undo", "redo", "policy check", "customer archive 美佳", "log 美佳 visit -"):
        answer = run(line.split(), shop.folder, env, seconds=10, stdin=subprocess.DEVNULL)
        assert answer.code in (0, 1, 2)


def test_a_note_from_standard_input(shop: Rep, env: dict[str, str]) -> None:
    assert run(["log", "美佳", "call", "-"], shop.folder, env, input="老板不在\n".encode()).code == 0
    assert shop.rows("SELECT note FROM touch ORDER BY id DESC LIMIT 1") == [("老板不在",)]


def test_reading_never_changes_the_book(shop: Rep, env: dict[str, str]) -> None:
    before = shop.book.read_bytes(), os.stat(shop.book).st_mtime_ns
    for words in [
        *DATA,
        *(["report", name] for name in REPORTS),
        ["policy", "show"],
        ["undo", "--list"],
        ["customer", "show", "美佳"],
        ["--complete", "why", "m"],
    ]:
        assert run(words, shop.folder, env).code == 0
    assert (shop.book.read_bytes(), os.stat(shop.book).st_mtime_ns) == before
    assert sorted(path.name for path in shop.folder.iterdir()) == ["book.db"]


def test_an_interrupt_while_it_waits(shop: Rep, env: dict[str, str]) -> None:
    waiting = subprocess.Popen([sys.executable, "-m", "repbook", "log", "美佳", "call", "-"], env=environment(shop.folder, **env),
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=shop.folder)  # fmt: skip
    time.sleep(1)
    waiting.send_signal(signal.SIGINT)
    out, err = waiting.communicate(timeout=10)
    assert waiting.returncode == 130
    assert out + err == b""
    assert shop.rows("SELECT count(*) FROM touch") == [(1,)]


def test_an_output_without_a_buffer_loses_nothing_unsaid(tmp_path: Path) -> None:
    """Where Python is told not to buffer, a file that takes no more is a fault as any other, and no shorter answer."""
    whole = run(["--demo", "due", "--csv"], tmp_path, {"PYTHONUNBUFFERED": "1"})
    assert (whole.code, whole.out.count("\n") > 10) == (0, True)
    script = f"ulimit -f 1; trap '' XFSZ; PYTHONUNBUFFERED=1 {sys.executable} -m repbook --demo due --csv > {tmp_path / 'cut.csv'}"
    cut = subprocess.run(["bash", "-c", script], env=environment(tmp_path), capture_output=True, timeout=60, check=False)
    assert cut.returncode == 4
    assert b"Traceback" not in cut.stderr
    assert cut.stderr != b""


INTERRUPTED = """
import os, signal, sys
class Meanwhile:
    def find_spec(self, name, path, target=None):
        if name == "repbook.cli":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Meanwhile())
from repbook.__main__ import run
run()
"""


def test_an_interrupt_while_the_program_is_loaded_just_ends_it(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], env=environment(tmp_path), capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, b"", b"")


IN_THE_JOURNAL = """
import os, signal, sys
from repbook.store import noted
text = noted.text
def interrupted(rows):
    os.kill(os.getpid(), signal.SIGINT)
    return text(rows)
noted.text = interrupted
sys.argv = ["repbook", "customer", "edit", "美佳", "--phone", "13800000009"]
from repbook.__main__ import run
run()
"""


def test_an_interrupt_while_a_change_is_noted_is_no_damage(shop: Rep, env: dict[str, str]) -> None:
    before = shop.rows("SELECT phone FROM customer")
    done = subprocess.run([sys.executable, "-c", IN_THE_JOURNAL], env=environment(shop.folder, **env), capture_output=True, timeout=60,
                          check=False, cwd=shop.folder)  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")
    assert shop.rows("SELECT phone FROM customer") == before
    assert shop("book check").code == 0
