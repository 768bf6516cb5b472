"""Editors: one small widget for each kind of value, all with ``edited``, ``show_value`` and no wheel by accident."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QLineEdit,
    QSpinBox,
)

from playground.desktop.setup.form.path_editors import FileEditor, FolderEditor
from playground.desktop.setup.form.rows import FormRow
from playground.desktop.widgets.elided_combo import ElidedCombo

_INT_MAX = 2**31 - 1
INDENT = 7  # points: digits begin where those of fields to type into do, whose padding a style sheet gives


class IntEditor(QSpinBox):
    """Whole numbers within the setting's real limits."""

    edited = Signal(object)

    def __init__(self, row: FormRow) -> None:
        super().__init__()
        self._logarithmic = row.logarithmic
        self.setRange(int(row.low or 0), int(min(row.high if row.high is not None else _INT_MAX, _INT_MAX)))
        self.setSpecialValueText(row.special)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setGroupSeparatorShown(False)
        self.lineEdit().setTextMargins(INDENT, 0, 0, 0)
        self.valueChanged.connect(self.edited.emit)

    def show_value(self, value: Any) -> None:
        """Show a value without saying that it was edited."""
        if isinstance(value, int) and value != self.value():
            with QSignalBlocker(self):
                self.setValue(value)

    def stepBy(self, steps: int) -> None:
        """Sizes that matter by their order double and halve."""
        if not self._logarithmic:
            super().stepBy(steps)
            return
        for _ in range(abs(steps)):
            self.setValue(max(1, self.value() * 2) if steps > 0 else self.value() // 2)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Only with the focus: scrolling the form must not change it."""
        super().wheelEvent(event) if self.hasFocus() else event.ignore()


class FloatEditor(QLineEdit):
    """Numbers as one writes them (``0.001``, ``1e-3``), always with a point; arrows step 1, 2, 5, 10."""

    edited = Signal(object)

    def __init__(self, row: FormRow) -> None:
        super().__init__()
        self._row = row
        self.setPlaceholderText(row.special)
        self.textEdited.connect(lambda text: self.edited.emit(parse_number(text, row.special)))

    def show_value(self, value: Any) -> None:
        """Show a value, unless the text in the field already means it."""
        blank = not self.text() and not self.hasFocus()  # who empties it goes on to write
        if value != parse_number(self.text(), self._row.special) or blank:
            self.setText(self._words(value))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down step the value."""
        if event.key() not in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            super().keyPressEvent(event)
            return
        value = parse_number(self.text(), self._row.special)
        if isinstance(value, float):
            up = event.key() == Qt.Key.Key_Up
            stepped = stepped_log(value, up) if self._row.logarithmic else round(value + (0.05 if up else -0.05), 10)
            low, high = self._row.low, self._row.high
            stepped = max(low, stepped) if low is not None else stepped
            stepped = min(high, stepped) if high is not None else stepped
            self.setText(self._words(stepped))
            self.edited.emit(stepped)

    def _words(self, value: Any) -> str:
        if value == 0.0 and self._row.special:
            return self._row.special
        return f"{value:.6g}" if isinstance(value, float | int) else str(value)


def parse_number(text: str, special: str) -> float | str:
    """The number in a text; the text itself when there is none, so that the check can say so.

    An empty text means what the smallest value is called, as the empty field says.
    """
    stripped = text.strip()
    if special and stripped in ("", special):
        return 0.0
    try:
        return float(stripped)
    except ValueError:
        return text


def stepped_log(value: float, up: bool) -> float:
    """The next of 1, 2, 5 times a power of ten."""
    steps = [float(f"{digit}e{power}") for power in range(-9, 5) for digit in (1, 2, 5)]
    if up:
        return next((step for step in steps if step > value * (1 + 1e-9)), value)
    return next((step for step in reversed(steps) if step < value * (1 - 1e-9)), 0.0)


class ChoiceEditor(ElidedCombo):
    """One of a few values."""

    policy = ElidedCombo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon  # the column of the form is narrow
    edited = Signal(object)

    def __init__(self, row: FormRow) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for value, words in row.choices:
            self.addItem(words, value)
        self.currentIndexChanged.connect(lambda: self.edited.emit(self.currentData()))

    def show_value(self, value: Any) -> None:
        """Show a value without saying that it was edited."""
        with QSignalBlocker(self):
            self.setCurrentIndex(self.findData(value))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Only with the focus."""
        super().wheelEvent(event) if self.hasFocus() else event.ignore()


class DeviceEditor(ChoiceEditor):
    """The devices of this machine, once the engine has told them; others can be typed."""

    def __init__(self, row: FormRow) -> None:
        super().__init__(row)
        self.offer(("auto", "cpu"))
        line = QLineEdit()
        self.setLineEdit(line)
        line.textEdited.connect(self.edited.emit)

    def offer(self, devices: tuple[str, ...]) -> None:
        """Offer these."""
        text = self.currentText()
        with QSignalBlocker(self):
            self.clear()
            for name in devices:
                self.addItem(name, name)
            self.setCurrentText(text)

    def show_value(self, value: Any) -> None:
        """Show a value without saying that it was edited."""
        if value != self.currentText():
            with QSignalBlocker(self):
                self.setCurrentText(str(value))


class BoolEditor(QCheckBox):
    """On or off."""

    edited = Signal(object)

    def __init__(self, row: FormRow) -> None:
        super().__init__()
        self.toggled.connect(self.edited.emit)

    def show_value(self, value: Any) -> None:
        """Show a value without saying that it was edited."""
        with QSignalBlocker(self):
            self.setChecked(bool(value))


class IntsEditor(QLineEdit):
    """A list of whole numbers: ``128, 64``."""

    edited = Signal(object)

    def __init__(self, row: FormRow) -> None:
        super().__init__()
        self.setPlaceholderText(self.tr("at least {0}").format(row.shortest) if row.shortest else self.tr("none"))
        self.textEdited.connect(lambda text: self.edited.emit(parse_list(text)))

    def show_value(self, value: Any) -> None:
        """Show a value, unless the text in the field already means it."""
        if value != parse_list(self.text()):
            self.setText(", ".join(str(item) for item in value))


def parse_list(text: str) -> list[int | str]:
    """Whole numbers between commas or spaces; what is none stays text, so that the check can say so."""
    return [int(word) if word.isdecimal() else word for word in text.replace(",", " ").split()]


class TextEditor(QLineEdit):
    """A text."""

    edited = Signal(object)

    def __init__(self, row: FormRow) -> None:
        super().__init__()
        self.setPlaceholderText(row.empty)
        self.textEdited.connect(self.edited.emit)

    def show_value(self, value: Any) -> None:
        """Show a value without moving the cursor of somebody who types it."""
        if value != self.text():
            self.setText(str(value))


Editor = IntEditor | FloatEditor | ChoiceEditor | BoolEditor | IntsEditor | TextEditor | FolderEditor | FileEditor


def make(row: FormRow) -> Editor:
    """The editor for a row."""
    kinds: dict[str, type[Editor]] = {
        "int": IntEditor, "float": FloatEditor, "choice": ChoiceEditor, "bool": BoolEditor, "ints": IntsEditor,
        "text": TextEditor, "folder": FolderEditor, "file": FileEditor, "device": DeviceEditor,
    }  # fmt: skip
    return kinds[row.kind](row)
