"""The weights as PyTorch's own file: a plain state_dict, read with ``torch.load(path, weights_only=True)``."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import torch

from playground.runs.atomic import save_bytes
from playground.runs.reader import RunReader


def export(recording: Path, target: Path) -> int:
    """Write the newest checkpoint's weights whole or not at all. Returns its step.

    Packed in memory first: ``torch.save`` to a path destroys the old file when the disk is full.
    """
    with RunReader(recording) as reader:
        checkpoint = reader.checkpoint()
    packed = BytesIO()
    torch.save({name: torch.from_numpy(array.copy()) for name, array in checkpoint.weights.items()}, packed)
    save_bytes(target, packed.getvalue())
    return checkpoint.step
