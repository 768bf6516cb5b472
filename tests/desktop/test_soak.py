"""R23: all panels at full rate for long: memory, objects, threads and files stay what they are."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil
import pytest
from desk import DIGITS
from pytestqt.qtbot import QtBot
from test_live import Live

from playground.desktop.state.engine_state import Engine
from playground.desktop.state.open_document import OpenDocument
from playground.experiment.overrides import override
from playground.protocol.events import RunState

pytestmark = [pytest.mark.early, pytest.mark.usefixtures("warm")]

MEGABYTE = 2**20
LOSSES = 0.02  # megabytes that a thousand losses and their steps need in the window; they are all kept


@dataclass(frozen=True)
class Sample:
    """What the two processes hold at a step."""

    step: int
    window: float  # megabytes
    engine: float
    objects: int
    threads: int
    files: int


@pytest.fixture
def live(qtbot: QtBot, tmp_path: Path) -> Iterator[Live]:
    one = Live(tmp_path, qtbot)
    yield one
    one.close()


def sample(live: Live) -> Sample:
    window, engine = psutil.Process(), psutil.Process(live.client.process_id)
    gc.collect()
    return Sample(
        live.parts.commands.run.step, window.memory_info().rss / MEGABYTE, engine.memory_info().rss / MEGABYTE,
        len(gc.get_objects()), threading.active_count(), window.num_fds() + engine.num_fds(),
    )  # fmt: skip


def slope(samples: list[Sample], name: str) -> float:
    """How much more for a thousand steps, over the later two thirds: caches fill at the beginning."""
    later = samples[len(samples) // 3 :]
    steps = np.array([one.step for one in later]) / 1000
    return float(np.polyfit(steps, [getattr(one, name) for one in later], 1)[0])


@pytest.mark.skipif(not hasattr(psutil.Process, "num_fds"), reason="counts open files as POSIX does")
@pytest.mark.parametrize("trials", [2000, pytest.param(100_000, marks=[pytest.mark.slow, pytest.mark.timeout(7200)])])
def test_that_a_long_run_with_every_panel_drawn_grows_by_nothing(
    trials: int, live: Live, record_property: Callable[[str, object], None]
) -> None:
    window = live.window
    for panel in window.parts.board.panels:
        panel.on_screen = lambda: True  # type: ignore[method-assign]  # tabs hide most of them
    settings = [f"training.duration={trials}", "training.duration_unit=steps"]
    window.parts.control.open(OpenDocument("cnn-digits", override(DIGITS, settings)))
    live.until(lambda: window.parts.commands.engine.status is Engine.READY)
    live.running(200)
    samples = [sample(live)]
    while window.parts.commands.run.active:
        next_step = samples[-1].step + trials // 30
        live.until(
            lambda wanted=next_step: window.parts.commands.run.step >= wanted or not window.parts.commands.run.active,
            600,
        )
        samples.append(sample(live))
    assert window.parts.commands.run.state is RunState.FINISHED
    drawn = [panel.name for panel in window.parts.board.panels if not panel.is_empty()]
    assert len(drawn) >= 8, drawn
    found = {name: slope(samples[:-1], name) for name in ("window", "engine", "objects", "threads", "files")}
    record_property("trials", trials)
    record_property("worst", f"{max(found['window'], found['engine']):.2f} MB per 1000 steps")
    print(found, samples[0], samples[-1])
    if trials >= 20_000:  # a shorter run is over before its caches and its recording's cache are full
        assert found["window"] - LOSSES <= 1 and found["engine"] <= 1, (found, samples)
    assert found["threads"] < 0.2 and samples[-1].threads <= samples[0].threads + 1
    assert samples[-1].files <= samples[0].files + 3
    assert found["objects"] < 2000 or trials < 20_000
