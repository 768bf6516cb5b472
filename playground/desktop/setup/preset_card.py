"""PresetDelegate: draws the headings of the gallery, and a preset as a card with its picture."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from playground.desktop.setup.preset_model import Index, PresetModel, band, expected
from playground.desktop.style.theme import LIGHT, Theme
from playground.experiment.presets import Preset
from playground.foundation.places import shipped
from playground.languages.spoken import language

PICTURE, PAD, GAP = 44, 8, 10
HEADING = 30
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
_LINE = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class PresetDelegate(QStyledItemDelegate):
    """Draws a heading, or a card: a long title wraps, and what has no room beside the time is left out."""

    def __init__(self, model: PresetModel, parent: QListView) -> None:
        super().__init__(parent)
        self._model, self._view = model, parent
        self.theme: Theme = LIGHT
        self._pictures: dict[tuple[str, str], QPixmap] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the title needs."""
        width = self._view.viewport().width()
        preset = self._model.preset(index)
        if preset is None:
            return QSize(width, HEADING)
        room = QRect(0, 0, width - 2 * PAD - PICTURE - GAP, 1000)
        metrics = QFontMetrics(self._view.font())
        title = metrics.boundingRect(room, _WRAPPED, preset.about.title.read(language())).height()
        return QSize(width, max(PICTURE, title + QFontMetrics(self._small()).height() + 2) + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """In the colours of the theme."""
        preset, place = self._model.preset(index), option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if preset is None:
            self._paint_heading(painter, place, str(self._model.data(index) or ""), index.row() > 0)
        else:
            state = option.state
            self._paint_ground(painter, place, state)
            self._paint_card(painter, place.adjusted(PAD, 6, -PAD, -6), preset)
        painter.restore()

    def _paint_heading(self, painter: QPainter, place: QRect, words: str, line: bool) -> None:
        if line:
            painter.setPen(self.theme.color("line"))
            painter.drawLine(place.left() + PAD, place.top() + 4, place.right() - PAD, place.top() + 4)
        font = self._small()
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(self.theme.color("second"))
        painter.drawText(place.adjusted(PAD, 6, -PAD, 0), _LINE, words)

    def _paint_ground(self, painter: QPainter, place: QRect, state: QStyle.StateFlag) -> None:
        token = "selection" if state & QStyle.StateFlag.State_Selected else "hover"
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.color(token))
            painter.drawRoundedRect(place, 6, 6)

    def _paint_card(self, painter: QPainter, place: QRect, preset: Preset) -> None:
        picture = QRect(place.left(), place.top() + (place.height() - PICTURE) // 2, PICTURE, PICTURE)
        painter.drawPixmap(picture, self._picture(preset))
        room = place.adjusted(PICTURE + GAP, 0, 0, 0)
        title, font = preset.about.title.read(language()), self._view.font()
        high = QFontMetrics(font).boundingRect(room, _WRAPPED, title).height()
        small = QFontMetrics(self._small()).height()
        top = room.top() + (room.height() - high - 2 - small) // 2
        painter.setFont(font)
        painter.setPen(self.theme.color("text"))
        painter.drawText(QRect(room.left(), top, room.width(), high), _WRAPPED, title)
        self._paint_facts(painter, QRect(room.left(), top + high + 2, room.width(), small), preset)

    def _paint_facts(self, painter: QPainter, line: QRect, preset: Preset) -> None:
        """Time, then the band with its metric or without it, and the badge at the right."""
        painter.setFont(self._small())
        metrics = QFontMetrics(self._small())
        if preset.lesson:
            line = line.adjusted(0, 0, -self._paint_badge(painter, line, self._model.lesson_words()) - 6, 0)
        time = self._model.time_of(preset)
        whole, short, least = (
            " · ".join(filter(None, (time, words))) for words in (expected(preset), band(preset), "")
        )
        shown = next((words for words in (whole, short) if metrics.horizontalAdvance(words) <= line.width()), least)
        painter.setPen(self.theme.color("second"))
        painter.drawText(line, _LINE, shown)

    def _paint_badge(self, painter: QPainter, line: QRect, words: str) -> int:
        """A pill at the right end; returns its width."""
        wide = painter.fontMetrics().horizontalAdvance(words) + 12
        pill = QRectF(line.right() - wide, line.top() - 1, wide, line.height() + 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("selection"))
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setPen(self.theme.color("accent"))
        painter.drawText(pill, int(Qt.AlignmentFlag.AlignCenter), words)
        return wide

    def _small(self) -> QFont:
        font = QFont(self._view.font())
        font.setPixelSize(max(font.pixelSize() - 1, 8))
        return font

    def _picture(self, preset: Preset) -> QPixmap:
        key = (preset.name, self.theme.name)
        if key not in self._pictures:
            self._pictures[key] = thumbnail(preset, self.theme)
        return self._pictures[key]


def thumbnail(preset: Preset, theme: Theme) -> QPixmap:
    """The preset's own picture; a quiet tile with the architecture's name where there is none yet."""
    ratio = 2.0
    picture = QPixmap(str(shipped("resources") / "thumbnails" / f"{preset.name}.png"))
    result = QPixmap(int(PICTURE * ratio), int(PICTURE * ratio))
    result.setDevicePixelRatio(ratio)
    result.fill(QColor(theme.selection))
    painter = QPainter(result)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    place = QRectF(0, 0, PICTURE, PICTURE)
    if not picture.isNull():
        painter.drawPixmap(place, picture, QRectF(picture.rect()))
    else:
        font = QFont()
        font.setPixelSize(12)
        painter.setFont(font)
        painter.setPen(theme.color("accent"))
        kind = preset.summary()["architecture"].upper()[:4]
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), kind)
    painter.end()
    return result
