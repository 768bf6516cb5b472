"""R42: models of one's own that were tried and then misbehave while they train: the window says so, and goes on."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desk import DIGITS
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from test_live import Live

from playground.architectures.own.settings import OwnSettings
from playground.desktop.controllers import engine_alerts
from playground.desktop.state.engine_state import Engine
from playground.desktop.state.open_document import OpenDocument
from playground.engine.trying import Trial
from playground.experiment.experiment import Experiment
from playground.experiment.overrides import override
from playground.foundation import consent
from playground.protocol.events import RunState
from playground.runs.reader import RunReader

pytestmark = [pytest.mark.early, pytest.mark.usefixtures("warm")]

LATE = 40  # the training step in which it begins
MODEL = """
import os, sys, time, warnings
import numpy as np, random, torch
from torch import nn

class Mine(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 10)
        self.calls = 0

    def forward(self, x):
        if self.training and torch.is_grad_enabled():
            self.calls += 1
            if self.calls >= {late}:
                {does}
        return self.fc(x.flatten(1))
"""
FAILS = {
    "raises": ("raise ValueError('late')", "mine.py:16: late (ValueError)."),
    "raises what is no Exception": ("raise KeyboardInterrupt('late')", "mine.py:16: "),
    "ends the program": ("sys.exit(3)", "mine.py:16: "),
    "recurses": ("self.forward(x)", "mine.py:"),
    "gives another shape": (
        "return x.flatten(1)[:, :9]",
        "mine.py: in this step the model gives 9 for an example",
    ),
    "asks for a million gigabytes": ("torch.empty(2**48)", "memory"),
}
ENDS = {
    "exits": ("os._exit(7)", "engine"),
    "is killed": ("os.kill(os.getpid(), 9)", "killed"),
    "crashes": ("os.abort()", "crashed"),
}
HANGS = {"loops": "while True: pass", "sleeps": "time.sleep(10**6)"}
DISTURBS = {
    "prints": "print('x' * 1000); sys.stderr.write('y' * 1000)",
    "closes what it prints to": "sys.stdout.close() if not sys.stdout.closed else None",
    "changes the folder": "os.chdir('/')",
    "seeds anew": "torch.manual_seed(0); np.random.seed(0); random.seed(0)",
    "warns": "warnings.warn('look out')",
    "sets threads": "torch.set_num_threads(1)",
}


QUICK = ("ends the program", "loops")


def each(cases: dict[str, Any]) -> list[Any]:
    """All of them, of which the suite takes a few: each needs two engines."""
    return [
        pytest.param(case, id=name, marks=() if name in QUICK else pytest.mark.slow) for name, case in cases.items()
    ]


@pytest.fixture
def live(qtbot: QtBot, tmp_path: Path) -> Iterator[Live]:
    one = Live(tmp_path, qtbot)
    yield one
    one.close()


def misbehaving(folder: Path, does: str) -> Experiment:
    """An experiment with a model that does it late; its file was tried, as the window does, and found in order."""
    path = folder / "mine.py"
    path.write_text(textwrap.dedent(MODEL.format(late=LATE, does=does)), encoding="utf-8")
    file = consent.read(path)
    consent.give(file)
    own = OwnSettings.of(file)
    values = DIGITS.values() | {"architecture": own.model_dump(mode="json")}
    report = Trial(Experiment.parse(values), 60.0).report()
    assert not report["error"], report["error"]
    values["architecture"] |= OwnSettings.found(report)
    return override(Experiment.parse(values), ["training.duration=20000", "training.duration_unit=steps"])


def begin(live: Live, folder: Path, does: str) -> None:
    live.parts.control.open(OpenDocument("mine", misbehaving(folder, does)))
    live.until(lambda: live.parts.commands.engine.status is Engine.READY)
    live.parts.control.run()
    live.until(lambda: live.parts.commands.run.step > 0)


def next_run_works(live: Live) -> None:
    """A shipped experiment, in the same window."""
    live.parts.control.reset()
    live.until(lambda: live.parts.commands.engine.status is Engine.READY)
    live.load(60)
    live.running(1)
    live.until(lambda: live.parts.commands.run.state is RunState.FINISHED)


@pytest.mark.parametrize("case", each(FAILS))
def test_that_a_model_that_fails_in_a_later_step_is_one_sentence_and_the_next_run_works(
    case: tuple[str, str], live: Live, tmp_path: Path
) -> None:
    does, sentence = case
    begin(live, tmp_path, does)
    live.until(lambda: live.parts.commands.run.state is RunState.FAILED, 20)
    said = live.parts.banner.text
    assert sentence in said and "\n" not in said and "internal error" not in said, said
    with RunReader(tmp_path / "1.run") as reader:
        assert reader.state == "failed" and 0 < len(reader.losses()[0]) < LATE
    next_run_works(live)


@pytest.mark.parametrize("case", each(ENDS))
def test_that_a_model_that_takes_the_engine_along_leaves_the_window_and_a_recording(
    case: tuple[str, str], live: Live, tmp_path: Path
) -> None:
    does, sentence = case
    begin(live, tmp_path, does)
    live.until(lambda: sentence in live.parts.banner.text)
    with RunReader(tmp_path / "1.run") as reader:
        assert len(reader.losses()[0]) < LATE + 1
    next_run_works(live)


@pytest.mark.parametrize("does", each(HANGS))
def test_that_a_model_that_hangs_can_be_left_by_a_click(
    does: str, live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(engine_alerts.PATIENCE, RunState.STOPPING, 1.0)
    begin(live, tmp_path, does)
    live.qtbot.wait(500)  # by then it stands in its step
    live.parts.control.stop()
    live.until(lambda: "does not answer" in live.parts.banner.text)
    next(b for b in live.parts.banner.findChildren(QPushButton) if "Restart" in b.text()).click()
    live.until(lambda: live.parts.commands.engine.status is Engine.READY)
    next_run_works(live)


@pytest.mark.parametrize("does", each(DISTURBS))
def test_that_a_model_that_disturbs_its_process_is_trained_and_the_next_run_has_its_own_bits(
    does: str, live: Live, tmp_path: Path
) -> None:
    next_run_works(live)
    begin(live, tmp_path, does)
    live.until(lambda: live.parts.commands.run.step > 3 * LATE)
    live.parts.control.stop()
    live.until(lambda: live.parts.commands.run.state is RunState.STOPPED)
    next_run_works(live)
    with RunReader(tmp_path / "1.run") as before, RunReader(tmp_path / "3.run") as after:
        assert before.losses()[1].tobytes() == after.losses()[1].tobytes()
