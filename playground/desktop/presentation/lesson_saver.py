"""LessonSaver: a lesson as one file: the experiment in the form, its words and its scenes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow, QMessageBox

from playground.desktop.widgets import file_dialogs
from playground.foundation.errors import PlaygroundError
from playground.foundation.versions import NAME
from playground.languages.spoken import said
from playground.runs.atomic import save_bytes

if TYPE_CHECKING:
    from playground.experiment.experiment import Experiment
    from playground.experiment.presets import Preset


class LessonSaver(QObject):
    """Asks where, writes, and says how it went.

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
        if preset is None:
            self._say(self.tr("There are no words to keep with this experiment: choose a preset first."))
            return
        if self._wanted() is None:
            self._say(self.tr("The experiment has problems: see the red lines in Setup."))
            return
        kinds = {self.tr("Lessons and presets"): ".toml"}
        target = file_dialogs.to_save(self._window, self.tr("Save lesson"), f"{preset.name}.toml", kinds)
        if target is not None:
            self.write(target)

    def write(self, path: Path) -> None:
        """Without asking where; what could not be opened again is not written."""
        from playground.experiment.presets import parse
        from playground.experiment.writing import to_toml

        preset, experiment = self._preset(), self._wanted()
        if preset is None or experiment is None:
            return
        try:
            text = to_toml(preset.about, experiment, preset.lesson).encode()
            parse(text, path.stem, str(path))
            save_bytes(path, text)
        except PlaygroundError as error:
            self._say(str(error))
        else:
            self._window.statusBar().showMessage(self.tr("Saved {0}").format(path), 6000)

    def _say(self, sentence: str) -> None:
        QMessageBox.warning(self._window, NAME, said(sentence))
