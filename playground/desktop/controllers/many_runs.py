"""ManyRuns: queue and sweep in the window: what is put into the one, what is opened in the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Qt, SignalInstance
from PySide6.QtWidgets import QMainWindow

from playground.desktop.controllers.actions import Actions
from playground.desktop.runs.foot_dock import FootDock
from playground.desktop.runs.recordings_dock import RecordingsDock
from playground.desktop.style.theme import Theme
from playground.desktop.widgets.message_bar import MessageBar
from playground.foundation.atomic import save_bytes
from playground.foundation.errors import PlaygroundError
from playground.languages.spoken import said

if TYPE_CHECKING:
    from playground.desktop.runs.queue_view import QueueView
    from playground.desktop.runs.sweep_view import SweepView
    from playground.experiment.experiment import Experiment

ASKED = "queued"  # the folder of experiments that no preset has
SEEDS = 5  # of one experiment, trained by one click


class Doors(Protocol):
    """Where experiments and files come in."""

    @property
    def sweep_found(self) -> SignalInstance:
        """A folder of a sweep was opened."""

    def open_file(self, name: str) -> None:
        """Show what a file holds."""

    def begin(self, name: str, experiment: Experiment) -> None:
        """Set an experiment up."""


class ManyRuns(QObject):
    """Puts the experiment of the form into the queue of the folder that new recordings go to.

    Args:
        wanted: the experiment in the form; None while it has problems.
        name: of the preset that it began as.
    """

    def __init__(
        self, window: QMainWindow, actions: Actions, runs: RecordingsDock, folder: Callable[[], Path],
        wanted: Callable[[], Experiment | None], name: Callable[[], str], banner: MessageBar,
        doors: Doors,
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._window, self._runs, self._wanted, self._name = window, runs, wanted, name
        self._folder, self._doors, self._say = folder, doors, banner.say
        self.queue: QueueView | None = None
        self.sweep: SweepView | None = None
        self.dock = FootDock("queue", self.tr("Queue"), self._make_queue, window)
        self.sweep_dock = FootDock("sweep", self.tr("Sweep"), self._make_sweep, window)
        doors.sweep_found.connect(self.show_sweep)
        actions.queue_up.triggered.connect(lambda: self.add())
        actions.five_seeds.triggered.connect(lambda: self.train_with_seeds())
        runs.seeds_wanted.connect(self.train_again_with_seeds)

    def place(self) -> None:
        """The docks of many runs at the foot of the window, one behind the other."""
        for dock in (self._runs, self.dock, self.sweep_dock):
            self._window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
        self._window.tabifyDockWidget(self._runs, self.dock)
        self._window.tabifyDockWidget(self.dock, self.sweep_dock)

    def set_theme(self, theme: Theme) -> None:
        """The docks follow the theme."""
        self.dock.set_theme(theme)
        self.sweep_dock.set_theme(theme)

    def add(self, seeds: int = 0, recorded: tuple[Experiment, str] | None = None) -> bool:
        """The experiment as it is now, or with so many seeds from its own on; its place in the queue is seen.

        False: it could not be put in, which is told.

        Args:
            recorded: another one than that of the form, and its name.
        """
        from playground.sweeps.plan import SEED

        experiment, name = recorded or (self._wanted(), self._name())
        if experiment is None:
            return False
        self.dock.fill()
        assert self.queue is not None
        queue = self.queue.queue
        try:
            preset = self._preset(experiment, queue.folder, name)
        except PlaygroundError as error:
            self._say(said(str(error)))
            return False
        numbers = [(experiment.training.seed + number) % 2**31 for number in range(seeds)]
        asked = {f" seed {seed}": {SEED: seed} for seed in numbers} or {"": {}}
        stem = Path(preset).stem if preset.endswith(".toml") else preset
        taken = {row.run.path.stem for row in queue.rows} | {path.stem for path in queue.folder.glob("*.run")}
        stems = (stem, *(f"{stem} {n}" for n in range(2, len(taken) + 3)))
        stem = next(one for one in stems if not any(f"{one}{ending}" in taken for ending in asked))
        if not queue.add_all([(preset, changes, f"{stem}{ending}") for ending, changes in asked.items()]):
            return False
        self.show()
        return True

    def train_with_seeds(self, recorded: tuple[Experiment, str] | None = None) -> None:
        """This experiment with five seeds, at once and one after the other, beside the window."""
        if self.add(SEEDS, recorded) and self.queue is not None:
            self.queue.begin()

    def train_again_with_seeds(self, recording: str) -> None:
        """The same of a recorded run, whatever the form holds."""
        from playground.experiment.experiment import Experiment
        from playground.runs.reader import RunReader

        try:
            with RunReader(Path(recording)) as reader:
                experiment = Experiment.from_json(reader.experiment_json)
        except PlaygroundError as error:
            self._say(said(str(error)))
        else:
            self.train_with_seeds((experiment, Path(recording).stem))

    def show(self) -> None:
        """The queue, before the recordings where these are seen."""
        self.dock.show()
        self.dock.raise_()

    def show_sweep(self, folder: Path) -> None:
        """The sweep of a folder, as its files are now."""
        self.sweep_dock.fill()
        assert self.sweep is not None
        if self.sweep.sweep.open(folder):
            self.sweep_dock.show()
            self.sweep_dock.raise_()

    def compare(self, folder: Path, paths: list[Path]) -> None:
        """The curves of recordings, overlaid in place of those that are."""
        view = self._runs.fill()
        self._runs.show()
        self._runs.raise_()
        if view.shelf.folder != folder:
            view.shelf.open(folder)
        view.overlay(paths)

    def _make_queue(self) -> QueueView:
        from playground.desktop.runs.queue_view import QueueView

        self.queue = view = QueueView(self._folder())
        view.failed.connect(self._say)
        view.opened.connect(self._doors.open_file)
        return view

    def _make_sweep(self) -> SweepView:
        from playground.desktop.runs.sweep_view import SweepView

        self.sweep = view = SweepView()
        view.failed.connect(self._say)
        view.opened.connect(self._doors.open_file)
        view.chosen.connect(self._doors.begin)
        view.compared.connect(self.compare)
        return view

    def _preset(self, experiment: Experiment, folder: Path, stem: str) -> str:
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
        names = (stem, *(f"{stem} {number}" for number in range(2, 10_000)))
        path = next(place / f"{name}.toml" for name in names if not (place / f"{name}.toml").exists())
        text = to_toml(own(experiment, "loss", 0.0, {}), data_places.for_file(experiment, place)).encode()
        presets.parse(text, path.stem, str(path))
        save_bytes(path, text)
        return f"{ASKED}/{path.name}"
