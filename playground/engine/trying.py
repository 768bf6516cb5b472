"""Trying: a user's file is run in a process of its own, which may hang, fill the memory or die without harm."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playground.experiment.experiment import Experiment
from playground.foundation import interpreter

SECONDS = 60.0  # that a file may take to be run, built and tried
START = 120.0  # more that a process may take to load torch


class Trial:
    """One dry step of the model that an experiment names; its file must have been consented to."""

    def __init__(self, asked: Experiment, seconds: float = SECONDS) -> None:
        values = asked.values()
        self._file = str(values["architecture"]["file"])
        self._seconds = seconds
        request = {"architecture": values["architecture"], "task": values["task"], "seed": asked.training.seed}
        self._request = json.dumps(request).encode()
        self._folder = tempfile.TemporaryDirectory(prefix="playground-")
        self._result = Path(self._folder.name) / "report.json"
        words = interpreter.command("playground.inspection.dry_step", str(self._result), str(seconds))
        self._process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=sys.stderr.fileno(), stderr=subprocess.DEVNULL,
            env=interpreter.environment(),
        )  # fmt: skip

    def report(self) -> dict[str, Any]:
        """Wait for the report; what became of the process is told as its error."""
        with self._folder:
            try:
                self._process.communicate(self._request, timeout=self._seconds + START)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
                return self._lost(None)
            if self._result.exists():
                report: dict[str, Any] = json.loads(self._result.read_text(encoding="utf-8"))
                return report
            return self._lost(self._process.returncode)

    def stop(self) -> None:
        """Nobody wants to know any more; ``report`` then comes to its end soon."""
        self._process.kill()

    def _lost(self, status: int | None) -> dict[str, Any]:
        """What a process leaves that did not come to its end."""
        hanging = self._result.with_suffix(".hang")
        hang = hanging.read_text(errors="replace") if hanging.exists() else ""
        if hang or status is None:
            line = re.search(rf'File "{re.escape(self._file)}", line (\d+)', hang)
            place = f"{self._file}:{line.group(1)}" if line else self._file
            error = f"{place}: did not come to its end within {self._seconds:.0f} seconds."
        else:
            error = f"{self._file}: ended its process with status {status} while it was tried."
        return {"error": error, "table": []}
