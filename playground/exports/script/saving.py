"""Saving the script or the notebook, and the weights that it loads, beside each other."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

from playground.exports.script.writing import Piece, gather, notebook, script
from playground.exports.weights import describes, export_weights
from playground.foundation.atomic import save_bytes
from playground.foundation.errors import SaveError


def export_script(recording: Path, target: Path) -> int:
    """``NAME.py`` and ``NAME.safetensors``, both or none. Returns the step."""
    return _export(recording, target, script)


def export_notebook(recording: Path, target: Path) -> int:
    """``NAME.ipynb`` and ``NAME.safetensors``, both or none. Returns the step."""
    return _export(recording, target, notebook)


def _export(recording: Path, target: Path, text: Callable[[Piece, Path], str]) -> int:
    """Weights of another experiment that already bear the name are nothing the user said may go."""
    piece = gather(recording)
    weights = target.with_suffix(".safetensors")
    taken = os.path.exists(weights)  # noqa: PTH110 - False, not an error, for a name that is too long
    if taken and not describes(weights, recording):
        raise SaveError(f"{weights}: the weights beside it would replace those of another model; choose another name.")
    data = text(piece, target).encode()
    before = weights.read_bytes() if taken else None
    step = export_weights(recording, weights)
    try:
        save_bytes(target, data)
    except SaveError:
        with contextlib.suppress(SaveError, OSError):
            if before is None:
                weights.unlink()
            else:
                save_bytes(weights, before)
        raise
    return step
