"""Published weights: which tensors the safetensors files of a folder hold, from their headers alone."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from pathlib import Path
from typing import Any

from playground.corpora.published.folder import INDEX, WEIGHTS, Stamp, json_object, located, stamp
from playground.foundation.errors import DataError

MAX_HEADER = 32 * 2**20
MAX_FILES = 1000
SIZES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2}  # numbers that a model computes with
OTHERS = {"I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1, "F8_E4M3": 1, "F8_E5M2": 1, "U16": 2, "U32": 4,
          "U64": 8}  # fmt: skip
PICKLED = re.compile(r".*\.(bin|pt|pth|ckpt|h5|msgpack)$", re.IGNORECASE)


@dataclass(frozen=True)
class Stored:
    """A tensor in a file, under its name there."""

    path: Path
    name: str
    dtype: str
    shape: tuple[int, ...]


def stored(folder: str) -> Mapping[str, Stored]:
    """Name → tensor, of one file or of the shards that an index names. Raises DataError."""
    path = located(folder)
    if (path / WEIGHTS).is_file():
        return _header(stamp(path / WEIGHTS))
    if (path / INDEX).is_file():
        return _sharded(path / INDEX)
    others = sorted(one.name for one in path.iterdir() if PICKLED.fullmatch(one.name))
    if others:
        raise DataError(
            f"{path}: holds its weights only as {others[0]}, which may run code when it is read; convert it once: "
            "AutoModelForPreTraining.from_pretrained(folder).save_pretrained(folder), of the library transformers."
        )
    raise DataError(f"{path}: has no {WEIGHTS} (or {INDEX} with its shards); put the published file there.")


def _sharded(index: Path) -> Mapping[str, Stored]:
    places = json_object(index).get("weight_map")
    if not isinstance(places, dict) or not places:
        raise DataError(f"{index}: names no shards (weight_map); copy it anew.")
    names = set(map(str, places.values()))
    wrong = sorted(name for name in names if Path(name).name != name or not name.endswith(".safetensors"))
    if wrong:
        raise DataError(f"{index}: names {wrong[0][:80]!r}, which is no shard beside it; copy it anew.")
    if len(names) > MAX_FILES:
        raise DataError(f"{index}: names {len(names)} shards; {MAX_FILES} are the most.")
    found: dict[str, Stored] = {}
    for name in sorted(names):
        found.update(_header(stamp(index.parent / name)))
    lacking = [name for name in places if name not in found]
    if lacking:
        raise DataError(f"{index}: names {lacking[0][:80]}, which no shard holds; copy the shards anew.")
    return found


@lru_cache(maxsize=64)
def _header(file: Stamp) -> Mapping[str, Stored]:
    """The header: 8 bytes with its length, then JSON, then the numbers; the file must be just as long as it says."""
    path, size = Path(file[0]), file[1]
    try:
        with path.open("rb") as opened:
            length = int.from_bytes(opened.read(8), "little")
            if size < 8 or length > min(MAX_HEADER, size - 8):
                raise DataError(f"{path}: is no safetensors file (a header of {length} bytes); copy it anew.")
            raw = opened.read(length)
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}).") from None
    try:
        values = json.loads(raw)
    except (ValueError, RecursionError):
        raise DataError(f"{path}: is no safetensors file (its header is not JSON); copy it anew.") from None
    if not isinstance(values, dict):
        raise DataError(f"{path}: is no safetensors file (its header names no tensors); copy it anew.")
    end, found = 0, {}
    for name, entry in values.items():
        if name != "__metadata__":
            found[name], last = _entry(path, name, entry)
            end = max(end, last)
    if size != 8 + length + end:
        raise DataError(f"{path}: has {size} bytes where its header asks for {8 + length + end}; copy it anew.")
    return found


def _entry(path: Path, name: str, entry: Any) -> tuple[Stored, int]:
    """One tensor, and where its numbers end."""
    try:
        dtype, shape, (first, last) = str(entry["dtype"]), tuple(entry["shape"]), entry["data_offsets"]
        width = (SIZES | OTHERS)[dtype]
        whole = all(type(part) is int and part >= 0 for part in (*shape, first, last))
        if not whole or last - first != prod(shape) * width:
            raise ValueError
    except (KeyError, TypeError, ValueError):
        raise DataError(f"{path}: is damaged (the entry of {name[:80]} does not add up); copy it anew.") from None
    return Stored(path, name, dtype, shape), last


def fitting(tensor: Stored, folder: str, known: str, shape: tuple[int, ...]) -> Stored:
    """A tensor that has the shape of config.json, and numbers that a model computes with. Raises DataError."""
    if tensor.shape != shape:
        raise DataError(
            f"{folder}: {known} is {_size(tensor.shape)}, but {_size(shape)} by config.json; "
            "take both from the same model."
        )
    if tensor.dtype not in SIZES:
        raise DataError(f"{folder}: {known} holds {tensor.dtype}, no floating point numbers; take unquantised weights.")
    return tensor


def _size(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) or "a single number"
