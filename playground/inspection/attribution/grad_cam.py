"""Grad-CAM: the channels of a convolution's maps, weighted by how much the answer rises with each.

Source: Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks" (arXiv 1610.02391).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from playground.data.shapes import ImageInput
from playground.inspection.attribution.differentiable import Differentiable
from playground.inspection.model import InspectedModel, hearing
from playground.probes.tap import Tap, taps

MAP = ("channel", "row", "column")


@dataclass(frozen=True)
class GradCam:
    """The map L (H′, W′), the weights α (K,) and the maps A (K, H′, W′) it is made from."""

    values: Tensor
    weights: Tensor
    maps: Tensor


def layers(inspected: InspectedModel) -> dict[str, tuple[int, ...]]:
    """The taps that carry maps (K, H′, W′) of more than one cell, the last first, with their shapes.

    Those behind an activation, or of any kind where there is none.
    """
    if not isinstance(inspected.data.shape.inputs, ImageInput):
        return {}
    seen = inspected.look(inspected.data.example(0)[0]).items()
    found = {name: values.shape for name, (axes, values) in seen if axes == MAP and values[0].size > 1}
    found.pop("input", None)
    active = {name: shape for name, shape in found.items() if name.endswith("activation")}
    return dict(reversed((active or found).items()))


def grad_cam(point: Differentiable, targets: Tensor, layer: str) -> GradCam:
    """ReLU(Σₖ αₖ Aₖ), αₖ the mean over rows and columns of ∂f/∂Aₖ."""
    maps, slopes = _maps_and_slopes(point, targets, layer)
    weights = slopes.mean(dim=(1, 2))
    return GradCam((weights[:, None, None] * maps).sum(0).relu(), weights, maps)


def _maps_and_slopes(point: Differentiable, targets: Tensor, layer: str) -> tuple[Tensor, Tensor]:
    tap = _tap(point.inspected, layer)
    heard: list[Tensor] = []
    with point.differentiable(), hearing([(layer, tap)], lambda name, found, output: heard.append(output)):
        score = point.outputs(point.values)[0, 0, targets[0]]
        (slopes,) = torch.autograd.grad(score, heard[0], allow_unused=True, materialize_grads=True)
    return heard[0][0].detach().float(), slopes[0].float()


def _tap(inspected: InspectedModel, layer: str) -> Tap:
    return next(tap for name, tap in taps(inspected.model) if name == layer)
