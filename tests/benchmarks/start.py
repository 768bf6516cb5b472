"""Start: the window's first paint and the first training step, each against a bare script, side by side."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.benchmarks.display import screen

ROUNDS = 5

BARE_WINDOW = """
import time, os
from PySide6.QtWidgets import QApplication, QMainWindow
import pyqtgraph
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.time(), flush=True)
        os._exit(0)
application = QApplication([])
window = Window()
window.resize(1600, 1000)
window.show()
application.exec()
"""

BARE_STEP = """
import time, torch
from torch import nn
torch.set_num_threads(1)
model = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 3, padding=1),
                      nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(64, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
loss = nn.functional.cross_entropy(model(torch.rand(32, 1, 8, 8)), torch.zeros(32, dtype=torch.int64))
loss.backward()
optimizer.step()
print(time.time(), flush=True)
"""

OURS = """
import os, sys, time
from playground import app
from playground.desktop.shell import main_window as module
from PySide6.QtCore import QTimer
painted, whole = [], []
class Watched(module.MainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        if not painted:
            painted.append(time.time())
        elif self._parts is not None and not whole:
            whole.append(time.time())
    def furnish(self, *given):
        parts = super().furnish(*given)
        hear = parts.router.hear
        def heard(event):
            found = hear(event)
            if type(event).__name__ == "Progress":
                print(painted[0], time.time(), whole[0], flush=True)
                QTimer.singleShot(0, self.close)
            return found
        parts.router.hear = heard
        return parts
"""

LAUNCH = """
import sys
import playground.app as app
real = app._desktop
def desktop(*given):
    {watch}
    module.MainWindow = Watched
    return real(*given)
app._desktop = desktop
from playground.cli import main
sys.exit(main(["cnn-digits", "--run"]))
"""


def ours() -> str:
    """Our program as it is, with a main window that tells when it was painted and when the first step came."""
    lines = [line for line in OURS.strip().splitlines() if line != "from playground import app"]
    return LAUNCH.format(watch="\n    ".join(lines))


def timed(script: str, environment: dict[str, str]) -> list[float]:
    """Seconds from the start of the process to each moment it prints."""
    import time

    begun = time.time()
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    lines = done.stdout.strip().splitlines()
    if not lines:
        raise RuntimeError(done.stderr)
    return [float(word) - begun for word in lines[0].split()]


def main() -> None:
    print("start of the window ÷ bare scripts, seconds, side by side")
    with screen() as environment, tempfile.TemporaryDirectory() as folder:
        places = {name: str(Path(folder) / name) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
        own = environment | places
        timed(ours(), own)
        rows = [(timed(ours(), own), timed(BARE_WINDOW, own), timed(BARE_STEP, own)) for _ in range(ROUNDS)]
    painted = [mine[0] / window[0] for mine, window, _ in rows]
    stepped = [mine[1] / step[0] for mine, _, step in rows]
    seconds = {
        "painted": median(mine[0] for mine, _, _ in rows),
        "bare window": median(window[0] for _, window, _ in rows),
        "whole window": median(mine[2] for mine, _, _ in rows),
        "first step": median(mine[1] for mine, _, _ in rows),
        "bare step": median(step[0] for _, _, step in rows),
    }
    print(json.dumps({name: round(value, 2) for name, value in seconds.items()}))
    print(f"window painted ÷ bare Qt and pyqtgraph script = {median(painted):.2f}, wanted ≤ 0.7")
    print(f"first step with --run ÷ bare torch script     = {median(stepped):.2f}, wanted ≤ 0.7")
