"""The real window on a screen, driven for a while and measured: ``python -m tests.benchmarks.window PRESET ...``.

``--panel NAME`` opens one more panel than a first start has; ``--explain`` and ``--walk`` ask and walk meanwhile.

Prints one JSON object: steps a second, pictures a second of each panel, and the gaps of the event loop.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from playground.engine.client import EngineClient
from playground.experiment import presets
from playground.experiment.overrides import override
from playground.foundation import collector
from playground.protocol.mailbox import Mailbox

if TYPE_CHECKING:
    from PySide6.QtCore import QTimer

    from playground.desktop.shell.main_window import MainWindow


def main() -> None:
    name, threads, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    mailbox = Mailbox()
    collector.pause()  # as the program does
    client = EngineClient(mailbox)
    client.start()
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from playground.desktop.shell.main_window import MainWindow
    from playground.desktop.state.open_document import OpenDocument
    from playground.desktop.state.window_settings import WindowSettings

    application = QApplication([])
    folder = tempfile.TemporaryDirectory()
    place = Path(folder.name)
    window = MainWindow(WindowSettings(place / "w.ini"))
    window.furnish(mailbox, client.send, client.start, client.silence, lambda run: place / f"{run}.run")
    settings = [f"training.threads={threads}", f"training.duration={steps}", "training.duration_unit=steps"]
    window.parts.control.open(OpenDocument(name, override(presets.find(name).experiment, settings)))
    window.show()
    window.parts.start()
    QTimer.singleShot(0, collector.settle)
    if "--panel" in sys.argv:  # beside those of a first start, once the panels of the run are laid out
        asked = sys.argv[sys.argv.index("--panel") + 1]
        opened = next(panel for panel in window.parts.board.panels if panel.name == asked)
        QTimer.singleShot(4000, lambda: window.parts.board.reveal(opened))

    drawn: Counter[str] = Counter()
    for panel in window.parts.board.panels:
        draw = panel.draw

        def counted(panel: object = panel, draw: object = draw) -> None:
            drawn[panel.name] += 1
            draw()

        panel.draw = counted  # type: ignore[method-assign]

    gaps: list[float] = []
    last = [0.0]
    begun, spent = [0.0, 0.0], [0.0, 0.0]
    probe = QTimer()
    probe.setTimerType(Qt.TimerType.PreciseTimer)

    def look() -> None:
        now = time.perf_counter()
        if window.parts.commands.run.step > 0 and window.parts.commands.run.active:
            if last[0]:
                gaps.append(now - last[0])
            else:
                begun[0] = now
                spent[0] = time.process_time()
                drawn.clear()
            last[0] = now
            if window.parts.commands.run.step >= steps and not begun[1]:
                spent[1] = time.process_time()
                begun[1] = now  # what follows is the test on everything, which a step rate does not include
        if window.parts.commands.run.state is not None and window.parts.commands.run.state.over:
            begun[1] = begun[1] or now
            probe.stop()
            window.close()
            application.quit()

    clicks: list[float] = []
    if "--explain" in sys.argv:
        clicking = click_around(window, clicks)
        clicking.start(700)
    frames: list[float] = []
    if "--walk" in sys.argv:
        walking = walk(window, frames)
        walking.start(200)
    probe.timeout.connect(look)
    probe.start(6)  # at 3 a run that wants every core is woken so often that it loses some percent by this alone
    QTimer.singleShot(2500, window.parts.control.run)
    application.exec()
    client.close()
    seconds = begun[1] - begun[0]
    from playground.runs.reader import RunReader

    with RunReader(next(place.glob("*.run"))) as reader:
        last_loss = float(reader.losses()[1][-1])
    folder.cleanup()
    gaps.sort()
    result = {
        "steps_per_second": window.parts.commands.run.step / seconds,
        "pictures_per_second": {panel: round(count / seconds, 1) for panel, count in drawn.items()},
        "share_of_a_core": (spent[1] - spent[0]) / seconds,
        "gap_p50_ms": 1e3 * gaps[len(gaps) // 2],
        "gap_p99_ms": 1e3 * gaps[int(len(gaps) * 0.99)],
        "gap_max_ms": 1e3 * gaps[-1],
        "loss": last_loss,
        "clicks_ms": clicks,
        "walk_frames_per_second": len(frames) / (frames[-1] - frames[0]) if len(frames) > 1 else 0.0,
    }
    print(json.dumps(result))


UNTOLD = (
    "prediction",
    "distribution",
    "gradient",
    "confusion",
    "plane",
    "maximising",
    "survey",
)  # not of the specimen alone


def click_around(window: MainWindow, clicks: list[float]) -> QTimer:
    """Ask about one random cell after another, and note how long each takes until its sheet is drawn."""
    import numpy as np
    from PySide6.QtCore import QTimer

    from playground.worked.example import Question

    dice, asked = np.random.default_rng(0), [0.0]
    explain = window.parts.board.explain
    draw = explain.draw

    def drawn() -> None:
        draw()
        if asked[0] and explain.example is not None and explain.example.question == explain.question:
            clicks.append(1e3 * (time.perf_counter() - asked[0]))
            asked[0] = 0.0

    explain.draw = drawn  # type: ignore[method-assign]

    def click() -> None:
        started = window.parts.commands.run.started
        if started is None or not window.parts.commands.run.active or asked[0]:
            return
        known = [info for info in started.pictures if info.axes[-1] in ("column", "unit", "key")
                 and "weight" not in info.name.rpartition(".")[2].removesuffix("weights") and info.name != "input"
                 and not info.name.endswith("mask") and not info.name.startswith(UNTOLD)]  # fmt: skip
        info = known[dice.integers(len(known))]
        asked[0] = time.perf_counter()
        window.parts.board._ask(Question(info.name, tuple(int(dice.integers(size)) for size in info.shape)))

    timer = QTimer(window)
    timer.timeout.connect(click)
    return timer


def walk(window: MainWindow, frames: list[float]) -> QTimer:
    """Once a run is on, unfold a cell alone in the window and walk on from it; note when each frame is painted."""
    from PySide6.QtCore import QTimer

    from playground.worked.example import Question

    explain, stage = window.parts.board.explain, window.parts.board.explain.stage
    paint = stage.paint

    def painted(*given: object) -> None:
        paint(*given)  # type: ignore[arg-type]
        if stage.playing:
            frames.append(time.perf_counter())

    stage.paint = painted  # type: ignore[method-assign]

    def begin() -> None:
        started = window.parts.commands.run.started
        if started is None or not window.parts.commands.run.active or stage.playing:
            return
        if not window.parts.board.docks.expanded:
            info = next(info for info in started.pictures if info.name == "stages.0.activation")
            window.parts.board._ask(Question(info.name, (0,) * len(info.shape)))
            window.parts.board._expand(next(card for card in window.parts.board.cards if card.panel is explain))
        elif stage.isVisible():
            stage._play.setChecked(True)

    timer = QTimer(window)
    timer.timeout.connect(begin)
    return timer


if __name__ == "__main__":
    main()
