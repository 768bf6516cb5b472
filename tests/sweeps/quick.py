"""Runs without torch in place of trainings: the real run writer, a result that follows from the settings.

``python quick.py train …`` is such a run; ``python quick.py sweep …`` the real command, whose runs are such ones.
"""

import math
import os
import sys
import time
from pathlib import Path
from threading import Event

import numpy as np

from playground.cli import main
from playground.cli.many.closing import until_closed
from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.experiment.overrides import override
from playground.foundation import interpreter
from playground.runs.checkpoint import Checkpoint
from playground.runs.reader import RunReader
from playground.runs.writer import RunWriter
from playground.sweeps.planned import Planned
from playground.sweeps.pool import Pool

STEPS = 20
SECONDS = "QUICK_SECONDS"  # that a run takes


def command(module: str, *words: str) -> list[str]:
    """In place of ``interpreter.command``."""
    return [sys.executable, "-P", str(Path(__file__).resolve()), *words]


def result(experiment: Experiment) -> float:
    """Least at a learning rate of 0.01, and a little different for each seed."""
    training = experiment.training
    return (math.log10(training.learning_rate) + 2) ** 2 + 0.001 * (training.seed % 7)


class InThisProcess(Pool):
    """A pool whose runs are over once they have begun."""

    def _start(self, run: Planned) -> None:
        train(run.words(), Event())


def train(words: list[str], closed: Event) -> int:
    if "--resume" in words:
        path = Path(words[words.index("--resume") + 1])
        with RunReader(path) as reader:
            experiment, first = Experiment.from_json(reader.experiment_json), reader.checkpoint_steps()[-1]
        writer = RunWriter.resume(path, first)
    else:
        path, first = Path(words[words.index("--out") + 1]), 0
        sets = [word for at, word in enumerate(words) if words[at - 1] == "--set"]
        experiment = override(presets.find(words[1]).experiment, sets)
        writer = RunWriter.create(path, experiment.to_json(), {})
        writer.set_info({"total_steps": STEPS, "baseline": {"nmse": 1.0}})
        writer.save_checkpoint(Checkpoint(0, {"w": np.zeros(1, np.float32)}, {}, {}))
    writer.set_state("running")
    value = result(experiment)
    for step in range(first + 1, STEPS + 1):
        if closed.is_set():
            writer.save_checkpoint(Checkpoint(step - 1, {"w": np.full(1, step - 1, np.float32)}, {}, {}))
            writer.close("stopped")
            return 143
        time.sleep(float(os.environ.get(SECONDS, "0")) / STEPS)
        writer.add_losses(step, np.full(1, value, np.float32))
        seen = value * (2 - step / STEPS)
        writer.add_metrics(step, {"nmse": seen + 1, "validation.nmse": seen})
        if step % 10 == 0 or step == STEPS:
            writer.save_checkpoint(Checkpoint(step, {"w": np.full(1, step, np.float32)}, {}, {}))
    writer.close("failed" if value > 3.9 else "finished", "The loss is no number." if value > 3.9 else "")
    return 2 if value > 3.9 else 0


if __name__ == "__main__":
    interpreter.command = command
    train_or_lead = sys.argv[1] == "train"
    sys.exit(train(sys.argv[1:], until_closed(lambda: None)) if train_or_lead else main(sys.argv[1:]))
