"""Differentiable: a specimen as a place where a model has slopes: pixels, values, or embeddings of tokens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from playground.data.shapes import IGNORED, ClassTarget, ImageTarget, InputShape, PairInput
from playground.data.specimen import Specimen
from playground.inspection.exchanging import words_of
from playground.inspection.model import InspectedModel

ROWS = 64  # of a batch that goes through the model at once
PLACES = 16  # answers of one specimen that are told apart


@dataclass(frozen=True)
class Differentiable:
    """What goes in at ``values`` (1, …), and what is asked about what comes out.

    Attributes:
        inputs: (1, …), one a model argument; of tokens, their embeddings stand in for what ``table`` gives.
        values: pixels (1, C, H, W), a series (1, T, F), or embeddings (1, T, D); attributions have their shape.
        baseline: of the same shape, zeros: a black picture, a silent series, tokens that mean nothing.
        steps: of the output, at which an answer is wanted; empty where there is one answer an example.
    """

    inspected: InspectedModel
    inputs: tuple[Tensor, ...]
    table: nn.Embedding | None
    values: Tensor
    baseline: Tensor
    steps: tuple[int, ...]

    @classmethod
    def of(cls, inspected: InspectedModel, shown: Specimen) -> Differentiable:
        """A specimen of a model. Raises LookupError where its tokens have no embedding that is known."""
        device = inspected.device
        inputs = tuple(torch.from_numpy(np.ascontiguousarray(array)).to(device) for array in shown.inputs)
        table = table_of(inspected.model, inspected.data.shape.inputs)
        values = inputs[0] if table is None else table.weight.detach()[inputs[0]]
        return cls(inspected, inputs, table, values, torch.zeros_like(values), steps_of(inspected, shown))

    @property
    def answers(self) -> int:
        """How many answers are asked about."""
        return max(1, len(self.steps))

    @contextmanager
    def differentiable(self) -> Iterator[None]:
        """Inside, the model is in evaluation mode and gradients flow; nothing of it is changed afterwards."""
        with self.inspected.looking(), torch.enable_grad(), torch.backends.cudnn.flags(enabled=False):
            yield

    def outputs(self, values: Tensor) -> Tensor:
        """What the model gives for other values (B, …): (B, answers, K), a logit a class, or numbers."""
        rest = [array.expand(len(values), *array.shape[1:]) for array in self.inputs[1:]]
        if self.table is None:
            given: Tensor = self.inspected.model(values, *rest)
        else:
            first = self.inputs[0].expand(len(values), *self.inputs[0].shape[1:])
            with replaced(self.table, values):
                given = self.inspected.model(first, *rest)
        out = given.float()
        return out[:, list(self.steps)] if self.steps else out.reshape(len(values), 1, -1)

    def targets(self) -> Tensor:
        """The class (answers,) that the model gives each answer; of numbers, the first."""
        if not isinstance(self.inspected.data.shape.targets, ClassTarget):
            return torch.zeros(self.answers, dtype=torch.int64, device=self.values.device)
        with self.inspected.looking():
            return self.outputs(self.values)[0].argmax(-1)

    def scores(self, values: Tensor, targets: Tensor) -> Tensor:
        """Scores (B, answers) of the targets (answers,), for values (B, …); without gradients, ``ROWS`` at a time."""
        found = []
        with self.inspected.looking():
            for part in torch.split(values, ROWS):
                out = self.outputs(part)
                found.append(out.gather(2, targets.view(1, -1, 1).expand(len(part), -1, 1))[..., 0])
        return torch.cat(found)

    def gradients(self, values: Tensor, targets: Tensor) -> Tensor:
        """∂ score of each answer / ∂ values: (B, answers, …) for values (B, …)."""
        found, many = [], self.answers
        rows = torch.arange(len(values), device=values.device).repeat_interleave(many)
        asked = torch.arange(many, device=values.device).repeat(len(values))
        for row, ask in zip(torch.split(rows, ROWS), torch.split(asked, ROWS), strict=True):
            leaf = values[row].detach().requires_grad_()
            with self.differentiable():
                out = self.outputs(leaf)
                score = out[torch.arange(len(row), device=out.device), ask, targets[ask]].sum()
                (gradient,) = torch.autograd.grad(score, leaf, allow_unused=True, materialize_grads=True)
            found.append(gradient.float())
        return torch.cat(found).view(len(values), many, *values.shape[1:])


def table_of(model: nn.Module, inputs: InputShape) -> nn.Embedding | None:
    """The embedding of a model's first argument; None where that is numbers. Raises LookupError without one."""
    words = words_of(inputs)
    if words is None:
        return None
    for module in model.modules():
        if isinstance(module, nn.Embedding) and module.num_embeddings == len(words.vocabulary):
            return module
    raise LookupError("the tokens of this model have no embedding that could be differentiated")


def steps_of(inspected: InspectedModel, shown: Specimen) -> tuple[int, ...]:
    """The steps at which an answer is wanted; where each step's is, as in a text that goes on, the last alone."""
    targets = inspected.data.shape.targets
    if isinstance(targets, ImageTarget) or targets.length is None:
        return ()
    length = shown.inputs[-1].shape[1]
    if not isinstance(targets, ClassTarget):
        return (length - 1,)
    wanted = np.flatnonzero(shown.targets[0][:length] != IGNORED).tolist()
    whole = len(wanted) == length and not isinstance(inspected.data.shape.inputs, PairInput)
    if not wanted or (whole and inspected.data.shape.causal):
        return (length - 1,)
    return tuple(wanted[:PLACES])


@contextmanager
def replaced(table: nn.Embedding, values: Tensor) -> Iterator[None]:
    """Inside, the embedding gives ``values`` where it would give as many vectors of its own."""

    def stand_in(module: nn.Module, inputs: object, output: Tensor) -> Tensor:
        return values if output.shape == values.shape else output

    handle = table.register_forward_hook(stand_in)
    try:
        yield
    finally:
        handle.remove()
