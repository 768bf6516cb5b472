"""A recording whose model is a user's file opens like any other, and opening it runs nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from desk import Desk
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from playground.experiment.presets import read
from playground.experiment.writing import to_toml
from playground.protocol.commands import Start

pytestmark = pytest.mark.usefixtures("warm")

ZOO = Path(__file__).parents[1] / "architectures" / "zoo"


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """A short run of a file that leaves a mark each time it is run; the marks of the training are gone."""
    file, run = tmp_path / "mine.py", tmp_path / "mine.run"
    shutil.copy(ZOO / "shared_convolution.py", file)
    with file.open("a", encoding="utf-8") as text:
        text.write("\nopen(__file__ + '.ran', 'w').close()\n")
    words = ["train", str(file), "--steps", "4", "--out", str(run)]
    subprocess.run([sys.executable, "-m", "playground", *words], check=True, capture_output=True)
    mark(file).unlink()
    return run


def mark(file: Path) -> Path:
    return file.with_name(f"{file.name}.ran")


def test_that_a_recording_of_an_own_model_shows_its_pictures_and_runs_nothing(
    desk: Desk, recorded: Path, qtbot: QtBot
) -> None:
    window = desk.window
    window.parts.doors.open_file(str(recorded))
    qtbot.waitUntil(lambda: window.parts.draft.runnable is not None, timeout=5000)
    for _ in range(2 * len(window.parts.board.panels)):
        window.parts.feed.tick()
    assert [layer.name for layer in window.parts.draft.layers][:4] == ["first", "conv", "relu", "conv.2"]
    network = next(panel for panel in window.parts.board.panels if panel.name == "network")
    assert {"conv.3", "avg_pool2d"} <= {node.name for node in network.view.lay_out(900, 600)[0].nodes}  # type: ignore[attr-defined]
    desk.furnish()
    boxes = window.parts.setup.form.findChildren(QComboBox)
    assert "Own model" in [box.currentText() for box in boxes]
    assert not mark(recorded.with_name("mine.py")).exists()
    assert not any(isinstance(command, Start) for command in desk.sent)


def test_that_a_preset_of_an_own_model_is_read_without_its_file(desk: Desk, recorded: Path, tmp_path: Path) -> None:
    desk.parts.doors.open_file(str(recorded))
    experiment = desk.parts.draft.experiment
    assert experiment is not None
    about = read(Path(__file__).parents[2] / "presets" / "cnn-digits.toml").about
    path = tmp_path / "kept.toml"
    path.write_text(to_toml(about, experiment), encoding="utf-8")
    recorded.with_name("mine.py").unlink()
    assert read(path).experiment == experiment
