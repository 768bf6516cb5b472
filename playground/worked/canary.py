"""Canary: how far the secret of a text stands before all others that it could have been."""

from __future__ import annotations

from math import log2

import numpy as np
from numpy.typing import NDArray

from playground.worked.evidence import Evidence, UnexplainedError
from playground.worked.example import Formula, Line, Part, Question, Row, Table, WorkedExample
from playground.worked.notation import number

PICTURE = "survey.canary"
LISTED = 8  # likeliest secrets that are written out


def rank(bits: NDArray[np.float32], secret: int) -> int:
    """1 where no other secret is likelier than the one in the text; ``bits`` is −log₂ p of each."""
    return 1 + int((bits < bits[secret]).sum())


def exposure(bits: NDArray[np.float32], secret: int) -> float:
    """log₂ |R| − log₂ rank (Carlini et al. 2019, arXiv 1802.08232, section 4.2); NaN where nothing is known.

    0 to 1 is guessing, log₂ |R| is known by heart.
    """
    return log2(len(bits)) - log2(rank(bits, secret)) if np.isfinite(bits).all() else float("nan")


def number_of(secret: str, alphabet: tuple[str, ...]) -> int:
    """Where a secret stands among all of its length, in order."""
    found = 0
    for sign in secret:
        found = found * len(alphabet) + alphabet.index(sign)
    return found


def secret_of(at: int, length: int, alphabet: tuple[str, ...]) -> str:
    """The secret with such a number."""
    signs = []
    for _ in range(length):
        at, sign = divmod(at, len(alphabet))
        signs.append(alphabet[sign])
    return "".join(reversed(signs))


def explain(evidence: Evidence, question: Question) -> WorkedExample:
    """The exposure from the rank; the index is the number of the secret. Raises UnexplainedError."""
    bits = np.asarray(evidence.picture(PICTURE), np.float32)
    alphabet = evidence.labels.get("digit", ())
    if len(question.index) != 1 or not 0 <= question.index[0] < len(bits) or not np.isfinite(bits).all():
        raise UnexplainedError("There is no such secret in the picture; choose another.")
    at = question.index[0]
    place, count = rank(bits, at), len(bits)
    length = round(np.log(count) / np.log(len(alphabet))) if len(alphabet) > 1 else 1
    first = [int(one) for one in np.argsort(bits, kind="stable")[:LISTED]]
    rows = tuple(
        Row(secret_of(one, length, alphabet), (float(bits[one]), float(2.0 ** -float(bits[one]))), None, one == at)
        for one in dict.fromkeys([*first, at])
    )
    value = log2(count) - log2(place)
    calculation: tuple[Part, ...] = (
        Formula(r"\mathrm{exposure} = \log_2 |R| - \log_2 \mathrm{rank}"),
        Table("the likeliest secrets, given the words before", (r"-\log_2 p", "p"), rows),
        Line(rf"\mathrm{{rank}} = {place}, \quad |R| = {count}", "how many are at least as likely, of all"),
        Line(rf"\mathrm{{exposure}} = {number(log2(count))} - {number(log2(place))} = {number(value)}", "bits"),
    )
    return WorkedExample(evidence.step, question, calculation, value, exposure(bits, at))
