"""Pruning: gives a run up that is worse than half of the others were at the same point of theirs."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import isfinite
from typing import TYPE_CHECKING

from playground.experiment.metrics import judged_by, of_task
from playground.experiment.registry import kind_of
from playground.foundation.errors import RunFileError
from playground.runs.reader import RunReader
from playground.runs.schema import DataPart
from playground.sweeps.planned import Planned

if TYPE_CHECKING:
    import optuna

LOOK_SECONDS = 1.0  # between two looks at one recording
HUNDREDTHS = 100  # of a run, by which runs of different lengths are compared


class Pruning:
    """Reports validation results of runs that train to a study, whose pruner judges them."""

    def __init__(
        self, study: optuna.Study, storage: optuna.storages.BaseStorage, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._study, self._storage, self._clock = study, storage, clock
        self._next: dict[int, float] = {}

    def lags(self, ident: int, run: Planned) -> bool:
        """Whether a trial, judged by this run of it, should be given up."""
        now = self._clock()
        if now < self._next.get(ident, 0.0) or not run.path.exists():
            return False
        self._next[ident] = now + LOOK_SECONDS
        trial = self._storage.get_trial(ident)
        if trial.state.is_finished():
            return False
        told = set(trial.intermediate_values)
        for share, value in _curve(run):
            if share not in told:
                self._storage.set_trial_intermediate_value(ident, share, value)
                if self._study.pruner.prune(self._study, self._storage.get_trial(ident)):
                    return True
        return False


def _curve(run: Planned) -> list[tuple[int, float]]:
    """Hundredths of the run and what the validation part came to there; the first of those that fall together."""
    try:
        with RunReader(run.path) as reader:
            tested, total = reader.metrics(DataPart.VALIDATION), int(reader.info.get("total_steps", 0))
    except RunFileError:  # it is being laid out
        return []
    found: dict[int, float] = {}
    for step, metrics in tested:
        name = judged_by(of_task(kind_of(run.experiment.task)), metrics)
        if 0 < step < total and isfinite(metrics.get(name, float("nan"))):
            found.setdefault(HUNDREDTHS * step // total, metrics[name])
    return sorted(found.items())
