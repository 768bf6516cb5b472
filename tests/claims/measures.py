"""Measures: numbers read off a run, for claims."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from playground.experiment import metrics
from playground.experiment.interventions import Change, SwitchOff, Undo
from playground.inspection import vitals
from playground.inspection.views import gradients
from tests.claims.claim import Array, Measure, Watched

Reduce = Callable[[NDArray[np.float64]], float]


def metric(name: str) -> Measure:
    """On the whole test set."""
    return lambda run: run.metrics[name]


def wrong(run: Watched) -> float:
    """How many examples of the test set are answered wrong."""
    return round((1 - run.metrics["accuracy"]) * len(run.trainer.data.test))


def training_loss(run: Watched) -> float:
    """Of the newest step."""
    return run.losses[-1]


def live(name: str) -> Measure:
    """The newest live test."""
    return lambda run: run.curve[max(run.curve)][name]


def best(name: str) -> Measure:
    """The best live test so far."""
    rank = metrics.metric(name).rank
    return lambda run: max((tested[name] for tested in run.curve.values()), key=rank)


def first_better(name: str, than: float) -> Measure:
    """The step of the first live test that is better than a number; infinity where none was."""

    def found(run: Watched) -> float:
        known = metrics.metric(name)
        return min((step for step, tested in run.curve.items() if known.beats(tested[name], than)), default=np.inf)

    return found


def lowest_at(name: str) -> Measure:
    """The step of the live test with the lowest value."""
    return lambda run: min(run.curve, key=lambda step: run.curve[step][name])


def fall(name: str, before: tuple[int, int], after: tuple[int, int]) -> Measure:
    """The share by which a curve's mean fell between two stretches of steps; ``training loss`` or a live metric."""

    def mean(run: Watched, stretch: tuple[int, int]) -> float:
        first, last = stretch
        if name == "training loss":
            return float(np.mean(run.losses[first - 1 : last]))
        return float(np.mean([metrics[name] for step, metrics in run.curve.items() if first <= step <= last]))

    return lambda run: 1 - mean(run, after) / mean(run, before)


def share_of(measure: Measure, other: Measure) -> Measure:
    """One measure divided by another."""
    return lambda run: measure(run) / other(run)


def reference(name: str, of: str) -> Measure:
    """A metric of what stands beside the run, on the whole test set."""
    return lambda run: run.trainer.data.scores[name][of]


def parameters(run: Watched) -> float:
    """Trainable numbers."""
    return run.trainer.parameter_count


def with_changes(measure: Measure, *changes: Change) -> Measure:
    """A measure while the run is changed by interventions, which are then taken back."""

    def measured(run: Watched) -> float:
        for change in changes:
            run.trainer.intervene(change)
        run.forget()
        value = measure(run)
        for change in changes:
            run.trainer.intervene(Undo(change))
        run.forget()
        return value

    return measured


def heads_off(layer: str, *heads: int) -> tuple[Change, ...]:
    """Heads of an attention layer that are switched off, counted from 0."""
    return tuple(SwitchOff(f"{layer}.weights", "head", head) for head in heads)


def cell(picture: str, *index: int) -> Measure:
    """One number of a picture of the first test example."""
    return lambda run: run.pictures[picture][index]


def of(picture: str, reduce: Reduce) -> Measure:
    """A number made of a picture of the first test example."""
    return lambda run: reduce(run.pictures[picture].astype(np.float64))


def row_largest(reduce: Reduce = np.mean) -> Reduce:
    """Of attention (heads, queries, keys): the largest weight of each row, reduced."""
    return lambda weights: float(reduce(weights.max(axis=-1)))


def share_above(value: float) -> Reduce:
    """The share of numbers above a value."""
    return lambda values: float((values > value).mean())


def kept_places(picture: str) -> Measure:
    """In how many rows of the first head the largest weight lies where it lay before the first step."""

    def count(run: Watched) -> float:
        before, now = (pictures[picture][0].argmax(axis=-1) for pictures in (run.began, run.pictures))
        return int((before == now).sum())

    return count


def different_places(picture: str) -> Measure:
    """To how many different keys the rows of the first head give their largest weight."""
    return lambda run: len(set(run.pictures[picture][0].argmax(axis=-1).tolist()))


def kernels_kept(picture: str, correlation: float) -> Measure:
    """How many kernels (O, …) correlate with their start by more than a number."""

    def count(run: Watched) -> float:
        pairs = zip(run.began[picture], run.pictures[picture], strict=True)
        return sum(float(np.corrcoef(one.ravel(), other.ravel())[0, 1]) > correlation for one, other in pairs)

    return count


def through_time(run: Watched) -> float:
    """‖∂L/∂h_1‖ / ‖∂L/∂h_T‖ of the first layer."""
    norms = gradients.norms(run.trainer)[0].astype(np.float64)
    return float(norms[0] / norms[-1])


def last_gradient(run: Watched) -> float:
    """‖∂L/∂h_T‖ of the first layer."""
    return float(gradients.norms(run.trainer)[0, -1])


def gradient_norm(layer: str) -> Measure:
    """Of the last step, in one layer."""
    return lambda run: vitals.gradient_norms(run.trainer, vitals.Layers.of(run.trainer))[layer]


def radius(parameter: str) -> Measure:
    """The largest magnitude of an eigenvalue of a square weight."""
    return lambda run: float(np.abs(np.linalg.eigvals(run.trainer.weights()[parameter].astype(np.float64))).max())


def answers(run: Watched) -> Array:
    """What the model answers to the whole test set: logits or values."""
    return run.trainer.answer(*run.trainer.data.test.inputs).numpy()


def unfinished(run: Watched) -> float:
    """1 where the loss is no finite number any more, else 0."""
    return float(run.broken)
