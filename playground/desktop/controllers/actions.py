"""Actions: everything one can do, each with its words, icon, key and menu, in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QIcon, QKeySequence

from playground.desktop.controllers.action_entry import ActionEntry, MenuName
from playground.desktop.i18n.formatting import grouped
from playground.desktop.state.run_state import Run
from playground.desktop.style.icons import icon
from playground.desktop.style.theme import Theme
from playground.protocol.events import RunState

if TYPE_CHECKING:
    from playground.experiment.experiment import Experiment

FILE, PICTURES, EDIT, RUN, VIEW, LESSON, HELP = MenuName


class Actions(QObject):
    """The window connects them; toolbar, menus, palette and the sheet of keys show them.

    Attributes:
        table: all of them, in the order of the menus.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._icons: dict[QAction, str] = {}
        self.table: list[ActionEntry] = []
        self.run_icon = QIcon()  # on the accent
        self._make_file_actions()
        self._make_picture_actions()
        self._make_edit_actions()
        self._make_run_actions()
        self._make_view_actions()
        self._make_help_actions()

    def _make_file_actions(self) -> None:
        self.new = self._make(
            FILE,
            self.tr("New experiment …"),
            "Ctrl+N",
            "plus",
            self.tr("Choose an architecture and a task that fits it"),
        )
        self.open = self._make(
            FILE, self.tr("Open …"), QKeySequence.StandardKey.Open, "folder", self.tr("Open a preset or a recording"),
            also=LESSON,
        )  # fmt: skip
        self.save_experiment = self._make(
            FILE, self.tr("Save experiment …"), "Ctrl+S", "save",
            self.tr("The experiment, with the words and scenes of its lesson, as one file"), also=LESSON,
        )  # fmt: skip
        self._make_own_actions()
        self.import_ = self._make(
            FILE, self.tr("Import weights …"), "Ctrl+I", "",
            self.tr("Start a new run from a .safetensors or .pt file"), 1,
        )  # fmt: skip
        self.export = self._make(
            FILE, self.tr("Export weights and code …"), "Ctrl+E", "save",
            self.tr("Save this run's weights, its model as ONNX, or both as a script or notebook of their own"), 1,
        )  # fmt: skip
        self.pack = self._make(
            FILE, self.tr("Save lecture pack …"), "Ctrl+Shift+P", "",
            self.tr("Pictures, animation, weights, code, a handout and the recording in one file"), 2,
        )  # fmt: skip
        self.quit = self._make(
            FILE, self.tr("Quit"), QKeySequence.StandardKey.Quit, "", self.tr("Close the program"), 3
        )  # fmt: skip

    def _make_own_actions(self) -> None:
        self.own_pictures = self._make(
            FILE, self.tr("Pictures or sounds of your own …"), "", "",
            self.tr("Look at a folder with a folder of pictures or sounds for each class, and set up an experiment"), 1,
        )  # fmt: skip
        self.own_table = self._make(
            FILE, self.tr("Table or text of your own …"), "", "",
            self.tr("Look at a series, rows with classes, a text or pairs of sentences, and set up an experiment"), 1,
        )  # fmt: skip
        self.collect = self._make(
            FILE, self.tr("Collect pictures or sounds …"), "", "",
            self.tr("Record classes with the camera or the microphone, and set up an experiment"), 1,
        )  # fmt: skip
        self.own_model = self._make(
            FILE, self.tr("Model of your own …"), "", "",
            self.tr("Try a Python file that defines a model, and set up an experiment with it"), 1,
        )  # fmt: skip

    def _make_picture_actions(self) -> None:
        self.save_all = self._make(
            PICTURES, self.tr("Save all panels …"), "Ctrl+Shift+S", "save",
            self.tr("Each visible panel as a picture of its own"),
        )  # fmt: skip
        self.save_window = self._make(
            PICTURES, self.tr("Save picture of the window …"), "", "", self.tr("All visible panels in their places")
        )
        self.copy_window = self._make(
            PICTURES, self.tr("Copy picture of the window"), "Ctrl+Shift+C", "copy",
            self.tr("All visible panels, together"),
        )  # fmt: skip
        self.animate = self._make(
            PICTURES, self.tr("Save animation …"), "Ctrl+Shift+A", "",
            self.tr("A panel, or all, over the recorded training"),
        )  # fmt: skip

    def _make_edit_actions(self) -> None:
        self.undo = self._make(
            EDIT, self.tr("Undo"), QKeySequence.StandardKey.Undo, "undo", self.tr("Undo the last edit")
        )
        self.redo = self._make(EDIT, self.tr("Redo"), QKeySequence.StandardKey.Redo, "redo", self.tr("Redo the edit"))
        self.palette = self._make(
            EDIT, self.tr("Command palette …"), "Ctrl+K", "",
            self.tr("Find a command, a panel or a preset by its name"), 1,
        )  # fmt: skip

        self.preferences = self._make(
            EDIT, self.tr("Preferences …"), "Ctrl+,", "", self.tr("Language, theme, type size and recordings"), 1
        )

    def _make_run_actions(self) -> None:
        self.run = self._make(RUN, self.tr("Run"), "F5", "run", self.tr("Train the experiment, or go on after a pause"))
        self.go_on = self._make(RUN, self.tr("Resume"), "Shift+F5", "run", self.tr("Go on with the run that has ended"))
        self.go_on.setVisible(False)
        self.pause = self._make(RUN, self.tr("Pause"), "F6", "pause", self.tr("Hold after the current step"))
        self.step = self._make(RUN, self.tr("Step"), "F7", "step", self.tr("Take one training step, then hold"))
        self.stop = self._make(RUN, self.tr("Stop"), "F8", "stop", self.tr("End the run; it stays recorded"))
        self.reset = self._make(RUN, self.tr("Reset"), "F9", "reset", self.tr("Clear the pictures for a fresh start"))
        self.epoch = self._make(
            RUN, self.tr("One epoch"), "Shift+F7", "",
            self.tr("Take the steps that show every training example once, then hold"), 1,
        )  # fmt: skip
        self.explain_step = self._make(
            RUN, self.tr("Explain the next step"), "Ctrl+F7", "",
            self.tr("Forward, loss, backward and update of one weight"), 1,
        )  # fmt: skip
        self.take_back = self._make(
            RUN, self.tr("Undo the last intervention"), "Ctrl+Shift+U", "",
            self.tr("Take back the newest change in force"), 1,
        )  # fmt: skip
        self.queue_up = self._make(
            RUN, self.tr("Add to queue"), "Ctrl+Shift+Q", "",
            self.tr("Train this experiment later, beside this window and also after it closes"), 1,
        )  # fmt: skip
        self.five_seeds = self._make(
            RUN, self.tr("Train with five seeds"), "", "",
            self.tr("In the queue, with this seed and the next four: how much of the result is luck?"), 1,
        )  # fmt: skip
        self.race = self._make(
            RUN, self.tr("Race …"), "Ctrl+Shift+R", "race",
            self.tr("Two experiments on the same batches, step by step"), 1,
        )  # fmt: skip
        self.restart = self._make(
            RUN, self.tr("Restart engine"), "", "",
            self.tr("Replace an engine that no longer answers; the run ends"), 2,
        )  # fmt: skip

    def _make_view_actions(self) -> None:
        self.present = self._make(
            VIEW, self.tr("Presentation"), "F11", "present",
            self.tr("The lesson, or the panels alone, on the whole screen"), also=LESSON,
        )  # fmt: skip
        self.lesson = self._make(
            VIEW, self.tr("Lesson"), "Ctrl+L", "lesson", self.tr("The lesson in the window, scene by scene"),
            also=LESSON,
        )  # fmt: skip
        self.layout = self._make(
            VIEW, self.tr("Default layout"), "", "", self.tr("Put all panels back in their places")
        )  # fmt: skip
        self.fold = self._make(
            VIEW,
            self.tr("Experiment column"),
            "Ctrl+B",
            "",
            self.tr("Fold the column of presets and setup away, or not"),
        )
        self.theme = self._make(
            VIEW, self.tr("Dark"), "Ctrl+T", "moon", self.tr("Switch between light and dark")
        )  # fmt: skip

        self.larger = self._make(
            VIEW, self.tr("Larger type"), QKeySequence.StandardKey.ZoomIn, "", self.tr("Everything larger"), 1
        )
        self.smaller = self._make(
            VIEW, self.tr("Smaller type"), QKeySequence.StandardKey.ZoomOut, "", self.tr("Everything smaller"), 1
        )
        self.usual_size = self._make(
            VIEW, self.tr("Usual type size"), "Ctrl+0", "", self.tr("As large as it was at first"), 1
        )
        self.larger.setShortcuts([*self.larger.shortcuts(), QKeySequence("Ctrl+=")])

    def _make_help_actions(self) -> None:
        self.shortcuts = self._make(HELP, self.tr("Keyboard shortcuts"), "F1", "", self.tr("Every key on one sheet"))
        self.own_things = self._make(
            HELP, self.tr("Your data, your model"), "", "",
            self.tr("What to drop on the window, how files have to lie, and the commands for it"),
        )  # fmt: skip
        self.about = self._make(HELP, self.tr("About"), "", "", self.tr("Versions, licences, diagnostics to copy"))

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
        self.queue_up.setEnabled(runnable)
        self.five_seeds.setEnabled(runnable)
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

    def _make(
        self, menu: MenuName, text: str, shortcut: str | QKeySequence.StandardKey, icon_name: str, help_text: str,
        section: int = 0, also: MenuName | None = None,
    ) -> QAction:  # fmt: skip
        action = QAction(text, self)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{help_text} ({keys})" if keys else help_text)
        action.setStatusTip(help_text)
        if icon_name:
            self._icons[action] = icon_name
        self.table.append(ActionEntry(action, menu, section, also))
        return action
