"""Lessons: what a lecturer says, shows and asks, scene by scene; a preset file carries them as ``[[scene]]``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError, model_validator

from playground.data.metrics import Better
from playground.experiment.metrics import metric
from playground.foundation.errors import PresetError, SettingsError
from playground.foundation.problems import problems_of
from playground.foundation.settings import Settings
from playground.foundation.texts import Text

PanelName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]  # which there are, the window knows
MAX_SCENES = 40


class Until(Settings):
    """Train until a test metric is better than a number, or until a step, whichever comes first.

    Attributes:
        above, below: exactly one of them, for a metric of which more, or less, is better.
    """

    metric: str = Field(min_length=1, max_length=40)
    above: float | None = None
    below: float | None = None
    at_most: int = Field(gt=0)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.above is None) == (self.below is None):
            raise ValueError("needs a number above or below which the metric shall be: one of the two")
        better = "above" if metric(self.metric).better is Better.HIGHER else "below"
        if getattr(self, better) is None:
            raise ValueError(f"{self.metric} gets better the other way: use {better}")
        return self

    def met(self, value: float) -> bool:
        """Whether a value of the metric is good enough; not a number never is."""
        return value > self.above if self.above is not None else value < (self.below or 0.0)


class Show(Settings):
    """Which moment of the run a scene shows; where the run has not come so far, it trains there first.

    Attributes:
        step: so many steps after the start.
        until: the first moment at which a metric is good enough.
    """

    step: int | None = Field(default=None, ge=0)
    until: Until | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.step is None) == (self.until is None):
            raise ValueError("needs a step, or until when to train: one of the two")
        return self

    @property
    def last_step(self) -> int:
        """How far the run goes for it at most."""
        return self.until.at_most if self.until is not None else self.step or 0


class Point(Settings):
    """What to point at: a picture, which its panel then shows, and a cell or a box of cells in it.

    Attributes:
        index: one number for each axis, from 0; none points at the picture as a whole.
        stop: the end of a box from ``index`` on, not included; none for a single cell.
    """

    picture: str = Field(min_length=1, max_length=120)
    index: tuple[int, ...] = Field(default=(), max_length=6)
    stop: tuple[int, ...] = Field(default=(), max_length=6)

    @model_validator(mode="after")
    def _box(self) -> Self:
        if any(number < 0 for number in self.index):
            raise ValueError("the numbers of index count from 0")
        if self.stop and len(self.stop) != len(self.index):
            raise ValueError(f"stop needs as many numbers as index, {len(self.index)}")
        if any(stop <= start for start, stop in zip(self.index, self.stop, strict=False)):
            raise ValueError("stop must lie behind index on each axis")
        return self


class Ask(Settings):
    """A question that is asked before the answer can be seen.

    Attributes:
        answer: the number of the right option, from 1; 0 where it is a matter of opinion.
        reveal: what to say once it can be seen.
    """

    text: Text
    options: tuple[Text, ...] = Field(min_length=2, max_length=9)
    answer: int = Field(default=0, ge=0)
    reveal: Text

    @model_validator(mode="after")
    def _offered(self) -> Self:
        if self.answer > len(self.options):
            raise ValueError(f"answer must be the number of one of the {len(self.options)} options, or 0 for none")
        return self


class Scene(Settings):
    """One idea: a sentence or two, the panels that show it, and what happens meanwhile.

    Attributes:
        panels: one to three of them.
        curve: the metric that the loss panel draws; empty leaves it.
        show: the moment of the run; none stays where the scene before was.
    """

    text: Text
    panels: tuple[PanelName, ...] = Field(min_length=1, max_length=3)
    curve: str = Field(default="", max_length=40)
    show: Show | None = None
    point: Point | None = None
    ask: Ask | None = None

    @model_validator(mode="after")
    def _different(self) -> Self:
        if len(set(self.panels)) != len(self.panels):
            raise ValueError("names a panel twice")
        return self


Lesson = tuple[Scene, ...]


def parse(values: Any, source: str, total: int | None) -> Lesson:
    """Check the scenes of a preset file.

    Args:
        values: the list of tables, with tuples for lists.
        source: named in errors.
        total: steps of the whole run; None where that depends on the data.

    Raises:
        PresetError: one sentence that names the scene, counted from 1, and the field.
    """
    if not isinstance(values, Sequence) or isinstance(values, str):
        raise PresetError(f"{source}: scene must be a list of tables; write [[scene]] above each.")
    if len(values) > MAX_SCENES:
        raise PresetError(f"{source}: has {len(values)} scenes; a lesson takes at most {MAX_SCENES}.")
    return tuple(_scene(value, f"{source}: scene {number}", total) for number, value in enumerate(values, 1))


def _scene(value: Any, source: str, total: int | None) -> Scene:
    try:
        scene = Scene.model_validate(value)
    except ValidationError as error:
        raise PresetError(str(SettingsError(problems_of(error), source))) from None
    last = scene.show.last_step if scene.show is not None else 0
    if total is not None and last > total:
        raise PresetError(f"{source}: show: goes to step {last}, but the training ends at step {total}.")
    return scene
