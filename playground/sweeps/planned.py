"""A planned run: an experiment with the recording it belongs in; what has become of it is read off that file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from playground.experiment.experiment import Experiment
from playground.foundation.errors import RunFileError
from playground.runs import listing, trash
from playground.runs.extending import FREE
from playground.runs.listing import Entry
from playground.runs.lock import is_held
from playground.runs.reader import RunReader

PAGE = 4096  # bytes; no recording that holds anything is as small


class Progressed(Enum):
    """How far a planned run has come."""

    WAITING = "waiting"
    RUNNING = "running"
    INTERRUPTED = "interrupted"
    FINISHED = "finished"
    FAILED = "failed"
    PRUNED = "pruned"  # given up by its sweep, which knows better ones

    @property
    def over(self) -> bool:
        """Whether nothing is left to be done."""
        return self in (Progressed.FINISHED, Progressed.FAILED, Progressed.PRUNED)


@dataclass(frozen=True)
class Planned:
    """One run.

    Attributes:
        path: its recording.
        preset: name or file that ``playground train`` begins with.
        changes: dotted path → value, all that differs from the preset.
        experiment: both together, checked.
    """

    path: Path
    preset: str
    changes: Mapping[str, Any]
    experiment: Experiment

    def words(self) -> list[str]:
        """The words behind ``playground`` that train it, or go on with what is recorded of it."""
        if self.path.exists():
            return ["train", "--resume", str(self.path)]
        sets = [word for path, value in self.changes.items() for word in ("--set", f"{path}={plain(value)}")]
        return ["train", self.preset, *sets, "--out", str(self.path)]

    def look(self) -> tuple[Progressed, Entry | None]:
        """How far it is, and what its recording says. Raises RunFileError for a file that is not of this run."""
        held = is_held(self.path)
        try:
            size = self.path.stat().st_size
        except FileNotFoundError:
            return (Progressed.RUNNING if held else Progressed.WAITING), None
        except OSError as error:
            raise RunFileError(f"{self.path}: cannot be read ({error.strerror}); choose another folder.") from None
        entry = listing.read(self.path, size, held)
        if held:
            return Progressed.RUNNING, entry
        if entry.problem and self._hardly_begun():
            return Progressed.INTERRUPTED, None
        if entry.problem:
            raise RunFileError(entry.problem)
        if not _agrees(entry.settings, self.experiment):
            raise RunFileError(f"{self.path}: holds another experiment; move that file away, or choose another folder.")
        return _PROGRESS.get(entry.state, Progressed.INTERRUPTED), entry

    def clear(self) -> None:
        """Make way for a run from the beginning where nothing recorded can be gone on from. Raises RunFileError."""
        if not self.path.exists():
            return
        saved: list[int] = []
        if not self._hardly_begun():
            with RunReader(self.path) as reader:
                saved = reader.checkpoint_steps()
        if not saved:
            trash.delete(self.path)

    def _hardly_begun(self) -> bool:
        """Whether its writer was killed before the file was laid out: the lock lies there, and nothing is in it."""
        lock = self.path.with_name(f"{self.path.name}-lock")
        return lock.exists() and self.path.stat().st_size <= PAGE


_PROGRESS = {"finished": Progressed.FINISHED, "failed": Progressed.FAILED}


def plain(value: Any) -> str:
    """A value as TOML writes it on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)} = {plain(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(plain, value)) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool | int | float) else str(value)


def _agrees(recorded: Mapping[str, Any], experiment: Experiment) -> bool:
    """Whether a recording is of this experiment; what an earlier version had no setting for is as it is by default."""
    wanted = listing.flat(experiment.values())
    parts = {"architecture": type(experiment.architecture)(), "task": type(experiment.task)()}
    fresh = listing.flat({name: part.model_dump(mode="json") for name, part in parts.items()})
    since = {path: value for path, value in fresh.items() if path in wanted and path not in recorded}
    return _decisive({**recorded, **since}) == _decisive(wanted)


def _decisive(settings: Mapping[str, Any]) -> dict[str, Any]:
    """What makes two runs the same as far as both go."""
    free = {f"training.{name}" for name in FREE}
    return {path: value for path, value in settings.items() if path not in free}
