"""RunWriter: records one run; what it acknowledges, no crash can take back."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from functools import partial
from math import isfinite
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from playground.foundation.errors import RunFileError
from playground.protocol.snapshot import Snapshot
from playground.runs import schema
from playground.runs.checkpoint import Arrays, Checkpoint, checksum, kept, pack
from playground.runs.database import RunDatabase, Statement
from playground.runs.long_rows import LongRows

SNAPSHOT_BYTES = 200 * 10**6
CHECKPOINTS = 3
FAILED = "failed"


class RunWriter:
    """Used by the one thread that made it. Additions wait in memory until ``flush`` or a checkpoint.

    Args:
        path: the run file.
        snapshot_bytes: once the snapshots are larger, every second recorded step is dropped.
        checkpoints: how many of the newest checkpoints are kept.
        milestones: how many of those before them, over the whole run, so that any step is soon replayed.
    """

    def __init__(
        self, path: Path, snapshot_bytes: int = SNAPSHOT_BYTES, checkpoints: int = CHECKPOINTS, milestones: int = 0
    ) -> None:  # fmt: skip
        self._cap, self._kept, self._milestones = snapshot_bytes, checkpoints, milestones
        self._waiting: list[Statement] = []
        self._looks: dict[int, int] = {}  # recorded step → bytes
        self._closed = False
        self._long = LongRows()
        self._database = RunDatabase(path)

    @property
    def path(self) -> Path:
        """The run file, where it lies now."""
        return self._database.path

    @classmethod
    def create(
        cls, path: Path, experiment: str, environment: Mapping[str, Any], facts: Mapping[str, str] | None = None,
        **limits: int,
    ) -> Self:  # fmt: skip
        """A new recording and more facts of it. Raises RunFileError when it is there already or cannot be made."""
        with schema.told(path):
            if path.exists():
                raise _taken(path)
            path.parent.mkdir(parents=True, exist_ok=True)
        writer = cls(path, **limits)
        try:
            writer._lay_out(experiment, environment, facts or {})
        except BaseException:
            writer.abandon()
            raise
        return writer

    @classmethod
    def resume(cls, path: Path, step: int, **limits: int) -> Self:
        """Go on with a recording after ``step``; whatever it holds of later steps is void. Raises RunFileError."""
        with schema.told(path):
            if not path.is_file():
                raise RunFileError(f"{path}: is not there; choose a recording to resume.")
        writer = cls(path, **limits)
        try:
            connection = writer._database.connection
            schema.check(connection, path)
            schema.check_structure(connection, path)
            schema.upgrade(connection, path)
            with schema.told(path):
                writer._database.configure()
                writer._long.find(connection)
                writer._database.transact(writer._long.void_after(step))
                writer._looks = writer._long.sizes(connection)
        except BaseException:
            writer.abandon()
            raise
        return writer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def set_info(self, info: Mapping[str, Any]) -> None:
        """Keep plain facts about the run."""
        self.set_facts({"info": json.dumps(dict(info))})

    def set_facts(self, facts: Mapping[str, str]) -> None:
        """Keep what is asked (``experiment``), or what the data is known by (``data``), instead of what was kept."""
        self._database.transact([("INSERT OR REPLACE INTO meta VALUES (?, ?)", pair) for pair in facts.items()])

    def set_state(self, state: str, reason: str = "") -> None:
        """Keep where the run is."""
        self.set_facts({"state": state, "reason": reason})

    def add_losses(self, first_step: int, values: NDArray[np.float32]) -> None:
        """Losses of consecutive steps from ``first_step`` on."""
        data = np.ascontiguousarray(values, dtype="<f4").tobytes()
        self._waiting.append(("INSERT OR REPLACE INTO losses VALUES (?, ?)", (first_step, data)))

    def add_metrics(
        self, step: int, metrics: Mapping[str, float], part: schema.DataPart = schema.DataPart.TEST
    ) -> None:
        """An evaluation after ``step`` steps on a part of the data; what is not finite is kept as unknown."""
        for name, value in metrics.items():
            kept = value if isfinite(value) else None
            self._waiting.append(("INSERT OR REPLACE INTO metrics VALUES (?, ?, ?)", (step, part.value + name, kept)))

    def add_snapshots(self, snapshots: Iterable[Snapshot]) -> None:
        """Everything recorded at one step."""
        for position, shot in enumerate(snapshots):
            data = np.ascontiguousarray(shot.values, dtype="<f4").tobytes()
            labels = json.dumps({axis: list(names) for axis, names in shot.labels.items()})
            row = (shot.step, position, shot.name, json.dumps(shot.axes), labels, json.dumps(shot.values.shape), data)
            self._waiting.append(("INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?, ?, ?, ?, ?)", row))
            self._looks[shot.step] = (0 if position == 0 else self._looks[shot.step]) + len(data)
        if sum(self._looks.values()) > self._cap:
            self._thin()

    def add_weights(self, step: int, weights: Arrays) -> None:
        """The model's parameters and buffers beside the snapshots of a step, which they explain."""
        data = pack(weights)
        first, statements = self._long.split("look", step, data)
        self._waiting += [("INSERT OR REPLACE INTO weights VALUES (?, ?)", (step, first)), *statements]
        self._looks[step] = self._looks.get(step, 0) + len(data)

    def add_time(self, step: int, seconds: float) -> None:
        """How long the training took until a step, pauses left out."""
        self._waiting.append(("INSERT OR REPLACE INTO clock VALUES (?, ?)", (step, float(seconds))))

    def add_log(self, step: int, text: str) -> None:
        """One line of the run's log."""
        self._waiting.append(("INSERT INTO log VALUES (?, ?, ?)", (time.time(), step, text)))

    def flush(self) -> None:
        """Write what waits, in one transaction. Raises RunFileError; what waited then still waits."""
        if self._waiting:
            self._database.keep_up()
            self._database.transact(self._waiting)
            self._waiting = []

    def save_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Write what waits and the checkpoint in one transaction; once this returns, no crash can take it back."""
        stored = (pack(checkpoint.weights), pack(checkpoint.optimizer), json.dumps(checkpoint.state))
        weights, more_weights = self._long.split("weights", checkpoint.step, stored[0])
        optimizer, more_optimizer = self._long.split("optimizer", checkpoint.step, stored[1])
        row = (checkpoint.step, weights, optimizer, stored[2], checksum(*stored))
        known = self._database.connection.execute("SELECT step FROM checkpoints").fetchall()
        steps = sorted({step for (step,) in known} | {checkpoint.step})
        gone = set(steps) - set(kept(steps, self._kept, self._milestones))
        statements = [
            *self._waiting,
            ("INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?, ?)", row),
            *more_weights,
            *more_optimizer,
            *(("DELETE FROM checkpoints WHERE step = ?", (step,)) for step in sorted(gone)),
            *self._long.prune(),
        ]
        self._database.keep_up()
        self._database.transact(statements, durable=True)
        self._waiting = []
        self.fold()

    def fold(self) -> None:
        """Carry the log over into the file, so that a copy of the file alone holds all up to now."""
        self._database.fold()

    def close(self, state: str | None = None, reason: str = "") -> None:
        """Write what waits, and ``state`` if given, and leave a single file. A second call does nothing.

        Raises RunFileError where not all could be written; the recording then says that the run failed, and why.
        """
        if self._closed:
            return
        try:
            self._database.keep_up()
            try:
                self.flush()
            except RunFileError as error:
                if state is not None:
                    why = reason if state == FAILED else str(error)
                    self._database.insist(partial(self.set_state, FAILED, why))
                raise
            if state is not None:
                self._database.insist(partial(self.set_state, state, reason))
            with schema.told(self.path):
                self._database.settle()
        finally:
            with schema.told(self.path):
                self.abandon()

    def _lay_out(self, experiment: str, environment: Mapping[str, Any], facts: Mapping[str, str]) -> None:
        """The tables and what is known from the start, in one transaction. Nothing is left where that fails."""
        created = {"experiment": experiment, "environment": json.dumps(dict(environment)), "state": "new"}
        created |= {"reason": "", "info": "{}", "created": str(time.time()), **facts}
        statements: list[Statement] = [
            (f"PRAGMA application_id = {schema.APPLICATION}", ()),
            (f"PRAGMA user_version = {schema.VERSION}", ()),
            *((made, ()) for made in (schema.TABLES + schema.INDEXES).split(";")),
            *(("INSERT INTO meta VALUES (?, ?)", pair) for pair in created.items()),
        ]
        with schema.told(self.path):
            if self._database.connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                raise _taken(self.path)  # by a run that came and went while this one began
            try:
                self._database.configure()
                self._database.transact(statements)
            except BaseException:
                self._database.remove()
                raise
        self.fold()

    def abandon(self) -> None:
        """Let go of the file as it is."""
        self._closed = True
        self._database.let_go()

    def _thin(self) -> None:
        """Drop every second recorded step but the first and the last."""
        for step in sorted(self._looks)[1:-1:2]:
            self._waiting.append(("DELETE FROM snapshots WHERE step = ?", (step,)))
            self._waiting.append(("DELETE FROM weights WHERE step = ?", (step,)))
            self._waiting += self._long.forget(step)
            del self._looks[step]


def _taken(path: Path) -> RunFileError:
    return RunFileError(f"{path}: is there already, and recordings are not overwritten; choose another name.")
