"""PresentationWindow: the whole screen of a lecture hall: a few panels, words in large type, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from playground.desktop.docking.panel_dock import PanelDock
from playground.desktop.panels.base.panel import Panel
from playground.desktop.panels.base.spec import Area
from playground.desktop.presentation.caption import Caption
from playground.desktop.presentation.grid import columns
from playground.desktop.presentation.key_bindings import Move, meaning
from playground.desktop.presentation.panel_frame import PanelFrame
from playground.desktop.presentation.pointing_overlay import PointingOverlay
from playground.desktop.presentation.question import QuestionCard
from playground.desktop.style.theme import Theme

HELP_SECONDS = 8.0
LEAD, GIVING = 0.58, 0.45  # of the height: the panel that leads, where others stand below it; where one draws or types
LOW = 700  # points of a stage's height below which its margins are narrow
QUESTION_SHARE = 2, 3  # of the width: the question, and the panels beside it


class PresentationWindow(QWidget):
    """A window of its own over the main window, which stays as it is behind it."""

    moved = Signal(object)  # a Move, or the number of an option
    left = Signal()  # closed by whatever means

    def __init__(self, parent: QWidget, help_words: str) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("stage")
        self.setWindowTitle(self.tr("Presentation"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.frames: list[PanelFrame] = []
        self.question: QuestionCard | None = None
        self.caption = Caption()
        self._grid = QGridLayout()
        self._grid.setSpacing(14)
        self._row = QHBoxLayout()
        self._row.setSpacing(14)
        self._row.addLayout(self._grid, QUESTION_SHARE[1])
        self.help = QLabel(help_words)
        self.help.setProperty("second", True)
        self.help.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.help.setWordWrap(True)  # old projectors have 1024 pixels
        self._column = layout = QVBoxLayout(self)
        layout.addLayout(self._row, 1)
        layout.addWidget(self.caption)
        layout.addWidget(self.help)
        self.pointing = PointingOverlay(self)
        self.black = QFrame(self)
        self.black.setObjectName("black")
        self.black.hide()
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.timeout.connect(self.help.hide)
        self._quiet.start(int(1000 * HELP_SECONDS))

    @property
    def panels(self) -> list[Panel]:
        """Those that are shown, in their order."""
        return [frame.panel for frame in self.frames]

    def show_cards(self, cards: Sequence[PanelDock]) -> None:
        """Borrow the panels of these cards, and give all others back."""
        if [frame.card for frame in self.frames] == list(cards):
            return
        known = {frame.card: frame for frame in self.frames}
        for card, frame in known.items():
            self._grid.removeWidget(frame)
            if card not in cards:
                frame.give_back()
                frame.setParent(None)
                frame.deleteLater()
        self.frames = [known[card] if card in known else PanelFrame(card) for card in cards]
        self._arrange()

    def show_question(self, question: QuestionCard | None) -> None:
        """A question beside the panels, or none."""
        if self.question is not None:
            self._row.removeWidget(self.question)
            self.question.setParent(None)
            self.question.deleteLater()
        self.question = question
        if question is not None:
            self._row.addWidget(question, QUESTION_SHARE[0])
            question.show()
        self._arrange()

    def set_theme(self, theme: Theme) -> None:
        """What is painted follows the theme; the panels are told by their board."""
        self.caption.set_theme(theme)
        self.pointing.theme = theme

    def toggle_help(self) -> None:
        """Which keys there are."""
        self._quiet.stop()
        self.help.setVisible(self.help.isHidden())

    def toggle_black(self) -> None:
        """A black screen, so that the hall looks at the lecturer; and back."""
        self.black.setGeometry(self.rect())
        self.black.setVisible(self.black.isHidden())
        self.black.raise_()

    def showEvent(self, event: QShowEvent) -> None:
        """The keys are the stage's from the first one on."""
        super().showEvent(event)
        self.setFocus()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Nothing on the stage takes keys from it."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From a black screen any key leads back to the picture, and does no more than that."""
        wanted = meaning(event.key())
        if wanted is None:
            super().keyPressEvent(event)
        elif not self.black.isHidden() and wanted is not Move.LEAVE:
            self.toggle_black()
        else:
            self.moved.emit(wanted)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Long sheets scroll, where the panel itself has no use for the wheel."""
        for frame in self.frames:
            if frame.geometry().contains(event.position().toPoint()):
                frame.panel.scroll_down(-event.angleDelta().y())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other columns may suit better."""
        super().resizeEvent(event)
        self.black.setGeometry(self.rect())
        self._arrange()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing borrowed is lost."""
        self.show_cards(())
        super().closeEvent(event)
        self.left.emit()

    def _arrange(self) -> None:
        """All frames in as many columns as suit the room that there is; what leads stands across the whole width."""
        self._suit(self.height() < LOW)
        for frame in self.frames:
            frame.enlarge(self.height())
        width, height = float(self.width()), 0.75 * self.height()
        if self.question is not None:
            width *= QUESTION_SHARE[1] / sum(QUESTION_SHARE)
        leading = [frame for frame in self.frames if frame.panel.spec.area is Area.TOP and len(self.frames) > 1]
        others = [frame for frame in self.frames if frame not in leading]
        first, lead = len(leading), GIVING if any(panel.spec.typed_into for panel in self.panels) else LEAD
        count = columns(len(others), width, height * (1 - lead * first))
        for row, frame in enumerate(leading):
            self._grid.addWidget(frame, row, 0, 1, count)
            frame.show()
        for index, frame in enumerate(others):
            self._grid.addWidget(frame, first + index // count, index % count)
            frame.show()
        rows = -(-len(others) // count) if others else 0
        share = round(100 * lead / (1 - lead)) * rows  # against 100 of each other row
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, share if row < first else 100 if row < first + rows else 0)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < count and self.frames else 0)

    def _suit(self, low: bool) -> None:
        """A low screen has narrow margins and smaller type."""
        if low == self.property("low"):
            return
        self.setProperty("low", low)
        self._column.setContentsMargins(*((16, 12, 16, 8) if low else (28, 24, 28, 16)))
        self._column.setSpacing(8 if low else 16)
        for widget in self.findChildren(QWidget):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
