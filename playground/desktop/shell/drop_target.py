"""DropTarget: files dragged onto the window; while they hover, it says what letting go would do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QLabel, QMainWindow, QVBoxLayout

Use = Callable[[Path], None]
FOLDER = "/"  # the ending of any folder


class DropTarget(QObject):
    """Knows for each ending what is done with such a file, and what with a folder; one at a time."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._uses: dict[str, tuple[Callable[[str], str], Use]] = {}
        self.sign = QFrame(window)
        self.sign.setProperty("card", True)
        self.sign.setProperty("banner", True)
        self.sign.setProperty("sign", True)
        self.sign.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._label = QLabel()
        layout = QVBoxLayout(self.sign)
        layout.setContentsMargins(28, 24, 28, 24)
        layout.addWidget(self._label)
        self.sign.hide()
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def add(self, endings: Sequence[str], words: Callable[[str], str], use: Use) -> None:
        """Take files with these endings; ``words`` says what is done with one, given its name."""
        for ending in endings:
            self._uses[ending] = (words, use)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Only drags and drops are looked at."""
        if isinstance(event, QDropEvent):
            path = self._file(event.mimeData())
            if path is None:
                return False
            event.acceptProposedAction()
            if isinstance(event, QDragEnterEvent):
                self._show(self._uses[_ending(path)][0](path.name))
            elif event.type() == QEvent.Type.Drop:
                self.sign.hide()
                self._uses[_ending(path)][1](path)
            return True
        if event.type() == QEvent.Type.DragLeave:
            self.sign.hide()
        return False

    def _file(self, data: QMimeData) -> Path | None:
        """The one file that is dragged, if there is a use for it."""
        urls = data.urls()
        if len(urls) != 1 or not urls[0].isLocalFile():
            return None
        path = Path(urls[0].toLocalFile())
        return path if _ending(path) in self._uses else None

    def _show(self, words: str) -> None:
        self._label.setText(words)
        self.sign.adjustSize()
        room, sign = self._window.rect(), self.sign.rect()
        self.sign.move(room.center() - sign.center())
        self.sign.raise_()
        self.sign.show()


def _ending(path: Path) -> str:
    return FOLDER if path.is_dir() else path.suffix.lower()
