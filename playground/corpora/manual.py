"""Plain text to learn from: the manual that every Python interpreter carries, or a file of the user's."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playground.corpora.encodings import AUTO, Encoding
from playground.corpora.encodings import decoded as _decoded
from playground.foundation.errors import DataError
from playground.foundation.settings import setting


def text_setting() -> Any:
    """The field ``file`` of a task that reads a text."""
    return setting(
        "", "Text file", "A text of your own. Empty: the reference manual that comes with Python.",
        max_length=4096, editor="file", empty="Python's manual",
    )  # fmt: skip


def kilobytes_setting(usual: int, least: int = 5) -> Any:
    """The field ``kilobytes`` of such a task."""
    return setting(
        usual, "Kilobytes", "So much of the text is taken, from its beginning; its last tenth is tested on.",
        unit="kB", ge=least, le=5000, scale="log",
    )  # fmt: skip


class TextReading:
    """What a task does that reads a file of the user's, or where there is none the manual."""

    if TYPE_CHECKING:
        file: str
        encoding: Encoding
        kilobytes: int

    def read(self) -> tuple[str, str]:
        """The file's text, and the encoding that it is in. Raises DataError."""
        return user_text(self.file, self.kilobytes * 1000, self.encoding)

    def whole_text(self) -> str:
        """The file's text or the manual's. Raises DataError."""
        return self.read()[0] if self.file else manual(self.kilobytes * 1000)


def manual(limit: int) -> str:
    """The first ``limit`` characters of the reference manual that ``help()`` shows, its topics in alphabetical order.

    Other versions of Python carry other words. Raises DataError where an interpreter was stripped of them.
    """
    try:
        from pydoc_data.topics import topics
    except ImportError:
        raise DataError("This Python comes without its manual (pydoc_data): choose a text file of your own.") from None
    return "".join(topics[name] for name in sorted(topics))[:limit]


def user_text(file: str, limit: int, encoding: str = AUTO) -> tuple[str, str]:
    """The beginning of a file, ``limit`` bytes at most, lines ended as in Unix; and the encoding it was read in.

    Raises DataError: no character is ever replaced by a sign for what could not be read.
    """
    try:
        path = Path(file).expanduser()
        status = path.stat()
    except (OSError, RuntimeError, ValueError):
        raise DataError(f"{file!r}: cannot be found; choose a text file that exists.") from None
    return _read(path, limit, encoding, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4)
def _read(path: Path, limit: int, encoding: str, changed: int, size: int) -> tuple[str, str]:
    """The text, kept until the file changes: ``changed`` (its time) and ``size`` only tell versions apart."""
    if not path.is_file():  # a pipe would be waited for, a device never ends
        raise DataError(f"{path}: is not a file; choose a text file.")
    try:
        with path.open("rb") as stream:
            raw = stream.read(limit + 1)
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror or error}); choose another text file.") from None
    if not raw:
        raise DataError(f"{path}: is empty; choose a file with some text.")
    whole = len(raw) <= limit
    text, found = _decoded(raw[:limit], whole, encoding, path)
    if "\0" in text:
        raise DataError(f"{path}: is not text (it holds zero bytes); choose a text file, or its encoding.")
    return text.replace("\r\n", "\n").replace("\r", "\n"), found
