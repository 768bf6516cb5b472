"""Listing: what is known of every recording in a folder, read once and again only when a file has changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playground.experiment import migrations, training_groups
from playground.experiment.metrics import judged_by, metric, of_task
from playground.foundation.errors import PlaygroundError, RunFileError
from playground.runs.lock import is_held
from playground.runs.reader import RunReader
from playground.runs.schema import DataPart

RECORDING, INTERRUPTED = "recording", "interrupted"
VALIDATION = "validation"  # a column where one of the runs has kept a part back
Plain = bool | int | float | str
Stamp = tuple[int, ...]


@dataclass(frozen=True)
class Entry:
    """One recording.

    Attributes:
        size: bytes on disk.
        problem: why it cannot be read, in one sentence; everything below is then empty.
        name: what its user calls it, or the file's name.
        state: ``new``, ``stopped``, ``finished``, ``failed``, ``recording``, or ``interrupted`` by a crash.
        step, total: steps taken and planned.
        metric: the one its result is measured by; "" while nothing was tested yet.
        result, baseline: of that metric; the baseline is None where the task has none.
        validation: the same of the validation part; None where nothing is kept back.
        seconds: of training; None where nobody noted it.
        created: seconds since 1970; 0 where unknown.
        settings: dotted path → value, all that decides the run.
    """

    path: Path
    size: int
    problem: str = ""
    name: str = ""
    tags: tuple[str, ...] = ()
    state: str = ""
    architecture: str = ""
    task: str = ""
    step: int = 0
    total: int = 0
    metric: str = ""
    result: float | None = None
    baseline: float | None = None
    seconds: float | None = None
    created: float = 0.0
    settings: dict[str, Plain] = field(default_factory=dict)
    validation: float | None = None

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        if self.problem:
            return {"run": str(self.path), "size": self.size, "problem": self.problem}
        return {
            "run": str(self.path), "size": self.size, "name": self.name, "tags": list(self.tags), "state": self.state,
            "architecture": self.architecture, "task": self.task, "steps": self.step, "total_steps": self.total,
            "metric": self.metric, "result": self.result, "baseline": self.baseline, "seconds": self.seconds,
            "created": self.created, "validation": self.validation,
        }  # fmt: skip


class Listing:
    """The recordings of one folder. Raises RunFileError where it cannot be listed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[Path, tuple[Stamp, Entry]] = {}

    def scan(self) -> Iterator[Entry]:
        """One entry after the other, by file name; a file that has not changed since is not opened again."""
        try:
            paths = sorted(path for path in self.folder.iterdir() if path.suffix == ".run" and path.is_file())
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise RunFileError(f"{self.folder}: cannot be listed ({reason}); choose another folder.") from None
        for gone in self._known.keys() - set(paths):
            del self._known[gone]
        for path in paths:
            held = is_held(path)
            try:
                stamp = _stamp(path, held)
            except OSError:
                continue  # deleted since
            known = self._known.get(path)
            if known is None or known[0] != stamp:
                known = self._known[path] = (stamp, read(path, stamp[1] + stamp[3], held))
            yield known[1]


def _stamp(path: Path, held: bool) -> Stamp:
    """Changes whenever the file or what is still beside it does: mtime, bytes, mtime, bytes, writer."""
    status = path.stat()
    log = path.with_name(f"{path.name}-wal")
    beside = log.stat() if log.exists() else None
    return (
        status.st_mtime_ns, status.st_size, beside.st_mtime_ns if beside else 0, beside.st_size if beside else 0, held
    )  # fmt: skip


def read(path: Path, size: int, held: bool) -> Entry:
    """What a recording says of itself; a damaged one says why it cannot be read."""
    try:
        with RunReader(path) as reader, reader.one_moment():
            return _entry(reader, size, held)
    except PlaygroundError as error:
        return Entry(path, size, str(error))


def _entry(reader: RunReader, size: int, held: bool) -> Entry:
    path = reader.path
    try:
        known = reader.notes("experiment", "info", "state", "name", "tags", "created")
        values = migrations.current(json.loads(known["experiment"]))
        values["training"] = training_groups.completed(values["training"])
        info = json.loads(known["info"])
        baseline = {str(name): float(value) for name, value in info.get("baseline", {}).items()}
        metrics = reader.last_metrics()
        judged = judged_by(of_task(str(values["task"]["kind"])), metrics, baseline)
        kept_back = reader.last_metrics(DataPart.VALIDATION) if values["training"].get("validation") else {}
        return Entry(
            path, size, "", known.get("name") or path.stem, tuple(map(str, json.loads(known.get("tags", "[]")))),
            _state(known["state"], held), str(values["architecture"]["kind"]), str(values["task"]["kind"]),
            reader.last_step(), int(info.get("total_steps", 0)), judged, metrics.get(judged), baseline.get(judged),
            reader.clock_end(), float(known.get("created", 0)), flat(values), kept_back.get(judged),
        )  # fmt: skip
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise RunFileError(f"{path}: is damaged (its facts cannot be read); use an earlier copy.") from None


def flat(values: Any, path: str = "") -> dict[str, Plain]:
    """Nested settings as dotted path → value: ``training.learning_rate``, ``architecture.stages.0.channels``."""
    found: dict[str, Plain] = {}
    _flatten(values, path, found)
    return found


def _flatten(values: Any, path: str, found: dict[str, Plain]) -> None:
    if isinstance(values, dict | list):
        for key, value in values.items() if isinstance(values, dict) else enumerate(values):
            _flatten(value, f"{path}.{key}" if path else str(key), found)
    else:
        found[path] = values if isinstance(values, Plain) else str(values)


def differing(entries: list[Entry]) -> list[str]:
    """The settings that two of these runs both have and in which they differ, in the order of the experiment."""
    seen: dict[str, set[tuple[str, Plain]]] = {}
    for entry in entries:
        for path, value in entry.settings.items():
            seen.setdefault(path, set()).add((type(value).__name__, value))
    return [path for path, values in seen.items() if len(values) > 1]


def _state(state: str, held: bool) -> str:
    if held:
        return RECORDING
    return INTERRUPTED if state not in ("new", "stopped", "finished", "failed") else state


def sort_key(entry: Entry, column: str) -> Any:
    """What a column is sorted by; None where there is nothing. Results are ranked by how good they are."""
    if entry.problem:
        return None
    keys: dict[str, Any] = {
        "name": entry.name.casefold(), "tags": entry.tags or None, "state": entry.state, "steps": entry.step,
        "result": _good(entry, entry.result), VALIDATION: _good(entry, entry.validation), "time": entry.seconds,
        "recorded": entry.created,
    }  # fmt: skip
    if column in keys:
        return keys[column]
    value = entry.settings.get(column)
    number = isinstance(value, bool | int | float)
    return None if value is None else (not number, value if number else 0, "" if number else str(value))


def _good(entry: Entry, value: float | None) -> tuple[str, float] | None:
    return (entry.metric, metric(entry.metric).rank(value)) if value is not None and value == value else None
