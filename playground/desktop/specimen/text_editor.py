"""SpecimenTextEditor: a text that is typed, pasted or loaded, with a sentence about what is asked for."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QLabel, QLineEdit

from playground.data.editing import Given, Writing
from playground.desktop.specimen.editor import SpecimenEditor
from playground.desktop.specimen.page import TextPage
from playground.desktop.widgets.layouts import column
from playground.languages.spoken import said

LONGEST = 20_000  # characters that are taken over from a paste or a file


class SpecimenTextEditor(SpecimenEditor):
    """One line, or a small page where a text may have several."""

    def __init__(self, writing: Writing) -> None:
        super().__init__()
        self._writing = writing
        self.greed = 3 if writing.most else 0
        self._field: QLineEdit | TextPage
        if writing.most:
            self._field = TextPage()
            self._field.textChanged.connect(lambda: self.edited.emit())
            self._field.setTabChangesFocus(True)
        else:
            self._field = QLineEdit()
            self._field.textEdited.connect(lambda: self.edited.emit())
            self._field.setMaxLength(LONGEST)
        self._field.setAccessibleName(self.tr("Text"))
        self._field.setPlaceholderText(writing.example)
        rule = QLabel(said(writing.rule))
        rule.setProperty("second", True)
        rule.setWordWrap(True)
        layout = column(self)
        layout.setSpacing(4)
        layout.addWidget(self._field)
        layout.addWidget(rule)
        self.setFocusProxy(self._field)

    def given(self) -> Given:
        """The text."""
        return self._field.text()[:LONGEST]

    def put(self, given: Given) -> None:
        """Go on from this text."""
        if isinstance(given, str) and isinstance(self._field, TextPage):
            with QSignalBlocker(self._field):
                self._field.put(given)
        elif isinstance(given, str) and isinstance(self._field, QLineEdit):
            self._field.setText(given)
            self._field.setCursorPosition(0)

    def load(self, path: Path) -> None:
        """The beginning of a text file, or its first line that is not empty. Raises DataError."""
        from playground.corpora.manual import user_text

        text = user_text(str(path), 4 * LONGEST)[0]
        lines = (line.strip() for line in text.splitlines())
        self.put(text[: self._writing.most] if self._writing.most else next((line for line in lines if line), ""))
        self.edited.emit()

    def files(self) -> str:
        """Texts."""
        return self.tr("Text files (*.txt *.md);;All files (*)")
