"""Racing: what two experiments must share so that only what is compared differs between them."""

from __future__ import annotations

from playground.experiment.experiment import Experiment
from playground.foundation.errors import PlaygroundError

SHARED = ("seed", "batch_size", "duration", "duration_unit", "evaluate_every", "device")


def rival(first: Experiment, second: Experiment) -> Experiment:
    """``second`` on the data of ``first``, with its seed, its batches and its length.

    Raises SettingsError where the architecture of ``second`` cannot do the task of ``first``, or DataError.
    """
    given, values = first.values(), second.values()
    values["task"] = given["task"]
    values["training"] |= {name: given["training"][name] for name in SHARED}
    found = Experiment.parse(values)
    found.layers()
    return found


def fit(first: Experiment, second: Experiment) -> bool:
    """Whether they can race: the same kind of task, and an architecture that can do it."""
    try:
        return type(first.task) is type(second.task) and bool(rival(first, second))
    except PlaygroundError:
        return False
