"""The toolbar and the menus: where the actions are found."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QMainWindow, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from playground.desktop.actions import Actions
from playground.desktop.progress import Progress


def make_toolbar(window: QMainWindow, actions: Actions, speed: QWidget, progress: Progress) -> None:
    """One fixed toolbar: what a run can be told, and how far it is."""
    bar = QToolBar(QCoreApplication.translate("Furniture", "Run"), window)
    bar.setObjectName("toolbar")
    bar.setMovable(False)
    bar.setIconSize(QSize(16, 16))
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    bar.toggleViewAction().setVisible(False)
    for action in (actions.run, actions.pause, actions.step, actions.stop, actions.reset, actions.go_on):
        bar.addAction(action)
    run = bar.widgetForAction(actions.run)
    if isinstance(run, QToolButton):
        run.setProperty("primary", True)
        run.setMinimumWidth(92)
    bar.addWidget(speed)
    spacer = QWidget()
    spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    bar.addWidget(spacer)
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


def fill_menus(window: QMainWindow, actions: Actions, languages: QMenu, recent: QMenu) -> None:
    """Every action is in a menu, with its shortcut beside it."""
    menus = window.menuBar()
    file = menus.addMenu(QCoreApplication.translate("Furniture", "File"))
    file.addAction(actions.open)
    file.addMenu(recent)
    file.addActions([actions.import_, actions.export])
    pictures = file.addMenu(QCoreApplication.translate("Furniture", "Pictures"))
    pictures.addActions([actions.save_all, actions.save_window, actions.copy_window, actions.animate])
    file.addAction(actions.pack)
    file.addSeparator()
    file.addAction(actions.quit)
    edit = menus.addMenu(QCoreApplication.translate("Furniture", "Edit"))
    edit.addActions([actions.undo, actions.redo])
    run = menus.addMenu(QCoreApplication.translate("Furniture", "Run"))
    run.addActions([actions.run, actions.go_on, actions.pause, actions.step, actions.stop, actions.reset])
    run.addSeparator()
    run.addActions([actions.epoch, actions.explain_step, actions.take_back, actions.race])
    run.addSeparator()
    run.addAction(actions.restart)
    view = menus.addMenu(QCoreApplication.translate("Furniture", "View"))
    panels = window.createPopupMenu()
    if panels is not None:
        panels.setParent(view, panels.windowFlags())
        view.addActions(panels.actions())
    view.addSeparator()
    view.addActions([actions.present, actions.layout, actions.theme])
    view.addMenu(languages)
    lesson = menus.addMenu(QCoreApplication.translate("Furniture", "Lesson"))
    lesson.addActions([actions.present, actions.open, actions.save_lesson])
    helping = menus.addMenu(QCoreApplication.translate("Furniture", "Help"))
    helping.addActions([actions.shortcuts, actions.about])
