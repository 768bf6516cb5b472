"""The toolbar and the menus: where the actions are found."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar, QToolButton, QWidget

from playground.desktop.controllers.actions import Actions
from playground.desktop.docking.dock_layout import DockLayout
from playground.desktop.shell.disabled_reason import DisabledReason
from playground.desktop.shell.run_progress import RunProgress


def make_toolbar(
    window: QMainWindow, actions: Actions, speed: QWidget, hindrance: DisabledReason, progress: RunProgress
) -> None:
    """One fixed toolbar: what a run can be told, and how far it is."""
    bar = QToolBar(QCoreApplication.translate("Furniture", "Run"), window)
    bar.setObjectName("toolbar")
    bar.setMovable(False)
    bar.setIconSize(QSize(16, 16))
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    bar.toggleViewAction().setVisible(False)
    for action in (actions.pause, actions.step, actions.stop, actions.reset, actions.go_on):
        bar.addAction(action)
    bar.insertWidget(actions.pause, RunButton(actions))
    bar.addWidget(speed)
    bar.addWidget(hindrance)
    bar.addWidget(progress)
    for action in (actions.export, actions.theme):
        bar.addAction(action)
        button = bar.widgetForAction(action)
        if isinstance(button, QToolButton):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
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
    """Every action is in a menu, with its shortcut beside it."""
    menus = window.menuBar()
    file = menus.addMenu(QCoreApplication.translate("Furniture", "&File"))
    file.addAction(actions.open)
    file.addMenu(recent)
    file.addActions([actions.import_, actions.export])
    pictures = file.addMenu(QCoreApplication.translate("Furniture", "Pictures"))
    pictures.addActions([actions.save_all, actions.save_window, actions.copy_window, actions.animate])
    file.addAction(actions.pack)
    file.addSeparator()
    file.addAction(actions.quit)
    edit = menus.addMenu(QCoreApplication.translate("Furniture", "&Edit"))
    edit.addActions([actions.undo, actions.redo])
    run = menus.addMenu(QCoreApplication.translate("Furniture", "&Run"))
    run.addActions([actions.run, actions.go_on, actions.pause, actions.step, actions.stop, actions.reset])
    run.addSeparator()
    run.addActions([actions.epoch, actions.explain_step, actions.take_back, actions.race])
    run.addSeparator()
    run.addAction(actions.restart)
    view = menus.addMenu(QCoreApplication.translate("Furniture", "&View"))
    view.addActions([actions.present, actions.layout, actions.theme])
    view.addMenu(languages)
    PanelActions(docks, view)
    lesson = menus.addMenu(QCoreApplication.translate("Furniture", "&Lesson"))
    lesson.addActions([actions.present, actions.open, actions.save_lesson])
    helping = menus.addMenu(QCoreApplication.translate("Furniture", "&Help"))
    helping.addActions([actions.shortcuts, actions.about])


class RunButton(QToolButton):
    """The one coloured button; its icon is light on the accent, where a menu shows that of the theme."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._actions = actions
        self.setProperty("primary", True)
        self.setMinimumWidth(92)
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


class PanelActions(QObject):
    """The panels at the end of the View menu, as they are when it opens: which there are depends on the run."""

    def __init__(self, docks: DockLayout, menu: QMenu) -> None:
        super().__init__(menu)
        self._docks, self._menu = docks, menu
        self._shown: list[QAction] = []
        menu.aboutToShow.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """First what has something to draw, then what would stay empty; a click shows or hides it."""
        for action in self._shown:
            self._menu.removeAction(action)
        self._shown = []
        for group in self._docks.groups():
            if group:
                self._shown.append(self._menu.addSeparator())
                actions = [dock.toggleViewAction() for dock in group]
                self._menu.addActions(actions)
                self._shown += actions
