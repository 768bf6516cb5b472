"""Data places: which settings of a task say where its data lies, whether it is there, and how a file beside it says
that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playground.experiment.experiment import Experiment

EDITORS = ("folder", "file")  # that ask for a place
WEIGHTS = "training.weights"


def places(experiment: Experiment) -> dict[str, str]:
    """Dotted path → place, of those that are not left to be found by the task itself."""
    task = experiment.task
    found = {}
    for name, field in type(task).model_fields.items():
        extra: Any = field.json_schema_extra
        value = getattr(task, name)
        if isinstance(extra, dict) and extra.get("editor") in EDITORS and value:
            found[f"task.{name}"] = str(value)
    return found


def missing(experiment: Experiment) -> tuple[str, str, bool] | None:
    """The first place where nothing is: dotted path, place, whether a folder is wanted; None where all is here."""
    for path, place in places(experiment).items():
        if not _exists(Path(place)):
            extra: Any = type(experiment.task).model_fields[path.removeprefix("task.")].json_schema_extra
            return path, place, extra["editor"] == "folder"
    return None


def without(experiment: Experiment) -> Experiment:
    """The same wherever its data and first weights lie: the fingerprint of the data tells whether it is the same."""
    task = experiment.task.model_copy(update={path.removeprefix("task."): "" for path in places(experiment)})
    training = experiment.training.model_copy(update={"weights": Path(experiment.training.weights).name})
    return experiment.model_copy(update={"task": task, "training": training})


def from_file(experiment: Experiment, folder: Path) -> Experiment:
    """What a file in ``folder`` says: a relative place lies below it, unless only the working folder has it."""
    found = {}
    for path, place in _named(experiment).items():
        below = Path(place)
        inside = not below.is_absolute() and ".." not in below.parts and not place.startswith("~")
        if inside and (_exists(folder / below) or not _exists(below)):
            found[path] = str((folder / below).absolute())
    return experiment.changed(found) if found else experiment


def for_file(experiment: Experiment, folder: Path) -> Experiment:
    """For a file in ``folder``: what lies below it is named from there, so that both can be moved together."""
    found = {}
    for path, place in _named(experiment).items():
        absolute = Path(place).expanduser().absolute()
        if absolute.is_relative_to(folder.absolute()):
            found[path] = absolute.relative_to(folder.absolute()).as_posix()
    return experiment.changed(found) if found else experiment


def _named(experiment: Experiment) -> dict[str, str]:
    """The places of the data, and that of the weights to start from."""
    weights = experiment.training.weights
    return {**places(experiment), **({WEIGHTS: weights} if weights else {})}


def _exists(place: Path) -> bool:
    try:
        return place.expanduser().exists()
    except (OSError, RuntimeError, ValueError):
        return False
