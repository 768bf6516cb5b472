"""Collation: names in the order in which the language that is spoken has them, not that of their code points."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, TypeVar

from PySide6.QtCore import QCollator, QLocale

from playground.languages import spoken

# the first comes first in the language, and last by code points: in pinyin ā before zhōng, in an alphabet a before B
_TELLING = {"zh_CN": ("阿", "中")}
_LETTERS = ("a", "B")
_T = TypeVar("_T")


def ordered(items: Iterable[_T], name: Callable[[_T], str]) -> list[_T]:
    """By their names; as they came where Qt was built without what knows the order of this language."""
    found = list(items)
    return found if _collator(spoken.language()) is None else sorted(found, key=lambda item: key(name(item)))


def key(name: str) -> Any:
    """What a name that a person gave is sorted by."""
    collator = _collator(spoken.language())
    return name.casefold() if collator is None else collator.sortKey(name)


@cache
def _collator(language: str) -> QCollator | None:
    collator = QCollator(QLocale(language))
    collator.setNumericMode(True)
    return collator if collator.compare(*_TELLING.get(language, _LETTERS)) < 0 else None
