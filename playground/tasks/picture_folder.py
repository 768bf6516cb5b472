"""Picture folder: pictures of the user's own, in a folder for each class."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.corpora import picture_arrays
from playground.corpora.picture_folders import listing
from playground.corpora.pictures import PictureView
from playground.data.datasets import Data, Split
from playground.data.editing import Drawing, Given, picture
from playground.data.measures import accuracy, majority_baseline
from playground.data.metrics import ACCURACY, Metric
from playground.data.rivals import class_means, nearest_classes
from playground.data.shapes import ClassTarget, DataShape, ImageInput
from playground.data.specimen import Specimen
from playground.experiment.experiment import TaskSettings
from playground.foundation.errors import SpecimenError
from playground.foundation.settings import setting

_ROWS = 1024  # test examples that are compared at a time


class PictureFolderSettings(TaskSettings):
    """Recognise the class of a picture from a folder of folders."""

    title: ClassVar[str] = "Picture folder"
    measured: ClassVar[tuple[Metric, ...]] = (ACCURACY,)

    kind: Literal["picture-folder"] = "picture-folder"
    folder: str = setting(
        "", "Folder",
        "Holds a folder of pictures for each class, or train and test folders that hold those.",
        editor="folder", max_length=4096,
    )  # fmt: skip
    size: int = setting(
        32, "Picture size", "Rows and columns that each picture is brought to.", unit="px", ge=4, le=256
    )
    colour: Literal["grey", "rgb"] = setting(
        "grey", "Colours", "One channel of greys, or three of red, green and blue.",
        labels={"grey": "grey", "rgb": "red, green, blue"},
    )  # fmt: skip
    fit: Literal["pad", "crop", "stretch"] = setting(
        "pad", "Shape", "What happens to a picture that is no square.",
        labels={"pad": "filled up with the background", "crop": "cut to its middle", "stretch": "stretched"},
    )  # fmt: skip
    ground: Literal["white", "black"] = setting(
        "black", "Background", "Shows through where a picture is transparent, and fills it up.",
        labels={"white": "white", "black": "black"},
    )  # fmt: skip
    test_share: float = setting(
        0.2, "Test share", "Of each class, where the folder has no test folder of its own.", ge=0.05, le=0.5
    )

    def shape(self) -> DataShape:
        """Images (C, size, size); the folder is read again only when it has changed. Raises DataError."""
        found = listing(self.folder)
        return DataShape(ImageInput(self._view.channels, self.size, self.size), ClassTarget(found.classes))

    def load(self, seed: int) -> Data:
        """All pictures as float32 0…1; the seed chooses those tested on where the folder does not. Raises DataError."""
        found = picture_arrays.load(listing(self.folder), self._view, self.test_share, seed)
        train, test = Split((found.train,), found.train_classes), Split((found.test,), found.test_classes)
        shape = self.shape()
        size = len(shape.targets.labels) if isinstance(shape.targets, ClassTarget) else 0
        means = class_means(found.train, found.train_classes, size), np.arange(size)
        parts = range(0, len(test), _ROWS)
        near = np.concatenate([nearest_classes(means, found.test[at : at + _ROWS]) for at in parts]) == test.targets
        return Data(
            shape, train, test,
            lambda count: {
                "majority class": majority_baseline(train.targets, test.targets[:count], size),
                "nearest class mean": {"accuracy": float(near[:count].mean())},
            },
        )  # fmt: skip

    def metrics(self, outputs: NDArray[np.float32], targets: NDArray[Any]) -> dict[str, float]:
        """Accuracy 0…1 of logits (B, classes)."""
        return {"accuracy": accuracy(outputs, targets)}

    def editor(self) -> Drawing | None:
        """A picture to draw; none in colours."""
        return Drawing(self.size, self.size) if self.colour == "grey" else None

    def specimen_from(self, given: Given) -> Specimen:
        """What was meant, only its author knows. Raises SpecimenError."""
        if self.colour != "grey":
            raise SpecimenError("This task shows test examples only.")
        inputs = picture(given, self.size, self.size)[None, None]
        return Specimen((inputs,), np.zeros(1, np.int64), "your drawing", known=False)

    def given_of(self, specimen: Specimen) -> NDArray[np.float32]:
        """The picture (H, W). Raises SpecimenError."""
        if self.colour != "grey":
            raise SpecimenError("This task shows test examples only.")
        values: NDArray[np.float32] = specimen.inputs[0][0, 0]
        return values.copy()

    @property
    def _view(self) -> PictureView:
        return PictureView(self.size, self.colour, self.fit, self.ground)
