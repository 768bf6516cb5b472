"""Pool: runs in processes of their own, so many at a time; whatever ends, nothing but the run files is its memory."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from playground.foundation import interpreter
from playground.foundation.cores import allowed
from playground.foundation.errors import PlaygroundError
from playground.foundation.ranks import alone
from playground.runs.lock import is_held
from playground.sweeps.planned import Planned, Progressed

MOST_JOBS = 4  # for each core
ATTEMPTS = 3  # starts of one run by one pool, where its process is ended by others
END_SECONDS = 60.0  # that a run may take to end with its recording whole
VISIBLE, DRIVER = "CUDA_VISIBLE_DEVICES", Path("/proc/driver/nvidia/gpus")
MOST_SAID = 2000  # characters of an error
if sys.platform == "win32":
    _APART = subprocess.CREATE_NEW_PROCESS_GROUP  # Ctrl+C reaches this process alone, which ends the others
else:
    _APART = 0  # there a session of its own does the same


@dataclass
class _Worker:
    """One process, and where it writes what goes wrong."""

    process: subprocess.Popen[bytes]
    errors: IO[bytes]
    gpu: str = ""


class Pool:
    """A context manager: when it is left, all its processes have ended, each with a valid recording.

    A process lives as long as its standard input is open: also when this one is killed, it ends by itself.

    Attributes:
        said: recording → why its process failed, in one sentence.
    """

    def __init__(self, jobs: int, cores: int) -> None:
        self._jobs = jobs
        self._cores = max(1, cores // jobs)
        self._gpus = gpus()
        self._turns: Counter[str] = Counter()  # runs that each of them has had
        self._workers: dict[Path, tuple[Planned, _Worker]] = {}
        self._elsewhere: dict[Path, Planned] = {}
        self._attempts: Counter[Path] = Counter()
        self.said: dict[Path, str] = {}

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *error: object) -> None:
        self.end()

    @property
    def free(self) -> bool:
        """Whether another run may begin."""
        return len(self._workers) + len(self._elsewhere) < self._jobs

    @property
    def running(self) -> frozenset[Path]:
        """Recordings of what runs, here or in another process."""
        return frozenset(self._workers) | frozenset(self._elsewhere)

    def offer(self, run: Planned) -> bool:
        """Begin a run or go on with it, where something is left to do; False where nothing is."""
        try:
            state, _ = run.look()
            if state.over or run.path in self.said:
                return False
            if state is Progressed.RUNNING:
                self._elsewhere[run.path] = run
                return True
            if self._attempts[run.path] >= ATTEMPTS:
                raise PlaygroundError(
                    f"Its process was ended {ATTEMPTS} times from outside, perhaps for lack of memory; take fewer jobs."
                )
            run.clear()
            self._start(run)
        except PlaygroundError as error:
            self.said[run.path] = str(error)
            return False
        return True

    def ended(self) -> list[Planned]:
        """Runs whose process has ended since the last call."""
        over = [run for run, worker in self._workers.values() if worker.process.poll() is not None]
        for run in over:
            self._close(run.path)
        let_go = [run for run in self._elsewhere.values() if not is_held(run.path)]
        for run in let_go:
            del self._elsewhere[run.path]
        return over + let_go

    def let_go(self, path: Path) -> None:
        """End one, which nobody needs any more; it has ended when ``ended`` says so."""
        if path in self._workers:
            _let_go(self._workers[path][1])
            self._attempts[path] = 0

    def end(self) -> None:
        """End all processes: each takes its last step, closes its recording and goes."""
        for _, worker in self._workers.values():
            _let_go(worker)
        for path in list(self._workers):
            process = self._workers[path][1].process
            try:
                process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
            self._close(path)

    def _start(self, run: Planned) -> None:
        self._attempts[run.path] += 1
        errors = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the process
        command = interpreter.command("playground", *run.words(), "--until-closed")
        shared = Counter(worker.gpu for _, worker in self._workers.values())
        gpu = min(self._gpus, key=lambda one: (shared[one], self._turns[one]), default="")
        self._turns[gpu] += 1
        given = {interpreter.CORES: str(self._cores)} | ({VISIBLE: gpu} if gpu else {})
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors,
                env=alone(interpreter.environment()) | given,
                start_new_session=True, creationflags=_APART,
            )  # fmt: skip
        except OSError as error:
            errors.close()
            raise PlaygroundError(f"No process can be started ({error.strerror}); take fewer jobs.") from None
        self._workers[run.path] = (run, _Worker(process, errors, gpu))

    def _close(self, path: Path) -> None:
        _, worker = self._workers.pop(path)
        _let_go(worker)
        status = worker.process.wait()
        worker.errors.seek(0)
        words = worker.errors.read().decode(errors="replace").strip()[-MOST_SAID:]
        worker.errors.close()
        if status in (1, 2) and words:
            self.said[path] = words.splitlines()[-1]


def _let_go(worker: _Worker) -> None:
    with contextlib.suppress(OSError):
        if worker.process.stdin is not None:
            worker.process.stdin.close()


def gpus() -> list[str]:
    """The GPUs of NVIDIA that runs may take in turn, as their driver names them; none where there is but one."""
    visible = os.environ.get(VISIBLE)
    if visible is not None:
        found = [name.strip() for name in visible.split(",") if name.strip()]
    else:
        found = [str(number) for number, _ in enumerate(DRIVER.iterdir())] if DRIVER.is_dir() else []
    return found if len(found) > 1 else []


def jobs_for(jobs: int) -> tuple[int, int]:
    """Runs at a time and the cores that they share. Raises PlaygroundError for more than this machine can bear."""
    found = allowed()
    if jobs > MOST_JOBS * found:
        raise PlaygroundError(
            f"{jobs} jobs are too many for the cores of this machine; take {MOST_JOBS * found} at most."
        )
    return jobs, found
