"""IDX files: the format of MNIST and its kin, and which files of a folder belong together."""

from __future__ import annotations

import gzip
import re
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.corpora import npz_files
from playground.foundation.errors import DataError

_MAX_VALUES = 2_000_000_000
_KINDS: dict[int, np.dtype[Any]] = {0x08: np.dtype(np.uint8), 0x0C: np.dtype(">i4")}
# train-images-idx3-ubyte.gz, emnist-letters-test-labels-idx1-ubyte, qmnist-train-labels-idx2-int.gz, and of NumPy
# kmnist-train-imgs.npz
_NAME = re.compile(
    r"(?P<set>.*?)[-_.]?(?P<part>train|t10k|test)[-_.](?P<what>images|imgs|labels)"
    r"([-_.]idx[123][-_.](ubyte|int)(\.gz)?|\.npz)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Pair:
    """The two files of one part of a data set."""

    images: Path
    labels: Path


@dataclass(frozen=True)
class Files:
    """The four files of a data set: its own split into examples to learn from and to be tested on."""

    train: Pair
    test: Pair


def find(folder: Path, name: str = "") -> Files:
    """The files of a folder, gzipped or not, under any of the customary spellings.

    Args:
        name: which data set where there are several: what their names begin with, such as ``emnist-letters``.

    Raises:
        DataError: naming what is missing, or the data sets to choose among.
    """
    found: dict[str, dict[tuple[str, str], Path]] = {}
    for path in _listed(folder):
        match = _NAME.fullmatch(path.name)
        if match is not None:
            part = "train" if match["part"].lower() == "train" else "test"
            files = found.setdefault(match["set"].lower(), {})
            what = "labels" if match["what"].lower() == "labels" else "images"
            files.setdefault((part, what), path)  # of two spellings the plain one comes first
    wanted = name.lower().rstrip("-_.")
    if wanted and wanted not in found:
        raise DataError(f"{folder}: has no files that begin with {name!r}; there are {_offered(found)}.")
    if not wanted and len(found) > 1 and "" not in found:
        raise DataError(f"{folder}: holds several data sets; choose one of them (task.dataset): {_offered(found)}.")
    chosen = wanted if wanted in found else next(iter(found), "")
    files = found.get("" if not wanted and "" in found else chosen, {})
    images, labels, asked, answers = (
        _one(folder, files, part, what, chosen) for part in ("train", "test") for what in ("images", "labels")
    )
    return Files(Pair(images, labels), Pair(asked, answers))


def any_in(folder: Path) -> bool:
    """Whether a folder holds a file called as such are. Raises DataError."""
    return any(_NAME.fullmatch(path.name) is not None for path in _listed(folder))


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_file())
    except OSError as error:
        raise DataError(f"{folder}: cannot be read ({error.strerror or error}); choose another folder.") from None


def _offered(found: dict[str, dict[tuple[str, str], Path]]) -> str:
    return ", ".join(sorted(name or "those without a beginning" for name in found)) or "no IDX files at all"


def _one(folder: Path, files: dict[tuple[str, str], Path], part: str, what: str, name: str) -> Path:
    path = files.get((part, what))
    if path is None:
        customary = {"train": "train", "test": "test" if name else "t10k"}[part]
        wanted = f"{name + '-' if name else ''}{customary}-{what}-idx{3 if what == 'images' else 1}-ubyte"
        raise DataError(f"{folder}: has no file {wanted} (or {wanted}.gz); choose the folder that holds it.")
    return path


def image_size(path: Path) -> tuple[int, int]:
    """Rows and columns, read from the header alone. Raises DataError."""
    if path.suffix.lower() == npz_files.ENDING:
        _, height, width = npz_files.shape(path, (3,))
        return height, width
    _, (_, height, width) = _parsed(_bytes(path, 16), path, (3,))
    return height, width


def read_images(path: Path) -> NDArray[np.uint8]:
    """Images (N, H, W). Raises DataError."""
    images: NDArray[np.uint8] = _read(path, (3,))
    return images


def read_labels(path: Path) -> NDArray[np.int64]:
    """Class numbers (N,); of several numbers an example, as QMNIST has them, the first. Raises DataError."""
    labels = _read(path, (1, 2))
    return np.asarray(labels if labels.ndim == 1 else labels[:, 0], np.int64)


def _read(path: Path, dimensions: tuple[int, ...]) -> NDArray[Any]:
    if path.suffix.lower() == npz_files.ENDING:
        found = npz_files.array(path, dimensions)
        if dimensions == (3,) and found.dtype != np.uint8:
            raise DataError(f"{path}: holds {found.dtype} where bytes of images belong; choose another file.")
        return found
    kind, shape = _parsed(_bytes(path, 4 + 4 * max(dimensions)), path, dimensions)
    size, count = 4 + 4 * len(shape), int(np.prod(shape, dtype=np.int64))
    length = count * kind.itemsize
    raw = _bytes(path, size + length + 1)
    if len(raw) < size + length:
        there = (len(raw) - size) // kind.itemsize
        raise DataError(f"{path}: is cut short ({there} of {count} values); download it again.")
    if len(raw) > size + length:
        raise DataError(f"{path}: holds more than its header announces; download it again.")
    return np.frombuffer(raw, kind, count, size).reshape(shape)


def _parsed(raw: bytes, path: Path, dimensions: tuple[int, ...]) -> tuple[np.dtype[Any], tuple[int, ...]]:
    """Kind of numbers and lengths that a header announces."""
    if len(raw) < 8:
        raise DataError(f"{path}: is too short to be an IDX file; download it again.")
    zero, code, found = struct.unpack(">HBB", raw[:4])
    images = dimensions == (3,)
    kind = _KINDS.get(code)
    if zero != 0 or kind is None or (images and code != 0x08):
        raise DataError(f"{path}: is not an IDX file of bytes (it starts with {raw[:4].hex()}); choose another file.")
    if found not in dimensions:
        wanted = "images" if images else "labels"
        raise DataError(f"{path}: holds {found}-dimensional data where {wanted} belong; is it mislabelled?")
    if len(raw) < 4 + 4 * found:
        raise DataError(f"{path}: is too short to be an IDX file; download it again.")
    shape: tuple[int, ...] = struct.unpack(f">{found}I", raw[4 : 4 + 4 * found])
    if 0 in shape or np.prod(shape, dtype=np.float64) > _MAX_VALUES:
        raise DataError(f"{path}: announces {' × '.join(map(str, shape))} values, which cannot be; download it again.")
    return kind, shape


def _bytes(path: Path, limit: int) -> bytes:
    """At most ``limit`` bytes of a file, unpacked if gzipped."""
    try:
        with path.open("rb") as plain:
            packed = plain.read(2) == b"\x1f\x8b"
            plain.seek(0)
            if not packed:
                return plain.read(limit)
            with gzip.GzipFile(fileobj=plain) as unpacked:
                return unpacked.read(limit)
    except EOFError:
        raise DataError(f"{path}: is cut short inside its compression; download it again.") from None
    except (gzip.BadGzipFile, zlib.error):
        raise DataError(f"{path}: is not a valid gzip file; download it again.") from None
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror or error}).") from None
