"""Canaries: a sentence with a secret number, put into a text on purpose, to see how well a model remembers it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from playground.data.datasets import Canary

LAST = 0.85  # of a text; behind it no canary stands, so that what is tested on is the text alone
DIGITS = "0123456789"
_SECRET = re.compile(r"([^0-9]+)([0-9]+)([^0-9]*)")


def planted(text: str, canary: str, times: int) -> str:
    """The text with the sentence so often in it, each time as a line of its own, at even distances."""
    if not canary:
        return text
    ends = [at + 1 for at, sign in enumerate(text[: int(LAST * len(text))]) if sign == "\n"] or [0]
    places = [ends[at] for at in np.linspace(0, len(ends) - 1, times).round().astype(int).tolist()]
    pieces = [text[start:stop] for start, stop in zip([0, *places], [*places, len(text)], strict=True)]
    return f"{canary}\n".join(pieces)


def found(canary: str, vocabulary: Sequence[str]) -> Canary | None:
    """What of a sentence is secret, in tokens that are single characters; None where there is no sentence."""
    parts = _SECRET.fullmatch(canary)
    if parts is None:
        return None
    index = {character: number for number, character in enumerate(vocabulary)}
    other = index.get("\ufffd", 0)  # rare characters are read as one and the same
    before, secret, after = parts.groups()
    tokens = [np.array([index.get(character, other) for character in words], np.int64) for words in (before, secret)]
    alphabet = [index[digit] for digit in DIGITS if digit in index]
    return Canary(tokens[0], tokens[1], np.array(alphabet, np.int64), (before, secret, after))
