"""What commands say of what they did."""

from __future__ import annotations

TEXT: dict[str, str] = {
    "book_made": "已新建账本 {path}",
    "file_written": "已写入 {file}",
}
