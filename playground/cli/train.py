"""``playground train``: the same Session as in the window, in this process, without Qt."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import isfinite
from pathlib import Path
from types import FrameType
from typing import Any

from playground.cli import diagnoses
from playground.cli.console import print_json
from playground.cli.many import grouped
from playground.cli.many.closing import until_closed
from playground.cli.own import published, trying
from playground.cli.progress import ProgressLine, clock
from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.experiment.metrics import metric
from playground.experiment.overrides import assigned
from playground.foundation.collector import uncollected
from playground.foundation.errors import InterventionError, PlaygroundError, RunFileError
from playground.foundation.places import new_run
from playground.foundation.ranks import Rank
from playground.protocol.commands import Stop
from playground.protocol.events import Evaluated, Event, Progress, RunStarted, RunState
from playground.runs import provenance
from playground.runs.extending import continued
from playground.runs.interventions import Recorded, recorded
from playground.runs.reader import RunReader
from playground.session.control import Control
from playground.session.outcome import Outcome, TrainingError


def train(arguments: argparse.Namespace) -> int:
    """Train, record, and print the result. 130 or 143 after a signal, with the run file valid."""
    rank = Rank.found()
    if rank is not None and not rank.leads:
        return grouped.follow(rank)
    control, progress = Control(), _Progress()
    closed = until_closed(lambda: control.send(Stop())) if arguments.until_closed else None
    experiment, path = _asked(arguments)
    plan = _plan(arguments.replay, experiment)
    experiment.layers()  # bad settings and missing data are found before torch is loaded
    with uncollected():
        from playground.session.headless import train as trained
        from playground.training.weights.importing import beginning

    begin = beginning(experiment, arguments.weights) if arguments.resume is None else None
    if closed is not None and closed.is_set():  # nobody waits for it any more, and another may have begun it anew
        return 128 + signal.SIGTERM
    with _signals(control) as received, grouped.leading(rank, experiment, begin) as begun:
        outcome = trained(experiment, path, progress.take, control, arguments.resume is not None, begun, plan)
    progress.line.close()
    failed = outcome.state is RunState.FAILED
    if arguments.json:
        print_json(_values(outcome))
    elif not failed:
        _print(outcome)
    if failed:
        raise TrainingError(outcome.reason)
    return 128 + received[0] if received else 0


def _asked(arguments: argparse.Namespace) -> tuple[Experiment, Path]:
    """The experiment and its recording: a new one, or one that goes on. Raises PlaygroundError."""
    if arguments.resume is not None:
        given = {"PRESET": arguments.experiment, "--set": arguments.assignments, "--seed": arguments.seed}
        given |= {"--out": arguments.out, "--replay": arguments.replay, "--weights": arguments.weights}
        for name, value in given.items():
            if value not in (None, []):
                raise PlaygroundError(f"--resume goes on with what was recorded: leave out {name}, or train anew.")
        return continued(arguments.resume, arguments.steps, arguments.device, arguments.data), arguments.resume
    if arguments.data is not None:
        raise PlaygroundError("--data says where the data of a recording is now: name the recording with --resume.")
    if arguments.experiment is None:
        raise PlaygroundError("Name a PRESET to train, or a recording to go on with (--resume FILE.run).")
    if arguments.experiment == published.KIND:
        return _experiment(published.experiment(arguments.assignments), {}, arguments), _path(arguments, published.KIND)
    file = trying.file_named(arguments.experiment)
    preset = None if file is not None else presets.find(arguments.experiment)
    path = _path(arguments, preset.name if preset is not None else Path(arguments.experiment).stem)
    if file is None:
        assert preset is not None
        return _experiment(preset.experiment, assigned(arguments.assignments), arguments), path
    experiment, _ = trying.experiment(file, arguments.assignments)
    return _experiment(experiment, {}, arguments), path


def _path(arguments: argparse.Namespace, name: str) -> Path:
    path: Path = arguments.out or new_run(name)
    if path.suffix != ".run":
        raise RunFileError(f"{path}: a recording's name ends in .run; choose such a name.")
    return path


def _experiment(experiment: Experiment, changes: dict[str, Any], arguments: argparse.Namespace) -> Experiment:
    if arguments.steps is not None:
        changes |= {"training.duration": arguments.steps, "training.duration_unit": "steps"}
    if arguments.seed is not None:
        changes["training.seed"] = arguments.seed
    if arguments.device is not None:
        changes["training.device"] = arguments.device
    return experiment.changed(changes)


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


class _Progress:
    """Shows how far a run is."""

    def __init__(self) -> None:
        self.line = ProgressLine()
        self._total = 0
        self._metrics: dict[str, float] = {}

    def take(self, event: Event) -> None:
        """Follow one of its events."""
        match event:
            case RunStarted():
                self._total = event.total_steps
            case Evaluated():
                self._metrics = dict(event.metrics)
            case Progress():
                step, total, rate = event.last_step, self._total, event.steps_per_second
                left = clock((total - step) / rate) if rate > 0 else "–"
                words = f"step {step}/{total}  {rate:.0f} steps/s  {left} left  loss {float(event.losses[-1]):.4g}"
                self.line.show(step, total, "  ".join([words, *_words(self._metrics)]))


def _words(metrics: Mapping[str, float], part: str = "test") -> list[str]:
    return [f"{part} {name} {metric(name).plain(value)}" for name, value in metrics.items()]


def _values(outcome: Outcome) -> dict[str, Any]:
    return {
        "steps": outcome.step,
        "loss": outcome.loss if isfinite(outcome.loss) else None,
        "metrics": outcome.metrics,
        **({"validation": outcome.validation} if outcome.validation else {}),
        "baseline": outcome.baseline,
        "diagnoses": diagnoses.values(outcome.diagnoses),
        "parameters": outcome.parameters,
        "run": str(outcome.path),
        "seconds": round(outcome.seconds, 3),
        "steps_per_second": round(outcome.rate, 2),
    }


def _print(outcome: Outcome) -> None:
    baseline = ", ".join(f"{name} {metric(name).plain(value)}" for name, value in outcome.baseline.items())
    print(f"{outcome.step} steps in {outcome.seconds:.1f} s ({outcome.rate:.0f} steps/s)")
    print(f"{', '.join(_words(outcome.metrics))} ({outcome.baseline_name}: {baseline})")
    if outcome.validation:
        print(", ".join(_words(outcome.validation, "validation")))
    for sentence in diagnoses.sentences(outcome.diagnoses):
        print(f"diagnosis: {sentence}")
    print(f"recorded in {outcome.path}")


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
