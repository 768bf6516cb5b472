"""Interventions: puts changes of a run into the taps of its model and into its learning rate, and takes them out."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from playground.experiment.interventions import Change, InForce, ReplacePattern, SwitchOff, learning_rate
from playground.probes.tap import Tap


class Interventions:
    """What is in force in one model, in training and in evaluation alike.

    Args:
        taps: all taps of the model by name.
        rate: the experiment's learning rate.

    Attributes:
        learning_rate: what the schedule multiplies now.
    """

    def __init__(self, taps: Sequence[tuple[str, Tap]], rate: float) -> None:
        self._taps = list(taps)
        self._planned = rate
        self.learning_rate = rate
        self.in_force: InForce = ()

    def set(self, in_force: InForce) -> None:
        """These, and no others, from now on; they must fit the model, as ``check`` has it."""
        self.in_force = in_force
        self.learning_rate = learning_rate(in_force, self._planned)
        for name, tap in self._taps:
            own = [change for change in in_force if getattr(change, "tap", None) == name]
            tap.change = Replaced(tap.axes, own) if own else None


class Replaced:
    """Passes a tensor on with some of it set to 0, or with the weights of some heads replaced.

    What is replaced has no part in the gradient any more: the derivative through it is 0.

    Args:
        axes: of the tap, without the batch.
        changes: those of this tap.
    """

    def __init__(self, axes: tuple[str, ...], changes: Sequence[Change]) -> None:
        off = [change for change in changes if isinstance(change, SwitchOff)]
        # counted from the end: inside a recurrence a tensor comes without its time axis
        self._off = {
            axes.index(axis) - len(axes): [change.index for change in off if change.axis == axis]
            for axis in {change.axis for change in off}
        }
        patterns = [change for change in changes if isinstance(change, ReplacePattern)]
        self._heads = {
            pattern: [change.head for change in patterns if change.pattern == pattern]
            for pattern in sorted({change.pattern for change in patterns})
        }
        self._masks: dict[object, Tensor] = {}

    def __call__(self, x: Tensor, allowed: Tensor | None = None) -> Tensor:
        """x (B, …) → the same shape; ``allowed`` is broadcast to weights (B, N, T, S), None allows all."""
        for dim, indices in self._off.items():
            x = x.masked_fill(self._mask(x, dim, indices), 0.0)
        for pattern, heads in self._heads.items():
            weights = uniform(x, allowed) if pattern == "uniform" else diagonal(x, allowed)
            x = torch.where(self._mask(x, -3, heads), weights, x)
        return x

    def _mask(self, x: Tensor, dim: int, indices: list[int]) -> Tensor:
        """True at the indices, with as many dimensions as ``dim`` is from the end; made once a device."""
        key = (dim, tuple(indices), x.device)
        if key not in self._masks:
            mask = torch.zeros(x.shape[dim], dtype=torch.bool)
            mask[indices] = True
            self._masks[key] = mask.view(-1, *[1] * (-dim - 1)).to(x.device)
        return self._masks[key]


def uniform(weights: Tensor, allowed: Tensor | None) -> Tensor:
    """1 / n at each of the n keys that a query may look at; broadcast to weights (B, N, T, S)."""
    if allowed is None:
        return torch.full_like(weights, 1 / weights.shape[-1])
    ones = allowed.to(weights.dtype).expand(*allowed.shape[:-2], *weights.shape[-2:])
    return ones / ones.sum(dim=-1, keepdim=True).clamp(min=1)


def diagonal(weights: Tensor, allowed: Tensor | None) -> Tensor:
    """1 where key = query, or the last key where there are fewer; else the nearest allowed key, the earlier of two."""
    rows, columns = weights.shape[-2:]
    keys = torch.arange(columns, device=weights.device)
    wanted = torch.arange(rows, device=weights.device).clamp(max=columns - 1)[:, None]
    distance = 2 * (keys - wanted).abs() + (keys > wanted)
    if allowed is not None:
        distance = torch.where(allowed, distance, 4 * (rows + columns))
    nearest = distance.argmin(dim=-1, keepdim=True)
    return (keys == nearest).to(weights.dtype)
