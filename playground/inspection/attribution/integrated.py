"""Integrated gradients: the slopes on the straight way from the baseline to the input, so that nothing is lost.

Source: Sundararajan, Taly, Yan, "Axiomatic Attribution for Deep Networks" (arXiv 1703.01365).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from playground.inspection.attribution.differentiable import Differentiable

PIECES = 8  # of the way at first
ENOUGH, MOST = 192, 768  # of them at last: where their errors cancel, and in any case
TOLERANCE = 5e-4  # that the pieces together may miss f(x) − f(x′) by; beyond it the worst of them are halved
NODES = tuple((0.5 * (1 + at), 0.5 * weight) for at, weight in zip(*np.polynomial.legendre.leggauss(2), strict=True))


@dataclass(frozen=True)
class Integrated:
    """Attributions (answers, …) and the mean slopes they are made from, how many, and the two scores (answers,)."""

    values: Tensor
    mean: Tensor
    slopes: int
    score: Tensor
    without: Tensor


@dataclass(frozen=True)
class Pieces:
    """Pieces of the way from the baseline (0) to the input (1).

    Attributes:
        starts, widths: (pieces,).
        gains: by which each score rises along each piece (pieces, answers).
        slopes: the mean of ∂f/∂x along each piece (pieces, answers, …).
    """

    starts: Tensor
    widths: Tensor
    gains: Tensor
    slopes: Tensor

    @classmethod
    def of(cls, point: Differentiable, targets: Tensor, starts: Tensor, widths: Tensor) -> Pieces:
        """Gauss's rule with two nodes in each of them, and the scores at both its ends."""
        ends = point.scores(_on_the_way(point, torch.cat([starts, starts + widths])), targets)
        at = torch.cat([starts + node * widths for node, _ in NODES])
        given = point.gradients(_on_the_way(point, at), targets).view(len(NODES), len(starts), *ends.shape[1:],
                                                                      *point.values.shape[1:])  # fmt: skip
        mean = sum(weight * one for (_, weight), one in zip(NODES, given, strict=True))
        assert isinstance(mean, Tensor)
        return cls(starts, widths, ends[len(starts) :] - ends[: len(starts)], mean)

    def errors(self, way: Tensor) -> Tensor:
        """(pieces, answers): by how much the slopes miss what is known to be gained."""
        return self.gains - (self.slopes * way).flatten(2).sum(2) * self.widths[:, None].float()

    def only(self, rows: Tensor) -> Pieces:
        """Some of them."""
        return Pieces(self.starts[rows], self.widths[rows], self.gains[rows], self.slopes[rows])

    def beside(self, other: Pieces) -> Pieces:
        """Both."""
        pairs = ((self.starts, other.starts), (self.widths, other.widths), (self.gains, other.gains))
        starts, widths, gains = (torch.cat(pair) for pair in pairs)
        return Pieces(starts, widths, gains, torch.cat([self.slopes, other.slopes]))


def integrated_gradients(point: Differentiable, targets: Tensor) -> Integrated:
    """(xᵢ − x′ᵢ) ∫₀¹ ∂f/∂xᵢ(x′ + α(x − x′)) dα, on pieces of the way that are halved where the slopes are wrong.

    What a piece contributes is known: the difference of f between its two ends. Where the slopes within do not give it,
    as across the kink of a ReLU, it is halved, until all together miss no more than ``TOLERANCE``.
    """
    way = point.values - point.baseline
    edges = torch.linspace(0, 1, PIECES + 1, dtype=torch.float64, device=way.device)
    pieces = Pieces.of(point, targets, edges[:-1], edges.diff())
    taken = PIECES
    while len(pieces.starts) < MOST:
        errors = pieces.errors(way)
        count, total = len(pieces.starts), errors.abs() if len(pieces.starts) < ENOUGH else errors
        if bool((total.sum(0).abs() <= TOLERANCE).all()):
            break
        worst = errors.abs().amax(1)
        wrong = max(1, int((worst > TOLERANCE / (2 * count)).sum()))
        rows = worst.topk(min(count, MOST - count, wrong)).indices
        rest = torch.ones(count, dtype=torch.bool, device=way.device)
        rest[rows] = False
        half, first = pieces.widths[rows] / 2, pieces.starts[rows]
        halves = Pieces.of(point, targets, torch.cat([first, first + half]), torch.cat([half, half]))
        pieces, taken = pieces.only(rest).beside(halves), taken + 2 * len(rows)
    widths = pieces.widths.float().view(-1, *[1] * (pieces.slopes.dim() - 1))
    both = point.scores(torch.cat([point.values, point.baseline]), targets)
    mean = (pieces.slopes * widths).sum(0)
    return Integrated(mean * way, mean, taken * len(NODES), both[0], both[1])


def _on_the_way(point: Differentiable, at: Tensor) -> Tensor:
    shares = at.float().view(-1, *[1] * (point.values.dim() - 1))
    return point.baseline + shares * (point.values - point.baseline)
