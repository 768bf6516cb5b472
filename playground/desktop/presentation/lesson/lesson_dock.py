"""LessonDock: the scenes of a lesson in the window, read and answered beside the panels they speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from playground.desktop.presentation.caption import Bar
from playground.desktop.presentation.key_bindings import Move, meaning
from playground.desktop.presentation.question import QuestionCard
from playground.desktop.presentation.scene_view_model import SceneViewModel
from playground.desktop.style.theme import Theme, tabular

if TYPE_CHECKING:
    from playground.experiment.lessons import Ask

WIDTH, LEAST = 300, 260  # points, as those of the column of presets and setup
STEERED = (Move.FORWARD, Move.BACK, Move.AGAIN, Move.START_OVER, Move.TOGGLE, Move.TAKE_BACK, Move.LEAVE)


class LessonDock(QDockWidget):
    """Words, question and answer of one scene; Back and Next turn pages, numbers or clicks answer."""

    moved = Signal(object)  # a Move, or the number of an option
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("lesson")
        self.setWindowTitle(self.tr("Lesson"))
        self.setTitleBarWidget(QWidget())  # its tab names it
        self.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable)
        self.setMinimumWidth(LEAST)
        self.question: QuestionCard | None = None
        self._words, self._note, self._place, self._bar = QLabel(), QLabel(), QLabel(), Bar()
        self._words.setObjectName("words")
        for label in (self._words, self._note):
            label.setWordWrap(True)
        for label in (self._note, self._place):
            label.setProperty("second", True)
            label.setFont(tabular(label.font()))
        self.back, self.next = QPushButton(self.tr("Back")), QPushButton(self.tr("Next"))
        self.next.setProperty("primary", True)
        for button in (self.back, self.next):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys are the lesson's
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.back.clicked.connect(lambda: self.moved.emit(Move.BACK))
        self.next.clicked.connect(lambda: self.moved.emit(Move.FORWARD))
        self._pages = QVBoxLayout()
        self._pages.setSpacing(12)
        self._pages.addWidget(self._words)
        self._pages.addStretch(1)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        page = QWidget()
        page.setLayout(self._pages)
        self._pages.setContentsMargins(2, 4, 6, 4)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        row = QHBoxLayout()
        row.addWidget(self.back)
        row.addWidget(self._place, 1, Qt.AlignmentFlag.AlignCenter)
        row.addWidget(self.next)
        card = QFrame()
        card.setProperty("card", True)
        card.setObjectName("lesson-page")
        layout = QVBoxLayout(card)
        layout.setContentsMargins(10, 12, 10, 12)
        layout.setSpacing(10)
        layout.addWidget(self._bar)
        layout.addWidget(scroll, 1)
        layout.addWidget(self._note)
        layout.addLayout(row)
        self.setWidget(card)

    def sizeHint(self) -> QSize:
        """How long the words are says nothing about how wide they stand."""
        return QSize(WIDTH, super().sizeHint().height())

    @property
    def words(self) -> str:
        """The words of the scene."""
        return self._words.text()

    @property
    def note(self) -> str:
        """What the run does meanwhile."""
        return self._note.text()

    def show_scene(self, view: SceneViewModel, over: bool) -> None:
        """All of a scene but its panels; ``over``: it is the last one."""
        self._words.setText(view.words)
        self._note.setText(view.note)
        self.back.setEnabled(not view.place.startswith("1 /"))
        self.next.setText(self.tr("End") if over else self.tr("Next"))
        self._place.setText(view.place)
        self._bar.show_share(view.share)
        if self.question is not None:
            self.question.show_votes(list(view.votes), view.revealed, view.working)

    def ask(self, ask: Ask | None, language: str) -> None:
        """The question of a scene, or none."""
        if self.question is not None:
            self._pages.removeWidget(self.question)
            self.question.setParent(None)
            self.question.deleteLater()
        self.question = None
        if ask is not None:
            sign = self.tr("Click what you expect, or press its number; Next shows what happens.")
            self.question = QuestionCard(ask, language, sign)
            self.question.chosen.connect(self._answer)
            if (inner := self.question.layout()) is not None:
                inner.setContentsMargins(10, 10, 10, 10)
            self._pages.insertWidget(1, self.question)
            self.question.show()

    def _answer(self, option: int) -> None:
        self.moved.emit(option)

    def set_theme(self, theme: Theme) -> None:
        """The bar is painted."""
        self._bar.theme = theme
        self._bar.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the stage, while the lesson has the focus."""
        wanted = meaning(event.key())
        if isinstance(wanted, int) or wanted in STEERED:
            self.moved.emit(wanted)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Its cross ends the lesson."""
        super().closeEvent(event)
        self.closed.emit()
