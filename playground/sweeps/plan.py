"""The plan of a sweep: one file in its folder, from which the same trials follow each time."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from pydantic import ValidationError

from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.experiment.registry import kind_of
from playground.foundation.atomic import save_bytes
from playground.foundation.errors import PlaygroundError, SettingsError
from playground.foundation.settings import Settings
from playground.sweeps import folders
from playground.sweeps.axes import Axis, Listed, axes
from playground.sweeps.planned import Planned

NAME = folders.PLAN
MOST_RUNS = 10_000
MOST_BYTES = 4 * 2**20
RANDOM = 20  # trials that are drawn, where nobody says how many
VALIDATION = "training.validation"
SHARE = 0.1  # of the training examples, by which a sweep chooses unless told otherwise
SEED = "training.seed"
TRIES = 100  # draws a wanted trial, before all that can be drawn is taken to have been


class Plan(Settings):
    """What a sweep does.

    Attributes:
        preset: name or file of what is varied.
        experiment: that preset as it was when the sweep began, as JSON.
        assignments: ``KEY=VALUES`` as they were typed.
        trials: settings that are drawn; 0 for a grid, which takes all.
        seeds: runs of each of them, which differ in their seed alone.
        storage: file in which several parents keep what was drawn; empty for one in the sweep's folder.
        prune: runs that lag behind at half of their length are given up.
    """

    version: Literal[1] = 1
    preset: str
    experiment: str
    assignments: tuple[str, ...]
    sampler: Literal["grid", "random", "tpe"] = "grid"
    trials: int = 0
    seeds: int = 1
    storage: str = ""
    prune: bool = False

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """The plan of a folder; None where it has none. Raises PlaygroundError for one that cannot be read."""
        path = folder / NAME
        try:
            with path.open("rb") as file:
                raw = file.read(MOST_BYTES + 1)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise PlaygroundError(f"{path}: cannot be read ({reason}); choose another folder.") from None
        try:
            return cls.model_validate_json(raw[:MOST_BYTES])
        except ValidationError:
            raise PlaygroundError(f"{path}: is no plan of a sweep; choose another folder.") from None

    def write(self, folder: Path) -> None:
        """Keep it. Raises SaveError, PlaygroundError where the folder cannot be made."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PlaygroundError(f"{folder}: cannot be made ({error.strerror}); choose another folder.") from None
        save_bytes(folder / NAME, (self.model_dump_json(indent=1) + "\n").encode())

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        """What is varied, and what is the same in all trials, such as a validation part. Raises SettingsError."""
        asked = axes(self.assignments)
        paths = {axis.path for axis in asked}
        if SEED in paths and self.seeds > 1:
            raise SettingsError({SEED: "is varied by --seeds already; leave out one of the two"})
        if VALIDATION not in paths and not self._base.training.validation:
            asked = (*asked, Listed(VALIDATION, (SHARE,)))
        return asked

    @cached_property
    def varied(self) -> tuple[str, ...]:
        """Paths of the settings in which trials differ, without the seed."""
        return tuple(axis.path for axis in self.axes if not isinstance(axis, Listed) or len(axis.values) > 1)

    def check(self) -> None:
        """Raises PlaygroundError with one sentence for a sweep that cannot be run as it is asked for."""
        if self.sampler == "grid" and self.trials:
            raise PlaygroundError("--trials says how many settings are drawn: it goes with --sampler random or tpe.")
        if not self.adaptive and (self.storage or self.prune):
            raise PlaygroundError("--storage and --prune go with --sampler tpe, which learns from what is finished.")
        if "://" in self.storage:
            raise PlaygroundError(f"--storage {self.storage}: is no file; name one that all machines can write.")
        if (runs := self.count * self.seeds) > MOST_RUNS:
            raise PlaygroundError(
                f"{runs} runs are asked for, and a sweep takes {MOST_RUNS} at most; list fewer values."
            )

    @property
    def adaptive(self) -> bool:
        """Whether what is drawn depends on what came out before."""
        return self.sampler == "tpe"

    @property
    def count(self) -> int:
        """Settings that are asked for."""
        return self.trials or (math.prod(len(a.grid()) for a in self.axes) if self.sampler == "grid" else RANDOM)

    def check_preset(self) -> None:
        """Raises PlaygroundError where the preset is no longer what it was: runs to come would be others."""
        if presets.find(self.preset).experiment != self._base:
            raise PlaygroundError(f"{self.preset}: has changed since the sweep began; choose another folder.")

    def settings(self) -> list[dict[str, Any]]:
        """Path → value of each setting of the sweep, none twice, the same each time."""
        if self.sampler == "grid":
            grids = [axis.grid() for axis in self.axes]
            return [dict(zip((a.path for a in self.axes), chosen, strict=True)) for chosen in itertools.product(*grids)]
        return list(itertools.islice(self._drawn(self.count), self.count))

    def runs(self, folder: Path) -> Iterator[Planned]:
        """Each run, in order: all seeds of a setting, then the next one. Raises SettingsError naming the path."""
        found = self.settings()
        for at, changes in enumerate(found):
            yield from self.setting(folder, at, changes, len(found))

    def setting(
        self, folder: Path, at: int, changes: Mapping[str, Any], count: int, seed: int | None = None
    ) -> Iterator[Planned]:
        """The runs of setting ``at`` (from 0) of so many; ``seed`` is the first one's where it is not the preset's."""
        experiment = self._base.changed(changes)
        experiment.layers()
        digits = max(3, len(str(count * self.seeds)))
        first = experiment.training.seed if seed is None else seed
        for number in range(self.seeds):
            own, seeded = dict(changes), experiment
            if self.seeds > 1 or seed is not None:
                own = own | {SEED: (first + number) % 2**31}
                seeded = self._base.changed(own)
            yield Planned(folder / f"{at * self.seeds + number + 1:0{digits}d}.run", self.preset, own, seeded)

    def corners(self) -> Iterator[dict[str, Any]]:
        """Settings that show whether all values can be taken: the ends of each axis beside the first of all others."""
        ends = [(axis.path, axis.ends()) for axis in self.axes]
        first = {path: values[0] for path, values in ends}
        yield first
        for path, values in ends:
            yield from (first | {path: value} for value in values[1:])

    @property
    def task(self) -> str:
        """The kind of what is learned."""
        return kind_of(self._base.task)

    @property
    def seed(self) -> int:
        """Of the preset, from which whatever is drawn follows."""
        return self._base.training.seed

    def _drawn(self, count: int) -> Iterator[dict[str, Any]]:
        generator = np.random.Generator(np.random.PCG64(self._base.training.seed))
        seen: set[str] = set()
        for _ in range(count * TRIES):
            drawn = {axis.path: axis.draw(generator) for axis in self.axes}
            if repr(drawn) not in seen:
                seen.add(repr(drawn))
                yield drawn

    @cached_property
    def _base(self) -> Experiment:
        return Experiment.from_json(self.experiment)
