"""Made-up content of recordings, the same wherever tests ask for it."""

import numpy as np

from playground.protocol.snapshot import Snapshot
from playground.runs.checkpoint import Checkpoint
from playground.runs.writer import RunWriter


def checkpoint(step: int) -> Checkpoint:
    weights = {
        "matrix": np.arange(12, dtype=np.float32).reshape(3, 4).T + step,  # not contiguous
        "scalar": np.array(step, np.int64),
        "empty": np.zeros((0, 3), np.float16),
    }
    return Checkpoint(step, weights, {"memory": np.full(5, step, np.float64)}, {"epoch": step, "名": ["a", None, 1.5]})


def look(step: int, size: int = 4) -> list[Snapshot]:
    return [
        Snapshot(step, "input", ("row", "column"), np.full((size, size), step, np.float32)),
        Snapshot(step, "head", ("class",), np.array([step, np.nan], np.float32), {"class": ("猫", "dog")}),
    ]


def record(writer: RunWriter, first: int, last: int) -> None:
    for start in range(first, last + 1, 10):
        stop = min(start + 9, last)
        writer.add_losses(start, np.arange(start, stop + 1, dtype=np.float32))
        writer.add_metrics(stop, {"loss": stop / 2, "accuracy": 0.5})
        writer.add_snapshots(look(stop))
