"""Packs: a recording with all that was made of it in one ZIP file, written whole, and read with distrust."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import localtime
from typing import BinaryIO

from playground.foundation.atomic import save
from playground.foundation.errors import RunFileError
from playground.foundation.places import new_run
from playground.runs import schema
from playground.runs.reader import RunReader

RECORDING, MANIFEST, DATA = "recording.run", "pack.json", "data.zip"
VERSION = 1
ENTRIES = 500  # that a pack may have
LARGEST = 4 << 30  # bytes of a recording in a pack
RATIO = 400  # times that it may be larger unpacked; SQLite's empty pages pack well
BLOCK = 1 << 20
# what zipfile raises for damage, passwords and methods it does not know
UNREADABLE = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError, OSError)
STORED = (".png", ".gif", ".webp", ".safetensors", ".pdf", ".zip")  # packed already
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Shown:
    """What a pack was made of: the run's name, and the step that was shown."""

    name: str
    step: int


def copy(recording: Path, target: Path) -> None:
    """A copy of a recording that is whole, also while another process writes it. Raises RunFileError."""
    with RunReader(recording), schema.told(recording):
        source = sqlite3.connect(f"{recording.resolve().as_uri()}?mode=ro", uri=True)
        with closing(source), closing(sqlite3.connect(target)) as made:
            source.backup(made)
            made.execute("PRAGMA journal_mode = DELETE")


def write(
    target: Path, recording: Path, shown: Shown, files: Mapping[str, bytes], changed: float | None = None,
    data: Path | None = None,
) -> None:  # fmt: skip
    """The recording, what it was, and other files under their names, all in one folder. Raises SaveError.

    ``data`` is a ZIP file of what the run learned from, which goes along as it is.
    The files bear the date of the last change of the recording, so that the same run gives the same pack.
    """
    top = _folder(shown.name or target.stem)
    dated = localtime(recording.stat().st_mtime if changed is None else changed)[:6]
    manifest = json.dumps({"version": VERSION, "name": shown.name, "step": shown.step}, ensure_ascii=False)

    def fill(file: BinaryIO) -> None:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(_entry(f"{top}/{MANIFEST}", dated), manifest)
            with (
                recording.open("rb") as source,
                archive.open(_entry(f"{top}/{RECORDING}", dated), "w", force_zip64=True) as packed,
            ):
                shutil.copyfileobj(source, packed, BLOCK)
            if data is not None:
                entry = _entry(f"{top}/{DATA}", dated)
                with data.open("rb") as source, archive.open(entry, "w", force_zip64=True) as packed:
                    shutil.copyfileobj(source, packed, BLOCK)
            for name, content in files.items():
                archive.writestr(_entry(f"{top}/{name}", dated), content)

    save(target, fill)


def check(path: Path) -> Shown:
    """What the pack was made of, after looking at its table of contents only. Raises RunFileError."""
    with _opened(path) as archive:
        return _checked(archive, path)


def unpack(path: Path, folder: Path | None = None, tell: Tell = lambda done, whole: None) -> tuple[Path, Shown]:
    """Put the recording of a pack among the others; one that is there already is not put there twice.

    Nothing else in the pack is read, and no name in it is used as a path. ``tell`` hears how many of how many bytes
    are unpacked, and stops everything by raising; nothing is then left behind. Raises RunFileError, SaveError.
    """
    with TemporaryDirectory(prefix="pack-") as place, _opened(path) as archive:
        shown = _checked(archive, path)
        taken, entry = Path(place) / RECORDING, _inside(archive.infolist(), RECORDING)[0]
        size = max(entry.file_size, 1)
        try:
            with archive.open(entry) as source, taken.open("wb") as file:
                _copy(source, file, path, lambda done: tell(done, 2 * size))
        except UNREADABLE:
            raise _damaged(path) from None
        with RunReader(taken):
            pass
        name = re.sub(r" \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d( \(\d+\))?$", "", shown.name)
        target = new_run(name, folder)
        there = next(
            (
                known
                for known in sorted(target.parent.glob("*.run"))
                if _equal(known, taken, lambda: tell(size, 2 * size))
            ),
            None,
        )
        if there is None:
            target.parent.mkdir(parents=True, exist_ok=True)
            with taken.open("rb") as file:
                save(target, lambda made: _copy(file, made, path, lambda done: tell(size + done, 2 * size)))
        return there or target, shown


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except OSError as error:
        raise RunFileError(f"{path}: cannot be read ({error.strerror or error}); check the name.") from None
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise RunFileError(f"{path}: is no lecture pack; choose one that was saved here.") from None


def _checked(archive: zipfile.ZipFile, path: Path) -> Shown:
    infos = archive.infolist()
    if len(infos) > ENTRIES:
        raise RunFileError(f"{path}: holds more than a lecture pack does; choose one that was saved here.")
    runs, manifests = _inside(infos, RECORDING), _inside(infos, MANIFEST)
    if not runs or not manifests:
        raise RunFileError(f"{path}: is no lecture pack; choose one that was saved here.")
    run, manifest = runs[0], manifests[0]
    doubled = len(runs) > 1 or len(manifests) > 1
    if doubled or run.file_size > min(LARGEST, RATIO * max(run.compress_size, 1)) or manifest.file_size > BLOCK:
        raise RunFileError(f"{path}: holds more than a lecture pack does; choose one that was saved here.")
    try:
        with archive.open(manifest) as file:
            told = json.loads(file.read(BLOCK))
        version, name, step = told["version"], told["name"], told["step"]
        if not (isinstance(version, int) and isinstance(name, str) and isinstance(step, int) and 0 <= step < 2**53):
            raise ValueError
    except (*UNREADABLE, KeyError, TypeError):
        raise _damaged(path) from None
    if version > VERSION:
        raise RunFileError(f"{path}: was made by a newer version; update this program to open it.")
    return Shown(name[:200] or path.stem, step)


def _inside(infos: list[zipfile.ZipInfo], name: str) -> list[zipfile.ZipInfo]:
    """The entries of this name in the pack's folder, or, in packs of earlier versions, in none."""
    return [info for info in infos if info.filename == name or re.fullmatch(rf"[^/]+/{re.escape(name)}", info.filename)]


def _copy(source: object, file: BinaryIO, path: Path, tell: Callable[[int], None]) -> None:
    """Block by block; what a table of contents says of a size is not believed."""
    copied = 0
    while block := source.read(BLOCK):  # type: ignore[attr-defined]
        copied += len(block)
        if copied > LARGEST:
            raise _damaged(path)
        file.write(block)
        tell(copied)


def _damaged(path: Path) -> RunFileError:
    return RunFileError(f"{path}: is damaged (its recording cannot be unpacked); use another copy.")


def _equal(one: Path, other: Path, tell: Callable[[], None]) -> bool:
    try:
        return one.stat().st_size == other.stat().st_size and _digest(one, tell) == _digest(other, tell)
    except OSError:
        return False


def _digest(path: Path, tell: Callable[[], None]) -> bytes:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
            tell()
    return found.digest()


def _folder(name: str) -> str:
    """A name that is a folder's on every system."""
    return re.sub(r'[<>:"/\\|?*\x00-\x1f]', "-", name).strip(" .")[:80].strip(" .") or "pack"


def _entry(name: str, dated: tuple[int, ...]) -> zipfile.ZipInfo:
    """A file that was changed at ``dated``, a date that a ZIP can hold."""
    year, *rest = dated
    info = zipfile.ZipInfo(name, (min(max(year, 1980), 2107), *rest))  # type: ignore[arg-type]
    info.compress_type = zipfile.ZIP_STORED if name.endswith(STORED) else zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info
