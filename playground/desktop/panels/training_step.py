"""One step: forward, loss, backward and update of the next training step, with the numbers of one weight."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QTextDocument
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QSizePolicy, QTextBrowser, QWidget

from playground.desktop.explain import text_columns
from playground.desktop.explain.examined_step_html import ExaminedStepHtml
from playground.desktop.explain.training_step_html import TrainingStepHtml
from playground.desktop.i18n.formatting import grouped, readable
from playground.desktop.panels.base.panel import Panel
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.desktop.style.theme import Theme
from playground.desktop.widgets.elided_combo import ElidedCombo
from playground.desktop.widgets.layouts import column
from playground.languages.spoken import said
from playground.protocol.commands import ExplainStep
from playground.protocol.events import Event, RunStarted
from playground.protocol.explained import StepExamined, StepExplained, StepTaken

LEAST_WIDTH = 250


class TrainingStepPanel(Panel):
    """Asks on demand only, while the run is paused; the answer stays until another is asked for."""

    name: ClassVar[str] = "step"
    spec: ClassVar[PanelSpec] = PanelSpec(
        180, Area.ASIDE_TABS, every_run=True, on_request=True, in_lessons=False, in_animations=False,
        in_handouts=False, in_races=False, by_step=False,
    )  # fmt: skip
    hint: ClassVar[bool] = False

    explain_wanted = Signal(ExplainStep)

    def __init__(self) -> None:
        super().__init__()
        self._told: StepExplained | None = None
        self._taken: StepTaken | None = None
        self._examined: StepExamined | None = None
        self._examined_words = ExaminedStepHtml(self)
        self._words = TrainingStepHtml(self)
        self._parameter, self._index = ElidedCombo(), QLineEdit()
        self._parameter.setAccessibleName(self.tr("Weights"))
        self._parameter.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._parameter.currentIndexChanged.connect(lambda: self._index.clear())
        self._index.setAccessibleName(self.tr("Place"))
        self._index.setPlaceholderText(self.tr("place"))
        self._index.setToolTip(self.tr("The place of one weight, counted from 1, such as 3, 1, 2, 2"))
        self._index.returnPressed.connect(self.ask)
        self._button = QPushButton(self.tr("Explain the next step"))
        self._button.clicked.connect(self.ask)
        self._form = QWidget()
        grid = QGridLayout(self._form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        grid.addWidget(self._parameter, 0, 0)
        grid.addWidget(self._index, 0, 1)
        grid.addWidget(self._button, 1, 0, 1, 2)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 1)
        self._sheet = QTextBrowser()
        self._sheet.setFrameShape(QTextBrowser.Shape.NoFrame)
        self._sheet.setAccessibleName(self.tr("The step in its order"))
        self._body = QWidget()
        layout = column(self._body)
        layout.addWidget(self._form)
        layout.addWidget(self._sheet, 1)
        self._body.hide()
        column(self).addWidget(self._body)
        self.setMinimumWidth(LEAST_WIDTH)
        self._offer({})
        self.set_paused(False)

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("One step")

    def ask(self) -> None:
        """Have the next step explained, for the weight that is chosen."""
        words = self._index.text().replace(",", " ").split()
        places = tuple(int(word) - 1 if word.isdecimal() else -1 for word in words)
        name = self._parameter.currentData() or ""
        if name or not words:
            self.explain_wanted.emit(ExplainStep(name, places))
        elif self._told is not None:  # a place, but of no chosen weights: those that are shown
            self.explain_wanted.emit(ExplainStep(self._told.parameter, places))

    def set_paused(self, paused: bool) -> None:
        """A next step can be explained while the run waits for it."""
        if paused == self._form.isEnabled():
            return
        self._form.setEnabled(paused)
        self._button.setToolTip("" if paused else self.tr("Pause the run first"))

    def start(self, started: RunStarted) -> None:
        """Another run has other steps."""
        self.clear()
        self._body.show()

    def add(self, event: Event) -> None:
        """A step was explained, or taken."""
        match event:
            case StepExplained():
                self._told, self._taken, self._examined = event, None, None
                self._offer(dict(event.parameters))
            case StepExamined():
                self._examined = event
                self._body.show()
            case StepTaken() if self._told is not None and event.step == self._told.step:
                self._taken = event
            case _:
                return
        self.dirty = True

    def clear(self) -> None:
        """Forget the run."""
        self._told = self._taken = self._examined = None
        self._body.hide()
        self._sheet.clear()
        self._offer({})
        self.set_info("")
        self.dirty = True

    def draw(self) -> None:
        """The sheet; where it was scrolled to, it stays."""
        if self._examined is not None:
            self._sheet.setHtml(self._html())
            self.set_info(self._examined_words.where(self._examined))
        elif self._told is not None:
            bar = self._sheet.verticalScrollBar()
            before = bar.value()
            self._sheet.setHtml(self._html())
            bar.setValue(bar.maximum() if self._taken is not None else before)
            self.set_info(self.tr("step {0}").format(grouped(self._told.step + 1)))
        elif not self._body.isHidden():
            self._sheet.setHtml(f'<p style="color:{self.theme.second}">{self.empty_words()}</p>')
        super().draw()

    def is_empty(self) -> bool:
        """No step was explained."""
        return self._told is None and self._examined is None

    def empty_words(self) -> str:
        """How to ask."""
        return self.tr(
            "Pause a run, and see its next step worked out in order: forward, loss, backward, update. "
            "Then take it and compare."
        )

    def retranslate(self) -> None:
        """The weights by their names in the language that is spoken now."""
        known = dict(self._told.parameters) if self._told is not None else {}
        for at in range(self._parameter.count()):
            self._parameter.setItemText(at, self._named(self._parameter.itemData(at), known))
        super().retranslate()

    def set_theme(self, theme: Theme) -> None:
        """The words are of the theme."""
        super().set_theme(theme)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sentence only while there is no run."""
        if self._body.isHidden():
            super().paintEvent(event)

    def picture_size(self, room: QSize | None = None) -> QSize:
        """The whole sheet, as long as it is."""
        width = max(super().picture_size(room).width(), 340)
        return text_columns.size(self._document(width), room, width)

    def render_to(self, painter: QPainter, size: QSize, scale: float) -> None:
        """The sheet, whether it fits the screen or not."""
        text_columns.paint(self._document(size.width()), painter, size)

    def caption(self) -> str:
        """Which weight it is."""
        if self._examined is not None:
            return self._examined_words.where(self._examined)
        return self._words.where(self._told) if self._told is not None else ""

    def _html(self) -> str:
        """What is told of a step: of one that is over what made it, of the next one weight."""
        if self._examined is not None:
            return self._examined_words.rich(self._examined, self.theme)
        return self._words.rich(self._told, self._taken, self.theme) if self._told is not None else ""

    def _document(self, width: int) -> QTextDocument:
        document = QTextDocument()
        document.setDefaultFont(self.plain_font())
        document.setTextWidth(width)
        document.setHtml(self._html())
        return document

    def _offer(self, parameters: dict[str, tuple[int, ...]]) -> None:
        """The weights there are; the choice stays."""
        names = ["", *parameters]
        if [self._parameter.itemData(index) for index in range(self._parameter.count())] == names:
            return
        before = self._parameter.currentData()
        with QSignalBlocker(self._parameter):
            self._parameter.clear()
            for name in names:
                self._parameter.addItem(self._named(name, parameters), name)
            self._parameter.setCurrentIndex(max(0, self._parameter.findData(before)))

    def _named(self, name: str, parameters: dict[str, tuple[int, ...]]) -> str:
        """``stage 1 · convolution · weight (8 × 1 × 3 × 3)``."""
        if not name:
            return self.tr("the largest gradient of all")
        words = f"{readable(name)} · {said('weight')}" if name.endswith(".weight") else readable(name)
        return f"{words} ({' × '.join(map(str, parameters[name]))})"
