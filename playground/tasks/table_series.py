"""Table series: forecasting a column of a table of the user's own."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.corpora.tables.table_file import table
from playground.data.datasets import Data, Scores
from playground.data.editing import Given, Series, series
from playground.data.forecasting import along_time, windows
from playground.data.measures import squared_error
from playground.data.metrics import MSE, NMSE, Metric
from playground.data.rivals import autoregression
from playground.data.shapes import DataShape, SequenceInput, ValueTarget
from playground.data.specimen import Specimen
from playground.experiment.experiment import TaskSettings
from playground.foundation.errors import DataError
from playground.foundation.settings import setting

_FURTHEST = 4.0  # standard deviations that a drawn value may lie from the mean
_FITTED = 50_000  # windows that the linear forecast learns from, the latest


class TableSeriesSettings(TaskSettings):
    """Tell a column's value some rows ahead from a window of its past."""

    title: ClassVar[str] = "Series from a table"
    measured: ClassVar[tuple[Metric, ...]] = (NMSE, MSE)

    kind: Literal["table-series"] = "table-series"
    file: str = setting("", "Table", "A CSV or TSV file, one row a time step.", max_length=4096, editor="file")
    column: str = setting("", "Column", "Its name, or its number from 1. Empty: the last column.", max_length=100,
                          empty="the last column")  # fmt: skip
    missing: Literal["refuse", "fill"] = setting(
        "refuse", "Missing values", "Refused with their lines, or filled in a straight line between their neighbours.",
        labels={"refuse": "refused", "fill": "filled in"},
    )  # fmt: skip
    window: int = setting(20, "Window", "Values of the past that are shown.", unit="steps", ge=2, le=60)
    ahead: int = setting(
        1, "Horizon", "The value wanted lies so many steps after the window.", unit="steps", ge=1, le=24
    )
    test_share: float = setting(0.2, "Test share", "The last part of the rows.", ge=0.05, le=0.5)

    def shape(self) -> DataShape:
        """Sequences (window, 1) of standardised values, and one such value. Raises DataError."""
        self._values()
        return DataShape(SequenceInput(self.window, ("value",)), ValueTarget(("value",)))

    def load(self, seed: int) -> Data:
        """The first rows to learn from, the last to test on, standardised by the first; the seed changes nothing.

        Raises DataError.
        """
        values, cut = self._values()
        train, test = windows(values, cut, self.window, self.ahead)
        known, asked = train.inputs[0][-_FITTED:, :, 0], test.inputs[0][..., 0]
        found = {
            "persistence": asked[:, -1:].copy(),
            "linear AR": autoregression(known, train.targets[-_FITTED:], asked),
        }
        rivals = dict(sorted(found.items(), key=lambda one: squared_error(one[1], test.targets)["mse"]))

        def references(count: int) -> Scores:
            scored = {name: squared_error(one[:count], test.targets[:count]) for name, one in rivals.items()}
            return {name: {"loss": one["mse"], **one} for name, one in scored.items()}

        overlap = self.window + self.ahead - 1
        return Data(self.shape(), train, test, references, label=along_time, rivals=rivals, overlap=overlap)

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
