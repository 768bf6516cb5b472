"""Form: the rows of architecture, task and training, and the size of the model while one types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from playground.desktop.i18n.formatting import grouped
from playground.desktop.setup.form import offered_rows, rows
from playground.desktop.setup.form.editors import ChoiceEditor, DeviceEditor
from playground.desktop.setup.form.form_words import FormWords
from playground.desktop.setup.form.help_strip import HelpStrip
from playground.desktop.setup.form.items import ItemsWidget
from playground.desktop.setup.form.row_widget import INNER_WIDTH, LABEL_WIDTH, RowWidget
from playground.desktop.state.experiment_draft import ExperimentDraft
from playground.desktop.style.theme import LIGHT, Theme
from playground.experiment.training import TrainingSettings

DEBOUNCE_MILLISECONDS = 150


class Form(QWidget):
    """Shows a draft and edits it. ``edited`` follows each change of the draft that was made here.

    Its rows are made when somebody sees or asks for them.
    """

    edited = Signal()

    def __init__(self, draft: ExperimentDraft) -> None:
        super().__init__()
        self._draft = draft
        self._theme: Theme = LIGHT
        self._devices: tuple[str, ...] = ("auto", "cpu")
        self._rows: dict[str, RowWidget] = {}
        self._lists: dict[str, str] = {}  # path of a list → what one of its entries is called
        self._words = FormWords(draft, self._rows, self._lists)
        self._structure: Any = None
        self._stale = False  # the draft may say something else than the rows
        self._pending: dict[str, Any] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MILLISECONDS)
        self._timer.timeout.connect(self.commit)
        self._summary = QLabel()
        self._summary.setProperty("heading", True)
        self._strip = HelpStrip()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 10, 0, 4)
        layout.setSpacing(8)
        layout.addWidget(self._summary)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self._strip)

    def refresh(self) -> None:
        """Show the draft as it is now, at once or when it is seen next; editors stay where only values changed."""
        self._stale = True
        if self.isVisible():
            self._follow_draft()

    def showEvent(self, event: QShowEvent) -> None:
        """It may have been behind another tab while the draft changed."""
        self._follow_draft()

    def _follow_draft(self) -> None:
        if not self._stale or not self._draft.values:
            return
        self._stale = False
        structure = self._shape()
        if structure != self._structure:
            self._structure = structure
            self._build()
        for path, row in self._rows.items():
            value, problem = self._draft.value(path), self._words.problem(path)
            row.show_value(value, self._draft.is_default(path), problem, self._words.idle(path))
        self._summarise()

    def commit(self) -> None:
        """Put what was typed into the draft now."""
        self._timer.stop()
        pending, self._pending = self._pending, {}
        for path, value in pending.items():
            self._draft.set(path, value)
        if pending:
            self.refresh()
            self.edited.emit()

    def setting_rows(self) -> Mapping[str, RowWidget]:
        """Path of a setting → its row, as the draft is now."""
        self._follow_draft()
        return self._rows

    def row(self, path: str) -> RowWidget:
        """The row of a setting, for tests and for leading somebody to a problem."""
        return self.setting_rows()[path]

    def set_devices(self, devices: tuple[str, ...]) -> None:
        """Offer the devices of this machine."""
        self._devices = devices
        for row in self._rows.values():
            if isinstance(row.editor, DeviceEditor):
                row.editor.offer(devices)

    def retranslate(self) -> None:
        """Titles, help and choices are made anew; what was typed is taken over first."""
        self.commit()
        self._structure = None
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Icons follow the theme."""
        self._theme = theme
        self._structure = None
        self.refresh()

    def _shape(self) -> Any:
        """What decides which rows there are."""
        values = self._draft.values
        lists = {
            f"{role}.{key}": len(value)
            for role in ("architecture", "task", "training")
            for key, value in values[role].items()
            if isinstance(value, list) and value and isinstance(value[0], dict) and key != "table"
        }
        return values["architecture"]["kind"], values["task"]["kind"], lists, offered_rows.shape(values["architecture"])

    def _build(self) -> None:
        self._rows.clear()
        self._lists.clear()
        position = self._scroll.verticalScrollBar().value()
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 10, 8)
        column.setSpacing(8)
        values = self._draft.values
        for role, title in (("architecture", self.tr("Architecture")), ("task", self.tr("Task"))):
            self._heading(column, offered_rows.headed(title, values[role]))
            self._kinds(column, role, title)
            self._fill(column, offered_rows.rows_of(role, values[role]), role)
        self._heading(column, self.tr("Training"))
        self._fill(column, rows.describe(TrainingSettings), "training")
        column.addStretch(1)
        if (before := self._scroll.takeWidget()) is not None:
            before.deleteLater()  # the list that was chosen from may be in it, and has not said all of it yet
        self._scroll.setWidget(body)
        self._scroll.verticalScrollBar().setValue(position)
        self.set_devices(self._devices)

    def _heading(self, column: QVBoxLayout, title: str) -> None:
        label = QLabel(title)
        label.setProperty("section", True)
        column.addWidget(label)

    def _kinds(self, column: QVBoxLayout, role: Any, title: str) -> None:
        """The choice between architectures or tasks, by their titles."""
        titles = offered_rows.titled(role, self._draft.values[role])
        box = ChoiceEditor(rows.FormRow("kind", "choice", role, "", choices=titles))
        box.setMinimumWidth(64)
        box.setAccessibleName(title)
        box.show_value(self._draft.values[role]["kind"])
        box.edited.connect(lambda kind: self._choose_kind(role, kind))
        column.addWidget(box)

    def _choose_kind(self, role: Any, kind: str) -> None:
        self.commit()
        self._draft.choose_kind(role, kind)
        self.refresh()
        self.edited.emit()

    def _fill(
        self, column: QVBoxLayout, found: list[rows.FormRow], prefix: str, label_width: int = LABEL_WIDTH
    ) -> None:  # fmt: skip
        for row in found:
            path = f"{prefix}.{row.key}"
            if row.kind == "items":
                self._items(column, row, path)
                continue
            widget = RowWidget(row, self._theme, label_width)
            widget.edited.connect(lambda value, path=path: self._edit(path, value))
            widget.reset.connect(lambda path=path: self._reset(path))
            widget.focus_moved.connect(self._help)
            self._rows[path] = widget
            column.addWidget(widget)

    def _items(self, column: QVBoxLayout, row: rows.FormRow, path: str) -> None:
        assert row.item is not None
        self._lists[path] = row.title.removesuffix("s")
        items = ItemsWidget(row, len(self._draft.value(path)), self._theme)
        for index, slot in enumerate(items.slots):
            self._fill(slot, rows.describe(row.item), f"{path}.{index}", INNER_WIDTH)
        entry = row.item

        def change(edit: Any) -> None:
            self.commit()
            entries = list(self._draft.value(path))
            edit(entries)
            self._draft.set(path, entries)
            self.refresh()
            self.edited.emit()

        items.added.connect(lambda: change(lambda entries: entries.append(entry().model_dump(mode="json"))))
        items.removed.connect(lambda index: change(lambda entries: entries.pop(index)))
        items.moved.connect(lambda old, new: change(lambda entries: entries.insert(new, entries.pop(old))))
        column.addWidget(items)

    def _edit(self, path: str, value: Any) -> None:
        self._pending[path] = value
        self._timer.start()

    def _reset(self, path: str) -> None:
        self._pending.pop(path, None)
        self._draft.reset(path)
        self.refresh()
        self.edited.emit()

    def _summarise(self) -> None:
        parameters = self._draft.parameters
        if parameters is not None:
            layers = sum(1 for layer in self._draft.layers if layer.parameters)
            words = self.tr("{0} parameters in {1} layers").format(grouped(parameters), layers)
        else:
            words = self.tr("No model yet")
        self._summary.setText(words)
        self._help()

    def _help(self) -> None:
        """What is wrong where somebody works, or anywhere; else the help of the row at work."""
        at_work = next((row for row in self._rows.values() if row.focused), None)
        problem = (at_work.problem if at_work is not None else "") or self.hindrance()
        self._strip.say(problem or (at_work.row.help if at_work is not None else ""), problem=bool(problem))

    def hindrance(self) -> str:
        """The first reason, in words, why the experiment cannot run; empty when it can."""
        if self._draft.problems:
            self._follow_draft()
        return self._words.hindrance()
