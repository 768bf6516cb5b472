"""CloseGuard: closing the window while a run trains asks once; the answer is a button, or closing again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from playground.desktop.widgets.message_bar import MessageBar, Topic


class CloseGuard(QObject):
    """A question in the banner holds nothing up: the run goes on behind it. It is asked as long as it can be read.

    Args:
        active: whether a run would be ended.
    """

    def __init__(self, window: QWidget, banner: MessageBar, active: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window, self._banner, self._active = window, banner, active
        self._asked = False

    def may_close(self) -> bool:
        """False: the user was asked, and the window stays for now."""
        if self._asked or not self._active():
            return True
        self._asked = True
        self._banner.say(
            self.tr("Training in progress. Close again to end it; it stays recorded and can be resumed."),
            (self.tr("End it and close"), self.leave), on_gone=self._stay, topic=Topic.RUN,
        )  # fmt: skip
        return False

    def leave(self) -> None:
        """Close without a question, as when the system wants the program to end."""
        self._asked = True
        self._window.close()

    def _stay(self) -> None:
        self._asked = False
