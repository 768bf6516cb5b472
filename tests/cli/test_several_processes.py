"""One run in several processes: the same run, followed, stopped, killed, and gone on with in another number of them."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import psutil
import pytest

from playground.experiment import presets
from playground.experiment.interventions import SetLearningRate, SwitchOff
from playground.experiment.overrides import override
from playground.foundation import interpreter
from playground.foundation.errors import RunFileError
from playground.runs.interventions import Recorded, recorded
from playground.runs.lock import is_held
from playground.runs.reader import RunReader
from playground.session.headless import train
from tests.fair_time import wait_until
from tests.fork_server import started_by

pytestmark = [
    pytest.mark.early,
    pytest.mark.usefixtures("warm_family"),
    pytest.mark.skipif(sys.platform != "linux", reason="torchrun with gloo is offered on Linux only"),
]
STEPS = "training.duration=60"
CNN = ("cnn-digits", "--set", "training.duration_unit=steps", "--set")


def torchrun(processes: int, *words: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(processes), "-m"]
    return subprocess.Popen(
        [*command, "playground", "train", *map(str, words)], text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=interpreter.environment(),
    )  # fmt: skip


def steps(path: Path) -> int:
    if not path.exists():
        return 0
    try:
        with RunReader(path) as reader:
            return reader.last_step()
    except RunFileError:  # it is being laid out
        return 0


def is_past(path: Path, step: int) -> bool:
    return steps(path) > step


def processes(parent: subprocess.Popen[str]) -> dict[int, psutil.Process]:
    """Rank → process, which torchrun starts in this order."""
    return dict(enumerate(sorted(started_by(parent), key=lambda child: (child.create_time(), child.pid))))


def losses(path: Path) -> np.ndarray:
    with RunReader(path) as reader:
        assert reader.state == "finished"
        return reader.losses()[1]


def test_that_three_processes_make_the_run_of_one_and_are_told_once(tmp_path: Path) -> None:
    """Interventions are made in all of them, each at its step."""
    changes = [SetLearningRate(0.02), SwitchOff("stages.0.activation", "channel", 2)]
    plan = [Recorded(20 * number, change, {}, {}) for number, change in enumerate(changes, 1)]
    experiment = override(presets.find("cnn-digits").experiment, ["training.duration_unit=steps", STEPS])
    train(experiment, tmp_path / "1.run", plan=plan)
    together = torchrun(3, *CNN, STEPS, "--replay", tmp_path / "1.run", "--out", tmp_path / "3.run")
    told, errors = together.communicate(timeout=120)
    assert together.returncode == 0, errors
    assert told.count("recorded in") == 1
    np.testing.assert_allclose(losses(tmp_path / "3.run"), losses(tmp_path / "1.run"), rtol=1e-4, atol=1e-5)
    with RunReader(tmp_path / "3.run") as reader:
        assert any("Trained by 3 processes" in text for _, _, text in reader.log())
        assert [one.intervention for one in recorded(reader)] == changes


@pytest.mark.parametrize("trials", [1, pytest.param(30, marks=[pytest.mark.slow, pytest.mark.timeout(3600)])])
def test_that_all_end_when_one_is_killed_and_another_number_goes_on(
    tmp_path: Path, trials: int, record_property: Callable[[str, object], None]
) -> None:
    record_property("trials", trials)
    chance = random.Random(7)
    for trial in range(trials):
        path, killed = tmp_path / f"{trial}.run", chance.randrange(2) if trial else 1
        together = torchrun(2, *CNN, "training.duration=100000", "--out", path)
        wait = chance.randint(20, 300) if trial else 20
        wait_until(partial(is_past, path, wait))  # it is followed while it is written
        others = processes(together)
        others[killed].kill()
        _, errors = together.communicate(timeout=60)
        assert not any(child.is_running() for child in others.values()) and not is_held(path)
        with RunReader(path) as reader:
            saved = reader.checkpoint_steps()[-1]
            if killed:  # the other one records, and says why it ended
                assert "Another process that trained this run has ended" in errors
                assert "Traceback" not in errors.split("torch")[0]
                assert reader.state == "failed" and saved == reader.last_step()
        on = torchrun(3, "--resume", path, "--steps", saved + 30)
        _, errors = on.communicate(timeout=120)
        assert on.returncode == 0, errors
        assert len(losses(path)) == saved + 30


def test_that_a_signal_stops_them_all_with_a_valid_recording(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    together = torchrun(2, *CNN, "training.duration=100000", "--out", path)
    wait_until(lambda: steps(path) > 20)
    others = processes(together)
    together.send_signal(signal.SIGTERM)
    together.communicate(timeout=60)
    assert not any(child.is_running() for child in others.values()) and not is_held(path)
    with RunReader(path) as reader:
        assert reader.state == "stopped" and reader.checkpoint_steps()[-1] == reader.last_step()


def test_that_what_cannot_be_trained_is_one_sentence_of_the_first_process(tmp_path: Path) -> None:
    (tmp_path / "a.run").write_text("my notes")
    together = torchrun(2, *CNN, "training.duration=10", "--out", tmp_path / "a.run")
    _, errors = together.communicate(timeout=100)
    assert together.returncode != 0 and errors.count(f"{tmp_path / 'a.run'}") == 1
    assert (tmp_path / "a.run").read_text() == "my notes"


def test_that_an_environment_that_makes_no_sense_is_one_sentence(tmp_path: Path) -> None:
    given = {"RANK": "7", "WORLD_SIZE": "2", "MASTER_ADDR": "x", "LOCAL_RANK": "0", "LOCAL_WORLD_SIZE": "2"}
    command = interpreter.command("playground", "train", "cnn-digits", "--out", str(tmp_path / "a.run"))
    found = subprocess.run(command, env=interpreter.environment() | given, capture_output=True, text=True)
    assert found.returncode == 2 and found.stderr.count("\n") == 1 and "torchrun" in found.stderr
    assert not (tmp_path / "a.run").exists()
