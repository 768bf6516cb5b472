"""R28: whatever the architecture and wherever it was cut, a resumed run is bitwise the uninterrupted one."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import resume_trials

pytestmark = [pytest.mark.early, pytest.mark.usefixtures("warm")]


@pytest.mark.parametrize("architecture", resume_trials.PRESETS)
def test_that_a_stopped_run_resumes_bitwise_equal(
    architecture: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    found = resume_trials.trials("stop", architecture, 20, tmp_path)
    record_property("trials", len(found))
    assert [trial.cut for trial in found] == [1, 10, 19]
    assert all(trial.equal for trial in found), found


def killed_and_resumed(steps: int) -> list[dict[str, object]]:
    """In a program of its own, which forks before it computes anything."""
    command = [sys.executable, "-m", "tests.faults.resume_trials", "kill", "--steps", str(steps)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork are POSIX")
@pytest.mark.parametrize("steps", [20, pytest.param(1500, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])])
def test_that_a_killed_run_resumes_bitwise_equal(steps: int, record_property: Callable[[str, object], None]) -> None:
    found = killed_and_resumed(steps)
    record_property("trials", len(found))
    assert len(found) == len(resume_trials.PRESETS) * len(resume_trials.CUTS)
    assert all(trial["equal"] for trial in found), found


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("architecture", resume_trials.PRESETS)
def test_that_a_long_stopped_run_resumes_bitwise_equal(
    architecture: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    found = resume_trials.trials("stop", architecture, 1500, tmp_path)
    record_property("trials", len(found))
    assert all(trial.equal for trial in found)
