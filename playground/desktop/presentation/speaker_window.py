"""SpeakerWindow: on the lecturer's own screen, while the hall sees the stage: these words, the next ones, the time."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QScreen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from playground.desktop.presentation.key_bindings import meaning
from playground.desktop.presentation.scene_view_model import SceneViewModel
from playground.desktop.style.theme import tabular

SHARE = 0.7  # of the screen's width and height


def hall_screen(window: QWidget) -> QScreen | None:
    """The screen of the hall: the first beside the one that the window is on; None where there is just one."""
    return next((screen for screen in QGuiApplication.screens() if screen is not window.screen()), None)


class SpeakerWindow(QWidget):
    """Its keys are those of the stage."""

    moved = Signal(object)  # a Move, or the number of an option
    left = Signal()  # closed by whatever means

    def __init__(self, parent: QWidget, keys: str) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("speaker")
        self.setWindowTitle(self.tr("Notes"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._begun = time.monotonic()
        self._clock, self._place, self._note = QLabel(), QLabel(), QLabel()
        self._words, self._heading, self._ahead = QLabel(), QLabel(self.tr("Then")), QLabel()
        help_words = QLabel(keys)
        for label, name in ((self._clock, "clock"), (self._words, "words"), (self._ahead, "ahead")):
            label.setObjectName(name)
        for label in (self._words, self._ahead, help_words, self._note):
            label.setWordWrap(True)
        for label in (self._note, self._heading, self._place, help_words):
            label.setProperty("second", True)
        self._clock.setFont(tabular(self._clock.font()))
        head = QHBoxLayout()
        head.addWidget(self._clock)
        head.addStretch(1)
        head.addWidget(self._place)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 20)
        layout.setSpacing(14)
        layout.addLayout(head)
        layout.addWidget(self._words)
        layout.addWidget(self._note)
        layout.addStretch(1)
        layout.addWidget(self._heading)
        layout.addWidget(self._ahead)
        layout.addStretch(1)
        layout.addWidget(help_words)
        self._tick = QTimer(self)
        self._tick.timeout.connect(self._show_time)
        self._tick.start(1000)
        self._show_time()
        room = parent.screen().availableGeometry()
        self.resize(room.size() * SHARE)
        self.move(room.center() - self.rect().center())

    def show_view(self, view: SceneViewModel) -> None:
        """What the stage shows, and what comes next."""
        self._words.setText(view.words)
        self._words.setVisible(bool(view.words))
        self._note.setText(view.note)
        self._place.setText(view.place)
        self._ahead.setText(view.ahead)
        for label in (self._heading, self._ahead):
            label.setVisible(bool(view.ahead))

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Nothing here takes keys."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As on the stage."""
        wanted = meaning(event.key())
        if wanted is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(wanted)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The presentation ends with it."""
        super().closeEvent(event)
        self.left.emit()

    def _show_time(self) -> None:
        minutes, seconds = divmod(int(time.monotonic() - self._begun), 60)
        self._clock.setText(f"{minutes}:{seconds:02}")
