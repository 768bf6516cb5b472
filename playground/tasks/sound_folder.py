"""Sound folder: sounds of the user's own, in a folder for each class, seen as spectrograms."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.corpora import sound_arrays
from playground.corpora.picture_folders import FolderListing, listing
from playground.corpora.sounds import SOUNDS, SoundView
from playground.data.datasets import Data, Split
from playground.data.editing import Drawing, Given, picture
from playground.data.measures import accuracy, majority_baseline
from playground.data.metrics import ACCURACY, Metric
from playground.data.rivals import class_means, nearest_classes
from playground.data.shapes import ClassTarget, DataShape, ImageInput, SequenceInput
from playground.data.specimen import Specimen
from playground.experiment.experiment import TaskSettings
from playground.foundation.errors import DataError
from playground.foundation.settings import setting


class SoundFolderSettings(TaskSettings):
    """Recognise the class of a sound from a folder of folders."""

    title: ClassVar[str] = "Sound folder"
    measured: ClassVar[tuple[Metric, ...]] = (ACCURACY,)

    kind: Literal["sound-folder"] = "sound-folder"
    folder: str = setting(
        "", "Folder", "Holds a folder of WAV, FLAC or Ogg files for each class, or train and test folders of those.",
        editor="folder", max_length=4096,
    )  # fmt: skip
    seconds: float = setting(
        1.0, "Length", "The middle of a longer sound is taken; a shorter one has silence around it.", unit="s",
        ge=0.05, le=10.0,
    )  # fmt: skip
    rate: int = setting(
        8000, "Sampling rate", "Each sound is brought to so many samples a second, one channel.", unit="Hz",
        ge=2000, le=48_000, scale="log",
    )  # fmt: skip
    window: int = setting(
        256, "Window", "Samples of one frame of the spectrogram, which has half as many frequencies.", unit="samples",
        ge=16, le=2048, scale="log",
    )  # fmt: skip
    view: Literal["image", "frames"] = setting(
        "image", "Shown as", "The spectrogram as one image, or as a sequence of frames.",
        labels={"image": "image", "frames": "sequence of frames"},
    )  # fmt: skip
    test_share: float = setting(
        0.2, "Test share", "Of each class, where the folder has no test folder of its own.", ge=0.05, le=0.5
    )

    def shape(self) -> DataShape:
        """Images (1, frequencies, frames), high ones in the top row, or sequences (frames, frequencies); and classes.

        Raises DataError.
        """
        classes = ClassTarget(self._listing().classes)
        bins, frames = self._size()
        if self.view == "image":
            return DataShape(ImageInput(1, bins, frames), classes)
        names = tuple(f"{index * self.rate // self.window} Hz" for index in range(bins))
        return DataShape(SequenceInput(frames, names), classes)

    def load(self, seed: int) -> Data:
        """Spectrograms of values 0…1; the seed chooses those tested on where the folder does not. Raises DataError."""
        found = sound_arrays.load(self._listing(), self._sound, self.window, self.test_share, seed)
        train, test = self._split(found.train, found.train_classes), self._split(found.test, found.test_classes)
        size = len(self._listing().classes)
        means = class_means(train.inputs[0], train.targets, size), np.arange(size)
        near = nearest_classes(means, test.inputs[0]) == test.targets
        return Data(
            self.shape(), train, test,
            lambda count: {
                "majority class": majority_baseline(train.targets, test.targets[:count], size),
                "nearest class mean": {"accuracy": float(near[:count].mean())},
            },
        )  # fmt: skip

    def metrics(self, outputs: NDArray[np.float32], targets: NDArray[Any]) -> dict[str, float]:
        """Accuracy 0…1 of logits (B, classes)."""
        return {"accuracy": accuracy(outputs, targets)}

    def editor(self) -> Drawing:
        """A spectrogram to draw: high frequencies at the top, time to the right. Raises DataError."""
        return Drawing(*self._size())

    def specimen_from(self, given: Given) -> Specimen:
        """What sounds like this, only its author knows. Raises SpecimenError, DataError."""
        drawn = picture(given, *self._size())
        inputs = drawn[None, None] if self.view == "image" else np.ascontiguousarray(drawn[::-1].T)[None]
        return Specimen((inputs,), np.zeros(1, np.int64), "your spectrogram", known=False)

    def given_of(self, specimen: Specimen) -> NDArray[np.float32]:
        """The spectrogram as a picture (frequencies, frames)."""
        (values,) = specimen.inputs[0]
        found: NDArray[np.float32] = values[0] if self.view == "image" else values.T[::-1]
        return found.copy()

    def _split(self, images: NDArray[np.float32], classes: NDArray[np.int64]) -> Split:
        if self.view == "image":
            return Split((images,), classes)
        return Split((np.ascontiguousarray(images[:, 0, ::-1].swapaxes(1, 2)),), classes)

    @property
    def _sound(self) -> SoundView:
        return SoundView(self.rate, self.seconds)

    def _size(self) -> tuple[int, int]:
        frames = sound_arrays.frames(self._sound, self.window)
        if frames < 1:
            raise DataError(
                f"A sound of {self._sound.samples} samples is shorter than a window of {self.window}; "
                "choose longer sounds or a smaller window."
            )
        return self.window // 2 + 1, frames

    def _listing(self) -> FolderListing:
        if not self.folder:
            raise DataError("No folder of sounds is chosen: choose one with a folder for each class (task.folder).")
        return listing(self.folder, SOUNDS)
