"""The queue file: which experiments are to be trained, in which order; a person may edit it while they are."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from playground.experiment import presets
from playground.experiment.setting_paths import frozen
from playground.foundation.errors import PlaygroundError, PresetError, SettingsError
from playground.foundation.problems import problems_of
from playground.foundation.settings import Settings
from playground.sweeps.planned import Planned
from playground.sweeps.working import Verb

NAME = "queue.toml"
LETTERS = 8  # of the sum over what is asked, which tells runs of one preset apart


class Queued(Settings):
    """One ``[[run]]`` of the file.

    Attributes:
        preset: name, or a file beside the queue.
        set: dotted path → value.
        name: of its recording; without it one that follows from what is asked.
        hold: it is not begun, and ended where it runs, until this is taken out again.
    """

    preset: str = Field(min_length=1)
    set: dict[str, Any] = Field(default_factory=dict)
    name: str = Field("", pattern=r"^[\w][\w .+-]{0,99}$|^$")
    hold: bool = False

    def planned(self, folder: Path) -> Planned:
        """What is to be done for it. Raises PlaygroundError."""
        preset = str((folder / self.preset).absolute()) if self.preset.endswith(".toml") else self.preset
        experiment = presets.find(preset).experiment.changed(self.set)
        experiment.layers()
        return Planned(folder / f"{self._stem()}.run", preset, self.set, experiment)

    def _stem(self) -> str:
        if self.name:
            return self.name
        asked = json.dumps([self.preset, self.set], sort_keys=True, default=str)
        return f"{Path(self.preset).stem}-{hashlib.sha256(asked.encode()).hexdigest()[:LETTERS]}"


class _Listed(Settings):
    """The whole file; its verb is read by hand, for a word is no member of an enumeration yet."""

    state: str = Verb.RUN.value
    run: tuple[Queued, ...] = ()


class QueueFile:
    """The queue of a folder, read again when it was changed.

    Args:
        raw: what the file would say, in place of what lies there.

    Attributes:
        problem: why the file cannot be used as it is now; what it said before then goes on.
        verb: what is asked for; ``runs`` what is to be trained, in order.
        held: recordings of those that are not to be begun now.
    """

    def __init__(self, folder: Path, raw: bytes | None = None) -> None:
        self.path = folder / NAME
        self.problem = ""
        self.verb = Verb.RUN
        self.runs: tuple[Planned, ...] = ()
        self.held: frozenset[Path] = frozenset()
        self._known: tuple[int, int] = (0, 0)
        self._planned: dict[str, Planned] = {}  # of presets that are part of the program
        if raw is None:
            self._read()
        else:
            self.take(raw)

    def refresh(self) -> None:
        """Look whether it was changed."""
        try:
            if self._stamp() != self._known:
                self._read()
            self.problem = ""
        except PlaygroundError as error:
            self.problem = str(error)

    def _read(self) -> None:
        """Raises PlaygroundError."""
        stamp = self._stamp()
        try:
            raw = self.path.read_bytes()[: presets.MAX_BYTES + 1]
        except OSError as error:
            raise PlaygroundError(f"{self.path}: cannot be read ({error.strerror}); check the name.") from None
        self.take(raw)
        self._known = stamp

    def take(self, raw: bytes) -> None:
        """What such a file would say, though it may not lie there. Raises PlaygroundError, and nothing has changed."""
        listed = _checked(presets.table_of(raw, str(self.path)), str(self.path))
        runs = tuple(self._run(at, queued) for at, queued in enumerate(listed.run, 1))
        twice = [path for path, count in Counter(run.path for run in runs).items() if count > 1]
        if twice:
            raise PlaygroundError(f"{self.path}: {twice[0].stem} stands there twice; give one of them another name.")
        self.verb, self.runs = Verb(listed.state), runs
        self.held = frozenset(run.path for run, queued in zip(runs, listed.run, strict=True) if queued.hold)

    def _run(self, number: int, queued: Queued) -> Planned:
        asked = queued.model_dump_json(exclude={"hold"})
        found = self._planned.get(asked) or _planned(number, queued, self.path)
        if not queued.preset.endswith(".toml"):
            self._planned[asked] = found
        return found

    def _stamp(self) -> tuple[int, int]:
        try:
            status = self.path.stat()
        except OSError as error:
            raise PlaygroundError(f"{self.path}: cannot be read ({error.strerror}); check the name.") from None
        return status.st_mtime_ns, status.st_size


def _checked(table: dict[str, Any], source: str) -> _Listed:
    try:
        plain = {key: frozen(value) if key == "run" else value for key, value in table.items()}
        listed = _Listed.model_validate(plain)
    except ValidationError as error:
        raise PresetError(str(SettingsError(problems_of(error), source))) from None
    verbs = [verb.value for verb in Verb]
    if listed.state not in verbs:
        raise PlaygroundError(f"{source}: state is {listed.state!r}; write one of {', '.join(verbs)}.")
    return listed


def _planned(number: int, queued: Queued, path: Path) -> Planned:
    try:
        return queued.planned(path.parent)
    except PlaygroundError as error:
        raise PlaygroundError(f"{path}: its run {number} cannot be trained: {error}") from None
