"""Figures: panels as pictures for a slide, a paper or the screen, each with a header that names it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication

from playground.desktop.i18n.formatting import grouped
from playground.desktop.painting import picture_writer
from playground.desktop.painting.picture_sizes import SCREEN, Size
from playground.desktop.painting.picture_writer import LARGEST, Picture
from playground.desktop.panels.base.panel import Panel
from playground.desktop.style.theme import Theme, tabular

__all__ = ["HEADER", "LARGEST", "MARGIN", "copy", "drawing", "image", "save_png"]
MARGIN, HEADER = 16, 34
BELOW = 20  # points of a second line of the header
GROWTH = (1.0, 1.2, 1.45, 1.75, 2.1, 2.5, 3.0, 4.0)  # a long sheet is laid out larger and drawn smaller to fit a slide


def drawing(panel: Panel, theme: Theme, size: Size = SCREEN, text: Mapping[str, str] | None = None) -> Picture:
    """The panel in a theme's colours, laid out for its place; on the screen it stays as it is.

    A ``step`` among the text is named in the header.
    """
    step = step_words(panel, text)
    header = HEADER + _second_line(panel, _wide(panel, size), step)
    within, shrunk = _within(panel, size, header)
    frame = QSize(2 * MARGIN, 2 * MARGIN + header)
    whole = size.room if size.room is not None and size.fixed else (within / shrunk) + frame
    inches = size.inches[0] if size.inches is not None else None
    pixels = inches * 96 / whole.width() if inches is not None and size.fixed else 1.0

    def paint(painter: QPainter, scale: float) -> None:
        with _themed(panel, theme):
            place = QRect(MARGIN, MARGIN - 4, whole.width() - 2 * MARGIN, HEADER - 8)
            paint_header(painter, panel, theme, place, step, header > HEADER)
            painter.setFont(panel.font())
            painter.translate(MARGIN, MARGIN + header)
            painter.scale(1 / shrunk, 1 / shrunk)
            panel.render_to(painter, within, scale)

    return Picture(whole, theme.color("panel"), paint, pixels, inches, {"title": panel.title(), **(text or {})})


def image(panel: Panel, scale: float, theme: Theme, size: Size = SCREEN) -> QImage:
    """The panel at ``scale`` pixels a point. Raises SaveError."""
    return picture_writer.image(drawing(panel, theme, size), scale)


def save_png(panel: Panel, path: Path, scale: float, theme: Theme, text: Mapping[str, str]) -> None:
    """Save the panel with ``text`` as metadata, whole or not at all. Raises SaveError."""
    picture_writer.save(drawing(panel, theme, SCREEN, text), path, scale)


def copy(picture: QImage) -> None:
    """A picture to the clipboard."""
    QApplication.clipboard().setImage(picture)


def step_words(panel: Panel, text: Mapping[str, str] | None) -> str:
    """Of which step a picture is; empty for what is the same at every step."""
    step = (text or {}).get("step", "")
    if not step.isdigit() or not panel.spec.by_step:
        return ""
    return QCoreApplication.translate("Figures", "step {0}").format(grouped(int(step)))


def paint_header(
    painter: QPainter, panel: Panel, theme: Theme, place: QRect, step: str = "", below: bool = False
) -> None:  # fmt: skip
    """The name and the step at the left, what and where at the right or below, as much as there is room for."""
    bold, small = QFont(panel.font()), tabular(panel.small_font())
    bold.setWeight(QFont.Weight.DemiBold)
    flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    behind = QFontMetricsF(small).horizontalAdvance(step) + 10 if step else 0.0
    title = QFontMetricsF(bold).elidedText(panel.title(), Qt.TextElideMode.ElideRight, place.width() - behind)
    left = QFontMetricsF(bold).horizontalAdvance(title)
    painter.setFont(bold)
    painter.setPen(theme.color("text"))
    painter.drawText(place, flags, title)
    painter.setFont(small)
    painter.setPen(theme.color("second"))
    painter.drawText(place.adjusted(round(left) + 10, 1, 0, 1), flags, step)
    room = place.adjusted(0, place.height(), 0, BELOW) if below else place.adjusted(round(left + behind) + 16, 0, 0, 0)
    words = QFontMetricsF(small).elidedText(panel.headline(), Qt.TextElideMode.ElideRight, room.width())
    side = Qt.AlignmentFlag.AlignLeft if below else Qt.AlignmentFlag.AlignRight
    painter.drawText(room, int(side | Qt.AlignmentFlag.AlignVCenter), words)


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
        if not panel.is_empty():  # what to do about that is of no use in a picture
            panel.render_to(painter, room, scale)
    painter.restore()


def _wide(panel: Panel, size: Size) -> int:
    """Points that a header has."""
    return panel.picture_size().width() if size.room is None else size.room.width() - 2 * MARGIN


def _second_line(panel: Panel, width: int, step: str) -> int:
    """Points of a line below the title for a caption that has no room beside it."""
    bold, small = QFont(panel.font()), QFontMetricsF(tabular(panel.small_font()))
    bold.setWeight(QFont.Weight.DemiBold)
    title = QFontMetricsF(bold).horizontalAdvance(panel.title()) + small.horizontalAdvance(step) + 30
    return BELOW if small.horizontalAdvance(panel.headline()) > width - title else 0


def _within(panel: Panel, size: Size, header: int) -> tuple[QSize, float]:
    """The points that the panel itself is laid out in, and by how much it is then drawn smaller."""
    if size.room is None:
        return panel.picture_size(), 1.0
    room = size.room - QSize(2 * MARGIN, 2 * MARGIN + header)
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
