"""Console: what is printed arrives, whichever encoding the terminal, the pipe or the file has."""

from __future__ import annotations

import errno
import io
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from playground.foundation.errors import SaveError

_NO_ROOM = (errno.ENOSPC, errno.EIO, errno.EFBIG)


def prepare() -> None:
    """What an encoding lacks is shown as a replacement sign, not as an error; a closed stream swallows its words."""
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def print_json(value: Any) -> None:
    """One line of JSON: readable where the encoding allows it, and in escapes, which mean the same, where not."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        text = json.dumps(value)
    print(text)


@contextmanager
def output() -> Iterator[None]:
    """What is printed inside has been handed on at the end. Raises SaveError where it finds no room."""
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        if error.filename is not None or error.errno not in _NO_ROOM:
            raise
        abandon()
        raise SaveError(f"The output could not be written ({error.strerror}); send it to another place.") from None


def abandon() -> None:
    """Nobody takes our output any more: what is still to be written goes nowhere."""
    try:
        with _nowhere() as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
    except (OSError, ValueError):  # a stream that is no file of the system's
        sys.stdout = io.StringIO()


def columns(stream: TextIO) -> int:
    """How wide the terminal is that a stream writes on."""
    if os.environ.get("COLUMNS", "").isdigit():
        return shutil.get_terminal_size().columns
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return shutil.get_terminal_size().columns


def _nowhere() -> io.TextIOWrapper:
    return open(os.devnull, "w", encoding="utf-8", errors="replace")  # noqa: PTH123 - open to the end
