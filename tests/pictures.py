"""``make pictures``: the pictures of the README and of the gallery, made by running the program.

``python -m tests.pictures [thumbnails] [window]`` makes only the named ones.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playground.experiment import presets
from playground.experiment.places import shipped
from tests.benchmarks.display import screen

ROOT = Path(__file__).resolve().parent.parent
SIDE = 96


def thumbnails() -> None:
    """One small picture a preset: the maps of its first activation after a short run."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtWidgets import QApplication

    from playground.desktop import colours, theme
    from playground.runs.reader import RunReader

    application = QApplication.instance() or QApplication([])
    assert application is not None
    folder = shipped("resources") / "thumbnails"
    folder.mkdir(exist_ok=True)
    for preset in presets.gallery():
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "short.run"
            command = [sys.executable, "-m", "playground", "train", preset.name, "--steps", "300", "--out", str(path)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            with RunReader(path) as reader:
                shots = reader.snapshots(300)
        maps = [shot for shot in shots if shot.axes == ("channel", "row", "column") and "activation" in shot.name]
        if maps:  # the four channels that vary most
            strongest = sorted(range(len(maps[0].values)), key=lambda i: -float(maps[0].values[i].std()))[:4]
            tiles = maps[0].values[sorted(strongest)]
            images = [(tile, "magnitude", 0.0, float(tiles.max())) for tile in tiles]
        else:
            states = next(shot.values.T for shot in shots if shot.name.endswith("hidden"))
            images = [(states, "signed", -1.0, 1.0)]
        side = SIDE if len(images) == 1 else SIDE // 2 - 2
        picture = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32)
        picture.fill(0)
        painter = QPainter(picture)
        for index, (tile, kind, low, high) in enumerate(images):
            row, column = divmod(index, 2)
            drawn = colours.image(colours.table(kind, theme.LIGHT)[colours.indices(tile, low, high)])
            painter.drawImage(QRectF(column * (side + 4), row * (side + 4), side, side), drawn)
        painter.end()
        target = folder / f"{preset.name}.png"
        if not picture.save(str(target)):
            raise RuntimeError(f"{target} could not be written")
        print(target.relative_to(ROOT))


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
from playground.desktop.memory import Memory
from playground.desktop.opening import open_experiment
from playground.desktop.theme import THEMES
from playground.desktop.window import MainWindow
application = QApplication([])
place = Path(tempfile.mkdtemp())
memory = Memory(place / "w.ini")
window = MainWindow(mailbox, client.send, client.start, client.silence, lambda name: place / "a.run", memory)
window.set_theme(THEMES[sys.argv[1]])
window.open(open_experiment("cnn-digits"))
window.resize(int(sys.argv[3]), int(sys.argv[4]))
window.setup.tabs.setCurrentIndex(int(sys.argv[5]))
window.show()
window.start()
QTimer.singleShot(1500, window.run)
def look():
    if window.cockpit.step >= 700 or not window.cockpit.active and window.cockpit.step:
        timer.stop()
        window.pause()
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
    makers = {"thumbnails": thumbnails, "window": window}
    for name in sys.argv[1:] or makers:
        if name not in makers:
            sys.stderr.write(f"There are no pictures named {name!r}; choose among {', '.join(makers)}.\n")
            return 2
        makers[name]()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
