"""IDX images: a folder of the four files of MNIST, Fashion-MNIST and their kin, gzipped or not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.corpora import idx_files
from playground.data.datasets import Data, Split
from playground.data.editing import Drawing, Given, picture
from playground.data.measures import accuracy, majority_baseline, mean_image_baseline, squared_error
from playground.data.metrics import ACCURACY, MSE, Metric
from playground.data.rivals import nearest_mean
from playground.data.shapes import ClassTarget, DataShape, ImageInput, ImageTarget
from playground.data.specimen import Specimen
from playground.experiment.experiment import TaskSettings
from playground.foundation.errors import DataError
from playground.foundation.settings import setting

# where Debian's package dataset-fashion-mnist installs its files
SYSTEM_FOLDERS = ("/usr/share/datasets/fashion-mnist", "/usr/local/share/datasets/fashion-mnist")
_FASHION = ("T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot")
_KNOWN_LABELS = 256  # so many of the first training labels tell which data set it is
_FASHION_LABELS = "6210c1710864d725"
_EMNIST_LETTERS = (26, 4800)  # classes, numbered from 1, and training examples of each


class IdxImagesSettings(TaskSettings):
    """Recognise the class of an image read from IDX files."""

    title: ClassVar[str] = "Images in IDX files"
    measured: ClassVar[tuple[Metric, ...]] = (ACCURACY, MSE)

    kind: Literal["idx-images"] = "idx-images"
    folder: str = setting(
        "",
        "Folder",
        "Holds train-images-idx3-ubyte, train-labels-idx1-ubyte and the two t10k files, or those of EMNIST, QMNIST and "
        "their kin, gzipped or not. "
        "Empty: Fashion-MNIST where the system has it (Debian package dataset-fashion-mnist).",
        editor="folder",
        max_length=4096,
        empty="Fashion-MNIST",
    )
    dataset: str = setting(
        "", "Data set", "Of several in the folder: what the names of its files begin with, such as emnist-letters.",
        max_length=100, empty="the only one",
    )  # fmt: skip
    transpose: bool = setting(
        False, "Transpose", "Exchanges rows and columns: the pictures of EMNIST lie on their side."
    )
    goal: Literal["class", "image"] = setting(
        "class", "Target", "Which class it is, or the image itself again (for autoencoders).",
        labels={"class": "the class", "image": "the image itself"},
    )  # fmt: skip

    def shape(self) -> DataShape:
        """Read from the headers and the training labels alone. Raises DataError."""
        files = self._files()
        height, width = self._size(files)
        goal = (
            ImageTarget(1, height, width)
            if self.goal == "image"
            else ClassTarget(_classes_of(files.train.labels).names)
        )
        return DataShape(ImageInput(1, height, width), goal)

    def load(self, seed: int) -> Data:
        """All images as float32 0…1 (B, 1, H, W); the split is the files' own. Raises DataError."""
        files = self._files()
        classes = _classes_of(files.train.labels)
        train, test = self._split(files.train, classes), self._split(files.test, classes)
        if train.inputs[0].shape[1:] != test.inputs[0].shape[1:]:
            raise DataError(
                f"{files.train.images.parent}: the training and test images differ in size; use files of one data set."
            )
        if self.goal == "image":
            named = (test.targets, classes.names)
            train, test = Split(train.inputs, train.inputs[0]), Split(test.inputs, test.inputs[0])
            return Data(
                self.shape(), train, test,
                lambda count: {"mean image": mean_image_baseline(train.targets, test.targets[:count])},
                classes=named,
            )  # fmt: skip
        size = len(classes.names)
        near = nearest_mean(train.inputs[0], train.targets, test.inputs[0]) == test.targets
        return Data(
            self.shape(), train, test,
            lambda count: {
                "majority class": majority_baseline(train.targets, test.targets[:count], size),
                "nearest class mean": {"accuracy": float(near[:count].mean())},
            },
        )  # fmt: skip

    def metrics(self, outputs: NDArray[np.float32], targets: NDArray[Any]) -> dict[str, float]:
        """Accuracy 0…1 of logits (B, classes), or mean squared error of images."""
        if self.goal == "image":
            return {"mse": squared_error(outputs, targets)["mse"]}
        return {"accuracy": accuracy(outputs, targets)}

    def editor(self) -> Drawing:
        """A picture to draw. Raises DataError."""
        return Drawing(*self._size(self._files()))

    def specimen_from(self, given: Given) -> Specimen:
        """What was meant, only its author knows. Raises SpecimenError, DataError."""
        editor = self.editor()
        inputs = picture(given, editor.rows, editor.columns)[None, None]
        known = self.goal == "image"
        return Specimen((inputs,), inputs if known else np.zeros(1, np.int64), "your drawing", known=known)

    def given_of(self, specimen: Specimen) -> NDArray[np.float32]:
        """The picture (H, W)."""
        values: NDArray[np.float32] = specimen.inputs[0][0, 0]
        return values.copy()

    def _files(self) -> idx_files.Files:
        return idx_files.find(self._place(), self.dataset)

    def _size(self, files: idx_files.Files) -> tuple[int, int]:
        height, width = idx_files.image_size(files.train.images)
        return (width, height) if self.transpose else (height, width)

    def _split(self, files: idx_files.Pair, classes: _Classes) -> Split:
        images, labels = idx_files.read_images(files.images), idx_files.read_labels(files.labels)
        if len(images) != len(labels):
            raise DataError(
                f"{files.labels}: has {len(labels)} labels for {len(images)} images; "
                "the two files do not belong together."
            )
        targets = classes.indices(labels, files.labels)
        if self.transpose:
            images = images.transpose(0, 2, 1)
        inputs = np.divide(images[:, None], 255, dtype=np.float32)
        return Split((np.ascontiguousarray(inputs),), targets)

    def _place(self) -> Path:
        if self.folder:
            return Path(self.folder).expanduser()
        for candidate in SYSTEM_FOLDERS:
            if Path(candidate).is_dir():
                return Path(candidate)
        raise DataError(
            "No images found: choose a folder with MNIST or Fashion-MNIST files (task.folder), "
            "or install the Debian package dataset-fashion-mnist."
        )


@dataclass(frozen=True)
class _Classes:
    """The classes that there are examples of: the number that each has in the files, in order, and its name."""

    numbers: NDArray[np.int64]
    names: tuple[str, ...]

    def indices(self, labels: NDArray[np.int64], path: Path) -> NDArray[np.int64]:
        """Labels (N,) of the files as indices into ``names``. Raises DataError for a class that is none of them."""
        places = np.searchsorted(self.numbers, labels).clip(max=len(self.numbers) - 1)
        strange = labels[self.numbers[places] != labels]
        if len(strange):
            raise DataError(f"{path}: holds class {strange.max()}, which the training labels do not have.")
        return places.astype(np.int64)


def _classes(labels: NDArray[np.int64]) -> _Classes:
    """Names only where it is known which data set this is, by its labels: a folder may be called anything."""
    numbers, counts = np.unique(labels, return_counts=True)
    names = tuple(str(number) for number in numbers)
    if blake2b(labels[:_KNOWN_LABELS].astype(np.uint8).tobytes(), digest_size=8).hexdigest() == _FASHION_LABELS:
        names = tuple(_FASHION[number] for number in numbers)
    elif (
        numbers[0] == 1
        and numbers[-1] == len(numbers)
        and {(len(numbers), count) for count in counts} == {_EMNIST_LETTERS}
    ):
        names = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return _Classes(numbers, names)


def _classes_of(path: Path) -> _Classes:
    """Of a file of training labels, read again only when it has changed. Raises DataError."""
    try:
        status = path.stat()
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror or error}).") from None
    return _classes_read(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4)
def _classes_read(path: Path, changed: int, size: int) -> _Classes:
    return _classes(idx_files.read_labels(path))
