"""Table numbers: what a cell says, with a point or a comma, grouped or not, and what means that nothing is known."""

from __future__ import annotations

import math
import re

_MISSING = {
    "", "na", "n/a", "nan", "null", "none", "nil", "missing", "?", "-", "--", "–", "—", ".", "..",
    "#n/a", "#na", "#value!", "#div/0!", "#num!", "#null!", "#ref!",
}  # fmt: skip
_SPACED = re.compile(r"[+-]?\d{1,3}([ '’\u00a0\u202f]\d{3})+(?=[.,]|$)")
_POINTED = re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d+|[+-]?\d{1,3}(\.\d{3}){2,}")  # 1.234,5 and 1.234.567, not 1.234
_COMMAED = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+|[+-]?\d{1,3}(,\d{3}){2,}")
_TIME = r"\d{1,2}:\d{2}(:\d{2}\S*)?"
_DATE = rf"(\d{{4}}[-/.]\d{{1,2}}([-/.]\d{{1,2}})?|\d{{1,2}}[-/.]\d{{1,2}}[-/.](\d{{4}}|\d{{2}}))([T ]{_TIME})?"
_MOMENT = re.compile(f"{_DATE}|{_TIME}")


def missing(word: str) -> bool:
    """Whether a cell says that there is no value."""
    return word.strip().lower() in _MISSING


def tells_time(word: str) -> bool:
    """Whether a cell is a date or a time of the day, and no number."""
    return _MOMENT.fullmatch(word.strip()) is not None and number(word, False) is None


def number(word: str, comma: bool) -> float | None:
    """A number, NaN where it is missing, None where it is something else; ``comma``: it may have a decimal comma.

    Marks between groups of three digits are taken where they can mean nothing else.
    """
    word = word.strip()
    if missing(word):
        return math.nan
    if not word.isascii() or " " in word or "'" in word:
        word = _SPACED.sub(lambda found: re.sub(r"[^\d+-]", "", found[0]), word, count=1)
    if _COMMAED.fullmatch(word) and not (comma and "." not in word):
        word = word.replace(",", "")
    elif comma and _POINTED.fullmatch(word):
        word = word.replace(".", "")
    try:
        value = float(word.replace(",", ".") if comma and "." not in word else word)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in word else None
