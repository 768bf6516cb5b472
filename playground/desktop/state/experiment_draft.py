"""ExperimentDraft: the experiment while it is being edited, with its problems, its layers, undo and redo (no Qt)."""

from __future__ import annotations

import copy
import time
from typing import TYPE_CHECKING, Any

from playground.foundation.errors import DataError, SettingsError

if TYPE_CHECKING:  # the first paint does not wait for pydantic
    from playground.data.shapes import DataShape
    from playground.experiment.discovery import Role
    from playground.experiment.experiment import Experiment
    from playground.experiment.layer_shape import LayerShape
    from playground.foundation.settings import Settings

MERGE_SECONDS = 1.0
OWN, FILE = "own", "architecture.file"
Values = dict[str, Any]


class ExperimentDraft:
    """Plain nested values, checked after each edit.

    Attributes:
        values: what the form shows, as ``Experiment.values`` gives them; may be invalid.
        experiment: the last check's result; None while a field is invalid.
        problems: dotted path → sentence.
        layers: the layer table while it can be made; shape: of the data it is made for.
        untried: the experiment, where a user's file has to be run before its layers are known.
    """

    def __init__(self) -> None:
        self.values: Values = {}
        self.experiment: Experiment | None = None
        self.problems: dict[str, str] = {}
        self.layers: tuple[LayerShape, ...] = ()
        self.shape: DataShape | None = None
        self.untried: Experiment | None = None
        self._past: list[Values] = []
        self._future: list[Values] = []
        self._last_edit: tuple[str, float] = ("", 0.0)

    @property
    def runnable(self) -> Experiment | None:
        """The experiment, if nothing at all keeps it from running here."""
        return None if self.problems else self.experiment

    @property
    def parameters(self) -> int | None:
        """Trainable numbers of the model, while that is known."""
        return sum(layer.parameters for layer in self.layers) if self.layers else None

    @property
    def can_undo(self) -> bool:
        """There is an edit to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """There is an edit to make again."""
        return bool(self._future)

    def value(self, path: str) -> Any:
        """The value at a dotted path."""
        found: Any = self.values
        for part in path.split("."):
            found = found[int(part)] if isinstance(found, list) else found[part]
        return found

    def set(self, path: str, value: Any) -> None:
        """Change one setting. Edits of the same path in quick succession are one step of undo."""
        from playground.experiment.setting_paths import put

        if self.value(path) == value and type(self.value(path)) is type(value):
            return
        now = time.monotonic()
        merges = self._last_edit[0] == path and now - self._last_edit[1] < MERGE_SECONDS and bool(self._past)
        if not merges:
            self._remember()
        self._last_edit = (path, now)
        self._future.clear()
        put(self.values, path, copy.deepcopy(value))
        if path.startswith("architecture.settings."):  # of a user's file: its layers are now others
            self.values["architecture"]["table"] = []
        self._check()

    def choose_kind(self, role: Role, kind: str) -> None:
        """Another architecture or task, with its defaults."""
        from playground.experiment import registry

        if self.values[role]["kind"] != kind:
            self._remember()
            self._last_edit = ("", 0.0)
            self._future.clear()
            self.values[role] = registry.settings_class(role, kind)().model_dump(mode="json")
            self._check()

    def replace(self, experiment: Experiment) -> None:
        """Another experiment; the one before can be brought back by undo."""
        if self.values == experiment.values():
            return
        if self.values:
            self._remember()
        self._last_edit = ("", 0.0)
        self._future.clear()
        self.values = experiment.values()
        self._check()

    def default(self, path: str) -> Any:
        """The value a new experiment starts with."""
        role, *rest = path.split(".")
        if path.startswith("architecture.settings."):
            choices = self.values["architecture"]["choices"]
            return next((one["default"] for one in choices if one["key"] == rest[-1]), None)
        found = self._default_settings(role)
        values: Any = found.model_dump(mode="json")
        for index, part in enumerate(rest):
            if part.isdigit():
                item = type(getattr(found, rest[index - 1])[0])
                return item().model_dump(mode="json")[rest[index + 1]] if index + 1 < len(rest) else None
            values = values[part]
        return values

    def is_default(self, path: str) -> bool:
        """Whether a setting has the value a new experiment starts with."""
        return bool(self.value(path) == self.default(path))

    def reset(self, path: str) -> None:
        """Back to the default."""
        self.set(path, self.default(path))

    def learn(self, found: Values) -> None:
        """What was found of a user's file; no edit, so that nothing of it is undone."""
        self.values["architecture"] |= found
        self._check()

    def blame(self, sentence: str) -> None:
        """Why a user's file could not be tried."""
        if self.untried is not None:
            self.problems = {FILE: sentence}

    def undo(self) -> None:
        """Take the last edit back."""
        self._step(self._past, self._future)

    def redo(self) -> None:
        """Make the edit again."""
        self._step(self._future, self._past)

    def _step(self, source: list[Values], target: list[Values]) -> None:
        if source:
            target.append(self.values)
            self.values = source.pop()
            self._last_edit = ("", 0.0)
            self._check()

    def _remember(self) -> None:
        self._past.append(copy.deepcopy(self.values))

    def _default_settings(self, role: str) -> Settings:
        from playground.experiment import registry
        from playground.experiment.training import TrainingSettings

        if role == "training":
            return TrainingSettings()
        assert role in ("architecture", "task")
        return registry.settings_class(role, self.values[role]["kind"])()

    def _check(self) -> None:
        from playground.experiment.experiment import Experiment

        self.experiment, self.problems, self.layers, self.shape, self.untried = None, {}, (), None, None
        try:
            self.experiment = Experiment.parse(self.values)
            self.layers = self.experiment.layers()
            self.shape = self.experiment.task.shape()
        except SettingsError as error:
            self.problems = dict(error.problems)
            known = self.experiment is not None and self.values["architecture"]["kind"] == OWN
            if known and set(self.problems) == {FILE} and self.values["architecture"]["file"]:
                self.untried = self.experiment
        except DataError as error:
            places = [f"task.{name}" for name in ("folder", "file") if name in self.values["task"]]
            self.problems = {places[0] if places else "task": str(error)}
