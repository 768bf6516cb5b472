"""The script for Slurm, run by stand-ins for its programs: told to end, it is queued again, and goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from playground.cli import main
from playground.foundation import interpreter
from playground.runs.reader import RunReader
from tests.sweeps import quick

pytestmark = [pytest.mark.early, pytest.mark.skipif(sys.platform != "linux", reason="Slurm runs on Linux")]
STEP = '#!/bin/sh\nexec "$@"\n'  # srun: the step of a job is a process of its own
QUEUED = '#!/bin/sh\necho "$@" >> "$(dirname "$0")/queued"\n'  # scontrol


def job(script: Path, bin: Path, number: int, seconds: float) -> subprocess.Popen[str]:
    slurm = {"SLURM_ARRAY_TASK_ID": str(number), "SLURM_ARRAY_JOB_ID": "77", "SLURM_JOB_ID": "78"}
    path = f"{bin}{os.pathsep}{os.environ['PATH']}"
    return subprocess.Popen(
        ["bash", str(script)], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=interpreter.environment() | slurm | {"PATH": path, quick.SECONDS: str(seconds)},
    )  # fmt: skip


def test_that_a_job_that_is_told_to_end_is_queued_again_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(interpreter, "command", quick.command)
    folder, bin, script = tmp_path / "a sweep", tmp_path / "bin", tmp_path / "job.sh"
    words = ["sweep", "attention-equal-keys", "--set", "training.batch_size=8,16", "--print", "slurm"]
    assert main([*words, "--out", str(folder)]) == 0
    script.write_text(capsys.readouterr().out)
    bin.mkdir()
    for name, text in (("srun", STEP), ("scontrol", QUEUED)):
        (bin / name).write_text(text)
        (bin / name).chmod(0o755)
    first = job(script, bin, 2, 30)
    end = time.monotonic() + 60
    while not (folder / "002.run").exists() and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(2)
    (step,) = psutil.Process(first.pid).children()
    step.send_signal(signal.SIGTERM)  # as --signal=TERM@60 has it: to the step, not to the script
    first.communicate(timeout=60)
    assert first.returncode == 143 and (bin / "queued").read_text() == "requeue 77_2\n"
    with RunReader(folder / "002.run") as reader:
        done = reader.last_step()
        assert reader.state == "stopped" and 0 < done < quick.STEPS and reader.checkpoint_steps()[-1] == done
    second = job(script, bin, 2, 0)
    _, errors = second.communicate(timeout=60)
    assert second.returncode == 0, errors
    with RunReader(folder / "002.run") as reader:
        assert reader.state == "finished" and reader.losses()[0].tolist() == list(range(1, quick.STEPS + 1))
    assert not (folder / "001.run").exists() and (bin / "queued").read_text().count("requeue") == 1
