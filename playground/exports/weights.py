"""Weights of a recording as a safetensors file, with the experiment beside them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save as pack

from playground.foundation.atomic import save_bytes
from playground.foundation.errors import SaveError
from playground.runs import provenance
from playground.runs.reader import RunReader

FORMAT = "neural-playground 1"


def export_weights(recording: Path, target: Path) -> int:
    """Write the newest checkpoint's weights whole or not at all. Returns its step.

    Raises:
        SaveError: when the target's name does not end in ``.safetensors`` or it cannot be written.
        RunFileError: when the recording cannot be read or holds no weights yet.
    """
    if target.suffix != ".safetensors":
        raise SaveError(f"{target}: weights are saved as .safetensors; choose a name with that ending.")
    with RunReader(recording) as reader:
        checkpoint = reader.checkpoint()
        metadata = {"format": FORMAT, "experiment": reader.experiment_json, "step": str(checkpoint.step)}
        if fingerprint := reader.note(provenance.KEY, ""):
            metadata[provenance.KEY] = fingerprint
    weights = {name: np.ascontiguousarray(array).reshape(array.shape) for name, array in checkpoint.weights.items()}
    save_bytes(target, pack(weights, metadata))
    return checkpoint.step


def describes(path: Path, recording: Path) -> bool:
    """Whether a file of weights was exported from a run of the same experiment. Raises RunFileError."""
    with RunReader(recording) as reader:
        experiment = reader.experiment_json
    try:
        with safe_open(path, "numpy") as file:
            return (file.metadata() or {}).get("experiment") == experiment
    except (OSError, SafetensorError, ValueError):
        return False
