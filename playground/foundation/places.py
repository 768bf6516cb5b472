"""Where files are: those that come with the product, and those that it keeps for its user."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Literal

from platformdirs import PlatformDirs

from playground.foundation.product import DISTRIBUTION

_DIRS = PlatformDirs(DISTRIBUTION, appauthor=False)


def shipped(folder: Literal["presets", "resources"]) -> Path:
    """The shipped folder: inside the package in a wheel, in the repository root in an editable install."""
    package = Path(__file__).resolve().parent.parent
    inside = package / folder
    return inside if inside.is_dir() else package.parent / folder


def recordings() -> Path:
    """Where runs are recorded unless the user says otherwise."""
    return _DIRS.user_data_path / "runs"


def cache() -> Path:
    """What can be made again: converted data."""
    return _DIRS.user_cache_path


def log_file() -> Path:
    """The log that holds what no user should have to read."""
    return _DIRS.user_log_path / "playground.log"


def settings_file() -> Path:
    """What the window remembers between two starts."""
    return _DIRS.user_config_path / "window.ini"


def consents_file() -> Path:
    """Which files of Python a person has named to be run, one a line."""
    return _DIRS.user_data_path / "consents.jsonl"


def new_run(name: str, folder: Path | None = None) -> Path:
    """A path for a new recording that no file has yet: ``cnn-digits 2026-11-24 10.15.30.run``."""
    folder = folder or recordings()
    safe = re.sub(r"[^\w.-]+", "-", name).strip("-.")[:60] or "run"
    stem = f"{safe} {datetime.now():%Y-%m-%d %H.%M.%S}"
    path, count = folder / f"{stem}.run", 1
    while path.exists():
        count += 1
        path = folder / f"{stem} ({count}).run"
    return path
