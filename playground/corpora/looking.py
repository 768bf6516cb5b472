"""Looking: the inventory of a folder or file of the user's, made before anything is trained."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from statistics import median

import numpy as np

from playground.corpora.looking_at_files import look_at_file, look_at_idx
from playground.corpora.looking_at_sounds import look_at_sounds
from playground.corpora.picture_arrays import split
from playground.corpora.picture_folders import FolderListing, listing
from playground.corpora.pictures import PictureView, decoded, facts, read
from playground.corpora.sounds import SOUNDS
from playground.data.inventory import Inventory, Leaving, LeftOut, imbalance, shown
from playground.foundation.errors import DataError

SECONDS = 120.0  # of decoding; of the files behind that only the bytes are read
_LARGEST = 64  # rows that are proposed for larger pictures
_EXAMPLES, _SHOWN_CLASSES = 5, 50
_SHARE = 0.2
DAMAGED = "damaged, too large, or no picture"


@dataclass
class _Seen:
    """What one pass over the files found."""

    sizes: list[tuple[int, int]] = field(default_factory=list)
    good: list[int] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)
    coloured: bool = False
    undecoded: int = 0


def look(path: str, tell: Callable[[int, int], None] = lambda done, total: None) -> Inventory:
    """What a folder of pictures or sounds, a folder in IDX, a table, a text or a file of sentences holds.

    Args:
        tell: called with files done and files in all; what it raises ends the look.

    Raises:
        DataError: one sentence, where it holds nothing that can be learned.
    """
    if _is_file(path):
        return look_at_file(path)
    in_idx = look_at_idx(path) if _is_folder(path) else None
    if in_idx is not None:
        return in_idx
    try:
        found, leaving = listing(path), Leaving()
    except DataError as error:
        if not _holds_sounds(path):
            raise error
        return look_at_sounds(path, tell)
    seen = _pass(found, leaving, tell)
    if not seen.sizes:
        raise DataError(f"{shown(path, 200)}: holds no picture that can be read; choose another folder.")
    size = max(4, min(_LARGEST, round(median(max(pair) for pair in seen.sizes))))
    view = PictureView(size, "rgb" if seen.coloured else "grey")
    counts = Counter(found.examples[at].label for at in seen.good)
    classes = tuple((name, counts[label]) for label, name in enumerate(found.classes))
    parts = Counter(found.examples[at].part for at in seen.good)
    why = "Each of its folders is a class."
    if found.split:
        why = "Its folders are named train, val or test, and each folder in those is a class."
    return Inventory(
        path, "picture-folder", why, classes, tuple(parts.items()) if found.split else (), _facts(seen, view),
        _together(found.left_out, leaving.listed()), len(seen.good) * view.channels * size**2 * 4,
        max(counts.values()) / len(seen.good), tuple(_warnings(found, seen, classes)),
        {"task.kind": "picture-folder", "task.folder": path, "task.size": size, "task.colour": view.colour},
        tuple(_examples(found, seen, view)), "cnn-digits",
    )  # fmt: skip


def _is_file(path: str) -> bool:
    try:
        return Path(path).expanduser().is_file()
    except (OSError, RuntimeError, ValueError):
        return False  # what is wrong with it the listing says


def _is_folder(path: str) -> bool:
    try:
        return Path(path).expanduser().is_dir()
    except (OSError, RuntimeError, ValueError):
        return False


def _holds_sounds(path: str) -> bool:
    try:
        return bool(listing(path, SOUNDS).examples)
    except DataError:
        return False


def _pass(found: FolderListing, leaving: Leaving, tell: Callable[[int, int], None]) -> _Seen:
    seen, until = _Seen(), time.monotonic() + SECONDS
    for at, one in enumerate(found.examples):
        raw = b""
        try:
            raw = read(one.path)
            if time.monotonic() < until:
                width, height, coloured = facts(raw, one.name)
                seen.sizes.append((width, height))
                seen.coloured |= coloured
            else:
                seen.undecoded += 1
            seen.good.append(at)
        except DataError:
            leaving.add(DAMAGED, one.name)
        seen.digests.append(blake2b(raw, digest_size=16).digest())
        if at % 100 == 0:
            tell(at, len(found.examples))
    tell(len(found.examples), len(found.examples))
    return seen


def _facts(seen: _Seen, view: PictureView) -> tuple[str, ...]:
    least, most = min(seen.sizes, key=np.prod), max(seen.sizes, key=np.prod)
    middle = sorted(seen.sizes, key=np.prod)[len(seen.sizes) // 2]
    sizes = ", ".join(f"{width} × {height}" for width, height in (least, middle, most))
    told = [f"Smallest, middle and largest picture: {sizes} pixels."]
    told.append(f"Proposed: {view.size} × {view.size} pixels, {view.colour}.")
    if seen.undecoded:
        told.append(f"Not decoded, for want of time: {seen.undecoded}.")
    return tuple(told)


def _warnings(found: FolderListing, seen: _Seen, classes: tuple[tuple[str, int], ...]) -> list[str]:
    """Imbalance, classes that cannot be learned, and the same bytes in both parts or under two classes."""
    told = imbalance(count for _, count in classes)
    train, test = split(found, seen.digests, _SHARE, 0)
    good = set(seen.good)
    learned = {seen.digests[at] for at in train if at in good}
    both = [at for at in test if at in good and seen.digests[at] in learned]
    if both:
        name = shown(found.examples[both[0]].name)
        told.append(f"{len(both)} test pictures are among the training pictures, too ({name}); they measure memory.")
    labels: dict[bytes, set[int]] = {}
    for at in seen.good:
        labels.setdefault(seen.digests[at], set()).add(found.examples[at].label)
    if torn := sum(len(one) > 1 for one in labels.values()):
        told.append(f"{torn} pictures stand under more than one class.")
    if repeated := len(seen.good) - len(labels):
        told.append(f"{repeated} pictures repeat another, byte for byte.")
    return told


def _examples(
    found: FolderListing, seen: _Seen, view: PictureView
) -> list[tuple[str, np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]]:
    """Up to five pictures of each of the first classes."""
    chosen: dict[int, list[int]] = {}
    for at in seen.good:
        members = chosen.setdefault(found.examples[at].label, [])
        if len(members) < _EXAMPLES:
            members.append(at)
    told = []
    for label, members in list(chosen.items())[:_SHOWN_CLASSES]:
        files = [found.examples[at] for at in members]
        rows = [decoded(read(Path(one.path)), one.name, view) for one in files]
        told.append((found.classes[label], np.stack(rows)))
    return told


def _together(*lists: tuple[LeftOut, ...]) -> tuple[LeftOut, ...]:
    return tuple(one for listed in lists for one in listed)
