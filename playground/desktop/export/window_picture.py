"""Poster: several panels as cards on one picture, such as all that the window shows."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter

from playground.desktop.docking.panel_dock import PanelDock
from playground.desktop.export import panel_picture
from playground.desktop.i18n.formatting import grouped
from playground.desktop.painting.picture_sizes import SCREEN, Size
from playground.desktop.painting.picture_writer import Picture
from playground.desktop.panels.base.panel import Panel
from playground.desktop.panels.base.spec import Area
from playground.desktop.style.theme import Theme, tabular
from playground.foundation.product import NAME

WHOLE = "window"  # how the command line calls it
GAP, FOOT = 10, 24
USUAL = QSize(1200, 760)  # where there is no window
Places = Mapping[Panel, QRect]


def poster(places: Places, theme: Theme, size: Size = SCREEN, text: Mapping[str, str] | None = None) -> Picture:
    """The panels in their places, on the ground of the window; in another size the places grow or shrink with it.

    A ``step`` among the text is named below them.
    """
    bounds = QRect()
    for place in places.values():
        bounds = bounds.united(place)
    whole = bounds.size() + QSize(2 * GAP, 2 * GAP)
    if size.double is not None and not bounds.isEmpty():
        whole = size.double if size.fixed else QSize(size.double.width(), _height(size.double.width(), bounds.size()))
    words = _foot((text or {}).get("step", ""))
    foot = FOOT if words else 0
    if not (size.fixed and size.double is not None):
        whole += QSize(0, foot)
    inner = whole - QSize(2 * GAP, 2 * GAP + foot)
    inches = size.inches[1] if size.inches is not None else None
    pixels = inches * 96 / whole.width() if inches is not None and size.fixed else 1.0

    def paint(painter: QPainter, scale: float) -> None:
        for panel, place in places.items():
            panel_picture.paint_card(painter, panel, theme, _scaled(place, bounds, inner), scale)
        if words and places:
            painter.setFont(tabular(next(iter(places)).font()))
            painter.setPen(theme.color("second"))
            line = QRect(2 * GAP, whole.height() - foot - 2, whole.width() - 4 * GAP, foot - 4)
            painter.drawText(line, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), words)

    return Picture(whole, theme.color("ground"), paint, pixels, inches, {"title": NAME, **(text or {})})


def seen(cards: list[PanelDock]) -> dict[Panel, QRect]:
    """Where the window shows its panels; those behind other tabs, hidden or floating are left out."""
    return {
        card.panel: QRect(card.mapTo(card.window(), QPoint(0, 0)), card.size())
        for card in cards
        if not card.isFloating() and card.panel.on_screen()
    }


def arranged(panels: list[Panel], size: QSize = USUAL) -> dict[Panel, QRect]:
    """Places for the panels that say most, as the window arranges them: two columns of two."""
    leading = [panel for panel in panels if panel.spec.area is Area.LEAD]
    pictures = [panel for panel in panels if panel not in leading and panel.spec.in_animations]
    columns = [column for column in (leading, pictures[:2]) if column]
    places = {}
    for column, ones in enumerate(columns):
        width, height = size.width() // len(columns), size.height() // len(ones)
        for row, panel in enumerate(ones):
            places[panel] = QRect(column * width, row * height, width - GAP, height - GAP)
    return places


def _foot(step: str) -> str:
    """Of which step all of it is."""
    return QCoreApplication.translate("Figures", "step {0}").format(grouped(int(step))) if step.isdigit() else ""


def _height(width: int, bounds: QSize) -> int:
    return round(width * bounds.height() / bounds.width())


def _scaled(place: QRect, bounds: QRect, inner: QSize) -> QRectF:
    """The share of the bounds that the place has, of the inner part of the picture; the gaps stay as wide."""
    x, y = inner.width() / bounds.width(), inner.height() / bounds.height()
    at = place.topLeft() - bounds.topLeft()
    left, top = round(at.x() * x), round(at.y() * y)
    right, bottom = round((at.x() + place.width()) * x), round((at.y() + place.height()) * y)
    return QRectF(GAP + left, GAP + top, right - left, bottom - top)
