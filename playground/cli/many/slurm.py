"""A job script for Slurm: one job of an array for each run of a sweep."""

from __future__ import annotations

import shlex
from pathlib import Path

from playground.foundation import interpreter

END_SECONDS = 60  # before its time is over a job is told so, and its run is recorded to its last step


def script(folder: Path, runs: int, jobs: int) -> str:
    """The script, for ``sbatch``: at most ``jobs`` at a time; a run that was not finished is queued again."""
    command = shlex.join(interpreter.command("playground", "sweep", "--out", str(folder), "--trial"))
    return f"""#!/bin/bash
#SBATCH --job-name=playground-sweep
#SBATCH --array=1-{runs}%{jobs}
#SBATCH --signal=TERM@{END_SECONDS}
#SBATCH --requeue
#SBATCH --open-mode=append

srun {command} "$SLURM_ARRAY_TASK_ID"
status=$?
if [ "$status" -eq 143 ]; then
  scontrol requeue "${{SLURM_ARRAY_JOB_ID}}_${{SLURM_ARRAY_TASK_ID}}"
fi
exit "$status"
"""
