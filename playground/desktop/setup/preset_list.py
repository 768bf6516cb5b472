"""PresetList: the presets as cards under headings, each with its picture, its band, its time and whether it has a
lesson."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from playground.desktop.i18n.formatting import THIN_SPACE, band_words, metric_words
from playground.desktop.setup.preset_groups import BROKEN, SERIES, Times, grouped_presets
from playground.desktop.style.theme import LIGHT, Theme
from playground.experiment.presets import Preset
from playground.foundation.places import shipped
from playground.languages.spoken import language, said

PICTURE, PAD, GAP = 44, 8, 10
HEADING = 30
Index = QModelIndex | QPersistentModelIndex
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
_LINE = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class PresetModel(QAbstractListModel):
    """Rows of headings and presets.

    Attributes:
        rows: the title of a group, or a preset.
    """

    def __init__(self, times: Times, parent: QWidget) -> None:
        super().__init__(parent)
        self.times = times
        self.rows: list[str | Preset] = []

    def show_presets(self, presets: Sequence[Preset]) -> None:
        """These and no others, under their headings."""
        self.beginResetModel()
        self.rows = []
        for group, members in grouped_presets(presets):
            self.rows += [self._title(group, members[0]), *members]
        self.endResetModel()

    def preset(self, index: Index) -> Preset | None:
        """The preset of a row; None for a heading, or no row."""
        row = self.rows[index.row()] if index.isValid() and index.row() < len(self.rows) else None
        return row if isinstance(row, Preset) else None

    def index_of(self, name: str) -> QModelIndex:
        """Where a preset stands; an invalid index where it does not."""
        for number, row in enumerate(self.rows):
            if isinstance(row, Preset) and row.name == name:
                return self.index(number)
        return QModelIndex()

    def rowCount(self, parent: Index | None = None) -> int:
        """Headings and presets."""
        return len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A heading cannot be chosen."""
        return super().flags(index) if self.preset(index) is not None else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Titles, what a screen reader says, and the summary."""
        preset = self.preset(index)
        if preset is None:
            title = self.rows[index.row()] if index.isValid() else None
            return title if isinstance(title, str) and role in _SAID else None
        title = preset.about.title.read(language())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return title
            case Qt.ItemDataRole.AccessibleTextRole:
                lesson = self.lesson_words() if preset.lesson else ""
                return ", ".join(filter(None, (title, self.time_of(preset), expected(preset), lesson)))
            case Qt.ItemDataRole.ToolTipRole:
                return preset.about.summary.read(language())
        return None

    def time_of(self, preset: Preset) -> str:
        """How long its run takes, in words; empty where nobody knows."""
        seconds = self.times(preset)
        if not seconds:
            return ""
        if seconds < 55:
            return self.tr("{0} s").format(max(1, 10 * round(seconds / 10) if seconds > 20 else round(seconds)))
        return self.tr("{0} min").format(round(seconds / 60) or 1)

    def lesson_words(self) -> str:
        """What the badge says."""
        return self.tr("Lesson")

    def _title(self, group: str, first: Preset) -> str:
        if group == SERIES:
            return self.tr("Time series")
        return self.tr("Broken on purpose") if group == BROKEN else said(first.experiment.architecture.title)


_SAID = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


class PresetDelegate(QStyledItemDelegate):
    """Draws a heading, or a card: a long title wraps, and what has no room beside the time is left out."""

    def __init__(self, model: PresetModel, parent: PresetList) -> None:
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


class PresetList(QListView):
    """The view; where no preset fits it says so."""

    def __init__(self, times: Times) -> None:
        super().__init__()
        self.presets = PresetModel(times, self)
        self.cards = PresetDelegate(self.presets, self)
        self.setModel(self.presets)
        self.setItemDelegate(self.cards)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("gallery", True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Titles wrap: how high a card is depends on how wide it is."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cards, or a sentence in their place."""
        super().paintEvent(event)
        if not self.presets.rows:
            painter = QPainter(self.viewport())
            painter.setPen(self.cards.theme.color("second"))
            place = self.viewport().rect().adjusted(16, 16, -16, -16)
            flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(place, flags, self.tr("No preset is like that. Ask for less."))
            painter.end()


def band(preset: Preset) -> str:
    """The band of a preset: ``96–99.5 %``."""
    expected = preset.about.expected
    return band_words(expected.metric, expected.low, expected.high).replace(THIN_SPACE, "\u202f")


def expected(preset: Preset) -> str:
    """The band with its metric, which goes without saying for an accuracy."""
    metric = preset.about.expected.metric
    return band(preset) if "accuracy" in metric else f"{metric_words(metric)} {band(preset)}"


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
