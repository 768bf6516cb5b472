"""Landscape: the loss in a plane through the weights: two random directions, or the plane of the run's own path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from playground.inspection.model import InspectedModel, affordable
from playground.inspection.robustness.progressive import SHARE, FrozenModel, Pieces, Progressive
from playground.inspection.view import View
from playground.runs.reader import RunReader
from playground.worked.landscape import COARSE, HEAD, PATH, RANDOM, SIDE, STEPS, Landscape, packed

EXAMPLES, FEWEST = 256, 16  # of the training set, whose loss it is
PASS = 2 * 10**8  # multiply-adds of a point, of which there are 625: ten to twenty seconds of one core for all
LARGEST = 2**22  # parameters; of a larger model the copies of the path alone would fill the memory
SEED = 1  # of the random directions, the same each time
MARGIN = 0.25  # of the path's extent, around it


def landscapes(inspected: InspectedModel, recording: Path | None = None) -> tuple[View, ...]:
    """Two pictures, packed as ``worked.landscape`` says; the second only where a recording has earlier weights."""
    if sum(parameter.numel() for parameter in inspected.model.parameters()) > LARGEST:
        return ()
    count = _examples(inspected)
    length = HEAD + SIDE**2 + 2 * STEPS
    found = [_view(RANDOM, length, Progressive(inspected, lambda frozen: _random(inspected, frozen, count)))]
    if recording is not None:
        path = Progressive(inspected, lambda frozen: _path(inspected, frozen, count, recording))
        found.append(_view(PATH, length, path))
    return tuple(found)


def _examples(inspected: InspectedModel) -> int:
    """So many training examples as let the whole grid be done while somebody waits for it."""
    each = sum(layer.multiply_adds for layer in inspected.experiment.layers())
    wanted = max(FEWEST, min(EXAMPLES, PASS // max(1, each)))
    return affordable(inspected, wanted, inspected.data.train)


def _view(name: str, length: int, progressive: Progressive) -> View:
    return View(
        name, ("number",), (length,), progressive.take, pause=0.3, dearest=0.0, share=SHARE,
        unfinished=progressive.unfinished,
    )  # fmt: skip


def _random(inspected: InspectedModel, frozen: FrozenModel, count: int) -> Pieces:
    """Directions of normal numbers, each filter as long as the weights' own (Li et al. 2018, arXiv 1712.09913).

    Biases and what normalisations learn stay as they are, as in the paper.
    """
    dice = torch.Generator().manual_seed(SEED)
    weights = [parameter.detach() for parameter in frozen.model.parameters()]
    directions = [[_filterwise(one, dice) for one in weights] for _ in range(2)]
    return _pieces(inspected, frozen, count, directions, ((-1.0, 1.0), (-1.0, 1.0)), np.zeros((0, 2)))


def _filterwise(weight: Tensor, dice: torch.Generator) -> Tensor:
    if weight.dim() < 2:
        return torch.zeros_like(weight)
    drawn = torch.randn(weight.shape, generator=dice).to(weight.device).flatten(1)
    lengths = weight.flatten(1).norm(dim=1, keepdim=True)
    scaled: Tensor = drawn / drawn.norm(dim=1, keepdim=True).clamp(min=1e-12) * lengths
    return scaled.reshape(weight.shape)


def _path(inspected: InspectedModel, frozen: FrozenModel, count: int, recording: Path) -> Pieces:
    """The two principal directions of the recorded weights, seen from those of now, which lie in the middle."""
    now = [parameter.detach() for parameter in frozen.model.parameters()]
    names = [name for name, _ in frozen.model.named_parameters()]
    rows = _recorded(recording, names, frozen.step)
    flat = torch.cat([one.flatten() for one in now]).cpu().double().numpy()
    away = np.stack(rows).astype(np.float64) - flat if rows else np.zeros((0, len(flat)))
    _, lengths, axes = np.linalg.svd(away, full_matrices=False) if len(away) else (0, np.zeros(0), np.zeros((0, 0)))
    if len(lengths) < 2 or lengths[1] <= 0:
        return packed(Landscape((-1, 1), (-1, 1), np.full((SIDE, SIDE), np.nan), np.nan, np.zeros((0, 2)))), iter(())
    places = away @ axes[:2].T
    ends = [_around(np.append(places[:, axis], 0.0)) for axis in range(2)]
    directions = [_shaped(axes[axis], now) for axis in range(2)]
    return _pieces(inspected, frozen, count, directions, (ends[0], ends[1]), places)


def _recorded(recording: Path, names: Sequence[str], last: int) -> list[np.ndarray]:
    """Weights (parameters,) of at most ``STEPS`` recorded steps up to ``last``, in order."""
    with RunReader(recording) as reader:
        steps = [step for step in reader.weight_steps() if step <= last]
        spread = np.linspace(0, max(len(steps) - 1, 0), min(STEPS, len(steps))).round().astype(int)
        kept = [reader.weights(steps[at]) for at in spread]
    return [np.concatenate([np.asarray(one[name]).reshape(-1) for name in names]) for one in kept if one is not None]


def _around(places: np.ndarray) -> tuple[float, float]:
    low, high = float(places.min()), float(places.max())
    margin = MARGIN * max(high - low, 1e-6)
    return low - margin, high + margin


def _shaped(flat: np.ndarray, like: Sequence[Tensor]) -> list[Tensor]:
    parts = np.split(flat, np.cumsum([one.numel() for one in like])[:-1])
    return [
        torch.from_numpy(part.reshape(tuple(one.shape))).to(one.device, one.dtype)
        for part, one in zip(parts, like, strict=True)
    ]


def _pieces(
    inspected: InspectedModel, frozen: FrozenModel, count: int, directions: Sequence[Sequence[Tensor]],
    ends: tuple[tuple[float, float], tuple[float, float]], path: np.ndarray,
) -> Pieces:  # fmt: skip
    """The grid, coarse points first, each one a pass of the same training examples."""
    data = inspected.data.train.first(count)
    inputs = [torch.from_numpy(np.ascontiguousarray(array)).to(frozen.device) for array in data.inputs]
    targets = torch.from_numpy(np.ascontiguousarray(data.targets)).to(frozen.device)
    parameters = list(frozen.model.parameters())
    middle = [parameter.detach().clone() for parameter in parameters]

    @torch.no_grad()
    def loss_at(x: float, y: float) -> float:
        for parameter, weight, first, second in zip(parameters, middle, *directions, strict=True):
            parameter.copy_(weight + x * first + y * second)
        return float(frozen.loss(inputs, targets))

    blank = Landscape(*ends, np.full((SIDE, SIDE), np.nan), loss_at(0.0, 0.0), path)
    values = packed(blank)
    grid = values[HEAD : HEAD + SIDE**2].reshape(SIDE, SIDE)

    def pieces() -> Iterator[None]:
        xs, ys = (np.linspace(*end, SIDE) for end in ends)
        for step in COARSE:
            for row in range(0, SIDE, step):
                for column in range(0, SIDE, step):
                    if np.isnan(grid[row, column]):
                        loss = loss_at(float(xs[column]), float(ys[row]))
                        grid[row, column] = min(loss, 1e30) if np.isfinite(loss) else 1e30  # as high as it gets
                        yield

    return values, pieces()
