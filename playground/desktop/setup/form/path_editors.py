"""Path editors: a file or a folder, typed or chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from playground.desktop.setup.form.rows import FormRow
from playground.desktop.widgets import file_dialogs


class PathEditor(QWidget):
    """A file or a folder, typed or chosen; an empty field says what it means, or that something is wanted."""

    edited = Signal(object)

    def __init__(self, row: FormRow) -> None:
        super().__init__()
        self._line = QLineEdit()
        self._line.setAccessibleName(row.title)
        self._line.setPlaceholderText(row.empty or self.question())
        self._line.textEdited.connect(self.edited.emit)
        browse = QPushButton("…")
        browse.setProperty("compact", True)
        browse.setFixedWidth(34)
        browse.setToolTip(self.question())
        browse.setAccessibleName(self.question())
        browse.clicked.connect(self._browse)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._line, 1)
        layout.addWidget(browse)
        self.setFocusProxy(self._line)

    def show_value(self, value: Any) -> None:
        """Show a value without moving the cursor of somebody who types it."""
        if value != self._line.text():
            self._line.setText(str(value))

    def question(self) -> str:
        """What the dialog and its button are called."""
        raise TypeError(f"{type(self).__name__} asks for nothing")

    def ask(self, known: str) -> Path | None:
        """Ask, beginning where ``known`` is."""
        raise TypeError(f"{type(self).__name__} asks for nothing")

    def _browse(self) -> None:
        chosen = self.ask(self._line.text())
        if chosen is not None:
            self._line.setText(str(chosen))
            self.edited.emit(str(chosen))


class FolderEditor(PathEditor):
    """A folder."""

    def question(self) -> str:
        """For a folder."""
        return self.tr("Choose a folder")

    def ask(self, known: str) -> Path | None:
        """Ask for a folder."""
        return file_dialogs.folder(self, self.question(), known)


class FileEditor(PathEditor):
    """A file."""

    def question(self) -> str:
        """For a file."""
        return self.tr("Choose a file")

    def ask(self, known: str) -> Path | None:
        """Ask for a file that exists."""
        return file_dialogs.to_open(self, self.question(), self.tr("All files") + " (*)", known)
