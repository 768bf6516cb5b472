"""R01 and R02: what was acknowledged survives kill -9, and a file is old or new, never in between."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork are POSIX")

PROGRAM = Path(__file__).parent / "kill_trials.py"


def campaign(kind: str, folder: Path, trials: int) -> list[int]:
    """Run the trials in two processes; how often each trial acknowledged. A failed one shows its seed and reason."""
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    half = trials // 2
    started = [
        subprocess.Popen(
            [sys.executable, str(PROGRAM), kind, str(folder), str(first), str(half)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment,
        )
        for first in (1, 1 + half)
    ]  # fmt: skip
    outputs = [process.communicate()[0] for process in started]
    for process, output in zip(started, outputs, strict=True):
        assert process.returncode == 0, output[-3000:]
    return [json.loads(line)["acknowledged"] for output in outputs for line in output.splitlines()]


@pytest.mark.parametrize(
    "trials", [60, pytest.param(2000, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])]
)  # fmt: skip
def test_that_no_acknowledged_checkpoint_is_lost_when_the_writer_is_killed(
    tmp_path: Path, trials: int, record_property: Callable[[str, object], None]
) -> None:
    acknowledged = campaign("run", tmp_path, trials)
    record_property("trials", len(acknowledged))
    record_property("worst", f"{sum(acknowledged)} checkpoints acknowledged, none lost")
    assert len(acknowledged) == trials
    assert sum(count > 0 for count in acknowledged) > trials / 2, "the kills came too early to mean anything"


@pytest.mark.parametrize("trials", [20, pytest.param(400, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])])
def test_that_a_save_that_is_killed_leaves_the_old_or_the_new_file_whole(
    tmp_path: Path, trials: int, record_property: Callable[[str, object], None]
) -> None:
    acknowledged = campaign("save", tmp_path, trials)
    record_property("trials", len(acknowledged))
    record_property("worst", f"{sum(acknowledged)} saves acknowledged, each whole")
    assert len(acknowledged) == trials
    assert sum(count > 0 for count in acknowledged) > trials / 2, "the kills came too early to mean anything"
