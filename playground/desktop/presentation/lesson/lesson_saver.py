"""LessonSaver: the experiment in the form as one file, with the words and scenes of its lesson."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow, QMessageBox

from playground.desktop.widgets import file_dialogs
from playground.foundation.atomic import save_bytes
from playground.foundation.errors import PlaygroundError
from playground.foundation.product import NAME
from playground.languages.spoken import said

if TYPE_CHECKING:
    from playground.experiment.experiment import Experiment
    from playground.experiment.presets import Preset

LOSS = "loss"  # what an experiment of one's own is judged by, with a band that says nothing


class LessonSaver(QObject):
    """Asks where, writes, and says how it went; an experiment that is no preset's gets plain words.

    Args:
        preset: what was loaded, with its words and scenes.
        wanted: the experiment in the form, None while it has problems.
    """

    def __init__(
        self, window: QMainWindow, preset: Callable[[], Preset | None], wanted: Callable[[], Experiment | None]
    ) -> None:
        super().__init__(window)
        self._window, self._preset, self._wanted = window, preset, wanted

    def ask(self) -> None:
        """Where to; a file that is there is replaced whole or not at all."""
        preset = self._preset()
        if self._wanted() is None:
            self._say(self.tr("The experiment has problems: see the red lines in Setup."))
            return
        kinds = {self.tr("Lessons and presets"): ".toml"}
        name = f"{preset.name if preset is not None else 'experiment'}.toml"
        target = file_dialogs.to_save(self._window, self.tr("Save experiment"), name, kinds)
        if target is not None:
            self.write(target)

    def write(self, path: Path) -> None:
        """Without asking where; what could not be opened again is not written."""
        from playground.experiment import data_places
        from playground.experiment.preset_text import own
        from playground.experiment.presets import parse
        from playground.experiment.writing import to_toml

        preset, experiment = self._preset(), self._wanted()
        if experiment is None:
            return
        experiment = data_places.for_file(experiment, path.parent)
        about = own(experiment, LOSS, 0.0, {}) if preset is None else preset.about
        try:
            text = to_toml(about, experiment, preset.lesson if preset is not None else ()).encode()
            parse(text, path.stem, str(path))
            save_bytes(path, text)
        except PlaygroundError as error:
            self._say(str(error))
        else:
            self._window.statusBar().showMessage(self.tr("Saved {0}").format(path), 6000)

    def _say(self, sentence: str) -> None:
        QMessageBox.warning(self._window, NAME, said(sentence))
