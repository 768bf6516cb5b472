"""LaneHeader: the head of a lane, where one chooses what races in it and reads how it does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

from playground.desktop.i18n.formatting import grouped, measured, metric_words
from playground.desktop.race.race_lane import RaceLane
from playground.desktop.runs import run_markers
from playground.desktop.style.theme import tabular
from playground.experiment.metrics import judged_by
from playground.experiment.presets import Preset
from playground.languages.spoken import said
from playground.protocol.events import RunState

AS_SET_UP = ""


class LaneHeader(QWidget):
    """The mark and letter of the lane, a list of experiments, and the state of the run."""

    chosen = Signal()

    def __init__(self, lane: RaceLane) -> None:
        super().__init__()
        self.lane = lane
        mark = QLabel()
        mark.setPixmap(run_markers.icon(lane.slot).pixmap(QSize(16, 16)))
        letter = QLabel(lane.letter)
        letter.setProperty("heading", True)
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("What races in lane {0}").format(lane.letter))
        self.choice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.choice.currentIndexChanged.connect(self.chosen)
        self._state = QLabel()
        self._state.setProperty("second", True)
        self._state.setFont(tabular(self.font()))
        self._state.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(mark)
        row.addWidget(letter)
        row.addWidget(self.choice, 1)
        row.addWidget(self._state)

    @property
    def value(self) -> str:
        """The name of the preset that is chosen; empty for what is set up in the main window."""
        return str(self.choice.currentData() or AS_SET_UP)

    def offer(self, presets: Sequence[Preset], language: str, preferred: str) -> None:
        """What is set up, and these presets; what was chosen stays if it can."""
        wanted = self.value if self.choice.count() else preferred
        names = [AS_SET_UP, *(preset.name for preset in presets)]
        blocked = self.choice.blockSignals(True)
        self.choice.clear()
        self.choice.addItem(self.tr("The experiment in Setup"), AS_SET_UP)
        for preset in presets:
            self.choice.addItem(preset.about.title.read(language), preset.name)
        self.choice.setCurrentIndex(names.index(wanted) if wanted in names else 0)
        self.choice.blockSignals(blocked)

    def follow(self) -> None:
        """Where the run stands."""
        lane = self.lane
        words = self._words(lane)
        if words != self._state.text():
            self._state.setText(words)
        self._state.setToolTip(said(lane.reason))

    def _words(self, lane: RaceLane) -> str:
        if lane.state is None:
            return ""
        if lane.state is RunState.PREPARING:
            return self.tr("preparing …")
        judge = judged_by(lane.experiment.task.measured if lane.experiment is not None else (), lane.metrics)
        parts = [f"{metric_words(judge)} {measured(judge, lane.metrics[judge])}"] if judge else []
        if lane.started is not None:
            parts.append(self.tr("{0} parameters").format(grouped(lane.started.parameters)))
        if lane.state is RunState.FAILED:
            parts.append(self.tr("ended early at step {0}").format(grouped(lane.step)))
        return "   ".join(parts)
