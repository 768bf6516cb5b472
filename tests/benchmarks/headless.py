"""Headless training against the plain loop of the PyTorch tutorials, at the same thread count."""

import subprocess
import sys
from statistics import median

CASES = (("cnn-digits", 1, 2700, 1.4), ("cnn-seed-fashion", 1, 120, 1.0), ("cnn-seed-fashion", 0, 200, 1.0))
ROUNDS = 3

OURS = """
import sys, time, tempfile, pathlib
from playground.experiment import presets
from playground.experiment.overrides import override
from playground.session.control import Control
from playground.session.session import Session
name, threads, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
settings = [f"training.threads={threads}", f"training.duration={steps}", "training.duration_unit=steps"]
experiment = override(presets.find(name).experiment, settings)
with tempfile.TemporaryDirectory() as folder:
    session = Session(0, experiment, pathlib.Path(folder) / "bench.run", lambda event: None, Control())
    session.run()
    print(session.result.steps / session.result.seconds)
"""

TUTORIAL = """
import sys, time, torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from playground.experiment import presets
from playground.training.devices import cores
name, threads, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads or cores())
preset = presets.find(name).experiment
data = preset.task.load(1)
x, y = torch.from_numpy(data.train.inputs[0]), torch.from_numpy(data.train.targets)
loader = DataLoader(TensorDataset(x, y), batch_size=preset.training.batch_size, shuffle=True)
layers, channels = [], 1
for stage in preset.architecture.stages:
    layers += [nn.Conv2d(channels, stage.channels, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    channels = stage.channels
layers.append(nn.Flatten())
width = channels * (x.shape[2] // 4) ** 2
for units in preset.architecture.hidden:
    layers += [nn.Linear(width, units), nn.ReLU()]
    width = units
model = nn.Sequential(*layers, nn.Linear(width, 10))
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=preset.training.learning_rate)
taken, begun, running = 0, time.perf_counter(), 0.0
while taken < steps:
    for inputs, targets in loader:
        optimizer.zero_grad()
        loss = loss_function(model(inputs), targets)
        loss.backward()
        optimizer.step()
        running += loss.item()
        taken += 1
        if taken == steps:
            break
print(taken / (time.perf_counter() - begun))
"""


def rate(script: str, *words: object) -> float:
    """Steps a second that a script prints, run in a fresh process."""
    command = [sys.executable, "-c", script, *map(str, words)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[-1])


def main() -> None:
    print("headless (recording, testing, checkpoints included) ÷ tutorial loop, steps/s, interleaved")
    for name, threads, steps, target in CASES:
        pairs = [(rate(OURS, name, threads, steps), rate(TUTORIAL, name, threads, steps)) for _ in range(ROUNDS)]
        ratios = sorted(ours / theirs for ours, theirs in pairs)
        ours, theirs = (median(column) for column in zip(*pairs, strict=True))
        cores = "1 thread" if threads else "all cores"
        spread = f"{ratios[0]:.2f}…{ratios[-1]:.2f}"
        print(f"{name:18} {cores:9} {ours:7.0f} ÷ {theirs:7.0f} = {median(ratios):.2f} ({spread}), wanted ≥ {target}")
