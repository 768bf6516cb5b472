"""IDX images: a folder of the four files of MNIST, Fashion-MNIST and their kin, gzipped or not."""

from __future__ import annotations

import gzip
import struct
import zlib
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.experiment.data import ClassTarget, Data, DataShape, ImageInput, ImageTarget, Split
from playground.experiment.editing import Drawing, Given, picture
from playground.experiment.errors import DataError
from playground.experiment.experiment import TaskSettings
from playground.experiment.measures import accuracy, majority_baseline, mean_image_baseline, squared_error
from playground.experiment.rivals import nearest_mean
from playground.experiment.settings import setting
from playground.experiment.specimen import Specimen

# where Debian's package dataset-fashion-mnist installs its files
SYSTEM_FOLDERS = ("/usr/share/datasets/fashion-mnist", "/usr/local/share/datasets/fashion-mnist")
_PARTS = {"train": "train", "test": "t10k"}
_FASHION = ("T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot")
_MAX_VALUES = 2_000_000_000


class IdxImagesSettings(TaskSettings):
    """Recognise the class of an image read from IDX files."""

    title: ClassVar[str] = "Images in IDX files"

    kind: Literal["idx-images"] = "idx-images"
    folder: str = setting(
        "",
        "Folder",
        "Holds train-images-idx3-ubyte, train-labels-idx1-ubyte and the two t10k files, gzipped or not. "
        "Empty: Fashion-MNIST where the system has it (Debian package dataset-fashion-mnist).",
        editor="folder",
        max_length=4096,
    )
    goal: Literal["class", "image"] = setting(
        "class", "Target", "Which class it is, or the image itself again (for autoencoders).",
        labels={"class": "the class", "image": "the image itself"},
    )  # fmt: skip

    def shape(self) -> DataShape:
        """Read from the headers alone. Raises DataError."""
        folder = self._place()
        _, height, width = header(_file(folder, "train", "images"), 3)
        targets = ImageTarget(1, height, width) if self.goal == "image" else ClassTarget(_labels(folder))
        return DataShape(ImageInput(1, height, width), targets)

    def load(self, seed: int) -> Data:
        """All images as float32 0…1 (B, 1, H, W); the split is the files' own. Raises DataError."""
        folder = self._place()
        train, test = _split(folder, "train"), _split(folder, "test")
        if train.inputs[0].shape[1:] != test.inputs[0].shape[1:]:
            raise DataError(f"{folder}: the training and test images differ in size; use files of one data set.")
        if self.goal == "image":
            classes = (test.targets, _labels(folder))
            train, test = Split(train.inputs, train.inputs[0]), Split(test.inputs, test.inputs[0])
            return Data(
                self.shape(), train, test,
                lambda count: {"mean image": mean_image_baseline(train.targets, test.targets[:count])},
                classes=classes,
            )  # fmt: skip
        size = len(_labels(folder))
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
        _, height, width = header(_file(self._place(), "train", "images"), 3)
        return Drawing(height, width)

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


def _labels(folder: Path) -> tuple[str, ...]:
    if "fashion" in folder.name.lower():
        return _FASHION
    classes = int(read_idx(_file(folder, "train", "labels"), 1).max()) + 1
    return tuple(str(index) for index in range(classes))


def _file(folder: Path, part: str, what: str) -> Path:
    """The file of a part, gzipped or not, under one of its two customary spellings."""
    dimensions = 3 if what == "images" else 1
    for separator in ("-", "."):
        for ending in ("", ".gz"):
            path = folder / f"{_PARTS[part]}-{what}{separator}idx{dimensions}-ubyte{ending}"
            if path.is_file():
                return path
    name = f"{_PARTS[part]}-{what}-idx{dimensions}-ubyte"
    raise DataError(f"{folder}: has no file {name} (or {name}.gz); choose the folder that holds it.")


def _split(folder: Path, part: str) -> Split:
    images_path, labels_path = _file(folder, part, "images"), _file(folder, part, "labels")
    images, labels = read_idx(images_path, 3), read_idx(labels_path, 1)
    if len(images) != len(labels):
        raise DataError(
            f"{labels_path}: has {len(labels)} labels for {len(images)} images; the two files do not belong together."
        )
    if labels.max() >= len(_labels(folder)):
        raise DataError(f"{labels_path}: holds class {labels.max()}, which the training labels do not have.")
    inputs = np.divide(images[:, None], 255, dtype=np.float32)
    return Split((inputs,), labels.astype(np.int64))


def header(path: Path, dimensions: int) -> tuple[int, ...]:
    """The lengths that the header of an IDX file of unsigned bytes announces. Raises DataError."""
    return _parse_header(_bytes(path, 4 + 4 * dimensions), path, dimensions)


def read_idx(path: Path, dimensions: int) -> NDArray[np.uint8]:
    """The array in an IDX file of unsigned bytes with so many dimensions. Raises DataError."""
    size = 4 + 4 * dimensions
    shape = header(path, dimensions)
    count = int(np.prod(shape, dtype=np.int64))
    raw = _bytes(path, size + count + 1)
    if len(raw) < size + count:
        raise DataError(f"{path}: is cut short ({len(raw) - size} of {count} values); download it again.")
    if len(raw) > size + count:
        raise DataError(f"{path}: holds more than its header announces; download it again.")
    return np.frombuffer(raw, np.uint8, count, size).reshape(shape)


def _parse_header(raw: bytes, path: Path, dimensions: int) -> tuple[int, ...]:
    if len(raw) < 4 + 4 * dimensions:
        raise DataError(f"{path}: is too short to be an IDX file; download it again.")
    zero, kind, found = struct.unpack(">HBB", raw[:4])
    if zero != 0 or kind != 0x08:
        raise DataError(f"{path}: is not an IDX file of bytes (it starts with {raw[:4].hex()}); choose another file.")
    if found != dimensions:
        wanted = "images" if dimensions == 3 else "labels"
        raise DataError(f"{path}: holds {found}-dimensional data where {wanted} belong; is it mislabelled?")
    shape = struct.unpack(f">{dimensions}I", raw[4:])
    if 0 in shape or np.prod(shape, dtype=np.float64) > _MAX_VALUES:
        raise DataError(f"{path}: announces {' × '.join(map(str, shape))} values, which cannot be; download it again.")
    return shape


def _bytes(path: Path, limit: int) -> bytes:
    """At most ``limit`` bytes of a file, unpacked if gzipped."""
    try:
        with path.open("rb") as plain:
            packed = plain.read(2) == b"\x1f\x8b"
            plain.seek(0)
            if not packed:
                return plain.read(limit)
            with gzip.GzipFile(fileobj=plain) as unpacked:
                return unpacked.read(limit)
    except EOFError:
        raise DataError(f"{path}: is cut short inside its compression; download it again.") from None
    except (gzip.BadGzipFile, zlib.error):
        raise DataError(f"{path}: is not a valid gzip file; download it again.") from None
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror or error}).") from None
