"""A model of one's own on the command line: naming its file is consent to run it, first in a process of its own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playground.architectures.own.settings import CARRIED, OwnSettings
from playground.experiment import registry
from playground.experiment.experiment import Experiment
from playground.experiment.overrides import assigned
from playground.experiment.training import TrainingSettings
from playground.foundation import consent, interpreter
from playground.foundation.errors import ModelFileError

SECONDS = 60.0  # that a file may take to be run, built and tried
START = 120.0  # more that a process may take to load torch
TASK = "digits"
OWN = "architecture.settings."


def experiment(path: Path, assignments: Sequence[str], seconds: float = SECONDS) -> tuple[Experiment, dict[str, Any]]:
    """The experiment of a file that the user named, and the report of its dry step. Raises PlaygroundError."""
    asked, changes = unmeasured(path, assignments)
    report = examined(asked, seconds)
    if report["error"]:
        raise ModelFileError(report["error"])
    return measured(asked, report).changed(changes), report


def unmeasured(path: Path, assignments: Sequence[str]) -> tuple[Experiment, dict[str, Any]]:
    """The experiment before its file was run, and the other changes that are asked for. Raises PlaygroundError."""
    file, changes = consent.read(path), assigned(assignments)
    text = file.text
    consent.give(file)
    own = {key.removeprefix(OWN): changes.pop(key) for key in list(changes) if key.startswith(OWN)}
    architecture = OwnSettings(
        file=str(file.path), sha256=file.sha256, text=text if len(text) <= CARRIED else "",
        model=str(changes.pop("architecture.model", "")), settings=own,
    )  # fmt: skip
    kind = changes.pop("task.kind", TASK)
    known = kind in registry.kinds("task")
    task = registry.settings_class("task", kind)().model_dump(mode="json") if known else {"kind": kind}
    made = Experiment.parse({
        "architecture": architecture.model_dump(mode="json"), "task": task,
        "training": TrainingSettings().model_dump(mode="json"),
    })  # fmt: skip
    of_task = {key: changes.pop(key) for key in list(changes) if key.startswith("task.")}
    return made.changed(of_task), changes


def measured(asked: Experiment, report: dict[str, Any]) -> Experiment:
    """The same with the layers that were found. Raises SettingsError."""
    values = asked.values()
    values["architecture"] |= {key: report[key] for key in ("settings", "table", "data")}
    return Experiment.parse(values)


def examined(asked: Experiment, seconds: float) -> dict[str, Any]:
    """The report of a process that runs the file; what became of the process is told as its error."""
    values = asked.values()
    request = {"architecture": values["architecture"], "task": values["task"], "seed": asked.training.seed}
    file = values["architecture"]["file"]
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "report.json"
        command = interpreter.command("playground.inspection.dry_step", str(result), str(seconds))
        try:
            done = subprocess.run(
                command, input=json.dumps(request).encode(), stdout=sys.stderr.fileno(), stderr=subprocess.DEVNULL,
                env=interpreter.environment(), timeout=seconds + START, check=False,
            )  # fmt: skip
            status = done.returncode
        except subprocess.TimeoutExpired:
            status = None
        if result.exists():
            report: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
            return report
        hang = result.with_suffix(".hang")
        return _lost(file, status, hang.read_text(errors="replace") if hang.exists() else "", seconds)


def _lost(file: str, status: int | None, hang: str, seconds: float) -> dict[str, Any]:
    """What a process leaves that did not come to its end."""
    if hang or status is None:
        line = re.search(rf'File "{re.escape(file)}", line (\d+)', hang)
        place = f"{file}:{line.group(1)}" if line else file
        error = f"{place}: did not come to its end within {seconds:.0f} seconds."
    else:
        error = f"{file}: ended its process with status {status} while it was tried."
    return {"error": error, "table": []}
