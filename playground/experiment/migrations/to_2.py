"""From format 1 to 2: the number itself is written; nothing else has changed."""

from __future__ import annotations

from typing import Any


def migrate(values: dict[str, Any]) -> dict[str, Any]:
    """The same values."""
    return values
