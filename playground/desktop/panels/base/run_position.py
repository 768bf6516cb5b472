"""RunPosition: where the run stands that a panel shows, and the mark on a picture that is of another step."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from playground.desktop.style.theme import Theme

TENTHS = 10  # parts of a run
VEIL = 0.6  # how much of a picture of another step its mark hides


@dataclass(frozen=True)
class RunPosition:
    """The same for all panels of a window, but for ``fitting``.

    Attributes:
        waiting: a run is on here, so that an empty panel only needs patience.
        recorded: the run that is shown is a recording, which holds what it holds.
        step: the one that the window shows; None while pictures of now keep coming.
        runnable: a run can be started.
        racing: the panel belongs to a lane of a race.
        fitting: the run that is shown has something for this panel.
        held: the engine has its model, so that more of it can be measured.
        late: while pictures of now keep coming, one from before this step has been left behind. It moves in tenths of
            the run, so that panels are not painted anew for it at each step.
    """

    waiting: bool = False
    recorded: bool = False
    step: int | None = None
    runnable: bool = True
    racing: bool = False
    fitting: bool = True
    held: bool = False
    late: int = 0

    def differs_from(self, step: int) -> bool:
        """Whether a picture of ``step`` is not of what the window shows: what is expensive is not made at each look."""
        return step < self.late if self.step is None else step != self.step


def late(step: int, total: int) -> int:
    """The step before which a picture is late: it is more than a tenth of the run behind."""
    tenth = max(1.0, total / TENTHS)
    return round(max(0.0, step // tenth - 1) * tenth) if total else 0


def paint_other_step(painter: QPainter, place: QRectF, words: str, theme: Theme, veiled: bool = True) -> None:
    """Grey a picture, and say in its corner which step it is of; one that will be followed soon is not greyed."""
    if veiled:
        veil = theme.color("panel")
        veil.setAlphaF(VEIL)
        painter.fillRect(place, veil)
    chip = QRectF(0, 0, painter.fontMetrics().horizontalAdvance(words) + 16, painter.fontMetrics().height() + 6)
    chip.moveTopRight(place.topRight())
    painter.setPen(theme.color("line"))
    painter.setBrush(theme.color("ground"))
    painter.drawRoundedRect(chip.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
    painter.setPen(theme.color("text"))
    painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), words)
