"""Detaching: the same command again in a process of its own, which outlives the terminal or the window it came from."""

from __future__ import annotations

import argparse
from pathlib import Path

from playground.cli.many.leading import check_free
from playground.sweeps.leading_on import lead


def detached(arguments: argparse.Namespace, file: Path, command: str) -> int:
    """Start it, and say where its words go. Raises PlaygroundError where another process leads what the file plans."""
    check_free(file)
    words = lead(command, file.parent, arguments.jobs)
    print(f"goes on by itself; what it says is in {words}")
    return 0
