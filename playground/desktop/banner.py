"""Banner: one sentence and at most two buttons across the top of the window, when something needs an answer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolBar, QWidget

from playground.languages.spoken import said

Answer = tuple[str, Callable[[], None]]


class Banner(QToolBar):
    """Hidden until something is said; the last sentence replaces the one before."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.setWindowTitle(self.tr("Message"))
        self.setMovable(False)
        frame = QFrame()
        frame.setProperty("card", True)
        frame.setProperty("banner", True)
        self._layout = QHBoxLayout(frame)
        self._layout.setContentsMargins(14, 8, 8, 8)
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setAccessibleName(self.tr("Message"))
        self._layout.addWidget(self._label, 1)
        self._buttons: list[QPushButton] = []
        self.addWidget(frame)
        self.toggleViewAction().setVisible(False)
        self.hide()

    @property
    def text(self) -> str:
        """What is being said; empty when the banner is hidden."""
        return self._label.text() if not self.isHidden() else ""

    def say(self, text: str, *answers: Answer, on_dismiss: Callable[[], None] = lambda: None) -> None:
        """Show a sentence with a button for each answer, and one that hides it."""
        self._label.setText(said(text))
        for button in self._buttons:
            self._layout.removeWidget(button)
            button.deleteLater()
        self._buttons = [self._button(*answer) for answer in answers]
        self._buttons.append(self._button(self.tr("Dismiss"), on_dismiss))
        self.show()

    def _button(self, words: str, action: Callable[[], None]) -> QPushButton:
        button = QPushButton(words)
        button.clicked.connect(self.hide)
        button.clicked.connect(lambda: action())
        self._layout.addWidget(button)
        return button
