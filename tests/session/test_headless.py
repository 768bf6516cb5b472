"""An experiment is trained by a function, and what came of it is a value."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from playground.experiment import presets
from playground.protocol.events import CheckpointSaved, Event, RunState
from playground.runs.reader import RunReader
from playground.session.headless import train
from playground.session.outcome import TrainingError

DIGITS = presets.find("cnn-digits").experiment.changed({"training.duration": 40, "training.duration_unit": "steps"})


def test_that_an_outcome_tells_what_the_recording_tells(tmp_path: Path) -> None:
    heard = list[Event]()
    outcome = train(DIGITS, tmp_path / "a.run", heard.append)
    assert (outcome.state, outcome.step, outcome.parameters) == (RunState.FINISHED, 40, 1898)
    with RunReader(outcome.path) as reader:
        assert reader.losses()[1].tolist()[-1] == outcome.loss and reader.metrics()[-1] == (40, outcome.metrics)
    assert outcome.metrics["accuracy"] > outcome.baseline["accuracy"] and outcome.baseline_name
    assert outcome.rate == pytest.approx(40 / outcome.seconds) and outcome.diagnoses == ()
    assert any(isinstance(event, CheckpointSaved) for event in heard)


def test_that_the_outcome_of_a_run_that_failed_on_its_way_says_why(tmp_path: Path) -> None:
    outcome = train(presets.find("broken-diverged").experiment, tmp_path / "a.run")
    assert outcome.state is RunState.FAILED and "smaller learning rate" in outcome.reason
    assert [(one.said.kind.value, one.withdrawn) for one in outcome.diagnoses] == [("diverged", None)]


def test_that_a_run_that_cannot_begin_has_no_outcome_but_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.run").write_bytes(b"precious")
    with pytest.raises(TrainingError, match=r"a\.run"):
        train(DIGITS, tmp_path / "a.run")


def test_that_a_run_reads_no_task_and_no_architecture_but_its_own(tmp_path: Path) -> None:
    program = """
import pathlib, sys
from playground.experiment import presets
from playground.experiment.overrides import override
from playground.session.headless import train

found = presets.find("cnn-digits").experiment
settings = ["training.duration=4", "training.duration_unit=steps", "training.evaluate_every=1"]
train(override(found, settings), pathlib.Path(sys.argv[1]))
parts = [name.split(".") for name in sys.modules if name.startswith("playground.")]
print(*sorted({".".join(part[1:3]) for part in parts if part[1] in ("tasks", "architectures") and part[2:]}))
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "a.run")], check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == ["architectures.cnn", "tasks.digits"]
