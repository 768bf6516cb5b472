"""Breaking: texts of any language in lines of a given width; Chinese characters take two columns each."""

from __future__ import annotations

import re
import unicodedata
from textwrap import wrap

_PIECE = re.compile(r"[ -~]+?(?: |(?=[^ -~])|$)|\S\s*", re.DOTALL)
_NEVER_FIRST = "，。；：、！？）》”’…%"


def width(text: str) -> int:
    """Columns in a terminal or an editor; an accent above another character takes none."""
    return sum(map(_columns, text))


def wrapped(text: str, room: int) -> list[str]:
    """Lines of at most ``room`` columns: between words, and between Chinese characters, which need no space."""
    if width(text) == len(text):
        return wrap(text, room)
    lines, line = [], ""
    for piece in _PIECE.findall(text):
        if line and width(line + piece.rstrip()) > room and piece[0] not in _NEVER_FIRST:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()]


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
