"""Looking at sounds: the inventory of a folder of WAV, FLAC and Ogg files, made before anything is trained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from hashlib import blake2b

from playground.corpora.picture_folders import listing
from playground.corpora.pictures import read
from playground.corpora.sounds import SOUNDS, facts, library
from playground.data.inventory import Inventory, Leaving, imbalance, shown
from playground.foundation.errors import DataError

DAMAGED = "damaged, or no sound"
_RATE, _WINDOW, _LONGEST = 8000, 256, 4.0


def look_at_sounds(path: str, tell: Callable[[int, int], None]) -> Inventory:
    """What a folder of sounds holds. Raises DataError."""
    library()
    found, leaving = listing(path, SOUNDS), Leaving()
    lengths: list[float] = []
    rates, counts, contents = Counter[int](), Counter[int](), Counter[bytes]()
    several = 0
    for at, one in enumerate(found.examples):
        try:
            raw = read(one.path)
            seconds, rate, channels = facts(raw, one.name)
        except DataError:
            leaving.add(DAMAGED, one.name)
            continue
        lengths.append(seconds)
        rates[rate] += 1
        counts[one.label] += 1
        contents[blake2b(raw, digest_size=16).digest()] += 1
        several += channels > 1
        if at % 100 == 0:
            tell(at, len(found.examples))
    if not lengths:
        raise DataError(f"{shown(path, 200)}: holds no sound that can be read; choose another folder.")
    lengths.sort()
    seconds = round(max(0.1, min(_LONGEST, lengths[len(lengths) // 2])), 1)
    classes = tuple((name, counts[label]) for label, name in enumerate(found.classes))
    told = [
        f"Shortest, middle and longest sound: {lengths[0]:.2f}, {lengths[len(lengths) // 2]:.2f}, {lengths[-1]:.2f} s.",
        f"Samples a second: {', '.join(str(rate) for rate, _ in rates.most_common(3))}; several channels: {several}.",
        f"Proposed: the middle {seconds} s of each, one channel, {_RATE} samples a second.",
    ]
    warnings = imbalance(count for _, count in classes)
    if repeated := len(lengths) - len(contents):
        warnings.append(f"{repeated} sounds repeat another, byte for byte.")
    parts = Counter(one.part for one in found.examples)
    frames = int(seconds * _RATE - _WINDOW) // (_WINDOW // 2) + 1
    return Inventory(
        path, "sound-folder", "Each of its folders is a class of sounds.", classes,
        tuple(parts.items()) if found.split else (), tuple(told), (*found.left_out, *leaving.listed()),
        len(lengths) * (_WINDOW // 2 + 1) * frames * 4, max(counts.values()) / len(lengths), tuple(warnings),
        {"task.kind": "sound-folder", "task.folder": path, "task.seconds": seconds}, preset="cnn-tones",
    )  # fmt: skip
