"""Icons: our own line drawings in resources/icons, recoloured for the theme."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from playground.desktop.style.theme import Theme
from playground.foundation.places import shipped

SIZES = (16, 24, 32, 48)


@cache
def icon(name: str, theme: Theme, on_accent: bool = False) -> QIcon:
    """The icon in the theme's text colour (or the one that stands on the accent), paler when disabled."""
    source = (shipped("resources") / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    result = QIcon()
    color = theme.on_accent if on_accent else theme.text
    for mode, tint in ((QIcon.Mode.Normal, color), (QIcon.Mode.Disabled, theme.baseline)):
        for size in SIZES:
            result.addPixmap(_pixmap(source.replace("currentColor", tint), size), mode)
    return result


def _pixmap(source: str, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
