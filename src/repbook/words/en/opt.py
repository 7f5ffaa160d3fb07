"""What each option and argument means, for the help pages."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "book": "the book, one file (env REPBOOK_BOOK)",
    "today": "the day to work as of (env REPBOOK_TODAY)",
    "lang": "the language of all output (env REPBOOK_LANG)",
    "demo": "a throw-away copy of the demo book; nothing of yours is touched",
    "yes": "say yes to whatever asks",
    "version": "the version",
    "help": "this page",
    "json": "one JSON document",
    "csv": "CSV to standard output, or to FILE",
    "limit": "at most N",
    "on_past": "the day it happened (default today)",
    "tier_filter": "only this tier; may be given again",
    "area_filter": "only this area and what lies in it, such as 湖北/武汉",
    "customer": "name, part of it, pinyin, initials, phone tail or #id",
    "contact": "NAME, CUSTOMER/NAME or #id",
    "dry_run": "say what would change, and change nothing",
}
