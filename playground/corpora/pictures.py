"""Pictures: one file of the user's as an array, whatever its format, depth, orientation and transparency."""

from __future__ import annotations

import os
import stat
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from playground.data.inventory import shown
from playground.foundation.errors import DataError

MOST_PIXELS = 50_000_000
MOST_BYTES = 64 * 2**20
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"BM", "BMP"), (b"GIF8", "GIF"), (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
)  # fmt: skip
# what Pillow's decoders raise on bytes that are not what they say
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, struct.error, IndexError, KeyError, TypeError, OverflowError,
           ZeroDivisionError, MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning)  # fmt: skip


@dataclass(frozen=True)
class PictureView:
    """How a picture becomes an example: ``size`` rows and columns."""

    size: int
    colour: Literal["grey", "rgb"] = "grey"
    fit: Literal["pad", "crop", "stretch"] = "pad"
    ground: Literal["white", "black"] = "black"

    @property
    def channels(self) -> int:
        """1 or 3."""
        return 3 if self.colour == "rgb" else 1


def magic(head: bytes) -> str:
    """The format that the first bytes announce, as Pillow names it; empty where it is none of those taken."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    return next((name for mark, name in _MAGIC if head.startswith(mark)), "")


def read(path: Path, most: int = MOST_BYTES) -> bytes:
    """The bytes of a regular file, or its first ``most``. Raises DataError."""
    try:
        with open(path, "rb", opener=_without_waiting) as stream:
            raw: bytes = stream.read(most)
    except OSError as error:
        raise DataError(f"{shown(str(path), 200)}: cannot be read ({error.strerror or error}).") from None
    return raw


def is_one(path: Path) -> bool:
    """Whether a file begins as a picture does; one that cannot be read does not."""
    try:
        return bool(magic(read(path, 16)))
    except DataError:
        return False


def _without_waiting(name: str, flags: int) -> int:
    """A pipe put in the place of a file is not waited for."""
    handle = os.open(name, flags | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(0, "it is no regular file")
    return handle


@contextmanager
def _opened(raw: bytes, name: str) -> Iterator[Image.Image]:
    """Turned as its camera held it. Raises DataError naming the file."""
    kind = magic(raw[:16])
    if not kind:
        raise DataError(f"{shown(name, 200)}: is none of PNG, JPEG, BMP, GIF, WebP and TIFF; leave it out.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(raw), formats=[kind]) as image:
                width, height = image.size
                if width * height > MOST_PIXELS:
                    raise Image.DecompressionBombError
                image.load()
                yield ImageOps.exif_transpose(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise DataError(f"{shown(name, 200)}: has more than {MOST_PIXELS} pixels; make it smaller.") from None
    except _BROKEN:
        raise DataError(f"{shown(name, 200)}: is a damaged {kind} picture; leave it out, or copy it again.") from None


def facts(raw: bytes, name: str) -> tuple[int, int, bool]:
    """Width, height, and whether it has colours; it is decoded to its end. Raises DataError."""
    with _opened(raw, name) as image:
        coloured = False
        if image.mode not in ("1", "L", "LA", "F") and not image.mode.startswith("I"):
            small = np.asarray(image.convert("RGB").resize((16, 16)), np.int16)
            coloured = bool((np.ptp(small, axis=-1) > 8).any())
        return image.width, image.height, coloured


def decoded(raw: bytes, name: str, view: PictureView) -> NDArray[np.uint8]:
    """The picture (H, W) or (H, W, 3), of ``view.size`` rows and columns. Raises DataError."""
    with _opened(raw, name) as image:
        plain = _plain(image, view)
        size = (view.size, view.size)
        if plain.size != size:
            match view.fit:
                case "pad":
                    plain = ImageOps.pad(plain, size, Image.Resampling.BILINEAR, color=view.ground)
                case "crop":
                    plain = ImageOps.fit(plain, size, Image.Resampling.BILINEAR)
                case "stretch":
                    plain = plain.resize(size, Image.Resampling.BILINEAR)
        return np.asarray(plain, np.uint8)


def _plain(image: Image.Image, view: PictureView) -> Image.Image:
    """Eight bits a channel, over the ground where it is transparent."""
    if image.mode.startswith("I") or image.mode == "F":
        values = np.nan_to_num(np.asarray(image, np.float64))
        most = 65535 if image.mode.startswith("I") else max(1.0, float(values.max(initial=1.0)))
        image = Image.fromarray(np.clip(values * 255 / most, 0, 255).round().astype(np.uint8))
    elif image.has_transparency_data:
        seen = image.convert("RGBA")
        ground = Image.new("RGBA", seen.size, view.ground)
        ground.alpha_composite(seen)
        image = ground
    return image.convert("RGB" if view.colour == "rgb" else "L")
