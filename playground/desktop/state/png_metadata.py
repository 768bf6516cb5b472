"""Carried: the experiment and the step that a PNG of ours carries as text, read without decoding its pixels."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import BinaryIO

from playground.foundation.errors import PlaygroundError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
LARGEST = 1 << 20  # bytes of a text; an experiment needs two thousand
CHUNKS = 100_000  # that a file may have


def texts(path: Path) -> dict[str, str]:
    """All texts of a PNG by their keyword. Raises PlaygroundError."""
    found: dict[str, str] = {}
    try:
        with path.open("rb") as file:
            if file.read(len(SIGNATURE)) != SIGNATURE:
                raise PlaygroundError(f"{path}: is not a PNG picture; choose another file.")
            for _ in range(CHUNKS):
                head = file.read(8)
                length, kind = int.from_bytes(head[:4], "big"), head[4:]
                if kind in (b"IEND", b""):
                    break
                found.update(_text(file, length, kind))
                file.seek(4, 1)  # the checksum
    except OSError as error:
        raise PlaygroundError(f"{path}: cannot be read ({error.strerror or error}); choose another file.") from None
    except (ValueError, zlib.error):
        raise PlaygroundError(f"{path}: is damaged; use an earlier copy.") from None
    return found


def _text(file: BinaryIO, length: int, kind: bytes) -> dict[str, str]:
    if kind not in (b"tEXt", b"zTXt", b"iTXt") or length > LARGEST:
        file.seek(length, 1)
        return {}
    keyword, _, rest = file.read(length).partition(b"\0")
    name = keyword.decode("latin-1")
    match kind:
        case b"tEXt":
            return {name: rest.decode("latin-1")}
        case b"zTXt":
            return {name: _inflated(rest[1:]).decode("latin-1")}
        case _:
            packed, _, rest = rest[0:1], rest[1:2], rest[2:]
            _language, _, rest = rest.partition(b"\0")
            _translated, _, rest = rest.partition(b"\0")
            return {name: (_inflated(rest) if packed == b"\1" else rest).decode("utf-8")}


def _inflated(data: bytes) -> bytes:
    """At most ``LARGEST`` bytes: what is longer is no text of ours."""
    return zlib.decompressobj().decompress(data, LARGEST)
