"""PackedData: the files that a run learned from, in one ZIP inside a lecture pack, and how large they are."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from playground.experiment.data_places import places
from playground.experiment.experiment import Experiment
from playground.foundation.errors import DataError

LARGEST = 4 << 30  # bytes that a pack takes along
PACKED = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".gz", ".flac", ".ogg", ".npz")  # nothing is gained by deflating


@dataclass(frozen=True)
class DataFiles:
    """Files with the names they get, and all their bytes."""

    files: tuple[tuple[Path, str], ...]
    size: int


def gather(experiment: Experiment) -> DataFiles:
    """What a run learned from: a file, or all files of a folder, links left out.

    Raises DataError where it learned from nothing of the user's, where that is not here, or is too large.
    """
    found: list[tuple[Path, str]] = []
    for place in places(experiment).values():
        path = Path(place).expanduser()
        try:
            inside = sorted(path.rglob("*")) if path.is_dir() else [path]
            kept = [one for one in inside if one.is_file() and not one.is_symlink()]
        except OSError as error:
            raise DataError(f"{path}: cannot be read ({error.strerror or error}).") from None
        if not kept:
            raise DataError(f"{path}: is not here; put the data back, or make the pack without it.")
        found += [(one, one.relative_to(path.parent).as_posix()) for one in kept]
    if not found:
        raise DataError("This run learned from no file or folder of yours; make the pack without data.")
    size = sum(one.stat().st_size for one, _ in found)
    if size > LARGEST:
        raise DataError(f"The data is larger than {LARGEST >> 30} GB; make the pack without it.")
    return DataFiles(tuple(found), size)


def write(data: DataFiles, target: Path) -> None:
    """All of it in one ZIP file. Raises DataError where a file cannot be read any more."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
        for path, name in data.files:
            method = zipfile.ZIP_STORED if path.suffix.lower() in PACKED else zipfile.ZIP_DEFLATED
            try:
                archive.write(path, name, method)
            except OSError as error:
                raise DataError(f"{path}: cannot be read ({error.strerror or error}).") from None
