"""The pictures of patching across time and between lanes: each layer's recorded weights put into the model of now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from playground.experiment.metrics import judged_by
from playground.foundation.errors import PlaygroundError
from playground.inspection.model import InspectedModel, affordable
from playground.inspection.robustness.landscape import LARGEST
from playground.inspection.robustness.progressive import SHARE, FrozenModel, Pieces, Progressive
from playground.inspection.tracing.transplant import members_of
from playground.inspection.view import Found, View
from playground.runs.checkpoint import Arrays
from playground.runs.reader import RunReader
from playground.training import large_answers
from playground.worked.evidence import UnexplainedError
from playground.worked.example import Formula, Line, Part, Question, WorkedExample
from playground.worked.notation import number, operand
from playground.worked.transplant import ALL, COUNT, LANE, LAYER, METRIC, NONE, NOW, ROWS, SOURCE, TIME

EXAMPLES = 256  # of the test set
PART = 64  # that go through the model at once


class Patched:
    """A frozen model into which layers of recorded weights are put, and what a metric then is.

    Attributes:
        steps: of the recording, one a row; empty where its weights are of another model.
    """

    def __init__(self, inspected: InspectedModel, frozen: FrozenModel, recording: Path, count: int, own: bool) -> None:
        self._inspected, self._frozen, self._count = inspected, frozen, count
        self.step = frozen.step
        self._state = {name: tensor.clone() for name, tensor in frozen.model.state_dict().items()}
        shapes = {name: tuple(tensor.shape) for name, tensor in self._state.items()}
        self._others = _recorded(recording, frozen.step if own else None, shapes)
        self.steps = tuple(self._others)
        self.layers = {NONE: [], **members_of(inspected.experiment, self._state), ALL: list(self._state)}
        found = self.metrics()
        self.metric = judged_by(type(inspected.experiment.task).measured, found, inspected.data.baseline)

    def value(self, row: int, column: int) -> float:
        """The metric with one layer of one recorded step."""
        names, other = list(self.layers.values())[column], self._others[self.steps[row]]
        return self.metrics({name: torch.from_numpy(other[name].copy()) for name in names})[self.metric]

    def metrics(self, changed: dict[str, Tensor] | None = None) -> dict[str, float]:
        """Loss and the task's metrics on the test examples, some weights changed."""
        inspected, data = self._inspected, self._inspected.data.test
        self._frozen.model.load_state_dict({**self._state, **(changed or {})})
        answers = []
        with torch.no_grad():
            for first in range(0, self._count, PART):
                part = slice(first, min(first + PART, self._count))
                inputs = [torch.from_numpy(np.ascontiguousarray(one[part])).to(self._frozen.device)
                          for one in data.inputs]  # fmt: skip
                answers.append(self._frozen.model(*inputs).float().cpu())
        outputs, targets = torch.cat(answers), data.targets[: self._count]
        loss = float(inspected.loss(outputs, torch.from_numpy(targets)))
        return {"loss": loss, **inspected.experiment.task.metrics(outputs.numpy(), targets)}


def across_time(inspected: InspectedModel, recording: Path | None, beside: Path | None = None) -> tuple[View, ...]:
    """(source step, layer): the metric with this layer as it was; of this recording, and of the other lane's.

    Args:
        beside: where the other run of a race is recorded.
    """
    count = affordable(inspected, EXAMPLES)
    if recording is None or large_answers.too_large(inspected.data.shape, count):
        return ()
    if sum(parameter.numel() for parameter in inspected.model.parameters()) > LARGEST:
        return ()
    sources = [(TIME, recording, True), *([(LANE, beside, False)] if beside is not None else [])]
    return tuple(_view(inspected, name, path, count, own) for name, path, own in sources)


def _view(inspected: InspectedModel, name: str, recording: Path, count: int, own: bool) -> View:
    layers = (NONE, *members_of(inspected.experiment, inspected.model.state_dict()), ALL)
    kept: list[Patched] = []  # that the picture is of

    def begin(frozen: FrozenModel) -> Pieces:
        patched = Patched(inspected, frozen, recording, count, own)
        kept[:] = [patched]
        values = np.full((ROWS, len(layers)), np.nan, np.float32)

        def pieces() -> Iterator[None]:
            for row in reversed(range(len(patched.steps))):
                for column in range(len(layers)):
                    values[row, column] = patched.value(row, column)
                    yield

        return values, pieces()

    progressive = Progressive(inspected, begin)

    def take() -> Found:
        values, step = progressive.take()
        rows = tuple(f"step {at}" for at in kept[0].steps)
        return values, {SOURCE: rows, METRIC: (kept[0].metric,), NOW: step["step"], **step}

    def unfold(question: Question) -> WorkedExample:
        values, _ = take()
        return _unfold(kept[0], values, list(layers), question)

    return View(
        name, (SOURCE, LAYER), (ROWS, len(layers)), take, {LAYER: layers, COUNT: (str(count),)}, pause=0.3,
        dearest=0.0, share=SHARE, unfinished=progressive.unfinished, unfold=unfold,
    )  # fmt: skip


def _recorded(recording: Path, last: int | None, shapes: dict[str, tuple[int, ...]]) -> dict[int, Arrays]:
    """Step → weights of at most ``ROWS`` recorded steps, up to ``last``, where they are of such shapes."""
    try:
        with RunReader(recording) as reader:
            steps = [step for step in reader.weight_steps() if last is None or step <= last]
            spread = np.unique(np.linspace(0, max(len(steps) - 1, 0), min(ROWS, len(steps))).round().astype(int))
            found = {steps[at]: reader.weights(steps[at]) for at in spread}
    except PlaygroundError:
        return {}  # the other lane has not begun to record
    kept = {step: one for step, one in found.items() if one is not None}
    return {step: one for step, one in kept.items() if {name: array.shape for name, array in one.items()} == shapes}


def _unfold(
    patched: Patched, values: np.ndarray, layers: Sequence[str], question: Question
) -> WorkedExample:  # fmt: skip
    inside = len(question.index) == 2 and 0 <= question.index[0] < len(patched.steps)
    if not inside or not 0 <= question.index[1] < len(layers) or np.isnan(values[question.index]):
        raise UnexplainedError("This number is not known yet: wait a moment, and ask again.")
    row, column = question.index
    before, value = patched.metrics()[patched.metric], patched.value(row, column)
    rise = rf"{number(value)} - {operand(before)} = {number(value - before)}"
    parts: tuple[Part, ...] = (
        Formula(r"m(\theta_1, \dots, \theta_l \leftarrow \theta'_l, \dots)"),
        Line(rf"m(\theta) = {number(before)}", "the model with its own layers"),
        Line(rf"m(\theta_l \leftarrow \theta'_l) = {number(value)}", "a test with this layer put in"),
        Line(rf"\mathrm{{difference}} = {rise}"),
    )
    return WorkedExample(patched.step, question, parts, value, float(values[question.index]))
