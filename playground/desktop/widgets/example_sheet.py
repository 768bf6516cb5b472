"""Example sheet: the first pictures of each class, as they are before anything is learned from them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping

from PySide6.QtCore import QByteArray, QRect, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QWidget

CLASSES, WIDTH, GAP = 6, 200, 8
MOST = 10**6  # characters of one strip


def sheet(examples: Mapping[str, str], beside: QWidget) -> QPixmap:
    """Strips of pictures below the names of their classes, as wide as ``WIDTH``; empty where there are none.

    Args:
        examples: class → a PNG of its pictures side by side, as base64.
        beside: whose font and colours the names have.
    """
    strips = [(name, image) for name, text in list(examples.items())[:CLASSES] if (image := _image(text)) is not None]
    metrics, ratio = QFontMetrics(beside.font()), beside.devicePixelRatioF()
    heights = [round(WIDTH * image.height() / image.width()) for _, image in strips]
    whole = sum(heights) + len(strips) * (metrics.height() + GAP)
    if not strips:
        return QPixmap()
    found = QPixmap(round(WIDTH * ratio), round(whole * ratio))
    found.setDevicePixelRatio(ratio)
    found.fill(Qt.GlobalColor.transparent)
    painter = QPainter(found)
    painter.setFont(beside.font())
    painter.setPen(beside.palette().color(QPalette.ColorRole.WindowText))
    top = 0
    for (name, image), height in zip(strips, heights, strict=True):
        words = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, WIDTH)
        painter.drawText(QRect(0, top, WIDTH, metrics.height()), Qt.AlignmentFlag.AlignLeft, words)
        top += metrics.height()
        painter.drawImage(QRect(0, top, WIDTH, height), image)
        top += height + GAP
    painter.end()
    return found


def _image(text: str) -> QImage | None:
    """What our own process wrote; anything else is left out."""
    if len(text) > MOST:
        return None
    try:
        image = QImage.fromData(QByteArray(base64.b64decode(text, validate=True)))
    except (binascii.Error, ValueError):
        return None
    usable = not image.isNull() and 0 < image.height() <= image.width() <= 4096
    return image if usable else None
