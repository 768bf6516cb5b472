"""Picture arrays: the pictures of a folder as numbers, in a file that is mapped into memory where they are many."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.corpora.picture_folders import Example, FolderListing
from playground.corpora.pictures import PictureView, decoded, read
from playground.data.inventory import shown
from playground.foundation import places
from playground.foundation.errors import DataError

IN_MEMORY = 256 * 2**20  # bytes; more lies in a mapped file
MOST = 16 * 10**9  # bytes of that file
_FILES, KEPT = 3, 20 * 10**9  # that are kept, and bytes of all of them


@dataclass(frozen=True)
class PictureArrays:
    """Images (N, C, H, W) of values 0…1 and their classes (N,), to learn from and to be tested on."""

    train: NDArray[np.float32]
    train_classes: NDArray[np.int64]
    test: NDArray[np.float32]
    test_classes: NDArray[np.int64]


def load(listing: FolderListing, view: PictureView, share: float, seed: int) -> PictureArrays:
    """All that can be read. Without parts of its own a share of each class is tested on: chosen by seed and content,
    so that files of the same bytes never stand on both sides. Raises DataError.
    """
    examples, shape = listing.examples, (view.channels, view.size, view.size)
    size = len(examples) * int(np.prod(shape)) * 4
    if size > MOST:
        raise DataError(
            f"{shown(str(listing.root), 200)}: would take {size / 1e9:.1f} GB; choose a smaller size (task.size)."
        )
    digests = [blake2b(read(one.path), digest_size=16).digest() for one in examples]
    train, test = split(listing, digests, share, seed)
    order = [*train, *test]
    chosen = [examples[index] for index in order]
    if size <= IN_MEMORY:
        images = np.empty((len(order), *shape), np.float32)
        kept = _fill(images, chosen, view)
        images = images[: len(kept)]
    else:
        key = blake2b(repr((view, [(digests[index], examples[index].label) for index in order])).encode(),
                      digest_size=16).hexdigest()  # fmt: skip
        images, kept = _mapped(key, chosen, view, (len(order), *shape))
    classes = np.array([chosen[row].label for row in kept], np.int64)
    cut = sum(row < len(train) for row in kept)
    _check(listing, classes[:cut], classes[cut:])
    return PictureArrays(images[:cut], classes[:cut], images[cut:], classes[cut:])


def split(listing: FolderListing, digests: Sequence[bytes], share: float, seed: int) -> tuple[list[int], list[int]]:
    """Numbers of the examples to learn from and to be tested on. Raises DataError."""
    if listing.split and any(one.part != "train" for one in listing.examples):
        parts = {one.part for one in listing.examples}
        if "train" not in parts:
            raise DataError(f"{shown(str(listing.root), 200)}: has no folder train; name one of its folders so.")
        tested = "test" if "test" in parts else "val"
        return tuple([at for at, one in enumerate(listing.examples) if one.part == part]
                     for part in ("train", tested))  # type: ignore[return-value]  # fmt: skip
    keys = [blake2b(digest, digest_size=16, key=str(seed).encode()).digest() for digest in digests]
    of_class: dict[int, list[int]] = {}
    for at, one in enumerate(listing.examples):
        of_class.setdefault(one.label, []).append(at)
    tested_on: set[bytes] = set()
    for members in of_class.values():
        ordered = sorted({keys[at] for at in members})
        tested_on |= set(ordered[: min(len(ordered) - 1, max(1, round(share * len(ordered))))])
    return ([at for at, key in enumerate(keys) if key not in tested_on],
            [at for at, key in enumerate(keys) if key in tested_on])  # fmt: skip


def _check(listing: FolderListing, train: NDArray[np.int64], test: NDArray[np.int64]) -> None:
    missing = sorted(set(range(len(listing.classes))) - set(train.tolist()))
    if missing:
        raise DataError(
            f"{shown(str(listing.root), 200)}: the class {listing.classes[missing[0]]} has no picture to learn from; "
            "add some, or take its folder away."
        )
    if not len(test):
        raise DataError(f"{shown(str(listing.root), 200)}: has no picture to test on; add some.")


def _fill(images: NDArray[np.float32], examples: Sequence[Example], view: PictureView) -> list[int]:
    """Writes one row for each picture that can be read; the numbers of those."""
    kept: list[int] = []
    for at, one in enumerate(examples):
        try:
            picture = decoded(read(one.path), one.name, view)
        except DataError as error:
            logging.getLogger(__name__).warning("left out: %s", error)
            continue
        rows = picture[None] if view.channels == 1 else picture.transpose(2, 0, 1)
        np.divide(rows, 255, out=images[len(kept)], dtype=np.float32)
        kept.append(at)
    return kept


def _mapped(
    key: str, examples: Sequence[Example], view: PictureView, shape: tuple[int, ...]
) -> tuple[NDArray[Any], list[int]]:
    """The same in a file of the cache, which another run of the same pictures finds again. Raises DataError."""
    folder = places.cache() / "pictures"
    path, told = folder / f"{key}.f4", folder / f"{key}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        kept = _known(path, told, shape)
        if kept is None:
            part = folder / f"{key}.{os.getpid()}.part"
            try:
                images = np.memmap(part, np.float32, "w+", shape=shape)
                kept = _fill(images, examples, view)
                images.flush()
                del images
                part.replace(path)
                told.write_text(json.dumps(kept), encoding="utf-8")
            finally:
                part.unlink(missing_ok=True)
        _forget(folder, path)
        mapped = np.memmap(path, np.float32, "c", shape=shape)[: len(kept)]
    except OSError as error:
        raise DataError(
            f"{folder}: the pictures cannot be kept there ({error.strerror or error}); make room, or choose a smaller "
            "size (task.size)."
        ) from None
    return mapped.view(np.ndarray), kept


def _known(path: Path, told: Path, shape: tuple[int, ...]) -> list[int] | None:
    if not (path.is_file() and told.is_file() and path.stat().st_size == 4 * np.prod(shape, dtype=np.int64)):
        return None
    os.utime(path)
    try:
        kept = json.loads(told.read_text(encoding="utf-8"))
    except ValueError:
        return None  # written only in part: made again
    return kept if isinstance(kept, list) else None


def _forget(folder: Path, newest: Path) -> None:
    """Keeps the newest few files, within their bytes; one that a process has open goes when that process does."""
    files = sorted(folder.glob("*.f4"), key=lambda one: one.stat().st_mtime, reverse=True)
    room = KEPT - newest.stat().st_size
    for number, old in enumerate([one for one in files if one != newest], 1):
        room -= old.stat().st_size
        if number >= _FILES or room < 0:
            old.unlink(missing_ok=True)
            old.with_suffix(".json").unlink(missing_ok=True)
