"""Every text in a window: of widgets, actions, menus, lists, tables and what panels paint."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QMenu,
    QTabBar,
    QTableView,
    QTextEdit,
    QWidget,
)

from playground.desktop.panels.base.panel import Panel

PROPERTIES = ("toolTip", "statusTip", "windowTitle", "accessibleName", "accessibleDescription", "placeholderText",
              "specialValueText", "prefix", "suffix")  # fmt: skip
PARTS = ("QTimer", "QPropertyAnimation", "QFocusFrame", "QWidgetLineControl", "QObject", "Info")
FOREIGN = ("pyqtgraph", "PlotWidget")  # menus of plots that are never shown


def texts(window: QWidget) -> Counter[str]:
    """Where, in which part and what it says, with how often it stands there."""
    return Counter(
        f"{where} {what}: {words}"
        for thing, where in _things(window, type(window).__name__)
        for what, words in _said(thing)
        if words
    )


def _things(thing: QObject, where: str) -> Iterator[tuple[QObject, str]]:
    yield thing, where
    for child in thing.children():
        if not type(child).__module__.startswith(FOREIGN) and not _leaves(child):
            yield from _things(child, f"{where}>{type(child).__name__}")


def _leaves(thing: QObject) -> bool:
    """Parts of Qt that come and go or that nobody sees, and what is shortened: the panel has the whole."""
    if isinstance(thing.parent(), QTabBar):
        return True  # its buttons to scroll
    if isinstance(thing, QTabBar) and isinstance(thing.parent(), QMainWindow):
        return True  # of docks, by whose titles Qt names the tabs when it lays them out
    if thing.objectName().startswith("qt_dockwidget_"):
        return True  # buttons of docks, which have title bars of their own
    return type(thing).__name__ in PARTS


def _said(thing: QObject) -> Iterator[tuple[str, str]]:
    for name in PROPERTIES:
        words = thing.property(name)
        if isinstance(words, str):
            yield name, words
    elided = isinstance(thing, QLabel) and thing.text().endswith("…") and bool(thing.toolTip())  # which has the whole
    if isinstance(thing, QLabel | QAbstractButton | QAction | QLineEdit) and not elided:
        yield "text", thing.text()
    if isinstance(thing, QMenu | QGroupBox):
        yield "title", thing.title()
    if isinstance(thing, QTextEdit):
        yield "text", thing.toPlainText()
    if isinstance(thing, QComboBox):
        yield from ((f"entry {i}", thing.itemText(i)) for i in range(thing.count()))
    if isinstance(thing, QTabBar):
        yield from ((f"tab {i}", thing.tabText(i)) for i in range(thing.count()))
    if isinstance(thing, QListWidget | QTableView):
        yield from _cells(thing.model())
    if isinstance(thing, Panel):
        yield "title", thing.title()
        yield "info", re.sub(r"<[^>]*>", "", thing.info)
        yield "empty", thing.empty_words()
        yield "caption", thing.caption()


def _cells(model: QAbstractItemModel) -> Iterator[tuple[str, str]]:
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
    for role in roles:
        columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
        for row in range(model.rowCount()):
            for column in range(columns):
                yield f"{role.name} {row},{column}", str(model.index(row, column).data(role) or "")
        for column in range(columns):
            yield f"head {role.name} {column}", str(model.headerData(column, Qt.Orientation.Horizontal, role) or "")
