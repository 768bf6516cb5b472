"""Bundle: what the folder holds that runs without Python: its parts, their licences, and libraries that it misses."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playground.foundation import interpreter, versions
from playground.foundation.errors import PlaygroundError

LICENCES = "licences"  # a folder for each part, made when the bundle is: resources/bundle/licences.py
SYSTEM = "system"  # among them, a text for each package of the system whose libraries are handed on
ABOUT = "about.txt"  # what a part says of itself, which is no licence yet
SEVERAL = 8  # names that are listed before it is only said how many more there are


def report() -> Iterator[tuple[str, str]]:
    """Pairs of what and how it is. Raises PlaygroundError where this is no bundle."""
    if not interpreter.bundled():
        raise PlaygroundError("This program is no bundle: it runs in a Python of yours; 'make bundle' makes one.")
    yield from contents(*interpreter.bundle_folders())


def contents(folder: Path, inside: Path) -> Iterator[tuple[str, str]]:
    """The same of a bundle in ``folder``, whose parts lie in ``inside``."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    yield "bundle", f"{folder}: {len(files)} files, {sum(path.lstat().st_size for path in files) / 1e6:.0f} MB"
    for name in (folder / f"playground{_ENDING}", folder / f"playground-engine{_ENDING}"):
        yield "program", f"{name.name}{'' if name.exists() else ' is missing: unpack the bundle again'}"
    texts = inside / LICENCES
    without = []
    for part in versions.installed():
        found = [path for path in (texts / plain(part.name)).rglob("*") if path.is_file() and path.name != ABOUT]
        if not found:
            without.append(part.name)
        yield "part", f"{part.name} {part.version}, {part.licence or 'see its text'}: {_count(len(found), 'text')}"
    yield "licences", f"{texts}; no text of {_some(without)}" if without else f"{texts}; each part has its text"
    yield "of the system", _count(len(list((texts / SYSTEM).glob("*.txt"))), "package") + " with the text of each"
    yield "system libraries", unresolved(path for path in files if ".so" in path.name)


def unresolved(libraries: Iterator[Path]) -> str:
    """Which libraries of the system those of the bundle do not find here; in words."""
    ldd = shutil.which("ldd")
    if not sys.platform.startswith("linux") or ldd is None:
        return "not looked at: that takes ldd"
    missing: dict[str, str] = {}
    for path in libraries:
        listed = subprocess.run([ldd, str(path)], capture_output=True, text=True, check=False).stdout
        for line in listed.splitlines():
            name, _, where = line.strip().partition(" => ")
            if where.startswith("not found"):
                missing.setdefault(name, path.name)
    return _some([f"{name} (for {user})" for name, user in sorted(missing.items())]) if missing else "complete"


def plain(name: str) -> str:
    """The folder of a part's licences, which the maker of the bundle names in the same way."""
    return "".join(letter if letter.isalnum() else "-" for letter in name.lower())


_ENDING = ".exe" if sys.platform == "win32" else ""


def _some(names: list[str]) -> str:
    more = len(names) - SEVERAL
    return ", ".join(names[:SEVERAL]) + (f" and {more} more" if more > 0 else "")


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
