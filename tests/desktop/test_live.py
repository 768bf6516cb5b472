"""The window with the real engine: killed, hung, clicked wildly, flooded - and the same bits as without a window."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from desk import DIGITS
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from playground.desktop.shell.main_window import MainWindow
from playground.desktop.state.engine_state import Engine
from playground.desktop.state.open_document import OpenDocument
from playground.desktop.state.window_settings import WindowSettings
from playground.engine.client import EngineClient
from playground.experiment.overrides import override
from playground.protocol.events import RunState
from playground.protocol.mailbox import Mailbox
from playground.runs.reader import RunReader
from tests.fair_time import FairClock

pytestmark = [pytest.mark.early, pytest.mark.usefixtures("warm")]


class Live:
    """A main window on the offscreen platform with an engine of its own."""

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        self.folder, self.qtbot = folder, qtbot
        self.mailbox = Mailbox()
        self.client = EngineClient(self.mailbox)
        self.client.start()
        self.count = 0
        self.window = MainWindow(WindowSettings(folder / "window.ini"))
        self.parts = self.window.furnish(
            self.mailbox, self.client.send, self.client.start, self.client.silence, self._path
        )  # fmt: skip
        self.load(100_000)
        self.window.show()
        self.parts.board.prepare()  # what it loads when it is first seen is loaded before a test counts seconds
        self.parts.start()

    def _path(self, name: str) -> Path:
        self.count += 1
        return self.folder / f"{self.count}.run"

    def load(self, steps: int) -> None:
        settings = [f"training.duration={steps}", "training.duration_unit=steps"]
        self.parts.control.open(OpenDocument("cnn-digits", override(DIGITS, settings)))

    def until(self, condition: Callable[[], bool], seconds: float = 60.0, what: str = "waited in vain") -> None:
        clock = FairClock()
        while not condition():
            assert clock.look() < seconds, what
            self.qtbot.wait(5)

    def running(self, steps: int = 30) -> None:
        self.parts.control.run()
        self.until(lambda: self.parts.commands.run.step >= steps)

    def kill(self, number: int = signal.SIGKILL) -> None:
        process = self.client.process_id
        assert process is not None
        os.kill(process, number)

    def close(self) -> None:
        self.parts.leaving.leave()
        self.client.close()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def live(qtbot: QtBot, tmp_path: Path) -> Iterator[Live]:
    one = Live(tmp_path, qtbot)
    yield one
    one.close()


def test_that_an_engine_killed_in_any_phase_is_said_at_once_and_the_next_run_works(live: Live) -> None:
    window, commands = live.window, live.parts.commands

    def ready() -> None:
        live.until(lambda: commands.engine.status is Engine.READY)

    def loading() -> None:
        """At once, however far it has come."""

    def running() -> None:
        live.running()
        live.until(lambda: commands.run.saved_step is not None)

    def paused() -> None:
        live.running()
        window.parts.control.pause()
        live.until(lambda: commands.run.state is RunState.PAUSED)

    def stopped() -> None:
        live.running()
        window.parts.control.stop()
        live.until(lambda: commands.run.state is RunState.STOPPED)

    for phase in (loading, ready, running, paused, stopped):
        phase()
        window.parts.banner.hide()
        was_active = commands.run.active
        live.kill()
        live.until(lambda: "killed" in window.parts.banner.text, seconds=2.0, what=f"not said while {phase.__name__}")
        if was_active:
            assert commands.run.resumable, phase.__name__
            button = next(b for b in window.parts.banner.findChildren(QPushButton) if "Resume" in b.text())
            saved = commands.run.saved_step
            assert saved is not None
            button.click()
            live.until(lambda saved=saved: commands.run.state is RunState.RUNNING and commands.run.step > saved)
            window.parts.control.stop()
            live.until(lambda: commands.run.state is RunState.STOPPED)
        commands.engine._losses.clear()  # five deaths within a minute are this test's doing
        ready()
    live.running()
    window.parts.control.stop()
    live.until(lambda: commands.run.state is RunState.STOPPED)


def test_that_a_hung_engine_is_said_within_two_seconds_and_can_be_replaced(live: Live) -> None:
    window, commands = live.window, live.parts.commands
    live.running()
    live.until(lambda: commands.run.saved_step is not None)
    live.kill(signal.SIGSTOP)
    live.until(lambda: "does not answer" in window.parts.banner.text, seconds=4.0)
    next(b for b in window.parts.banner.findChildren(QPushButton) if "Restart" in b.text()).click()
    live.until(lambda: commands.engine.status is Engine.READY)
    assert commands.run.resumable
    window.parts.control.resume()
    live.until(lambda: commands.run.state is RunState.RUNNING)


@pytest.mark.parametrize("trials", [200, pytest.param(5000, marks=[pytest.mark.slow, pytest.mark.timeout(3600)])])
def test_that_rapid_clicks_never_start_two_runs(
    live: Live, trials: int, record_property: Callable[[str, object], None]
) -> None:
    window, commands, dice = live.window, live.parts.commands, random.Random(3)
    record_property("trials", trials)
    live.until(lambda: commands.engine.status is Engine.READY)
    actions = window.parts.actions_
    choices = [actions.run] * 4 + [actions.stop] * 4 + [actions.pause, actions.step, actions.reset]
    for _ in range(trials):
        dice.choice(choices).trigger()
        live.qtbot.wait(dice.choice([0, 0, 0, 5, 20]))
    if commands.run.active:
        window.parts.control.stop()
    live.until(lambda: not commands.run.active)
    live.running()
    window.parts.control.stop()
    live.until(lambda: commands.run.state is RunState.STOPPED)
    engine = psutil.Process(live.client.process_id)
    live.until(lambda: not any(file.path.endswith(".run-wal") for file in engine.open_files()))
    for path in live.folder.glob("*.run"):
        with RunReader(path) as reader:
            steps = reader.losses()[0].tolist()
            assert steps == list(range(1, len(steps) + 1)), path


def test_that_the_window_and_the_command_line_give_the_same_bits(live: Live, tmp_path: Path) -> None:
    live.load(400)
    live.running(1)
    live.until(lambda: live.parts.commands.run.state is RunState.FINISHED)
    drawn = {panel.name for panel in live.parts.board.panels if not panel.is_empty()}
    assert drawn >= {"loss", "predictions", "network"}
    assert not drawn & {"hidden-states", "attention"}  # a CNN has none
    path = tmp_path / "cli.run"
    words = [sys.executable, "-m", "playground", "train", "cnn-digits", "--steps", "400", "--out", str(path)]
    subprocess.run(words, check=True, capture_output=True)
    with RunReader(tmp_path / "1.run") as shown, RunReader(path) as headless:
        assert shown.losses()[1].tobytes() == headless.losses()[1].tobytes()
        ours, theirs = shown.checkpoint().weights, headless.checkpoint().weights
    assert {name: a.tobytes() for name, a in ours.items()} == {name: a.tobytes() for name, a in theirs.items()}


def test_that_a_window_that_was_blocked_has_every_loss_and_one_picture(live: Live) -> None:
    live.running()
    time.sleep(3.0)  # the event loop stands still, the reader thread does not
    assert live.mailbox._pictures is not None
    seen = live.parts.commands.run.step
    live.until(lambda: live.parts.commands.run.step > seen + 100)
    curve = live.parts.board.loss.scene.curves.losses
    assert curve.x.tolist() == list(range(1, len(curve) + 1))


def test_that_a_recording_opens_and_an_interrupted_one_offers_to_resume(live: Live) -> None:
    live.running()
    live.until(lambda: live.parts.commands.run.saved_step is not None)
    live.parts.control.stop()
    live.until(lambda: live.parts.commands.run.state is RunState.STOPPED)
    live.parts.control.reset()
    from playground.desktop.state.open_document import open_experiment

    live.parts.control.open(open_experiment(str(live.folder / "1.run")))
    assert "ended early" in live.parts.banner.text
    assert len(live.parts.board.loss.scene.curves.losses) == live.parts.commands.run.saved_step
    saved = live.parts.commands.run.saved_step
    live.parts.control.resume()
    live.until(lambda: live.parts.commands.run.step > (saved or 0))
