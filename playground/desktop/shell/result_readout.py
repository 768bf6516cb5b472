"""ResultReadout: how good the run is, in the metric of its task, beside what is expected and the baseline."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.desktop.i18n.formatting import band_words, measured, steady, with_metric
from playground.desktop.painting.signs import Sign, paint_sign
from playground.desktop.state.loss_curves import value_at
from playground.desktop.state.reference import Reference, Standing, reference
from playground.desktop.state.run_state import Run
from playground.desktop.state.series import GrowingSeries
from playground.desktop.style.theme import LIGHT, Theme, tabular
from playground.experiment.metrics import metric

if TYPE_CHECKING:
    from playground.experiment.presets import Preset
    from playground.protocol.events import RunStarted

MARK, GAP = 12.0, 16.0
SIGNS = {Standing.WITHIN: Sign.RIGHT, Standing.BETTER: Sign.BETTER, Standing.WORSE: Sign.WORSE}
LONGEST = {True: 1.0, False: 0.00012345}  # of shares, of all others: the widest value that has its room


class ResultReadout(QWidget):
    """One line; every value has the room of the longest, so nothing moves. What has no room is in the tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme = LIGHT
        self._preset: Preset | None = None
        self._of: RunStarted | None = None
        self.reference: Reference | None = None
        self._value: float | None = None
        self._over = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def take_preset(self, preset: Preset | None) -> None:
        """The preset that was loaded last: a file of one's own has a band, too."""
        self._preset = preset

    def set_theme(self, theme: Theme) -> None:
        """Mark and words in its colours."""
        self._theme = theme
        self.update()

    def show_state(self, run: Run, shown: int | None, tested: Callable[[str], GrowingSeries | None]) -> None:
        """The newest result of the run, or that at the recorded step ``shown``."""
        if run.started is not self._of:
            self._of, self.reference = run.started, self._reference(run)
            self.updateGeometry()
        curve = tested(self.reference.metric) if self.reference is not None else None
        value = value_at(curve, shown) if curve is not None else None
        over = run.state is not None and run.state.over and shown is None
        if (value, over) != (self._value, self._over):
            self._value, self._over = value, over
            self._tell()

    def retranslate(self) -> None:
        """The same in the language that is spoken now."""
        self.updateGeometry()
        self._tell()

    @property
    def standing(self) -> Standing:
        """Where the value that is shown lies."""
        if self.reference is None or self._value is None:
            return Standing.UNKNOWN
        return self.reference.standing(self._value)

    def words(self) -> str:
        """The whole in one sentence, the mark in words."""
        parts = [part for part, _ in self._parts()] if self._value is not None else []
        return ", ".join([*parts[:1], *filter(None, (self._judgement(),)), *parts[1:]])

    def sizeHint(self) -> QSize:
        """All of it, with the longest value."""
        return QSize(round(MARK + 6 + sum(self._widths()) + GAP * max(len(self._widths()) - 1, 0)), self._small() + 4)

    def minimumSizeHint(self) -> QSize:
        """The result itself."""
        return QSize(round(MARK + 6 + sum(self._widths()[:1])), self._small() + 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less of it has room."""
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        """From the right edge, so that it ends where the progress above it ends."""
        parts, widths = self._parts(), self._widths()
        shown = self._fitting(widths)
        if self._value is None or not shown:
            return
        painter = QPainter(self)
        x = self.width() - (MARK + 6 + sum(widths[:shown]) + GAP * (shown - 1))
        verdict, color = self._mark()
        if verdict is not None:
            paint_sign(painter, QRectF(x, 0, MARK, self.height()), verdict, self._theme.color(color))
        x += MARK + 6
        for index, (words, wide) in enumerate(zip([part for part, _ in parts[:shown]], widths, strict=False)):
            painter.setFont(self._font(index))
            painter.setPen(self._theme.color("second" if index else "text"))
            painter.drawText(QRectF(x, 0, wide + 2, self.height()), int(Qt.AlignmentFlag.AlignVCenter), words)
            x += wide + GAP
        painter.end()

    def _reference(self, run: Run) -> Reference | None:
        if run.started is None or run.experiment is None:
            return None
        from playground.experiment import presets

        known = [self._preset] if self._preset is not None else []
        return reference(run.started, run.experiment, [*known, *presets.gallery()])

    def _tell(self) -> None:
        words = self.words()
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def _mark(self) -> tuple[Sign | None, str]:
        """The sign and the colour; a run that is not over may still get there."""
        standing = self.standing
        if standing is Standing.WORSE and not self._over:
            return Sign.OPEN, "second"
        color = {Standing.WORSE: "error"}.get(standing, "good")
        return SIGNS.get(standing), color

    def _judgement(self) -> str:
        match self.standing:
            case Standing.WITHIN:
                return self.tr("as expected")
            case Standing.BETTER:
                return self.tr("better than expected")
            case Standing.WORSE:
                return self.tr("worse than expected") if self._over else self.tr("not there yet")
            case _:
                return ""

    def _parts(self) -> list[tuple[str, str]]:
        """What is said, each with the longest that it can be."""
        held = self.reference
        if held is None:
            return []
        longest = LONGEST[metric(held.metric).percent]
        test = self.tr("test {0} {1}")
        values = [with_metric(test, held.metric, steady(held.metric, value)) for value in (self._value or 0.0, longest)]
        parts = [(values[0], values[1])]
        if held.band is not None:
            words = self.tr("expected {0}").format(band_words(held.metric, *held.band))
            parts.append((words, words))
        if held.baseline is not None:
            words = self.tr("baseline {0}").format(measured(held.metric, held.baseline))
            parts.append((words, words))
        return parts

    def _font(self, index: int) -> QFont:
        font = tabular(self.font())
        font.setPixelSize(self._small())
        font.setBold(index == 0)
        return font

    def _small(self) -> int:
        """Pixels of second text."""
        return max(self.font().pixelSize() - 1, 8)

    def _widths(self) -> list[float]:
        return [
            max(QFontMetricsF(self._font(index)).horizontalAdvance(words) for words in part)
            for index, part in enumerate(self._parts())
        ]

    def _fitting(self, widths: list[float]) -> int:
        """How many parts have room: the result first, the baseline last."""
        return sum(
            MARK + 6 + sum(widths[: count + 1]) + GAP * count <= self.width() + 1 for count in range(len(widths))
        )
