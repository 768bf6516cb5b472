"""Landscape: the loss in a plane through the weights: two random directions, or the plane of the run's own path."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from playground.data.shapes import IGNORED, ClassTarget
from playground.inspection.model import InspectedModel, affordable
from playground.inspection.robustness.progressive import SHARE, FrozenModel, Pieces, Progressive
from playground.inspection.view import View
from playground.runs.reader import RunReader
from playground.worked.evidence import UnexplainedError
from playground.worked.example import Question, WorkedExample
from playground.worked.landscape import (
    COARSE,
    HEAD,
    PATH,
    RANDOM,
    SIDE,
    STEPS,
    Landscape,
    packed,
    point_parts,
    sharpness_parts,
    unpacked,
)

EXAMPLES, FEWEST = 256, 16  # of the training set, whose loss it is
PASS = 2 * 10**8  # multiply-adds of a point, of which there are 625: ten to twenty seconds of one core for all
LARGEST = 2**22  # parameters; of a larger model the copies of the path alone would fill the memory
SEED = 1  # of the random directions, the same each time
MARGIN = 0.25  # of the path's extent, around it
HIGHEST = 1e30  # a loss that is no number is as high as it gets
Ends = tuple[tuple[float, float], tuple[float, float]]


class WeightPlane:
    """A plane through the weights of a model, and the loss of the same training examples anywhere in it.

    Attributes:
        step: of the model in the middle.
    """

    def __init__(
        self, inspected: InspectedModel, frozen: FrozenModel, count: int, directions: Sequence[Sequence[Tensor]]
    ) -> None:
        data = inspected.data.train.first(count)
        self.step = frozen.step
        self._inspected, self._frozen = inspected, frozen
        self._inputs = [torch.from_numpy(np.ascontiguousarray(array)).to(frozen.device) for array in data.inputs]
        self._targets = torch.from_numpy(np.ascontiguousarray(data.targets)).to(frozen.device)
        self._parameters = list(frozen.model.parameters())
        middle = [parameter.detach().clone() for parameter in self._parameters]
        self._ways = list(zip(self._parameters, middle, *directions, strict=True))

    @torch.no_grad()
    def loss_at(self, x: float, y: float) -> float:
        """At weights moved by so much of the two directions."""
        self._move(x, y)
        return float(self._frozen.loss(self._inputs, self._targets))

    @torch.no_grad()
    def losses_at(self, x: float, y: float) -> tuple[np.ndarray, np.ndarray]:
        """Of each example (N,), and how many of its answers count in the mean (N,)."""
        self._move(x, y)
        outputs = self._frozen.model(*self._inputs)
        each = [
            self._inspected.loss(outputs[at : at + 1], self._targets[at : at + 1]) for at in range(len(self._targets))
        ]
        counted = isinstance(self._inspected.data.shape.targets, ClassTarget) and self._targets.dim() > 1
        weights = (self._targets != IGNORED).flatten(1).sum(1) if counted else torch.ones(len(each))
        return torch.stack(each).double().cpu().numpy(), weights.double().cpu().numpy()

    def _move(self, x: float, y: float) -> None:
        for parameter, weight, first, second in self._ways:
            parameter.copy_(weight + x * first + y * second)


Drawn = tuple[WeightPlane | None, Ends, np.ndarray]  # None where there are no two directions; its ends; the path


def landscapes(inspected: InspectedModel, recording: Path | None = None) -> tuple[View, ...]:
    """Two pictures, packed as ``worked.landscape`` says; the second only where a recording has earlier weights."""
    if sum(parameter.numel() for parameter in inspected.model.parameters()) > LARGEST:
        return ()
    count = _examples(inspected)
    length = HEAD + SIDE**2 + 2 * STEPS
    found = [_view(inspected, RANDOM, length, lambda frozen: _random(inspected, frozen, count))]
    if recording is not None:
        found.append(_view(inspected, PATH, length, lambda frozen: _path(inspected, frozen, count, recording)))
    return tuple(found)


def _examples(inspected: InspectedModel) -> int:
    """So many training examples as let the whole grid be done while somebody waits for it."""
    each = sum(layer.multiply_adds for layer in inspected.experiment.layers())
    wanted = max(FEWEST, min(EXAMPLES, PASS // max(1, each)))
    return affordable(inspected, wanted, inspected.data.train)


def _view(inspected: InspectedModel, name: str, length: int, begin: Callable[[FrozenModel], Drawn]) -> View:
    kept: list[WeightPlane] = []  # that the picture is of

    def begun(frozen: FrozenModel) -> Pieces:
        plane, ends, path = begin(frozen)
        kept[:] = [] if plane is None else [plane]
        return _pieces(plane, ends, path)

    progressive = Progressive(inspected, begun)

    def unfold(question: Question) -> WorkedExample:
        values, _ = progressive.take()
        if not kept:
            raise UnexplainedError("No earlier weights are recorded yet: the path has no plane.")
        return _unfold(inspected, kept[0], unpacked(values), question)

    return View(
        name, ("number",), (length,), progressive.take, pause=0.3, dearest=0.0, share=SHARE,
        unfinished=progressive.unfinished, unfold=unfold,
    )  # fmt: skip


def _random(inspected: InspectedModel, frozen: FrozenModel, count: int) -> Drawn:
    """Directions of normal numbers, each filter as long as the weights' own (Li et al. 2018, arXiv 1712.09913).

    Biases and what normalisations learn stay as they are, as in the paper.
    """
    dice = torch.Generator().manual_seed(SEED)
    weights = [parameter.detach() for parameter in frozen.model.parameters()]
    directions = [[_filterwise(one, dice) for one in weights] for _ in range(2)]
    return WeightPlane(inspected, frozen, count, directions), ((-1.0, 1.0), (-1.0, 1.0)), np.zeros((0, 2))


def _filterwise(weight: Tensor, dice: torch.Generator) -> Tensor:
    if weight.dim() < 2:
        return torch.zeros_like(weight)
    drawn = torch.randn(weight.shape, generator=dice).to(weight.device).flatten(1)
    lengths = weight.flatten(1).norm(dim=1, keepdim=True)
    scaled: Tensor = drawn / drawn.norm(dim=1, keepdim=True).clamp(min=1e-12) * lengths
    return scaled.reshape(weight.shape)


def _path(inspected: InspectedModel, frozen: FrozenModel, count: int, recording: Path) -> Drawn:
    """The two principal directions of the recorded weights, seen from those of now, which lie in the middle."""
    now = [parameter.detach() for parameter in frozen.model.parameters()]
    names = [name for name, _ in frozen.model.named_parameters()]
    rows = _recorded(recording, names, frozen.step)
    flat = torch.cat([one.flatten() for one in now]).cpu().double().numpy()
    away = np.stack(rows).astype(np.float64) - flat if rows else np.zeros((0, len(flat)))
    _, lengths, axes = np.linalg.svd(away, full_matrices=False) if len(away) else (0, np.zeros(0), np.zeros((0, 0)))
    if len(lengths) < 2 or lengths[1] <= 0:
        return None, ((-1.0, 1.0), (-1.0, 1.0)), np.zeros((0, 2))
    places = away @ axes[:2].T
    ends = [_around(np.append(places[:, axis], 0.0)) for axis in range(2)]
    directions = [_shaped(axes[axis], now) for axis in range(2)]
    return WeightPlane(inspected, frozen, count, directions), (ends[0], ends[1]), places


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


def _pieces(plane: WeightPlane | None, ends: Ends, path: np.ndarray) -> Pieces:
    """The grid, coarse points first, each one a pass of the same training examples; NaN where there is no plane."""
    middle = float("nan") if plane is None else plane.loss_at(0.0, 0.0)
    values = packed(Landscape(*ends, np.full((SIDE, SIDE), np.nan), middle, path))
    grid = values[HEAD : HEAD + SIDE**2].reshape(SIDE, SIDE)

    def pieces() -> Iterator[None]:
        xs, ys = (np.linspace(*end, SIDE) for end in ends)
        for step in COARSE if plane is not None else ():
            for row in range(0, SIDE, step):
                for column in range(0, SIDE, step):
                    if np.isnan(grid[row, column]):
                        assert plane is not None
                        loss = plane.loss_at(float(xs[column]), float(ys[row]))
                        grid[row, column] = min(loss, HIGHEST) if np.isfinite(loss) else HIGHEST
                        yield

    return values, pieces()


def _unfold(inspected: InspectedModel, plane: WeightPlane, found: Landscape, question: Question) -> WorkedExample:
    """The loss of one point, example by example, or beyond the grid how sharp the place is; index (row, column)."""
    if len(question.index) != 2 or not all(0 <= at <= SIDE for at in question.index):
        raise UnexplainedError("There is no such cell in the picture any more; choose another.")
    if SIDE in question.index:
        if np.isnan(found.sharpness):
            raise UnexplainedError("The grid is not whole yet: wait a moment, and ask again.")
        parts, value = sharpness_parts(found)
        return WorkedExample(plane.step, question, parts, value, found.sharpness)
    row, column = question.index
    model = float(found.grid[row, column])
    if np.isnan(model):
        raise UnexplainedError("The grid is not whole yet: wait a moment, and ask again.")
    x, y = (float(np.linspace(*end, SIDE)[at]) for end, at in ((found.x, column), (found.y, row)))
    losses, weights = plane.losses_at(x, y)
    parts, value = point_parts(x, y, found.middle, losses, weights)
    return WorkedExample(plane.step, question, parts, min(value, HIGHEST) if np.isfinite(value) else HIGHEST, model)
