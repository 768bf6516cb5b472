"""A torch-free program that kills its own writers at random moments and judges what is left, one JSON line a trial.

Usage: kill_trials.py run|save FOLDER FIRST_SEED COUNT
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from playground.foundation import atomic
from playground.foundation.errors import RunFileError
from playground.protocol.snapshot import Snapshot
from playground.runs.checkpoint import Checkpoint
from playground.runs.reader import RunReader
from playground.runs.writer import RunWriter

LONGEST = 0.12  # seconds a writer lives
SHARE = 6  # of the time that a writer needs here until it first acknowledges: on a busy machine all live longer


def checkpoint_of(step: int) -> Checkpoint:
    """The one checkpoint that belongs to a step; from 20 KB to 160 KB, so that commits span many pages."""
    random_numbers = np.random.default_rng(step)
    rows = 20 + 10 * (step % 15)
    weights = {
        "matrix": random_numbers.standard_normal((rows, 128), dtype=np.float32),
        "count": np.array(step, np.int64),
        "half": random_numbers.standard_normal(7).astype(np.float16),
    }
    return Checkpoint(step, weights, {"memory": random_numbers.random(rows, dtype=np.float64)}, {"step": step})


def losses_of(first: int, count: int) -> np.ndarray:
    return np.sin(np.arange(first, first + count)).astype(np.float32)


def picture_of(step: int) -> Snapshot:
    return Snapshot(step, "input", ("row", "column"), np.full((50, 50), step, np.float32))


def write_run(path: Path, seed: int, acknowledge: Callable[[int], None]) -> None:
    """Record until killed, from the start or from the newest checkpoint."""
    dice = random.Random(seed)
    step = 0
    if path.exists():
        with RunReader(path) as reader:
            step = reader.checkpoint_steps()[-1]
        writer = RunWriter.resume(path, step, snapshot_bytes=300_000)
    else:
        writer = RunWriter.create(path, '{"seed": 1}', {"cores": 2}, snapshot_bytes=300_000)
        writer.set_state("running")
    while True:
        count = dice.randint(1, 60)
        writer.add_losses(step + 1, losses_of(step + 1, count))
        step += count
        writer.add_metrics(step, {"loss": float(step), "accuracy": 0.5})
        writer.add_snapshots([picture_of(step)])
        writer.add_log(step, f"step {step}")
        if dice.random() < 0.5:
            writer.flush()
        if dice.random() < 0.6:
            writer.save_checkpoint(checkpoint_of(step))
            acknowledge(step)


def killed(work: Callable[[Callable[[int], None]], None], seconds: float) -> list[int]:
    """Fork, work, kill -9 after ``seconds``. Returns what was acknowledged before."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work(lambda step: void(os.write(writing, f"{step}\n".encode())))
        finally:
            os._exit(3)  # a writer that ends by itself has failed
    os.close(writing)
    time.sleep(seconds)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as pipe:
        acknowledged = [int(line) for line in pipe.read().split()]
    if os.WIFEXITED(status):
        raise AssertionError(f"the writer failed by itself after {acknowledged}")
    return acknowledged


def longest(work: Callable[[Callable[[int], None]], None]) -> float:
    """Seconds that a writer may live on this machine, as busy as it is now."""
    reading, writing = os.pipe()
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        try:
            work(lambda step: void(os.write(writing, f"{step}\n".encode())))
        finally:
            os._exit(3)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        pipe.readline()
        seconds = time.monotonic() - begun
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return max(LONGEST, SHARE * seconds)


def void(_: object) -> None:
    """For lambdas that shall return nothing."""


def same(found: Checkpoint, wanted: Checkpoint) -> bool:
    def bits(arrays: dict[str, np.ndarray]) -> dict[str, tuple[object, ...]]:
        return {name: (array.dtype, array.shape, array.tobytes()) for name, array in arrays.items()}

    equal = bits(found.weights) == bits(wanted.weights) and bits(found.optimizer) == bits(wanted.optimizer)
    return equal and found.state == wanted.state and found.step == wanted.step


def judge_run(path: Path, acknowledged: list[int]) -> int:
    """Everything that was acknowledged is there, and everything that is there is right. Returns the newest step."""
    with RunReader(path) as reader:
        stored = reader.checkpoint_steps()
        assert set(acknowledged[-3:]) <= {*stored, *range(stored[0] if stored else 0)}, (acknowledged, stored)
        assert not acknowledged or stored[-1] >= acknowledged[-1], (acknowledged, stored)
        for step in stored:
            assert same(reader.checkpoint(step), checkpoint_of(step)), step
        newest = stored[-1] if stored else 0
        steps, losses = reader.losses()
        assert len(steps) >= newest and np.array_equal(steps, np.arange(1, len(steps) + 1)), "losses have gaps"
        assert losses.tobytes() == losses_of(1, len(steps)).tobytes(), "other losses"
        assert all(metrics["loss"] == step for step, metrics in reader.metrics())
        for step in reader.snapshot_steps():
            (shot,) = reader.snapshots(step)
            assert shot.values.shape == (50, 50) and (shot.values == step).all()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
    return newest


def trial_of_a_run(folder: Path, seed: int, life: float) -> int:
    """Kill a new recording, kill the one that resumes it, then resume and close. Returns how often it acknowledged."""
    dice = random.Random(seed)
    path = folder / f"{seed}.run"
    acknowledged = killed(lambda tell: write_run(path, seed, tell), dice.uniform(0.0, life))
    if not path.exists() or not path.stat().st_size:
        assert not acknowledged
        return 0
    try:
        newest = judge_run(path, acknowledged)
    except RunFileError:
        assert not acknowledged  # killed before the tables were there: refused with a sentence
        return 0
    if newest:
        more = killed(lambda tell: write_run(path, seed + 10**6, tell), dice.uniform(0.0, life))
        acknowledged += more
        newest = judge_run(path, acknowledged)
    with RunWriter.resume(path, newest) as writer:
        writer.add_losses(newest + 1, losses_of(newest + 1, 10))
        writer.save_checkpoint(checkpoint_of(newest + 10))
        writer.set_state("finished")
    assert judge_run(path, [newest + 10]) == newest + 10
    assert sorted(folder.glob(f"{seed}.run*")) == [path], "more than one file is left"
    path.unlink()
    return len(acknowledged)


def content_of(version: int) -> bytes:
    return b"%08d" % version + random.Random(version).randbytes(200_000 + version % 7)


def write_saves(path: Path, first: int, acknowledge: Callable[[int], None]) -> None:
    version = first
    while True:
        version += 1
        data = content_of(version)

        def write(file: object, data: bytes = data) -> None:
            for start in range(0, len(data), 10_000):
                file.write(data[start : start + 10_000])

        atomic.save(path, write)
        acknowledge(version)


def trial_of_a_save(folder: Path, seed: int, life: float) -> int:
    """The old file or a new one, whole, and never older than the last that was acknowledged."""
    path = folder / f"{seed}.bin"
    first = 1000 * seed
    path.write_bytes(content_of(first))
    acknowledged = killed(lambda tell: write_saves(path, first, tell), random.Random(seed).uniform(0.0, life))
    data = path.read_bytes()
    version = int(data[:8])
    assert data == content_of(version), "neither old nor new"
    newest = acknowledged[-1] if acknowledged else first
    assert newest <= version <= newest + 1, (version, newest)
    return len(acknowledged)


def main() -> int:
    kind, folder, first, count = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    trial = {"run": trial_of_a_run, "save": trial_of_a_save}[kind]
    write = write_run if kind == "run" else write_saves
    with tempfile.TemporaryDirectory() as apart:  # another process tries its own in the same minute
        life = longest(lambda tell: write(Path(apart) / "tried", first, tell))
    for seed in range(first, first + count):
        print(json.dumps({"seed": seed, "acknowledged": trial(folder, seed, life)}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
