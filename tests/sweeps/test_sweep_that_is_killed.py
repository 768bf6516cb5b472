"""A sweep whose processes are killed comes to the same recordings, none of them twice."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil
import pytest

from playground.experiment.experiment import Experiment
from playground.foundation import interpreter
from playground.foundation.errors import RunFileError
from playground.runs.lock import is_held
from playground.runs.reader import RunReader
from playground.sweeps.plan import Plan
from tests.fair_time import wait_until
from tests.fork_server import started_by

pytestmark = [
    pytest.mark.early,
    pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX"),
]
STEPS = 400
WORDS = ("sweep", "attention-equal-keys", "--set", f"training.duration={STEPS}", "--set",
         "training.learning_rate=0.001,0.003", "--seeds", "2")  # fmt: skip


def start(*words: object) -> subprocess.Popen[str]:
    command = interpreter.command("playground", *map(str, words))
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            env=interpreter.environment())  # fmt: skip


def steps(path: Path) -> int:
    if not path.exists() or not is_held(path):
        return 0
    try:
        with RunReader(path) as reader:
            return reader.last_step()
    except RunFileError:  # it is being laid out
        return 0


@pytest.mark.usefixtures("warm_family")
def test_that_a_killed_sweep_goes_on_and_trains_nothing_twice(tmp_path: Path) -> None:
    folder = tmp_path / "扫 sweep"
    parent = start(*WORDS, "--jobs", 2, "--out", folder)
    wait_until(lambda: min(steps(folder / f"00{number}.run") for number in (1, 2)) > 0)
    children = started_by(parent)
    assert len(children) == 2
    children[0].send_signal(signal.SIGKILL)
    parent.kill()
    parent.communicate()
    psutil.wait_procs(children, timeout=30)
    assert not any(child.is_running() for child in children), "a run outlives the one that started it"

    second = start("sweep", "--out", folder, "--jobs", 2, "--json")
    told, errors = second.communicate(timeout=120)
    assert second.returncode == 0, errors
    result = json.loads(told)
    runs = sorted(folder.glob("*.run"))
    assert [path.name for path in runs] == ["001.run", "002.run", "003.run", "004.run"]
    for planned, path in zip(Plan.read(folder).runs(folder), runs, strict=True):  # type: ignore[union-attr]
        with RunReader(path) as reader:
            assert reader.state == "finished" and planned.path == path
            np.testing.assert_array_equal(reader.losses()[0], np.arange(1, STEPS + 1))
            assert Experiment.from_json(reader.experiment_json).training == planned.experiment.training
    assert [one["states"] for one in result["settings"]] == [{"finished": 2}] * 2
    assert result["chosen"]["changes"] == result["settings"][0]["changes"] and result["better"] == "lower"
    assert result["settings"][0]["validation"]["mean"] < result["settings"][1]["validation"]["mean"]

    before = [(path.stat().st_mtime_ns, path.read_bytes()) for path in runs]
    third = start("sweep", "--out", folder)
    told, errors = third.communicate(timeout=60)
    assert third.returncode == 0 and "2 finished" in told, errors
    assert [(path.stat().st_mtime_ns, path.read_bytes()) for path in runs] == before


@pytest.mark.usefixtures("warm_family")
def test_that_a_signal_ends_a_sweep_with_recordings_that_go_on(tmp_path: Path) -> None:
    parent = start("sweep", "attention-equal-keys", "--set", "training.duration=1000000", "--out", tmp_path)
    wait_until(lambda: steps(tmp_path / "001.run") > 0)
    parent.send_signal(signal.SIGINT)
    told, errors = parent.communicate(timeout=60)
    assert parent.returncode == 130 and "1 interrupted" in told and "Traceback" not in errors
    with RunReader(tmp_path / "001.run") as reader:
        assert reader.state == "stopped" and reader.checkpoint_steps()[-1] == reader.last_step()


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("trials", [200])
def test_that_a_sweep_that_is_killed_all_the_time_comes_to_the_same_bits(
    tmp_path: Path, trials: int, record_property: Callable[[str, object], None]
) -> None:
    """Parents and runs are killed at any moment, and the sweep is started again without waiting for what is left."""
    chance, killed = random.Random(5), 0
    words = (*WORDS[:2], "--set", "training.duration=900", "--set", "training.learning_rate=log:1e-3..1e-2:3",
             "--seeds", "2", "--jobs", "2", "--out")  # fmt: skip
    status = None
    while status != 0:
        parent = start(*words, tmp_path / "killed")
        end = time.monotonic() + (chance.uniform(0.3, 9.0) if killed < trials else 120.0)
        while parent.poll() is None and time.monotonic() < end:
            time.sleep(0.3)
            children = psutil.Process(parent.pid).children() if killed < trials and parent.poll() is None else []
            if children and chance.random() < 0.06:
                chance.choice(children).kill()
                killed += 1
        killed += parent.poll() is None
        parent.kill()
        parent.communicate()
        status = parent.returncode
    record_property("trials", killed)
    assert killed >= trials // 4
    undisturbed = start(*words, tmp_path / "calm")
    undisturbed.communicate(timeout=120)
    assert undisturbed.returncode == 0
    for path in sorted((tmp_path / "calm").glob("*.run")):
        with RunReader(path) as calm, RunReader(tmp_path / "killed" / path.name) as other:
            assert calm.state == other.state == "finished" and calm.metrics() == other.metrics()
            np.testing.assert_array_equal(calm.losses(), other.losses())
