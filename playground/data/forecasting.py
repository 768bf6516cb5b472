"""Forecasting: a series of numbers cut into windows of the past and the values that follow them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.data.datasets import Data, Scores, Split
from playground.data.editing import Given, Series, series
from playground.data.measures import squared_error
from playground.data.metrics import MSE, NMSE, Metric
from playground.data.rivals import autoregression, nearest
from playground.data.shapes import DataShape, SequenceInput, ValueTarget
from playground.data.specimen import Specimen
from playground.foundation.settings import setting

_FURTHEST = 4.0  # standard deviations that a drawn value may lie from the mean
_FITTED = 50_000  # windows that the linear forecast learns from, the latest


def window_setting() -> Any:
    """The field ``window`` of a task that forecasts."""
    return setting(20, "Window", "Values of the past that are shown.", unit="steps", ge=2, le=60)


class Forecasting:
    """What a task is that tells a value ``ahead`` steps behind the ``window`` values before it."""

    if TYPE_CHECKING:
        window: int
        ahead: int

    measured: ClassVar[tuple[Metric, ...]] = (NMSE, MSE)

    def shape(self) -> DataShape:
        """Sequences (window, 1) of standardised values, and one such value."""
        return DataShape(SequenceInput(self.window, ("value",)), ValueTarget(("value",)))

    def metrics(self, outputs: NDArray[np.float32], targets: NDArray[Any]) -> dict[str, float]:
        """Mean squared error of values (B, 1), also as a share of the targets' variance."""
        return squared_error(outputs, targets)

    def editor(self) -> Series:
        """The window's values to drag."""
        return Series(self.window, -_FURTHEST, _FURTHEST)

    def specimen_from(self, given: Given) -> Specimen:
        """What follows a drawn window nobody knows. Raises SpecimenError."""
        found = series(given, self.editor())
        return Specimen((found[None],), np.full((1, 1), np.nan, np.float32), "your series", known=False)

    def given_of(self, specimen: Specimen) -> NDArray[np.float32]:
        """The window's values (T, 1)."""
        values: NDArray[np.float32] = specimen.inputs[0][0]
        return values.copy()

    def forecasts(self, values: NDArray[np.float64], cut: int, neighbours: int = 0) -> Data:
        """Windows of a series (N,), whose values from ``cut`` on are asked for in the test.

        Rivals are the last value and a linear autoregression, and ``neighbours`` of them a line to compare with.
        """
        train, test = windows(values, cut, self.window, self.ahead)
        known, asked = train.inputs[0][-_FITTED:, :, 0], test.inputs[0][..., 0]
        found = {
            "persistence": asked[:, -1:].copy(),
            "linear AR": autoregression(known, train.targets[-_FITTED:], asked),
        }
        rivals = dict(sorted(found.items(), key=lambda one: squared_error(one[1], test.targets)["mse"]))
        near = nearest(train.inputs[0], train.targets, test.inputs[0], neighbours) if neighbours else None
        answers = rivals if near is None else rivals | {f"{neighbours} nearest neighbours": near}

        def references(count: int) -> Scores:
            scored = {name: squared_error(one[:count], test.targets[:count]) for name, one in answers.items()}
            return {name: {"loss": one["mse"], **one} for name, one in scored.items()}

        overlap = self.window + self.ahead - 1
        return Data(
            Forecasting.shape(self), train, test, references, label=along_time, rivals=rivals, overlap=overlap
        )  # fmt: skip


def windows(values: NDArray[np.float64], cut: int, window: int, ahead: int) -> tuple[Split, Split]:
    """Windows (B, window, 1) and the values (B, 1) wanted, to learn from and to test on.

    Args:
        values: the series (N,), standardised here by its first ``cut`` values; the rest is asked for in the test,
            whose windows may reach back before it.
        ahead: the value wanted lies so many steps after the window.
    """
    values = (values - values[:cut].mean()) / (values[:cut].std() or 1.0)
    shown = np.lib.stride_tricks.sliding_window_view(values, window)[:-ahead].astype(np.float32)
    targets = values[window + ahead - 1 :].astype(np.float32)
    first = cut - window - ahead + 1  # the first example whose target is of the last part
    train = Split((shown[:first, :, None].copy(),), targets[:first, None].copy())
    return train, Split((shown[first:, :, None].copy(),), targets[first:, None].copy())


def along_time(inputs: tuple[NDArray[Any], ...]) -> dict[str, tuple[str, ...]]:
    """The values of a window as labels."""
    return {"time": tuple(f"{value:+.1f}" for value in inputs[0][:, 0])}
