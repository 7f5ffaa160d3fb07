"""The arithmetic that `why` prints, step by step: a label and, under .value, what it came to."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "every": "周期",
}
