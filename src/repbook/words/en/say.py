"""What commands say of what they did."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "book_made": "a new book was made at {path}",
    "file_written": "written to {file}",
}
