"""What is said in a window and has less room than it needs, and a language that needs more room than any."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache

from PySide6.QtCore import QObject, Qt, QTranslator
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QToolButton,
    QWidget,
)

from playground.desktop.i18n.language import translation
from playground.desktop.setup.form.row_widget import RowWidget
from playground.desktop.widgets.elided_combo import ElidedCombo
from playground.languages import spoken
from playground.languages.catalogue import Catalogue

MORE = 0.4  # so much longer than English are the longest translations


@cache
def longer(words: str) -> str:
    """The words and 40 % more, in words of their own: ``Width`` → ``Width ě``."""
    bare = re.sub(r"\{\d*\}|&nbsp;", "", words)
    more = ("ěěěěě " * len(bare))[: max(1, round(MORE * len(bare)) - 1)].strip()
    return f"{words} {more}" if re.search(r"[A-Za-z]{2}", bare) else words


class Longer(QTranslator):
    """Translates everything into itself, only longer."""

    def translate(self, context: str, source: str, comment: object = None, n: int = -1) -> str:
        return longer(source)

    def isEmpty(self) -> bool:
        return False


def speak_longer() -> Longer:
    """Begin to; the caller takes the translator out again."""
    translator = Longer()
    QApplication.installTranslator(translator)
    spoken.speak("xx", _longer_sentences())
    return translator


@cache
def _longer_sentences() -> Catalogue:
    """All sentences there are: the translation holds each of them (``test_translations``)."""
    return Catalogue({words: longer(words) for words in Catalogue.load(translation("sentences", "zh_CN")).pairs})


def cramped(window: QWidget) -> list[str]:
    """One line for each visible text that does not fit, with where it is."""
    found = []
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.window() is window and not widget.visibleRegion().isEmpty():
            for words, needed, room in _needs(widget):
                if needed > room + 1 and not _told_elsewhere(widget, words):
                    found.append(f"{_path(widget)}: {words[:60]!r} needs {needed:.0f} of {room:.0f}")
            if _cut(widget):
                found.append(f"{_path(widget)}: cut off at the edge of its parent")
            if (hidden := _beyond(widget)) > 0:
                found.append(f"{_path(widget)}: {hidden} points of it are beyond its right edge, where nobody can go")
    return found


def _needs(widget: QWidget) -> Iterator[tuple[str, float, float]]:
    """Words, the room that they need and the room that they have."""
    metrics = widget.fontMetrics()
    if isinstance(widget, QLabel) and widget.text():
        room = widget.contentsRect().width() - 2 * widget.margin()
        if widget.wordWrap():
            yield widget.text(), widget.heightForWidth(widget.width()), widget.height()
            longest = max(re.split(r"[\s/]+", _plain(widget.text())), key=metrics.horizontalAdvance)
            if not re.search(r"[\u4e00-\u9fff]", longest):
                yield longest, metrics.horizontalAdvance(longest), room
        else:
            lines = _plain(widget.text()).split("\n")
            yield widget.text(), max(map(metrics.horizontalAdvance, lines)), room
    elif isinstance(widget, QToolButton) and not (widget.text() and _wordy(widget)):
        return
    elif isinstance(widget, QAbstractButton) and widget.text():
        yield widget.text(), widget.sizeHint().width(), widget.width()
    elif isinstance(widget, QComboBox):
        option = QStyleOptionComboBox()
        widget.initStyleOption(option)
        control, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = widget.style().subControlRect(control, option, field, widget).width()
        for index in range(widget.count()):
            yield widget.itemText(index), metrics.horizontalAdvance(widget.itemText(index)), room
    elif isinstance(widget, QAbstractSpinBox):
        line = widget.findChild(QLineEdit)
        yield widget.text(), metrics.horizontalAdvance(widget.text()), line.width() - line.textMargins().left()
    elif isinstance(widget, QLineEdit) and not isinstance(widget.parent(), QComboBox | QAbstractSpinBox):
        words = widget.text() or widget.placeholderText()
        yield words, metrics.horizontalAdvance(words), widget.width() - 8
    elif isinstance(widget, QTabBar) and not widget.usesScrollButtons():
        for index in range(widget.count()):
            needed = metrics.horizontalAdvance(widget.tabText(index))
            yield widget.tabText(index), needed, widget.tabRect(index).width() - 8


def _beyond(widget: QWidget) -> int:
    """So wide is what an area that scrolls only up and down does not show."""
    scrolls = isinstance(widget, QAbstractScrollArea)
    if not scrolls or widget.horizontalScrollBarPolicy() is not Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
        return 0
    return widget.horizontalScrollBar().maximum()


def _wordy(button: QToolButton) -> bool:
    return button.toolButtonStyle().name != "ToolButtonIconOnly" or button.icon().isNull()


def _in_form(box: QWidget) -> bool:
    return isinstance(box.parentWidget(), RowWidget)


def _told_elsewhere(widget: QWidget, words: str) -> bool:
    """What is shortened stands as a whole in the tooltip; in the form there is room for every choice."""
    if isinstance(widget, ElidedCombo):
        return not _in_form(widget) and (words != widget.currentText() or words in widget.told())
    owner: QObject | None = widget
    for _ in range(2):
        if isinstance(owner, QWidget) and _plain(words) in _plain(owner.toolTip()):
            return True
        owner = owner.parent() if owner is not None else None
    return False


def _cut(widget: QWidget) -> bool:
    """A text that its parent does not show as a whole, unless it can be scrolled there."""
    if not isinstance(widget, QLabel | QAbstractButton | QComboBox) or not getattr(widget, "text", str)():
        return False
    above, place = widget.parentWidget(), widget.geometry()
    if above is None or not above.isVisible() or isinstance(above.parentWidget(), QAbstractScrollArea):
        return False
    return not above.rect().adjusted(-1, -1, 1, 1).contains(place)


def _plain(words: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", words))


def _path(widget: QWidget) -> str:
    names, owner = [], widget
    while owner is not None and len(names) < 5:
        names.append(type(owner).__name__ + (f"#{owner.objectName()}" if owner.objectName() else ""))
        owner = owner.parentWidget()
    return "<".join(names)
