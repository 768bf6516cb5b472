"""IDX files are read gzipped or not; whatever is wrong with one is said in a sentence that names it."""

import gzip
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from playground.experiment.errors import DataError
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
