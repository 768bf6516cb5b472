"""DockWatcher: what Qt does to the window of the docks by itself: tab bars come, its size changes, dividers move."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QChildEvent, QEvent, QObject, QSignalBlocker, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QTabBar, QToolButton


class DockWatcher(QObject):
    """Tabs say whole words; a list reaches those that have no room.

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
        TabOverflow(bar)


def bars(window: QMainWindow, docks: Iterable[QDockWidget] | None = None) -> list[QTabBar]:
    """Those of its docks that hold tabs, or a tab of one of ``docks``."""
    wanted = None if docks is None else {dock.windowTitle() for dock in docks}
    found = window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
    tabs = {bar: {bar.tabText(index) for index in range(bar.count())} for bar in found}
    return [bar for bar in found if (tabs[bar] if wanted is None else tabs[bar] & wanted)]


def let_go(left: Iterable[QTabBar]) -> None:
    """Empty and hide bars of an arrangement that is no more: Qt forgets them, but they could still be seen.

    A tab that is moved in one of them is a crash: QMainWindow looks for the bar's group and takes it that there is one.
    """
    for bar in left:
        with QSignalBlocker(bar):
            while bar.count():
                bar.removeTab(0)
        bar.hide()


class TabOverflow(QToolButton):
    """Stands where Qt has arrows when not all tabs have room, and lists all of them."""

    def __init__(self, bar: QTabBar) -> None:
        self._arrows = bar.findChildren(QToolButton)
        super().__init__(bar)
        self._bar = bar
        self.setObjectName("overflow")
        self.setToolTip(self.tr("All tabs"))
        self.setAccessibleName(self.tr("All tabs"))
        self.clicked.connect(lambda: self.tabs().popup(self.mapToGlobal(self.rect().bottomLeft())))
        for arrow in self._arrows:
            arrow.installEventFilter(self)
        self._place()

    def tabs(self) -> QMenu:
        """All tabs of the bar, the current one marked."""
        menu, bar = QMenu(self), self._bar
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for index in range(bar.count()):
            action = menu.addAction(bar.tabText(index))
            action.setCheckable(True)
            action.setChecked(index == bar.currentIndex())
            action.triggered.connect(lambda _=False, index=index: bar.setCurrentIndex(index))
        return menu

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """With the arrows it comes, moves and goes."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Move, QEvent.Type.Resize):
            self._place()
        return False

    def _place(self) -> None:
        shown = [arrow.geometry() for arrow in self._arrows if not arrow.isHidden()]
        self.setVisible(bool(shown))
        if shown:
            room = shown[0]
            for other in shown[1:]:
                room = room.united(other)
            self.setGeometry(room)
            self.raise_()
