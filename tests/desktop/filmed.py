"""A recording with pictures at several steps, made without torch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from desk import DIGITS, SIZES, falling, pictures_of, shown, started

from playground.runs.replay import run_info
from playground.runs.writer import RunWriter

LOOKS = (0, 40, 80, 120, 160, 200)


def filmed(path: Path) -> Path:
    """200 steps with looks at ``LOOKS`` and three evaluations."""
    begin = started(total=200)
    with RunWriter.create(path, DIGITS.to_json(), {}) as writer:
        writer.set_info(run_info(begin))
        writer.add_losses(1, falling(1, 200).losses)
        for step in (0, 100, 200):
            writer.add_metrics(step, {"loss": 2.3 - step / 100, "accuracy": 0.1 + step / 250})
        for step in LOOKS:
            writer.add_snapshots(shown(step).snapshots)
        writer.set_state("finished")
    assert np.isfinite(falling(1, 200).losses).all() and pictures_of(SIZES)
    return path
