"""Spectrograms: how strong each frequency is in each short frame of a sound."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def spectrogram(waves: NDArray[np.float64], window: int, hop: int, floor: float) -> NDArray[np.float32]:
    """Waves (B, N) → (B, window // 2 + 1, frames): decibels of each frequency in each frame, 0 at silence, about 1 at a
    full sine. A frame is ``window`` samples under a Hann window, a new one begins each ``hop`` samples, and ``floor``
    decibels below a full sine count as silence.
    """
    shape = np.hanning(window + 1)[:-1]
    frames = np.lib.stride_tricks.sliding_window_view(waves, window, axis=1)[:, ::hop] * shape
    strength = np.abs(np.fft.rfft(frames, axis=-1)) / (shape.sum() / 2)
    decibels = 20 * np.log10(np.maximum(strength, 10 ** (-floor / 20)))
    return np.asarray((decibels / floor + 1).swapaxes(1, 2), np.float32)
