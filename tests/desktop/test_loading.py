"""Loading a picture: the same square comes out bright on dark, whatever the file's ground, depth and colours."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from playground.desktop.specimen.image_loading import picture_from
from playground.foundation.errors import SpecimenError

HERE = (slice(20, 60), slice(60, 100))  # where the ink is, of 80 × 160 pixels


def square(ground: float, ink: float, kind: type = np.uint8) -> np.ndarray:
    values = np.full((80, 160), ground, kind)
    values[HERE] = ink
    return values


def with_alpha(ink: int, alpha: int = 255) -> Image.Image:
    pixels = np.zeros((80, 160, 4), np.uint8)
    pixels[HERE] = (ink, ink, ink, alpha)
    return Image.fromarray(pixels)


def palette(transparent: bool) -> Image.Image:
    image = Image.fromarray(square(0, 1), "P")
    image.putpalette([255, 255, 255, 250, 250, 250] if transparent else [10, 10, 10, 240, 240, 240])
    if transparent:
        image.info["transparency"] = 0
    return image


def noisy_paper() -> Image.Image:
    noise = np.random.Generator(np.random.PCG64(1)).normal(0, 4, (80, 160))
    return Image.fromarray(np.clip(square(105, 40, np.float64) + noise, 0, 255).astype(np.uint8))


PICTURES = {
    "black on white": Image.fromarray(square(255, 0)),
    "white on black": Image.fromarray(square(0, 255)),
    "white on nothing": with_alpha(255),
    "black on nothing": with_alpha(0),
    "grey on nothing": with_alpha(128),
    "faint on nothing": with_alpha(255, 60),
    "dim paper": noisy_paper(),
    "light on dim": Image.fromarray(square(80, 130)),
    "mask of 0 and 1": Image.fromarray(square(0, 1)),
    "mask of 1 and 0": Image.fromarray(square(1, 0)),
    "bits": Image.fromarray(square(0, 255)).convert("1"),
    "twelve bits": Image.fromarray(square(0, 4095, np.uint16)),
    "twelve bits, dark ink": Image.fromarray(square(3900, 200, np.uint16)),
    "sixteen bits": Image.fromarray(square(0, 65535, np.uint16)),
    "palette": palette(False),
    "transparent palette": palette(True),
    "red on white": Image.fromarray(np.stack([square(255, 200), square(255, 0), square(255, 0)], -1)),
    "CMYK": Image.fromarray(square(255, 0)).convert("RGB").convert("CMYK"),
    "numbers": Image.fromarray(square(-3.5, 1200, np.float32)),
}
ENDINGS = {"CMYK": "tif", "numbers": "tif"}


@pytest.mark.parametrize("name", PICTURES)
def test_that_ink_is_bright_on_a_dark_ground_whatever_the_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"a.{ENDINGS.get(name, 'png')}"
    PICTURES[name].save(path)
    values = picture_from(path, 8, 8)
    assert values.dtype == np.float32 and values.shape == (8, 8) and values.min() >= 0 and values.max() <= 1
    assert values[3:5, 3:5].min() > 0.85, values
    outside = np.ones((8, 8), bool)
    outside[3:5, 3:5] = False
    assert values[outside].max() < 0.15, values


@pytest.mark.parametrize(
    "image",
    [
        with_alpha(255, 0), Image.new("L", (40, 40), 255), Image.new("L", (40, 40), 0),
        Image.new("RGBA", (9, 9), (0, 0, 0, 0)), Image.fromarray(square(200, 203)),
        Image.fromarray(np.full((9, 9), 4095, np.uint16)),
    ],
)  # fmt: skip
def test_that_an_empty_picture_says_that_nothing_can_be_seen(tmp_path: Path, image: Image.Image) -> None:
    path = tmp_path / "leer é.png"
    image.save(path)
    with pytest.raises(SpecimenError, match=r"leer é\.png: nothing can be seen in it"):
        picture_from(path, 8, 8)


def test_that_a_picture_of_full_contrast_comes_back_as_it_was(tmp_path: Path) -> None:
    values = np.random.Generator(np.random.PCG64(2)).random((8, 8), np.float32)
    values[[0, -1]] = values[:, [0, -1]] = 0
    pixels = np.round(values * 255).astype(np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    np.testing.assert_allclose(picture_from(tmp_path / "a.png", 8, 8), pixels / 255, atol=1e-6)


def test_that_a_thin_line_of_a_large_picture_is_seen(tmp_path: Path) -> None:
    pixels = np.full((2000, 2000), 255, np.uint8)
    pixels[:, 1000:1004] = 0
    Image.fromarray(pixels).save(tmp_path / "a.png")
    values = picture_from(tmp_path / "a.png", 8, 8)
    assert values[:, 4].min() > 0.9 and values[:, :3].max() < 0.05


def test_that_a_picture_is_turned_as_its_camera_says_and_of_an_animation_the_first_frame_counts(tmp_path: Path) -> None:
    turned = Image.fromarray(square(255, 0).T.copy()[::-1])
    facts = Image.Exif()
    facts[0x0112] = 6  # to be turned by a quarter
    turned.save(tmp_path / "a.jpg", exif=facts, quality=95)
    assert picture_from(tmp_path / "a.jpg", 8, 8)[3:5, 3:5].min() > 0.85
    frames = [PICTURES["black on white"], Image.new("L", (160, 80), 255)]
    for ending in ("gif", "webp"):
        frames[0].save(tmp_path / f"a.{ending}", save_all=True, append_images=frames[1:])
        assert picture_from(tmp_path / f"a.{ending}", 8, 8)[3:5, 3:5].min() > 0.85


def huge(width: int, height: int) -> bytes:
    """A PNG of so many pixels in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (huge(60_000, 60_000), "too large"), (huge(12_000, 12_000), "too large"),
        (huge(300, 300), "cannot|can be read"),
        (huge(0, 5), "can be read"), (b"II*\0" + b"\xff" * 40, "can be read"),
        (b"P6 99999999 9999999 255\n", "too large"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "can be read"), (b"%!PS-Adobe-3.0 EPSF-3.0\n", "can be read"),
    ],
)  # fmt: skip
def test_that_a_hostile_picture_is_one_sentence(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(data)
    with pytest.raises(SpecimenError, match=words):
        picture_from(path, 28, 28)


def test_that_what_is_too_narrow_is_one_sentence(tmp_path: Path) -> None:
    pixels = np.full((1, 4000), 255, np.uint8)
    pixels[0, 7] = 0
    Image.fromarray(pixels).save(tmp_path / "a.png")
    with pytest.raises(SpecimenError, match="too narrow"):
        picture_from(tmp_path / "a.png", 28, 28)
