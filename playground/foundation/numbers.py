"""Numbers: those written with a comma, as in half of Europe, where this program and its files want a point."""

from __future__ import annotations

import re

_COMMA = r"[-+−]?\d*,\d+(?:[eE][-+]?\d+)?"
_ASSIGNED = re.compile(rf"=\s*({_COMMA})\s*(?:#.*)?$")


def meant(text: object) -> str:
    """What was written with a comma, with a point instead; empty where the text is no such number."""
    stripped = text.strip() if isinstance(text, str) else ""
    return stripped.replace(",", ".") if re.fullmatch(_COMMA, stripped) else ""


def meant_among(text: str) -> str:
    """The same for the first such number among other words, such as ``A+0,5 B-0,2``; empty where there is none."""
    found = re.search(r"[-+−]?\d+,\d+", text)
    return meant(found.group()) if found is not None else ""


def meant_in(toml: str) -> tuple[int, str]:
    """Line from 1 and number, for the first ``key = 0,005`` of a preset file; 0 and nothing where there is none."""
    for number, line in enumerate(toml.splitlines(), 1):
        found = _ASSIGNED.search(line)
        if found is not None:
            return number, meant(found.group(1))
    return 0, ""


def pointed(number: str) -> str:
    """A sentence for what ``meant`` found."""
    return f"Write {number} with a point, not a comma."
