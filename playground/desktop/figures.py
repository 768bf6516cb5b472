"""Figures: panels as pictures for a slide, a paper or the screen, each with a header that names it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication

from playground.desktop import canvas
from playground.desktop.canvas import LARGEST, Drawing
from playground.desktop.panel import Panel
from playground.desktop.sizes import SCREEN, Size
from playground.desktop.theme import Theme, tabular

__all__ = ["HEADER", "LARGEST", "MARGIN", "copy", "drawing", "image", "save_png"]
MARGIN, HEADER = 16, 34
GROWTH = (1.0, 1.2, 1.45, 1.75, 2.1, 2.5, 3.0, 4.0)  # a long sheet is laid out larger and drawn smaller to fit a slide


def drawing(panel: Panel, theme: Theme, size: Size = SCREEN, text: Mapping[str, str] | None = None) -> Drawing:
    """The panel in a theme's colours, laid out for its place; on the screen it stays as it is."""
    within, shrunk = _within(panel, size)
    frame = QSize(2 * MARGIN, 2 * MARGIN + HEADER)
    whole = size.room if size.room is not None and size.fixed else (within / shrunk) + frame
    inches = size.inches[0] if size.inches is not None else None
    pixels = inches * 96 / whole.width() if inches is not None and size.fixed else 1.0

    def paint(painter: QPainter, scale: float) -> None:
        with _themed(panel, theme):
            paint_header(painter, panel, theme, QRect(MARGIN, MARGIN - 4, whole.width() - 2 * MARGIN, HEADER - 8))
            painter.setFont(panel.font())
            painter.translate(MARGIN, MARGIN + HEADER)
            painter.scale(1 / shrunk, 1 / shrunk)
            panel.render_to(painter, within, scale)

    return Drawing(whole, theme.color("panel"), paint, pixels, inches, {"title": panel.title(), **(text or {})})


def image(panel: Panel, scale: float, theme: Theme, size: Size = SCREEN) -> QImage:
    """The panel at ``scale`` pixels a point. Raises SaveError."""
    return canvas.image(drawing(panel, theme, size), scale)


def save_png(panel: Panel, path: Path, scale: float, theme: Theme, text: Mapping[str, str]) -> None:
    """Save the panel with ``text`` as metadata, whole or not at all. Raises SaveError."""
    canvas.save(drawing(panel, theme, SCREEN, text), path, scale)


def copy(picture: QImage) -> None:
    """A picture to the clipboard."""
    QApplication.clipboard().setImage(picture)


def paint_header(painter: QPainter, panel: Panel, theme: Theme, place: QRect) -> None:
    """The name at the left, what and where at the right, as much of it as there is room for."""
    bold = QFont(panel.font())
    bold.setWeight(QFont.Weight.DemiBold)
    painter.setFont(bold)
    painter.setPen(theme.color("text"))
    painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), panel.title())
    small, left = tabular(panel.small_font()), QFontMetricsF(bold).horizontalAdvance(panel.title()) + 16
    room = QRect(place)
    room.setLeft(place.left() + round(left))
    painter.setFont(small)
    painter.setPen(theme.color("second"))
    words = QFontMetricsF(small).elidedText(panel.headline(), Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), words)


def paint_card(painter: QPainter, panel: Panel, theme: Theme, place: QRectF, scale: float) -> None:
    """The panel as a card among others, laid out to fill ``place``."""
    painter.save()
    painter.setPen(theme.color("line"))
    painter.setBrush(theme.color("panel"))
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.translate(place.topLeft())
    room = QSize(round(place.width()) - 28, round(place.height()) - 46)
    with _themed(panel, theme):
        paint_header(painter, panel, theme, QRect(14, 6, room.width(), 26))
        painter.setFont(panel.font())
        painter.translate(14, 36)
        painter.setClipRect(QRectF(0, 0, room.width(), room.height()))
        if panel.is_empty():
            panel.paint_empty(painter, QRectF(0, 0, room.width(), room.height()))
        else:
            panel.render_to(painter, room, scale)
    painter.restore()


def _within(panel: Panel, size: Size) -> tuple[QSize, float]:
    """The points that the panel itself is laid out in, and by how much it is then drawn smaller."""
    if size.room is None:
        return panel.picture_size(), 1.0
    room = size.room - QSize(2 * MARGIN, 2 * MARGIN + HEADER)
    if not size.fixed:
        found = panel.picture_size(room)
        return found, found.width() / room.width()
    for growth in GROWTH:
        found = panel.picture_size(room * growth)
        if found.height() <= round(room.height() * growth) + 1:
            break
    return found, max(growth, found.height() / room.height(), found.width() / room.width())


@contextmanager
def _themed(panel: Panel, theme: Theme) -> Iterator[None]:
    """Draws in a theme for a moment; what a panel knows of its last drawing is brought up to date by the next one."""
    before, zoom = panel.theme, panel.zoom
    try:
        if theme is not before:
            panel.set_theme(theme)
        if zoom != 1.0:
            panel.set_zoom(1.0)  # a size of its own says how large everything is
        if panel.dirty:
            panel.draw()
        yield
    finally:
        if theme is not before:
            panel.set_theme(before)
        if zoom != 1.0:
            panel.set_zoom(zoom)
        panel.update()
