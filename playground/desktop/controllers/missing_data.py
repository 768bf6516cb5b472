"""MissingData: what was opened learned from a folder or file that is not here: it is asked for, and known again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMainWindow

from playground.desktop.controllers.background_command import BackgroundCommand
from playground.desktop.controllers.run_commands import RunCommands
from playground.desktop.i18n.formatting import grouped
from playground.desktop.setup.setup_dock import SetupDock
from playground.desktop.state.experiment_draft import ExperimentDraft
from playground.desktop.widgets import file_dialogs
from playground.desktop.widgets.message_bar import MessageBar, Topic
from playground.foundation.errors import PlaygroundError
from playground.languages.spoken import said

if TYPE_CHECKING:
    from playground.experiment.experiment import Experiment


class MissingData(QObject):
    """The same data goes on with its run, to the bit; other data is a new run. A process of its own compares them."""

    def __init__(
        self, window: QMainWindow, commands: RunCommands, setup: SetupDock, draft: ExperimentDraft, banner: MessageBar
    ) -> None:
        super().__init__(window)
        self._window, self._commands, self._setup, self._draft, self._banner = window, commands, setup, draft, banner
        self._comparing = BackgroundCommand(window)
        self._heard: list[str] = []
        self._soon = QTimer(self)  # after all else that is said on opening
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.find)
        setup.loaded.connect(self._soon.start)

    def find(self) -> None:
        """Ask for what the form's experiment names and is not here."""
        from playground.experiment import data_places

        experiment = self._draft.experiment
        lacking = data_places.missing(experiment) if experiment is not None else None
        if experiment is None or lacking is None:
            return
        path, place, folder = lacking
        name = Path(place).name or place
        count = self._examples(experiment)
        if count:
            words = self.tr("The {0} examples of this recording are not here: choose where “{1}” is now.")
            said_ = words.format(grouped(count), name)
        else:
            said_ = self.tr("The data “{0}” is not here: choose where it is now.").format(name)
        answer = self.tr("Choose its folder …") if folder else self.tr("Choose its file …")
        self._banner.say(said_, (answer, lambda: self._choose(path, name, folder)), topic=Topic.RUN)

    def stop(self) -> None:
        """The window closes."""
        self._comparing.stop()

    def _recording(self, experiment: Experiment) -> Path | None:
        """The recording that is shown, if it is of this experiment."""
        run = self._commands.run
        return run.path if run.started is not None and run.experiment == experiment and not run.active else None

    def _examples(self, experiment: Experiment) -> int:
        """How many the recording learned from and was tested on; 0 where that is not known."""
        from playground.runs import provenance
        from playground.runs.reader import RunReader

        recording = self._recording(experiment)
        if recording is None:
            return 0
        try:
            with RunReader(recording) as reader:
                kept = provenance.known(reader)
        except PlaygroundError:
            return 0
        return kept.train + kept.test if kept is not None else 0

    def _choose(self, path: str, name: str, folder: bool) -> None:
        words = self.tr("Where is “{0}” now?").format(name)
        chosen = file_dialogs.folder(self._window, words) if folder else file_dialogs.to_open(self._window, words, "")
        if chosen is not None:
            self.take(path, chosen)

    def take(self, path: str, place: Path) -> None:
        """The data is here now, the user says."""
        experiment = self._draft.experiment
        recording = self._recording(experiment) if experiment is not None else None
        if recording is None:
            self._put(path, place)
            return
        self._heard = []
        begun = self._comparing.start(
            ["data", str(place), "--of", str(recording), "--json"],
            lambda status, errors: self._compared(path, place, status, errors), heard=self._heard.append,
        )  # fmt: skip
        words = self.tr("Comparing {0} with what the run learned from …") if begun else self.tr(
            "Other data is being looked at; wait for it, then try again."
        )  # fmt: skip
        self._banner.say(words.format(place.name), topic=Topic.RUN)

    def _compared(self, path: str, place: Path, status: int, errors: str) -> None:
        self._banner.dismiss()
        if status != 0 or not self._heard:
            last = errors.splitlines()[-1] if errors else ""
            self._banner.say(last or self.tr("{0} could not be looked at; try another one.").format(place.name))
            return
        found: dict[str, Any] = json.loads(self._heard[-1])
        run = self._commands.run
        if found["same"] and run.experiment is not None:
            run.experiment = run.experiment.changed({path: str(place)})
        self._put(path, place)
        if found["same"]:
            words = self.tr("This is the data that the run learned from: it can go on to the same bits.")
        else:
            difference = said(found["difference"])
            words = self.tr("This is other data ({0}): a new run can learn it, but this one cannot go on with it.")
            words = words.format(difference)
        self._banner.say(words)

    def _put(self, path: str, place: Path) -> None:
        """Into the form, as an edit that can be undone; another place may be missing, too."""
        self._draft.set(path, str(place))
        self._setup.redraw()
        self._setup.changed.emit()
        self.find()
