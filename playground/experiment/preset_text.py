"""Preset text: what is said about an experiment: words of the shipped preset it is like, or plain ones of its own."""

from __future__ import annotations

from typing import Any

from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.experiment.presets import About, Preset


def akin(experiment: Experiment) -> tuple[Preset | None, bool]:
    """The shipped preset of such a model on such a task, and whether it asks for the same training, too."""
    found = [
        one for one in presets.gallery()
        if (one.experiment.architecture, one.experiment.task) == (experiment.architecture, experiment.task)
    ]  # fmt: skip
    same = [one for one in found if _asked(one.experiment) == _asked(experiment)]
    return next(iter([*same, *found]), None), bool(same)


def own(experiment: Experiment, metric: str, result: float, baseline: dict[str, float]) -> About:
    """Plain words about an experiment that is no shipped preset; its band is the one result there is."""
    architecture, task = type(experiment.architecture).title, type(experiment.task).title
    return About.model_validate({
        "title": {"en": f"{architecture}: {task}", "zh": f"{architecture}：{task}"},
        "summary": {"en": "An experiment of one's own.", "zh": "自行设计的实验。"},
        "lesson": {
            "en": "Compare the result with the baseline; then see how the pictures change over the steps.",
            "zh": "先把结果与基线相比较，再观察各图像随训练步数的变化。",
        },
        "expected": {"metric": metric or "loss", "low": result, "high": result},
        "baseline": baseline,
    })  # fmt: skip


def _asked(experiment: Experiment) -> dict[str, Any]:
    """What decides the result but for chance and the machine."""
    training = experiment.training.model_dump()
    return {key: value for key, value in training.items() if key not in ("seed", "device", "threads", "recording")}
