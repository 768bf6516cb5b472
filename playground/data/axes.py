"""Axes: what a dimension of a picture means, read off its name in one place."""

from __future__ import annotations

from dataclasses import dataclass

ALONG_A_SEQUENCE = ("time", "query", "key")
ONLY = "time"  # the sequence of a model that reads just one


@dataclass(frozen=True)
class Axis:
    """One dimension of a tensor, as ``source query`` or ``channel`` names it.

    Attributes:
        role: ``time``, ``query``, ``key``, ``channel``, ``unit`` …
        sequence: which one a time, query or key runs along, such as ``source``; ``time`` where there is just one, and
            empty for all other roles.
    """

    role: str
    sequence: str = ""

    @classmethod
    def named(cls, name: str) -> Axis:
        """``source query`` → (query, source), ``key`` → (key, time), ``out channel`` → (out channel, no sequence)."""
        sequence, _, role = name.rpartition(" ")
        return cls(role, sequence or ONLY) if role in ALONG_A_SEQUENCE else cls(name)

    @property
    def kind(self) -> str:
        """The role without what tells two of it apart: ``channel`` of ``out channel``."""
        return self.role.rpartition(" ")[2]


def crosses(query: str, key: str) -> bool:
    """Whether attention with these axes looks from one sequence to another."""
    return Axis.named(query).sequence != Axis.named(key).sequence
