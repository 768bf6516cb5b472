"""MessageBar: one sentence and at most two buttons across the top of the window, when something needs an answer."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolBar, QWidget

from playground.desktop.widgets.wrapping_label import WrappingLabel
from playground.languages.spoken import said

Answer = tuple[str, Callable[[], None]]


class Topic(Enum):
    """What a sentence speaks of; it goes with that."""

    RUN = "run"  # that is shown
    ENGINE = "engine"
    INTRODUCTION = "introduction"  # to the window
    OTHER = "other"


class MessageBar(QToolBar):
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
        self._label = WrappingLabel()
        self._label.setAccessibleName(self.tr("Message"))
        self._layout.addWidget(self._label, 1)
        self._buttons: list[QPushButton] = []
        self._topic = Topic.OTHER
        self._on_gone: Callable[[], None] = lambda: None
        self.addWidget(frame)
        self.toggleViewAction().setVisible(False)
        self.hide()

    @property
    def text(self) -> str:
        """What is being said; empty when the banner is hidden."""
        return self._label.text() if not self.isHidden() else ""

    def say(
        self, text: str, *answers: Answer, on_dismiss: Callable[[], None] = lambda: None,
        on_gone: Callable[[], None] = lambda: None, topic: Topic = Topic.OTHER,
    ) -> None:  # fmt: skip
        """Show a sentence with a button for each answer, and one that hides it.

        Args:
            on_dismiss: called when the user wants it away.
            on_gone: called when the sentence goes without one of the answers: dismissed, replaced or out of date.
        """
        self._leave()
        self._topic, self._on_gone = topic, on_gone
        self._label.setText(said(text))
        for button in self._buttons:
            self._layout.removeWidget(button)
            button.deleteLater()
        self._buttons = [self._button(words, self._answering(action)) for words, action in answers]
        self._buttons.append(self._button(self.tr("Dismiss"), self._dismissing(on_dismiss)))
        self.show()

    def dismiss(self) -> None:
        """Nothing more to say."""
        self.hide()
        self._leave()

    def drop(self, topic: Topic) -> None:
        """What a sentence on this topic speaks of is no longer there; other sentences stay."""
        if not self.isHidden() and self._topic is topic:
            self.dismiss()

    def _leave(self) -> None:
        gone, self._on_gone = self._on_gone, lambda: None
        gone()

    def _answering(self, action: Callable[[], None]) -> Callable[[], None]:
        def answer() -> None:
            self._on_gone = lambda: None
            self.hide()
            action()

        return answer

    def _dismissing(self, action: Callable[[], None]) -> Callable[[], None]:
        def dismiss() -> None:
            self.dismiss()
            action()

        return dismiss

    def _button(self, words: str, action: Callable[[], None]) -> QPushButton:
        button = QPushButton(words)
        button.clicked.connect(lambda: action())
        self._layout.addWidget(button)
        return button
