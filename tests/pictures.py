"""``make pictures``: the pictures of the README and of the gallery, made by running the program.

``python -m tests.pictures [thumbnails] [window] [PRESET ...]`` makes only the named ones, or a preset's thumbnail.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from playground.experiment import presets
from playground.foundation.places import shipped
from playground.protocol.snapshot import Snapshot
from tests.benchmarks.display import screen

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

ROOT = Path(__file__).resolve().parent.parent
SIDE = 96


def thumbnails(*names: str) -> None:
    """One small picture a preset: what it is about, as it looks after a short run."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication

    from playground.runs.reader import RunReader

    application = QApplication.instance() or QApplication([])
    assert application is not None
    folder = shipped("resources") / "thumbnails"
    folder.mkdir(exist_ok=True)
    for preset in presets.gallery():
        if names and preset.name not in names:
            continue
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "short.run"
            command = [sys.executable, "-m", "playground", "train", preset.name, "--steps", "300", "--out", str(path)]
            ends = "diverged" not in preset.about.diagnoses  # the others are to end well
            subprocess.run(command, check=ends, stdout=subprocess.DEVNULL)
            with RunReader(path) as reader:
                shots = reader.snapshots(reader.snapshot_steps()[-1])
        target = folder / f"{preset.name}.png"
        if not _thumbnail(shots).save(str(target)):
            raise RuntimeError(f"{target} could not be written")
        print(target.relative_to(ROOT))


def _thumbnail(shots: list[Snapshot]) -> QImage:
    """The first of these that there is: forecast curves, images made again, attention, maps, states."""
    from PySide6.QtCore import QPointF, QRectF
    from PySide6.QtGui import QColor, QImage, QPainter, QPen

    from playground.desktop.painting import colormap
    from playground.desktop.style import theme

    picture = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32)
    picture.fill(0)
    painter = QPainter(picture)
    curves = next((shot for shot in shots if shot.axes[0] == "curve" and len(shot.values) > 2), None)
    if curves is not None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for values, color in zip(curves.values[:2, :60], (theme.LIGHT.second, theme.LIGHT.test), strict=True):
            low, high = curves.values[0].min(), curves.values[0].max()
            ys = SIDE - 10 - (SIDE - 20) * (values - low) / (high - low)
            painter.setPen(QPen(QColor(color), 4))
            painter.drawPolyline([QPointF(x * SIDE / 59, y) for x, y in enumerate(ys.tolist())])
    images = [] if curves is not None else _tiles(shots)
    side = SIDE if len(images) == 1 else SIDE // 2 - 2
    for index, (tile, kind, low, high) in enumerate(images):
        row, column = divmod(index, 2)
        drawn = colormap.image(colormap.table(kind, theme.LIGHT)[colormap.indices(tile, low, high)])
        painter.drawImage(QRectF(column * (side + 4), row * (side + 4), side, side), drawn)
    painter.end()
    return picture


def _tiles(shots: list[Snapshot]) -> list[tuple[NDArray[np.float32], str, float, float]]:
    made = next((shot for shot in shots if shot.axes == ("line", "sample", "row", "column")), None)
    if made is not None:
        return [(tile, "grey", 0.0, 1.0) for tile in made.values[1:, :2].reshape(-1, *made.values.shape[2:])]
    heads = [shot for shot in shots if shot.axes[0] == "head"]
    crossing = [shot for shot in heads if shot.axes[1:] == ("target query", "source key")]
    if heads:
        values = [head for shot in (crossing or heads) for head in shot.values]
        best = sorted(values, key=lambda head: -float(head.max(axis=1).mean()))  # the sharpest
        return [(head, "magnitude", 0.0, 1.0) for head in best[: 4 if len(best) >= 4 else 1]]
    inner = [shot for shot in shots if shot.axes == ("channel", "row", "column") and shot.name != "input"]
    maps = [shot for shot in inner if "activation" in shot.name] or inner
    if maps:  # the four channels that vary most
        strongest = sorted(range(len(maps[0].values)), key=lambda i: -float(maps[0].values[i].std()))[:4]
        return [(tile, "magnitude", 0.0, float(tile.max())) for tile in maps[0].values[sorted(strongest)]]
    return [(next(shot.values.T for shot in shots if shot.name.endswith("hidden")), "signed", -1.0, 1.0)]


SHOT = """
import sys, tempfile
from pathlib import Path
from playground.engine.client import EngineClient
from playground.protocol.mailbox import Mailbox
mailbox = Mailbox()
client = EngineClient(mailbox)
client.start()
import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from playground.desktop.state.window_settings import WindowSettings
from playground.desktop.state.open_document import open_experiment
from playground.desktop.style.theme import THEMES
from playground.desktop.shell.main_window import MainWindow
application = QApplication([])
place = Path(tempfile.mkdtemp())
memory = WindowSettings(place / "w.ini")
window = MainWindow(memory)
window.furnish(mailbox, client.send, client.start, client.silence, lambda name: place / "a.run")
window.parts.appearance.set_theme(THEMES[sys.argv[1]])
window.parts.control.open(open_experiment("cnn-digits"))
window.resize(int(sys.argv[3]), int(sys.argv[4]))
window.parts.setup.tabs.setCurrentIndex(int(sys.argv[5]))
window.show()
window.parts.start()
QTimer.singleShot(1500, window.parts.control.run)
def look():
    if window.parts.commands.run.step >= 700 or not window.parts.commands.run.active and window.parts.commands.run.step:
        timer.stop()
        window.parts.control.pause()
        QTimer.singleShot(600, take)
def take():
    ok = window.grab().save(sys.argv[2])
    window.close()
    client.close()
    shiboken6.delete(window)
    application.exit(0 if ok else 1)
timer = QTimer()
timer.timeout.connect(look)
timer.start(5)
sys.exit(application.exec())
"""


def window() -> None:
    """The main window in light and dark, with a run that was paused."""
    folder = shipped("resources") / "pictures"
    folder.mkdir(exist_ok=True)
    with screen() as environment:
        for name, words in {
            "window-light": ("light", "1600", "1000", "0"),
            "window-dark": ("dark", "1600", "1000", "1"),
        }.items():
            target = folder / f"{name}.png"
            command = [sys.executable, "-c", SHOT, words[0], str(target), *words[1:]]
            subprocess.run(command, env=environment, check=True)
            print(target.relative_to(ROOT))


def main() -> int:
    words, known = sys.argv[1:], presets.names()
    wrong = [word for word in words if word not in ("thumbnails", "window", *known)]
    if wrong:
        sys.stderr.write(f"There are no pictures named {wrong[0]!r}; say thumbnails, window, or a preset's name.\n")
        return 2
    named = [word for word in words if word in known]
    if named or not words or "thumbnails" in words:
        thumbnails(*named)
    if not words or "window" in words:
        window()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
