"""Leading on: starts the process that leads a queue or a sweep, apart from the terminal or the window that asks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

from playground.foundation import interpreter
from playground.foundation.errors import PlaygroundError

if sys.platform == "win32":
    _APART = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
else:
    _APART = 0  # there a session of its own does the same


def lead(command: str, folder: Path, jobs: int) -> Path:
    """Start ``playground queue`` or ``sweep`` for a folder; returns the file that its words go to.

    Raises:
        PlaygroundError: where that file cannot be written, or no process can be started.
    """
    told = folder / f"{command}.log"
    where = [str(folder)] if command == "queue" else ["--out", str(folder)]
    words = interpreter.command("playground", command, *where, "--jobs", str(jobs))
    try:
        with told.open("ab") as file:
            process = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=file, stderr=file, cwd=os.fspath(folder),
                env=interpreter.environment(), start_new_session=True, creationflags=_APART,
            )  # fmt: skip
    except OSError as error:
        raise PlaygroundError(f"{told}: nothing can be started there ({error.strerror}); choose another.") from None
    Thread(target=process.wait, name="detached", daemon=True).start()  # or it would stay as a zombie once it has ended
    return told
