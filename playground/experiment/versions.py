"""Versions: what the program is made of, each part with its version and licence, read from what is installed."""

from __future__ import annotations

import importlib.metadata
import platform
from dataclasses import dataclass

import playground

PACKAGES = (
    "torch", "PySide6-Essentials", "pyqtgraph", "numpy", "pydantic", "safetensors", "platformdirs", "pillow",
)  # fmt: skip
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


def system() -> str:
    """Python and the operating system."""
    return f"Python {platform.python_version()} on {platform.platform()}"


def program() -> str:
    """This program and its version."""
    return f"Neural Playground {playground.__version__}"


def _part(name: str) -> Part:
    try:
        facts = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return Part(name, MISSING, "")
    stated = next((facts[key] for key in ("License-Expression", "License") if key in facts), "")
    classified = [value.split(" :: ")[-1] for value in facts.get_all("Classifier") or () if value.startswith("License")]
    short = stated if stated and len(stated) < MOST and "\n" not in stated else ", ".join(classified)
    return Part(name, facts["Version"], short)
