"""Explain: where the number that was clicked comes from, unfolded into its formula with all operands."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QRectF, QSize, QUrl, Signal
from PySide6.QtGui import QPainter, QTextDocument
from PySide6.QtWidgets import QApplication, QTextBrowser

from playground.desktop import sheet
from playground.desktop.choice import Choice
from playground.desktop.panel import Panel, column
from playground.desktop.theme import Theme
from playground.desktop.words import grouped, readable
from playground.protocol.events import Event, Explained, Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo
from playground.worked.example import Question, Region, WorkedExample

LIVE_SECONDS = 0.4  # between two drawings of the same calculation at a later step


class ExplainPanel(Panel):
    """A sheet of text whose terms are linked to the pictures that they come from.

    Attributes:
        question: what is asked, also of the next run if that has such a cell.
        step: of the pictures that are shown.
    """

    name: ClassVar[str] = "explain"
    hint: ClassVar[bool] = False

    term_entered = Signal(object)  # the Region under the pointer, or None
    term_chosen = Signal(object)  # a Region
    marks_changed = Signal(object, object)  # Question | None, tuple of Regions

    def __init__(self) -> None:
        super().__init__()
        self.question: Question | None = None
        self.step = 0
        self._found: Explained | None = None
        self._pictures: dict[str, PictureInfo] = {}
        self._sources: tuple[Region, ...] = ()
        self._shown: Explained | None = None
        self._shown_question: Question | None = None
        self._sheet = QTextBrowser()
        self._sheet.setOpenLinks(False)
        self._sheet.setFrameShape(QTextBrowser.Shape.NoFrame)
        self._sheet.setAccessibleName(self.tr("Calculation"))
        self._sheet.highlighted.connect(self._enter)
        self._sheet.anchorClicked.connect(lambda link: self._follow(link))
        self._sheet.hide()
        self.controls = self._copies = Choice(self.tr("Copy as"))
        self._copies.offer([(self.tr("Copy as …"), ""), (self.tr("Text"), "text"), (self.tr("LaTeX"), "latex")])
        self._copies.hide()
        self._copies.activated.connect(lambda: self._copy())
        column(self).addWidget(self._sheet)

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

    def add(self, event: Event) -> None:
        """An answer came."""
        if isinstance(event, Explained) and event.question == self.question:
            self.interval = (
                LIVE_SECONDS if self._shown_question == event.question else 0.0
            )  # a new one is drawn at once
            self._found, self.dirty = event, True
            regions = event.example.regions if event.example is not None else ()
            self.marks_changed.emit(event.question, regions)

    def clear(self) -> None:
        """What was answered belongs to a run that is over; the question stays."""
        self._forget()

    def _forget(self) -> None:
        self._found, self._sources = None, ()
        self.marks_changed.emit(None, ())
        self.dirty = True

    def draw(self) -> None:
        """The newest answer; where the sheet was scrolled to, it stays."""
        self._sheet.setVisible(not self.is_empty())
        self._copies.setVisible(self.example is not None)
        if self._found is not None and self._found is not self._shown:
            self._shown = self._found
            bar, problem = self._sheet.verticalScrollBar(), self._found.problem
            before, self._shown_question = bar.value(), self._found.question
            if self._found.example is not None:
                text, self._sources = sheet.rich(self._found.example, self.theme, self._word)
            else:
                text, self._sources = f'<p style="color:{self.theme.second}">{problem}</p>', ()
            self._sheet.setHtml(f"{self._heading(self._found)}{text}")
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

    def set_waiting(self, waiting: bool) -> None:
        """Nothing comes by waiting: somebody must ask."""

    def set_theme(self, theme: Theme) -> None:
        """Links and grounds are of the theme."""
        super().set_theme(theme)
        self._shown = None

    def picture_size(self, room: QSize | None = None) -> QSize:
        """The whole sheet, as long as it is."""
        width = max(super().picture_size(room).width(), 320)
        return QSize(width, max(round(self._document(width).size().height()), 120))

    def render_to(self, painter: QPainter, size: QSize, scale: float) -> None:
        """The sheet, whether it fits the screen or not."""
        document = self._document(size.width())
        document.drawContents(painter, QRectF(0, 0, size.width(), size.height()))

    def caption(self) -> str:
        """Which number it is."""
        return self._where(self._found.question) if self._found is not None else ""

    def _document(self, width: int) -> QTextDocument:
        document = QTextDocument()
        document.setDefaultFont(self.font())
        document.setTextWidth(width)
        if self.example is not None:
            document.setHtml(sheet.rich(self.example, self.theme, self._word)[0])
        return document

    def _heading(self, found: Explained) -> str:
        step = self.tr("step {0}").format(grouped(found.step))
        return f'<p style="margin:0; color:{self.theme.second}">{self._where(found.question)} · {step}</p>'

    def _where(self, question: Question) -> str:
        """``stage 1 · activation: channel 3, row 2, column 5``."""
        info = self._pictures.get(question.picture)
        axes = info.axes if info is not None else ("",) * len(question.index)
        cells = [
            self.tr("average") if axis == "head" and index < 0 else f"{self._axis(axis)} {index + 1}".strip()
            for axis, index in zip(axes, question.index, strict=False)
        ]
        return f"{readable(question.picture)}: {', '.join(cells)}"

    def _axis(self, axis: str) -> str:
        known = {
            "channel": self.tr("channel"), "row": self.tr("row"), "column": self.tr("column"),
            "out channel": self.tr("output"), "in channel": self.tr("input"), "unit": self.tr("unit"),
            "feature": self.tr("feature"), "time": self.tr("step"), "head": self.tr("head"),
            "query": self.tr("query"), "key": self.tr("key"), "class": self.tr("class"), "token": self.tr("token"),
            "line": self.tr("line"), "sample": self.tr("sample"), "curve": self.tr("curve"),
        }  # fmt: skip
        return known.get(axis, known.get(axis.rpartition(" ")[2], axis))

    def _word(self, caption: str) -> str:
        """The captions of worked examples, in the user's language."""
        known = {
            "result": self.tr("result"), "model": self.tr("the model says"), "difference": self.tr("difference"),
            "the same with its numbers": self.tr("the same with its numbers"),
            "sum over input channels": self.tr("sum over input channels"), "activation": self.tr("activation"),
            "batch norm": self.tr("batch norm"), "patch": self.tr("patch"), "mean": self.tr("mean"),
            "the winning cell": self.tr("the winning cell"), "products, the largest": self.tr("products, the largest"),
            "cell state": self.tr("cell state"), "hidden state": self.tr("hidden state"),
            "candidate": self.tr("candidate"), "looked up": self.tr("looked up"), "layer norm": self.tr("layer norm"),
            "heads": self.tr("heads"), "output projection": self.tr("output projection"),
            "a learned number": self.tr("a learned number: the optimizer changes it at each step"),
            "the sum, scaled": self.tr("the sum, scaled"),
            "what the query gathers": self.tr("what the query gathers"),
            "query and key, number by number": self.tr("query and key, number by number"),
            "logits, exponentials, probabilities": self.tr("logits, exponentials, probabilities"),
            "the sum; this experiment does not scale it": self.tr("the sum; this experiment does not scale it"),
            "weights × values, the first number of each": self.tr("weights × values, the first number of each"),
            "masked: this query may not look at this key": self.tr("masked: this query may not look at this key"),
        }  # fmt: skip
        return known.get(caption, caption)

    def _enter(self, link: QUrl) -> None:
        self.term_entered.emit(self._source(link))

    def _follow(self, link: QUrl) -> None:
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
        text = (sheet.latex if kind == "latex" else sheet.plain)(example, self._word)
        QApplication.clipboard().setText(text)
