"""Extending: which recordings can go on, and for how long; what else than the length decides a run stays as it is."""

from __future__ import annotations

from pathlib import Path

from playground.experiment import data_places
from playground.experiment.experiment import Experiment
from playground.foundation.errors import RunFileError
from playground.runs import provenance
from playground.runs.checkpoint import Checkpoint
from playground.runs.lock import is_held
from playground.runs.reader import RunReader

FREE = frozenset({"duration", "duration_unit", "recording", "device"})  # how long, how much is kept, and where


def same_run(one: Experiment, other: Experiment) -> bool:
    """Whether two experiments take the same steps for as long as both last: they differ in length and device at most,
    and in where their data lies, which is known again by its fingerprint.

    On another device the numbers are rounded otherwise: a run that goes on there has other last bits. A schedule that
    depends on the length is stretched to the new one from the step on at which a run goes on.
    """
    return _without_what_is_free(one) == _without_what_is_free(other)


def total_steps(experiment: Experiment, known: Experiment, steps: int) -> int | None:
    """Steps that ``experiment`` asks for, seen from one that differs in its length only and takes ``steps``.

    None where a length in epochs cannot be told from one in steps without the data.
    """
    wanted, had = experiment.training, known.training
    if wanted.duration_unit == "steps":
        return wanted.duration
    return steps // had.duration * wanted.duration if had.duration_unit == "epochs" else None


def check_continuation(reader: RunReader, experiment: Experiment) -> None:
    """Raises RunFileError where the recording is of another experiment."""
    recorded = Experiment.from_json(reader.experiment_json)
    elsewhere = recorded.task != experiment.task and provenance.known(reader) is None  # nothing would tell other data
    if elsewhere or not same_run(recorded, experiment):
        raise RunFileError(f"{reader.path}: holds another experiment; only its length and device may change to go on.")


def continued(
    path: Path, steps: int | None = None, device: str | None = None, data: Path | None = None
) -> Experiment:  # fmt: skip
    """The experiment with which a recording goes on; ``steps`` is its new total, ``device`` where it goes on, ``data``
    where what it learned from is now.

    Raises:
        RunFileError: one sentence where it cannot go on: no checkpoint, being recorded, nothing left to do.
    """
    with RunReader(path) as reader:
        if is_held(path):
            raise RunFileError(f"{path}: is being recorded by another run; stop that one first.")
        experiment = Experiment.from_json(reader.experiment_json)
        experiment = experiment.changed({"training.device": device}) if device else experiment
        experiment = moved(experiment, data) if data is not None else experiment
        saved = reader.checkpoint_steps()
        planned = reader.info.get("total_steps")
    if not saved:
        raise RunFileError(f"{path}: has no checkpoint to go on from; train the experiment anew.")
    if steps is None:
        if saved[-1] == planned:
            raise RunFileError(
                f"{path}: is finished after {saved[-1]} steps; give a larger total to extend it (--steps)."
            )
        return experiment
    if steps <= saved[-1]:
        raise RunFileError(f"{path}: has taken {saved[-1]} steps already; --steps is the new total, so give more.")
    return experiment.changed({"training.duration": steps, "training.duration_unit": "steps"})


def moved(experiment: Experiment, data: Path) -> Experiment:
    """The same with its data at another place. Raises RunFileError where it has none of the user's."""
    known = list(data_places.places(experiment))
    if len(known) != 1:
        raise RunFileError(f"This run learned from no single file or folder of yours, so {data} is not needed.")
    return experiment.changed({known[0]: str(data.absolute())})


def seconds_of(checkpoint: Checkpoint) -> float:
    """How long the training took until a checkpoint; 0 where nobody noted it."""
    seconds = checkpoint.state.get("seconds", 0.0)
    return float(seconds) if isinstance(seconds, int | float) and seconds >= 0 else 0.0


def _without_what_is_free(experiment: Experiment) -> dict[str, object]:
    values = data_places.without(experiment).values()
    values["training"] = {name: value for name, value in values["training"].items() if name not in FREE}
    return values
