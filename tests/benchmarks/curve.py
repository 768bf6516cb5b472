"""Curve: what was measured against a size, how fast it grows, and a picture of many of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

FASTER = 1.15  # an exponent from which it is said: noise alone makes some of it


@dataclass(frozen=True)
class Curve:
    """What was measured against what."""

    name: str
    unit: str
    sizes: tuple[float, ...]
    costs: tuple[float, ...]

    def exponent(self) -> float:
        """The slope over the later half, where fixed costs matter least."""
        pairs = [(size, cost) for size, cost in zip(self.sizes, self.costs, strict=True) if cost > 0]
        later = pairs[len(pairs) // 2 - 1 :] if len(pairs) > 2 else pairs
        if len(later) < 2:
            return 0.0
        return float(np.polyfit([math.log(size) for size, _ in later], [math.log(cost) for _, cost in later], 1)[0])

    def said(self) -> str:
        """One line."""
        pairs = zip(self.sizes, self.costs, strict=True)
        values = ", ".join(f"{size:g}: {cost:.3g}" for size, cost in pairs)
        faster = "  FASTER THAN ITS INPUT" if self.exponent() > FASTER else ""
        return f"{self.name:34} {values} {self.unit}; exponent {self.exponent():.2f}{faster}"


def save(curves: Sequence[Curve], path: str) -> None:
    """All curves on logarithmic axes, side by side."""
    import pyqtgraph
    from PySide6.QtCore import QEventLoop

    columns = 4
    view = pyqtgraph.GraphicsLayoutWidget(show=True, size=(1600, 260 * math.ceil(len(curves) / columns)))
    view.setBackground("w")
    for number, curve in enumerate(curves):
        plot = view.addPlot(row=number // columns, col=number % columns, title=f"{curve.name}, {curve.exponent():.2f}")
        plot.setLogMode(x=True, y=True)
        plot.setLabel("left", curve.unit)
        plot.plot(curve.sizes, [max(cost, 1e-3) for cost in curve.costs], pen=pyqtgraph.mkPen("#0072B2", width=2),
                  symbol="o")  # fmt: skip
        for name, values in (("bottom", curve.sizes), ("left", (min(curve.costs), max(curve.costs)))):
            plot.getAxis(name).enableAutoSIPrefix(False)
            plot.getAxis(name).setTicks([[(math.log10(max(value, 1e-3)), f"{value:.3g}") for value in values]])
    QEventLoop().processEvents()
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    if not view.grab().save(path):
        raise OSError(f"{path} cannot be written")
