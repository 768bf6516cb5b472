"""ManyRuns: the queue of the window: what is put into it, and where it is seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMainWindow

from playground.desktop.controllers.actions import Actions
from playground.desktop.runs.queue_dock import QueueDock
from playground.desktop.runs.recordings_dock import RecordingsDock
from playground.desktop.style.theme import Theme
from playground.desktop.widgets.message_bar import MessageBar
from playground.foundation.atomic import save_bytes
from playground.foundation.errors import PlaygroundError

if TYPE_CHECKING:
    from playground.experiment.experiment import Experiment

ASKED = "queued"  # the folder of experiments that no preset has


class ManyRuns(QObject):
    """Puts the experiment of the form into the queue of the folder that new recordings go to.

    Args:
        wanted: the experiment in the form; None while it has problems.
        name: of the preset that it began as.
    """

    def __init__(
        self, window: QMainWindow, actions: Actions, runs: RecordingsDock, folder: Callable[[], Path],
        wanted: Callable[[], Experiment | None], name: Callable[[], str], banner: MessageBar,
        open_file: Callable[[str], None],
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._window, self._runs, self._wanted, self._name = window, runs, wanted, name
        self.dock = QueueDock(folder, window)
        self.dock.failed.connect(banner.say)
        self.dock.opened.connect(open_file)
        actions.queue_up.triggered.connect(self.add)

    def place(self) -> None:
        """The docks of many runs at the foot of the window, one behind the other."""
        for dock in (self._runs, self.dock):
            self._window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
        self._window.tabifyDockWidget(self._runs, self.dock)

    def set_theme(self, theme: Theme) -> None:
        """The dock follows the theme."""
        self.dock.set_theme(theme)

    def add(self) -> None:
        """The experiment as it is now; its place in the queue is seen."""
        experiment = self._wanted()
        if experiment is None:
            return
        queue = self.dock.fill().queue
        try:
            preset = self._preset(experiment, queue.folder)
        except PlaygroundError as error:
            self.dock.failed.emit(str(error))
            return
        taken = {row.run.path.stem for row in queue.rows} | {path.stem for path in queue.folder.glob("*.run")}
        stem = Path(preset).stem if preset.endswith(".toml") else preset
        name = next(name for name in (stem, *(f"{stem} {n}" for n in range(2, len(taken) + 3))) if name not in taken)
        if queue.add(preset, {}, name):
            self.show()

    def show(self) -> None:
        """The dock, before the recordings where these are seen."""
        self.dock.show()
        self.dock.raise_()

    def _preset(self, experiment: Experiment, folder: Path) -> str:
        """The shipped preset that it is, or a file of it beside the queue. Raises PlaygroundError."""
        from playground.experiment import data_places, presets
        from playground.experiment.preset_text import own
        from playground.experiment.writing import to_toml

        known = presets.like(experiment)
        if known is not None:
            return known.name
        place = folder / ASKED
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PlaygroundError(f"{place}: cannot be made ({error.strerror}); choose another folder.") from None
        stem = self._name()
        names = (stem, *(f"{stem} {number}" for number in range(2, 10_000)))
        path = next(place / f"{name}.toml" for name in names if not (place / f"{name}.toml").exists())
        text = to_toml(own(experiment, "loss", 0.0, {}), data_places.for_file(experiment, place)).encode()
        presets.parse(text, path.stem, str(path))
        save_bytes(path, text)
        return f"{ASKED}/{path.name}"
