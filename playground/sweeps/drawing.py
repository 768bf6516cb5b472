"""Drawing: the next setting of a study by the tree-structured Parzen estimator (Bergstra et al., NeurIPS 2011)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from playground.sweeps.axes import Axis, Listed
from playground.sweeps.planned import plain

if TYPE_CHECKING:
    import optuna


def draw(study: optuna.Study, seed: int) -> int:
    """Begin a trial; returns its number. The same seed after the same trials draws the same setting."""
    import optuna

    # trials that run elsewhere count as bad ones, so that not all parents try the same place at once
    study.sampler = optuna.samplers.TPESampler(seed=seed, constant_liar=True)
    return study.ask().number


def values(study: optuna.Study, ident: int, axes: Sequence[Axis]) -> dict[str, Any]:
    """Path → value of a trial, rounded to what a person can type; what was drawn before stays."""
    import optuna

    trial = optuna.trial.Trial(study, ident)
    return {axis.path: _value(trial, axis) for axis in axes}


def _value(trial: optuna.trial.Trial, axis: Axis) -> Any:
    if isinstance(axis, Listed):
        if len(axis.values) == 1:
            return axis.values[0]
        words = [plain(value) for value in axis.values]
        return axis.values[words.index(str(trial.suggest_categorical(axis.path, words)))]
    if axis.whole:
        return axis.value(trial.suggest_int(axis.path, int(axis.low), int(axis.high), log=axis.log))
    return axis.value(trial.suggest_float(axis.path, axis.low, axis.high, log=axis.log))
