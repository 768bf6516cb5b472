"""Recordings of a known experiment with made-up losses, made without torch."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.experiment.overrides import override
from playground.runs.writer import RunWriter

DIGITS = presets.find("cnn-digits").experiment


def experiment(steps: int, *settings: str) -> Experiment:
    return override(DIGITS, [f"training.duration={steps}", "training.duration_unit=steps", *settings])


def recorded(path: Path, *settings: str, steps: int = 100, state: str = "finished", fall: float = 30.0) -> Path:
    """One run whose loss falls and whose accuracy rises with the seed's own noise; 0.01 s a step."""
    asked = experiment(steps, *settings)
    noise = np.random.default_rng(asked.training.seed)
    losses = 0.1 + 2.2 * np.exp(-np.arange(1, steps + 1) / fall) * (1 + 0.1 * noise.standard_normal(steps))
    with RunWriter.create(path, asked.to_json(), {}) as writer:
        writer.set_info({
            "total_steps": steps, "parameters": 1898, "device": "cpu", "threads": 1, "pictures": [], "specimen": "a",
            "baseline": {"accuracy": 0.1, "loss": 2.3},
        })  # fmt: skip
        for first in range(0, steps, 25):
            block = losses[first : first + 25].astype(np.float32)
            writer.add_losses(first + 1, block)
            writer.add_time(first + len(block), 0.01 * (first + len(block)))
        for step in range(0, steps + 1, max(1, steps // 10)):
            value = 0.1 + 0.8 * step / steps + 0.001 * asked.training.seed
            writer.add_metrics(step, {"loss": 2.3 - 2 * step / steps, "accuracy": value})
        writer.set_state(state)
    return path
