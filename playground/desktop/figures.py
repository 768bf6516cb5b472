"""Figures: panels as pictures for a slide, at 1 to 4 pixels a point, with what they show in their metadata."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAbstractTextDocumentLayout, QFont, QImage, QPainter, QPalette, QTextDocument
from PySide6.QtWidgets import QApplication

from playground.desktop.panel import Panel
from playground.desktop.theme import Theme, tabular
from playground.experiment.errors import SaveError
from playground.runs.atomic import save_bytes

MARGIN, HEADER = 16, 34
LARGEST = 32_767  # pixels along one side that Qt can paint on


def image(panel: Panel, scale: int, theme: Theme) -> QImage:
    """The panel with a header that names it, at ``scale`` pixels a point. Raises SaveError."""
    size = panel.picture_size()
    width, height = size.width() + 2 * MARGIN, size.height() + 2 * MARGIN + HEADER
    fits = max(width, height) * scale <= LARGEST
    picture = QImage(width * scale, height * scale, QImage.Format.Format_RGB32) if fits else QImage()
    if picture.isNull():
        raise SaveError("The picture is too large; choose a smaller scale.")
    picture.setDevicePixelRatio(scale)
    picture.fill(theme.color("panel"))
    before, painter = panel.theme, QPainter(picture)
    try:
        if theme is not before:
            panel.set_theme(theme)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_header(painter, panel, theme, width)
        painter.setFont(panel.font())
        painter.translate(MARGIN, MARGIN + HEADER)
        panel.render_to(painter, size, float(scale))
    finally:
        painter.end()
        if theme is not before:
            panel.set_theme(before)
    return picture


def save_png(panel: Panel, path: Path, scale: int, theme: Theme, text: Mapping[str, str]) -> None:
    """Save the panel with ``text`` as metadata, whole or not at all. Raises SaveError."""
    picture = image(panel, scale, theme)
    for key, value in text.items():
        picture.setText(key, value)
    picture.setDotsPerMeterX(round(96 * scale / 0.0254))
    picture.setDotsPerMeterY(round(96 * scale / 0.0254))
    buffer = QBuffer()
    if not buffer.open(QIODevice.OpenModeFlag.WriteOnly) or not picture.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise SaveError(f"{path}: the picture could not be encoded; choose a smaller scale.")
    save_bytes(path, bytes(buffer.data().data()))


def copy(panel: Panel, scale: int, theme: Theme) -> None:
    """The panel to the clipboard."""
    QApplication.clipboard().setImage(image(panel, scale, theme))


def _paint_header(painter: QPainter, panel: Panel, theme: Theme, width: int) -> None:
    bold = QFont(panel.font())
    bold.setWeight(QFont.Weight.DemiBold)
    painter.setFont(bold)
    painter.setPen(theme.color("text"))
    place = QRectF(MARGIN, MARGIN - 4, width - 2 * MARGIN, HEADER - 8)
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(place, int(flags), panel.title())
    document = QTextDocument()
    document.setDefaultFont(tabular(panel.small_font()))
    document.setDocumentMargin(0)
    document.setHtml(panel.caption())
    size = QSize(round(document.idealWidth()), round(document.size().height()))
    painter.save()
    painter.translate(QPointF(width - MARGIN - size.width(), place.center().y() - size.height() / 2))
    context = QAbstractTextDocumentLayout.PaintContext()
    context.palette.setColor(QPalette.ColorRole.Text, theme.color("second"))
    document.documentLayout().draw(painter, context)
    painter.restore()
