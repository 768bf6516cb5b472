"""Versions: what the program is made of, each part with its version and licence, read from what is installed."""

from __future__ import annotations

import importlib.metadata
import platform
import re
from dataclasses import dataclass

import playground
from playground.foundation.product import DISTRIBUTION, NAME

PACKAGES = (
    "torch", "PySide6-Essentials", "pyqtgraph", "numpy", "pydantic", "safetensors", "platformdirs", "pillow", "tomli-w",
)  # fmt: skip
TESTS = ("test",)  # extras whose packages are no part of the program
MISSING = "missing"
MOST = 160  # characters of a licence that is named; some packages print its whole text


@dataclass(frozen=True)
class Part:
    """A package; ``licence`` is what it says of itself, empty where it says nothing."""

    name: str
    version: str
    licence: str


def parts() -> tuple[Part, ...]:
    """Every package that is needed at run time; one that is not installed has the version ``missing``."""
    return tuple(_part(name) for name in PACKAGES)


def installed() -> tuple[Part, ...]:
    """Every part of this installation: the packages that are needed, those of the extras, and what they bring.

    Only what is really there is listed, as its own metadata describe it.
    """
    found: dict[str, Part] = {}
    waiting = [*PACKAGES, *_required(DISTRIBUTION, TESTS)]
    while waiting:
        name = _plain(waiting.pop(0))
        if name in found:
            continue
        part = _part(name)
        if part.version != MISSING:
            found[name] = part
            waiting += _required(name)
    return (*found.values(), *_carried())


def _required(name: str, without: tuple[str, ...] | None = None) -> list[str]:
    """Names of the packages that a package needs; those of its extras only where ``without`` names the unwanted."""
    try:
        lines = importlib.metadata.requires(name) or []
    except importlib.metadata.PackageNotFoundError:
        return []
    names = []
    for line in lines:
        extra = re.search(r"extra == ['\"]([^'\"]+)", line)
        known = re.match(r"[A-Za-z0-9._-]+", line)
        if known is not None and (extra is None or (without is not None and extra.group(1) not in without)):
            names.append(known.group())
    return [known for known in names if _plain(known) != DISTRIBUTION]


def _carried() -> tuple[Part, ...]:
    """Programs that a package carries inside."""
    try:
        files = importlib.metadata.files("imageio-ffmpeg") or []
    except importlib.metadata.PackageNotFoundError:
        return ()
    names = [re.search(r"-v([\d.]+\d)", file.name) for file in files if file.name.startswith("ffmpeg-")]
    return tuple(Part("FFmpeg, in imageio-ffmpeg", found.group(1), "GPL-3.0-or-later") for found in names if found)[:1]


def _plain(name: str) -> str:
    """As packages are compared: ``PySide6_Essentials`` is ``pyside6-essentials``."""
    return re.sub(r"[-_.]+", "-", name).lower()


def system() -> str:
    """Python and the operating system."""
    return f"Python {platform.python_version()} on {platform.platform()}"


def program() -> str:
    """This program and its version."""
    return f"{NAME} {playground.__version__}"


def _part(name: str) -> Part:
    try:
        facts = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return Part(name, MISSING, "")
    stated = next((facts[key] for key in ("License-Expression", "License") if key in facts), "")
    classified = [value.split(" :: ")[-1] for value in facts.get_all("Classifier") or () if value.startswith("License")]
    short = stated if stated and len(stated) < MOST and "\n" not in stated else ", ".join(classified)
    return Part((facts["Name"] or name).replace("_", "-"), facts["Version"], short)
