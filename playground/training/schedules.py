"""Learning-rate schedules: the factor by which the learning rate is multiplied at each step."""

from __future__ import annotations

from math import cos, pi

RISE = 0.3  # share of a one-cycle run spent rising
START = 0.04  # where a one-cycle run starts, as a share of its peak


def factor(schedule: str, step: int, total: int) -> float:
    """The factor for step ``step`` of ``0 … total − 1``."""
    progress = step / max(1, total)
    match schedule:
        case "cosine":
            return 0.5 * (1 + cos(pi * progress))
        case "linear":
            return 1 - progress
        case "onecycle" if progress < RISE:
            return START + (1 - START) * progress / RISE
        case "onecycle":
            return 0.5 * (1 + cos(pi * (progress - RISE) / (1 - RISE)))
        case _:
            return 1.0
