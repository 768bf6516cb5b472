"""Metrics: what the tasks declare of what they measure, found by name as recordings, presets and lessons give it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from playground.data.metrics import COMMON, EPSILON, LOSS, Metric
from playground.experiment.experiment import TaskSettings
from playground.experiment.registry import kinds, settings_class

NEVER = (LOSS.name, EPSILON.name)  # by which a run is judged where anything else is measured


@cache
def declared() -> Mapping[str, Metric]:
    """Name → metric, of all tasks there are; a name means the same in all of them."""
    found = dict(COMMON)
    for kind in kinds("task"):
        for one in of_task(kind):
            found.setdefault(one.name, one)
    return found


def metric(name: str) -> Metric:
    """A metric by its name; one that no task declares is a number of which less is better.

    The tasks are read, which takes a third of a second, only for a name that is not common.
    """
    return COMMON.get(name) or declared().get(name) or Metric(name)


def of_task(kind: str) -> tuple[Metric, ...]:
    """What a kind of task measures; nothing where it is not known here any more."""
    found = settings_class("task", kind) if kind in kinds("task") else None
    return found.measured if found is not None and issubclass(found, TaskSettings) else ()


def judged_by(measured: tuple[Metric, ...], *values: Mapping[str, float]) -> str:
    """The metric by which a run is judged; empty where nothing has a value.

    The first that its task declares, else the first that ``values`` name, the loss where there is no other.

    Args:
        values: metric → value: of the run, and of its baseline, which alone may name what the run lacks.
    """
    run, *rest = values
    names = [name for name in (*(one.name for one in measured), *(n for one in rest for n in one), *run) if name in run]
    return next((name for name in names if name not in NEVER), names[0] if names else "")
