"""Explain: where the number that was clicked comes from, unfolded into its formula with all operands."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QSize, QUrl, Signal
from PySide6.QtGui import QPainter, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QApplication, QTextBrowser

from playground.desktop.explain import text_columns, worked_example_html
from playground.desktop.explain.choice_html import choice
from playground.desktop.i18n.explain_text import ExplainText
from playground.desktop.panels.base.panel import Panel
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.desktop.panels.base.walk import WalkStage
from playground.desktop.state.intervention_log import InterventionLog
from playground.desktop.style.theme import Theme
from playground.desktop.widgets.header_combo import HeaderCombo
from playground.desktop.widgets.layouts import column
from playground.protocol.events import Event, Explained, Intervened, Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo
from playground.worked.example import Question, Region, WorkedExample

STAGE = QSize(720, 290)  # points from which a calculation is a stage
REPLAY = "replay"  # a link of the sheet that leads to no cell
LIVE_SECONDS = 0.4  # between two drawings of the same calculation at a later step


class ExplainPanel(Panel):
    """A sheet of text whose terms are linked to the pictures that they come from.

    Attributes:
        question: what is asked, also of the next run if that has such a cell.
        step: of the pictures that are shown.
    """

    name: ClassVar[str] = "explain"
    spec: ClassVar[PanelSpec] = PanelSpec(
        160, Area.ASIDE, every_run=True, on_request=True, in_animations=False, in_handouts=False, in_races=False
    )
    hint: ClassVar[bool] = False

    term_entered = Signal(object)  # the Region under the pointer, or None
    term_chosen = Signal(Region)
    marks_changed = Signal(object, tuple, object)  # a Question or None, Regions, Contributions or None
    cell_wanted = Signal(Question)  # a walk comes to the next cell
    replay_wanted = Signal(int)  # the model of a recorded step is to answer

    def __init__(self) -> None:
        super().__init__()
        self.question: Question | None = None
        self.step = 0
        self._found: Explained | None = None
        self._pictures: dict[str, PictureInfo] = {}
        self._sources: tuple[Region, ...] = ()
        self._shown: tuple[Explained, int] | None = None
        self._changes = InterventionLog()
        self._text = ExplainText(self)
        self.stage = WalkStage(self._text.word)
        self.stage.cell_wanted.connect(self.cell_wanted)
        self.stage.hide()
        self._sheet = QTextBrowser()
        self._sheet.setOpenLinks(False)
        self._sheet.setFrameShape(QTextBrowser.Shape.NoFrame)
        self._sheet.setAccessibleName(self.tr("Calculation"))
        self._sheet.highlighted.connect(lambda link: self.term_entered.emit(self._source(link)))
        self._sheet.anchorClicked.connect(lambda link: self._follow(link))
        self._sheet.hide()
        self.controls = self._copies = HeaderCombo(self.tr("Copy as"))
        self._copies.offer([(self.tr("Copy as …"), ""), (self.tr("Text"), "text"), (self.tr("LaTeX"), "latex")])
        self._copies.hide()
        self._copies.activated.connect(lambda: self._copy())
        inside = column(self)
        inside.addWidget(self.stage)
        inside.addWidget(self._sheet)

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Explain")

    @property
    def example(self) -> WorkedExample | None:
        """What is unfolded now."""
        return self._found.example if self._found is not None else None

    def start(self, started: RunStarted) -> None:
        """Another run may have other pictures; a question about one that is still there stays."""
        self._pictures = {info.name: info for info in started.pictures}
        self._changes = InterventionLog()
        asked = self.question
        info = self._pictures.get(asked.picture) if asked is not None else None
        inside = info is not None and asked is not None and len(info.shape) == len(asked.index)
        if not inside or not all(i < size for i, size in zip(asked.index, info.shape, strict=True)):  # type: ignore[union-attr]
            self.ask(None)

    def ask(self, question: Question | None) -> None:
        """Wait for the answer to a question; what was answered stays until it comes."""
        self.question = question
        if question is None:
            self._forget()

    def show_pictures(self, pictures: Pictures) -> None:
        """Which step is shown."""
        self.step = pictures.step
        for shot in pictures.snapshots:
            self.stage.take(shot)

    def wanted(self) -> frozenset[str]:
        """What stands beside the operands, where there is room for a stage."""
        return self.stage.wanted() if self._large and self._found is not None else frozenset()

    @property
    def _large(self) -> bool:
        """There is room for source, operands and result side by side."""
        return self.width() >= STAGE.width() * self.zoom and self.height() >= STAGE.height() * self.zoom

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A sheet of text in a column, a stage in a window; in wider columns grids stand beside each other."""
        super().resizeEvent(event)
        self._arrange()
        self.dirty = True

    def _arrange(self) -> None:
        staged = self._large and self.example is not None
        if staged != self.stage.isVisibleTo(self):
            self.stage.setVisible(staged)
            self.wanted_changed.emit()
        self._sheet.setVisible(not self.is_empty() and not staged)

    def add(self, event: Event) -> None:
        """An answer came, or the run was changed."""
        if isinstance(event, Intervened):
            self._changes.add(event)
        if isinstance(event, Explained) and event.question == self.question:
            again = self._shown is not None and self._shown[0].question == event.question
            self.interval = LIVE_SECONDS if again else 0.0  # a new one comes at once
            self._found, self.dirty = event, True
            found = event.example
            regions = dict.fromkeys((*found.regions, *found.sources)) if found is not None else ()
            self.marks_changed.emit(event.question, tuple(regions), found.weighed if found is not None else None)

    def clear(self) -> None:
        """What was answered belongs to a run that is over; the question stays."""
        self._forget()

    def _forget(self) -> None:
        self._found, self._sources = None, ()
        self.marks_changed.emit(None, (), None)
        self.dirty = True

    def draw(self) -> None:
        """The newest answer; where the sheet was scrolled to, it stays."""
        self._arrange()
        self._copies.setVisible(self.example is not None)
        beside = worked_example_html.beside(self._sheet.viewport().width(), self.zoom)
        if self._found is not None and (self._found, beside) != self._shown:
            self._shown = self._found, beside
            self.stage.show_example(self._found.example)
            self.wanted_changed.emit()
            bar = self._sheet.verticalScrollBar()
            before = bar.value()
            heading, word = self._text.heading(self._found, self._pictures), self._text.word
            reason = self._text.reason(self._found, self._changes.at(self._found.step))
            text, self._sources = worked_example_html.sheet(self._found, heading, reason, self.theme, word, beside)
            text += choice(self.theme, *self._text.unweighed(self._found), link=REPLAY)
            self._sheet.setHtml(worked_example_html.zoomed(text, self.zoom))
            bar.setValue(before)
        super().draw()

    def is_empty(self) -> bool:
        """Nothing was asked."""
        return self._found is None

    def empty_words(self) -> str:
        """How to ask."""
        return self.tr(
            "Click any cell of a picture, or move there with the arrow keys, to see where its number comes from."
        )

    def waits(self) -> bool:
        """Nothing comes by waiting: somebody must ask."""
        return False

    def retranslate(self) -> None:
        """The captions are those of the language that is spoken."""
        self._shown = None
        self.stage.retranslate()
        super().retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Links and grounds are of the theme."""
        super().set_theme(theme)
        self.stage.theme = theme
        self._shown = None

    def scroll_down(self, points: float) -> None:
        """A long sheet."""
        bar = self._sheet.verticalScrollBar()
        bar.setValue(bar.value() + round(points))

    def set_zoom(self, zoom: float) -> None:
        """The sheet is a widget of its own."""
        super().set_zoom(zoom)
        self.stage.zoom = zoom
        font = self.plain_font()
        font.setPixelSize(round(font.pixelSize() * zoom))
        self._sheet.document().setDefaultFont(font)
        self._shown = None

    def picture_size(self, room: QSize | None = None) -> QSize:
        """The whole sheet, as long as it is."""
        width = max(super().picture_size(room).width(), 320)
        return text_columns.size(self._document(width), room, width)

    def render_to(self, painter: QPainter, size: QSize, scale: float) -> None:
        """The sheet, whether it fits the screen or not."""
        text_columns.paint(self._document(size.width()), painter, size)

    def caption(self) -> str:
        """Which number it is."""
        return self._text.where(self._found.question, self._pictures) if self._found is not None else ""

    def _document(self, width: int) -> QTextDocument:
        document = QTextDocument()
        document.setDefaultFont(self.plain_font())
        document.setTextWidth(width)
        if self.example is not None:
            beside = worked_example_html.beside(width, 1.0)
            document.setHtml(worked_example_html.rich(self.example, self.theme, self._text.word, beside)[0])
        return document

    def _follow(self, link: QUrl) -> None:
        if link.toString() == REPLAY and self._found is not None:
            self.replay_wanted.emit(self._found.step)
        source = self._source(link)
        if source is not None:
            self.term_chosen.emit(source)

    def _source(self, link: QUrl) -> Region | None:
        text = link.toString()
        return self._sources[int(text)] if text.isdigit() and int(text) < len(self._sources) else None

    def _copy(self) -> None:
        kind, example = self._copies.value, self.example
        self._copies.setCurrentIndex(0)
        if example is None or not kind:
            return
        text = (worked_example_html.latex if kind == "latex" else worked_example_html.plain)(example, self._text.word)
        QApplication.clipboard().setText(text)
