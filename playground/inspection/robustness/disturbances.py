"""Disturbances: how many test examples are still right after attacks, noise, shifts, rotations and occlusion."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from playground.data.shapes import ClassTarget, ImageInput
from playground.inspection.model import InspectedModel, affordable
from playground.inspection.robustness import attacks
from playground.inspection.robustness.progressive import SHARE, FrozenModel, Pieces, Progressive
from playground.inspection.view import View
from playground.worked.evidence import UnexplainedError
from playground.worked.example import Question, WorkedExample
from playground.worked.nudge import CURVES, DISTURBANCES, curve_point

EXAMPLES = 256
LEVELS = 9  # strengths, from nothing
WIDEST = {"FGSM": 0.4, "PGD": 0.4, "noise": 0.4, "shift": 0.3, "rotation": 45.0, "occlusion": 0.7}
SEED = 1  # of the signs of the noise and the places of the patches, the same each time


def disturbances(inspected: InspectedModel) -> tuple[View, ...]:
    """(disturbance, level, 2): root mean square change of a pixel, and accuracy; NaN where not yet known.

    What a shift and an attack of one size are is only comparable by what they do to the pixels, so this is measured.
    """
    shape = inspected.data.shape
    classes = isinstance(shape.targets, ClassTarget) and shape.targets.length is None
    if not classes or not isinstance(shape.inputs, ImageInput):
        return ()
    count = affordable(inspected, EXAMPLES)
    asked: list[FrozenModel] = []  # the one that the picture is of

    def begin(frozen: FrozenModel) -> Pieces:
        asked[:] = [frozen]
        return _begin(inspected, frozen, count)

    progressive = Progressive(inspected, begin)
    size = (len(DISTURBANCES), LEVELS, 2)
    labels = {"disturbance": DISTURBANCES, "count": (str(count),)}
    return (
        View(
            CURVES, ("disturbance", "level", "change, accuracy"), size, progressive.take, labels, pause=0.3,
            dearest=0.0, share=SHARE, unfinished=progressive.unfinished,
            unfold=lambda question: _unfold(inspected, (asked or [FrozenModel(inspected)])[0], count, question),
        ),
    )  # fmt: skip


def _begin(inspected: InspectedModel, frozen: FrozenModel, count: int) -> Pieces:
    values = np.full((len(DISTURBANCES), LEVELS, 2), np.nan, np.float32)
    given, targets = _examples(inspected, frozen, count)

    def pieces() -> Iterator[None]:
        order = [*range(0, LEVELS, 2), *range(1, LEVELS, 2)]
        for level in order:
            for row, name in enumerate(DISTURBANCES):
                moved = _disturbed(name, level / (LEVELS - 1) * WIDEST[name], given, targets, frozen)
                with torch.no_grad():
                    right = (frozen.model(moved).argmax(dim=-1) == targets).float().mean()
                values[row, level] = float((moved - given).square().mean().sqrt()), float(right)
                yield

    return values, pieces()


def _examples(inspected: InspectedModel, frozen: FrozenModel, count: int) -> tuple[Tensor, Tensor]:
    test = inspected.data.test
    given, targets = (torch.from_numpy(array[:count]).to(frozen.device) for array in (test.inputs[0], test.targets))
    return given, targets


def _unfold(inspected: InspectedModel, frozen: FrozenModel, count: int, question: Question) -> WorkedExample:
    """The accuracy of one disturbance at one level, class by class; the index is (disturbance, level)."""
    targets = inspected.data.shape.targets
    assert isinstance(targets, ClassTarget)
    if len(question.index) != 2 or not (0 <= question.index[0] < len(DISTURBANCES) and 0 <= question.index[1] < LEVELS):
        raise UnexplainedError("There is no such cell in the picture any more; choose another.")
    name, level = DISTURBANCES[question.index[0]], question.index[1]
    strength = level / (LEVELS - 1) * WIDEST[name]
    given, truth = _examples(inspected, frozen, count)
    moved = _disturbed(name, strength, given, truth, frozen)
    with torch.no_grad():
        right = frozen.model(moved).argmax(dim=-1) == truth
    change = float((moved - given).double().square().mean().sqrt())
    hits = [(int((truth == k).sum()), int(right[truth == k].sum())) for k in range(len(targets.labels))]
    parts, value = curve_point(targets.labels, hits, strength, change)
    return WorkedExample(frozen.step, question, parts, value, float(right.float().mean()))


def _disturbed(name: str, strength: float, given: Tensor, targets: Tensor, frozen: FrozenModel) -> Tensor:
    def loss(at: Tensor) -> Tensor:
        return frozen.loss((at,), targets) * len(at)

    reach = torch.full((len(given), 1, 1, 1), strength, device=given.device)
    moves: dict[str, Callable[[], Tensor]] = {
        "FGSM": lambda: attacks.fgsm(loss, given, reach, bounded=True),
        "PGD": lambda: attacks.pgd(loss, given, reach, bounded=True),
        "noise": lambda: (given + strength * _signs(given)).clamp(0.0, 1.0),
        "shift": lambda: _moved(given, 0.0, strength),
        "rotation": lambda: _moved(given, math.radians(strength), 0.0),
        "occlusion": lambda: _covered(given, strength),
    }
    return moves[name]()


def _signs(given: Tensor) -> Tensor:
    """+1 or −1 for each pixel, so that noise changes it by as much as an attack may."""
    dice = torch.Generator().manual_seed(SEED)
    return (torch.rand(given.shape, generator=dice) < 0.5).to(given.device).float() * 2 - 1


def _moved(given: Tensor, angle: float, shift: float) -> Tensor:
    """Turned around the middle by an angle (radians), and moved to the right by a share of the width; 0 outside."""
    cosine, sine = math.cos(angle), math.sin(angle)
    matrix = torch.tensor([[cosine, -sine, -2 * shift], [sine, cosine, 0.0]], device=given.device)
    grid = functional.affine_grid(matrix.expand(len(given), 2, 3), list(given.shape), align_corners=False)
    return functional.grid_sample(given, grid, align_corners=False)


def _covered(given: Tensor, side: float) -> Tensor:
    """A black square of a share of the width, at a place thrown for each image."""
    rows, columns = given.shape[-2:]
    high, wide = round(side * rows), round(side * columns)
    if not high or not wide:
        return given.clone()
    dice = torch.Generator().manual_seed(SEED)
    top = torch.randint(0, rows - high + 1, (len(given),), generator=dice)
    left = torch.randint(0, columns - wide + 1, (len(given),), generator=dice)
    y, x = torch.arange(rows)[None, :, None], torch.arange(columns)[None, None, :]
    inside = (y >= top[:, None, None]) & (y < (top + high)[:, None, None])
    inside = inside & (x >= left[:, None, None]) & (x < (left + wide)[:, None, None])
    return given.masked_fill(inside[:, None].to(given.device), 0.0)
