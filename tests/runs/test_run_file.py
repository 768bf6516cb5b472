"""The run file: what the writer was given is what the reader gives back, live, resumed, thinned and closed."""

import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from made_up import checkpoint, look, record

from playground.foundation.errors import RunFileError
from playground.runs import long_rows
from playground.runs.checkpoint import Checkpoint
from playground.runs.reader import RunReader
from playground.runs.writer import RunWriter


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "中文 空格 é😀 100%#?.run"


def test_that_a_closed_recording_is_one_file_that_holds_everything(path: Path) -> None:
    with RunWriter.create(path, '{"a": 1}', {"python": "3", "cores": 2}) as writer:
        writer.set_info({"parameters": 7, "specimen": "a seven"})
        record(writer, 1, 95)
        writer.add_log(3, "a line")
        writer.save_checkpoint(checkpoint(95))
        writer.set_state("finished", "all steps taken")
    assert list(path.parent.iterdir()) == [path]
    with RunReader(path) as reader:
        assert (reader.experiment_json, reader.environment) == ('{"a": 1}', {"python": "3", "cores": 2})
        assert (reader.info, reader.state) == ({"parameters": 7, "specimen": "a seven"}, "finished")
        assert reader.reason == "all steps taken"
        steps, losses = reader.losses()
        assert steps.dtype == np.int64 and losses.dtype == np.float32
        assert steps.tolist() == losses.tolist() == list(range(1, 96))
        assert reader.metrics()[0] == (10, {"loss": 5.0, "accuracy": 0.5})
        assert reader.snapshot_steps() == [*range(10, 100, 10), 95]
        assert [row[1:] for row in reader.log()] == [(3, "a line")]


def test_that_a_checkpoint_comes_back_bit_for_bit(path: Path) -> None:
    with RunWriter.create(path, "{}", {}) as writer:
        writer.save_checkpoint(checkpoint(5))
    with RunReader(path) as reader:
        found = reader.checkpoint()
    wanted = checkpoint(5)
    assert (found.step, found.state) == (5, wanted.state)
    for mine, theirs in ((found.weights, wanted.weights), (found.optimizer, wanted.optimizer)):
        assert mine.keys() == theirs.keys()
        for name, array in theirs.items():
            assert (mine[name].dtype, mine[name].shape) == (array.dtype, array.shape)
            assert mine[name].tobytes() == array.tobytes()


def test_that_a_snapshot_is_the_last_one_at_or_before_a_step(path: Path) -> None:
    with RunWriter.create(path, "{}", {}) as writer:
        writer.add_snapshots(look(10))
        writer.add_snapshots(look(20))
    with RunReader(path) as reader:
        assert reader.snapshots(9) == []
        assert {shot.step for shot in reader.snapshots(19)} == {10}
        first, head = reader.snapshots(500)
        assert (first.name, first.axes, first.values.tolist()) == ("input", ("row", "column"), [[20.0] * 4] * 4)
        assert head.labels == {"class": ("猫", "dog")} and np.isnan(head.values[1])
        assert [shot.name for shot in reader.snapshots(20, {"head"})] == ["head"]


def test_that_the_newest_three_checkpoints_are_kept(path: Path) -> None:
    with RunWriter.create(path, "{}", {}) as writer:
        for step in range(1, 8):
            writer.save_checkpoint(checkpoint(step))
    with RunReader(path) as reader:
        assert reader.checkpoint_steps() == [5, 6, 7]
        assert reader.checkpoint(6).step == 6
        with pytest.raises(RunFileError, match="no checkpoint"):
            reader.checkpoint(4)


def test_that_values_that_are_no_numbers_come_back_as_nan(path: Path) -> None:
    with RunWriter.create(path, "{}", {}) as writer:
        writer.add_losses(1, np.array([np.nan, np.inf], np.float32))
        writer.add_metrics(2, {"loss": float("inf"), "accuracy": 0.0})
    with RunReader(path) as reader:
        assert np.isnan(reader.losses()[1][0]) and np.isinf(reader.losses()[1][1])
        ((_, metrics),) = reader.metrics()
        assert np.isnan(metrics["loss"]) and metrics["accuracy"] == 0.0


def test_that_a_reader_follows_a_writer_and_sees_only_what_was_flushed(path: Path) -> None:
    with RunWriter.create(path, "{}", {}) as writer, RunReader(path) as reader:
        writer.add_losses(1, np.ones(3, np.float32))
        assert len(reader.losses()[0]) == 0
        writer.flush()
        assert len(reader.losses()[0]) == 3


def test_that_a_recording_can_be_closed_while_someone_reads_it(path: Path) -> None:
    with RunWriter.create(path, "{}", {}) as writer:
        record(writer, 1, 50)
        writer.flush()
        watching = sqlite3.connect(path, isolation_level=None)
        watching.execute("BEGIN")
        watching.execute("SELECT * FROM meta").fetchall()
        writer.close("finished")
        watching.close()
    with RunReader(path) as reader:
        assert (reader.state, len(reader.losses()[0])) == ("finished", 50)


def test_that_closing_twice_is_closing_once(path: Path) -> None:
    with RunWriter.create(path, "{}", {}) as writer:
        writer.close("stopped")
        writer.close("failed")
    with RunReader(path) as reader:
        assert reader.state == "stopped"


def test_that_a_recording_is_never_overwritten(path: Path) -> None:
    with RunWriter.create(path, "{}", {}) as writer:
        record(writer, 1, 5)
    before = path.read_bytes()
    with pytest.raises(RunFileError, match="is there already"):
        RunWriter.create(path, "{}", {})
    assert path.read_bytes() == before


def test_that_folders_on_the_way_to_a_new_recording_are_made(tmp_path: Path) -> None:
    RunWriter.create(tmp_path / "a" / "b" / "c.run", "{}", {}).close()
    assert RunReader(tmp_path / "a" / "b" / "c.run").state == "new"


@pytest.mark.parametrize("open_again", [lambda path: RunWriter.resume(path, 0), lambda path: RunWriter(path)])
def test_that_there_is_one_writer_at_a_time(path: Path, open_again: Callable[[Path], RunWriter]) -> None:
    with RunWriter.create(path, "{}", {}) as writer:
        with pytest.raises(RunFileError, match="is being recorded by another run"):
            open_again(path)
        record(writer, 1, 5)
    open_again(path).close()
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
def test_that_a_link_to_a_recording_is_the_same_recording(path: Path) -> None:
    link = path.with_name("link.run")
    link.symlink_to(path)
    with RunWriter.create(path, "{}", {}), pytest.raises(RunFileError, match="is being recorded"):
        RunWriter.resume(link, 0)


@pytest.mark.parametrize("step", [0, 1, 9, 10, 11, 45, 100])
def test_that_resuming_voids_everything_after_the_step_and_the_log_of_it(path: Path, step: int) -> None:
    with RunWriter.create(path, "{}", {}) as writer:
        for stop in (10, 40, 100):
            record(writer, 1 if stop == 10 else stop - (29 if stop == 40 else 59), stop)
            writer.save_checkpoint(checkpoint(stop))
        writer.add_log(100, "before")
    with RunWriter.resume(path, step) as writer:
        writer.add_log(step, "after")
        writer.add_losses(step + 1, np.full(3, -1, np.float32))
    with RunReader(path) as reader:
        steps, losses = reader.losses()
        assert steps.tolist() == list(range(1, step + 4))
        assert losses.tolist() == [*map(float, range(1, step + 1)), -1.0, -1.0, -1.0]
        assert [found for found, _ in reader.metrics()] == [*range(10, step + 1, 10)]
        assert reader.snapshot_steps() == [*range(10, step + 1, 10)]
        assert reader.checkpoint_steps() == [found for found in (10, 40, 100) if found <= step]
        assert [row[2] for row in reader.log()] == (["before", "after"] if step == 100 else ["after"])


def test_that_snapshots_are_thinned_to_their_cap_and_the_first_and_last_stay(path: Path) -> None:
    size = 4 * 50 * 50 + 8
    with RunWriter.create(path, "{}", {}, snapshot_bytes=20 * size) as writer:
        for step in range(200):
            writer.add_snapshots(look(step, 50))
            if step % 7 == 0:
                writer.flush()
            if step == 120:
                writer.close()
                writer = RunWriter.resume(path, step, snapshot_bytes=20 * size)
        writer.close()
    with RunReader(path) as reader:
        steps = reader.snapshot_steps()
    assert steps[0] == 0 and steps[-1] == 199
    assert 10 <= len(steps) <= 20
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT SUM(LENGTH(data)) FROM snapshots").fetchone()[0] <= 20 * size
    connection.close()


def test_that_a_recording_without_times_is_read_and_gets_them_when_it_goes_on(path: Path) -> None:
    with RunWriter.create(path, "{}", {}) as writer:
        record(writer, 1, 10)
        writer.save_checkpoint(checkpoint(10))
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE clock")
    connection.close()
    with RunReader(path) as reader:
        assert [len(array) for array in reader.clock()] == [0, 0]
    with RunWriter.resume(path, 10) as writer:
        writer.add_time(12, 3.5)
    with RunReader(path) as reader:
        assert [array.tolist() for array in reader.clock()] == [[12], [3.5]]
    RunWriter.resume(path, 10).close()  # what came after the step is void
    with RunReader(path) as reader:
        assert not len(reader.clock()[0])


def large(step: int, size: int = 5000) -> dict[str, np.ndarray]:
    return {"matrix": np.random.default_rng(step).random(size, dtype=np.float32), "small": np.float32([step])}


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_that_a_checkpoint_longer_than_a_row_comes_back_bit_for_bit(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite takes no row above 10^9 bytes; here a row takes 4 kB."""
    monkeypatch.setattr(long_rows, "PART_BYTES", 4096)
    with RunWriter.create(path, "{}", {}) as writer:
        for step in (10, 20, 30, 40):
            writer.add_snapshots(look(step))
            writer.add_weights(step, large(step))
            writer.save_checkpoint(Checkpoint(step, large(step), large(step + 1, 9000), {}))
    with RunReader(path) as reader:
        assert reader.checkpoint_steps() == [20, 30, 40]
        for step in (20, 30, 40):
            found = reader.checkpoint(step)
            assert found.weights["matrix"].tobytes() == large(step)["matrix"].tobytes()
            assert found.optimizer["matrix"].tobytes() == large(step + 1, 9000)["matrix"].tobytes()
            kept = reader.weights(step)
            assert kept is not None and kept["matrix"].tobytes() == large(step)["matrix"].tobytes()
    assert max(size for (size,) in rows(path, "SELECT LENGTH(data) FROM parts")) == 4096
    assert rows(path, "SELECT DISTINCT step FROM parts WHERE kind = 'weights' ORDER BY step") == [(20,), (30,), (40,)]
    assert rows(path, "PRAGMA user_version") == [(3,)], "an earlier version of the program says that it is too old"
    with RunWriter.resume(path, 30) as writer:
        writer.save_checkpoint(Checkpoint(35, large(35), large(36), {}))
    with RunReader(path) as reader:
        assert reader.checkpoint_steps() == [20, 30, 35]
        assert reader.checkpoint().weights["matrix"].tobytes() == large(35)["matrix"].tobytes()
    assert not rows(path, "SELECT step FROM parts WHERE step > 35")


def test_that_what_fits_a_row_is_kept_as_earlier_versions_read_it(path: Path) -> None:
    with RunWriter.create(path, "{}", {}) as writer:
        writer.save_checkpoint(checkpoint(10))
    assert rows(path, "PRAGMA user_version") == [(2,)]
    assert not rows(path, "SELECT name FROM sqlite_master WHERE name = 'parts'")


def test_that_a_part_that_is_missing_is_damage(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_rows, "PART_BYTES", 4096)
    with RunWriter.create(path, "{}", {}) as writer:
        writer.save_checkpoint(Checkpoint(10, large(10), large(11), {}))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM parts WHERE position = 1")
    with RunReader(path) as reader, pytest.raises(RunFileError, match="step 10 is damaged"):
        reader.checkpoint()


def test_that_thinning_drops_the_long_weights_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_rows, "PART_BYTES", 4096)
    with RunWriter.create(path, "{}", {}, snapshot_bytes=100_000) as writer:
        for step in range(12):
            writer.add_snapshots(look(step))
            writer.add_weights(step, large(step))
            writer.flush()
    kept = [step for (step,) in rows(path, "SELECT DISTINCT step FROM parts ORDER BY step")]
    assert kept == [step for (step,) in rows(path, "SELECT step FROM weights ORDER BY step")]
    assert kept[0] == 0 and kept[-1] == 11 and len(kept) < 8


def test_that_what_is_read_together_is_of_one_moment(path: Path) -> None:
    with RunWriter.create(path, "{}", {}) as writer, RunReader(path) as reader:
        record(writer, 1, 10)
        writer.flush()
        with reader.one_moment():
            seen = [reader.last_step()]
            record(writer, 11, 20)
            writer.flush()
            seen.append(reader.last_step())
        assert [*seen, reader.last_step()] == [10, 10, 20]
