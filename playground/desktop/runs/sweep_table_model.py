"""SweepTableModel: the settings of a sweep as a table, best first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from playground.desktop.i18n.formatting import measured, metric_words
from playground.desktop.runs.overlay_curves import title_of, value_of
from playground.sweeps.overview import Overview
from playground.sweeps.planned import Progressed
from playground.sweeps.ranking import Candidate, Sample

Index = QModelIndex | QPersistentModelIndex
ROLE = Qt.ItemDataRole
AFTER = ("validation", "mark", "runs")


class SweepTableModel(QAbstractTableModel):
    """Rows are the settings that were brushed; all of them where nothing is."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Candidate, ...] = ()
        self.columns: list[str] = []
        self._overview: Overview | None = None

    def show_sweep(self, overview: Overview | None, brushed: Collection[int] | None = None) -> None:
        """These settings; ``brushed`` are places among those that have a result."""
        self.beginResetModel()
        self._overview = overview
        self.columns = [*overview.plan.varied, *AFTER] if overview is not None else []
        self.rows = overview.ranking.candidates if overview is not None else ()
        if overview is not None and brushed is not None:
            self.rows = tuple(one for at, one in enumerate(overview.whole) if at in brushed)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """How many settings are shown."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One for each varied setting, then result, mark and runs."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = ROLE.DisplayRole) -> Any:
        """The columns' names."""
        if orientation is not Qt.Orientation.Horizontal or role not in (ROLE.DisplayRole, ROLE.ToolTipRole):
            return None
        name = self.columns[section]
        words: dict[str, Callable[[], str]] = {
            "validation": self._judged, "mark": lambda: "", "runs": lambda: self.tr("Runs"),
        }  # fmt: skip
        return words[name]() if name in words else name if role == ROLE.ToolTipRole else title_of(name)

    def retranslate(self) -> None:
        """All cells and heads are read again."""
        if self.columns:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.columns) - 1))

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        """What a cell shows."""
        one, name = self.rows[index.row()], self.columns[index.column()]
        if role == ROLE.ToolTipRole and name == "mark" and self._mark(one) == "≈":
            if one.apart is None:
                return self.tr("One run of each setting says nothing of chance: train with several seeds.")
            return self.tr("Chance alone could explain that the best one is better (Welch's t test at 5 %).")
        if role not in (ROLE.DisplayRole, ROLE.ToolTipRole):
            return None
        match name:
            case "validation":
                return self._result(one.judged) if one.judged.values else "–"
            case "mark":
                return self._mark(one)
            case "runs":
                return self._runs(one)
            case _:
                return value_of(one.changes[name])

    def best_words(self) -> str:
        """The chosen setting's test result, which is told of no other."""
        best = self._overview.ranking.best if self._overview is not None else None
        metric = self._overview.ranking.metric if self._overview is not None else None
        if best is None or metric is None or not best.test.values:
            return ""
        settings = ", ".join(f"{title_of(path)} {value_of(value)}" for path, value in best.changes.items())
        return self.tr("Best: {0}. Test {1} {2}").format(settings, metric_words(metric.name), self._result(best.test))

    def _judged(self) -> str:
        metric = self._overview.ranking.metric if self._overview is not None else None
        return self.tr("Validation {0}").format(metric_words(metric.name)) if metric else self.tr("Validation")

    def _result(self, sample: Sample) -> str:
        metric = self._overview.ranking.metric if self._overview is not None else None
        name = metric.name if metric is not None else ""
        mean = measured(name, sample.mean)
        return mean if sample.spread is None else f"{mean} ± {measured(name, sample.spread)}"

    def _mark(self, one: Candidate) -> str:
        best = self._overview.ranking.best if self._overview is not None else None
        if best is None or not one.whole:
            return ""
        return self.tr("best") if one is best else "" if one.apart else "≈"

    def _runs(self, one: Candidate) -> str:
        words: dict[Progressed, Callable[[], str]] = {
            Progressed.WAITING: lambda: self.tr("waiting"), Progressed.RUNNING: lambda: self.tr("running"),
            Progressed.INTERRUPTED: lambda: self.tr("not finished"), Progressed.FINISHED: lambda: self.tr("finished"),
            Progressed.FAILED: lambda: self.tr("failed"), Progressed.PRUNED: lambda: self.tr("given up"),
        }  # fmt: skip
        found: Sequence[Progressed] = [state for state in Progressed if one.states[state]]
        return ", ".join(f"{one.states[state]} {words[state]()}" for state in found)
