"""Pairing: which tasks an architecture can learn, each as an experiment with default settings."""

from __future__ import annotations

from functools import cache
from typing import Any

from playground.experiment import presets, registry
from playground.experiment.experiment import ArchitectureSettings, Experiment, TaskSettings
from playground.experiment.training import TrainingSettings
from playground.foundation.errors import DataError, SettingsError


@cache
def experiments_of(architecture: str) -> dict[str, Experiment]:
    """Kind of a task → the experiment; only tasks that fit, and whose data is on this machine."""
    found = {}
    for task in registry.kinds("task"):
        experiment = new_experiment(architecture, task)
        if experiment is not None:
            found[task] = experiment
    return found


def new_experiment(architecture: str, task: str) -> Experiment | None:
    """The first variants of both that fit each other, with default settings otherwise; None where none do."""
    settings: Any = registry.settings_class("architecture", architecture)
    assert issubclass(settings, ArchitectureSettings)
    for asked in _task_variants(architecture, task):
        for variant in settings.variants().values():
            experiment = Experiment(architecture=variant, task=asked, training=TrainingSettings())
            try:
                experiment.layers()
            except (SettingsError, DataError):
                continue
            return experiment
    return None


def _task_variants(architecture: str, task: str) -> list[TaskSettings]:
    """A task may give its data in several shapes: as by default, or as presets with this architecture ask for it."""
    default: Any = registry.settings_class("task", task)
    shipped = [preset.experiment for preset in presets.gallery()]
    return [default()] + [
        experiment.task for experiment in shipped
        if isinstance(experiment.task, default) and registry.kind_of(experiment.architecture) == architecture
    ]  # fmt: skip
