"""R26: while it trains, the window's event loop goes round; how long it stands still at worst is told, not judged."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot
from test_live import Live

from playground.desktop.state.engine_state import Engine
from playground.desktop.state.open_document import OpenDocument
from playground.experiment import presets
from playground.experiment.overrides import override

pytestmark = [pytest.mark.early, pytest.mark.usefixtures("warm")]

ONCE = "cnn-digits"
OTHERS = ("rnn-first-symbol-lstm", "transformer-reverse", "attention-equal-keys", "autoencoder-digits-8", "mlp-digits")
LOOKED = 3.0  # seconds


@pytest.fixture
def live(qtbot: QtBot, tmp_path: Path) -> Iterator[Live]:
    one = Live(tmp_path, qtbot)
    yield one
    one.close()


@pytest.mark.parametrize(
    "name", [ONCE, *(pytest.param(name, marks=pytest.mark.slow) for name in OTHERS if name in presets.names())]
)
def test_that_the_event_loop_goes_round_while_a_model_trains(
    name: str, live: Live, record_property: Callable[[str, object], None]
) -> None:
    settings = ["training.duration=1000000", "training.duration_unit=steps", "training.threads=1"]
    live.parts.control.open(OpenDocument(name, override(presets.find(name).experiment, settings)))
    live.until(lambda: live.parts.commands.engine.status is Engine.READY)
    live.running(5)
    times: list[float] = []
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: times.append(time.perf_counter()))
    timer.start(3)
    begun = live.parts.commands.run.step
    live.qtbot.wait(int(1000 * LOOKED))
    timer.stop()
    gaps = 1000 * np.diff(times)
    record_property("trials", len(gaps))
    record_property("worst", f"{np.percentile(gaps, 99):.0f} ms at p99")
    print(f"{name}: p99 {np.percentile(gaps, 99):.1f} ms, longest {gaps.max():.1f} ms")
    assert live.parts.commands.run.step > begun and len(gaps) > 30
