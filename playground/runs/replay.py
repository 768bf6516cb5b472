"""Replay: a recording as the same events that a live session sends, so that nothing is drawn twice."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from playground.foundation.errors import RunFileError
from playground.protocol.events import (
    Evaluated,
    Event,
    Intervened,
    Pictures,
    Progress,
    RunStarted,
    RunState,
    StateChanged,
)
from playground.protocol.snapshot import PictureInfo
from playground.runs import findings, provenance
from playground.runs.interventions import recorded as recorded_interventions
from playground.runs.reader import RunReader
from playground.runs.schema import DataPart

BLOCK = 10_000
FOLLOWED = 300  # points of a picture that is drawn over steps; a panel is hardly wider
OVER_STEPS = {
    ("layer", "quantile"),
    ("measure", "layer"),
    ("secret",),
}  # axes of pictures that are drawn over the steps of a run


def run_info(started: RunStarted) -> dict[str, Any]:
    """What a run file keeps of ``RunStarted``; ``started_from`` is its inverse."""
    return {
        "total_steps": started.total_steps,
        "parameters": started.parameters,
        "device": started.device,
        "threads": started.threads,
        "baseline": dict(started.baseline),
        "pictures": [[info.name, list(info.axes), list(info.shape)] for info in started.pictures],
        "specimen": started.specimen,
        "baseline_name": started.baseline_name,
        "others": {name: dict(metrics) for name, metrics in started.others.items()},
        "epoch_steps": started.epoch_steps,
        "live": {name: dict(metrics) for name, metrics in started.live.items()},
        "live_examples": started.live_examples,
    }


def started_from(reader: RunReader, run: int) -> RunStarted | None:
    """The beginning of a recorded run; None if it never came to its first step. Raises RunFileError."""
    info = reader.info
    if not info:
        return None
    kept = provenance.known(reader)
    try:
        pictures = tuple(PictureInfo(str(name), tuple(axes), tuple(shape)) for name, axes, shape in info["pictures"])
        return RunStarted(
            run, reader.experiment_json, 0, int(info["total_steps"]), int(info["parameters"]), str(info["device"]),
            int(info["threads"]), dict(info["baseline"]), pictures, str(info["specimen"]), reader.path,
            str(info.get("baseline_name", "majority class")),
            dict(info.get("others", info.get("weaker", {}))),  # "weaker": until version 0.1
            int(info.get("epoch_steps", 0)), dict(info.get("live", {})), int(info.get("live_examples", 0)),
            kept.shape if kept is not None else None,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError):
        raise RunFileError(f"{reader.path}: is damaged (its facts cannot be read); use an earlier copy.") from None


def replay(reader: RunReader, run: int = 0) -> Iterator[Event]:
    """All events of the recording: start, losses and evaluations in order, what was done and found, pictures, end."""
    started = started_from(reader, run)
    if started is None:
        return
    yield started
    steps, losses = reader.losses()
    told = evaluations(reader, run)
    pending = next(told, None)
    for first in range(0, len(losses), BLOCK):
        block = Progress(run, int(steps[first]), losses[first : first + BLOCK], 0.0)
        while pending is not None and pending.step < block.first_step:
            yield pending
            pending = next(told, None)
        yield block
    while pending is not None:
        yield pending
        pending = next(told, None)
    for one in recorded_interventions(reader):
        yield Intervened(run, one.step, one.intervention, one.before, one.after)
    yield from findings.read(reader, run)
    recorded = reader.snapshot_steps()
    followed = {info.name for info in started.pictures if info.axes in OVER_STEPS}
    yield from (look for look in over_steps(reader, followed, run) if look.step != recorded[-1])
    if recorded and (pictures := pictures_at(reader, recorded[-1], run)) is not None:
        yield pictures
    state = reader.state
    known = state in (RunState.FINISHED.value, RunState.FAILED.value)
    yield StateChanged(run, RunState(state) if known else RunState.STOPPED, reader.reason)


def over_steps(reader: RunReader, names: Collection[str], run: int = 0) -> Iterator[Pictures]:
    """These pictures at each recorded step; of a very long recording each at so many as can be told apart.

    Raises RunFileError.
    """
    steps = reader.snapshot_steps() if names else []
    looks = {step: reader.snapshots(step, names) for step in _evenly(steps)}
    if len(steps) > len(looks):
        always = set(names).intersection(*({shot.name for shot in shots} for shots in looks.values()))
        looks = {step: [shot for shot in shots if shot.name in always] for step, shots in looks.items()}
        for name, at in reader.steps_with(set(names) - always).items():  # what is seldom, wherever it is
            for step in _evenly(at):
                looks.setdefault(step, []).extend(reader.snapshots(step, {name}))
    for step in sorted(looks):
        if shots := looks[step]:
            yield Pictures(run, step, tuple(shots))


def _evenly(steps: Sequence[int]) -> list[int]:
    """All of them, or so many from the first to the last as are followed."""
    count = min(FOLLOWED, len(steps))
    return [steps[index * (len(steps) - 1) // max(count - 1, 1)] for index in range(count)]


def evaluations(reader: RunReader, run: int = 0) -> Iterator[Evaluated]:
    """What each test came to, in order, on the test set and on the validation part. Raises RunFileError."""
    validation = dict(reader.metrics(DataPart.VALIDATION))
    for step, metrics in reader.metrics():
        yield Evaluated(run, step, metrics, validation.get(step, {}))


def pictures_at(reader: RunReader, step: int, run: int = 0) -> Pictures | None:
    """What was recorded at ``step`` or last before it; what is computed seldom as it was last recorded before.

    Each snapshot carries the step of its own.
    """
    snapshots = reader.snapshots(step)
    if not snapshots:
        return None
    missing = reader.snapshot_names() - {snapshot.name for snapshot in snapshots}
    earlier = [reader.latest(name, snapshots[0].step) for name in sorted(missing)]
    return Pictures(run, snapshots[0].step, (*snapshots, *filter(None, earlier)))
