"""Large recordings: the first picture of one of gigabytes, a million steps panned, many runs, a large attention."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.benchmarks import overlay, recording

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

SMALL, LARGE = 200, 5000  # megabytes
STEPS, RUNS, LISTED, TOKENS = 1_000_000, 50, 1000, 512


def main(megabytes: int = LARGE) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        gigabytes(folder, megabytes)
        overlay.listing(folder / "many", LISTED)
        (folder / "runs").mkdir()
        overlay.overlay(folder / "runs", RUNS, 2000, 20)
    million()
    attention()
    calls_a_tick()
    del application


def gigabytes(folder: Path, largest: int) -> None:
    """A small and a large recording opened: time and memory must not follow the file's size."""
    room = shutil.disk_usage(folder).free // 10**6
    for megabytes in (SMALL, min(largest, room // 3)):
        path = folder / "large.run"
        begun = time.perf_counter()
        recording.large(path, megabytes)
        made = time.perf_counter() - begun
        size = path.stat().st_size / 1e6
        opened, p50, p95, looks, held = recording.scrubbed(path)
        print(
            f"a recording of {size:.0f} MB, {looks} looks (made in {made:.0f} s): first picture {opened:.2f} s "
            f"(wanted ≤ 1); a scrub step p50 {1e3 * p50:.0f} ms, p95 {1e3 * p95:.0f} ms; {held:.0f} MB of memory"
        )
        path.unlink()


def shown(panel: QWidget) -> Any:
    """The panel as large as on a screen."""
    from PySide6.QtCore import QEventLoop

    panel.resize(700, 320)
    panel.show()
    QEventLoop().processEvents()
    return panel


def million() -> None:
    """A loss curve of a million steps: drawn, then panned and zoomed frame by frame."""
    from playground.desktop.panels.loss import LossPanel
    from playground.protocol.events import Progress

    panel = shown(LossPanel())
    panel.prepare()
    dice = np.random.default_rng(0)
    losses = (2.3 * np.exp(-np.arange(STEPS) / 2e5) * (1 + 0.1 * dice.standard_normal(STEPS))).astype(np.float32)
    begun = time.perf_counter()
    for first in range(0, STEPS, 1000):
        panel.take(Progress(1, first + 1, losses[first : first + 1000], 1000.0))
    print(f"taking {STEPS} losses: {1e3 * (time.perf_counter() - begun):.0f} ms, once")
    overlay.report("drawing all of them", lambda: (panel.draw(), panel.grab()), 30)
    box, at = panel._plot.getPlotItem().getViewBox(), [0.0]

    def pan() -> None:
        at[0] += 0.005 * STEPS
        box.setXRange(at[0], at[0] + 0.3 * STEPS, padding=0)
        panel.grab()

    overlay.report("panning", pan, 100)


def attention() -> None:
    """One head of 512 × 512 tokens: handed over, turned into colours and painted."""
    from playground.desktop.panels.attention import AttentionPanel
    from playground.protocol.events import Pictures, RunStarted
    from playground.protocol.snapshot import PictureInfo, Snapshot
    from tests.recordings import DIGITS

    panel = shown(AttentionPanel())
    weights = np.random.default_rng(0).random((1, TOKENS, TOKENS), dtype=np.float32)
    name, axes, step = "blocks.0.attention", ("head", "query", "key"), [0]
    pictures = (PictureInfo(name, axes, weights.shape),)
    panel.take(RunStarted(1, DIGITS.to_json(), 0, 100, 1, "cpu", 1, {"loss": 2.3}, pictures, "", Path("x.run")))

    def paint() -> None:
        step[0] += 1
        shot = Snapshot(step[0], name, axes, weights)
        panel.take(Pictures(1, step[0], (shot,)))
        panel.draw()
        panel.grab()

    paint()
    assert not panel.is_empty()
    overlay.report(f"attention {TOKENS} × {TOKENS}", paint, 50)


def calls_a_tick() -> None:
    """How often Python calls Qt in a tick while all panels are fed: a figure that should not grow unseen."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "desktop"))
    from desk import Desk, discard, falling, story
    from desk import shown as pictures

    from playground.desktop.state.open_document import OpenDocument
    from tests.recordings import DIGITS

    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        desk.parts.control.open(OpenDocument("cnn-digits", DIGITS))
        desk.window.resize(1600, 1000)
        desk.window.show()
        desk.parts.board.prepare()
        desk.say(*story(desk.run()))
        number, called, ticks = desk.parts.commands.run.number, Counter[str](), 200

        def count(frame: FrameType, event: str, function: Any) -> None:
            if event == "c_call" and type(getattr(function, "__self__", None)).__module__.startswith("PySide6"):
                called[function.__name__] += 1

        for tick in range(ticks):
            if tick % 4 == 0:
                desk.mailbox.put(falling(301 + tick, 4, number))
                desk.mailbox.put(pictures(301 + tick, number))
            sys.setprofile(count)
            desk.parts.feed.tick()
            sys.setprofile(None)
        discard(desk)
    most = ", ".join(f"{name} {calls / ticks:.1f}" for name, calls in called.most_common(5))
    print(f"calls of Qt from Python: {called.total() / ticks:.0f} a tick; most of them {most}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
