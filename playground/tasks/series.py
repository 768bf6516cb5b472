"""Forecasting a series of numbers: Mackey-Glass chaos, yearly sunspots, or a noisy sine."""

from __future__ import annotations

from functools import cache
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.data.datasets import Data
from playground.data.forecasting import Forecasting, window_setting
from playground.experiment.experiment import TaskSettings
from playground.foundation.errors import DataError
from playground.foundation.places import shipped
from playground.foundation.settings import setting

_POINTS, _TRANSIENT, _TEST_SHARE = 3000, 500, 0.25
_FIRST_YEAR, _TEST_YEAR = 1700, 1921
_PERIOD, _NOISE = 25.0, 0.11
_NEIGHBOURS = 5
_SUBSTEPS = 10  # of the integration, in one time unit


class SeriesSettings(Forecasting, TaskSettings):
    """Tell a series' value some steps ahead from a window of its past."""

    title: ClassVar[str] = "Time series"

    kind: Literal["series"] = "series"
    series: Literal["mackey-glass", "sunspots", "sine"] = setting(
        "mackey-glass", "Series",
        "Chaos that a linear model cannot follow far, measured sunspots, or a sine with noise that it follows best.",
        labels={"mackey-glass": "Mackey-Glass", "sunspots": "sunspots, yearly", "sine": "noisy sine"},
    )  # fmt: skip
    window: int = window_setting()
    ahead: int = setting(
        1, "Horizon", "The value wanted lies so many steps after the window; usual for Mackey-Glass is 6.",
        unit="steps", ge=1, le=24,
    )  # fmt: skip

    def load(self, seed: int) -> Data:
        """The first part of the series to learn from, its last to test on. Raises DataError.

        Test windows may reach back into the first part; no value that is asked for in the test stands in it. Values
        are standardised by the first part's mean and standard deviation. Sunspots do not depend on the seed.
        """
        return self.forecasts(*_values(self.series, seed), _NEIGHBOURS)


def _values(series: str, seed: int) -> tuple[NDArray[np.float64], int]:
    """A series (N,), and where its last part begins."""
    if series == "sunspots":
        return _sunspots(), _TEST_YEAR - _FIRST_YEAR
    dice = np.random.Generator(np.random.PCG64([seed, 0]))
    values = mackey_glass(1.2 + 0.1 * dice.random()) if series == "mackey-glass" else _sine(dice)
    return values, round(_POINTS * (1 - _TEST_SHARE))


def mackey_glass(start: float) -> NDArray[np.float64]:
    """The Mackey-Glass equation, one value a time unit: x' = 0.2 x(t-17) / (1 + x(t-17)^10) - 0.1 x.

    Integrated with Runge-Kutta steps of a tenth, from a constant past, once its beginning is forgotten.
    """
    step, delay = 1 / _SUBSTEPS, 17 * _SUBSTEPS
    count = (_POINTS + _TRANSIENT) * _SUBSTEPS
    past = [start] * (delay + 1)

    def push(value: float) -> float:
        square = value * value  # products alone, which come out alike on every machine
        return 0.2 * value / (1 + square * square * square * square * square)

    for _ in range(count):
        now, first, last = past[-1], push(past[-delay - 1]), push(past[-delay])
        middle = (first + last) / 2
        k1 = first - 0.1 * now
        k2 = middle - 0.1 * (now + step / 2 * k1)
        k3 = middle - 0.1 * (now + step / 2 * k2)
        k4 = last - 0.1 * (now + step * k3)
        past.append(now + step / 6 * (k1 + 2 * k2 + 2 * k3 + k4))
    return np.array(past[-_POINTS * _SUBSTEPS :: _SUBSTEPS])


def _sine(dice: np.random.Generator) -> NDArray[np.float64]:
    phase = dice.uniform(0, 2 * np.pi)
    tone = np.sin(2 * np.pi * np.arange(_POINTS) / _PERIOD + phase)
    return np.asarray(tone + _NOISE * dice.standard_normal(_POINTS), np.float64)


@cache
def _sunspots() -> NDArray[np.float64]:
    """Yearly means (309,) from 1700 on. Raises DataError."""
    path = shipped("resources") / "data" / "sunspots.csv"
    try:
        table = np.loadtxt(path, delimiter=",")
    except (OSError, ValueError):
        raise DataError(f"{path}: the sunspots that come with the program are damaged; reinstall it.") from None
    return np.asarray(table[:, 1], np.float64)
