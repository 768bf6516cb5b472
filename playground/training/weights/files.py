"""Files of weights: arrays by name, out of safetensors or a recording, and what data they were learned from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import load

from playground.data.fingerprint import Fingerprint
from playground.data.shapes import DataShape
from playground.foundation.errors import DataError, PlaygroundError
from playground.runs import provenance
from playground.runs.reader import RunReader


def read_recording(path: Path) -> tuple[dict[str, NDArray[Any]], int]:
    """The weights of a recording's newest checkpoint, and its step. Raises RunFileError."""
    with RunReader(path) as reader:
        checkpoint = reader.checkpoint()
    return dict(checkpoint.weights), checkpoint.step


def read_weights(path: Path) -> dict[str, NDArray[Any]]:
    """Arrays by name. Raises DataError for a file that is missing or damaged."""
    try:
        arrays: dict[str, NDArray[Any]] = load(path.read_bytes())
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror or error}).") from None
    except (SafetensorError, ValueError, KeyError, TypeError, OverflowError) as error:
        raise DataError(f"{path}: holds no usable weights ({error}); choose another file.") from None
    return arrays


def learned_from(path: Path) -> DataShape | None:
    """The shape of the data that a run's weights were exported from; None where the file does not say."""
    try:
        if path.suffix.lower() == ".run":
            with RunReader(path) as reader:
                return Fingerprint.from_json(reader.note(provenance.KEY, "")).shape
        with safe_open(path, "numpy") as file:
            return Fingerprint.from_json((file.metadata() or {}).get(provenance.KEY, "")).shape
    except (OSError, SafetensorError, ValueError, PlaygroundError):
        return None
