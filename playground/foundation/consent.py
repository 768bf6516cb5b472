"""Consent: which files of Python a person has named to be run, each by its path and the hash of its text."""

from __future__ import annotations

import hashlib
import json
import stat
from dataclasses import dataclass
from pathlib import Path

from playground.foundation.errors import ModelFileError
from playground.foundation.places import consents_file

LARGEST = 1024 * 1024  # bytes of a file with a model


@dataclass(frozen=True)
class PythonFile:
    """A file of Python as it was read once: what is hashed is what is run."""

    path: Path
    raw: bytes
    changed: float = 0.0  # seconds since 1970

    @property
    def lines(self) -> int:
        """How many it has."""
        return len(self.raw.splitlines())

    @property
    def sha256(self) -> str:
        """The hash of its bytes, in hexadecimal."""
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def text(self) -> str:
        """Its text. Raises ModelFileError where it is not UTF-8."""
        try:
            return self.raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self.raw[: error.start].count(b"\n") + 1
            said = f"{self.path}:{line}: is not text in UTF-8; save it again with that encoding."
            raise ModelFileError(said) from None


def read(path: Path) -> PythonFile:
    """Read a file, which is not run. Raises ModelFileError."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise ModelFileError(f"{path}: is no file; name a file of Python.")
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ModelFileError(f"{path}: cannot be read ({reason}).") from None
    if len(raw) > LARGEST:
        raise ModelFileError(f"{path}: is larger than {LARGEST // 1024} KiB, which no file of a model needs.")
    return PythonFile(path.resolve(), raw, found.st_mtime)


def is_given(file: PythonFile) -> bool:
    """Whether a person named this very text at this place to be run."""
    return {"path": str(file.path), "sha256": file.sha256} in _entries()


def was_given(path: Path) -> bool:
    """Whether a person named a text at this place to be run, this one or another."""
    return any(entry["path"] == str(path) for entry in _entries())


def give(file: PythonFile) -> None:
    """Remember that a person named this very text to be run. Raises ModelFileError where it cannot be remembered."""
    entry, known = {"path": str(file.path), "sha256": file.sha256}, _entries()
    if entry in known:
        return
    try:
        consents_file().parent.mkdir(parents=True, exist_ok=True)
        with consents_file().open("a", encoding="utf-8") as kept:
            kept.write(json.dumps(entry) + "\n")
    except OSError as error:
        raise ModelFileError(f"{consents_file()}: cannot be written ({error.strerror}).") from None


def allowed(path: str, sha256: str) -> PythonFile:
    """The file of this hash, from its path or wherever a person named it since.

    Raises ModelFileError: one sentence on what is missing, the file, its old text or the consent.
    """
    named = [entry["path"] for entry in _entries() if entry["sha256"] == sha256]
    changed = ""
    for place in dict.fromkeys([path, *named]):
        try:
            file = read(Path(place))
        except ModelFileError:
            continue
        if file.sha256 != sha256:
            changed = changed or place
        elif str(file.path) in named:
            return file
        else:
            raise ModelFileError(f"{place} is not allowed to run yet: 'playground model {place}' tries and allows it.")
    if changed:
        raise ModelFileError(f"{changed} has changed since this run: put it back as it was, or train anew.")
    raise ModelFileError(f"The model's file {path} is not here: its pictures can be seen, but it cannot be run.")


def _entries() -> list[dict[str, str]]:
    """What was allowed; a line that cannot be read allows nothing."""
    try:
        lines = consents_file().read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return []
    found = []
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict) and {"path", "sha256"} <= entry.keys():
            found.append({"path": str(entry["path"]), "sha256": str(entry["sha256"])})
    return found
