"""A GPU: steps a second of a session, recorded and tested, ÷ the bare loop over the same model on data in its memory.

The bare loop is the fastest that is written by hand: fused optimizer, nobody waits. Eager and compiled.
"""

import tempfile
import time
from pathlib import Path
from statistics import median

import torch
from torch import nn

from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.session.control import Control
from playground.session.session import Session
from playground.training import devices
from playground.training.trainer import Trainer

CASES = (("cnn-digits", 2000), ("rnn-first-symbol-lstm", 600), ("transformer-gpt", 600), ("attention-seed", 600))
ROUNDS = 5


def ours(experiment: Experiment, steps: int) -> float:
    experiment = experiment.changed({"training.duration": steps, "training.duration_unit": "steps"})
    with tempfile.TemporaryDirectory() as folder:
        session = Session(0, experiment, Path(folder) / "bench.run", lambda event: None, Control())
        session.run()
        return session.result.steps / session.result.seconds


def bare(experiment: Experiment, steps: int, compiled: bool) -> float:
    trainer = Trainer(experiment, experiment.task.load(1))
    model: nn.Module = trainer.model
    optimizer = torch.optim.Adam(model.parameters(), lr=experiment.training.learning_rate, fused=True)
    batches, objective = trainer.batches, trainer.stepper.objective
    called = torch.compile(model, mode="default") if compiled else model

    def step(index: int) -> None:
        inputs, targets = batches.at(index)
        optimizer.zero_grad(set_to_none=True)
        objective(called(*inputs), targets).backward()
        optimizer.step()

    for index in range(20):
        step(index)
    torch.cuda.synchronize()
    begun = time.perf_counter()
    for index in range(20, 20 + steps):
        step(index)
    torch.cuda.synchronize()
    return steps / (time.perf_counter() - begun)


def main() -> None:
    found = devices.available()[2:]
    if not found or not found[0].startswith("cuda"):
        print("no CUDA device here: not run")
        return
    print(
        f"session ÷ bare eager loop, steps/s, interleaved, on {torch.cuda.get_device_name()}, torch {torch.__version__}"
    )
    for name, steps in CASES:
        experiment = presets.find(name).experiment.changed({"training.device": found[0]})
        pairs = [(ours(experiment, steps), bare(experiment, steps, False)) for _ in range(ROUNDS)]
        mine, theirs = (median(column) for column in zip(*pairs, strict=True))
        ratio = median(a / b for a, b in pairs)
        print(f"{name:24} {mine:7.0f} ÷ {theirs:7.0f} = {ratio:.2f}", flush=True)
        print(f"{'':24} compiled bare loop {bare(experiment, steps, True):.0f}", flush=True)
