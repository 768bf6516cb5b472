"""Headless training against the fastest bare loop over the same model and against the loop of the tutorials."""

import subprocess
import sys
from statistics import median

from playground.experiment import presets

SECONDS = 12.0  # that a bare run lasts: of the first one of ours, snapshots may take what they want
BARE_CASES = (  # preset, threads, steps from which is told how many such a run takes; 0: the whole preset
    ("cnn-digits", 1, 1000),
    ("cnn-seed-fashion", 1, 50),
    ("cnn-seed-fashion", 2, 50),
    ("rnn-seed-digits", 1, 0),  # which lasts three seconds
    ("rnn-seed-digits", 1, 300),
    ("transformer-gpt", 1, 50),
    ("attention-seed", 1, 200),
)
TUTORIAL_CASES = (("cnn-digits", 1, 2700, 1.4), ("cnn-seed-fashion", 1, 120, 1.0), ("cnn-seed-fashion", 0, 200, 1.0))
BARE_ROUNDS, TUTORIAL_ROUNDS = 5, 3

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

# The same weights and settings, all data in memory and put in order once an epoch, the fused optimizer of torch,
# nothing waited for, nothing tested, nothing kept.
BARE = """
import sys, time, torch
from torch.nn import functional
from playground.data.shapes import IGNORED, ClassTarget
from playground.experiment import presets
from playground.training import trainer
name, threads, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)
experiment = presets.find(name).experiment
data, settings = experiment.load(), experiment.training
model = trainer.build(experiment, data.shape)
if experiment.architecture.channels_last:
    model = model.to(memory_format=torch.channels_last)
tensors = [torch.from_numpy(array) for array in (*data.train.inputs, data.train.targets)]
classes = isinstance(data.shape.targets, ClassTarget)
kinds = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}
optimizer = kinds[settings.optimizer](
    model.parameters(), lr=settings.learning_rate, weight_decay=settings.weight_decay, fused=True
)
size, taken, begun = settings.batch_size, 0, time.perf_counter()
while taken < steps:
    order = torch.randperm(len(data.train))
    ordered = [tensor.index_select(0, order) for tensor in tensors]
    for first in range(0, len(order), size):
        *inputs, targets = (tensor[first : first + size] for tensor in ordered)
        outputs = model(*inputs)
        if classes:
            loss = functional.cross_entropy(outputs.flatten(0, -2), targets.flatten(), ignore_index=IGNORED)
        else:
            loss = functional.mse_loss(outputs, targets)
        optimizer.zero_grad()
        loss.backward()
        if settings.gradient_clip:
            torch.nn.utils.clip_grad_norm_(model.parameters(), settings.gradient_clip)
        optimizer.step()
        taken += 1
        if taken == steps:
            break
print(taken / (time.perf_counter() - begun))
"""

TUTORIAL = """
import sys, time, torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from playground.experiment import presets
from playground.foundation.cores import cores
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


def compare(name: str, threads: int, steps: int, theirs: str, rounds: int, wanted: float) -> None:
    """One line: our rate ÷ theirs, measured in turn, the one that begins changing."""
    pairs = []
    for i in range(rounds):
        first, second = (OURS, theirs) if i % 2 else (theirs, OURS)
        measured = {first: rate(first, name, threads, steps), second: rate(second, name, threads, steps)}
        pairs.append((measured[OURS], measured[theirs]))
    ratios = sorted(ours / other for ours, other in pairs)
    ours, other = (median(column) for column in zip(*pairs, strict=True))
    cores = f"{threads} thread{'s' if threads > 1 else ''}" if threads else "all cores"
    spread = f"{ratios[0]:.2f}…{ratios[-1]:.2f}"
    print(
        f"{name:18} {cores:9} {ours:7.1f} ÷ {other:7.1f} = {median(ratios):.2f} ({spread}), wanted ≥ {wanted}",
        flush=True,
    )


def steps_of(name: str) -> int:
    """The steps of the whole preset."""
    experiment = presets.find(name).experiment
    return experiment.training.total_steps(len(experiment.load().train))


def main() -> None:
    print("headless (recording, testing, checkpoints included) ÷ the fastest bare loop, steps/s, interleaved")
    for name, threads, steps in BARE_CASES:
        long = round(SECONDS * rate(BARE, name, threads, steps)) if steps else steps_of(name)
        compare(name, threads, long, BARE, BARE_ROUNDS, 0.95)
    print("headless ÷ the loop of the tutorials, steps/s, interleaved")
    for name, threads, steps, wanted in TUTORIAL_CASES:
        compare(name, threads, steps, TUTORIAL, TUTORIAL_ROUNDS, wanted)
