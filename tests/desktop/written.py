"""What is written in a picture and where: the texts of its SVG with their rectangles, in points of the picture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QTransform

from playground.desktop.painting import picture_writer
from playground.desktop.painting.picture_writer import Picture

WEIGHTS = {"400": QFont.Weight.Normal, "600": QFont.Weight.DemiBold, "700": QFont.Weight.Bold}


@dataclass(frozen=True)
class Written:
    """A run of letters and the rectangle of its ink, a little smaller than its line."""

    words: str
    place: QRectF


def written(drawing: Picture) -> list[Written]:
    """Every text of a drawing that is not blank."""
    found: list[Written] = []
    _gather(ElementTree.fromstring(picture_writer.svg(drawing)), QTransform(), {}, found)
    return found


def overlapping(texts: list[Written]) -> list[tuple[str, str]]:
    """Pairs that stand on each other."""
    return [
        (one.words, other.words)
        for index, one in enumerate(texts)
        for other in texts[index + 1 :]
        if one.place.intersects(other.place)
    ]


def outside(texts: list[Written], drawing: Picture) -> list[str]:
    """Those that are cut off by the picture's edge."""
    whole = QRectF(0, 0, drawing.size.width(), drawing.size.height())
    return [text.words for text in texts if not whole.contains(text.place)]


def _gather(
    node: ElementTree.Element, outer: QTransform, known: dict[str, str], found: list[Written]
) -> None:  # fmt: skip
    matrix = re.findall(r"-?[\d.]+(?:e-?\d+)?", node.get("transform", ""))
    here = QTransform(*map(float, matrix)) * outer if len(matrix) == 6 else outer
    style = known | {key: value for key, value in node.attrib.items() if key.startswith("font-") or key == "opacity"}
    words = (node.text or "").strip()
    if node.tag.endswith("}text") and words:
        found.append(Written(words, _place(node, words, style, here)))
    for child in node:
        _gather(child, here, style, found)


def _place(node: ElementTree.Element, words: str, style: dict[str, str], to_picture: QTransform) -> QRectF:
    font = QFont(style.get("font-family", "").split(",")[0].strip("'"))
    font.setPixelSize(max(1, round(float(re.sub(r"[a-z]", "", style.get("font-size", "12"))))))
    font.setWeight(WEIGHTS.get(style.get("font-weight", "400"), QFont.Weight.Normal))
    font.setItalic(style.get("font-style") == "italic")
    metrics = QFontMetricsF(font)
    at = QPointF(float(node.get("x", 0)), float(node.get("y", 0)))
    ink = QRectF(
        at.x() + 1, at.y() - 0.7 * metrics.ascent(), metrics.horizontalAdvance(words) - 2, 0.65 * metrics.ascent()
    )
    return to_picture.mapRect(ink)
