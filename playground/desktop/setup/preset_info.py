"""PresetInfo: what the chosen preset is about, and the numbers to expect."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextLayout
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout

from playground.desktop.i18n.formatting import NARROW_SPACE, THIN_SPACE, metric_words, short, with_metric
from playground.desktop.setup.preset_model import band
from playground.experiment.presets import Preset

LEAST = 3  # lines of the lesson that are seen, however little room there is


class PresetInfo(QFrame):
    """What the chosen preset is about: its lesson, and the numbers to expect. A lesson without room can be scrolled.

    Attributes:
        told: there is a preset to tell of.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("item", True)
        self.told = False
        self._lesson = QLabel()
        self._lesson.setWordWrap(True)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(self.tr("What the preset shows"))
        self._scroll.setWidget(self._lesson)
        self._lesson.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._numbers = QLabel()
        self._numbers.setWordWrap(True)
        self._numbers.setProperty("second", True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(6)
        layout.addWidget(self._scroll)
        layout.addWidget(self._numbers)
        self.hide()

    def fit(self, width: int, most: int) -> None:
        """As high as its words need in this width, in points, but no higher than ``most``."""
        layout = self.layout()
        assert layout is not None
        edges, lines = layout.contentsMargins(), LEAST * self._lesson.fontMetrics().lineSpacing()
        inside = max(width - edges.left() - edges.right(), 0)
        numbers = self._numbers.heightForWidth(inside)
        room = most - edges.top() - edges.bottom() - layout.spacing() - numbers
        needed, room = self._lesson.heightForWidth(inside), max(room, lines)
        self._scroll.setFixedHeight(max(needed if needed <= room else self._whole_lines(inside, room), 0))

    def _whole_lines(self, width: int, room: int) -> int:
        """The lower edge of the last line of the lesson that is seen whole, beside the scroll bar."""
        width -= self._scroll.verticalScrollBar().sizeHint().width()
        text = QTextLayout(self._lesson.text().replace("\n", "\u2028"), self._lesson.font())
        text.beginLayout()
        bottom, leading = 0.0, self._lesson.fontMetrics().leading()
        while (line := text.createLine()).isValid():
            line.setLineWidth(width)
            if bottom + line.height() > room:
                break
            bottom += line.height() + leading
        text.endLayout()
        return ceil(bottom)

    def show_preset(self, preset: Preset | None, language: str) -> None:
        """Follow the choice."""
        self.told = preset is not None
        self.setVisible(self.told)
        if preset is not None:
            about = preset.about
            self._lesson.setText(f"{about.summary.read(language)}\n\n{about.lesson.read(language)}")
            numbers = with_metric(self.tr("Expected test {0}: {1}"), about.expected.metric, band(preset))
            several = len(about.baseline) > 1
            trivial = [
                f"{metric_words(name)} {short(name, value)}" if several else short(name, value)
                for name, value in about.baseline.items()
            ]
            if trivial:
                numbers += " · " + self.tr("baseline {0}").format(" · ".join(trivial))
            if preset.lesson:
                numbers += "\n" + self.tr("Lesson of {0} scenes: press F11").format(len(preset.lesson))
            self._numbers.setText(numbers.replace(THIN_SPACE, NARROW_SPACE))
            self._scroll.verticalScrollBar().setValue(0)
