"""Picture folders: which files of ``root/class/*`` or ``root/train/class/*`` are examples, and of which class."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playground.corpora.looking_reasons import EMPTY, HIDDEN, LINK, LOOSE, NESTED, SPECIAL
from playground.corpora.pictures import is_one
from playground.data.inventory import Leaving, LeftOut, shown
from playground.foundation.errors import DataError

MOST_CLASSES, MOST_FILES = 1000, 200_000
PARTS = {"train": "train", "val": "val", "valid": "val", "validation": "val", "test": "test"}
_SYSTEM = {"__macosx", "thumbs.db", "desktop.ini"}
_KEPT = 4


@dataclass(frozen=True)
class Example:
    """A file; ``name`` is its path below the root, NFC, with ``/``; ``part`` is empty where the files make none."""

    path: Path
    name: str
    label: int
    part: str


@dataclass(frozen=True)
class FolderListing:
    """What a folder holds, sorted by class and name, so that it is the same on every machine."""

    root: Path
    classes: tuple[str, ...]
    examples: tuple[Example, ...]
    left_out: tuple[LeftOut, ...]
    split: bool


@dataclass(frozen=True)
class Medium:
    """What a folder of classes holds: what such files are called, how one is known, and what a class without is."""

    plural: str
    is_one: Callable[[Path], bool]
    empty: str


PICTURES = Medium("pictures", is_one, EMPTY)
_cache: dict[tuple[Path, str], tuple[dict[Path, int], FolderListing]] = {}


def listing(folder: str, medium: Medium = PICTURES) -> FolderListing:
    """The files of a folder; scanned again only when one of its folders has changed. Raises DataError."""
    if not folder:
        raise DataError("No folder of pictures is chosen: choose one with a folder for each class (task.folder).")
    try:
        root = Path(os.path.normpath(Path(folder).expanduser().absolute()))
        key = root, medium.plural
        known = _cache.pop(key, None)
        if known is None or {place: place.stat().st_mtime_ns for place in known[0]} != known[0]:
            known = _Scan(root, medium).done()
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise DataError(f"{shown(folder, 200)}: cannot be read ({reason}); choose another folder.") from None
    _cache[key] = known
    while len(_cache) > _KEPT:
        _cache.pop(next(iter(_cache)))
    return known[1]


class _Scan:
    """One walk over a folder, two or three levels deep; no link is followed."""

    def __init__(self, root: Path, medium: Medium) -> None:
        self._root, self._medium = root, medium
        self._times: dict[Path, int] = {}
        self._leaving = Leaving()
        self._found: dict[str, list[tuple[str, str, Path]]] = {}  # class → name, part, path
        self._count = 0

    def done(self) -> tuple[dict[Path, int], FolderListing]:
        """When each folder was changed, and what is in them. Raises OSError, DataError."""
        top = self._folders(self._root)
        split = bool(top) and {name.lower() for name, _ in top} <= PARTS.keys()
        if split:
            for name, place in top:
                self._classes(PARTS[name.lower()], self._folders(place))
        else:
            self._classes("", top)
        classes = sorted(self._found)
        if len(classes) < 2:
            only = f"only the class {shown(classes[0])}" if classes else f"no folder with {self._medium.plural}"
            raise DataError(
                f"{shown(str(self._root), 200)}: holds {only}; make a folder for each of two or more classes."
            )
        examples = tuple(
            Example(path, name, label, part)
            for label, one in enumerate(classes)
            for name, part, path in sorted(self._found[one])
        )
        labels = tuple(shown(one) for one in classes)
        return self._times, FolderListing(self._root, labels, examples, self._leaving.listed(), split)

    def _folders(self, place: Path) -> list[tuple[str, Path]]:
        found = []
        for entry in self._entries(place):
            if not entry.is_dir(follow_symlinks=False):
                self._leaving.add(LINK if entry.is_symlink() else LOOSE, self._name(entry.path))
                continue
            found.append((unicodedata.normalize("NFC", entry.name), Path(entry.path)))
            if len(found) > MOST_CLASSES:
                raise DataError(
                    f"{shown(str(place), 200)}: holds more than {MOST_CLASSES} folders; choose one with fewer classes."
                )
        return sorted(found)

    def _classes(self, part: str, folders: list[tuple[str, Path]]) -> None:
        for name, place in folders:
            found = list(self._files(part, place))
            if any(self._medium.is_one(path) for _, _, path in found):
                self._found.setdefault(name, []).extend(found)
            else:
                self._leaving.add(self._medium.empty, self._name(str(place)))

    def _files(self, part: str, place: Path) -> Iterator[tuple[str, str, Path]]:
        for entry in self._entries(place):
            name = self._name(entry.path)
            if entry.is_symlink():
                self._leaving.add(LINK, name)
            elif entry.is_dir(follow_symlinks=False):
                self._leaving.add(NESTED, name)
            elif not entry.is_file(follow_symlinks=False):
                self._leaving.add(SPECIAL, name)
            else:
                yield name, part, Path(entry.path)

    def _entries(self, place: Path) -> Iterator[os.DirEntry[str]]:
        self._times[place] = place.stat().st_mtime_ns
        with os.scandir(place) as entries:
            for entry in entries:
                self._count += 1
                if self._count > MOST_FILES:
                    raise DataError(
                        f"{shown(str(self._root), 200)}: holds more than {MOST_FILES} files; choose a smaller folder."
                    )
                if entry.name.startswith((".", "_")) or entry.name.lower() in _SYSTEM:
                    self._leaving.add(HIDDEN, self._name(entry.path))
                else:
                    yield entry

    def _name(self, path: str) -> str:
        return unicodedata.normalize("NFC", Path(path).relative_to(self._root).as_posix())
