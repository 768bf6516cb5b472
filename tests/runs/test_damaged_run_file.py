"""R09 for recordings: whatever a file holds, it is read right or refused in one sentence that names it."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from playground.exports.weights import export_weights
from playground.foundation.errors import RunFileError
from playground.protocol.events import RunStarted
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.runs.checkpoint import Checkpoint
from playground.runs.reader import RunReader
from playground.runs.replay import replay, run_info
from playground.runs.writer import RunWriter


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small whole recording."""
    path = tmp_path_factory.mktemp("good") / "good.run"
    pictures = (PictureInfo("input", ("row", "column"), (8, 8)),)
    started = RunStarted(1, "{}", 0, 100, 10, "cpu", 1, {"loss": 2.3}, pictures, "a seven", path)
    with RunWriter.create(path, '{"a": 1}', {"cores": 2}) as writer:
        writer.set_info(run_info(started))
        for step in range(10, 101, 10):
            writer.add_losses(step - 9, np.arange(10, dtype=np.float32))
            writer.add_metrics(step, {"loss": 1.0})
            values = np.full((8, 8), step, np.float32)
            writer.add_snapshots([Snapshot(step, "input", ("row", "column"), values, {"row": tuple("abcdefgh")})])
            writer.add_log(step, "a line")
        for step in (90, 100):
            weights = {"matrix": np.random.default_rng(step).standard_normal((40, 40)).astype(np.float32)}
            writer.save_checkpoint(Checkpoint(step, weights, weights, {"step": step}))
    return path


@pytest.fixture
def path(good: Path, tmp_path: Path) -> Path:
    """A copy that a test may damage."""
    return Path(shutil.copy(good, tmp_path / "copy.run"))


def read_all(path: Path) -> Checkpoint:
    """Everything there is to read. Returns the newest checkpoint."""
    with RunReader(path) as reader:
        _ = reader.experiment_json, reader.environment, reader.info, reader.state, reader.reason, reader.log()
        reader.losses(), reader.metrics()
        for step in reader.snapshot_steps():
            reader.snapshots(step)
        list(replay(reader))
        return reader.checkpoint()


def refused(path: Path, attempt: Callable[[Path], object] = read_all) -> str:
    with pytest.raises(RunFileError) as caught:
        attempt(path)
    sentence = str(caught.value)
    assert str(path) in sentence and "\n" not in sentence and sentence.endswith(".")
    return sentence


ATTEMPTS = [
    RunReader,
    lambda path: RunWriter.resume(path, 0),
    lambda path: export_weights(path, path.parent / "a.safetensors"),
]


@pytest.mark.parametrize("attempt", ATTEMPTS)
@pytest.mark.parametrize(
    "data", [b"", b"SQLite format 3\0", b"\0" * 5000, b"PK\3\4" * 99, random.Random(1).randbytes(9000)]
)
def test_that_a_file_that_is_no_recording_is_refused_and_not_touched(
    path: Path, data: bytes, attempt: Callable[[Path], object]
) -> None:
    path.write_bytes(data)
    refused(path, attempt)
    assert path.read_bytes() == data
    assert list(path.parent.iterdir()) == [path]


def changed(path: Path, *statements: str) -> Path:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()
    return path


def test_that_a_newer_format_is_refused_with_advice(path: Path) -> None:
    assert "newer version" in refused(changed(path, "PRAGMA user_version = 99"))


@pytest.mark.parametrize("statement", ["PRAGMA application_id = 1", "PRAGMA user_version = 0", "DROP TABLE losses"])
def test_that_another_programs_database_is_refused(path: Path, statement: str) -> None:
    refused(changed(path, statement), RunReader)
    refused(path, lambda path: RunWriter.resume(path, 0))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE checkpoints SET weights = x'00ff'",
        "UPDATE checkpoints SET weights = 'text'",
        "UPDATE checkpoints SET optimizer = 5",
        "UPDATE checkpoints SET state = '{}'",
        "UPDATE checkpoints SET checksum = checksum + 1",
        "DELETE FROM checkpoints",
        "DELETE FROM meta",
        "UPDATE meta SET value = '[' WHERE key = 'info'",
        "UPDATE meta SET value = '{\"pictures\": 3}' WHERE key = 'info'",
        f"UPDATE meta SET value = '{'[' * 100_000}' WHERE key = 'info'",
        "UPDATE meta SET value = x'ff' WHERE key = 'state'",
        "UPDATE losses SET data = x'0000'",
        "UPDATE losses SET data = 7",
        "UPDATE losses SET data = 'text'",
        "UPDATE metrics SET value = 'text'",
        "UPDATE metrics SET value = x'00'",
        "UPDATE snapshots SET data = x'00000000'",
        "UPDATE snapshots SET shape = '[1e400]'",
        "UPDATE snapshots SET shape = '[[1]]'",
        "UPDATE snapshots SET shape = '[-8, 8, -1]'",
        "UPDATE snapshots SET axes = '{'",
        "UPDATE snapshots SET axes = '5'",
        "UPDATE snapshots SET labels = '[]'",
        "UPDATE snapshots SET labels = '{\"row\": 1}'",
        "UPDATE snapshots SET labels = x'00'",
    ],
)
def test_that_an_unreadable_value_inside_is_refused(path: Path, statement: str) -> None:
    refused(changed(path, statement))


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5, 0.9, 0.99])
def test_that_a_truncated_recording_is_refused(path: Path, share: float) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    refused(path)
    if share <= 0.9:  # of the rest only the end of the checkpoint at 100 is missing, which this makes void
        refused(path, lambda path: RunWriter.resume(path, 90))


def test_that_a_flipped_bit_in_stored_weights_never_passes(path: Path) -> None:
    wanted = read_all(path).weights["matrix"]
    data = bytearray(path.read_bytes())
    place = data.find(wanted.tobytes()[:64])
    assert place > 0
    data[place + 7] ^= 1
    path.write_bytes(data)
    assert "checkpoint of step 100 is damaged" in refused(path)
    with RunReader(path) as reader:
        assert reader.checkpoint(90).step == 90, "the one before is still good"
        assert reader.last_whole_checkpoint().step == 90


@pytest.mark.parametrize("trials", [400, pytest.param(10_000, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])])
def test_that_random_damage_is_refused_or_harms_no_checkpoint(
    good: Path, path: Path, trials: int, record_property: Callable[[str, object], None]
) -> None:
    wanted = read_all(good).weights["matrix"].tobytes()
    with RunReader(good) as reader:
        older = reader.checkpoint(90).weights["matrix"].tobytes()
    data = good.read_bytes()
    refusals = 0
    for seed in range(trials):
        dice = random.Random(seed)
        damaged = bytearray(data)
        first = 100 if seed % 3 == 0 else len(data)  # the header is the most tender part
        for _ in range(dice.choice((1, 1, 4, 64))):
            damaged[dice.randrange(first)] ^= 1 << dice.randrange(8)
        path.write_bytes(damaged)
        try:
            found = read_all(path).weights["matrix"].tobytes()
            assert found in (wanted, older), f"seed {seed}: other weights"
            with RunWriter.resume(path, 90) as writer:
                writer.add_losses(91, np.ones(5, np.float32))
        except RunFileError as error:
            refusals += 1
            assert str(path) in str(error), f"seed {seed}"
        for leftover in path.parent.glob("copy.run-*"):
            leftover.unlink()
    record_property("trials", trials)
    assert refusals > trials / 10
