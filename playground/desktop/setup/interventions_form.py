"""InterventionsForm: the fields that change a run by keyboard alone: the learning rate, and one thing to switch off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QSpinBox, QWidget

from playground.desktop.i18n.formatting import readable
from playground.desktop.i18n.intervention_text import AblationTarget, InterventionText, changeable
from playground.desktop.widgets.elided_combo import ElidedCombo
from playground.experiment.interventions import SetLearningRate
from playground.foundation.numbers import meant, pointed
from playground.languages.spoken import said
from playground.protocol.snapshot import PictureInfo

if TYPE_CHECKING:
    from playground.desktop.setup.form.editors import FloatEditor

TELLING = ("activation", "hidden", "weights")  # the layers that say most when something of them is gone
INPUTS = ("input", "input.target")  # pictures that no layer of the model makes


class InterventionsForm(QWidget):
    """Two rows; ``wanted`` carries an Intervention."""

    wanted = Signal(object)

    def __init__(self, words: InterventionText) -> None:
        super().__init__()
        self._words = words
        self._pictures: dict[str, PictureInfo] = {}
        self._rate: FloatEditor | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._layer, self._change = ElidedCombo(), ElidedCombo()
        for box, name in ((self._layer, self.tr("Layer")), (self._change, self.tr("Change"))):
            box.setAccessibleName(name)
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._index = QSpinBox()
        self._index.setAccessibleName(self.tr("Number"))
        self._index.setMinimum(1)
        self._layer.currentIndexChanged.connect(self._choose_layer)
        self._index.valueChanged.connect(self._offer_changes)
        self._apply = self._button(self.tr("Apply"), self._want_change)
        self._grid.addWidget(self._layer, 1, 0, 1, 2)
        self._grid.addWidget(self._index, 1, 2)
        self._grid.addWidget(self._change, 2, 0, 1, 2)
        self._grid.addWidget(self._apply, 2, 2)
        self._problem = QLabel()
        self._problem.setProperty("problem", True)
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._grid.addWidget(self._problem, 3, 0, 1, 3)

    def offer(self, pictures: Sequence[PictureInfo]) -> None:
        """What this model can be changed by."""
        self._make_rate()
        self._pictures = {
            info.name: info for info in pictures if changeable(info.axes) and info.name not in INPUTS
        }  # fmt: skip
        before = self._layer.currentData()
        with QSignalBlocker(self._layer):
            self._layer.clear()
            for name in self._pictures:
                self._layer.addItem(readable(name), name)
            telling = [index for index, name in enumerate(self._pictures) if name.endswith(TELLING)]
            known = self._layer.findData(before)
            self._layer.setCurrentIndex(known if known >= 0 else next(iter(telling), 0))
        for widget in (self._layer, self._index, self._change, self._apply):
            widget.setEnabled(bool(self._pictures))
        self._choose_layer()

    def retranslate(self) -> None:
        """The layers and what can be done to them, by their names in the language that is spoken now."""
        for at in range(self._layer.count()):
            self._layer.setItemText(at, readable(self._layer.itemData(at)))
        for at in range(self._change.count()):
            self._change.setItemText(at, self._words.offer(self._change.itemData(at)))

    def show_rate(self, value: float) -> None:
        """The learning rate in force, unless somebody is typing another."""
        if self._rate is not None and not self._rate.hasFocus():
            self._rate.show_value(value)

    def _make_rate(self) -> None:
        """With the editor of the setup's form; it needs the settings, which the first paint need not wait for."""
        if self._rate is not None:
            return
        from playground.desktop.setup.form.editors import FloatEditor
        from playground.desktop.setup.form.rows import describe
        from playground.experiment.training import TrainingSettings

        row = next(row for row in describe(TrainingSettings) if row.key == "learning_rate")
        self._rate = FloatEditor(row)
        self._rate.setAccessibleName(self.tr("Learning rate"))
        self._rate.setToolTip(self.tr("What the schedule multiplies, from the next step on"))
        self._rate.returnPressed.connect(self._want_rate)
        label = QLabel(self.tr("Learning rate"))
        label.setWordWrap(True)
        self._grid.addWidget(label, 0, 0)
        self._grid.addWidget(self._rate, 0, 1)
        self._grid.addWidget(self._button(self.tr("Set"), self._want_rate), 0, 2)
        self.setTabOrder(self._rate, self._layer)

    def _want_rate(self) -> None:
        """What is no number is left to the engine's own sentence: it refuses what is not above 0."""
        assert self._rate is not None
        from playground.desktop.setup.form.editors import parse_number

        comma = meant(self._rate.text())
        self._problem.setText(said(pointed(comma)) if comma else "")
        self._problem.setVisible(bool(comma))
        if comma:
            return
        value = parse_number(self._rate.text(), "")
        self.wanted.emit(SetLearningRate(value if isinstance(value, float) else float("nan")))

    def _choose_layer(self) -> None:
        info = self._pictures.get(self._layer.currentData())
        if info is not None:
            self._index.setMaximum(info.shape[info.axes.index(changeable(info.axes))])
        self._offer_changes()

    def _offer_changes(self) -> None:
        chosen = max(0, self._change.currentIndex())
        self._change.clear()
        spot = self._spot()
        for change in spot.changes() if spot is not None else ():
            self._change.addItem(self._words.offer(change), change)
        self._change.setCurrentIndex(chosen if chosen < self._change.count() else 0)

    def _spot(self) -> AblationTarget | None:
        info = self._pictures.get(self._layer.currentData())
        return AblationTarget(info.name, changeable(info.axes), self._index.value() - 1) if info is not None else None

    def _want_change(self) -> None:
        spot, index = self._spot(), self._change.currentIndex()
        if spot is not None and index >= 0:
            self.wanted.emit(spot.changes()[index])

    def _button(self, words: str, slot: object) -> QPushButton:
        button = QPushButton(words)
        button.clicked.connect(slot)
        return button
