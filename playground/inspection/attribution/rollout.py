"""Attention rollout and attention × gradient: what flows from the inputs to an answer along the weights of all layers.

Sources: Abnar, Zuidema, "Quantifying Attention Flow in Transformers" (arXiv 2005.00928); Chefer, Gur, Wolf,
"Generic Attention-model Explainability" (arXiv 2103.15679), whose rules for cross-attention are used here for both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from playground.inspection.attribution.differentiable import Differentiable
from playground.inspection.model import InspectedModel, hearing
from playground.probes.tap import Tap, taps

OWN = (("head", "query", "key"), ("head", "source query", "source key"))
ANSWERING, CROSS = ("head", "target query", "target key"), ("head", "target query", "source key")


def layers(inspected: InspectedModel) -> tuple[tuple[str, Tap], ...]:
    """The taps with attention weights, in order; none where no sequence that is read looks at itself."""
    found = tuple((name, tap) for name, tap in taps(inspected.model) if tap.axes in (*OWN, ANSWERING, CROSS))
    return found if any(tap.axes in OWN for _, tap in found) else ()


@dataclass
class AttentionFlow:
    """How much of each input has come to each step so far.

    Attributes:
        read: of the sequence that is read, to itself (T, T); own, across: of what an answer so far has, from itself and
            from what is read; None in a model of one sequence.
    """

    read: Tensor
    own: Tensor | None = None
    across: Tensor | None = None

    def through(self, axes: tuple[str, ...], step: Tensor, halved: bool) -> None:
        """One layer on, whose ``step`` is added to what was there, or with ``halved`` averaged with it."""
        share = 0.5 if halved else 1.0
        if axes in OWN:
            self.read = share * (self.read + step @ self.read)
            return
        if self.own is None or self.across is None:
            self.own = torch.eye(step.shape[0], device=step.device)
            self.across = torch.zeros(step.shape[0], len(self.read), device=step.device)
        if axes == ANSWERING:
            self.own, self.across = share * (self.own + step @ self.own), share * (self.across + step @ self.across)
        else:
            self.own, self.across = share * self.own, share * (self.across + step @ self.read)

    @property
    def inputs(self) -> Tensor:
        """What has come from the sequence that is read, to each step that answers."""
        return self.read if self.across is None else self.across


@dataclass(frozen=True)
class Flowed:
    """What has come to the answers before the last layer and after it, and that layer's step (T, T).

    Attributes:
        looks_back: no step looks at a later one, so that only the last knows all.
    """

    before: AttentionFlow
    after: AttentionFlow
    last: Tensor
    looks_back: bool

    def of_answer(self, point: Differentiable, matrix: Tensor, at: int) -> Tensor:
        """The row of a matrix (steps, T) that an answer is read from; where all steps are read, their mean."""
        if point.steps:
            return matrix[point.steps[at]]
        return matrix[-1] if self.looks_back else matrix.mean(0)


def rolled_out(point: Differentiable) -> Flowed:
    """Π (W̄ + I)/2 over the layers, W̄ the mean of the heads, I what a residual connection passes on."""
    with point.inspected.looking():
        weights, _ = heard(point)
    return _flowed([(axes, weight[0].float().mean(0)) for axes, weight in weights], halved=True)


def attention_rollout(point: Differentiable) -> tuple[Tensor, Tensor]:
    """The rows (answers, T) that the answers are read from, and what all inputs of each come to, which is 1."""
    flowed = rolled_out(point)
    rows = torch.stack([flowed.of_answer(point, flowed.after.inputs, at) for at in range(point.answers)])
    whole, own = rows.sum(1), flowed.after.own
    if own is not None:
        whole = whole + torch.stack([flowed.of_answer(point, own, at) for at in range(point.answers)]).sum(1)
    return rows, whole


def relevance(point: Differentiable, targets: Tensor, at: int) -> Flowed:
    """R ← R + E[(∇W ⊙ W)⁺] R over the layers, from R = I, for the answer number ``at``."""
    with point.differentiable():
        weights, outputs = heard(point)
        slopes = torch.autograd.grad(
            outputs[0, at, targets[at]], [weight for _, weight in weights], allow_unused=True, materialize_grads=True
        )
    both = zip(weights, slopes, strict=True)
    steps = [(axes, (weight.detach() * slope)[0].float().clamp(min=0).mean(0)) for (axes, weight), slope in both]
    return _flowed(steps, halved=False)


def attention_gradient(point: Differentiable, targets: Tensor) -> Tensor:
    """The rows (answers, T) of R, without the I it began with."""
    found = []
    for at in range(point.answers):
        flowed = relevance(point, targets, at)
        inputs = flowed.after.inputs
        if flowed.after.across is None:
            inputs = inputs - torch.eye(len(inputs), device=inputs.device)
        found.append(flowed.of_answer(point, inputs, at))
    return torch.stack(found)


def _flowed(steps: list[tuple[tuple[str, ...], Tensor]], halved: bool) -> Flowed:
    flow = AttentionFlow(torch.eye(steps[0][1].shape[-1], device=steps[0][1].device))
    before = flow
    for axes, step in steps:
        before = replace(flow)
        flow.through(axes, step, halved)
    first = next(step for axes, step in steps if axes in OWN)
    return Flowed(before, flow, steps[-1][1], len(first) > 1 and not bool(first.triu(1).any()))


def heard(point: Differentiable) -> tuple[list[tuple[tuple[str, ...], Tensor]], Tensor]:
    """The axes and weights (1, N, T, S) of each layer from one pass, and what came out; with their graph, if any."""
    found: list[tuple[tuple[str, ...], Tensor]] = []
    with hearing(layers(point.inspected), lambda name, tap, output: found.append((tap.axes, output))):
        outputs = point.outputs(point.values)
    return found, outputs
