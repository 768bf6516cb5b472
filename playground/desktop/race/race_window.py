"""RaceWindow: two lanes side by side, one pair of axes above them, and the same panel of both below."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from playground.desktop.docking.panel_header import Header
from playground.desktop.panels.base.panel import Panel
from playground.desktop.race.lane_header import LaneHeader
from playground.desktop.race.race_lane import RaceLane
from playground.desktop.race.race_plot import RacePlot
from playground.desktop.style.icons import icon
from playground.desktop.style.theme import Theme, tabular

SIZE = QSize(1280, 860)


class RaceWindow(QWidget):
    """Shows; what is clicked is said by signals."""

    started = Signal()
    held = Signal()
    stepped = Signal()
    ended = Signal()
    closed = Signal()

    def __init__(self, lanes: Sequence[RaceLane], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("race")
        self.setWindowTitle(self.tr("Race"))
        self.setProperty("ground", True)
        self.lanes = list(lanes)
        for lane, other in permutations(self.lanes, 2):
            lane.mirror(other)
        self.entrants = [LaneHeader(lane) for lane in lanes]
        self.curves = RacePlot()
        self.words = QLabel()
        self.words.setProperty("second", True)
        self.words.setWordWrap(True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.progress = QLabel()
        self.progress.setProperty("second", True)
        self.progress.setFont(tabular(self.font()))
        self._headers: list[Header] = []
        self._make_buttons()
        self._tabs = QTabBar()
        self._tabs.setDrawBase(False)
        self._tabs.setAccessibleName(self.tr("Panel of both lanes"))
        self._stacks = [self._stack(lane) for lane in lanes]
        self._tabs.currentChanged.connect(self._choose)
        self._lay_out()
        self.resize(SIZE.boundedTo(parent.screen().availableSize()))

    @property
    def panels(self) -> list[Panel]:
        """Everything that is drawn."""
        return [self.curves, *(panel for lane in self.lanes for panel in lane.panels)]

    def offer(self) -> None:
        """A tab for each panel that has something to show in one of the runs."""
        fitting = [
            index for index, pair in enumerate(zip(*(lane.panels for lane in self.lanes), strict=True))
            if any(lane.fits(panel) for lane, panel in zip(self.lanes, pair, strict=True))
        ]  # fmt: skip
        if [self._tabs.tabData(tab) for tab in range(self._tabs.count())] == fitting:
            return
        chosen = self._tabs.tabData(self._tabs.currentIndex())
        blocked = self._tabs.blockSignals(True)
        while self._tabs.count():
            self._tabs.removeTab(0)
        for index in fitting:
            self._tabs.setTabData(self._tabs.addTab(self.lanes[0].panels[index].title()), index)
        self._tabs.setCurrentIndex(fitting.index(chosen) if chosen in fitting else 0)
        self._tabs.blockSignals(blocked)
        self._choose()

    def set_theme(self, theme: Theme) -> None:
        """Icons, headers and panels follow the theme."""
        for panel in self.panels:
            panel.set_theme(theme)
        for header in self._headers:
            header.set_theme(theme)
        self.run.setIcon(icon("run", theme, on_accent=True))
        for button, name in ((self.pause, "pause"), (self.step, "step"), (self.stop, "stop")):
            button.setIcon(icon(name, theme))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nobody looks any more."""
        self.closed.emit()
        super().closeEvent(event)

    def _make_buttons(self) -> None:
        self.run, self.pause = QPushButton(self.tr("Start")), QPushButton(self.tr("Pause"))
        self.step, self.stop = QPushButton(self.tr("Step")), QPushButton(self.tr("Stop"))
        self.run.setProperty("primary", True)
        for button, signal, keys, words in (
            (self.run, self.started, "F5", self.tr("Train both from their first step, or go on")),
            (self.pause, self.held, "F6", self.tr("Hold both at the same step")),
            (self.step, self.stepped, "F7", self.tr("One step of each, then hold")),
            (self.stop, self.ended, "F8", self.tr("End both runs; they stay recorded")),
        ):
            button.setShortcut(QKeySequence(keys))
            button.setToolTip(f"{words} ({keys})")
            button.clicked.connect(signal)

    def _lay_out(self) -> None:
        heads, row = QFrame(), QHBoxLayout()
        heads.setProperty("card", True)
        grid = QGridLayout(heads)
        grid.setContentsMargins(14, 10, 14, 10)
        grid.setHorizontalSpacing(24)
        for index, entrant in enumerate(self.entrants):
            grid.addWidget(entrant, 0, index)
            grid.setColumnStretch(index, 1)
        row.setSpacing(8)
        for widget in (self.run, self.pause, self.step, self.stop):
            row.addWidget(widget)
        row.addSpacing(8)
        row.addWidget(self.words, 1)
        row.addWidget(self.progress)
        grid.addLayout(row, 1, 0, 1, 2)
        below, pair = QWidget(), QHBoxLayout()
        pair.setSpacing(10)
        for stack in self._stacks:
            pair.addWidget(stack, 1)
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._tabs)
        column.addLayout(pair, 1)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setHandleWidth(10)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._card(self.curves))
        splitter.addWidget(below)
        splitter.setSizes([300, 420])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.setSpacing(10)
        layout.addWidget(heads)
        layout.addWidget(splitter, 1)

    def _stack(self, lane: RaceLane) -> QStackedWidget:
        stack = QStackedWidget()
        for panel in lane.panels:
            stack.addWidget(self._card(panel, lane.letter))
        return stack

    def _card(self, panel: Panel, letter: str = "") -> QWidget:
        card, header, body = QWidget(), Header(panel, letter), QFrame()
        body.setProperty("card", "body")
        inner = QVBoxLayout(body)
        inner.setContentsMargins(14, 4, 14, 10)
        inner.addWidget(panel)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(header)
        layout.addWidget(body, 1)
        self._headers.append(header)
        return card

    def _choose(self) -> None:
        index = self._tabs.tabData(self._tabs.currentIndex())
        if index is not None:
            for lane, stack in zip(self.lanes, self._stacks, strict=True):
                stack.setCurrentIndex(index)
                lane.panels[index].wanted_changed.emit()
