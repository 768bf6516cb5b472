"""NPZ files: one array of whole numbers out of NumPy's archive, as KMNIST has them; nothing in it is ever unpickled."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from playground.foundation.errors import DataError

ENDING = ".npz"
_MAX_VALUES = 2_000_000_000


def shape(path: Path, dimensions: tuple[int, ...]) -> tuple[int, ...]:
    """Lengths of the array, read from its header alone. Raises DataError."""
    with _opened(path) as archive, _array(path, archive) as stream:
        return _header(path, stream, dimensions)[0]


def array(path: Path, dimensions: tuple[int, ...]) -> NDArray[Any]:
    """The array, with as many dimensions as are named. Raises DataError."""
    with _opened(path) as archive, _array(path, archive) as stream:
        lengths, columns, kind = _header(path, stream, dimensions)
        count = int(np.prod(lengths, dtype=np.int64))
        try:
            raw = stream.read(count * kind.itemsize + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError):
            raise DataError(f"{path}: is damaged; download it again.") from None
    if len(raw) != count * kind.itemsize:
        raise DataError(f"{path}: does not hold what its header announces; download it again.")
    return np.frombuffer(raw, kind).reshape(lengths, order="F" if columns else "C")


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror or error}).") from None
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise DataError(f"{path}: is not a valid .npz file; download it again.") from None


def _array(path: Path, archive: zipfile.ZipFile) -> IO[bytes]:
    entries = [one for one in archive.infolist() if one.filename.endswith(".npy")]
    if len(entries) != 1:
        raise DataError(f"{path}: holds {len(entries)} arrays where one belongs; choose files with one array each.")
    try:
        return archive.open(entries[0])
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError):
        raise DataError(f"{path}: cannot be unpacked; save it again without a password.") from None


def _header(path: Path, stream: IO[bytes], dimensions: tuple[int, ...]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    try:
        version = npy.read_magic(stream)
        reader = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        lengths, columns, kind = reader(stream)
    except (ValueError, zipfile.BadZipFile, zlib.error, EOFError, OSError):
        raise DataError(f"{path}: has no header that NumPy knows; download it again.") from None
    if kind.hasobject or kind.kind not in "iu":
        raise DataError(f"{path}: holds {kind} where whole numbers belong; it is not read.")
    if len(lengths) not in dimensions:
        raise DataError(f"{path}: holds {len(lengths)}-dimensional data, which is neither images nor their labels.")
    if 0 in lengths or np.prod(lengths, dtype=np.float64) > _MAX_VALUES:
        raise DataError(
            f"{path}: announces {' × '.join(map(str, lengths))} values, which cannot be; download it again."
        )
    return tuple(int(one) for one in lengths), bool(columns), kind
