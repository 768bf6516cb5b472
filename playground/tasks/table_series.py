"""Table series: forecasting a column of a table of the user's own."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.corpora.tables.table_file import table
from playground.data.datasets import Data
from playground.data.forecasting import Forecasting, window_setting
from playground.data.shapes import DataShape
from playground.experiment.experiment import TaskSettings
from playground.foundation.errors import DataError
from playground.foundation.settings import setting


class TableSeriesSettings(Forecasting, TaskSettings):
    """Tell a column's value some rows ahead from a window of its past."""

    title: ClassVar[str] = "Series from a table"

    kind: Literal["table-series"] = "table-series"
    file: str = setting("", "Table", "A CSV or TSV file, one row a time step.", max_length=4096, editor="file")
    column: str = setting("", "Column", "Its name, or its number from 1. Empty: the last column.", max_length=100,
                          empty="the last column")  # fmt: skip
    missing: Literal["refuse", "fill"] = setting(
        "refuse", "Missing values", "Refused with their lines, or filled in a straight line between their neighbours.",
        labels={"refuse": "refused", "fill": "filled in"},
    )  # fmt: skip
    window: int = window_setting()
    ahead: int = setting(
        1, "Horizon", "The value wanted lies so many steps after the window.", unit="steps", ge=1, le=24
    )
    test_share: float = setting(0.2, "Test share", "The last part of the rows.", ge=0.05, le=0.5)

    def shape(self) -> DataShape:
        """Sequences (window, 1) of standardised values, and one such value. Raises DataError."""
        self._values()
        return super().shape()

    def load(self, seed: int) -> Data:
        """The first rows to learn from, the last to test on, standardised by the first; the seed changes nothing.

        Raises DataError.
        """
        return self.forecasts(*self._values())

    def _values(self) -> tuple[NDArray[np.float64], int]:
        """The column (N,), and the row from which it is tested on. Raises DataError."""
        found = table(self.file)
        values = found.numbers(found.place(self.column) if self.column else len(found.names) - 1)
        gaps = np.isnan(values)
        if gaps.all() or (gaps.any() and self.missing == "refuse"):
            raise DataError(
                f"{found.path}: {gaps.sum()} values are missing (line {found.missing(values)}); "
                "have them filled in (task.missing), or choose another column."
            )
        values[gaps] = np.interp(np.flatnonzero(gaps), np.flatnonzero(~gaps), values[~gaps])
        need = 3 * (self.window + self.ahead)
        cut = len(values) - round(self.test_share * len(values))
        if len(values) < need or len(values) == cut:
            raise DataError(
                f"{found.path}: has {len(values)} rows where this window and horizon need {need}; "
                "choose a longer table or a shorter window."
            )
        return values, cut
