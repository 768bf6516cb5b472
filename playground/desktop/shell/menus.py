"""The toolbar and the menus: where the actions are found."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QToolBar, QToolButton, QWidget

from playground.desktop.controllers.action_entry import MenuName
from playground.desktop.controllers.actions import Actions
from playground.desktop.docking.dock_layout import DockLayout
from playground.desktop.shell.disabled_reason import DisabledReason
from playground.desktop.shell.run_progress import RunProgress

WIDTH = 92  # of the Run button at least, whatever it says
ROOMY = 1150  # points from which all buttons have room for their words


class RunToolBar(QToolBar):
    """What a run can be told; in a narrow window some of its buttons are known by their icons alone."""

    def __init__(self, title: str, window: QMainWindow) -> None:
        super().__init__(title, window)
        self.shrinking: list[QToolButton] = []

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list of speeds and the state of the run need the room more."""
        beside = self.width() >= ROOMY
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if beside else Qt.ToolButtonStyle.ToolButtonIconOnly
        for button in self.shrinking:
            button.setToolButtonStyle(style)
        super().resizeEvent(event)


def make_toolbar(
    window: QMainWindow,
    actions: Actions,
    runs: QDockWidget,
    speed: QWidget,
    hindrance: DisabledReason,
    progress: RunProgress,
) -> None:
    """One fixed toolbar: what a run can be told, and how far it is."""
    bar = RunToolBar(QCoreApplication.translate("Furniture", "Run"), window)
    bar.setObjectName("toolbar")
    bar.setMovable(False)
    bar.setIconSize(QSize(16, 16))
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    bar.toggleViewAction().setVisible(False)
    for action in (actions.pause, actions.step, actions.stop, actions.reset, actions.go_on):
        bar.addAction(action)
    bar.insertWidget(actions.pause, RunButton(actions))
    found = (bar.widgetForAction(action) for action in (actions.step, actions.stop, actions.reset))
    bar.shrinking = [button for button in found if isinstance(button, QToolButton)]
    bar.addWidget(speed)
    bar.addWidget(hindrance)
    bar.addWidget(progress)
    for action in (
        actions.export,
        runs.toggleViewAction(),
        actions.race,
        actions.lesson,
        actions.present,
        actions.theme,
    ):
        bar.addAction(action)
        button = bar.widgetForAction(action)
        if isinstance(button, QToolButton):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setProperty("compact", True)
    window.addToolBar(bar)


def make_timeline(window: QMainWindow, timeline: QWidget) -> None:
    """The timeline in a fixed row at the foot of the window."""
    bar = QToolBar(QCoreApplication.translate("Furniture", "Timeline"), window)
    bar.setObjectName("timeline")
    bar.setMovable(False)
    bar.addWidget(timeline)
    bar.toggleViewAction().setVisible(False)
    window.addToolBar(Qt.ToolBarArea.BottomToolBarArea, bar)


def fill_menus(window: QMainWindow, actions: Actions, languages: QMenu, recent: QMenu, docks: DockLayout) -> None:
    """Every action of the table is in its menu, with its key beside it."""
    titles = {
        MenuName.FILE: QCoreApplication.translate("Furniture", "&File"),
        MenuName.EDIT: QCoreApplication.translate("Furniture", "&Edit"),
        MenuName.RUN: QCoreApplication.translate("Furniture", "&Run"),
        MenuName.VIEW: QCoreApplication.translate("Furniture", "&View"),
        MenuName.LESSON: QCoreApplication.translate("Furniture", "&Lesson"),
        MenuName.HELP: QCoreApplication.translate("Furniture", "&Help"),
    }
    menus = {name: window.menuBar().addMenu(title) for name, title in titles.items()}
    pictures = QMenu(QCoreApplication.translate("Furniture", "Pictures"), window)
    _fill(pictures, MenuName.PICTURES, actions)
    for name, menu in menus.items():
        _fill(menu, name, actions)
    menus[MenuName.FILE].insertMenu(actions.save_experiment, recent)
    menus[MenuName.FILE].insertMenu(actions.pack, pictures)
    menus[MenuName.VIEW].insertMenu(actions.larger, languages)
    PanelActions(docks, menus[MenuName.VIEW])


def _fill(menu: QMenu, name: MenuName, actions: Actions) -> None:
    """What the table has for a menu; a line between its sections."""
    section: int | None = None
    for entry in actions.table:
        if entry.stands_in(name):
            if section not in (None, entry.section) and name is entry.menu:
                menu.addSeparator()
            section = entry.section
            menu.addAction(entry.action)


class RunButton(QToolButton):
    """The one coloured button; its icon is light on the accent, where a menu shows that of the theme."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._actions = actions
        self.setProperty("primary", True)
        self.setIconSize(QSize(16, 16))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.clicked.connect(lambda: actions.run.trigger())
        actions.run.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        """Words, state and icon of the action."""
        run = self._actions.run
        self.setText(run.text())
        self.setToolTip(run.toolTip())
        self.setEnabled(run.isEnabled())
        self.setIcon(self._actions.run_icon)
        self.setMinimumWidth(max(WIDTH, self.sizeHint().width()))


class PanelActions(QObject):
    """The panels at the end of the View menu, as they are when it opens: which there are depends on the run."""

    def __init__(self, docks: DockLayout, menu: QMenu) -> None:
        super().__init__(menu)
        self._docks, self._menu = docks, menu
        self._shown: list[QAction] = []
        menu.aboutToShow.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """First what has something to draw, then what would stay empty; a click shows or hides it.

        The columns at the side are not among them: nothing closes these, and each has an action of its own.
        """
        for action in self._shown:
            self._menu.removeAction(action)
        self._shown = []
        for group in self._docks.groups():
            actions = [action for action in (dock.toggleViewAction() for dock in group) if action.isEnabled()]
            if actions:
                self._shown.append(self._menu.addSeparator())
                self._menu.addActions(actions)
                self._shown += actions
