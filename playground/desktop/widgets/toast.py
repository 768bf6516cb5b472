"""Toast: what was saved or copied, said for a moment where one looks: above the foot of the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

MARGIN = 72  # points above the lower edge: clear of the timeline


class Toast(QLabel):
    """Lies over the window and takes no clicks."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setProperty("toast", True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        window.installEventFilter(self)
        self.hide()

    def say(self, words: str, milliseconds: int) -> None:
        """Show words for a while, or with 0 until something else is said; no words hide it."""
        self._timer.stop()
        self.setVisible(bool(words))
        if words:
            self.setText(words)
            self.setAccessibleName(words)
            self._place()
            self.raise_()
            if milliseconds:
                self._timer.start(milliseconds)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """It keeps its place when the window changes its size."""
        if event.type() is QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def _place(self) -> None:
        window = self._window
        room = window.width() - 80
        wide = min(room, self.fontMetrics().horizontalAdvance(self.text()) + 48)
        self.resize(wide, self.heightForWidth(wide) + 4)
        self.move((window.width() - self.width()) // 2, window.height() - self.height() - MARGIN)
