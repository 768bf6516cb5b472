"""Hand-made events and a window without an engine, for everything that needs no torch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shiboken6
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget

from playground.data.specimen import Specimen
from playground.desktop.shell.main_window import MainWindow
from playground.desktop.state.window_settings import WindowSettings
from playground.experiment import presets
from playground.protocol.commands import Command, Start
from playground.protocol.events import Evaluated, Event, Pictures, Progress, RunStarted, RunState, SpecimenShown
from playground.protocol.events import StateChanged as State
from playground.protocol.mailbox import Mailbox
from playground.protocol.snapshot import PictureInfo, Snapshot

MAP = ("channel", "row", "column")
KERNEL = ("out channel", "in channel", "row", "column")
# a preset of each kind of picture
FAMILIES = (
    "rnn-first-symbol-lstm", "transformer-sort", "transformer-translate-german", "vae-digits", "attention-equal-keys",
    "rnn-characters", "transformer-masked", "rnn-sine", "transformer-recall-two", "cnn-tones",
)  # fmt: skip
DIGITS = presets.find("cnn-digits").experiment


def pictures_of(sizes: dict[str, tuple[int, ...]]) -> tuple[PictureInfo, ...]:
    return tuple(PictureInfo(name, KERNEL if len(size) == 4 else MAP, size) for name, size in sizes.items())


SIZES = {
    "input": (1, 8, 8),
    "stages.0.convolution": (8, 8, 8),
    "stages.0.activation": (8, 8, 8),
    "stages.1.activation": (16, 4, 4),
    "stages.0.convolution.weight": (8, 1, 3, 3),
    "stages.1.convolution.weight": (16, 8, 3, 3),
}


def started(run: int = 1, step: int = 0, total: int = 900) -> RunStarted:
    baseline = {"loss": 2.31, "accuracy": 0.08}
    pictures = pictures_of(SIZES)
    path = Path("x.run")
    return RunStarted(run, DIGITS.to_json(), step, total, 1898, "cpu", 1, baseline, pictures, "test image 1 · 0", path)


def shown(step: int, run: int = 1, names: frozenset[str] | None = None) -> Pictures:
    dice = np.random.default_rng(step)
    snapshots = []
    for info in pictures_of(SIZES):
        if names is None or info.name in names:
            values = dice.standard_normal(info.shape).astype(np.float32)
            values = values if info.name.endswith(("weight", "convolution")) else np.abs(values)
            snapshots.append(Snapshot(step, info.name, info.axes, values))
    return Pictures(run, step, tuple(snapshots))


def falling(first: int, count: int, run: int = 1) -> Progress:
    steps = np.arange(first, first + count)
    return Progress(run, first, (2.3 * np.exp(-steps / 150)).astype(np.float32), 600.0)


def specimen(run: int = 1) -> SpecimenShown:
    """The test image that the run begins with."""
    one = Specimen((np.zeros((1, 1, 8, 8), np.float32),), np.zeros(1, np.int64), "test image 1 · 0", 0)
    return SpecimenShown(run, one.words, 0, "", one, 360)


def story(run: int = 1, steps: int = 300) -> list[Event]:
    """A run as its events."""
    events: list[Event] = [State(run, RunState.PREPARING), started(run), specimen(run), State(run, RunState.RUNNING)]
    for first in range(1, steps + 1, 50):
        events.append(falling(first, 50, run))
        events.append(Evaluated(run, first + 49, {"loss": 1.0, "accuracy": 0.5 + first / 1000}))
    return [*events, shown(steps, run)]


class Desk:
    """The main window with an engine that the test plays."""

    def __init__(self, folder: Path) -> None:
        self.mailbox = Mailbox()
        self.sent: list[Command] = []
        self.restarts = 0
        self.quiet = 0.0
        self.memory = WindowSettings(folder / "window.ini")
        self.window = MainWindow(self.memory)
        self.parts = self.window.furnish(
            self.mailbox, self.sent.append, self._restart, lambda: self.quiet, self._path
        )  # fmt: skip
        self.folder = folder

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.run"

    def _restart(self) -> None:
        self.restarts += 1

    def say(self, *events: Event) -> None:
        for event in events:
            self.mailbox.put(event)
        while self.parts.feed.tick():
            pass

    def furnish(self) -> None:
        """Make what the window makes when it is seen for the first time: headers of docks, rows of the form."""
        for card in self.parts.board.cards:
            card.furnish()
        self.parts.setup.form.setting_rows()

    def run(self) -> int:
        self.parts.control.run()
        return next(command.run for command in reversed(self.sent) if isinstance(command, Start))


def widgets() -> list[QWidget]:
    """Those that Python knows of: Qt's own list would make wrappers that outlive what they wrap, and then crash."""
    return [one for one in shiboken6.getAllValidWrappers() if isinstance(one, QWidget)]


def discard(desk: Desk) -> None:
    """Close and delete now: without an event loop nobody else would."""
    desk.parts.leaving.leave()
    desk.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def press(dialog: QDialog | None, words: str) -> None:
    """The button of a dialog that bears these words; then the dialog is gone."""
    assert dialog is not None
    next(button for button in dialog.findChildren(QPushButton) if button.text() == words).click()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
