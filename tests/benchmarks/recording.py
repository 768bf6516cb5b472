"""Recording: what it costs a run, how fast a long recording opens, and how fast one scrubs through it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.headless import OURS, rate

CASES = (
    ("cnn-digits", 12_000), ("rnn-first-symbol-lstm", 4000), ("transformer-reverse", 1200), ("transformer-gpt", 500),
    ("attention-equal-keys", 8000), ("autoencoder-digits-8", 6000), ("cnn-seed-fashion", 900),
)  # fmt: skip
WRITTEN = 50  # looks that the writer writes; more are copies
TIMED = """
import time
from playground.protocol.events import RunState
from playground.session.recording import Recording
spent = {}
def timed(name):
    method = getattr(Recording, name)
    def counted(self, *words, **named):
        begun = time.perf_counter()
        try:
            return method(self, *words, **named)
        finally:
            spent[name] = spent.get(name, 0.0) + time.perf_counter() - begun
    setattr(Recording, name, counted)
for name in ("due", "add_look", "add_losses", "add_evaluation", "add_log", "flush", "checkpoint"):
    timed(name)
"""
# from the first step to the last: what is kept before and after takes no time from the training
SHARE = TIMED + OURS.replace(
    "    session.run()",
    "    from playground.session.loop import Loop\n"
    "    from playground.session.status import Status\n"
    "    enter, finish = Status.enter, Loop._finish\n"
    "    Status.enter = lambda *words: (words[1] is RunState.RUNNING and spent.clear(), enter(*words))\n"
    "    Loop._finish = lambda loop: (spent.update(all=sum(spent.values())), finish(loop))\n"
    "    session.run()",
).replace("session.result.steps / session.result.seconds", "spent['all'] / session.result.seconds")


SCRUB = """
import sys, time
from pathlib import Path
from PySide6.QtWidgets import QApplication
application = QApplication([])
from playground.desktop.state.window_settings import WindowSettings
from playground.desktop.state.open_document import open_experiment
from playground.desktop.shell.main_window import MainWindow
from playground.protocol.mailbox import Mailbox
path = Path(sys.argv[1])
memory = WindowSettings(path.with_suffix(".ini"))
window = MainWindow(memory)
window.furnish(Mailbox(), lambda command: None, lambda: None, lambda: 0.0, lambda name: path)
window.show()
application.processEvents()
window.parts.board.prepare()
begun = time.perf_counter()
window.parts.control.open(open_experiment(str(path)))
application.processEvents()
opened = time.perf_counter() - begun
timeline, spent = window.parts.replay.timeline, []
stride = max(1, len(timeline.film.steps) // 400)
for index in [*range(0, len(timeline.film.steps), 2 * stride), *range(len(timeline.film.steps) - 1, 0, -3 * stride)]:
    begun = time.perf_counter()
    timeline.show_look(index)
    application.processEvents()
    spent.append(time.perf_counter() - begun)
spent.sort()
try:
    import psutil
    held = psutil.Process().memory_info().rss / 1e6
except ImportError:
    held = float("nan")
print(opened, spent[len(spent) // 2], spent[int(0.95 * len(spent))], len(timeline.film.steps), held)
window.close()
"""


def scrubbed(path: Path) -> tuple[float, float, float, int, float]:
    """Opened in a window: seconds to its first picture, p50 and p95 of a scrub step, looks, megabytes held."""
    offscreen = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    words = [sys.executable, "-c", SCRUB, str(path)]
    done = subprocess.run(words, env=offscreen, capture_output=True, text=True, check=True)
    opened, p50, p95, looks, held = map(float, done.stdout.split())
    return opened, p50, p95, int(looks), held


def large(path: Path, megabytes: int) -> None:
    """The recording of a CNN as large as the textbook's, filled up to a size with looks of later steps.

    What is dear is in one of fifty of them, as in a run.
    """
    from playground.experiment import presets
    from playground.experiment.overrides import override
    from playground.protocol.snapshot import Snapshot
    from playground.runs.reader import RunReader
    from playground.runs.writer import RunWriter
    from playground.session.control import Control
    from playground.session.session import Session

    wide = ["architecture.stages.0.channels=32", "architecture.stages.1.channels=64", "architecture.hidden=[128]"]
    short = ["training.duration=20", "training.duration_unit=steps", "training.recording=1000"]
    experiment = override(presets.find("cnn-tones").experiment, [*wide, *short])
    Session(0, experiment, path, lambda event: None, Control()).run()
    with RunReader(path) as reader:
        shots = reader.snapshots(20)
    step, size = 20, sum(shot.values.nbytes for shot in shots)
    wanted = megabytes * 10**6 // size
    with RunWriter.resume(path, 20, snapshot_bytes=10**10) as writer:
        for _ in range(min(WRITTEN, wanted)):
            step += 1
            writer.add_snapshots(Snapshot(step, shot.name, shot.axes, shot.values, shot.labels) for shot in shots)
            writer.flush()
    connection = sqlite3.connect(path, isolation_level=None)
    for taken in range(WRITTEN, wanted, WRITTEN):  # the same again at later steps
        connection.execute(
            "INSERT INTO snapshots SELECT step + ?1, position, name, axes, labels, shape, data FROM snapshots "
            "WHERE step > 20 AND step <= ?2 "
            "AND (step = 21 OR NOT (name LIKE 'survey.%' OR name LIKE 'distribution.%'))",
            (taken, 20 + min(WRITTEN, wanted - taken)),
        )
    connection.close()


def main() -> None:
    print("share of the training time that goes into the recording")
    for name, steps in CASES:
        print(f"{name:22} {100 * rate(SHARE, name, 1, steps):.2f} %, wanted ≤ 3")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.run"
        large(path, 200)
        size = path.stat().st_size / 1e6
        begun = time.perf_counter()
        opened, p50, p95, looks, _ = scrubbed(path)
        whole = time.perf_counter() - begun
    print(
        f"a recording of {size:.0f} MB, {looks} looks: opened in {opened:.2f} s (wanted ≤ 1); "
        f"a scrub step p50 {1e3 * p50:.0f} ms, p95 {1e3 * p95:.0f} ms (wanted ≤ 50); process {whole:.1f} s"
    )


if __name__ == "__main__":
    main()
