"""Ascent: inputs that excite units of a layer, climbed to from noise along the gradient.

Source: Erhan, Bengio, Courville, Vincent, "Visualizing higher-layer features of a deep network" (2009).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from playground.foundation.errors import PlaygroundError
from playground.inspection.model import hearing
from playground.probes.tap import Tap
from playground.worked.maximisation import SIZE, STARTS, STEPS, VARIATION

RATE = 0.05  # of the way from the smallest to the largest value, a step of Adam
BETAS, TINY = (0.9, 0.999), 1e-8


@dataclass(frozen=True)
class InputBounds:
    """What inputs may be: between ``low`` and ``high`` everywhere, as those of the test set are."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """From the one to the other, never 0."""
        return max(self.high - self.low, 1e-6)


@dataclass
class Climbed:
    """Where the ascent of some units stands.

    Attributes:
        inputs: (units, …), the best of the starts; objective, activation, variation, square: (units,).
    """

    inputs: Tensor
    objective: Tensor
    activation: Tensor
    variation: Tensor
    square: Tensor


class Ascent:
    """Climbs for some units of one tap at once; each step of the generator is one step of all of them.

    Args:
        model: in evaluation mode; it is not changed.
        scales: (units,) by which activations are divided in the objective.
    """

    def __init__(
        self, model: nn.Module, name: str, tap: Tap, units: Sequence[int], scales: Tensor,
        shape: tuple[int, ...], bounds: InputBounds,
    ) -> None:  # fmt: skip
        self._model, self._name, self._tap = model, name, tap
        device = scales.device
        self._units = torch.tensor(units, device=device).repeat_interleave(STARTS)
        self._scales = scales.repeat_interleave(STARTS)
        self._bounds = bounds
        noise = np.stack([_noise(unit, start, shape) for unit in units for start in range(STARTS)])
        self._inputs = torch.from_numpy(bounds.low + bounds.width * noise).float().to(device)

    def climb(self) -> Iterator[None]:
        """Adam from noise, kept inside the range after each step."""
        mean, square = torch.zeros_like(self._inputs), torch.zeros_like(self._inputs)
        for step in range(1, STEPS + 1):
            slope = self._slope()
            mean = BETAS[0] * mean + (1 - BETAS[0]) * slope
            square = BETAS[1] * square + (1 - BETAS[1]) * slope.square()
            way = (mean / (1 - BETAS[0] ** step)) / ((square / (1 - BETAS[1] ** step)).sqrt() + TINY)
            moved = self._inputs + RATE * self._bounds.width * way
            self._inputs = moved.clamp(self._bounds.low, self._bounds.high)
            yield

    def best(self) -> Climbed:
        """Of each unit the start that came highest."""
        with torch.no_grad():
            objective, activation = self._objective(self._inputs)
            variation, square = self._penalties(self._inputs)
        count = len(objective) // STARTS
        ranked = objective.nan_to_num(nan=-torch.inf).view(count, STARTS).argmax(1)
        chosen = ranked + STARTS * torch.arange(count, device=ranked.device)
        return Climbed(
            self._inputs[chosen], objective[chosen], activation[chosen], variation[chosen], square[chosen]
        )  # fmt: skip

    def _slope(self) -> Tensor:
        with torch.enable_grad(), torch.backends.cudnn.flags(enabled=False):
            place = self._inputs.detach().requires_grad_()
            objective, _ = self._objective(place)
            (slope,) = torch.autograd.grad(objective.sum(), place)
        return slope.nan_to_num()

    def _objective(self, inputs: Tensor) -> tuple[Tensor, Tensor]:
        """J (B,) and the activation in it (B,)."""
        found: list[Tensor] = []
        with hearing([(self._name, self._tap)], lambda name, tap, output: found.append(output)):
            self._model(inputs)
        if not found:
            raise PlaygroundError("The model hides this layer while it is asked; choose another layer.")
        activation = peak(found[0].float(), self._tap.axes, self._units)
        variation, square = self._penalties(inputs)
        return activation / self._scales - VARIATION * variation - SIZE * square, activation

    def _penalties(self, inputs: Tensor) -> tuple[Tensor, Tensor]:
        """Mean |difference of neighbours| and mean square (B,), in widths of the range."""
        scaled = inputs / self._bounds.width
        along = (2, 3) if scaled.dim() == 4 else (1,)
        steps = [scaled.diff(dim=axis).abs().flatten(1).mean(1) for axis in along if scaled.shape[axis] > 1]
        total = torch.stack(steps).mean(0) if steps else scaled.new_zeros(len(scaled))
        return total, scaled.square().flatten(1).mean(1)


def peak(values: Tensor, axes: tuple[str, ...], units: Tensor) -> Tensor:
    """The largest value (B,) of the unit of each row, over places of a map or steps of a sequence."""
    rows = torch.arange(len(values), device=values.device)
    if axes[0] == "channel":
        return values[rows, units].flatten(1).amax(1)
    found = values[rows, ..., units]
    return found.flatten(1).amax(1) if found.dim() > 1 else found


def _noise(unit: int, start: int, shape: tuple[int, ...]) -> np.ndarray:
    """Uniform from 0 to 1, the same for a unit each time: looking draws no numbers of the run."""
    return np.random.Generator(np.random.Philox(key=[unit, start])).random(shape)
