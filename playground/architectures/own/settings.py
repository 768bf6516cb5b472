"""Settings of a model of one's own: which file it is, by path and hash, and what its layers were found to be."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from playground.data.shapes import DataShape
from playground.experiment.experiment import ArchitectureSettings, LayerShape
from playground.foundation.errors import SettingsError
from playground.foundation.settings import Settings, setting

CARRIED = 32 * 1024  # characters of a file's text that presets and recordings take along at most


class MeasuredLayer(Settings):
    """One row of the layer table, as one pass through the model found it.

    Attributes:
        name, kind, output, parameters, multiply_adds, inputs, group, tap, detail, heads: those of ``LayerShape``.
        line: of the file, on which it is called; 0 where that is not known.
        operation: what computes it, such as ``conv2d``; empty where no formula is known.
        reads: the pictures that it is computed from just as they are shown; empty where something lies between.
        form: how the first of them is read: ``same``, ``flat``, the ``last`` step or the ``mean`` over the steps.
        weights: the path of its parameters, without ``.weight``.
        numbers: what its formula needs besides, such as stride and padding.
    """

    name: str
    kind: str
    output: tuple[int, ...]
    parameters: int = 0
    multiply_adds: int = 0
    inputs: tuple[str, ...] = ()
    group: str = ""
    tap: str = ""
    detail: str = ""
    heads: int = 0
    line: int = 0
    operation: str = ""
    reads: tuple[str, ...] = ()
    form: str = "same"
    weights: str = ""
    numbers: dict[str, float] = setting({}, "Numbers", "What the formula needs besides.")

    def shape(self) -> LayerShape:
        """As the layer table has it."""
        return LayerShape(
            self.name, self.kind, self.output, self.parameters, self.multiply_adds, self.inputs, self.group,
            self.tap, self.detail, self.heads,
        )  # fmt: skip


class OwnSettings(ArchitectureSettings):
    """The model that a Python file defines. Reading these settings never runs the file."""

    title: ClassVar[str] = "Own model"
    channels_last: ClassVar[bool] = False  # a file may say x.view(…), which only works with the channels first

    kind: Literal["own"] = "own"
    file: str = setting("", "File", "The Python file that defines the model.", editor="none")
    sha256: str = setting("", "SHA-256", "The hash of the file's text.", editor="none", pattern="^([0-9a-f]{64})?$")
    model: str = setting("", "Model", "The class in the file, where it defines several.", editor="none")
    settings: dict[str, Any] = setting({}, "Settings", "What the file lets one choose.", editor="none")
    text: str = setting("", "Text", "The text of the file, for reading.", editor="none", max_length=CARRIED)
    data: str = setting("", "Data", "What the layers were measured on.", editor="none")
    table: tuple[MeasuredLayer, ...] = setting((), "Layers", "What one pass found.", editor="none", max_length=4096)

    def layers(self, data: DataShape) -> tuple[LayerShape, ...]:
        """The table that one pass found. Raises SettingsError where there was none, or on other data."""
        if not self.file:
            raise SettingsError({"file": "Name the model's file: 'playground train mine.py'."})
        if not self.table or self.data != described(data):
            raise SettingsError({
                "file": f"{self.file} was not tried on this task yet: name it, as in 'playground train {self.file}'."
            })  # fmt: skip
        return tuple(layer.shape() for layer in self.table)


def described(data: DataShape) -> str:
    """What goes in and is wanted out, in words by which other data is told apart."""
    return f"{data.inputs.describe()} to {_wanted(data)}"


def _wanted(data: DataShape) -> str:
    describe = getattr(data.targets, "describe", None)
    return str(describe()) if describe is not None else "images"
