"""Claim: a sentence of a preset, what is measured of the run for it, and between which numbers that must lie."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import inf, isfinite

import numpy as np
from numpy.typing import NDArray

from playground.experiment.overrides import override
from playground.experiment.presets import Preset
from playground.training.trainer import Trainer
from playground.training.weights.importing import beginning

Array = NDArray[np.float32]


class Watched:
    """A run in training, as far as it has come.

    Attributes:
        curve: the live tests so far: step → metrics, as the window draws them.
        losses: the training loss of each step.
        began: the pictures and kernels of the first test example before the first step.
    """

    def __init__(self, preset: Preset, seed: int, changes: Iterable[str]) -> None:
        words = [*changes, f"training.seed={seed}", "training.threads=1"]
        experiment = override(preset.experiment, words)
        self.trainer = Trainer(experiment, experiment.load())
        if (begin := beginning(experiment)) is not None:
            begin(self.trainer)
        self.interval = self.trainer.evaluation_interval()
        self.limit = self.trainer.live_limit(self.trainer.total_steps // self.interval)
        self.curve: dict[int, Mapping[str, float]] = {0: self.trainer.evaluate(self.limit)}
        self.losses: list[float] = []
        self.began = self._look()

    @property
    def end(self) -> int:
        """Steps of the whole run."""
        return self.trainer.total_steps

    @property
    def broken(self) -> bool:
        """Whether the loss is no finite number any more."""
        return bool(self.losses) and not isfinite(self.losses[-1])

    def go_on(self, step: int) -> None:
        """Train until so many steps are taken, or the loss is no number any more."""
        trainer = self.trainer
        while trainer.step < step and not self.broken:
            self.losses.append(float(trainer.advance()))
            if trainer.step % self.interval == 0 and trainer.step < self.end and not self.broken:
                self.curve[trainer.step] = trainer.evaluate(self.limit)
        self.forget()

    def forget(self) -> None:
        """Look and test anew when asked next: the model is no longer what it was."""
        self.__dict__.pop("pictures", None)
        self.__dict__.pop("metrics", None)

    @cached_property
    def metrics(self) -> dict[str, float]:
        """On the whole test set, as the model stands."""
        return self.trainer.evaluate()

    @cached_property
    def pictures(self) -> dict[str, Array]:
        """Of the first test example, as the model stands."""
        return self._look()

    def _look(self) -> dict[str, Array]:
        inputs, _ = self.trainer.data.example(0)
        return {name: values for name, (_, values) in self.trainer.look(inputs).items()}


Measure = Callable[[Watched], float]


@dataclass(frozen=True)
class Claim:
    """Something that a preset says, or that it offers as a remedy, or the control of a cause that it names.

    Attributes:
        says: words of the preset, as they stand there in English.
        measure: of the run at that step; ``low`` to ``high`` is where it must lie.
        at: steps after the start; -1 the end of the run.
        seeds: of the run; none is the preset's own.
        changes: what is set otherwise, as ``--set`` takes it.
    """

    says: str
    measure: Measure
    low: float = -inf
    high: float = inf
    at: tuple[int, ...] = (-1,)
    seeds: tuple[int, ...] = ()
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What was measured for a claim, one number for each seed and step."""

    claim: Claim
    values: tuple[float, ...]

    @property
    def holds(self) -> bool:
        """Whether all of them lie where they must."""
        return all(self.claim.low <= value <= self.claim.high for value in self.values)

    def line(self) -> str:
        """For a table."""
        numbers = ", ".join(f"{value:.3g}" for value in self.values)
        changed = f" [{', '.join(self.claim.changes)}]" if self.claim.changes else ""
        missed = "" if self.holds else f"   NOT SO: {self.claim.low:g}…{self.claim.high:g}"
        return f"    {numbers:>24}  “{self.claim.says}”{changed}{missed}"


def measured(preset: Preset, claims: Iterable[Claim]) -> list[Outcome]:
    """Train once for each seed and set of changes that the claims ask for, and measure on the way."""
    claims, own = tuple(claims), preset.experiment.training.seed
    found: dict[tuple[int, int, int], float] = {}
    runs = {(seed, claim.changes) for claim in claims for seed in claim.seeds or (own,)}
    for seed, changes in sorted(runs):
        watched = Watched(preset, seed, changes)
        asked = [(number, claim) for number, claim in enumerate(claims)
                 if claim.changes == changes and seed in (claim.seeds or (own,))]  # fmt: skip
        places = sorted({watched.end if step < 0 else step for _, claim in asked for step in claim.at})
        for place in places:
            watched.go_on(place)
            for number, claim in asked:
                for step in claim.at:
                    if place == (watched.end if step < 0 else step):
                        found[number, seed, step] = float(claim.measure(watched))
    return [
        Outcome(claim, tuple(found[number, seed, step] for seed in claim.seeds or (own,) for step in claim.at))
        for number, claim in enumerate(claims)
    ]
