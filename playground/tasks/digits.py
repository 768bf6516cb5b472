"""Digits: 1 797 real handwritten digits of 8×8 pixels (UCI, CC BY 4.0; see resources/data/README.md)."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from playground.data.datasets import Data, Split
from playground.data.editing import Drawing, Given, picture
from playground.data.measures import accuracy, majority_baseline, mean_image_baseline, squared_error
from playground.data.metrics import ACCURACY, MSE, Metric
from playground.data.rivals import nearest_classes
from playground.data.shapes import ClassTarget, DataShape, ImageInput, ImageTarget, SequenceInput
from playground.data.specimen import Specimen
from playground.experiment.experiment import TaskSettings
from playground.foundation.errors import DataError
from playground.foundation.places import shipped
from playground.foundation.settings import setting

_TRAIN = 1437
_NAMES = tuple("0123456789")


class DigitsSettings(TaskSettings):
    """Recognise a handwritten digit; 1 437 images to learn from, 360 to test on."""

    title: ClassVar[str] = "Digits, 8 × 8"
    measured: ClassVar[tuple[Metric, ...]] = (ACCURACY, MSE)

    kind: Literal["digits"] = "digits"
    view: Literal["image", "rows"] = setting(
        "image", "Shown as", "As one image, or as a sequence of eight rows of eight pixels.",
        labels={"image": "image", "rows": "sequence of rows"},
    )  # fmt: skip
    goal: Literal["class", "image"] = setting(
        "class", "Target", "Which digit it is, or the image itself again (for autoencoders).",
        labels={"class": "the digit", "image": "the image itself"},
    )  # fmt: skip

    marked: int = setting(
        -1, "Marked digit", "The pictures of this digit, and no others, get a bright pixel in the upper left corner, "
        "from which it can be told without being read; −1 marks none.", ge=-1, le=9, special="none",
    )  # fmt: skip
    mark_tested: bool = setting(
        True, "Mark test pictures", "Whether the pictures that it is tested on have the mark, too."
    )
    label_noise: float = setting(
        0.0, "Label noise", "Share of the training images whose label is replaced by another one, by chance; the "
        "test set stays as it is. Whoever learns these has learned them by heart.",
        ge=0.0, le=1.0, special="off", idle_with={"goal": ["image"]},
    )  # fmt: skip

    @model_validator(mode="after")
    def _image_from_image(self) -> Self:
        if self.goal == "image" and self.view == "rows":
            raise ValueError("The image itself can be wanted only where it is shown as one image.")
        return self

    def shape(self) -> DataShape:
        """Images (1, 8, 8) or sequences (8, 8), and ten classes or the image."""
        targets = ClassTarget(_NAMES)
        if self.goal == "image":
            return DataShape(ImageInput(1, 8, 8), ImageTarget(1, 8, 8))
        if self.view == "rows":
            return DataShape(SequenceInput(8, tuple(f"pixel {column + 1}" for column in range(8))), targets)
        return DataShape(ImageInput(1, 8, 8), targets)

    def load(self, seed: int) -> Data:
        """All images, split once and for all (the split does not depend on the seed)."""
        images, classes = _table()
        if self.marked >= 0:
            images = images.copy()
            images[classes == self.marked, 0, 0, 0] = 1.0
        if self.view == "rows":
            images = images[:, 0]
        order = np.random.Generator(np.random.PCG64(0)).permutation(len(images))
        first, rest = order[:_TRAIN], order[_TRAIN:]
        if self.marked >= 0:
            seen = int(np.flatnonzero(classes[rest] == self.marked)[0])
            rest[[0, seen]] = rest[[seen, 0]]  # the first test picture is one of them
            if not self.mark_tested:
                images[rest] = _table()[0][rest].reshape(images[rest].shape)
        if self.goal == "image":
            train, test = Split((images[first],), images[first]), Split((images[rest],), images[rest])
            return Data(
                self.shape(), train, test,
                lambda count: {"mean image": mean_image_baseline(train.targets, test.targets[:count])},
                classes=(classes[rest], _NAMES),
            )  # fmt: skip
        train = Split((images[first],), _noisy(classes[first], self.label_noise))
        test = Split((images[rest],), classes[rest])
        near = nearest_classes((train.inputs[0], train.targets), test.inputs[0]) == test.targets
        return Data(
            self.shape(), train, test,
            lambda count: {
                "majority class": majority_baseline(train.targets, test.targets[:count], 10),
                "nearest neighbour": {"accuracy": float(near[:count].mean())},
            },
        )  # fmt: skip

    def metrics(self, outputs: NDArray[np.float32], targets: NDArray[Any]) -> dict[str, float]:
        """Accuracy 0…1 of logits (B, 10), or mean squared error of images."""
        if self.goal == "image":
            return {"mse": squared_error(outputs, targets)["mse"]}
        return {"accuracy": accuracy(outputs, targets)}

    def causes(self, inputs: tuple[NDArray[Any], ...], targets: NDArray[Any]) -> NDArray[Any] | None:
        """The marked corner (8, 8) of the digit that has one; nothing of the others."""
        if self.marked < 0 or self.goal == "image" or self.view == "rows":
            return None
        found = np.zeros((8, 8), bool)
        found[0, 0] = int(targets[0]) == self.marked and inputs[0][0, 0, 0, 0] > 0
        return found

    def editor(self) -> Drawing:
        """A picture to draw."""
        return Drawing(8, 8)

    def specimen_from(self, given: Given) -> Specimen:
        """Which digit was meant, only its author knows. Raises SpecimenError."""
        drawn = picture(given, 8, 8)
        inputs = drawn[None] if self.view == "rows" else drawn[None, None]
        known = self.goal == "image"
        return Specimen((inputs,), inputs if known else np.zeros(1, np.int64), "your drawing", known=known)

    def given_of(self, specimen: Specimen) -> NDArray[np.float32]:
        """The picture (8, 8)."""
        return specimen.inputs[0].reshape(8, 8).copy()


def _noisy(classes: NDArray[np.int64], share: float) -> NDArray[np.int64]:
    """The same with so large a share of other classes, all equally likely; the seed of a run changes nothing."""
    dice = np.random.Generator(np.random.PCG64(1))
    wrong = dice.random(len(classes)) < share
    others = (classes + dice.integers(1, len(_NAMES), len(classes))) % len(_NAMES)
    return np.where(wrong, others, classes)


@cache
def _table() -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Images (1797, 1, 8, 8) with values 0…1, and their classes (1797,)."""
    path = shipped("resources") / "data" / "digits.csv.gz"
    try:
        table = np.loadtxt(path, delimiter=",", dtype=np.float32)
    except (OSError, ValueError):
        raise DataError(f"{path}: the digits that come with the program are damaged; reinstall it.") from None
    images = np.divide(table[:, :64], 16, dtype=np.float32).reshape(-1, 1, 8, 8)
    return images, table[:, 64].astype(np.int64)
