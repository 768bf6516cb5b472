"""RunReader: what a recording says of its run: losses, tests, pictures, weights, checkpoints."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.foundation.errors import RunFileError
from playground.protocol.snapshot import Snapshot
from playground.runs.checkpoint import Arrays, Checkpoint, checksum, unpack, unpack_state
from playground.runs.long_rows import joined
from playground.runs.run_file import RunFile
from playground.runs.schema import DataPart


class RunReader(RunFile):
    """What a recording holds, by what it means."""

    @property
    def experiment_json(self) -> str:
        """The experiment as the run took it."""
        return self._meta("experiment")

    @property
    def environment(self) -> dict[str, Any]:
        """Versions, machine and device."""
        return self._plain("environment")

    @property
    def info(self) -> dict[str, Any]:
        """Plain facts about the run, as ``replay.run_info`` made them."""
        return self._plain("info")

    @property
    def state(self) -> str:
        """Where the run was when last heard of: ``running`` also after a crash."""
        return self._meta("state")

    @property
    def reason(self) -> str:
        """Why it ended, where there is something to say."""
        return self._meta("reason")

    def last_step(self) -> int:
        """Steps whose losses are recorded."""
        rows = self._rows((int, int), "SELECT first_step, LENGTH(data) FROM losses ORDER BY first_step DESC LIMIT 1")
        return rows[0][0] + rows[0][1] // 4 - 1 if rows else 0

    def last_metrics(self, part: DataPart = DataPart.TEST) -> dict[str, float]:
        """The newest evaluation on a part of the data; empty before the first."""
        query = "SELECT name, value FROM metrics WHERE step = (SELECT MAX(step) FROM metrics)"
        return _of_part(part, self._rows((str, float | None), query))

    def losses(self, after: int = -1) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Steps and their training losses, in order; only those after a step."""
        steps, values = [np.empty(0, np.int64)], [np.empty(0, np.float32)]
        query = "SELECT first_step, data FROM losses WHERE first_step + LENGTH(data) / 4 > ? + 1 ORDER BY first_step"
        for first, data in self._rows((int, bytes), query, after):
            block, skipped = self._array(data, (-1,)), max(0, after + 1 - first)
            values.append(block[skipped:])
            steps.append(np.arange(len(block), dtype=np.int64)[skipped:] + first)
        return np.concatenate(steps), np.concatenate(values)

    def metrics(self, part: DataPart = DataPart.TEST) -> list[tuple[int, dict[str, float]]]:
        """Evaluations on a part of the data in order of their step."""
        found: dict[int, list[tuple[Any, ...]]] = {}
        query = "SELECT step, name, value FROM metrics ORDER BY step"
        for step, name, value in self._rows((int, str, float | None), query):
            found.setdefault(step, []).append((name, value))
        parts = ((step, _of_part(part, rows)) for step, rows in found.items())
        return [(step, metrics) for step, metrics in parts if metrics]

    def clock(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Steps and the seconds of training until they were taken, pauses left out; empty where nobody noted them."""
        if "clock" not in self._tables:
            return np.empty(0, np.int64), np.empty(0)
        rows = self._rows((int, float), "SELECT step, seconds FROM clock ORDER BY step")
        return np.array([row[0] for row in rows], np.int64), np.array([row[1] for row in rows], np.float64)

    def clock_end(self) -> float | None:
        """Seconds of training until the last step noted; None where nobody noted any."""
        query = "SELECT seconds FROM clock ORDER BY step DESC LIMIT 1"
        rows = self._rows((float,), query) if "clock" in self._tables else []
        return rows[0][0] if rows else None

    def snapshot_steps(self) -> list[int]:
        """Steps at which everything was looked at."""
        return [row[0] for row in self._rows((int,), "SELECT step FROM snapshots WHERE position = 0 ORDER BY step")]

    def snapshots(self, step: int, names: Collection[str] | None = None) -> list[Snapshot]:
        """What was recorded at ``step``, or at the last recorded step before it."""
        chosen = [] if names is None else sorted(names)
        only, order = "", "position"
        if names is not None:  # found by their names: in the order of positions SQLite would read all of the look
            only, order = f" AND name IN ({', '.join('?' * len(chosen))})", "+position"
        rows = self._rows(
            (int, str, str, str, str, bytes),
            "SELECT step, name, axes, labels, shape, data FROM snapshots"
            f" WHERE step = (SELECT MAX(step) FROM snapshots WHERE step <= ?){only} ORDER BY {order}",
            step, *chosen,
        )  # fmt: skip
        return [self._snapshot(*row) for row in rows]

    def snapshot_names(self) -> frozenset[str]:
        """Of all pictures that the recording holds: its first look is whole."""
        query = "SELECT name FROM snapshots WHERE step = (SELECT MIN(step) FROM snapshots)"
        return frozenset(row[0] for row in self._rows((str,), query))

    def steps_with(self, names: Collection[str]) -> dict[str, list[int]]:
        """At which steps each of these pictures was recorded; those that never were are left out."""
        chosen, found = sorted(names), dict[str, list[int]]()
        if not chosen:
            return found
        query = f"SELECT name, step FROM snapshots WHERE name IN ({', '.join('?' * len(chosen))}) ORDER BY step"
        for name, step in self._rows((str, int), query, *chosen):
            found.setdefault(name, []).append(step)
        return found

    def latest(self, name: str, step: int) -> Snapshot | None:
        """One picture as it was last recorded up to a step."""
        query = (
            "SELECT step, name, axes, labels, shape, data FROM snapshots WHERE name = ? AND step <= ?"
            " ORDER BY step DESC LIMIT 1"
        )
        rows = self._rows((int, str, str, str, str, bytes), query, name, step)
        return self._snapshot(*rows[0]) if rows else None

    def weight_steps(self) -> list[int]:
        """Steps whose snapshots can be explained: those that the weights were kept at."""
        return sorted({*self._kept_weights(), *self.checkpoint_steps()} & {*self.snapshot_steps()})

    def weights(self, step: int) -> Arrays | None:
        """The model's parameters and buffers at a step; None where they were not kept."""
        if step not in self._kept_weights():
            return self.checkpoint(step).weights if step in self.checkpoint_steps() else None
        rows = self._rows((bytes,), "SELECT data FROM weights WHERE step = ?", step)
        return unpack(joined(self._rows, "look", step, rows[0][0]), str(self.path))

    def checkpoint_steps(self) -> list[int]:
        """Steps from which the run can go on."""
        return [row[0] for row in self._rows((int,), "SELECT step FROM checkpoints ORDER BY step")]

    def checkpoint(self, step: int | None = None) -> Checkpoint:
        """The newest checkpoint, or the one at ``step``. Raises RunFileError if there is none."""
        kinds = (int, bytes, bytes, str, int)
        query = "SELECT step, weights, optimizer, state, checksum FROM checkpoints"
        which = "ORDER BY step DESC LIMIT 1" if step is None else "WHERE step = ?"
        rows = self._rows(kinds, f"{query} {which}", *(() if step is None else (step,)))
        if not rows:
            raise RunFileError(f"{self.path}: has no checkpoint yet, so there are no weights in it; train longer.")
        found, weights, optimizer, state, expected = rows[0]
        weights, optimizer = (
            joined(self._rows, "weights", found, weights),
            joined(self._rows, "optimizer", found, optimizer),
        )
        source = str(self.path)
        if checksum(weights, optimizer, state) != expected:
            raise RunFileError(f"{source}: the checkpoint of step {found} is damaged; use an earlier copy.")
        return Checkpoint(found, unpack(weights, source), unpack(optimizer, source), unpack_state(state, source))

    def last_whole_checkpoint(self) -> Checkpoint:
        """The newest checkpoint that is not damaged. Raises RunFileError, of the newest one, if there is none."""
        damaged: RunFileError | None = None
        for step in reversed(self.checkpoint_steps()):
            try:
                return self.checkpoint(step)
            except RunFileError as error:
                damaged = damaged or error
        if damaged is not None:
            raise damaged
        return self.checkpoint()  # which says that there is none

    def log(self) -> list[tuple[float, int, str]]:
        """Time, step and text of each line of the log."""
        rows = self._rows((float, int, str), "SELECT time, step, text FROM log ORDER BY rowid")
        return [(time, step, text) for time, step, text in rows]

    def _kept_weights(self) -> list[int]:
        """Steps that weights were kept at, beside those of the checkpoints; a recording of version 1 has none."""
        if "weights" not in self._tables:
            return []
        return [row[0] for row in self._rows((int,), "SELECT step FROM weights ORDER BY step")]

    def _snapshot(self, step: int, name: str, axes: str, labels: str, shape: str, data: bytes) -> Snapshot:
        try:
            named = {axis: tuple(words) for axis, words in json.loads(labels).items()}
            lengths = tuple(int(length) for length in json.loads(shape))
            axis_names = tuple(str(axis) for axis in json.loads(axes))
        except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
            raise RunFileError(f"{self.path}: is damaged (a snapshot cannot be read); use an earlier copy.") from None
        return Snapshot(step, name, axis_names, self._array(data, lengths), named)


def _of_part(part: DataPart, rows: Iterable[tuple[Any, ...]]) -> dict[str, float]:
    """Metric → value of the rows (name, value) that are of one part."""
    kept = {name: float("nan") if value is None else value for name, value in rows}
    validation = {name: value for name, value in kept.items() if name.startswith(DataPart.VALIDATION.value)}
    if part is DataPart.TEST:
        return {name: value for name, value in kept.items() if name not in validation}
    return {name.removeprefix(part.value): value for name, value in validation.items()}
