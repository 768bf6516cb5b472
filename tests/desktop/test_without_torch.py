"""A recording opens, plays and explains its numbers where no torch is installed and no engine runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from playground.experiment import presets
from playground.experiment.overrides import override
from playground.session.control import Control
from playground.session.session import Session

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
sys.modules["torch"] = None  # an import of it fails
from pathlib import Path
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from playground.desktop.state.window_settings import WindowSettings
from playground.desktop.state.open_document import open_experiment
from playground.desktop.shell.main_window import MainWindow
from playground.protocol.mailbox import Mailbox
from playground.worked.example import Question

application = QApplication([])
folder = Path(sys.argv[1])
window = MainWindow(WindowSettings(folder / "window.ini"))
window.furnish(Mailbox(), lambda command: None, lambda: None, lambda: 0.0, lambda name: folder / "x.run")
window.show()
window.parts.start()
window.parts.control.open(open_experiment(sys.argv[2]))
timeline, board = window.parts.replay.timeline, window.parts.board
seen = []
board._ask(Question("stages.0.activation", (2, 3, 4)))
for index in (0, len(timeline.film.steps) - 1, 1):
    timeline.show_look(index)
    QTest.qWait(50)
    example = board.explain.example
    assert example is not None and example.difference < 1e-5, board.explain._found
    seen.append(example.step)
assert seen == [timeline.film.steps[0], timeline.film.steps[-1], timeline.film.steps[1]]
timeline.play()
QTest.qWait(200)
assert timeline.playing
for panel in board.panels:
    if panel.name in ("loss", "predictions", "feature-maps", "kernels"):
        assert not panel.is_empty(), panel.name
print("seen", *seen)
window.close()
"""


def test_that_a_recording_is_scrubbed_and_explained_without_torch_and_without_an_engine(tmp_path: Path) -> None:
    short = override(
        presets.find("cnn-digits").experiment, ["training.duration=40", "training.duration_unit=steps"]
    )  # fmt: skip
    Session(1, short, tmp_path / "a.run", lambda event: None, Control()).run()
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path), str(tmp_path / "a.run")],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("seen 0 40")
