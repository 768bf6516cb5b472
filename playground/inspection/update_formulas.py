"""Update formulas: what each optimizer does to one weight, line by line, in plain numbers."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import Any

from playground.experiment.training import TrainingSettings
from playground.protocol.explained import FormulaLine
from playground.training.optimizers import BETA1, BETA2, EPSILON, RMS_DECAY

SYMBOLS = {
    "w": "w", "g": "g", "l": "λ", "rate": "η", "base": "η₀", "factor": "f", "mean": "m", "square": "v", "s": "s",
    "b1": "β₁", "b2": "β₂", "t": "t", "mhat": "m̂", "vhat": "v̂", "e": "ε", "mu": "μ", "velocity": "v", "a": "α",
    "clip": "c", "norm": "‖∇‖",
}  # fmt: skip


def update(
    settings: TrainingSettings, old: float, gradient: float, norm: float, base: float, factor: float,
    memory: Mapping[str, float],
) -> tuple[FormulaLine, ...]:  # fmt: skip
    """From the gradient of a weight to its new value, every operand named.

    Args:
        old: the weight; gradient: dL/dw as backpropagation gave it; norm: of the whole gradient.
        base, factor: the learning rate in force, and what the schedule makes of it at this step.
        memory: the optimizer's slots for this weight, before the step.
    """
    work = _Work({"w": old, "g": gradient, "l": settings.weight_decay, "base": base, "factor": factor})
    if settings.gradient_clip and norm > 0:
        work.know(clip=settings.gradient_clip, norm=norm)
        work.add("g", "{g} · min(1, {clip} / {norm})", gradient * min(1.0, settings.gradient_clip / (norm + 1e-6)))
    if settings.schedule == "constant":
        work.know(rate=base)
    else:
        work.add("rate", "{base} · {factor}", base * factor)
    if settings.weight_decay and settings.optimizer == "adamw":
        work.add("w", "{w} − {rate} · {l} · {w}", old - work["rate"] * settings.weight_decay * old)
    elif settings.weight_decay:
        work.add("g", "{g} + {l} · {w}", work["g"] + settings.weight_decay * old)
    rules = {"adam": _adam, "adamw": _adam, "sgd": _sgd, "rmsprop": _rmsprop}
    rules[settings.optimizer](work, memory, settings)
    return tuple(work.lines)


class _Work:
    """Knows the numbers so far; each added line gives one of them a new value."""

    def __init__(self, values: dict[str, float]) -> None:
        self._values = values
        self.lines: list[FormulaLine] = []

    def __getitem__(self, name: str) -> float:
        return self._values[name]

    def know(self, **values: float) -> None:
        self._values |= values

    def add(self, name: str, formula: str, value: float) -> None:
        used = {key: number for key, number in self._values.items() if f"{{{key}}}" in formula}
        self.lines.append(FormulaLine(SYMBOLS[name], formula, {key: SYMBOLS[key] for key in used}, used, value))
        self._values[name] = value


def _adam(work: _Work, memory: Mapping[str, float], settings: Any) -> None:
    """Kingma & Ba, arXiv 1412.6980, algorithm 1; of AdamW (arXiv 1711.05101) what follows its weight decay."""
    count = memory["step"] + 1
    work.know(mean=memory["mean"], square=memory["square"], b1=BETA1, b2=BETA2, t=count, e=EPSILON)
    g = work["g"]
    work.add("mean", "{b1} · {mean} + (1 − {b1}) · {g}", BETA1 * work["mean"] + (1 - BETA1) * g)
    work.add("square", "{b2} · {square} + (1 − {b2}) · {g}²", BETA2 * work["square"] + (1 - BETA2) * g * g)
    work.add("mhat", "{mean} / (1 − {b1}^{t})", work["mean"] / (1 - BETA1**count))
    work.add("vhat", "{square} / (1 − {b2}^{t})", work["square"] / (1 - BETA2**count))
    new = work["w"] - work["rate"] * work["mhat"] / (sqrt(work["vhat"]) + EPSILON)
    work.add("w", "{w} − {rate} · {mhat} / (√{vhat} + {e})", new)


def _sgd(work: _Work, memory: Mapping[str, float], settings: TrainingSettings) -> None:
    """Heavy-ball momentum; plain gradient descent without."""
    if not settings.momentum:
        work.add("w", "{w} − {rate} · {g}", work["w"] - work["rate"] * work["g"])
        return
    work.know(velocity=memory["velocity"], mu=settings.momentum)
    work.add("velocity", "{mu} · {velocity} + {g}", settings.momentum * work["velocity"] + work["g"])
    work.add("w", "{w} − {rate} · {velocity}", work["w"] - work["rate"] * work["velocity"])


def _rmsprop(work: _Work, memory: Mapping[str, float], settings: Any) -> None:
    """Hinton, lecture 6e, 2012."""
    work.know(s=memory["square"], a=RMS_DECAY, e=EPSILON)
    work.add("s", "{a} · {s} + (1 − {a}) · {g}²", RMS_DECAY * work["s"] + (1 - RMS_DECAY) * work["g"] ** 2)
    work.add(
        "w", "{w} − {rate} · {g} / (√{s} + {e})", work["w"] - work["rate"] * work["g"] / (sqrt(work["s"]) + EPSILON)
    )
