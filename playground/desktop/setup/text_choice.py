"""TextChoice: how a text of one's own is read, before an experiment is set up on it: its encoding, and what is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QComboBox, QFormLayout, QWidget

from playground.corpora.encodings import NAMES
from playground.languages.spoken import said

CHARACTERS, WORDS = "characters", "next-word"
TEXTS = (CHARACTERS, "sentence-pairs")


class TextChoice(QWidget):
    """Offers what can be chosen for what was found; of pairs of sentences only their encoding."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        form = QFormLayout(self)
        form.setContentsMargins(0, 8, 0, 8)
        self.encoding, self.told = QComboBox(), QComboBox()
        for name, words in NAMES.items():
            self.encoding.addItem(said(words), name)
        self.encoding.setAccessibleName(self.tr("Encoding of the text"))
        form.addRow(self.tr("Read as"), self.encoding)
        if kind == CHARACTERS:
            self.told.addItem(self.tr("the next character"), CHARACTERS)
            self.told.addItem(self.tr("the next word"), WORDS)
            self.told.setAccessibleName(self.tr("What is asked for"))
            form.addRow(self.tr("Asked for"), self.told)

    def settings(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """What was found, as it is chosen."""
        kind = {"task.kind": self.told.currentData()} if self.told.count() else {}
        return {**found, **kind, "task.encoding": self.encoding.currentData()}
