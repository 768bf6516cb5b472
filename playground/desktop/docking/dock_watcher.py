"""DockWatcher: what Qt does to the window of the docks by itself: tab bars come, its size changes, dividers move."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QChildEvent, QEvent, QObject, QRect, QSignalBlocker, Qt
from PySide6.QtWidgets import QDockWidget, QFrame, QMainWindow, QMenu, QTabBar, QToolButton
from shiboken6 import isValid


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
    """Stands where Qt has arrows when not all tabs have room, and lists all of them; a tab that is cut is not seen."""

    def __init__(self, bar: QTabBar) -> None:
        self._arrows = bar.findChildren(QToolButton)
        super().__init__(bar)
        self._bar = bar
        self.setObjectName("overflow")
        self.setToolTip(self.tr("All tabs"))
        self.setAccessibleName(self.tr("All tabs"))
        self.clicked.connect(lambda: self.tabs().popup(self.mapToGlobal(self.rect().bottomLeft())))
        self._covers = {edge: QFrame(bar) for edge in ("left", "right")}
        for edge, cover in self._covers.items():
            cover.setObjectName(f"cover-{edge}")
            cover.setProperty("cover", True)
            cover.hide()
        for watched in (bar, *self._arrows):
            watched.installEventFilter(self)
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
        """With the arrows it comes, moves and goes; what is cut changes with each drawing of the bar."""
        if not all(map(isValid, (self, self._bar, *self._arrows))):  # the window is deleted while it is seen
            return False
        if watched is self._bar:
            if event.type() is QEvent.Type.Paint:
                self._cover()
        elif event.type() in (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Move, QEvent.Type.Resize):
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

    def _cover(self) -> None:
        """Over what is seen of a tab that begins before the bar or ends behind it, but for the current one."""
        bar, end = self._bar, self._bar.width() if self.isHidden() else self.x()
        tabs = [bar.tabRect(index) for index in range(bar.count()) if index != bar.currentIndex()]
        first = max((tab.right() + 1 for tab in tabs if tab.left() < 0 <= tab.right()), default=0)
        last = min((tab.left() for tab in tabs if tab.left() < end <= tab.right()), default=end)
        for edge, left, right in (("left", 0, min(first, end)), ("right", last, end)):
            cover = self._covers[edge]
            cover.setGeometry(QRect(left, 0, right - left, bar.height()))
            cover.setVisible(right > left)
