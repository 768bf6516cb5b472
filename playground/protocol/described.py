"""Described: what a process of the engine's found when it tried a user's file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Described:
    """The answer to ``Describe``.

    Attributes:
        number: that of the question.
        report: plain values, as ``inspection.dry_step.Report`` holds them; its ``error`` is one sentence, or empty.
    """

    number: int
    report: Mapping[str, Any]
