"""Exported weights are the recording's, bit for bit, and a file that holds none is refused in one sentence."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open

from playground.exports.weights import export_weights
from playground.foundation.errors import DataError, PlaygroundError, RunFileError, SaveError
from playground.runs.checkpoint import Checkpoint
from playground.runs.writer import RunWriter
from playground.training.weights.files import read_weights

WEIGHTS = {
    "stages.0.weight": np.random.default_rng(1).standard_normal((4, 3)).astype(np.float32),
    "count": np.array(7, np.int64),
}


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "a.run"
    with RunWriter.create(path, '{"seed": 1}', {}) as writer:
        writer.save_checkpoint(Checkpoint(10, {"old": np.zeros(3)}, {}, {}))
        writer.save_checkpoint(Checkpoint(20, WEIGHTS, {"memory": np.ones(3)}, {}))
    return path


def test_that_the_newest_weights_come_back_bit_for_bit(recording: Path, tmp_path: Path) -> None:
    target = tmp_path / "中文 空格 é😀.safetensors"
    assert export_weights(recording, target) == 20
    found = read_weights(target)
    assert found.keys() == WEIGHTS.keys()
    for name, array in WEIGHTS.items():
        assert (found[name].dtype, found[name].shape) == (array.dtype, array.shape)
        assert found[name].tobytes() == array.tobytes()


def test_that_the_file_says_what_it_is(recording: Path, tmp_path: Path) -> None:
    export_weights(recording, tmp_path / "a.safetensors")
    with safe_open(tmp_path / "a.safetensors", "numpy") as file:
        assert file.metadata() == {"format": "neural-playground 1", "experiment": '{"seed": 1}', "step": "20"}


def test_that_weights_can_be_exported_while_the_run_goes_on(tmp_path: Path) -> None:
    with RunWriter.create(tmp_path / "a.run", "{}", {}) as writer:
        writer.save_checkpoint(Checkpoint(1, WEIGHTS, {}, {}))
        assert export_weights(tmp_path / "a.run", tmp_path / "a.safetensors") == 1


@pytest.mark.parametrize("name", ["a.pt", "a", "a.safetensors.bin"])
def test_that_another_ending_is_refused(recording: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(SaveError, match=r"saved as \.safetensors"):
        export_weights(recording, tmp_path / name)
    assert list(tmp_path.iterdir()) == [recording]


def test_that_a_recording_without_weights_is_refused_and_the_old_file_stays(tmp_path: Path) -> None:
    RunWriter.create(tmp_path / "a.run", "{}", {}).close()
    (tmp_path / "a.safetensors").write_bytes(b"old")
    with pytest.raises(RunFileError, match="no checkpoint yet"):
        export_weights(tmp_path / "a.run", tmp_path / "a.safetensors")
    assert (tmp_path / "a.safetensors").read_bytes() == b"old"


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"\xff" * 100, b"\x02" + b"\0" * 7 + b"{}", random.Random(2).randbytes(999)]
)
def test_that_a_damaged_file_gives_no_weights(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes(data)
    try:
        assert read_weights(path) == {}, "a file may say that it holds none"
    except DataError as error:
        assert str(path) in str(error)


def test_that_a_missing_file_or_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.safetensors", tmp_path):
        with pytest.raises(DataError, match="cannot be read"):
            read_weights(path)


@pytest.mark.parametrize("trials", [500, pytest.param(10_000, marks=pytest.mark.slow)])
def test_that_a_header_with_flipped_bits_is_read_or_refused(
    recording: Path, tmp_path: Path, trials: int, record_property: Callable[[str, object], None]
) -> None:
    path = tmp_path / "a.safetensors"
    export_weights(recording, path)
    data = path.read_bytes()
    header = 8 + int.from_bytes(data[:8], "little")
    assert json.loads(data[8:header])
    refusals = 0
    for seed in range(trials):
        dice = random.Random(seed)
        damaged = bytearray(data)
        damaged[dice.randrange(header)] ^= 1 << dice.randrange(8)
        path.write_bytes(damaged)
        try:
            read_weights(path)
        except PlaygroundError as error:
            refusals += 1
            assert str(path) in str(error)
    record_property("trials", trials)
    assert refusals > trials / 4
