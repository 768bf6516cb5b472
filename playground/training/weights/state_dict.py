"""The weights as PyTorch's own file: a plain state_dict, read with ``torch.load(path, weights_only=True)``."""

from __future__ import annotations

import warnings
import zipfile
from io import BytesIO
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch
from numpy.typing import NDArray

from playground.foundation.atomic import save_bytes
from playground.foundation.errors import DataError
from playground.runs.reader import RunReader

NESTED = ("state_dict", "model_state_dict", "model")


def export(recording: Path, target: Path) -> int:
    """Write the newest checkpoint's weights whole or not at all. Returns its step.

    Packed in memory first: ``torch.save`` to a path destroys the old file when the disk is full.
    """
    with RunReader(recording) as reader:
        checkpoint = reader.checkpoint()
    packed = BytesIO()
    torch.save({name: torch.from_numpy(array.copy()) for name, array in sorted(checkpoint.weights.items())}, packed)
    save_bytes(target, packed.getvalue())
    return checkpoint.step


def read(path: Path) -> tuple[dict[str, NDArray[Any]], str]:
    """Arrays of a state_dict in a file that PyTorch 1.6 or later wrote, and the key it was found under, if under one.

    Raises DataError.

    Nothing in it is executed: only tensors and plain containers are unpickled. Its checksums are compared first,
    which ``torch.load`` does not: two of five files with a flipped bit would be read as if they were whole.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror or error}).") from None
    _check_archive(data, path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = torch.load(BytesIO(data), map_location="cpu", weights_only=True)
    except UnpicklingError:
        raise DataError(
            f"{path}: holds more than plain tensors, so it is not opened; save the model's state_dict() alone."
        ) from None
    except Exception as error:  # whatever a damaged file makes of torch's reader
        raise DataError(f"{path}: is damaged ({type(error).__name__}); choose another file.") from None
    place = ""
    while isinstance(found, dict) and (key := _nested(found)):
        found, place = found[key], f"{place}.{key}".lstrip(".")
    return _arrays(found, path), place


def _nested(found: dict[Any, Any]) -> str:
    """Where a checkpoint of a training script keeps the model, beside its optimizer and its counters; else empty."""
    return next((key for key in NESTED if isinstance(found.get(key), dict)), "")


def _check_archive(data: bytes, path: Path) -> None:
    """A zip archive of uncompressed entries that add up and are as they were written."""
    if not data.startswith(b"PK\x03\x04"):
        raise DataError(f"{path}: is no state_dict that PyTorch 1.6 or later saved; choose another file.")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            packed = any(entry.compress_type != zipfile.ZIP_STORED for entry in entries)
            if packed or sum(entry.file_size for entry in entries) > len(data):
                raise DataError(f"{path}: is no file that PyTorch wrote (it is compressed); choose another file.")
            broken = archive.testzip()
    except DataError:
        raise
    except Exception as error:  # zipfile meets damage with a dozen kinds of error
        raise DataError(f"{path}: is damaged ({type(error).__name__}); choose another file.") from None
    if broken is not None:
        raise DataError(f"{path}: is damaged (a checksum in it is wrong); choose another file.")


def _arrays(found: Any, path: Path) -> dict[str, NDArray[Any]]:
    if not isinstance(found, dict) or not all(isinstance(name, str) for name in found):
        raise DataError(f"{path}: holds no state_dict; save the model's state_dict() and nothing else.")
    arrays = {}
    for name, tensor in found.items():
        if not isinstance(tensor, torch.Tensor):
            raise DataError(f"{path}: {name} is no tensor; save the model's state_dict() and nothing else.")
        if tensor.layout is not torch.strided or tensor.is_quantized or tensor.is_meta or tensor.is_nested:
            raise DataError(f"{path}: {name} is not an ordinary dense tensor; save it as one.")
        try:
            arrays[name] = tensor.detach().contiguous().numpy().copy()
        except (TypeError, RuntimeError, ValueError):
            raise DataError(f"{path}: {name} holds {tensor.dtype}; save it as float32.") from None
    return arrays
