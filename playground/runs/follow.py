"""Follow: a recording that another process is writing, as the events that a live session sends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from playground.foundation.errors import RunFileError
from playground.protocol.events import (
    CheckpointSaved,
    Event,
    Intervened,
    Progress,
    RunState,
    StateChanged,
)
from playground.runs import findings
from playground.runs.interventions import recorded
from playground.runs.lock import is_held
from playground.runs.reader import RunReader
from playground.runs.replay import evaluations, pictures_at, started_from


class Follower:
    """Each ``poll`` gives what is new in the file since the last one; nothing is said twice.

    Attributes:
        over: the writer has ended, so that nothing new will come.
    """

    def __init__(self, path: Path, run: int) -> None:
        self.path, self._run = path, run
        self.over = False
        self._begun = False
        self._step = self._evaluated = self._pictured = self._saved = -1
        self._interventions = self._findings = 0  # told so far
        self._seconds = 0.0

    def poll(self, now: float) -> Iterator[Event]:
        """New events in order; ``now`` is a clock in seconds, for the rate. Raises RunFileError."""
        writing = is_held(self.path)  # asked first: what is written until it is let go is read below
        with RunReader(self.path) as reader:
            yield from self._beginning(reader)
            if self._begun:
                yield from self._news(reader, now)
                if not writing:
                    yield self._end(reader)

    def _beginning(self, reader: RunReader) -> Iterator[Event]:
        if not self._begun and (started := started_from(reader, self._run)) is not None:
            self._begun = True
            yield started
            yield StateChanged(self._run, RunState.RUNNING)

    def _news(self, reader: RunReader, now: float) -> Iterator[Event]:
        steps, losses = reader.losses(self._step)
        if len(steps):
            seconds, self._seconds = now - self._seconds, now
            rate = len(steps) / seconds if self._step > 0 and seconds > 0 else 0.0
            self._step = int(steps[-1])
            yield Progress(self._run, int(steps[0]), losses, rate)
        for tested in evaluations(reader, self._run):
            if tested.step > self._evaluated:
                self._evaluated = tested.step
                yield tested
        yield from self._done_and_found(reader)
        recorded, saved = reader.snapshot_steps(), reader.checkpoint_steps()
        if recorded and recorded[-1] > self._pictured:
            self._pictured = recorded[-1]
            pictures = pictures_at(reader, self._pictured, self._run)
            if pictures is not None:
                yield pictures
        if saved and saved[-1] > self._saved:
            self._saved = saved[-1]
            yield CheckpointSaved(self._run, self._saved, self.path)

    def _done_and_found(self, reader: RunReader) -> Iterator[Event]:
        """Interventions and diagnoses that were not told yet."""
        done, found = recorded(reader), list(findings.read(reader, self._run))
        for one in done[self._interventions :]:
            yield Intervened(self._run, one.step, one.intervention, one.before, one.after)
        yield from found[self._findings :]
        self._interventions, self._findings = len(done), len(found)

    def _end(self, reader: RunReader) -> Event:
        self.over = True
        try:
            state = RunState(reader.state)
        except ValueError:
            raise RunFileError(f"{self.path}: is damaged (its state is unknown); use an earlier copy.") from None
        return StateChanged(self._run, state if state.over else RunState.STOPPED, reader.reason)
