"""Settings of a model of one's own: which file it is, by path and hash, and what its layers were found to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, ClassVar, Literal, Self

from playground.data.shapes import DataShape
from playground.experiment.experiment import ArchitectureSettings
from playground.experiment.layer_shape import LayerShape
from playground.foundation.consent import PythonFile
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


class Choice(Settings):
    """One row of a form: what a file lets one choose, as the JSON schema of its settings has it.

    Attributes:
        key, kind, title, help, unit: of the setting. default: with which it begins.
        low, high: its limits, where it has some. logarithmic: sizes that matter by their order.
        values: of a choice.
    """

    key: str
    kind: Literal["int", "float", "bool", "choice", "text"]
    default: bool | int | float | str
    title: str = ""
    help: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    logarithmic: bool = False
    values: tuple[bool | int | float | str, ...] = ()


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
    choices: tuple[Choice, ...] = setting((), "Choices", "The rows of its form.", editor="none", max_length=256)
    data: str = setting("", "Data", "What the layers were measured on.", editor="none")
    table: tuple[MeasuredLayer, ...] = setting((), "Layers", "What one pass found.", editor="none", max_length=4096)

    @classmethod
    def of(cls, file: PythonFile, model: str = "", settings: Mapping[str, Any] | None = None) -> Self:
        """The model of a file that was not tried yet. Raises ModelFileError where it is no text."""
        text = file.text
        return cls(
            file=str(file.path), sha256=file.sha256, text=text if len(text) <= CARRIED else "", model=model,
            settings=dict(settings or {}),
        )  # fmt: skip

    @staticmethod
    def found(report: Mapping[str, Any]) -> dict[str, Any]:
        """What the report of a dry step adds, as plain values."""
        choices = [one.model_dump(mode="json") for one in choices_of(report.get("schema", {}))]
        return {"choices": choices, **{key: report[key] for key in ("settings", "table", "data")}}

    def layers(self, data: DataShape) -> tuple[LayerShape, ...]:
        """The table that one pass found. Raises SettingsError where there was none, or on other data."""
        if not self.file:
            raise SettingsError({"file": "Name the model's file: 'playground train mine.py'."})
        if not self.table or self.data != described(data):
            raise SettingsError({
                "file": f"{self.file} was not tried on this task yet: name it, as in 'playground train {self.file}'."
            })  # fmt: skip
        return tuple(layer.shape() for layer in self.table)


_KINDS: dict[Any, Literal["int", "float", "bool", "text"]] = {
    "integer": "int", "number": "float", "boolean": "bool", "string": "text",
}  # fmt: skip


def choices_of(schema: Mapping[str, Any]) -> tuple[Choice, ...]:
    """The rows of a form for a JSON schema; what is no single number, word or choice has none."""
    properties = schema.get("properties", {})
    return tuple(_choices(properties))[:256] if isinstance(properties, Mapping) else ()


def _choices(properties: Mapping[str, Any]) -> Iterator[Choice]:
    for key, found in properties.items():
        values = found.get("enum")
        kind = "choice" if isinstance(values, list | tuple) else _KINDS.get(found.get("type"))
        default = found.get("default")
        if kind is None or not _single(default) or (kind == "choice" and not all(map(_single, values))):
            continue
        yield Choice(
            key=str(key), kind=kind, default=float(default) if kind == "float" else default,
            title=str(found.get("title", key))[:80], help=str(found.get("description", ""))[:500],
            unit=str(found.get("unit", ""))[:20], low=_limit(found, "minimum", "exclusiveMinimum"),
            high=_limit(found, "maximum", "exclusiveMaximum"), logarithmic=found.get("scale") == "log",
            values=tuple(values) if kind == "choice" else (),
        )  # fmt: skip


def _single(value: Any) -> bool:
    return isinstance(value, bool | int | str) or (isinstance(value, float) and isfinite(value))


def _limit(found: Mapping[str, Any], *names: str) -> float | None:
    values = [found[name] for name in names if isinstance(found.get(name), int | float)]
    return float(values[0]) if values and isfinite(values[0]) else None


def described(data: DataShape) -> str:
    """What goes in and is wanted out, in words by which other data is told apart."""
    return f"{data.inputs.describe()} to {_wanted(data)}"


def _wanted(data: DataShape) -> str:
    describe = getattr(data.targets, "describe", None)
    return str(describe()) if describe is not None else "images"
