"""Actions: everything one can do, each with its words, icon and shortcut, in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QIcon, QKeySequence

from playground.desktop.i18n.formatting import grouped
from playground.desktop.state.run_state import Run
from playground.desktop.style.icons import icon
from playground.desktop.style.theme import Theme
from playground.protocol.events import RunState

if TYPE_CHECKING:
    from playground.experiment.experiment import Experiment


class Actions(QObject):
    """The window connects them; toolbar and menus show them."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._icons: dict[QAction, str] = {}
        self.run_icon = QIcon()  # on the accent
        self._make_run_actions()
        self._make_file_actions()
        self._make_window_actions()

    def _make_run_actions(self) -> None:
        self.run = self._make(self.tr("Run"), "F5", "run", self.tr("Train the experiment, or go on after a pause"))
        self.pause = self._make(self.tr("Pause"), "F6", "pause", self.tr("Hold after the current step"))
        self.step = self._make(self.tr("Step"), "F7", "step", self.tr("Take one training step, then hold"))
        self.epoch = self._make(
            self.tr("One epoch"),
            "Shift+F7",
            "",
            self.tr("Take the steps that show every training example once, then hold"),
        )
        self.explain_step = self._make(
            self.tr("Explain the next step"), "Ctrl+F7", "", self.tr("Forward, loss, backward and update of one weight")
        )
        self.take_back = self._make(
            self.tr("Undo the last intervention"), "Ctrl+Shift+U", "", self.tr("Take back the newest change in force")
        )
        self.stop = self._make(self.tr("Stop"), "F8", "stop", self.tr("End the run; it stays recorded"))
        self.reset = self._make(self.tr("Reset"), "F9", "reset", self.tr("Clear the pictures for a fresh start"))
        self.go_on = self._make(self.tr("Resume"), "Shift+F5", "run", self.tr("Go on with the run that has ended"))
        self.go_on.setVisible(False)
        self.race = self._make(
            self.tr("Race …"), "Ctrl+Shift+R", "", self.tr("Two experiments on the same batches, step by step")
        )

    def _make_file_actions(self) -> None:
        self.open = self._make(
            self.tr("Open …"), QKeySequence.StandardKey.Open, "folder", self.tr("Open a preset or a recording")
        )
        self.export = self._make(
            self.tr("Export weights and code …"), "Ctrl+E", "save",
            self.tr("Save this run's weights, its model as ONNX, or both as a script or notebook of their own"),
        )  # fmt: skip
        self.import_ = self._make(
            self.tr("Import weights …"), "Ctrl+I", "", self.tr("Start a new run from a .safetensors or .pt file")
        )
        self.save_all = self._make(
            self.tr("Save all panels …"), "Ctrl+Shift+S", "save", self.tr("Each visible panel as a picture of its own")
        )
        self.save_window = self._make(
            self.tr("Save picture of the window …"), "", "", self.tr("All visible panels in their places")
        )
        self.copy_window = self._make(
            self.tr("Copy picture of the window"),
            "Ctrl+Shift+C",
            "copy",
            self.tr("All visible panels, together"),
        )
        self.animate = self._make(
            self.tr("Save animation …"), "Ctrl+Shift+A", "", self.tr("A panel, or all, over the recorded training")
        )
        self.pack = self._make(
            self.tr("Save lecture pack …"), "Ctrl+Shift+P", "",
            self.tr("Pictures, animation, weights, code, a handout and the recording in one file"),
        )  # fmt: skip

    def _make_window_actions(self) -> None:
        self.undo = self._make(self.tr("Undo"), QKeySequence.StandardKey.Undo, "undo", self.tr("Undo the last edit"))
        self.redo = self._make(self.tr("Redo"), QKeySequence.StandardKey.Redo, "redo", self.tr("Redo the edit"))
        self.theme = self._make(self.tr("Dark"), "Ctrl+T", "moon", self.tr("Switch between light and dark"))
        self.present = self._make(
            self.tr("Presentation"), "F11", "", self.tr("The lesson, or the panels alone, on the whole screen")
        )
        self.save_lesson = self._make(
            self.tr("Save lesson …"), "Ctrl+S", "", self.tr("Experiment, words and scenes as one file")
        )
        self.layout = self._make(self.tr("Default layout"), "", "", self.tr("Put all panels back in their places"))
        self.restart = self._make(
            self.tr("Restart engine"), "", "", self.tr("Replace an engine that no longer answers; the run ends")
        )
        self.shortcuts = self._make(self.tr("Keyboard shortcuts"), "F1", "", self.tr("Every key on one sheet"))
        self.about = self._make(self.tr("About"), "", "", self.tr("Versions, licences, diagnostics to copy"))
        self.quit = self._make(self.tr("Quit"), QKeySequence.StandardKey.Quit, "", self.tr("Close the program"))

    def set_theme(self, theme: Theme) -> None:
        """Redraw the icons in the theme's colours; the theme action offers the other theme."""
        self._icons[self.theme] = "sun" if theme.name == "dark" else "moon"
        self.theme.setText(self.tr("Light") if theme.name == "dark" else self.tr("Dark"))
        self.run_icon = icon("run", theme, on_accent=True)
        for action, name in self._icons.items():
            action.setIcon(icon(name, theme))

    def follow(self, run: Run, runnable: bool) -> None:
        """Enable what makes sense now; ``runnable``: the form holds an experiment without problems."""
        paused = run.state is RunState.PAUSED
        self.run.setEnabled(run.can_run and (runnable or paused))
        self.run.setText(self.tr("Continue") if paused else self.tr("Run"))
        self.pause.setEnabled(run.can_pause)
        self.step.setEnabled(paused or (not run.active and runnable))
        self.stop.setEnabled(run.can_stop)
        self.reset.setEnabled(run.state is not None)
        self.export.setEnabled(run.saved_step is not None)
        self.import_.setEnabled(runnable and (not run.active or run.foreign))

    def offer(self, run: Run, experiment: Experiment | None) -> None:
        """Resume a run that ended early, or extend one to the length in the form; seen only while one is possible."""
        total = run.extension(experiment)
        resumable = run.resumable and run.saved_step is not None
        if total is not None:
            self.go_on.setText(self.tr("Extend to {0} steps").format(grouped(total)))
        elif resumable:
            self.go_on.setText(self.tr("Resume from step {0}").format(grouped(run.saved_step or 0)))
        self.go_on.setVisible(total is not None or resumable)

    def _make(self, text: str, shortcut: str | QKeySequence.StandardKey, icon_name: str, help_text: str) -> QAction:
        action = QAction(text, self)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{help_text} ({keys})" if keys else help_text)
        action.setStatusTip(help_text)
        if icon_name:
            self._icons[action] = icon_name
        return action
