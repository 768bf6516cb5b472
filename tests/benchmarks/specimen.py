"""Specimen latency: from the Choose command to its first pictures, drawn, while the run trains at full speed.

Each preset in the real window, in a process of its own; wanted: p95 of at most 100 ms.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

PRESETS = ("cnn-digits", "rnn-mackey-glass", "transformer-dates", "transformer-gpt", "attention-seed", "vae-digits")
CHANGES = 60
PAUSE = 90  # milliseconds between the answer to one change and the next
WANTED = 100.0


def measure(name: str) -> dict[str, float]:
    """p50, p95 and largest latency in milliseconds, to the pictures' arrival and to a panel that has drawn them."""
    from playground.engine.client import EngineClient
    from playground.experiment import presets
    from playground.experiment.overrides import override
    from playground.protocol.mailbox import Mailbox

    mailbox = Mailbox()
    client = EngineClient(mailbox)
    client.start()
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from playground.desktop.shell.main_window import MainWindow
    from playground.desktop.state.open_document import OpenDocument
    from playground.desktop.state.window_settings import WindowSettings
    from playground.protocol.commands import Choose
    from playground.protocol.events import Event, Pictures, RunState, SpecimenShown

    application = QApplication([])
    folder = tempfile.TemporaryDirectory()
    place = Path(folder.name)
    window = MainWindow(WindowSettings(place / "w.ini"))
    window.furnish(mailbox, client.send, client.start, client.silence, lambda run: place / f"{run}.run")
    experiment = override(presets.find(name).experiment, ["training.duration=1000000", "training.duration_unit=steps"])
    window.parts.control.open(OpenDocument(name, experiment))
    data = experiment.task.load(1)
    window.show()
    window.parts.start()
    arrived: list[float] = []
    drawn: list[float] = []
    sent, named, waiting = [0.0], [False], [False]
    hear = window.parts.router.hear

    def heard(event: Event) -> bool:
        if isinstance(event, SpecimenShown) and sent[0]:
            named[0] = True
        if isinstance(event, Pictures) and named[0]:
            arrived.append(1e3 * (time.perf_counter() - sent[0]))
            named[0], waiting[0] = False, True
        return hear(event)

    window.parts.router.hear = heard  # type: ignore[method-assign]
    window.parts.feed._hear = heard

    for panel in window.parts.board.panels:
        draw = panel.draw

        def counted(draw: object = draw) -> None:
            draw()  # type: ignore[operator]
            if waiting[0]:
                waiting[0] = False
                drawn.append(1e3 * (time.perf_counter() - sent[0]))
                QTimer.singleShot(PAUSE, change)

        panel.draw = counted  # type: ignore[method-assign]

    def change() -> None:
        if len(drawn) >= CHANGES:
            window.close()
            application.quit()
            return
        given = experiment.task.given_of(_example(data, len(drawn) % 40))
        begun = time.perf_counter()  # what a person gave is checked and made into a specimen within the time too
        specimen = replace(experiment.task.specimen_from(given), words=f"change {len(drawn)}")
        sent[0] = begun
        window.parts.board.specimen.request(Choose(specimen))

    def begin() -> None:
        if window.parts.commands.run.state is RunState.RUNNING and window.parts.commands.run.step > 20:
            ready.stop()
            change()

    ready = QTimer()
    ready.timeout.connect(begin)
    ready.start(50)
    QTimer.singleShot(1500, window.parts.control.run)
    QTimer.singleShot(120_000, application.quit)
    application.exec()
    client.close()
    steps = window.parts.commands.run.rate
    folder.cleanup()
    result = {"changes": float(len(drawn)), "steps_per_second": steps}
    for what, values in (("arrived", arrived), ("drawn", drawn)):
        values.sort()
        result |= {
            f"{what}_p50": values[len(values) // 2], f"{what}_p95": values[int(0.95 * (len(values) - 1))],
            f"{what}_max": values[-1],
        }  # fmt: skip
    return result


def _example(data: object, index: int) -> object:
    from playground.data.specimen import Specimen

    return Specimen.of_test(data, index)  # type: ignore[arg-type]


def main() -> None:
    """One line a preset."""
    from tests.benchmarks.display import screen

    print(f"{'preset':<20} {'changes':>7} {'steps/s':>8}   pictures p50 / p95 / max      drawn p50 / p95 / max")
    worst = 0.0
    with screen() as environment:
        for name in PRESETS:
            command = [sys.executable, "-m", "tests.benchmarks.specimen", name]
            lines = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
            found = json.loads(lines.splitlines()[-1])
            worst = max(worst, found["drawn_p95"])
            parts = [
                " / ".join(f"{found[f'{what}_{part}']:5.0f}" for part in ("p50", "p95", "max"))
                for what in ("arrived", "drawn")
            ]
            rate = f"{found['changes']:7.0f} {found['steps_per_second']:8.0f}"
            print(f"{name:<20} {rate}   {'   ms     '.join(parts)} ms")
    print(f"largest p95 until drawn: {worst:.0f} ms (wanted: at most {WANTED:.0f})")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1])))
    else:
        main()
