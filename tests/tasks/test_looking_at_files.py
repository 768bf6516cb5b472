"""What a file or folder is, is known by what it holds: tables, texts, pairs, IDX and NumPy's files."""

from __future__ import annotations

import io
import pickle
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.corpora import idx_files, npz_files
from playground.corpora.looking import look
from playground.foundation.errors import DataError
from playground.tasks.characters import CharactersSettings
from playground.tasks.idx_images import IdxImagesSettings
from tests.tasks.test_idx_images import write_folder


def written(folder: Path, text: str, name: str, encoding: str = "utf-8") -> str:
    (folder / name).write_bytes(text.encode(encoding))
    return str(folder / name)


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.csv", "t,v\n" + "\n".join(f"{at},{at / 2}" for at in range(200)), "table-series"),
        ("a.txt", "\n".join(f"{at / 7:.3f}" for at in range(200)), "table-series"),
        ("a.txt", "x;y;class\n" + "\n".join(f"{at},5;{at};{'ab'[at % 2]}" for at in range(200)), "table-classes"),
        ("a.md", "It was a dark night, and the 3 of them waited.\n" * 60, "characters"),
        ("a", "人之初，性本善。性相近，习相远。\n" * 100, "characters"),
        ("a.tsv", "\n".join(f"Go {at} home\tVa {at} maison" for at in range(60)), "sentence-pairs"),
    ],
)
def test_that_files_are_known_by_what_they_hold(tmp_path: Path, name: str, text: str, kind: str) -> None:
    for encoding in ("utf-8", "utf-16", "gb18030"):
        found = look(written(tmp_path, text, name, encoding))
        assert found.kind == kind and found.preset and found.settings["task.file"]


def test_that_a_text_says_its_encoding_and_what_is_not_told_apart(tmp_path: Path) -> None:
    many = "".join(chr(0x4E00 + at % 300) for at in range(3000)) + "的一是" * 900
    file = written(tmp_path, many, "a.txt")
    found = look(file)
    assert "Encoding: UTF-8." in found.facts
    (rare,) = [one for one in found.facts if "one and the same" in one]
    settings = CharactersSettings(file=file, context=12, encoding="utf-8", kilobytes=18)
    share = rare.split(": ")[1].split()[0]
    assert f"{share} of its characters are rare" in settings.remark()


def npz_folder(folder: Path, **changed: Any) -> Path:
    """Four files as KMNIST has them."""
    folder.mkdir(exist_ok=True)
    dice = np.random.default_rng(0)
    for part, count in (("train", 40), ("test", 10)):
        arrays: dict[str, Any] = {
            "imgs": dice.integers(256, size=(count, 8, 8), dtype=np.uint8),
            "labels": np.arange(count, dtype=np.uint8) % 4,
        }  # fmt: skip
        for what, values in (arrays | changed).items():
            np.savez_compressed(folder / f"kmnist-{part}-{what}.npz", values)
    return folder


def test_that_npz_pairs_are_images_like_any(tmp_path: Path) -> None:
    folder = npz_folder(tmp_path / "kmnist")
    found = look(str(folder))
    assert found.kind == "idx-images" and dict(found.splits) == {"train": 40, "test": 10}
    settings = IdxImagesSettings(folder=str(folder))
    data = settings.load(0)
    assert settings.shape().inputs.describe() and len(data.train) == 40
    with np.load(folder / "kmnist-train-imgs.npz") as kept:
        assert np.allclose(data.train.inputs[0][:, 0], kept["arr_0"] / 255)


def test_that_an_idx_folder_is_looked_at(tmp_path: Path) -> None:
    found = look(str(write_folder(tmp_path / "idx")))
    assert found.kind == "idx-images" and found.majority > 0 and found.settings["task.folder"] == str(tmp_path / "idx")


class Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (Path("ran-by-pickle"),)


def archive(path: Path, **entries: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, raw in entries.items():
            made.writestr(f"{name}.npy", raw)
    return path


def header(text: str, rest: bytes = b"") -> bytes:
    raw = text.encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(raw)) + raw + rest


HUGE = "{'descr': '|u1', 'fortran_order': False, 'shape': (1000000, 1000, 1000), }\n"
SHORT = "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 4, 4), }\n"


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ({"a": header(HUGE)}, "which cannot be"),
        ({"a": header(SHORT, b"12")}, "does not hold what its header announces"),
        ({"a": header(SHORT, bytes(10_000_000))}, "does not hold what its header announces"),
        ({"a": header("{'descr': '|O', 'fortran_order': False, 'shape': (3, 4, 4), }\n")}, "it is not read"),
        ({"a": header("__import__('os').getcwd()\n")}, "has no header"),
        ({"a": b"nonsense"}, "has no header"),
        ({"a": header(SHORT), "b": header(SHORT)}, "holds 2 arrays where one belongs"),
        ({}, "holds 0 arrays"),
    ],
)
def test_that_hostile_npz_files_are_one_sentence(tmp_path: Path, raw: dict[str, bytes], sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        npz_files.array(archive(tmp_path / "a.npz", **raw), (3,))


def test_that_pickles_in_them_are_never_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    evil = np.empty((3, 2, 2), object)
    evil[...] = Evil()
    stream = io.BytesIO()
    np.lib.format.write_array(stream, evil, allow_pickle=True)
    for path in (archive(tmp_path / "a.npz", a=stream.getvalue()), tmp_path / "b.npz"):
        if not path.exists():
            path.write_bytes(pickle.dumps(Evil()))
        with pytest.raises(DataError):
            npz_files.array(path, (3,))
    assert not Path("ran-by-pickle").exists()


@pytest.mark.parametrize(("kind", "sentence"), [(np.float32, "whole numbers belong"), (np.int64, "bytes of images")])
def test_that_other_numbers_than_bytes_are_no_images(tmp_path: Path, kind: Any, sentence: str) -> None:
    folder = npz_folder(tmp_path / "k", imgs=np.zeros((40, 8, 8), kind))
    with pytest.raises(DataError, match=sentence):
        idx_files.read_images(folder / "kmnist-train-imgs.npz")


def test_that_one_npz_file_and_a_short_text_are_said(tmp_path: Path) -> None:
    npz_folder(tmp_path / "k")
    with pytest.raises(DataError, match="choose the folder"):
        look(str(tmp_path / "k" / "kmnist-train-imgs.npz"))
    with pytest.raises(DataError, match="choose a text of a thousand or more"):
        look(written(tmp_path, "too short", "a.txt"))
