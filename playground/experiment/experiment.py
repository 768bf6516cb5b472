"""Experiment: what is asked. Architecture, task and training settings, frozen and checked, without torch."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from numpy import float32
from numpy.typing import NDArray
from pydantic import SerializeAsAny, ValidationError, field_validator, model_validator

from playground.data.datasets import Data
from playground.data.editing import Editor, Given
from playground.data.metrics import Metric
from playground.data.shapes import DataShape
from playground.data.specimen import Specimen
from playground.data.validation import keeping_back
from playground.experiment import discovery, migrations, registry, training_groups
from playground.experiment.layer_shape import LayerShape
from playground.experiment.setting_paths import frozen, put
from playground.experiment.training import TrainingSettings
from playground.foundation.errors import DataError, MisfitError, SettingsError, SpecimenError
from playground.foundation.problems import problems_of
from playground.foundation.settings import Settings


class ArchitectureSettings(Settings):
    """Base of all architectures' settings. Subclasses add ``kind: Literal["…"]``.

    Attributes:
        channels_last: whether its weights may lie in memory with the channels last, which convolutions like.
        ready_made: its first weights lie on the disk already, and need not be kept once more.
    """

    title: ClassVar[str]
    channels_last: ClassVar[bool] = True
    ready_made: ClassVar[bool] = False

    @classmethod
    def variants(cls) -> dict[str, Self]:
        """Settings that take different kinds of data, under what sets them apart; "" where there is but one."""
        return {"": cls()}

    @abstractmethod
    def layers(self, data: DataShape) -> tuple[LayerShape, ...]:
        """The layers this architecture has on such data.

        Raises:
            SettingsError: if a layer cannot exist, or the architecture does not fit the data;
                paths are relative to the architecture (``stages.1.kernel``).
        """

    def task_with(self, task: TaskSettings) -> TaskSettings:
        """The task as this architecture has to be asked it; mostly the task itself."""
        return task

    def smallest_batch(self, data: DataShape) -> tuple[int, str]:
        """The fewest examples of a batch that this can be trained on, and why it cannot be fewer."""
        return 1, ""

    def mixes_examples(self) -> str:
        """Why the gradient of one example alone cannot be had, in half a sentence; empty where it can."""
        return ""


class TaskSettings(Settings):
    """Base of all tasks' settings. Subclasses add ``kind: Literal["…"]``.

    Attributes:
        measured: what ``metrics`` may return; the first that it does is the one by which a run is judged.
    """

    title: ClassVar[str]
    measured: ClassVar[tuple[Metric, ...]] = ()

    @abstractmethod
    def shape(self) -> DataShape:
        """Shapes of inputs and targets; cheap (reads headers at most). Raises DataError."""

    @abstractmethod
    def load(self, seed: int) -> Data:
        """The data itself, the same on every machine for the same seed. Raises DataError."""

    @abstractmethod
    def metrics(self, outputs: NDArray[float32], targets: NDArray[Any]) -> dict[str, float]:
        """Metric → value for outputs (B, …) against targets (B, …)."""

    def tokenized(self, folder: str, causal: bool) -> TaskSettings:
        """The same in the tokens of a published model, next or covered ones; itself where it has tokens of its own."""
        return self

    def remark(self) -> str:
        """What a person may want to know of how the data was read; mostly nothing. Raises DataError."""
        return ""

    def attribution(self) -> str:
        """Whose the data is, one a line, where its file says so; kept and printed with it. Raises DataError."""
        return ""

    def causes(self, inputs: tuple[NDArray[Any], ...], targets: NDArray[Any]) -> NDArray[Any] | None:
        """Which inputs the answers to one example (1, …) rest on, where that is known by how it was made.

        Returns:
            True where they do: tokens (answers, T), pixels (H, W); None where nobody knows.
        """
        return None

    def editor(self) -> Editor | None:
        """How a person may give a specimen; None where only test examples can be shown. Raises DataError."""
        return None

    def specimen_from(self, given: Given) -> Specimen:
        """What a person drew or typed, with the truth where the task knows it. Raises SpecimenError, DataError."""
        raise SpecimenError("This task shows test examples only.")

    def given_of(self, specimen: Specimen) -> Given:
        """What would have to be drawn or typed for this specimen, so that a person can go on from it."""
        raise SpecimenError("This task shows test examples only.")


class Experiment(Settings):
    """What is asked: everything that decides a run."""

    architecture: SerializeAsAny[ArchitectureSettings]
    task: SerializeAsAny[TaskSettings]
    training: TrainingSettings

    @field_validator("architecture", mode="before")
    @classmethod
    def _find_architecture(cls, value: Any) -> Any:
        return registry.parse("architecture", value)

    @field_validator("task", mode="before")
    @classmethod
    def _find_task(cls, value: Any) -> Any:
        return registry.parse("task", value)

    @model_validator(mode="after")
    def _agree(self) -> Self:
        object.__setattr__(self, "task", self.architecture.task_with(self.task))  # frozen for all others
        return self

    @classmethod
    def parse(cls, values: Mapping[str, Any], source: str = "") -> Self:
        """Check plain values (from TOML, JSON or a form). Raises SettingsError naming each bad field."""
        try:
            return cls.model_validate(frozen(values))
        except ValidationError as error:
            raise SettingsError(problems_of(error), source) from None

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The experiment that ``to_json`` wrote, in this version or an earlier one. Raises SettingsError."""
        try:
            values = json.loads(text)
        except (ValueError, RecursionError):
            raise SettingsError({"": "the experiment is not valid JSON"}) from None
        return cls.parse(migrations.current(values) if isinstance(values, dict) else values)

    def to_json(self) -> str:
        """One line of JSON that holds everything, defaults too but for groups that are off, and its format."""
        text = self.model_dump_json(exclude={"training": self.training.plain_groups})
        return f'{{"{migrations.KEY}":{migrations.FORMAT},{text[1:]}'

    def values(self) -> dict[str, Any]:
        """Plain nested dicts and lists, as ``parse`` takes them."""
        return self.model_dump(mode="json")

    def changed(self, changes: Mapping[str, Any]) -> Self:
        """The same with other plain values at some dotted paths, in order. Raises SettingsError naming the path."""
        values = self.values()
        for path, value in changes.items():
            put(values, path, value)
            if path in ("architecture.kind", "task.kind"):
                self._take_defaults(values, "task" if path == "task.kind" else "architecture")
        return self.parse(values)

    def _take_defaults(self, values: dict[str, Any], role: discovery.Role) -> None:
        """Another kind has other settings: it begins with its own defaults."""
        kind = values[role]["kind"]
        if kind != registry.kind_of(getattr(self, role)) and kind in registry.kinds(role):
            values[role] = registry.settings_class(role, kind)().model_dump(mode="json")

    def load(self) -> Data:
        """The data, with a validation part where one is asked for. Raises DataError, SettingsError."""
        data = self.task.load(self.training.seed)
        return keeping_back(data, self.training.validation, self.training.seed)

    def layers(self) -> tuple[LayerShape, ...]:
        """The layer table. Raises SettingsError (paths from the root) or DataError."""
        try:
            shape = self.task.shape()
            layers = self.architecture.layers(shape)
        except MisfitError as error:
            raise SettingsError(
                {f"architecture.{path}".rstrip("."): self._advice(error) for path in error.problems}
            ) from None
        except SettingsError as error:
            problems = {".".join(filter(None, ("architecture", path))): text for path, text in error.problems.items()}
            raise SettingsError(problems) from None
        least, reason = self.architecture.smallest_batch(shape)
        if self.training.batch_size < least:
            raise SettingsError({"training.batch_size": f"Must be {least} or more: {reason}."})
        mixed = self.architecture.mixes_examples()
        training_groups.check(self.training.privacy, self.training.adversarial, shape, mixed)
        return layers

    def _advice(self, error: MisfitError) -> str:
        """What is needed, which tasks have it, and which architectures take this task."""
        shape, kind = self.task.shape(), registry.kind_of(self.architecture)
        tasks = [name for name in registry.kinds("task") if _fits(self.architecture, _default_shape(name))]
        others = []
        for name in registry.kinds("architecture"):
            settings_class = registry.settings_class("architecture", name)
            assert issubclass(settings_class, ArchitectureSettings)
            fitting = [words for words, variant in settings_class.variants().items() if _fits(variant, shape)]
            if fitting and (name != kind or fitting[0]):
                others.append(f"{name} ({' or '.join(fitting)})" if fitting[0] else name)
        words = [f"choose a task such as {', '.join(tasks)}"] if tasks else []
        words += [f"for this one take {' or '.join(others)}"] if others else []
        return f"{error.need}: {', or '.join(words)}." if words else f"{error.need}."


def _default_shape(task: str) -> DataShape | None:
    """What a task gives with its default settings; None when its files are missing."""
    settings = registry.settings_class("task", task)()
    assert isinstance(settings, TaskSettings)
    try:
        return settings.shape()
    except DataError:
        return None


def _fits(architecture: ArchitectureSettings, shape: DataShape | None) -> bool:
    try:
        return shape is not None and bool(architecture.layers(shape))
    except SettingsError:
        return False
