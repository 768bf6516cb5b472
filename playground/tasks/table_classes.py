"""Table classes: telling the class of a row of numbers of the user's own."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.corpora.tables.table_file import table
from playground.data.datasets import Data, Split
from playground.data.measures import accuracy, majority_baseline
from playground.data.metrics import ACCURACY, Metric
from playground.data.rivals import class_means, nearest_classes
from playground.data.shapes import ClassTarget, DataShape, SequenceInput
from playground.experiment.experiment import TaskSettings
from playground.foundation.errors import DataError
from playground.foundation.settings import setting

_MOST_CLASSES = 1000


class TableClassesSettings(TaskSettings):
    """Recognise the class of a row from its other columns of numbers."""

    title: ClassVar[str] = "Classes from a table"
    measured: ClassVar[tuple[Metric, ...]] = (ACCURACY,)

    kind: Literal["table-classes"] = "table-classes"
    file: str = setting("", "Table", "A CSV or TSV file of numbers with a column of classes.", max_length=4096,
                        editor="file")  # fmt: skip
    column: str = setting("", "Class column", "Its name, or its number from 1. Empty: the last column.", max_length=100,
                          empty="the last column")  # fmt: skip
    view: Literal["row", "sequence"] = setting(
        "row", "Shown as",
        "All columns in one step, which makes an Elman RNN a network of one hidden layer, or one column a step.",
        labels={"row": "one step", "sequence": "sequence of columns"},
    )  # fmt: skip
    missing: Literal["refuse", "fill"] = setting(
        "refuse", "Missing values", "Refused with their lines, or taken for the mean of their column.",
        labels={"refuse": "refused", "fill": "filled in"},
    )  # fmt: skip
    test_share: float = setting(0.2, "Test share", "Of the rows, chosen by the seed.", ge=0.05, le=0.5)

    def shape(self) -> DataShape:
        """Sequences (1, columns) or (columns, 1) of standardised numbers, and the classes. Raises DataError."""
        features, _, names, labels = self._columns(values=False)
        del features
        length, each = (1, names) if self.view == "row" else (len(names), ("value",))
        return DataShape(SequenceInput(length, each), ClassTarget(labels))

    def load(self, seed: int) -> Data:
        """All rows, standardised by those to learn from; the seed chooses those tested on. Raises DataError."""
        features, classes, _, labels = self._columns()
        order = np.random.Generator(np.random.PCG64([seed, 0])).permutation(len(classes))
        cut = len(order) - max(1, round(self.test_share * len(order)))
        known: Any = features[order[:cut]]
        if np.isnan(features).any():
            known = np.ma.masked_invalid(known)
        spread, middle = (np.ma.filled(one, 0.0) for one in (known.std(axis=0), known.mean(axis=0)))
        scaled = np.nan_to_num((features - middle) / np.where(spread > 0, spread, 1), nan=0.0)
        inputs = scaled.astype(np.float32)[:, None] if self.view == "row" else scaled.astype(np.float32)[..., None]
        train, test = (Split((inputs[part],), classes[part]) for part in (order[:cut], order[cut:]))
        size = len(labels)
        means = class_means(train.inputs[0], train.targets, size), np.arange(size)
        near = nearest_classes(means, test.inputs[0]) == test.targets
        return Data(
            self.shape(), train, test,
            lambda count: {
                "majority class": majority_baseline(train.targets, test.targets[:count], size),
                "nearest class mean": {"accuracy": float(near[:count].mean())},
            },
        )  # fmt: skip

    def metrics(self, outputs: NDArray[np.float32], targets: NDArray[Any]) -> dict[str, float]:
        """Accuracy 0…1 of logits (B, classes)."""
        return {"accuracy": accuracy(outputs, targets)}

    def _columns(
        self, values: bool = True
    ) -> tuple[NDArray[np.float64], NDArray[np.int64], tuple[str, ...], tuple[str, ...]]:
        """Numbers (N, F), classes (N,), names of the columns and of the classes. Raises DataError."""
        found = table(self.file)
        place = found.place(self.column) if self.column else len(found.names) - 1
        others = [at for at in range(len(found.names)) if at != place and not found.of_words(at)]
        words = np.array(found.words(place))
        labels, classes = np.unique(words, return_inverse=True)
        if not others or not 2 <= len(labels) <= _MOST_CLASSES or len(words) < 2 * len(labels):
            raise DataError(
                f"{found.path}: column {found.names[place]} has {len(labels)} classes in {len(words)} rows; "
                "choose a column that repeats (task.column)."
            )
        columns = [found.numbers(at) for at in others] if values else []
        for at, column in zip(others, columns, strict=False):
            if np.isnan(column).any() and self.missing == "refuse":
                raise DataError(
                    f"{found.path}: column {found.names[at]} lacks values (line {found.missing(column)}); "
                    "have them filled in (task.missing)."
                )
        names = tuple(found.names[at] for at in others)
        return np.array(columns).T, classes.astype(np.int64), names, tuple(map(str, labels))
