"""The examined step: which examples of a step's batch had the largest loss, and which layers the largest gradient."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from playground.data.datasets import Data
from playground.data.shapes import IGNORED, ClassTarget, ValueTarget
from playground.inspection.explained_step import rehearsed
from playground.inspection.vitals import Layers
from playground.probes.abilities import HasPenalty
from playground.protocol.explained import ExampleLoss, LayerGradient, StepExamined
from playground.training.trainer import Trainer

SHOWN = 5  # examples
BEFORE = 10  # steps whose gradients say what is usual


def examine(trainer: Trainer, before: int) -> StepExamined:
    """The step that comes after ``before`` others, which say what is usual; the trainer is left as it was, bit for bit.

    Interventions on the way are not made again.
    """
    layers = Layers.of(trainer)
    with rehearsed(trainer):
        norms, losses = list[dict[str, float]](), list[float]()
        for _ in range(before):
            losses.append(float(trainer.advance()))
            norms.append(layers.norms([gradient.float() for gradient in trainer.gradients]))
        return _next(trainer, layers, norms, losses)


def _next(trainer: Trainer, layers: Layers, norms: list[dict[str, float]], losses: list[float]) -> StepExamined:
    step, rows = trainer.step, trainer.batches.rows(trainer.step)
    inputs, targets = trainer.batches.at(step)
    with trainer.stepper.precision():
        outputs = trainer.model(*inputs)
        loss = trainer.stepper.objective(outputs, targets)
        if isinstance(trainer.model, HasPenalty):
            loss = loss + trainer.model.penalty()
    each = _each(trainer, outputs.detach(), targets)
    now = layers.norms([gradient.float() for gradient in trainer.stepper.gradients_of(loss)])
    order = np.argsort(-np.nan_to_num(each, nan=np.inf), kind="stable")[:SHOWN]
    examples = tuple(
        ExampleLoss(int(rows[at]), described(trainer.data, int(rows[at])), float(each[at])) for at in order
    )
    found = [
        LayerGradient(layer, norm, float(np.median([one[layer] for one in norms])) if norms else float("nan"))
        for layer, norm in now.items()
    ]
    found.sort(key=lambda one: -(one.times if one.times == one.times else one.norm))
    whole = float(np.nansum(each))
    return StepExamined(
        step + 1, float(loss.detach()), float(np.median(losses)) if losses else float("nan"), len(targets), examples,
        float(each[order].sum()) / whole if whole > 0 else float("nan"), tuple(found),
    )  # fmt: skip


def _each(trainer: Trainer, outputs: Tensor, targets: Tensor) -> np.ndarray:
    """The loss of each example (B,)."""
    with torch.no_grad():
        found = [trainer.stepper.objective(outputs[at : at + 1], targets[at : at + 1]) for at in range(len(targets))]
        return torch.stack(found).float().cpu().numpy()


def described(data: Data, index: int) -> str:
    """A training example in words: its sequence where it has words, and its class or value."""
    inputs, targets = tuple(array[index] for array in data.train.inputs), data.train.targets[index]
    named = data.label(inputs)
    words = named.get("source") or named.get("time", ())
    asked = ("" if all(len(word) == 1 for word in words) else " ").join(words)
    match data.shape.targets:
        case ClassTarget(labels, None):
            answer = labels[int(targets)]
        case ClassTarget(labels, _):
            answer = " ".join(labels[token] for token in targets if token != IGNORED)
        case ValueTarget(_, None):
            answer = f"{float(np.ravel(targets)[0]):.3g}"
        case _:
            answer = ""
    return " → ".join(filter(None, (asked, answer)))
