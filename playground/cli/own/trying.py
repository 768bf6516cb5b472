"""A model of one's own on the command line: naming its file is consent to run it, first in a process of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playground.architectures.own.settings import OwnSettings
from playground.engine.trying import SECONDS, Trial
from playground.experiment import discovery, presets, registry
from playground.experiment.experiment import Experiment
from playground.experiment.overrides import assigned
from playground.experiment.training import TrainingSettings
from playground.foundation import consent
from playground.foundation.errors import ModelFileError

TASK = "digits"
OWN = "architecture.settings."


def experiment(path: Path, assignments: Sequence[str], seconds: float = SECONDS) -> tuple[Experiment, dict[str, Any]]:
    """The experiment of a file that the user named, and the report of its dry step. Raises PlaygroundError."""
    asked, changes = unmeasured(path, assignments)
    report = examined(asked, seconds)
    if report["error"]:
        raise ModelFileError(report["error"])
    return measured(asked, report).changed(changes), report


def file_named(word: str) -> Path | None:
    """The file that a word means: by its path, or as an installed package offers it; None where it means no file."""
    if word.endswith(".py"):
        return Path(word)
    offered = discovery.files().get(word) if word not in presets.names() else None
    return offered.file if offered is not None else None


def unmeasured(path: Path, assignments: Sequence[str]) -> tuple[Experiment, dict[str, Any]]:
    """The experiment before its file was run, and the other changes that are asked for. Raises PlaygroundError."""
    file, changes = consent.read(path), assigned(assignments)
    consent.give(file)
    own = {key.removeprefix(OWN): changes.pop(key) for key in list(changes) if key.startswith(OWN)}
    architecture = OwnSettings.of(file, str(changes.pop("architecture.model", "")), own)
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
    values["architecture"] |= OwnSettings.found(report)
    return Experiment.parse(values)


def examined(asked: Experiment, seconds: float) -> dict[str, Any]:
    """The report of a process that runs the file; what became of the process is told as its error."""
    return Trial(asked, seconds).report()
