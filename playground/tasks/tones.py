"""Tones: six kinds of sound, generated, and seen as a spectrogram."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.corpora.spectrograms import spectrogram
from playground.data.datasets import Data, Split
from playground.data.editing import Drawing, Given, picture
from playground.data.measures import accuracy, majority_baseline
from playground.data.metrics import ACCURACY, Metric
from playground.data.rivals import nearest_classes
from playground.data.shapes import ClassTarget, DataShape, ImageInput, SequenceInput
from playground.data.specimen import Specimen
from playground.experiment.experiment import TaskSettings
from playground.foundation.settings import setting

_KINDS = ("sine", "square", "saw", "noise", "chirp", "tremolo")
_TRAIN, _TEST = 1200, 300
_RATE = 8000  # samples a second
_WINDOW, _HOP, _FRAMES = 64, 32, 31
_BINS = _WINDOW // 2 + 1
_SAMPLES = _WINDOW + _HOP * (_FRAMES - 1)
_FLOOR = 40.0  # decibels below a full sine that count as silence


class TonesSettings(TaskSettings):
    """Recognise a kind of sound whatever its pitch and loudness; 1 200 to learn from, 300 to test on."""

    title: ClassVar[str] = "Tones"
    measured: ClassVar[tuple[Metric, ...]] = (ACCURACY,)

    kind: Literal["tones"] = "tones"
    view: Literal["image", "frames"] = setting(
        "image", "Shown as", "The spectrogram as one image, or as a sequence of 31 frames of 33 frequencies.",
        labels={"image": "image", "frames": "sequence of frames"},
    )  # fmt: skip

    def shape(self) -> DataShape:
        """Images (1, 33, 31), high frequencies in the top row, or sequences (31, 33); and six classes."""
        if self.view == "image":
            return DataShape(ImageInput(1, _BINS, _FRAMES), ClassTarget(_KINDS))
        names = tuple(f"{index * _RATE // _WINDOW} Hz" for index in range(_BINS))
        return DataShape(SequenceInput(_FRAMES, names), ClassTarget(_KINDS))

    def load(self, seed: int) -> Data:
        """Spectrograms with values 0…1 of an eighth of a second of sound, drawn from the seed."""
        train, test = self._draw(seed, 0, _TRAIN), self._draw(seed, 1, _TEST)
        near = nearest_classes((train.inputs[0], train.targets), test.inputs[0]) == test.targets
        return Data(
            self.shape(), train, test,
            lambda count: {
                "majority class": majority_baseline(train.targets, test.targets[:count], len(_KINDS)),
                "nearest neighbour": {"accuracy": float(near[:count].mean())},
            },
        )  # fmt: skip

    def metrics(self, outputs: NDArray[np.float32], targets: NDArray[Any]) -> dict[str, float]:
        """Accuracy 0…1 of logits (B, 6)."""
        return {"accuracy": accuracy(outputs, targets)}

    def editor(self) -> Drawing:
        """A spectrogram to draw: high frequencies at the top, time to the right."""
        return Drawing(_BINS, _FRAMES)

    def specimen_from(self, given: Given) -> Specimen:
        """What sounds like this, nobody says. Raises SpecimenError."""
        drawn = picture(given, _BINS, _FRAMES)
        inputs = drawn[None, None] if self.view == "image" else np.ascontiguousarray(drawn[::-1].T)[None]
        return Specimen((inputs,), np.zeros(1, np.int64), "your spectrogram", known=False)

    def given_of(self, specimen: Specimen) -> NDArray[np.float32]:
        """The spectrogram as a picture (33, 31)."""
        (values,) = specimen.inputs[0]
        shown: NDArray[np.float32] = values[0] if self.view == "image" else values.T[::-1]
        return shown.copy()

    def _draw(self, seed: int, part: int, count: int) -> Split:
        dice = np.random.Generator(np.random.PCG64([seed, part]))
        classes = dice.integers(0, len(_KINDS), count)
        images = spectrogram(_sounds(dice, classes), _WINDOW, _HOP, _FLOOR)
        return Split(
            (np.ascontiguousarray(images[:, None, ::-1]) if self.view == "image" else images.swapaxes(1, 2).copy(),),
            classes,
        )


def _sounds(dice: np.random.Generator, classes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Waves (B, N) of the classes (B,): pitch, phase, loudness and background noise differ from one to the next."""
    count = len(classes)
    pitch = 500 * 2 ** dice.random((count, 1))
    loudness = 10 ** dice.uniform(-0.4, 0, (count, 1))
    glide = dice.uniform(1.2, 2, (count, 1)) * dice.choice([-1.0, 1.0], (count, 1))  # octaves in all
    beats = dice.uniform(25, 45, (count, 1))  # a second
    depth = dice.uniform(0.8, 1.0, (count, 1))
    turns, swing = dice.random((2, count, 1))
    hiss = dice.standard_normal((count, _SAMPLES))
    background = 10 ** dice.uniform(-2.5, -1.5, (count, 1)) * dice.standard_normal((count, _SAMPLES))

    time = np.arange(_SAMPLES) / _RATE
    along = np.arange(_SAMPLES) / _SAMPLES - 0.5
    kinds = classes[:, None]
    frequency = np.where(kinds == _KINDS.index("chirp"), pitch * 2 ** (glide * along), pitch + 0 * along)
    phase = turns + np.cumsum(frequency, axis=1) / _RATE
    wave = np.sin(2 * np.pi * phase)
    tremolo = wave * (1 - depth * (0.5 + 0.5 * np.sin(2 * np.pi * (swing + beats * time))))
    choices = [wave, np.sign(wave), 2 * (phase % 1) - 1, 0.5 * hiss, wave, tremolo]
    return np.asarray(loudness * (np.choose(kinds, choices) + background))
