"""ClassFolders: what was collected, in the layout that folders of pictures and sounds are read in (no Qt)."""

from __future__ import annotations

import io
import re
import wave
from pathlib import Path

from playground.foundation.atomic import save_bytes
from playground.foundation.errors import DataError, SaveError

ENDINGS = (".png", ".wav")
LONGEST = 60  # characters of a name
RATE = 16_000  # samples a second of what a microphone gives


class ClassFolders:
    """A folder with a folder for each class, whose files are numbered.

    Args:
        root: may hold classes already, to which is added.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def classes(self) -> dict[str, int]:
        """Name → how many files it has, in alphabetical order. Raises DataError."""
        try:
            folders = sorted(one for one in self.root.iterdir() if one.is_dir() and one.name[0] not in "._")
            return {one.name: len(_numbers(one)) for one in folders}
        except OSError as error:
            raise DataError(
                f"{self.root}: cannot be read ({error.strerror or error}); choose another folder."
            ) from None

    def add(self, name: str) -> str:
        """A new class; returns its name without spaces around it. Raises DataError for one that cannot be a folder."""
        name = name.strip()
        if not name or len(name) > LONGEST or name[0] in "._" or re.search(r'[<>:"/\\|?*\x00-\x1f]', name):
            raise DataError(f"A class needs a name that a folder can have, at most {LONGEST} characters long.")
        try:
            (self.root / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            why = error.strerror or error
            raise DataError(f"{self.root / name}: cannot be made ({why}); choose another folder.") from None
        return name

    def save(self, name: str, data: bytes, ending: str) -> Path:
        """The next file of a class. Raises SaveError."""
        folder = self.root / name
        try:
            number = max(_numbers(folder), default=0) + 1
        except OSError as error:
            why = error.strerror or error
            raise SaveError(f"{folder}: could not be saved ({why}); choose another place or name.") from None
        target = folder / f"{number:04}{ending}"
        save_bytes(target, data)
        return target


def sound(samples: bytes) -> bytes:
    """A WAV file of 16-bit samples (N,), one channel, ``RATE`` a second."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples)
    return made.getvalue()


def _numbers(folder: Path) -> list[int]:
    """Those of the files in it; other files count by their place."""
    files = [one for one in folder.iterdir() if one.suffix.lower() in ENDINGS]
    return [int(one.stem) if one.stem.isdecimal() else index for index, one in enumerate(files, 1)]
