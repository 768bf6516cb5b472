"""Sound arrays: the sounds of a folder as spectrograms."""

from __future__ import annotations

import logging
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from playground.corpora.picture_arrays import PictureArrays, split
from playground.corpora.picture_folders import FolderListing
from playground.corpora.pictures import read
from playground.corpora.sounds import SoundView, decoded
from playground.corpora.spectrograms import spectrogram
from playground.data.inventory import shown
from playground.foundation.errors import DataError

MOST = 2 * 10**9  # bytes of all spectrograms
FLOOR = 60.0  # decibels below a full sine that count as silence


def frames(view: SoundView, window: int) -> int:
    """How many frames of a spectrogram a sound has, half of each in the one before."""
    return (view.samples - window) // (window // 2) + 1


def load(listing: FolderListing, view: SoundView, window: int, share: float, seed: int) -> PictureArrays:
    """Spectrograms (N, 1, window // 2 + 1, frames), high frequencies in the first row, split as pictures are.

    Raises DataError.
    """
    examples, told = listing.examples, shown(str(listing.root), 200)
    shape = (window // 2 + 1, frames(view, window))
    size = len(examples) * int(np.prod(shape)) * 4
    if size > MOST:
        raise DataError(f"{told}: would take {size / 1e9:.1f} GB; choose shorter sounds (task.seconds).")
    digests = [blake2b(read(one.path), digest_size=16).digest() for one in examples]
    train, test = split(listing, digests, share, seed)
    order = [*train, *test]
    images = np.empty((len(order), 1, *shape), np.float32)
    kept: list[int] = []
    for at, index in enumerate(order):
        one = examples[index]
        try:
            wave = decoded(read(one.path), one.name, view)
        except DataError as error:
            logging.getLogger(__name__).warning("left out: %s", error)
            continue
        images[len(kept), 0] = spectrogram(wave[None], window, window // 2, FLOOR)[0, ::-1]
        kept.append(at)
    images = images[: len(kept)]
    classes: NDArray[np.int64] = np.array([examples[order[at]].label for at in kept], np.int64)
    cut = sum(at < len(train) for at in kept)
    missing = sorted(set(range(len(listing.classes))) - set(classes[:cut].tolist()))
    if missing or cut == len(kept):
        name = listing.classes[missing[0]] if missing else listing.classes[0]
        raise DataError(f"{told}: the class {name} has too few sounds that can be read; add some.")
    return PictureArrays(images[:cut], classes[:cut], images[cut:], classes[cut:])
