"""Statistics: how weights, activations and gradients are distributed in each layer, and how large gradients are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from playground.data.axes import Axis
from playground.inspection import vitals
from playground.inspection.model import TrainedModel, affordable, listening, pass_test_examples
from playground.inspection.view import Array, Found, View
from playground.probes.tap import Tap, taps

LEVELS = 65  # quantiles from the smallest to the largest value
SAMPLE = 2048  # values of a layer, at even distances
JOINED = 2**22  # numbers of a layer that are put one behind the other at most
PAUSE = 0.03  # seconds between two: each stays on the screen, as one column of many
EXAMPLES = 32  # whose activations are looked at, the same each time


def statistics(inspected: TrainedModel) -> tuple[View, ...]:
    """Quantiles (layer, level) of weights, activations and gradients; and (measure, layer) of the last step.

    Quantiles rather than counts: no bins have to be chosen before it is known how far the values will reach. Where
    there are none yet, as of gradients before the first step, they are NaN.
    """
    layers = vitals.Layers.of(inspected)
    heard = [(name, tap) for name, tap in taps(inspected.model) if _is_activation(name, tap)]
    names, count = tuple(layers.members), affordable(inspected, EXAMPLES)

    def weights() -> Found:
        return _quantiles([_joined(inspected.parameters, numbers) for numbers in layers.members.values()]), {}

    def gradients() -> Found:
        if not inspected.gradients:
            return np.full((len(names), LEVELS), np.nan, np.float32), {}
        return _quantiles([_joined(inspected.gradients, numbers) for numbers in layers.members.values()]), {}

    def activations() -> Found:
        found: dict[str, Tensor] = {}
        with listening(heard, lambda name, tap, output: found.update({name: output})):
            pass_test_examples(inspected, count)
        return _quantiles([found[name] for name, _ in heard]), {}

    def norms() -> Found:
        rows = (vitals.gradient_norms(inspected, layers), vitals.update_ratios(inspected, layers))
        return np.array([[row.get(name, np.nan) for name in names] for row in rows], np.float32), {}

    shape, axes = (len(names), LEVELS), ("layer", "quantile")
    tapped = {"layer": tuple(name for name, _ in heard)}
    return (
        View("distribution.weights", axes, shape, weights, {"layer": names}, PAUSE),
        View("distribution.activations", axes, (len(heard), LEVELS), activations, tapped, PAUSE),
        View("distribution.gradients", axes, shape, gradients, {"layer": names}, PAUSE),
        View("gradient.norms", ("measure", "layer"), (2, len(names)), norms, {"layer": names}, PAUSE),
    )


def _is_activation(name: str, tap: Tap) -> bool:
    """Not weights, masks and inner steps of attention, nor what only a recurrence written out step by step shows."""
    hidden = name.rpartition(".")[2]
    return (
        not tap.inner and Axis.named(tap.axes[-1]).role != "key" and not hidden.endswith("_gate") and hidden != "cell"
    )


def _joined(tensors: Sequence[Tensor], numbers: Sequence[int]) -> Tensor:
    """All numbers of a layer, of a large one at even distances: else each picture would copy the model."""
    step = max(1, sum(tensors[number].numel() for number in numbers) // JOINED)
    return torch.cat([tensors[number].detach().flatten()[::step] for number in numbers])


def _quantiles(values: Sequence[Tensor]) -> Array:
    """(layers, LEVELS) of a sample of each; what is not finite is left out, NaN where nothing is."""
    rows = np.full((len(values), LEVELS), np.nan, np.float32)
    for row, tensor in zip(rows, values, strict=True):
        flat = tensor.flatten()
        sample = flat[:: max(1, len(flat) // SAMPLE)].float().cpu().numpy()
        sample = np.sort(sample[np.isfinite(sample)])
        if len(sample):
            row[:] = sample[np.linspace(0, len(sample) - 1, LEVELS).round().astype(np.intp)]
    return rows
