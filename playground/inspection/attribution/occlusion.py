"""Occlusion: by how much an answer's score falls when a part of the input is covered, one pass a cell.

Source: Zeiler, Fergus, "Visualizing and Understanding Convolutional Networks" (arXiv 1311.2901).
"""

from __future__ import annotations

from math import ceil, sqrt

import torch
from torch import Tensor

from playground.inspection.attribution.differentiable import ROWS, Differentiable

CELLS = 1024  # of a large picture at most; then a cell stands for several pixels


def occlusion(point: Differentiable, targets: Tensor, side: int) -> Tensor:
    """f(x) − f(x with a window of ``side`` around the cell at the baseline).

    Returns:
        Pictures (1, rows, columns), a row for every so many pixels where there are many; series (1, T, F), each feature
        covered alone; tokens (answers, T).
    """
    masks, shape = masks_of(point, side)
    whole = point.scores(point.values, targets)  # (1, answers)
    found = []
    for part in torch.split(masks, ROWS):
        covered = torch.where(part, point.baseline, point.values)
        found.append(whole - point.scores(covered, targets))
    falls = torch.cat(found)  # (cells, answers)
    return falls.T.reshape(point.answers, *shape)


def masks_of(point: Differentiable, side: int) -> tuple[Tensor, tuple[int, ...]]:
    """What is covered for each cell: (cells, …) true where it is, to be broadcast; and how the cells lie."""
    values = point.values[0]
    device = values.device
    if values.dim() == 3:
        _, height, width = values.shape
        stride = max(1, ceil(sqrt(height * width / CELLS)))
        rows, columns = torch.arange(0, height, stride), torch.arange(0, width, stride)
        down = window(rows + (stride - 1) // 2, height, max(side, stride))
        across = window(columns + (stride - 1) // 2, width, max(side, stride))
        masks = (down[:, None, :, None] & across[None, :, None, :]).flatten(0, 1)[:, None]
        return masks.to(device), (len(rows), len(columns))
    length, width = values.shape
    along = window(torch.arange(length), length, side)  # (T, T)
    if point.table is not None:
        return along[:, :, None].to(device), (length,)
    one = torch.eye(width, dtype=torch.bool)
    masks = (along[:, None, :, None] & one[None, :, None, :]).flatten(0, 1)
    return masks.to(device), (length, width)


def window(centres: Tensor, length: int, side: int) -> Tensor:
    """(centres, length): true for ``side`` places around each centre, an even one reaching further back."""
    offset = torch.arange(length)[None] - centres[:, None]
    return (offset >= -(side // 2)) & (offset < side - side // 2)
