"""Nudge: the specimen changed a little to be taken for something else, and what the model answers then."""

from __future__ import annotations

from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.data.shapes import ClassTarget, ImageInput, PairInput, SequenceInput, TokenInput
from playground.data.specimen import Specimen
from playground.inspection.model import InspectedModel
from playground.inspection.robustness import attacks
from playground.inspection.robustness.exchange import exchange
from playground.inspection.view import Array, Found, View
from playground.inspection.views.planes import DEAREST
from playground.worked.evidence import UnexplainedError
from playground.worked.example import Line, Question, Region, WorkedExample
from playground.worked.notation import number
from playground.worked.nudge import METHODS, PICTURE, STRENGTHS, pixel
from playground.worked.parts import softmax

LARGEST = 2**12  # numbers of an input
WIDEST = 0.5  # ε of a pixel at most, half of its range


def nudge(inspected: InspectedModel, shown: Specimen) -> tuple[View, ...]:
    """(method, ε, classes + plane): the probabilities, and behind them the changed input as rows and columns.

    Away from the truth; from the model's own answer where nobody knows it. Tokens cannot be changed a little: of these
    one is exchanged.
    """
    shape = inspected.data.shape
    if isinstance(shape.inputs, TokenInput | PairInput):
        return exchange(inspected, shown)
    if not isinstance(shape.targets, ClassTarget) or shape.targets.length is not None:
        return ()
    if not isinstance(shape.inputs, ImageInput | SequenceInput) or shown.inputs[0].size > LARGEST:
        return ()
    reaches = np.linspace(0.0, widest(inspected), STRENGTHS)
    plane = planes(shown.inputs[0])[0]
    labels = {
        "method": METHODS, "epsilon": tuple(f"{reach:.3g}" for reach in reaches), "class": shape.targets.labels,
        "size": (str(plane.shape[0]), str(plane.shape[1])),
        "kind": ("image" if isinstance(shape.inputs, ImageInput) else "sequence",),
    }  # fmt: skip
    if shown.known:
        labels["truth"] = (shape.targets.labels[int(shown.targets[0])],)
    count = len(shape.targets.labels)

    def take() -> Found:
        return _nudged(inspected, shown, reaches), {}

    axes = ("method", "epsilon", "answer, then input")
    size = (len(METHODS), STRENGTHS, count + plane.size)
    asked = partial(_unfold, inspected, shown, reaches)
    return (View(PICTURE, axes, size, take, labels, pause=0.25, dearest=DEAREST, unfold=asked),)


def widest(inspected: InspectedModel) -> float:
    """The largest ε: half of a pixel's range; elsewhere a standard deviation of the inputs, to two digits."""
    if isinstance(inspected.data.shape.inputs, ImageInput):
        return WIDEST
    return float(f"{float(inspected.data.test.inputs[0][:256].std()) or 1.0:.2g}")


def planes(inputs: NDArray[np.float32]) -> Array:
    """Images (B, C, H, W) as the mean of their channels, sequences (B, T, F) as (B, F, T)."""
    found: Array = inputs.mean(axis=1) if inputs.ndim == 4 else inputs.swapaxes(1, 2)
    return found


def _nudged(inspected: InspectedModel, shown: Specimen, reaches: NDArray[np.float64]) -> Array:
    given, reach, bounded, loss = _set_up(inspected, shown, reaches)
    with inspected.looking():
        moved = [attack(loss, given, reach, bounded) for attack in (attacks.fgsm, attacks.pgd)]
    rows = []
    for one in moved:
        inputs = one.float().cpu().numpy()
        odds = inspected.answer(inputs).softmax(-1).numpy()
        rows.append(np.concatenate([odds, planes(inputs).reshape(len(inputs), -1)], axis=1))
    return np.stack(rows).astype(np.float32)


def _set_up(
    inspected: InspectedModel, shown: Specimen, reaches: NDArray[np.float64]
) -> tuple[Tensor, Tensor, bool, attacks.Loss]:
    """The specimen once for each ε, the ε as (B, 1, …), whether inputs are pixels, and the loss that shall rise."""
    given = torch.from_numpy(np.repeat(shown.inputs[0], len(reaches), axis=0)).to(inspected.device)
    reach = torch.from_numpy(reaches.astype(np.float32)).to(given.device).reshape(-1, *(1,) * (given.dim() - 1))
    with inspected.looking():
        answer = inspected.model(given[:1]).argmax(dim=-1)
    target = torch.from_numpy(shown.targets).to(given.device) if shown.known else answer
    targets = target.repeat(len(reaches))

    def loss(at: Tensor) -> Tensor:
        return inspected.loss(inspected.model(at), targets) * len(at)

    return given, reach, isinstance(inspected.data.shape.inputs, ImageInput), loss


def _unfold(
    inspected: InspectedModel, shown: Specimen, reaches: NDArray[np.float64], question: Question
) -> WorkedExample:
    """A probability, or a pixel of the changed input; the index is (method, strength, place in the picture's row)."""
    targets = inspected.data.shape.targets
    assert isinstance(targets, ClassTarget)
    made = _nudged(inspected, shown, reaches)
    if len(question.index) != 3 or not all(0 <= at < size for at, size in zip(question.index, made.shape, strict=True)):
        raise UnexplainedError("There is no such cell in the picture any more; choose another.")
    method, strength, at = question.index
    given, reach, bounded, loss = _set_up(inspected, shown, reaches)
    with inspected.looking():
        if METHODS[method] == "FGSM":
            followed = attacks.slope(loss, given)
            path = [(followed, attacks.fgsm(loss, given, reach, bounded))]
        else:
            path = list(attacks.pgd_path(loss, given, reach, bounded))
        logits = inspected.answer(path[-1][1].float().cpu().numpy())[strength].double().numpy()
    model, epsilon = float(made[question.index]), float(reaches[strength])
    if at < len(targets.labels):
        parts, value = softmax(logits, at, targets.labels, lambda k: None)
        first = Line(rf"\epsilon = {number(epsilon)}", "logits of the changed input")
        return WorkedExample(inspected.step, question, (first, *parts), value, model)
    place = np.unravel_index(at - len(targets.labels), planes(shown.inputs[0])[0].shape)
    row, column = int(place[0]), int(place[1])
    index = (strength, slice(None), row, column) if given.dim() == 4 else (strength, column, slice(row, row + 1))
    steps = [(one[index].cpu().double().numpy(), two[index].cpu().double().numpy()) for one, two in path]
    begun = given[index].cpu().double().numpy()
    parts, value = pixel(METHODS[method], begun, steps, epsilon, attacks.REACH / attacks.PGD_STEPS, bounded)
    region = Region("input", (0, row, column), (len(begun), row + 1, column + 1)) if given.dim() == 4 else Region.cell(
        "input", column, row
    )  # fmt: skip
    return WorkedExample(inspected.step, question, tuple(parts), value, model, (region,))
