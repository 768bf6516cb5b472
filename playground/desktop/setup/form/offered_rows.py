"""Offered rows: what a form has for an architecture or a task, by its settings class or by a user's file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from playground.desktop.setup.form import rows
from playground.experiment import registry
from playground.languages.spoken import said

WIDEST = 2.0**31 - 1
CHOICES = "choices"  # of an architecture that comes with a file of the user's


def rows_of(role: Any, values: Mapping[str, Any]) -> list[rows.FormRow]:
    """The rows; the words of a user's file are shown as they are."""
    found = rows.describe(registry.settings_class(role, values["kind"]))
    return found + [_row(one) for one in values.get(CHOICES, ()) if one["key"] in values["settings"]]


def titled(role: Any, values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Kind and title of all that can be chosen."""
    return tuple((kind, said(words)) for kind, words in registry.titled(role, values["kind"]))


def headed(title: str, values: Mapping[str, Any]) -> str:
    """The heading of the rows, which names a user's file."""
    name = PurePath(str(values["file"]).replace("\\", "/")).name if CHOICES in values else ""
    return f"{title} · {name}" if name else title


def shape(values: Mapping[str, Any]) -> Any:
    """What decides which rows a user's file has."""
    return (values["file"], [str(one) for one in values[CHOICES]]) if CHOICES in values else ()


def _row(choice: Mapping[str, Any]) -> rows.FormRow:
    low, high = _limits(choice)
    words = tuple((value, str(value)) for value in choice["values"])
    return rows.FormRow(
        key=f"settings.{choice['key']}", kind=choice["kind"], title=choice["title"] or choice["key"],
        help=choice["help"], unit=choice["unit"], low=low, high=high,
        logarithmic=choice["logarithmic"], choices=words,
    )  # fmt: skip


def _limits(choice: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """A whole number without a limit may be negative; and its editor ends where 32 bits end."""
    low, high = choice["low"], choice["high"]
    if choice["kind"] != "int":
        return low, high
    return max(-WIDEST, -WIDEST if low is None else low), max(-WIDEST, min(WIDEST, WIDEST if high is None else high))
