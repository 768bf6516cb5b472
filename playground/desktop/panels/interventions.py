"""Interventions: what the run was changed by, how the metric answered, and the fields that change it."""

from __future__ import annotations

import json
from typing import ClassVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from playground.desktop.i18n.formatting import NARROW_SPACE, THIN_SPACE, grouped, measured, metric_words
from playground.desktop.i18n.intervention_text import InterventionText
from playground.desktop.painting import widget_picture
from playground.desktop.panels.base.panel import Panel
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.desktop.setup.interventions_form import InterventionsForm
from playground.desktop.state.intervention_log import InterventionLog
from playground.desktop.widgets.layouts import column
from playground.experiment.interventions import Undo, learning_rate
from playground.protocol.events import Event, Intervened, RunStarted

LEAST_WIDTH = 250
SHOWN = 40  # entries of the list; older ones are in the recording


class InterventionsPanel(Panel):
    """A form above, the list below: the newest first, each that is in force with a button that takes it back."""

    name: ClassVar[str] = "interventions"
    spec: ClassVar[PanelSpec] = PanelSpec(
        170, Area.ASIDE_TABS, every_run=True, on_request=True, in_lessons=False, in_animations=False,
        in_handouts=False, in_races=False, by_step=False,
    )  # fmt: skip
    hint: ClassVar[bool] = False

    change_wanted = Signal(object)  # an Intervention

    def __init__(self) -> None:
        super().__init__()
        self.changes = InterventionLog()
        self._planned = 0.0
        self._words = InterventionText(self)
        self._form = InterventionsForm(self._words)
        self._form.wanted.connect(self.change_wanted)
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        self._list.setContentsMargins(0, 0, 4, 0)
        self._list.addStretch(1)
        inside = QWidget()
        inside.setLayout(self._list)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        self._body = QWidget()
        layout = column(self._body)
        layout.addWidget(self._form)
        layout.addWidget(scroll, 1)
        self._body.hide()
        column(self).addWidget(self._body)
        self.setMinimumWidth(LEAST_WIDTH)

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Interventions")

    def start(self, started: RunStarted) -> None:
        """What this model can be changed by; nothing was done to it yet."""
        self.changes = InterventionLog()
        try:
            self._planned = float(json.loads(started.experiment)["training"]["learning_rate"])
        except (ValueError, KeyError, TypeError):
            self._planned = 0.0
        self._form.offer(started.pictures)
        self._body.show()
        self.dirty = True

    def add(self, event: Event) -> None:
        """One more."""
        if isinstance(event, Intervened):
            self.changes.add(event)
            self.dirty = True

    def set_can_change(self, can: bool) -> None:
        """Whether an engine holds the run."""
        if can != self._form.isEnabled():
            self._form.setEnabled(can)
            self.dirty = True

    def clear(self) -> None:
        """Forget the run."""
        self.changes = InterventionLog()
        self._body.hide()
        self.dirty = True

    def draw(self) -> None:
        """The list anew, and the learning rate in force."""
        self._form.show_rate(learning_rate(self.changes.in_force, self._planned))
        while self._list.count() > 1:
            entry = self._list.takeAt(0)
            widget = entry.widget() if entry is not None else None
            if widget is not None:
                widget.hide()  # now, for who paints before it is gone
                widget.deleteLater()
        events = self.changes.events
        for number, event in list(enumerate(events, 1))[-SHOWN:]:
            self._list.insertWidget(0, self._entry(number, event))
        count = len(self.changes.in_force)
        self.set_info(self.tr("{0} in force").format(count) if events else "")
        super().draw()

    def is_empty(self) -> bool:
        """Nothing was changed."""
        return not self.changes.events

    def empty_words(self) -> str:
        """How to change something."""
        return self.tr(
            "During training, change the learning rate here, or right-click a feature map, a hidden unit or "
            "an attention head to switch it off."
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sentence only while there is neither form nor list."""
        if self._body.isHidden():
            super().paintEvent(event)

    def picture_size(self, room: QSize | None = None) -> QSize:
        """As it stands."""
        return (self._body.size() if room is None else room).expandedTo(QSize(240, 120))

    def render_to(self, painter: QPainter, size: QSize, scale: float) -> None:
        """The list and the form, as they stand."""
        if self.dirty:
            self.draw()
        widget_picture.paint(self._body, painter, size, self.theme)

    def _entry(self, number: int, event: Intervened) -> QWidget:
        frame = QFrame()
        frame.setProperty("item", True)
        row = QHBoxLayout(frame)
        row.setContentsMargins(8, 6, 8, 6)
        row.setSpacing(8)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        for words, second in (
            (f"{number}  {self._words.sentence(event.intervention)}", False),
            (self._answer(event), True),
        ):
            label = QLabel(words)
            label.setWordWrap(True)
            label.setProperty("second", second)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            texts.addWidget(label)
        row.addLayout(texts, 1)
        change = event.intervention
        newest = [one.intervention for one in self.changes.events].count(change) == 1 or self._is_last(number, change)
        if not isinstance(change, Undo) and change in self.changes.in_force and newest:
            button = QPushButton(self.tr("Undo"))
            button.setAccessibleName(self._words.take_back(change))
            button.setEnabled(self._form.isEnabled())
            button.clicked.connect(lambda: self.change_wanted.emit(Undo(change)))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return frame

    def _is_last(self, number: int, change: object) -> bool:
        """Of a change that was made, taken back and made again, only the newest entry has the button."""
        return all(one.intervention != change for one in self.changes.events[number:])

    def _answer(self, event: Intervened) -> str:
        """``step 120 · accuracy 91.2 % → 84.0 % · loss 0.31 → 0.52``; the metrics only where they changed."""
        parts = [self.tr("step {0}").format(grouped(event.step))]
        names = [*(name for name in event.after if name != "loss"), "loss"]
        for name in names:
            if name in event.before and name in event.after and event.before[name] != event.after[name]:
                before, after = measured(name, event.before[name]), measured(name, event.after[name])
                parts.append(f"{metric_words(name)} {before} → {after}".replace(THIN_SPACE, NARROW_SPACE))
        return " · ".join(parts)
