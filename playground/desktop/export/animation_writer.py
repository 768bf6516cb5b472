"""Animation: frames as GIF, WebP, APNG or MP4, with one palette for all of them, so that nothing flickers."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable, Collection, Iterator
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin
from PySide6.QtGui import QImage

from playground.foundation.atomic import save
from playground.foundation.errors import SaveError

ENDINGS = (".gif", ".webp", ".apng", ".png", ".mp4")
HOLD = 1.5  # seconds that the last frame stays
SAMPLES = 9  # frames that the palette is made from
FULL = 255  # colours; one more means in a GIF: as before
EXACT = 96  # of the colours are the most frequent ones as they are: grounds, letters, lines
Frames = Callable[[Collection[int] | None], Iterator[QImage]]  # those with these numbers from 0; None for all
Tell = Callable[[int, int], None]


def check(target: Path) -> None:
    """Whether such a file can be written here. Raises SaveError before anything is drawn."""
    if target.suffix.lower() not in ENDINGS:
        raise SaveError(f"{target}: the ending decides what is written; choose one of {', '.join(ENDINGS)}.")
    if target.suffix.lower() == ".mp4":
        try:
            import_module("imageio_ffmpeg")
        except ImportError:
            raise SaveError(
                "MP4 needs one more package: pip install imageio-ffmpeg. Or choose .gif, .webp or .apng."
            ) from None


def write(frames: Frames, count: int, target: Path, rate: float, text: dict[str, str], tell: Tell) -> None:
    """Draw ``count`` frames and save them, ``rate`` a second, whole or not at all.

    ``frames`` draws them anew each time it is called; ``tell`` hears how many of how many are done, and stops
    everything by raising. Raises SaveError.
    """
    check(target)
    kind = target.suffix.lower()
    indexed = kind not in (".webp", ".mp4")
    palette = Palette(_colours(frames, count)) if indexed else None

    def told() -> Iterator[Image.Image]:
        for done, frame in enumerate(frames(None), 1):
            yield _pillow(frame) if palette is None else palette.applied(frame)
            tell(done, count)

    tell(0, count)
    if kind == ".mp4":
        save(target, lambda file: _write_mp4(told(), file, rate))
    else:
        save(target, lambda file: _write_pillow(told(), file, kind, rate, count, text))


def _write_pillow(
    frames: Iterator[Image.Image], file: BinaryIO, kind: str, rate: float, count: int, text: dict[str, str]
) -> None:
    first = next(frames)
    each = max(10, round(1000 / rate))
    durations = [each] * (count - 1) + [max(each, round(1000 * HOLD))]
    options: dict[str, object] = {"save_all": True, "append_images": frames, "loop": 0, "duration": durations}
    match kind:
        case ".gif":
            colours = bytes(first.getpalette() or ())  # named, or each frame brings them again
            first.save(file, "GIF", optimize=True, disposal=1, palette=colours, **options)
        case ".webp":
            first.save(file, "WEBP", lossless=True, quality=50, method=2, **options)
        case _:
            carried = PngImagePlugin.PngInfo()
            for key, value in text.items():
                carried.add_text(key, value, zip=True)
            options["append_images"] = list(frames)  # which are gone through twice
            first.save(file, "PNG", pnginfo=carried, **options)


def _write_mp4(frames: Iterator[Image.Image], file: BinaryIO, rate: float) -> None:
    """Through a file of its own: ffmpeg goes back in what it writes."""
    import imageio_ffmpeg

    first = next(frames)
    size = (first.width - first.width % 2, first.height - first.height % 2)  # the codec wants even sides
    with tempfile.TemporaryDirectory(prefix="film-") as folder:
        path = Path(folder) / "film.mp4"
        writer = imageio_ffmpeg.write_frames(
            str(path), size, fps=rate, codec="libx264", macro_block_size=2, ffmpeg_log_level="error",
            output_params=["-crf", "18", "-preset", "medium", "-movflags", "+faststart"],
        )  # fmt: skip
        writer.send(None)
        try:
            last = first
            for last in itertools.chain([first], frames):
                writer.send(_bytes(last, size))
            for _ in range(round(HOLD * rate) - 1):
                writer.send(_bytes(last, size))
        finally:
            writer.close()
        file.write(path.read_bytes())


def _bytes(picture: Image.Image, size: tuple[int, int]) -> bytes:
    return np.ascontiguousarray(np.asarray(picture)[: size[1], : size[0]]).tobytes()


class Palette:
    """At most 255 colours; each pixel of each frame gets the nearest one, so that equal pixels stay equal.

    Pillow's own way to apply a palette is off by a few levels, which shows in a ground.
    """

    def __init__(self, colours: NDArray[np.uint8]) -> None:
        self._colours = colours.astype(np.int32)
        self._nearest = np.zeros(1 << 24, np.uint8)
        self._known = np.zeros(1 << 24, np.bool_)

    def applied(self, frame: QImage) -> Image.Image:
        """The frame as numbers of colours."""
        packed = _packed(frame)
        new = np.unique(packed[~self._known[packed]])
        for part in np.array_split(new, len(new) // 4096 + 1):
            apart = _channels(part).astype(np.int32)[:, None] - self._colours
            self._nearest[part] = np.square(apart).sum(axis=2).argmin(axis=1)
        self._known[new] = True
        picture = Image.fromarray(self._nearest[packed].reshape(frame.height(), frame.width()))
        picture.putpalette(self._colours.astype(np.uint8).tobytes())
        return picture


def _colours(frames: Frames, count: int) -> NDArray[np.uint8]:
    """The colours of a few frames: exactly all of them where they are few, otherwise the most frequent and means."""
    wanted = set(np.linspace(0, max(count - 1, 0), SAMPLES).round().astype(int).tolist())
    samples = [_packed(frame) for frame in frames(wanted)]
    colours, counts = np.unique(np.concatenate(samples), return_counts=True)
    order = np.argsort(-counts, kind="stable")
    exact, rest = colours[order[:EXACT]], colours[order[EXACT:]]
    if len(colours) <= FULL:
        exact, rest = colours, colours[:0]
    if not len(rest):
        return _channels(exact)
    weights = np.minimum(counts[order[EXACT:]], 64)  # a rare colour of a picture counts, too
    pixels = _channels(np.repeat(rest, weights))
    mean = Image.fromarray(pixels[None]).quantize(FULL - EXACT, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    means = np.array(mean.getpalette() or [], np.uint8).reshape(-1, 3)[: FULL - EXACT]
    return np.concatenate([_channels(exact), means])


def _packed(frame: QImage) -> NDArray[np.uint32]:
    """Each pixel as 0xRRGGBB."""
    rgb = np.asarray(_pillow(frame)).reshape(-1, 3).astype(np.uint32)
    return (rgb[:, 0] << 16 | rgb[:, 1] << 8 | rgb[:, 2]).astype(np.uint32)


def _channels(packed: NDArray[np.uint32]) -> NDArray[np.uint8]:
    return np.stack([packed >> 16 & 255, packed >> 8 & 255, packed & 255], axis=-1).astype(np.uint8)


def _pillow(frame: QImage) -> Image.Image:
    plain = frame.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    width = plain.width()
    return Image.fromarray(np.ascontiguousarray(rows[:, : 3 * width]).reshape(plain.height(), width, 3))
