"""A model of one's own, built from its file: which must be the very text that a person named to be run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod

import torch
from torch import nn

from playground.architectures.own import loading
from playground.architectures.own.settings import MeasuredLayer, OwnSettings
from playground.architectures.own.wrapping import OwnModel, plain, undisturbed
from playground.data.axes import crosses
from playground.data.shapes import DataShape
from playground.foundation import consent
from playground.foundation.consent import PythonFile
from playground.foundation.errors import ModelFileError, PlaygroundError
from playground.probes import shortage
from playground.probes.automatic import examples
from playground.probes.automatic.layout import SIZES, multiply_adds
from playground.probes.automatic.taps import Found, find
from playground.probes.automatic.tracing import INPUTS, TracedRow, Tracer


def build(settings: OwnSettings, data: DataShape) -> OwnModel:
    """The model of the file. Raises ModelFileError where it is not here, not allowed, or does not work."""
    file = consent.allowed(settings.file, settings.sha256)
    module = loading.run(file)
    model = loading.model_of(module, file, settings.model, plain(settings.settings), data)
    return OwnModel(model, file, examined(model, file, data))


def examined(model: nn.Module, file: PythonFile, data: DataShape, told: list[Tracer] | None = None) -> Found:
    """Its layers and taps, found in evaluation mode; weights, buffers and random numbers stay what they are.

    Raises:
        ModelFileError: it fails, or puts out something else than the task wants; ``told`` says how far it came.
    """
    traced: list[Tracer] = [] if told is None else told
    modes = [(module, module.training) for module in model.modules()]
    try:
        model.eval()
        with undisturbed(model):
            found = find(model, data, str(file.path), traced)
    except PlaygroundError:
        raise
    except Exception as error:
        if shortage.is_shortage(error):
            raise
        raise ModelFileError(_failed(loading.told(error, file), traced)) from None
    finally:
        for module, training in modes:
            module.training = training
    wanted = (SIZES[0], *examples.wanted(data))
    if not isinstance(found.output, torch.Tensor):
        kind = type(found.output).__name__
        raise ModelFileError(f"{file.path}: the model gives a {kind}; wanted is one tensor of {_sizes(wanted)}.")
    if tuple(found.output.shape) != wanted:
        got = _sizes(tuple(found.output.shape))
        raise ModelFileError(f"{file.path}: for 2 examples the model gives {got}; this task wants {_sizes(wanted)}.")
    return found


def table(found: Found) -> tuple[MeasuredLayer, ...]:
    """The rows of a model, and where its output is made from the last of them, a row for that."""
    rows = [_measured(row, found) for row in found.rows]
    if not found.last and isinstance(found.output, torch.Tensor):
        names = {row.name for row in rows}
        name = "output" if "output" not in names else "answer"
        rows.append(MeasuredLayer(
            name=name, kind="output", output=tuple(found.output.shape[1:]), inputs=found.reads, tap="output",
        ))  # fmt: skip
    return tuple(_drawable(rows))


def _drawable(rows: Sequence[MeasuredLayer]) -> Iterator[MeasuredLayer]:
    """Each row reads something above it, and a block is a group only where nothing else is computed in between."""
    places: dict[str, list[int]] = {}
    for index, row in enumerate(rows):
        places.setdefault(row.group, []).append(index)
    apart = {group for group, found in places.items() if found[-1] - found[0] >= len(found)}
    above = {"input", "input.target"}
    for row in rows:
        inputs = row.inputs if above & set(row.inputs) else ("input", *row.inputs)
        yield row.model_copy(update={"inputs": inputs, "group": "" if row.group in apart else row.group})
        above.add(row.name)


def rows_so_far(traced: Sequence[Tracer]) -> tuple[MeasuredLayer, ...]:
    """What was found before a pass failed."""
    rows = traced[-1].rows if traced else []
    return tuple(_measured(row, Found(rows)) for row in rows)


def _measured(row: TracedRow, found: Found) -> MeasuredLayer:
    plan = found.layouts.get(row.name)
    shape = plan.shape if plan is not None else row.shape[1:]
    output = plan.shape[1:] if plan is not None and row.attention else shape if len(shape) < 4 else (prod(shape),)
    inputs = row.inputs + ((row.name,) if row.steps > 1 and row.name not in row.inputs and row.kind in _LOOPS else ())
    own = {other.name for other in found.rows}
    reads = tuple(name if name in INPUTS else found.tapped.get(name, "") for name in row.reads)
    known = row.operation == "attention" or (bool(reads) and all(reads))  # a formula needs what it reads as pictures
    return MeasuredLayer(
        name=row.name, kind=_kind(row, found), output=output or (1,), parameters=row.parameters,
        multiply_adds=multiply_adds(row.module, output) if output else 0, inputs=inputs or ("input",),
        group=_group(row, own), tap=found.tapped.get(row.name, ""), detail=row.detail,
        heads=plan.shape[0] if plan is not None and row.attention else 0, line=row.line,
        operation=row.operation if known else "", reads=reads if known else (), form=row.form,
        weights=row.weights, numbers=row.numbers,
    )  # fmt: skip


def _kind(row: TracedRow, found: Found) -> str:
    """What it is; attention from one sequence to another has a name of its own."""
    plan = found.layouts.get(row.name)
    crossed = row.attention and plan is not None and crosses(plan.axes[1], plan.axes[2])
    return "cross-attention" if crossed else row.kind


_LOOPS = ("LSTM", "GRU", "Elman, tanh", "Elman, ReLU")


def _group(row: TracedRow, names: set[str]) -> str:
    """The block it belongs to: its path up to the first number, where that is more than the layer itself."""
    parts = row.name.split(".")
    at = next((index for index, part in enumerate(parts) if part.isdigit()), None)
    block = ".".join(parts[: at + 1]) if at is not None else ""
    return block if block and block not in names and (row.key.function or block != row.key.path) else ""


def _failed(sentence: str, traced: Sequence[Tracer]) -> str:
    """The sentence, and in which layer with which input."""
    inside = [(path, module, given) for path, module, given in (traced[-1].at if traced else []) if path]
    if not inside:
        return sentence
    path, module, given = inside[-1]
    words = " and ".join(_sizes(shape) for shape in given)
    return f"{sentence} That was in the layer {path}, a {type(module).__name__}, which was given {words}."


def _sizes(shape: Sequence[int]) -> str:
    return " × ".join(map(str, shape)) or "a single number"
