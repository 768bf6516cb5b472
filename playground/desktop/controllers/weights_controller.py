"""WeightsController: a run's weights and code to a file, and weights from a file into a new run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow, QMessageBox

from playground.desktop.controllers.background_command import BackgroundCommand
from playground.desktop.controllers.run_commands import RunCommands
from playground.desktop.widgets import file_dialogs
from playground.foundation.product import NAME
from playground.languages import spoken

if TYPE_CHECKING:
    from playground.experiment.experiment import Experiment

IMPORTED = (".safetensors", ".pt", ".pth", ".ckpt", ".tar")


class WeightsController(QObject):
    """Asks where, has it done by a process of its own, and says how it went.

    Args:
        wanted: the experiment in the form, None while it has problems.
    """

    accepted = Signal(Path, object)  # a file whose weights fit, and the Experiment that they fit

    def __init__(self, window: QMainWindow, commands: RunCommands, wanted: Callable[[], Experiment | None]) -> None:
        super().__init__(window)
        self._window = window
        self._commands = commands
        self._wanted = wanted
        self.errand = BackgroundCommand(self)

    def ask_export(self) -> None:
        """The newest checkpoint; a run that is on writes one while its user picks a name and a kind of file."""
        commands = self._commands
        commands.save()
        if commands.run.path is None or commands.run.saved_step is None:
            self._say(self.tr("There are no weights yet: run the experiment first."))
            return
        recording, proposed = commands.run.path, f"{commands.run.path.stem}.safetensors"
        target = file_dialogs.to_save(self._window, self.tr("Export weights and code"), proposed, self._kinds())
        if target is not None:
            self.export(recording, target)

    def export(self, recording: Path, target: Path) -> None:
        """Export without asking where."""

        def done(status: int, said: str) -> None:
            if status:
                self._say(said or self.tr("{0} was not saved; try again.").format(target))
                return
            self._window.statusBar().showMessage(self.tr("Saved {0}").format(target), 6000)

        words = ["export", str(recording.absolute()), "--to", str(target.absolute())]
        self._begin([*words, "--language", spoken.language().split("_")[0]], done)

    def ask_import(self) -> None:
        """Weights chosen by the user, for a new run of the experiment in the form."""
        kinds = self.tr("Weights") + f" ({' '.join(f'*{ending}' for ending in IMPORTED)})"
        chosen = file_dialogs.to_open(self._window, self.tr("Import weights"), kinds)
        if chosen is not None:
            self.take(chosen)

    def take(self, path: Path) -> None:
        """Compare the weights with the model of the form; ``accepted`` if they fit, else one sentence and no change."""
        experiment = self._wanted()
        if experiment is None:
            self._say(self.tr("The experiment has a problem: solve it first, then import weights into it."))
            return
        if self.hindered():
            return

        def done(status: int, said: str) -> None:
            self._window.statusBar().clearMessage()
            if status:
                self._say(said or self.tr("{0} could not be compared with the model; try again.").format(path))
            elif not self.hindered():
                self.accepted.emit(path, experiment)

        self._begin(["weights", str(path.absolute()), "--of", "-"], done, experiment.to_json())

    def hindered(self) -> bool:
        """Say so if a run is on, which other weights would end."""
        if self._commands.run.active and not self._commands.run.foreign:
            self._say(self.tr("Training in progress: stop it first, then import the weights. It stays recorded."))
            return True
        return False

    def stop(self) -> None:
        """The window closes."""
        self.errand.stop()

    def _begin(self, words: list[str], done: Callable[[int, str], None], given: str = "") -> None:
        if self.errand.start(words, done, given):
            self._window.statusBar().showMessage(self.tr("Working …"))
        else:
            self._say(self.tr("The last export or import is not done yet: wait a moment, then try again."))

    def _kinds(self) -> dict[str, str]:
        """Kind of file, as the dialog names it → ending."""
        return {
            self.tr("Weights, safetensors"): ".safetensors",
            self.tr("Weights, PyTorch state_dict"): ".pt",
            self.tr("Model, ONNX"): ".onnx",
            self.tr("Python script with weights beside it"): ".py",
            self.tr("Notebook with weights beside it"): ".ipynb",
        }

    def _say(self, sentence: str) -> None:
        QMessageBox.warning(self._window, NAME, spoken.said(sentence))
