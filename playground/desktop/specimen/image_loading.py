"""Loading: a picture file as greys in the size that a task takes, its ink bright on a dark ground, however it came."""

from __future__ import annotations

import struct
import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError
from PySide6.QtCore import QCoreApplication

from playground.foundation.errors import SpecimenError

LARGEST = 100_000_000  # pixels of a file
ENOUGH = 2_000_000  # pixels that are gone on with: far more than any task takes
FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF", "PPM")
DEEP = ("I", "F")  # how the modes of more than eight bits begin
FAINTEST = 0.03  # of the whole range: less contrast than that is an empty sheet
CLEAN, STRONG = 0.1, 0.8  # a ground so near to black or white, with so much contrast, is left as it is
FEW = 15  # up to this a largest value is a mask's or a label's, not a dark picture's
BROKEN = (OSError, ValueError, SyntaxError, EOFError, struct.error, Image.DecompressionBombError, OverflowError)
Grey = NDArray[np.float32]


def picture_from(path: Path, rows: int, columns: int) -> Grey:
    """A picture file as (rows, columns) of 0…1: fitted and centred, never stretched in shape.

    The ground is what stands along the border, or behind what is not transparent; what differs from it most is ink
    and comes out bright, be it dark on dim paper, white on nothing, or a mask of zeros and ones.

    Raises:
        SpecimenError: the file is no picture, is damaged, is far too large, or nothing can be seen in it.
    """
    values = _greys(_read(path))
    if float(values.max() - values.min()) < FAINTEST:
        raise _refused(
            path, QCoreApplication.translate("Loading", "{0}: nothing can be seen in it; choose another picture.")
        )
    fitted = _inked(_fitted(values, rows, columns, path))
    result = np.zeros((rows, columns), np.float32)
    top, left = (rows - fitted.shape[0]) // 2, (columns - fitted.shape[1]) // 2
    result[top : top + fitted.shape[0], left : left + fitted.shape[1]] = fitted
    return result


def _read(path: Path) -> Image.Image:
    """The first frame, the right way up, with few enough pixels. Raises SpecimenError."""
    if not path.is_file():
        raise SpecimenError(
            QCoreApplication.translate("Loading", "{0}: cannot be found; choose a picture that exists.").format(path)
        )
    too_large = QCoreApplication.translate("Loading", "{0}: the picture is too large; make it smaller first.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it warns of is asked and refused here
            with Image.open(path, formats=FORMATS) as image:
                if image.width * image.height > LARGEST:
                    raise _refused(path, too_large)
                image.draft("RGB", (2048, 2048))  # a JPEG can be read smaller at once
                image.load()
                return ImageOps.exif_transpose(image)
    except (Image.DecompressionBombError, MemoryError):
        raise _refused(path, too_large) from None
    except (UnidentifiedImageError, *BROKEN):
        raise _refused(
            path,
            QCoreApplication.translate("Loading", "{0}: is not a picture that can be read; choose a PNG or JPEG."),
        ) from None


def _greys(image: Image.Image) -> Grey:
    """Brightness 0…1 of each pixel (H, W), on a ground against the ink where something is transparent."""
    if image.mode.startswith(DEEP):
        return _deep(np.asarray(image))
    if not image.has_transparency_data:
        return _shallow(np.asarray(_smaller(image.convert("RGB") if image.mode != "L" else image).convert("L")))
    both = np.asarray(_smaller(image.convert("RGBA")).convert("LA"), np.float32) / 255
    grey, cover = both[..., 0], both[..., 1]
    if not cover.any():
        return np.zeros_like(cover)
    ground = 0.0 if float((grey * cover).sum() / cover.sum()) > 0.5 else 1.0
    return np.asarray(grey * cover + ground * (1 - cover), np.float32)


def _deep(values: NDArray[np.generic]) -> Grey:
    """Ten, twelve or sixteen bits, or numbers of any range: divided by as many as there are."""
    every = int(np.ceil(np.sqrt(values.size / ENOUGH)))
    found = np.nan_to_num(values[::every, ::every].astype(np.float64), posinf=0.0, neginf=0.0)
    low, high = float(found.min()), float(found.max())
    if low >= 0 and high == int(high):
        low, high = 0.0, float(2 ** int(high).bit_length() - 1)
    scaled: Grey = ((found - low) / max(high - low, 1e-12)).astype(np.float32)
    return scaled


def _shallow(values: NDArray[np.uint8]) -> Grey:
    most = int(values.max())
    return np.asarray(values / (most if 0 < most <= FEW else 255), np.float32)


def _smaller(image: Image.Image) -> Image.Image:
    factor = int(np.ceil(np.sqrt(image.width * image.height / ENOUGH)))
    return image.reduce(factor) if factor > 1 else image


def _fitted(values: Grey, rows: int, columns: int, path: Path) -> Grey:
    """As large as fits in (rows, columns). Raises SpecimenError."""
    scale = min(columns / values.shape[1], rows / values.shape[0])
    size = round(values.shape[1] * scale), round(values.shape[0] * scale)
    if min(size) < 1:
        raise _refused(
            path, QCoreApplication.translate("Loading", "{0}: the picture is too narrow to be shown; choose another.")
        )
    way = Image.Resampling.BOX if scale < 1 else Image.Resampling.BILINEAR
    return np.asarray(Image.fromarray(values).resize(size, way), np.float32)


def _inked(values: Grey) -> Grey:
    """0 for the ground and up to 1 for what differs from it most."""
    border = np.concatenate([values[0], values[-1], values[1:-1, 0], values[1:-1, -1]])
    ground, low, high = float(np.median(border)), float(values.min()), float(values.max())
    dark = ground - low > high - ground
    values, ground, high = (1 - values, 1 - ground, 1 - low) if dark else (values, ground, high)
    if ground > CLEAN or high - ground < STRONG:
        values = (values - ground) / max(high - ground, 1e-6)
    return np.clip(values, 0, 1).astype(np.float32)


def _refused(path: Path, words: str) -> SpecimenError:
    return SpecimenError(words.format(path.name))
