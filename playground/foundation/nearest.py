"""Nearest: of the names there are, those that a mistyped one may have meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

MOST = 3  # names that are offered
FEW = 20  # names that are all listed where none is alike
ALIKE = 0.6  # of 1, as difflib measures it
APART = 0.15  # from the best that others are still offered


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """The most alike first, at most three, without regard to case, hyphens and underscores; empty where none is."""
    scored = sorted(((_likeness(name, other), other) for other in known), key=lambda one: (-one[0], one[1]))
    best = scored[0][0] if scored else 0.0
    return [other for likeness, other in scored[:MOST] if likeness >= max(ALIKE, best - APART)]


def advice(name: str, known: Iterable[str]) -> str:
    """The end of a sentence that says which names were perhaps meant, or a few of those there are."""
    names = list(known)
    if found := nearest(name, names):
        return f"did you mean {', '.join(found)}?"
    few = ", ".join(names[:FEW]) + (" …" if len(names) > FEW else "")
    return f"choose one of {few}"


def _likeness(one: str, other: str) -> float:
    one, other = _bare(one), _bare(other)
    if one and (other.startswith(one) or one in other):
        return 0.9
    return SequenceMatcher(None, one, other).ratio()


def _bare(name: str) -> str:
    return name.casefold().replace("-", "").replace("_", "").replace(" ", "")
