"""Sampling: how the next token is drawn from a model's logits: a temperature, then top-k, then top-p."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from playground.foundation.errors import PlaygroundError

Reals = NDArray[np.float64]


class SamplingError(PlaygroundError):
    """A temperature, top-k or top-p by which nothing can be drawn."""


@dataclass(frozen=True, eq=False)
class Odds:
    """The probabilities of K tokens.

    Attributes:
        before: (K,) at the temperature, before anything is cut off.
        kept: (K,) what may be drawn. top: how many of the likeliest top-k leaves.
        drawn: (K,) the probabilities of what is kept, which add up to 1; 0 for what is cut off.
    """

    before: Reals
    kept: NDArray[np.bool_]
    drawn: Reals
    top: int


@dataclass(frozen=True)
class Sampling:
    """Softmax of the logits divided by a temperature; of that the ``top_k`` likeliest, renormalised; of these the
    nucleus, the fewest whose probabilities reach ``top_p`` (Holtzman et al. 2019, arXiv 1904.09751), renormalised.

    Attributes:
        temperature: 0 takes the largest logit. top_k: 0 keeps all. top_p: 1 keeps all.

    Raises:
        SamplingError: one of them lies outside of what it can be.
    """

    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.temperature < float("inf"):
            raise SamplingError(f"A temperature of {self.temperature:g} draws nothing: give 0 (the likeliest) or more.")
        if self.top_k < 0:
            raise SamplingError(f"A top-k of {self.top_k} keeps nothing: give 0 for all tokens, or 1 and more.")
        if not 0 < self.top_p <= 1:
            raise SamplingError(f"A top-p of {self.top_p:g} is no share: give one above 0, and 1 for all tokens.")

    @property
    def cuts(self) -> bool:
        """Whether anything may be cut off."""
        return self.top_k > 0 or self.top_p < 1

    @property
    def words(self) -> str:
        """The name of the line that is written so."""
        cut = f", top-k {self.top_k}" if self.top_k else ""
        return f"temperature {self.temperature:g}{cut}" + (f", top-p {self.top_p:g}" if self.top_p < 1 else "")

    @classmethod
    def of(cls, words: str) -> Self | None:
        """The one with such a name; None for the names of other lines."""
        given = dict(part.rpartition(" ")[::2] for part in words.split(", "))
        try:
            return cls(float(given["temperature"]), int(given.get("top-k", 0)), float(given.get("top-p", 1)))
        except (KeyError, ValueError, SamplingError):
            return None

    def odds(self, logits: NDArray[Any]) -> Odds:
        """Of logits (K,); what is not a number is never drawn."""
        known = np.nan_to_num(logits.astype(np.float64), nan=-1e9)
        order = np.argsort(-known, kind="stable")
        if self.temperature:
            powers = np.exp((known - known.max()) / self.temperature)
        else:
            powers = (np.arange(len(known)) == order[0]).astype(np.float64)
        before = powers / powers.sum()
        kept = np.zeros(len(known), np.bool_)
        top = min(self.top_k or len(known), len(known))
        likeliest = before[order[:top]]
        if self.top_p < 1:
            reached = np.cumsum(likeliest / likeliest.sum())
            top_p = int((reached < self.top_p).sum()) + 1  # the one that reaches it is kept, too
            kept[order[:top_p][:top]] = True
        else:
            kept[order[:top]] = True
        drawn = np.where(kept, before, 0.0)
        return Odds(before, kept, drawn / drawn.sum(), top)


PLAIN = Sampling()  # from the softmax of the logits as they are
