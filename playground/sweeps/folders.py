"""Folders of sweeps: known by the plan in them, without reading it."""

from __future__ import annotations

from pathlib import Path

PLAN = "sweep.json"


def is_sweep(folder: Path) -> bool:
    """Whether a sweep was begun there."""
    try:
        return (folder / PLAN).is_file()
    except (OSError, ValueError):
        return False
