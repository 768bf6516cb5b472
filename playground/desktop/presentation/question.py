"""Question: a question with its options, a bar of hands for each, and later which one is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from playground.desktop.i18n.formatting import THIN_SPACE
from playground.desktop.style.theme import tabular

if TYPE_CHECKING:
    from playground.experiment.lessons import Ask

TIGHTEST = 4  # steps of smaller type that the style sheet has
AROUND = 40  # points that stay free around the options
FEW = 10  # hands for which a bar is full until an option has more


class QuestionCard(QFrame):
    """Beside the panels while a scene has a question.

    Args:
        sign: how to answer it.
    """

    chosen = Signal(int)  # the number of an option that was clicked

    def __init__(self, ask: Ask, language: str, sign: str) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._right = ask.answer
        title = QLabel(ask.text.read(language))
        title.setObjectName("question")
        title.setWordWrap(True)
        self._options = [
            Option(number, option.read(language), self.tr("right")) for number, option in enumerate(ask.options, 1)
        ]
        self._reveal = QLabel(ask.reveal.read(language))
        self._reveal.setWordWrap(True)
        self._reveal.setObjectName("reveal")
        self._reveal.hide()
        self._sign = QLabel(sign)
        self._sign.setWordWrap(True)
        self._sign.setProperty("second", True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 16, 28, 16)
        layout.setSpacing(14)
        layout.addWidget(title)
        layout.addStretch(1)
        for option in self._options:
            layout.addWidget(option)
            option.clicked.connect(self.chosen)
        layout.addStretch(1)
        layout.addWidget(self._reveal)
        layout.addWidget(self._sign)

    def show_votes(self, votes: list[int], revealed: bool, working: bool) -> None:
        """Hands for each option; once ``revealed``, which is right. While it is ``working`` nothing can be counted."""
        full = max(FEW, *votes)
        for number, (option, hands) in enumerate(zip(self._options, votes, strict=True), 1):
            option.show_hands(hands, full, sum(votes) if revealed else 0)
            option.mark(revealed and number == self._right)
        self._reveal.setVisible(revealed)
        self._sign.setVisible(not revealed and not working)


class StageQuestion(QuestionCard):
    """On the stage, in the largest type in which all of it is seen; the style sheet has a few."""

    def __init__(self, ask: Ask, language: str, sign: str) -> None:
        super().__init__(ask, language, sign)
        self._shown = False, False

    def show_votes(self, votes: list[int], revealed: bool, working: bool) -> None:
        """Other lines may stand there now."""
        super().show_votes(votes, revealed, working)
        if (revealed, working) != self._shown:
            self._shown = revealed, working
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other type may suit better."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        layout = self.layout()
        assert layout is not None
        for tight in range(TIGHTEST + 1):
            self._set_tight(tight)
            layout.invalidate()
            if layout.heightForWidth(self.width()) + AROUND <= self.height():
                break

    def _set_tight(self, tight: int) -> None:
        if tight == self.property("tight"):
            return
        self.setProperty("tight", tight)
        for label in self.findChildren(QLabel):
            label.style().unpolish(label)
            label.style().polish(label)
        for option in self._options:
            inside = option.layout()
            if inside is not None:
                inside.activate()  # the rows in it forget how high they were
            option.updateGeometry()


class Option(QWidget):
    """One row: its number, its words, a bar, and how many hands."""

    clicked = Signal(int)  # its number

    def __init__(self, number: int, words: str, right: str) -> None:
        super().__init__()
        self._number = number
        self._marked = right
        badge = QLabel(str(number))
        badge.setObjectName("badge")
        self._words = QLabel(words)
        self._words.setObjectName("option")
        self._words.setWordWrap(True)
        self._tick = QLabel(f"✓\u2009{right}")
        self._tick.setObjectName("tick")
        self._tick.hide()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(12)
        self._bar.setMinimumWidth(40)
        self._hands = QLabel("0")
        self._hands.setObjectName("hands")
        self._hands.setFont(tabular(self._hands.font()))
        above, below, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
        above.setSpacing(12)
        above.addWidget(self._words, 1)
        above.addWidget(self._tick)
        below.setSpacing(12)
        below.addWidget(self._bar, 1)
        below.addWidget(self._hands)
        column.setSpacing(4)
        column.addLayout(above)
        column.addLayout(below)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """As if its number were pressed."""
        self.clicked.emit(self._number)

    def show_hands(self, hands: int, full: int, of: int) -> None:
        """So many hands, where ``full`` fill the bar; of all ``of`` hands as a share too, if any."""
        self._bar.setMaximum(full)
        self._bar.setValue(hands)
        self._hands.setText(f"{hands} · {round(100 * hands / of)}{THIN_SPACE}%" if of else str(hands))

    def mark(self, right: bool) -> None:
        """A tick and a word: not by colour alone."""
        self._tick.setVisible(right)
