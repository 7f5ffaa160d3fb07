"""What `brief` says."""

from __future__ import annotations

TEXT: dict[str, str] = {
}
