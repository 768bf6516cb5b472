"""What every panel paints besides its picture: an empty state, a sentence across the foot, and who has the keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from playground.desktop.style.theme import Theme
from playground.languages.spoken import language

BESIDE = 84.0  # points in which a sentence and a button stand one below the other


class StillLayer:
    """What stays the same from picture to picture, such as axes and labels: drawn only once a key."""

    def __init__(self) -> None:
        self._kept: tuple[object, QPixmap] | None = None

    def paint(
        self, painter: QPainter, key: object, draw: Callable[[QPainter], None], pixels: QSize, ratio: float
    ) -> None:
        """The sheet of the key; ``pixels``: its size, ``ratio``: pixels a point."""
        key = (key, pixels, ratio, language())
        if self._kept is None or self._kept[0] != key:
            sheet = QPixmap(pixels)
            sheet.setDevicePixelRatio(ratio)
            sheet.fill(Qt.GlobalColor.transparent)
            sheet_painter = QPainter(sheet)
            sheet_painter.setFont(painter.font())
            draw(sheet_painter)
            sheet_painter.end()
            self._kept = (key, sheet)
        painter.drawPixmap(0, 0, self._kept[1])


def paint_empty(painter: QPainter, place: QRectF, words: str, theme: Theme) -> bool:
    """A sentence above the middle; True: a button may stand below it. False: there was room for the words only."""
    painter.setPen(theme.color("second"))
    flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap)
    above, whole = place.adjusted(16, 0, -16, -place.height() / 2 - 8), place.adjusted(16, 0, -16, 0)
    room = painter.boundingRect(above, flags, words)
    if room.height() <= above.height() and place.height() >= BESIDE:
        painter.drawText(above, flags, words)
        return True
    painter.drawText(whole, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), words)
    return False


def paint_trouble(painter: QPainter, place: QRectF, words: str, theme: Theme) -> None:
    """Across the foot of the picture of before."""
    flags = int(Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap)
    room = painter.boundingRect(place.adjusted(8, 0, -8, -4), flags, words)
    painter.fillRect(room.adjusted(-8, -4, place.width(), 4), theme.color("ground"))
    painter.setPen(theme.color("second"))
    painter.drawText(room, flags, words)


def paint_focus(painter: QPainter, place: QRectF, theme: Theme) -> None:
    """Whoever works by keyboard sees where its keys go."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(theme.color("accent"))
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
