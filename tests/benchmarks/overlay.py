"""Two runs of 100 000 steps overlaid, and a folder of 500 recordings listed: milliseconds against a frame of 16 ms."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

STEPS, FILES, FRAME_MS = 100_000, 500, 16.7


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory() as name:
        overlay(Path(name))
        listing(Path(name) / "many")
    del application


def overlay(folder: Path, count: int = 2, steps: int = STEPS, times: int = 100) -> None:
    """So many runs read, and drawn over each other in each view."""
    from playground.desktop.runs.overlay_curves import RunCurves
    from playground.desktop.runs.overlay_panel import OverlayPanel
    from playground.runs.listing import Listing
    from tests.recordings import recorded

    for seed in range(1, count + 1):
        recorded(folder / f"{seed}.run", f"training.seed={seed}", steps=steps, fall=steps / 10)
    begun = time.perf_counter()
    entries = list(Listing(folder).scan())
    runs = [(entry, slot, RunCurves.load(entry.path)) for slot, entry in enumerate(entries)]
    print(f"reading {count} runs of {steps} steps: {1e3 * (time.perf_counter() - begun):.0f} ms, once")
    panel = OverlayPanel()
    panel.resize(620, 260)
    panel.show()
    for words, view in (("curves", {"mean": False}), ("by time", {"mean": False, "by_seconds": True}),
                        ("log axes", {"mean": False, "log_x": True, "log_y": True}), ("mean and band", {"mean": True}),
                        ("raw", {"mean": False, "smoothing": 0.0})):  # fmt: skip
        panel.set_view(**({"by_seconds": False, "log_x": False, "log_y": False, "smoothing": 0.01} | view))
        panel.show_runs(runs)
        report(f"overlay of {count}, {words}", lambda: (panel.show_runs(runs), panel.grab()), times)


def listing(folder: Path, count: int = FILES) -> None:
    """A folder of recordings, read for the first time and again."""
    from playground.runs.listing import Listing
    from tests.recordings import recorded

    folder.mkdir()
    first = recorded(folder / "0.run").read_bytes()
    for number in range(1, count):
        (folder / f"{number}.run").write_bytes(first)
    one = Listing(folder)
    begun, used = time.perf_counter(), time.process_time()
    assert len(list(one.scan())) == count
    told(f"listing {count} recordings", begun, used)
    report(f"listing {count} again", lambda: list(one.scan()), 20)
    shown_as_table(folder, count)


def shown_as_table(folder: Path, count: int) -> None:
    """The same as a person has it: read a little at a time, while the window goes on, until the table is whole."""
    from PySide6.QtCore import QEventLoop

    from playground.desktop.runs.recordings_view import RecordingsView

    view, loop = RecordingsView(folder), QEventLoop()
    view.resize(1200, 320)
    view.show()
    loop.processEvents()
    begun, used = time.perf_counter(), time.process_time()
    view.shelf.watch(True)
    while len(view.model.rows) < count:
        loop.processEvents()
    told(f"a table of {count} recordings", begun, used)
    view.shelf.watch(False)


def told(words: str, begun: float, used: float) -> None:
    """How long something took that is done once."""
    wall, computed = 1e3 * (time.perf_counter() - begun), 1e3 * (time.process_time() - used)
    print(f"{words}: {wall:.0f} ms the first time, {computed:.0f} of them the processor's")


def report(words: str, act: Callable[[], object], times: int = 100) -> None:
    """Median and 95th percentile of an action, and what of it is the processor's whatever else the machine does."""
    spent, computed = [], []
    for _ in range(times):
        begun, used = time.perf_counter(), time.process_time()
        act()
        spent.append(1e3 * (time.perf_counter() - begun))
        computed.append(1e3 * (time.process_time() - used))
    p95 = sorted(spent)[int(0.95 * times)]
    print(
        f"{words:28} median {statistics.median(spent):6.2f} ms ({statistics.median(computed):.2f} of the processor), "
        f"p95 {p95:6.2f} ms, {p95 / FRAME_MS:.2f} of a frame"
    )


if __name__ == "__main__":
    main()
