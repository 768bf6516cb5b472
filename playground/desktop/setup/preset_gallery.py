"""PresetGallery: the presets with their pictures, and what the chosen one is about."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from playground.desktop.i18n.formatting import NARROW_SPACE, THIN_SPACE, band_words, figure, metric_words
from playground.desktop.style.theme import LIGHT, Theme
from playground.experiment import presets
from playground.experiment.presets import Preset
from playground.foundation.places import shipped
from playground.languages.spoken import language

PICTURE = 44
SEARCH_FROM = 12


class PresetGallery(QWidget):
    """Says ``chosen(name)`` when a preset is clicked, or picked with the keyboard."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._language = language()
        self._theme: Theme = LIGHT
        self._presets = {preset.name: preset for preset in presets.gallery()}
        self._search = QLineEdit()
        self._search.setPlaceholderText(self.tr("Search"))
        self._search.setAccessibleName(self.tr("Search"))
        self._search.setClearButtonEnabled(True)
        self._search.setVisible(len(self._presets) >= SEARCH_FROM)
        self._search.textChanged.connect(self._filter)
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Presets"))
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.currentItemChanged.connect(self._changed)
        self._about = PresetInfo()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 4)
        layout.setSpacing(8)
        layout.addWidget(self._search)
        layout.addWidget(self._list, 1)
        layout.addWidget(self._about)
        self._fill()

    def names(self) -> list[str]:
        """The presets in the order shown."""
        return [self._list.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self._list.count())]

    def select(self, name: str) -> None:
        """Mark a preset as the one that is loaded, without loading it, and let it be seen; none if it is unknown."""
        self._mark(name)
        if name in self._presets:  # once what is said of it has taken its room
            QTimer.singleShot(0, self._list, lambda: self._list.scrollToItem(self._list.currentItem()))

    def _mark(self, name: str) -> None:
        with QSignalBlocker(self._list):
            row = self.names().index(name) if name in self._presets else -1
            self._list.setCurrentRow(row)
        self._about.show_preset(self._presets.get(name), self._language)

    def retranslate(self) -> None:
        """Titles, lessons and pictures made anew; what is chosen and searched for stays, and the place in the list."""
        self._language = language()
        chosen = self._list.currentItem()
        name = chosen.data(Qt.ItemDataRole.UserRole) if chosen is not None else ""
        place = self._list.verticalScrollBar()
        before = place.value()
        self._fill()
        self._mark(name)
        self._filter(self._search.text())
        self._fit()
        place.setValue(before)

    def set_theme(self, theme: Theme) -> None:
        """Placeholders are drawn in the theme's colours."""
        if theme is not self._theme:
            self._theme = theme
            self.retranslate()

    def _fill(self) -> None:
        with QSignalBlocker(self._list):
            self._list.clear()
            for preset in self._presets.values():
                item = QListWidgetItem(self._list)
                item.setData(Qt.ItemDataRole.UserRole, preset.name)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, preset.about.title.read(self._language))
                entry = PresetEntry(preset, self._language, thumbnail(preset, self._theme))
                item.setToolTip(preset.about.summary.read(self._language))
                item.setSizeHint(QSize(200, entry.sizeHint().height()))
                self._list.setItemWidget(item, entry)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Titles wrap: how high an entry is depends on how wide it is."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Entries as high as their titles need."""
        width = self._list.viewport().width()
        for row in range(self._list.count()):
            item = self._list.item(row)
            entry = self._list.itemWidget(item)
            item.setSizeHint(QSize(width, max(PICTURE + 12, entry.heightForWidth(width))))

    def _changed(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            name = item.data(Qt.ItemDataRole.UserRole)
            self._about.show_preset(self._presets[name], self._language)
            self.chosen.emit(name)

    def _filter(self, text: str) -> None:
        self._list.scrollToTop()  # a shorter list is not where the longer one was
        for row in range(self._list.count()):
            preset = self._presets[self._list.item(row).data(Qt.ItemDataRole.UserRole)]
            about = preset.about
            words = f"{preset.name} {about.title.en} {about.title.zh} {about.summary.en} {about.summary.zh}".lower()
            self._list.item(row).setHidden(text.lower() not in words)


class PresetEntry(QWidget):
    """Picture, title and one more line; a long title wraps."""

    def __init__(self, preset: Preset, language: str, picture: QPixmap) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        image = QLabel()
        image.setPixmap(picture)
        image.setFixedSize(PICTURE, PICTURE)
        title = QLabel(preset.about.title.read(language))
        title.setWordWrap(True)
        second = QLabel(self._band(preset))
        second.setProperty("second", True)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addStretch(1)
        words.addWidget(title)
        words.addWidget(second)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 8, 6)
        row.setSpacing(10)
        row.addWidget(image)
        row.addLayout(words, 1)

    def _band(self, preset: Preset) -> str:
        return expected(preset)


class PresetInfo(QFrame):
    """What the chosen preset is about: its lesson, and the numbers to expect."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("item", True)
        self._lesson = QLabel()
        self._lesson.setWordWrap(True)
        self._numbers = QLabel()
        self._numbers.setWordWrap(True)
        self._numbers.setProperty("second", True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(6)
        layout.addWidget(self._lesson)
        layout.addWidget(self._numbers)
        self.hide()

    def show_preset(self, preset: Preset | None, language: str) -> None:
        """Follow the choice."""
        self.setVisible(preset is not None)
        if preset is not None:
            about = preset.about
            self._lesson.setText(f"{about.summary.read(language)}\n\n{about.lesson.read(language)}")
            numbers = self.tr("Expected test {0}: {1}").format(metric_words(about.expected.metric), band(preset))
            several = len(about.baseline) > 1
            trivial = [
                f"{metric_words(name)} {percent(value, name)}" if several else percent(value, name)
                for name, value in about.baseline.items()
            ]
            if trivial:
                numbers += " · " + self.tr("baseline {0}").format(" · ".join(trivial))
            if preset.lesson:
                numbers += "\n" + self.tr("Lesson of {0} scenes: press F11").format(len(preset.lesson))
            self._numbers.setText(numbers.replace(THIN_SPACE, NARROW_SPACE))


def band(preset: Preset) -> str:
    """The band of a preset: ``96–99.5 %``."""
    expected = preset.about.expected
    return band_words(expected.metric, expected.low, expected.high)


def expected(preset: Preset) -> str:
    """The band with its metric, which goes without saying for an accuracy."""
    metric = preset.about.expected.metric
    return band(preset) if "accuracy" in metric else f"{metric_words(metric)} {band(preset)}"


def percent(value: float, metric: str) -> str:
    """A metric as people read it."""
    return f"{figure(100 * value, 3)}\u2009%" if "accuracy" in metric else figure(value, 3)


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
