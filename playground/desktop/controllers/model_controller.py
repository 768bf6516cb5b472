"""ModelController: a Python file with a model of the user's own: asked about, tried by the engine, and set up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDateTime, QObject, Qt, Signal
from PySide6.QtWidgets import QMainWindow, QMessageBox, QWidget

from playground.desktop.controllers.run_commands import RunCommands
from playground.desktop.i18n.formatting import grouped
from playground.desktop.setup.setup_dock import SetupDock
from playground.desktop.state.experiment_draft import OWN, ExperimentDraft
from playground.desktop.widgets import file_dialogs
from playground.desktop.widgets.message_bar import MessageBar
from playground.foundation import consent
from playground.foundation.consent import PythonFile
from playground.foundation.errors import ModelFileError, PlaygroundError

if TYPE_CHECKING:
    from playground.experiment.experiment import Experiment

Report = Mapping[str, Any]


class ModelController(QObject):
    """Says ``chosen`` with an experiment of the file. No code of a file is run before the user has seen which it is."""

    chosen = Signal(str, object)  # a name for its recordings, an Experiment

    def __init__(
        self, window: QMainWindow, commands: RunCommands, setup: SetupDock, draft: ExperimentDraft, banner: MessageBar
    ) -> None:
        super().__init__(window)
        self._window, self._commands, self._setup, self._draft, self._banner = window, commands, setup, draft, banner
        self._failed: dict[str, str] = {}  # what was tried → why it does not work
        self._asking = self._offered = ""
        self.told: QMessageBox | None = None
        setup.changed.connect(self.follow)

    def ask_file(self) -> None:
        """A file that the user chooses."""
        path = file_dialogs.to_open(self._window, self.tr("A model of your own"), self.tr("Python files (*.py)"))
        if path is not None:
            self.take(path)

    def take(self, path: Path) -> None:
        """A file that the user named: its code is run once that is allowed, and its model set up on the task shown."""
        try:
            file = consent.read(path)
            experiment = self._experiment(file)
        except PlaygroundError as error:
            self._banner.say(str(error))
            return
        self._allow(file, lambda: self._try(file, experiment))

    def permit(self, experiment: Experiment, go: Callable[[], None], above: QWidget | None = None) -> str:
        """Go on at once, or once the user has allowed the code that the experiment needs; asked ``above`` a window.

        Returns why not at once; empty where it went on.
        """
        own: Any = experiment.architecture
        if own.kind == OWN:
            try:
                consent.allowed(own.file, own.sha256)
            except ModelFileError as error:
                self._settle(own, str(error), go, above)
                return str(error)
        go()
        return ""

    def follow(self) -> None:
        """The model in the form is not known on its task, or with its settings: have it tried."""
        asked = self._draft.untried
        if asked is None:
            self._asking = ""
            return
        own: Any = asked.architecture
        key = self._key(asked)
        if key in self._failed:
            self._draft.blame(self._failed[key])
        else:
            try:
                consent.allowed(own.file, own.sha256)
            except ModelFileError as error:
                self._draft.blame(str(error))
                self._offer(key, own, str(error))
            else:
                self._draft.blame(self.tr("{0} is being tried on this task …").format(Path(own.file).name))
                if key != self._asking:
                    self._asking = key
                    self._commands.describe(asked, lambda report: self._tried(key, report))
        self._setup.redraw()

    def _experiment(self, file: PythonFile) -> Experiment:
        """The file's model on the task that is shown, trained as is shown."""
        from playground.architectures.own.settings import OwnSettings
        from playground.experiment import presets

        shown = self._draft.experiment or presets.find("cnn-digits").experiment
        return shown.model_copy(update={"architecture": OwnSettings.of(file)})

    def _try(self, file: PythonFile, experiment: Experiment) -> None:
        self._asking = ""
        self._banner.say(self.tr("{0} is being tried …").format(file.path.name))
        self._commands.describe(experiment, lambda report: self._set_up(file, experiment, report))

    def _set_up(self, file: PythonFile, experiment: Experiment, report: Report) -> None:
        """Its model on the task; a model that only does not fit this task is shown, too, so that another is chosen."""
        self._banner.dismiss()
        if report["error"]:
            self._banner.say(report["error"], (self.tr("Try again"), lambda: self.take(file.path)))
            if not report["table"]:
                return
        try:
            made = _with(experiment, report)
        except PlaygroundError as error:
            self._banner.say(str(error))
            return
        if report["error"]:
            self._failed[self._key(made)] = report["error"]
        self.chosen.emit(file.path.stem, made)

    def _tried(self, key: str, report: Report) -> None:
        if key != self._asking:
            return
        self._asking = ""
        if report["error"]:
            self._failed[key] = report["error"]
            self._banner.say(report["error"], (self.tr("Try again"), lambda: self._again(key)))
        else:
            self._draft.learn(_found(report))
        self._setup.redraw()
        self._setup.changed.emit()

    def _again(self, key: str) -> None:
        """A file that has changed since is another one, and asked about."""
        self._failed.pop(key, None)
        self._setup.changed.emit()

    @staticmethod
    def _key(asked: Experiment) -> str:
        """What decides how its trial ends."""
        own: Any = asked.architecture
        return f"{own.sha256} {own.model} {sorted(own.settings.items())!r} {asked.task!r} {asked.training.seed}"

    def _offer(self, key: str, own: Any, problem: str) -> None:
        """Say once what keeps a file from being tried, and ask when the user wants to be asked."""
        if self._offered != key:
            self._offered = key
            again: Callable[[], None] = self._setup.changed.emit
            self._banner.say(problem, (self.tr("Allow it …"), lambda: self._settle(own, problem, again)))

    def _settle(self, own: Any, problem: str, go: Callable[[], None], above: QWidget | None = None) -> None:
        """The file is not allowed yet, has changed, or is not here."""
        try:
            file = consent.read(Path(own.file))
        except ModelFileError:
            self._banner.say(problem, (self.tr("Choose its file …"), lambda: self._choose(own, go)))
            return
        if file.sha256 == own.sha256:
            self._allow(file, go, above)
        else:
            self._banner.say(problem, (self.tr("Take it as it is now …"), lambda: self.take(file.path)))

    def _choose(self, own: Any, go: Callable[[], None]) -> None:
        """The same text at another place goes on; another text is another model."""
        path = file_dialogs.to_open(self._window, self.tr("A model of your own"), self.tr("Python files (*.py)"))
        if path is None:
            return
        try:
            file = consent.read(path)
        except ModelFileError as error:
            self._banner.say(str(error))
            return
        if file.sha256 == own.sha256:
            self._allow(file, go)
        else:
            self.take(path)

    def _allow(self, file: PythonFile, go: Callable[[], None], above: QWidget | None = None) -> None:
        """Go on where this text at this place was allowed before; else ask."""
        if consent.is_given(file):
            go()
            return
        self.told = box = QMessageBox(above or self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(self.tr("Model of your own"))
        box.setText(self.tr("Run this file's code?"))
        box.setInformativeText(self._about(file))
        box.setDetailedText(file.text)
        box.addButton(self.tr("Run its code"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.accepted.connect(lambda: self._allowed(file, go))
        box.finished.connect(self._forget)
        box.open()

    def _about(self, file: PythonFile) -> str:
        changed = QDateTime.fromSecsSinceEpoch(int(file.changed)).toString("yyyy-MM-dd HH:mm")
        words = self.tr("{0} lines, changed at {1}").format(grouped(file.lines), changed)
        again = [self.tr("It has changed since it was allowed.")] if consent.was_given(file.path) else []
        warning = self.tr("It can do whatever you can do on this machine: run it only if you know whose it is.")
        return "\n".join([str(file.path), words, *again, "", warning])

    def _allowed(self, file: PythonFile, go: Callable[[], None]) -> None:
        try:
            consent.give(file)
        except ModelFileError as error:
            self._banner.say(str(error))
            return
        go()

    def _forget(self) -> None:
        self.told = None


def _found(report: Report) -> dict[str, Any]:
    from playground.architectures.own.settings import OwnSettings

    return OwnSettings.found(report)


def _with(experiment: Experiment, report: Report) -> Experiment:
    """What was found, without layers where they do not fit. Raises SettingsError."""
    values = experiment.values()
    values["architecture"] |= _found(report) | ({"table": []} if report["error"] else {})
    return experiment.parse(values)
