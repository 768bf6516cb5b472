"""``playground train``: the same Session as in the window, in this process, without Qt."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from math import isfinite
from pathlib import Path
from types import FrameType
from typing import Any

from playground.cli.console import print_json
from playground.cli.diagnoses import Diagnoses
from playground.cli.progress import ProgressBar
from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.experiment.overrides import override
from playground.foundation.errors import InterventionError, PlaygroundError, RunFileError
from playground.foundation.places import new_run
from playground.protocol.commands import Stop
from playground.protocol.events import Diagnosed, Evaluated, Event, Progress, RunStarted, RunState, StateChanged
from playground.runs import provenance
from playground.runs.extending import continued
from playground.runs.interventions import Recorded, recorded
from playground.runs.reader import RunReader
from playground.session.control import Control
from playground.session.status import RunResult


class TrainingError(PlaygroundError):
    """The run ended without a result."""


def train(arguments: argparse.Namespace) -> int:
    """Train, record, and print the result. 130 or 143 after a signal, with the run file valid."""
    experiment, path = _asked(arguments)
    plan = _plan(arguments.replay, experiment)
    experiment.layers()  # bad settings and missing data are found before torch is loaded
    report = _Report(sys.stderr)
    from playground.session.session import Session

    control, begin = Control(), None
    if arguments.weights is not None:
        from playground.exports.importing import start_from

        begin = start_from(arguments.weights)
    resume = arguments.resume is not None
    session = Session(0, experiment, path, report.take, control, resume, begin, plan)
    with _signals(control) as received:
        state = session.run()
    report.bar.close()
    failed = state is RunState.FAILED
    if failed and not report.started:
        raise TrainingError(report.reason)
    result = report.result(session.path, session.result)
    if arguments.json:
        print_json(result)
    elif not failed:
        _print(result, report.baseline_name, report.diagnoses.sentences())
    if failed:
        raise TrainingError(report.reason)
    return 128 + received[0] if received else 0


def _asked(arguments: argparse.Namespace) -> tuple[Experiment, Path]:
    """The experiment and its recording: a new one, or one that goes on. Raises PlaygroundError."""
    if arguments.resume is not None:
        given = {"PRESET": arguments.experiment, "--set": arguments.assignments, "--seed": arguments.seed}
        given |= {"--device": arguments.device, "--out": arguments.out, "--replay": arguments.replay}
        given |= {"--weights": arguments.weights}
        for name, value in given.items():
            if value not in (None, []):
                raise PlaygroundError(f"--resume goes on with what was recorded: leave out {name}, or train anew.")
        return continued(arguments.resume, arguments.steps), arguments.resume
    if arguments.experiment is None:
        raise PlaygroundError("Name a PRESET to train, or a recording to go on with (--resume FILE.run).")
    preset = presets.find(arguments.experiment)
    path = arguments.out or new_run(preset.name)
    if path.suffix != ".run":
        raise RunFileError(f"{path}: a recording's name ends in .run; choose such a name.")
    return _experiment(preset.experiment, arguments), path


def _experiment(experiment: Experiment, arguments: argparse.Namespace) -> Experiment:
    extra = list(arguments.assignments)
    if arguments.steps is not None:
        extra += [f"training.duration={arguments.steps}", "training.duration_unit=steps"]
    if arguments.seed is not None:
        extra.append(f"training.seed={arguments.seed}")
    if arguments.device is not None:
        extra.append(f"training.device={arguments.device}")
    return override(experiment, extra)


def _plan(recording: Path | None, experiment: Experiment) -> list[Recorded]:
    """The interventions of a recording. Raises PlaygroundError when there is none to replay, or on changed data."""
    if recording is None:
        return []
    with RunReader(recording) as reader:
        plan = recorded(reader)
        if plan and Experiment.from_json(reader.experiment_json).task == experiment.task:
            provenance.load(reader)  # which says so where the data is not what it was
    if not plan:
        raise InterventionError(f"{recording}: holds no interventions to replay; choose a run that was changed.")
    return plan


class _Report:
    """Gathers the events of a run into a progress bar and a result."""

    def __init__(self, stream: Any) -> None:
        self.bar = ProgressBar(stream)
        self.reason = ""
        self.diagnoses = Diagnoses()
        self._started: RunStarted | None = None
        self._step = 0
        self._metrics: dict[str, float] = {}

    def take(self, event: Event) -> None:
        match event:
            case RunStarted():
                self._started, self._step = event, event.step
            case Progress() if self._started is not None:
                self._step = event.last_step
                note = "  ".join(f"test {name} {value:.4g}" for name, value in self._metrics.items())
                total = self._started.total_steps
                self.bar.update(self._step, total, event.steps_per_second, float(event.losses[-1]), note)
            case Diagnosed():
                self.diagnoses.take(event)
            case Evaluated():
                self._metrics = dict(event.metrics)
            case StateChanged(reason=reason) if reason:
                self.reason = reason

    @property
    def started(self) -> bool:
        """Whether the run came to its first step."""
        return self._started is not None

    @property
    def baseline_name(self) -> str:
        """What the baseline answers."""
        return self._started.baseline_name if self._started is not None else ""

    def result(self, path: Path, result: RunResult) -> dict[str, Any]:
        assert self._started is not None
        loss, seconds = result.last_loss, result.seconds
        return {
            "steps": self._step,
            "loss": loss if isfinite(loss) else None,
            "metrics": self._metrics,
            "baseline": dict(self._started.baseline),
            "diagnoses": self.diagnoses.values(),
            "parameters": self._started.parameters,
            "run": str(path),
            "seconds": round(seconds, 3),
            "steps_per_second": round(result.steps / seconds, 2) if seconds > 0 else 0.0,
        }


def _print(result: dict[str, Any], baseline_name: str, diagnoses: list[str]) -> None:
    metrics = ", ".join(f"test {name} {value:.4g}" for name, value in result["metrics"].items())
    baseline = ", ".join(f"{name} {value:.4g}" for name, value in result["baseline"].items())
    print(f"{result['steps']} steps in {result['seconds']:.1f} s ({result['steps_per_second']:.0f} steps/s)")
    print(f"{metrics} ({baseline_name}: {baseline})")
    for sentence in diagnoses:
        print(f"diagnosis: {sentence}")
    print(f"recorded in {result['run']}")


@contextmanager
def _signals(control: Control) -> Iterator[list[int]]:
    """SIGINT and SIGTERM end the run after its step; the list tells which came."""
    received: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        received.append(number)
        control.send(Stop())

    names = [signal.SIGINT, signal.SIGTERM]
    before = [signal.signal(name, stop) for name in names]
    try:
        yield received
    finally:
        for name, handler in zip(names, before, strict=True):
            signal.signal(name, handler)
