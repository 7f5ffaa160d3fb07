"""Three hundred texts that mean something to a terminal, a shell, a spreadsheet, SQL, a file system or Rich, and nothing to a rep."""

from __future__ import annotations

from random import Random

ESCAPES = [
    "\x1b[31mred", "\x1b[2J\x1b[H", "\x1b]0;title\x07", "\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "\x1b[8mhidden", "\x1bc", "\x1b[6n", "\x1b(0lqk", "\x9b31m",
    "\x9d0;t\x9c", "a\x08\x08b", "a\rb", "bell\x07", "nul\0nul", "del\x7f", "\x85next", "\x0c\x0bfeed", "tab\there", "\x1a", "\x0e\x0f", "\x84\x8d",
]  # fmt: skip
DIRECTIONS = [
    "\u202eevil",
    "\u202a\u202b\u202c",
    "\u2066x\u2069",
    "\u200e\u200f",
    "\u061cx",
    "zero\u200bwidth",
    "\ufeffbom",
    "soft\u00adhyphen",
    "\u2028line\u2029",
]
FORMULAS = [
    "=1+1", "=HYPERLINK(\"http://x\")", "+1+1", "-2+3", "@SUM(1)", "=cmd|' /C calc'!A0", "\t=1", "'=1", "''=1", "＝1+1", "＋1", "－1", "＠x", "-", "=", "+86 138",
    "'", "''", "\"=1\"", "-100.50", "%0a=1",
]  # fmt: skip
MARKUP = [
    "[bold]x[/bold]", "[/]", "[red]", "[link=http://x]x[/link]", "[[", "]]", "\\[bold]", ":smile:", "<b>x</b>", "<script>alert(1)</script>", "&amp;", "**x**", "_x_",
    "# x", "| a | b |", "![x](http://x)", "{x}", "{0}", "{}", "%s", "%(x)s", "%n", "$x", "${HOME}", "{{7*7}}",
]  # fmt: skip
SQL = [
    "'; DROP TABLE customer; --",
    "' OR 1=1 --",
    '" OR ""="',
    "1; SELECT 1",
    "%",
    "_",
    "%%",
    "a%b",
    "a_b",
    "\\%",
    "*",
    "?",
    "?1",
    ":x",
    "NULL",
    "--",
    "/* x */",
    "x'00'",
]
OPTIONS = ["-rf", "--help", "--book=/x", "-", "--", "--yes", "-h", "--demo", "---", "-\u2212-"]
PATHS = [
    "../x",
    "../../etc/passwd",
    "/etc/passwd",
    "./x",
    "~",
    "~root",
    "a/b",
    "C:\\x",
    "\\\\x\\y",
    "file:///x",
    "http://x/?a=b#c",
    "nul",
    "x?mode=memory",
]
SHELLS = [
    "$(touch pwned)", "`touch pwned`", ";touch pwned", "&&touch pwned", "|touch pwned", "\ntouch pwned\n", "x>pwned", "$((1))", "!!", "a b", "'a", "\"a", "\\", "a\\",
    "*?[]", "{a,b}", "~+", "#x", "^x^y", "$'\\x41'", "<(touch pwned)", "\\$(touch pwned)", "a;b", "a&b", "a=b", "(a)", "%1", "!x",
]  # fmt: skip
LETTERS = [
    "🎉🎊", "👨‍👩‍👧‍👦", "🇨🇳", "e\u0301", "é", "e\u0301\u0301\u0301\u0301\u0301\u0301", "שלום", "مرحبا", "ﷺ", "한국", "𠮷野家", "Ǆ", "İi", "ß", "ﬁ", "①", "Ａｂ", "\u3000全角\u3000",
    "\ufdfa", "Z͑ͫ̓ͪa", "\U000e0041tag", "a\u00a0b", "…", "“”", "٣", "²", "\ufffd", "\uffff", "\U0010ffff",
]  # fmt: skip
HALVES = ["\udcff", "a\udc80b", "\ud800", "\udcc3\udc28"]
SHAPES = [
    "",
    " ",
    "\n",
    "\n\n\n",
    "   x   ",
    "x" * 199,
    "x" * 200,
    "x" * 201,
    "中" * 200,
    "a\nb\nc",
    "a,b",
    "a;b",
    '"a,b"',
    "a\r\nb",
    "#1",
    "#999999",
    "0",
    "1" * 40,
    "@",
    "x @y",
    "a=b=c",
    "a:b:c",
]
LETTERS_AND_SIGNS = [*ESCAPES, *DIRECTIONS, *FORMULAS, *MARKUP, *SQL, *OPTIONS, *PATHS, *SHELLS, *LETTERS, *HALVES, *SHAPES]
MANY = 300


def strings() -> list[str]:
    """All of them, and as many joined at random as make three hundred."""
    chance = Random(4)
    found = dict.fromkeys(LETTERS_AND_SIGNS)
    pieces = [piece for piece in LETTERS_AND_SIGNS if 0 < len(piece) < 40]
    while len(found) < MANY:
        found[chance.choice(("", "客户", " ")).join(chance.sample(pieces, chance.randint(2, 3)))] = None
    return list(found)[:MANY]
