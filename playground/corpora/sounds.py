"""Sounds: one file of the user's as a wave of one channel at one rate, cut or filled up around its middle."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.corpora.looking_reasons import SOUNDLESS
from playground.corpora.picture_folders import Medium
from playground.corpora.pictures import read
from playground.data.inventory import shown
from playground.foundation.errors import DataError

MOST_CHANNELS, MOST_RATE = 32, 400_000


@dataclass(frozen=True)
class SoundView:
    """How a sound becomes an example: samples a second, and seconds."""

    rate: int
    seconds: float

    @property
    def samples(self) -> int:
        """Of one example."""
        return round(self.rate * self.seconds)


def is_one(path: Path) -> bool:
    """Whether a file begins as a WAV, FLAC or Ogg file does; one that cannot be read does not."""
    try:
        head = read(path, 12)
    except DataError:
        return False
    return head[:4] in (b"fLaC", b"OggS") or (head[:4] == b"RIFF" and head[8:12] == b"WAVE")


SOUNDS = Medium("sounds", is_one, SOUNDLESS)


def facts(raw: bytes, name: str) -> tuple[float, int, int]:
    """Seconds, samples a second, channels. Raises DataError."""
    with _opened(raw, name) as file:
        return file.frames / file.samplerate, int(file.samplerate), int(file.channels)


def decoded(raw: bytes, name: str, view: SoundView) -> NDArray[np.float64]:
    """The wave (samples,) within about -1…1: the mean of its channels, its middle, silence around it where it is
    shorter. Raises DataError.
    """
    with _opened(raw, name) as file:
        wanted = max(1, round(view.seconds * file.samplerate))
        begin = max(0, (file.frames - wanted) // 2)
        try:
            file.seek(begin)
            found = file.read(min(wanted, file.frames), dtype="float64", always_2d=True)
        except (RuntimeError, ValueError, TypeError, MemoryError):
            raise DataError(f"{shown(name, 200)}: is a damaged sound; leave it out, or copy it again.") from None
        rate = int(file.samplerate)
    if not len(found):
        raise DataError(f"{shown(name, 200)}: holds no sound; leave it out.")
    wave = resampled(np.nan_to_num(found.mean(axis=1), posinf=0.0, neginf=0.0).clip(-8, 8), rate, view.rate)
    wave = wave[: view.samples]
    before = (view.samples - len(wave)) // 2
    return np.pad(wave, (before, view.samples - len(wave) - before))


def resampled(wave: NDArray[np.float64], rate: int, wanted: int) -> NDArray[np.float64]:
    """A wave (N,) at another rate: its spectrum, cut above half the new rate or filled up with nothing."""
    if rate == wanted:
        return wave
    count = max(1, round(len(wave) * wanted / rate))
    spectrum = np.fft.rfft(wave)[: count // 2 + 1]
    return np.asarray(np.fft.irfft(spectrum, count) * (count / len(wave)))


def _opened(raw: bytes, name: str) -> Any:
    """The file, whose numbers make sense. Raises DataError."""
    opener = library()
    try:
        file = opener.SoundFile(BytesIO(raw))
    except (RuntimeError, ValueError, TypeError, OSError):
        raise DataError(f"{shown(name, 200)}: is none of WAV, FLAC and Ogg, or damaged; leave it out.") from None
    if not (0 < file.channels <= MOST_CHANNELS and 0 < file.samplerate <= MOST_RATE and 0 < file.frames < 2**40):
        file.close()
        raise DataError(f"{shown(name, 200)}: announces a sound that cannot be; leave it out, or copy it again.")
    return file


def library() -> ModuleType:
    """What decodes them. Raises DataError where it is not installed."""
    try:
        import soundfile
    except (ImportError, OSError):
        raise DataError(
            "Reading sounds needs the library soundfile: pip install 'neural-playground[sound]' installs it."
        ) from None
    module: ModuleType = soundfile
    return module
