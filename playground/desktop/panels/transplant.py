"""Patching across time: what the model of now comes to with a layer as it was earlier, or as the other lane has it."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from playground.desktop.i18n.formatting import measured, metric_words, readable
from playground.desktop.painting import colormap
from playground.desktop.panels.base.one_picture_panel import CheckedCellsPanel
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.desktop.widgets.header_combo import HeaderCombo
from playground.languages.spoken import said
from playground.protocol.events import RunStarted
from playground.protocol.snapshot import Snapshot
from playground.worked.example import Question
from playground.worked.transplant import ALL, COUNT, LANE, LAYER, METRIC, NONE, NOW, SOURCE, TIME


class TransplantPanel(CheckedCellsPanel):
    """Rows are the steps whose layers are put in, columns the layers; at both ends none and all of them."""

    name: ClassVar[str] = "transplant"
    spec: ClassVar[PanelSpec] = PanelSpec(38, Area.BEHIND, recorded=False, in_animations=False, in_handouts=False)
    interval = 0.2

    def __init__(self) -> None:
        super().__init__(colormap.Scale())
        self.controls = self._source = HeaderCombo(self.tr("Layers of"))
        self._source.currentIndexChanged.connect(self._chosen)

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Patching across time")

    def pictures(self) -> tuple[str, ...]:
        """The chosen one first; in a race the other lane's."""
        return (TIME, LANE) if self._source.value == TIME else (LANE, TIME)

    def start(self, started: RunStarted) -> None:
        """Offer the sources of this run."""
        super().start(started)
        self._offer()

    def clear(self) -> None:
        """Forget the run."""
        self._source.forget()
        super().clear()

    def retranslate(self) -> None:
        """The names of the sources, too."""
        self._source.reword(self._words)
        super().retranslate()

    def show_picture(self, name: str, index: tuple[int, ...] = ()) -> None:
        """One of the two."""
        self._source.choose(name)

    def empty_words(self) -> str:
        """The lanes of a race may differ."""
        if self.shot is not None:
            return self.tr("The two lanes do not have the same layers: choose two experiments with one architecture.")
        return super().empty_words()

    def is_empty(self) -> bool:
        """Nothing measured, or nothing that fits."""
        return self.shot is None or not self.shot.labels[SOURCE]

    def shown_arrays(self) -> tuple[Snapshot, ...]:
        """The rows that there are, under the names of the layers."""
        if self.shot is None or self.is_empty():
            return ()
        rows = self.shot.labels[SOURCE]
        labels = {SOURCE: tuple(map(said, rows)), LAYER: tuple(map(self._layer, self.shot.labels[LAYER]))}
        return (Snapshot(self.shot.step, self.shown, self.shot.axes, self.shot.values[: len(rows)], labels),)

    def check(self) -> tuple[str, bool | None]:
        """All layers of a step are the model of that step, none the model of now: whether the ends agree with it."""
        assert self.shot is not None
        rows = self.shot.values[: len(self.shot.labels[SOURCE])]
        known = rows[np.isfinite(rows[:, 0]), 0]
        words = self.tr(
            "Cells: {0} of {1} test examples, with one layer of the step at the left put into the model of step {2}."
        ).format(self._metric(), self.shot.labels[COUNT][0], self.shot.labels[NOW][0])
        return words, bool(np.ptp(known) == 0) if len(known) > 1 else None

    def titles(self) -> tuple[str, str]:
        """Whose layers, and which."""
        return self.tr("layer of"), self.tr("layer that is put in")

    def tell(self, pointed: Question | None) -> None:
        """What is measured of the model of now, or of a cell."""
        (shot,) = self.shown_arrays()
        assert self.shot is not None
        metric = self.shot.labels[METRIC][0]
        if pointed is None:
            self.set_info(self._metric(), measured(metric, self._now()))
            return
        row, column = pointed.index
        value = float(shot.values[row, column])
        words = f"{shot.labels[SOURCE][row]}, {shot.labels[LAYER][column]}"
        self.set_info(words, measured(metric, value) if np.isfinite(value) else "…")

    def usual(self) -> Question | None:
        """The layer without which the model of now is worst."""
        if self.shot is None or self.is_empty() or not np.isfinite(self.shot.values[:, 1:-1]).any():
            return None
        inner = self.shot.values[:, 1:-1]
        row, column = np.unravel_index(int(np.nan_to_num(np.abs(inner - self._now()), nan=-1.0).argmax()), inner.shape)
        return Question(self.shown, (int(row), int(column) + 1))

    def _now(self) -> float:
        assert self.shot is not None
        return float(np.nanmax(self.shot.values[:, 0])) if np.isfinite(self.shot.values[:, 0]).any() else 0.0

    def _metric(self) -> str:
        assert self.shot is not None
        return metric_words(self.shot.labels[METRIC][0])

    def _layer(self, name: str) -> str:
        return {NONE: self.tr("none"), ALL: self.tr("all")}.get(name) or readable(name)

    def _words(self, name: str) -> str:
        return self.tr("the other lane") if name == LANE else self.tr("earlier steps")

    def _offer(self) -> None:
        self._source.offer([(self._words(name), name) for name in (LANE, TIME) if name in self.offered])

    def _chosen(self) -> None:
        self._scale.reset()
        self._cells = None
        self.dirty = True
        self.wanted_changed.emit()
