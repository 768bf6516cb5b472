"""DockWatcher: what Qt does to the window of the docks by itself: tab bars come, its size changes, dividers move."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QChildEvent, QEvent, QObject, Qt
from PySide6.QtWidgets import QMainWindow, QMenu, QTabBar


class DockWatcher(QObject):
    """Tabs say whole words: those that have no room are reached by arrows, and by a list in their context menu.

    Args:
        resized: told of each new size.
        touched: told when a person takes hold of a divider between docks.
    """

    def __init__(self, window: QMainWindow, resized: Callable[[], None], touched: Callable[[], None]) -> None:
        super().__init__(window)
        self._resized, self._touched = resized, touched
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Only watched, never held up."""
        match event.type():
            case QEvent.Type.ChildPolished if isinstance(event, QChildEvent):
                bar = event.child()
                if isinstance(bar, QTabBar):
                    self._take(bar)
            case QEvent.Type.Resize:
                self._resized()
            case QEvent.Type.MouseButtonPress:
                self._touched()
            case _:
                pass
        return False

    @staticmethod
    def _take(bar: QTabBar) -> None:
        """A bar that is about to be seen for the first time; Qt would shorten its words."""
        bar.setElideMode(Qt.TextElideMode.ElideNone)
        bar.setUsesScrollButtons(True)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        bar.customContextMenuRequested.connect(lambda at: tab_list(bar).popup(bar.mapToGlobal(at)))


def tab_list(bar: QTabBar) -> QMenu:
    """All tabs of a bar, the current one marked."""
    menu = QMenu(bar)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for index in range(bar.count()):
        action = menu.addAction(bar.tabText(index))
        action.setCheckable(True)
        action.setChecked(index == bar.currentIndex())
        action.triggered.connect(lambda _=False, index=index: bar.setCurrentIndex(index))
    return menu
