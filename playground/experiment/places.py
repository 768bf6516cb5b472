"""Where the files that come with the product are, installed or in a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Literal


def shipped(folder: Literal["presets", "resources"]) -> Path:
    """The shipped folder: inside the package in a wheel, in the repository root in an editable install."""
    package = Path(__file__).resolve().parent.parent
    inside = package / folder
    return inside if inside.is_dir() else package.parent / folder
