"""Attributions: any method for one specimen of one model, with the numbers of its check."""

from __future__ import annotations

import torch
from torch import Tensor

from playground.data.shapes import ClassTarget, ValueTarget
from playground.data.specimen import Specimen
from playground.inspection.attribution import grad_cam, rollout
from playground.inspection.attribution.differentiable import Differentiable
from playground.inspection.attribution.gradient_input import gradient_input
from playground.inspection.attribution.integrated import Integrated, integrated_gradients
from playground.inspection.attribution.occlusion import occlusion
from playground.inspection.attribution.smooth import SAMPLES, smoothgrad
from playground.inspection.model import InspectedModel
from playground.inspection.view import Found
from playground.protocol import attribution as names
from playground.protocol.attribution import Attribution

Facts = dict[str, Tensor | int]
Made = tuple[Tensor, Facts]  # attributions (answers, …), and the numbers of their check


class Attributions:
    """Nothing is computed before it is asked for.

    Attributes:
        maps: the layers of Grad-CAM, the last first, with the shapes of their maps.

    Raises:
        LookupError: for tokens without an embedding that is known.
    """

    def __init__(self, inspected: InspectedModel, shown: Specimen) -> None:
        self.inspected, self.shown = inspected, shown
        self.point = Differentiable.of(inspected, shown)
        self.maps = grad_cam.layers(inspected)

    def targets(self, target: str) -> Tensor:
        """The classes (answers,) whose scores are attributed; of numbers, the first."""
        point = self.point
        if target == names.ANSWER or not self.shown.known or self.shown.targets.dtype.kind != "i":
            return point.targets()
        truth = torch.from_numpy(self.shown.targets.reshape(-1)).to(point.values.device)
        return truth[list(point.steps)] if point.steps else truth[:1]

    def made(self, asked: Attribution, known: Integrated | None = None) -> Made:
        """Attributions (answers, …) of the shape of the picture, with what their check needs.

        Args:
            known: integrated gradients of the same, which take many passes, where they have just been computed.
        """
        point, targets = self.point, self.targets(asked.target)
        match asked.method:
            case names.GRADIENT_INPUT:
                values = gradient_input(point, targets)
                both = point.scores(torch.cat([point.values, point.baseline]), targets)
                return self._summed(values), {
                    names.SCORE: both[0], names.WITHOUT: both[1], names.SUM: _sums(values), names.SAMPLES: 1
                }  # fmt: skip
            case names.INTEGRATED:
                found = known or integrated_gradients(point, targets)
                return self._summed(found.values), {
                    names.SCORE: found.score, names.WITHOUT: found.without, names.SUM: _sums(found.values),
                    names.SAMPLES: found.slopes,
                }  # fmt: skip
            case names.SMOOTH:
                smoothed = smoothgrad(point, targets)
                slopes = smoothed.values if point.table is None else smoothed.values * point.values
                return self._summed(slopes), {names.AGREEMENT: smoothed.agreement, names.SAMPLES: SAMPLES}
            case names.OCCLUSION:
                falls = occlusion(point, targets, int(asked.parameter))
                return falls, {names.SCORE: point.scores(point.values, targets)[0], names.SAMPLES: falls[0].numel()}
            case names.GRAD_CAM:
                cam = grad_cam.grad_cam(point, targets, asked.parameter)
                return cam.values[None], {names.SCORE: point.scores(point.values, targets)[0], names.SAMPLES: 1}
            case names.ROLLOUT:
                rows, whole = rollout.attention_rollout(point)
                return rows, {names.SUM: whole}
            case _:
                return rollout.attention_gradient(point, targets), {names.SAMPLES: point.answers}

    def look(self, asked: Attribution, known: Integrated | None = None) -> Found:
        """The picture, and labels that say of each answer its class and the numbers of its check."""
        values, facts = self.made(asked, known)
        told = {} if asked.method == names.ROLLOUT else {names.TARGET: self._named(self.targets(asked.target))}
        for name, numbers in facts.items():
            listed = [numbers] if isinstance(numbers, int) else numbers.detach().cpu().tolist()
            told[name] = tuple(repr(number) for number in listed)
        values = values.detach().cpu()
        if self.point.values.dim() == 4:
            values = values[0]
        elif values.dim() == 3:  # a series, with its features as rows
            values = values[0].T
        return values.contiguous().numpy(), told

    def _summed(self, values: Tensor) -> Tensor:
        """(answers, …) summed over the channels of a pixel, or over the numbers of an embedding."""
        if values.dim() == 4:
            return values.sum(1)
        return values if self.point.table is None else values.sum(2)

    def _named(self, targets: Tensor) -> tuple[str, ...]:
        shape = self.inspected.data.shape.targets
        if isinstance(shape, ClassTarget):
            return tuple(shape.labels[index] for index in targets.tolist())
        return shape.names[:1] if isinstance(shape, ValueTarget) else ("",)


def _sums(values: Tensor) -> Tensor:
    return values.flatten(1).sum(1)
