"""The composition root: what cannot be opened leaves a window that works, and a signal waits for the next tick."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from pytestqt.qtbot import QtBot

from playground import app
from playground.cli import main
from playground.desktop.shell.main_window import MainWindow
from playground.desktop.state.open_document import open_experiment
from playground.desktop.state.window_settings import WindowSettings
from playground.experiment import presets
from playground.foundation.errors import PlaygroundError
from playground.protocol.mailbox import Mailbox
from playground.runs.writer import RunWriter


class Window:
    """What the composition root needs of the main window."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.said: list[str] = []
        self.banner = SimpleNamespace(say=self.said.append)
        self.control = SimpleNamespace(open=self._open)

    def _open(self, opened: object) -> None:
        self.opened.append(opened.name)  # type: ignore[attr-defined]


def not_begun(path: Path) -> Path:
    RunWriter.create(path, presets.find("cnn-digits").experiment.to_json(), {}).close("stopped")
    return path


def test_that_a_recording_stopped_before_its_first_step_is_refused_before_a_window_opens(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(not_begun(tmp_path / "a.run"))]) == 2
    assert "was stopped before its first step; there is nothing to show" in capsys.readouterr().err


def test_that_what_cannot_be_opened_any_more_leaves_a_window_with_an_experiment(tmp_path: Path) -> None:
    window, path = Window(), not_begun(tmp_path / "a.run")
    assert not app._open(window, lambda memory: open_experiment(str(path)), None)
    assert window.opened == ["cnn-digits"] and "stopped before its first step" in window.said[0]
    assert app._open(window, lambda memory: open_experiment("rnn-sine"), None)
    assert window.opened[-1] == "rnn-sine" and len(window.said) == 1

    def gone(memory: object) -> object:
        raise PlaygroundError("It is gone.")

    assert not app._open(window, gone, None) and window.said[-1] == "It is gone."


def test_that_a_signal_does_nothing_but_leave_a_note_until_the_next_tick(qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QWidget

    window, done = QWidget(), []
    qtbot.addWidget(window)
    window.parts = SimpleNamespace(leaving=SimpleNamespace(leave=lambda: done.append("left")))  # type: ignore[attr-defined]
    application = SimpleNamespace(quit=lambda: done.append("quit"))
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    try:
        received = app._leave_on_signal(application, window)
        os.kill(os.getpid(), signal.SIGTERM)
        for _ in range(100):
            pass  # the handler has run by now
        assert received == [signal.SIGTERM] and done == []
        os.kill(os.getpid(), signal.SIGINT)
        qtbot.waitUntil(lambda: bool(done))
        qtbot.wait(2 * app.TICK_MILLISECONDS + 20)
        assert done == ["left", "quit"] and received == [signal.SIGTERM, signal.SIGINT]
    finally:
        for number, handler in zip((signal.SIGINT, signal.SIGTERM), before, strict=True):
            signal.signal(number, handler)


BEFORE_THE_FIRST_PAINT = """
import sys
import playground.app, playground.engine.client, playground.desktop.i18n.language
import playground.desktop.shell.main_window, playground.desktop.state.window_settings
slow = {"numpy", "pydantic", "pyqtgraph", "torch", "importlib.metadata"} & set(sys.modules)
sys.exit(f"loaded before the window is painted: {slow}" if slow else 0)
"""


def test_that_the_window_is_painted_before_anything_slow_is_loaded() -> None:
    done = subprocess.run(
        [sys.executable, "-c", BEFORE_THE_FIRST_PAINT], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr


def test_that_a_furnished_window_is_seen_whole_or_not_yet(qtbot: QtBot, tmp_path: Path) -> None:
    window = MainWindow(WindowSettings(tmp_path / "window.ini"))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.isVisible())
    window.furnish(Mailbox(), lambda command: None, lambda: None, lambda: 0.0, lambda name: tmp_path / "a.run")
    assert not window.updatesEnabled()
    qtbot.waitUntil(window.updatesEnabled)
    window.parts.leaving.leave()
