"""A torch-free program that records onto small disks until each is full and judges what is left, a JSON line a trial.

Usage: full_disk_trials.py FOLDER FIRST_SEED COUNT. It mounts file systems of its own over FOLDER, so it wants
``unshare --map-root-user --mount`` before it.
"""

from __future__ import annotations

import contextlib
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from kill_trials import checkpoint_of, losses_of, picture_of

from playground.foundation.errors import RunFileError
from playground.runs.lock import is_held
from playground.runs.reader import RunReader
from playground.runs.writer import RunWriter


@contextlib.contextmanager
def disk(folder: Path, size: int) -> Iterator[None]:
    """A file system of ``size`` KiB."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def fill(folder: Path) -> None:
    """Somebody else takes all that is free."""
    with contextlib.suppress(OSError), (folder / "other").open("wb", buffering=0) as file:
        while True:
            file.write(bytes(1024))


def record(writer: RunWriter, dice: random.Random, acknowledged: list[int]) -> None:
    """A run as a session leads it, to its end or until the disk refuses something."""
    writer.set_info({"total_steps": 1000, "baseline": {"loss": 2.3}, "layers": ["a layer of some name"] * 20})
    writer.set_state("running")
    writer.fold()
    step, others = 0, dice.randint(1, 12)
    for _ in range(dice.choice((1000, dice.randint(1, 12)))):
        count = dice.randint(1, 60)
        writer.add_losses(step + 1, losses_of(step + 1, count))
        step += count
        writer.add_metrics(step, {"loss": float(step), "accuracy": 0.5})
        writer.add_snapshots([picture_of(step)])
        if dice.random() < 0.5:
            writer.flush()
        if dice.random() < 0.6:
            writer.save_checkpoint(checkpoint_of(step))
            acknowledged.append(step)
        others -= 1
        if others == 0 and dice.random() < 0.5:
            fill(writer.path.parent)


def trial(folder: Path, seed: int) -> str:
    """What is wrong with a recording that a full disk ended; "" for nothing."""
    path, dice, acknowledged = folder / "a.run", random.Random(seed), list[int]()
    facts = {"data": "fingerprint " * dice.randint(1, 400)}
    try:
        writer = RunWriter.create(path, json.dumps({"seed": seed, "notes": "x" * dice.randint(0, 9000)}), {}, facts)
    except RunFileError as error:
        left = [one.name for one in folder.iterdir()]
        if left:
            return f"{left} is left of a recording that was not made"
        return "" if "space" in str(error) else str(error)
    state, why = "finished", ""
    try:
        record(writer, dice, acknowledged)
        if dice.random() < 0.8:
            fill(folder)
    except RunFileError as error:
        state, why = "failed", str(error)
    try:
        writer.close(state, why)
    except RunFileError as error:
        state, why = "failed", why or str(error)  # as it is told in the window
    if is_held(path) or (folder / "a.run-lock").exists():
        return "its lock is left"
    with RunReader(path) as reader:
        if (reader.state, reader.reason) != (state, why):
            return f"it says {reader.state!r}, {reader.reason!r}, and not {state!r}, {why!r}"
        if acknowledged and reader.checkpoint().step != acknowledged[-1]:
            return "an acknowledged checkpoint is lost"
    return ""


def main(folder: Path, first: int, count: int) -> None:
    for seed in range(first, first + count):
        size = 16 + round(1200 * random.Random(seed).random() ** 2)  # mostly about as large as the tables
        with disk(folder, size):
            print(json.dumps({"seed": seed, "KiB": size, "wrong": trial(folder, seed)}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
