"""Interpreter: how a Python process of our own is started, so that it never imports from the working folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
CORES = "PLAYGROUND_CORES"  # how many of the machine's cores such a process may take, where several share them


def command(module: str, *words: str) -> list[str]:
    """The command line that runs a module of this package in another interpreter.

    ``python -m`` alone puts the working folder first on the path, so that a user's ``random.py`` or ``types.py`` there
    would be run in place of Python's own. Pass ``environment()`` with it. In a bundle there is no interpreter: its two
    programs stand side by side, and that of the engine also runs the other modules.
    """
    if not bundled():
        return [sys.executable, "-P", "-m", module, *words]
    program = Path(sys.executable)
    if module == PACKAGE.name:
        return [str(program.with_stem(PACKAGE.name)), *words]
    named = [] if module == f"{PACKAGE.name}.engine" else ["--module", module]
    return [str(program.with_stem(f"{PACKAGE.name}-engine")), *named, *words]


def bundled() -> bool:
    """Whether this is the program of a bundle, with everything beside it and no Python on the machine."""
    return bool(getattr(sys, "frozen", False))


def bundle_folders() -> tuple[Path, Path]:
    """Of a bundle: the folder of its programs, and the one in which their parts lie."""
    folder = Path(sys.executable).parent
    return folder, Path(getattr(sys, "_MEIPASS", folder))


def environment() -> dict[str, str]:
    """This process's environment for such an interpreter, which speaks UTF-8 with us whatever the console does.

    A ``PYTHONPATH`` that its user set stays, but for empty entries, which mean the working folder.
    """
    found = dict(os.environ)
    path = [entry for entry in found.pop("PYTHONPATH", "").split(os.pathsep) if entry]
    root = str(PACKAGE.parent)
    if root in sys.path[:1] and root not in sys.path[1:]:  # a checkout that is not installed, started from its root
        path.append(root)
    if path:
        found["PYTHONPATH"] = os.pathsep.join(path)
    return found | {"PYTHONIOENCODING": "utf-8"}
