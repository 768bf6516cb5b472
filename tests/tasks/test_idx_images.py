"""IDX files are read gzipped or not; whatever is wrong with one is said in a sentence that names it."""

import gzip
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from playground.corpora import idx_files
from playground.foundation.errors import DataError
from playground.tasks import idx_images
from playground.tasks.idx_images import IdxImagesSettings

NAMES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")


def idx(values: np.ndarray) -> bytes:
    return struct.pack(f">HBB{values.ndim}I", 0, 8, values.ndim, *values.shape) + values.astype(np.uint8).tobytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "数据 é")


def write_folder(place: Path) -> Path:
    """Twelve training and four test images of 5 × 6 with classes 0, 1, 2."""
    place.mkdir()
    for name, count in zip(NAMES, (12, 12, 4, 4), strict=True):
        values = np.arange(count * 30).reshape(count, 5, 6) % 256 if "images" in name else np.arange(count) % 3
        (place / name).write_bytes(idx(values))
    return place


@pytest.mark.parametrize("packed", [False, True])
def test_that_a_folder_is_read(folder: Path, packed: bool) -> None:
    if packed:
        for name in NAMES:
            raw = (folder / name).read_bytes()
            (folder / name).unlink()
            (folder / f"{name}.gz").write_bytes(gzip.compress(raw))
    task = IdxImagesSettings(folder=str(folder))
    data = task.load(1)
    assert task.shape().inputs == idx_images.ImageInput(1, 5, 6)
    assert task.shape().targets.labels == ("0", "1", "2")
    assert data.train.inputs[0].shape == (12, 1, 5, 6)
    assert data.train.inputs[0][0, 0, 0, 3] == np.float32(3 / 255)
    assert data.test.targets.tolist() == [0, 1, 2, 0]


def test_that_the_other_customary_spelling_is_found(folder: Path) -> None:
    for name in NAMES:
        (folder / name).rename(folder / name.replace("-idx", ".idx"))
    assert len(IdxImagesSettings(folder=str(folder)).load(1).train) == 12


def cut(raw: bytes) -> bytes:
    return raw[:-1]


def damaged() -> list[tuple[str, Callable[[bytes], bytes], str]]:
    images, labels = NAMES[0], NAMES[1]
    return [
        (images, cut, "cut short"),
        (images, lambda raw: raw + b"x", "more than its header"),
        (images, lambda raw: b"", "too short"),
        (images, lambda raw: raw[:10], "too short"),
        (images, lambda raw: b"\x89PNG" + raw[4:], "not an IDX file"),
        (images, lambda raw: raw[:4] + b"\xff" * 12 + raw[16:], "cannot be"),
        (images, lambda raw: idx(np.zeros(12)), "mislabelled"),
        (labels, lambda raw: idx(np.zeros((12, 5, 6))), "mislabelled"),
        (labels, lambda raw: idx(np.zeros(11)), "do not belong together"),
        (images, lambda raw: gzip.compress(raw)[:-20], "cut short"),
        (images, lambda raw: b"\x1f\x8b" + b"\x07" * 40, "gzip"),
        (NAMES[3], lambda raw: idx(np.full(4, 9)), "class 9"),
        (NAMES[2], lambda raw: idx(np.zeros((4, 5, 5))), "differ in size"),
    ]


@pytest.mark.parametrize(("name", "damage", "words"), damaged())
def test_that_a_damaged_file_is_named_in_one_sentence(
    folder: Path, name: str, damage: Callable[[bytes], bytes], words: str
) -> None:
    path = folder / name
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(DataError, match=words) as refusal:
        IdxImagesSettings(folder=str(folder)).load(1)
    assert str(folder) in str(refusal.value) and "\n" not in str(refusal.value)


def test_that_a_missing_file_is_named(folder: Path) -> None:
    (folder / NAMES[3]).unlink()
    with pytest.raises(DataError, match="t10k-labels"):
        IdxImagesSettings(folder=str(folder)).load(1)


def test_that_without_a_folder_the_systems_is_taken_or_asked_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idx_images, "SYSTEM_FOLDERS", (str(folder),))
    assert IdxImagesSettings().shape().inputs.height == 5
    monkeypatch.setattr(idx_images, "SYSTEM_FOLDERS", ("/nowhere",))
    with pytest.raises(DataError, match="choose a folder"):
        IdxImagesSettings().shape()


def renamed(folder: Path, *names: str) -> Path:
    for old, new in zip(NAMES, names, strict=True):
        (folder / old).rename(folder / new)
    return folder


def labelled(folder: Path, train: np.ndarray, test: np.ndarray) -> Path:
    """The folder with other classes, and as many pictures as they need."""
    for name, labels in zip(NAMES[1::2], (train, test), strict=True):
        (folder / name).write_bytes(idx(labels))
        (folder / name.replace("labels-idx1", "images-idx3")).write_bytes(idx(np.zeros((len(labels), 5, 6))))
    return folder


@pytest.mark.parametrize("name", ["old fashioned digits", "fashion-47", "FashionMNIST"])
def test_that_what_a_folder_is_called_decides_no_names(tmp_path: Path, name: str) -> None:
    folder = labelled(write_folder(tmp_path / name), np.arange(47), np.arange(47))
    assert IdxImagesSettings(folder=str(folder)).shape().targets.labels == tuple(map(str, range(47)))
    assert len(IdxImagesSettings(folder=str(folder)).load(1).test) == 47


def test_that_fashion_mnist_is_known_by_its_labels_wherever_it_lies(folder: Path) -> None:
    theirs = idx_files.read_labels(Path(idx_images.SYSTEM_FOLDERS[0]) / "train-labels-idx1-ubyte.gz")
    labelled(folder, theirs[:1000], theirs[:10])
    labels = IdxImagesSettings(folder=str(folder)).shape().targets.labels
    assert labels[0] == "T-shirt" and labels[9] == "boot" and len(labels) == 10
    labelled(folder, (theirs[:1000] + 1) % 10, theirs[:10])
    assert IdxImagesSettings(folder=str(folder)).shape().targets.labels == tuple("0123456789")


def test_that_emnist_letters_are_read_as_they_come(folder: Path) -> None:
    letters = np.repeat(np.arange(1, 27), 4800)
    (folder / NAMES[0]).write_bytes(idx(np.zeros((len(letters), 2, 3))))
    (folder / NAMES[1]).write_bytes(idx(letters))
    (folder / NAMES[2]).write_bytes(idx(np.arange(12).reshape(2, 2, 3)))
    (folder / NAMES[3]).write_bytes(idx(np.array([26, 1])))
    renamed(folder, *(f"emnist-letters-{name.replace('t10k', 'test')}" for name in NAMES))
    task = IdxImagesSettings(folder=str(folder), transpose=True)
    data = task.load(1)
    assert data.shape.targets.labels == tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert data.test.targets.tolist() == [25, 0]
    assert (data.shape.inputs.height, data.shape.inputs.width) == (3, 2) == data.test.inputs[0].shape[2:]
    assert (data.test.inputs[0][0, 0] * 255).round().tolist() == [[0, 3], [1, 4], [2, 5]]
    assert (task.editor().rows, task.editor().columns) == (3, 2)


def test_that_an_empty_class_is_left_out_and_keeps_its_name_in_the_others(folder: Path) -> None:
    labelled(folder, np.array([1, 2, 5, 5]), np.array([5, 1]))
    data = IdxImagesSettings(folder=str(folder)).load(1)
    assert data.shape.targets.labels == ("1", "2", "5") and data.test.targets.tolist() == [2, 0]
    labelled(folder, np.array([1, 2, 5, 5]), np.array([3]))
    with pytest.raises(DataError, match="holds class 3, which the training labels do not have"):
        IdxImagesSettings(folder=str(folder)).load(1)


def test_that_qmnist_keeps_its_class_in_the_first_of_eight_whole_numbers(folder: Path) -> None:
    for name, count in ((NAMES[1], 12), (NAMES[3], 4)):
        table = np.full((count, 8), 77_777, ">i4")
        table[:, 0] = np.arange(count) % 3
        (folder / name).write_bytes(struct.pack(">HBB2I", 0, 0x0C, 2, count, 8) + table.tobytes())
    renamed(folder, "qmnist-train-images-idx3-ubyte", "qmnist-train-labels-idx2-int", "qmnist-test-images-idx3-ubyte",
            "qmnist-test-labels-idx2-int")  # fmt: skip
    data = IdxImagesSettings(folder=str(folder)).load(1)
    assert data.shape.targets.labels == ("0", "1", "2") and data.test.targets.tolist() == [0, 1, 2, 0]


def test_that_of_several_data_sets_in_a_folder_one_is_chosen(folder: Path) -> None:
    renamed(folder, *(f"emnist-digits-{name}" for name in NAMES))
    for name in NAMES:
        (folder / f"emnist-letters-{name}").write_bytes((folder / f"emnist-digits-{name}").read_bytes())
    with pytest.raises(DataError, match=r"choose one of them \(task.dataset\): emnist-digits, emnist-letters"):
        IdxImagesSettings(folder=str(folder)).shape()
    assert len(IdxImagesSettings(folder=str(folder), dataset="EMNIST-letters").load(1).train) == 12
    with pytest.raises(DataError, match="has no files that begin with 'emnist'; there are emnist-digits"):
        IdxImagesSettings(folder=str(folder), dataset="emnist").load(1)
    for name in NAMES:
        (folder / name).write_bytes((folder / f"emnist-digits-{name}").read_bytes())
    assert len(IdxImagesSettings(folder=str(folder)).load(1).train) == 12  # MNIST's own names come first


@pytest.mark.parametrize("part", ["train", "t10k", "test"])
@pytest.mark.parametrize("joint", ["-", "."])
def test_that_every_customary_spelling_is_found(folder: Path, part: str, joint: str) -> None:
    for name in NAMES:
        other = name.replace("t10k", part if part != "train" else "t10k").replace("-idx", f"{joint}idx")
        (folder / name).rename(folder / other)
    assert len(IdxImagesSettings(folder=str(folder)).load(1).test) == 4
