"""Our training against what people use today, over the same model and data: one table of ratios.

Each peer computes with the model that ours builds, with torch's plain Adam, and ends each step as its users do.
"""

import importlib.util
import json
import subprocess
import sys
from statistics import median

from tests.benchmarks.display import screen
from tests.benchmarks.headless import BARE, OURS, rate

CASES = (  # preset, threads, steps: some twelve seconds each; in less, snapshots may take what they want
    ("cnn-seed-fashion", 1, 600),
    ("rnn-seed-digits", 1, 2500),
    ("transformer-gpt", 1, 600),
    ("attention-seed", 1, 3500),
)
ROUNDS = 5

COMMON = """
import sys, time, tempfile, torch
from torch.nn import functional
from torch.utils.data import DataLoader, TensorDataset
from playground.data.shapes import IGNORED, ClassTarget
from playground.experiment import presets
from playground.training import trainer
name, threads, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)
experiment = presets.find(name).experiment
data, settings = experiment.load(), experiment.training
model = trainer.build(experiment, data.shape)
classes = isinstance(data.shape.targets, ClassTarget)
parts = [torch.from_numpy(array) for array in (*data.train.inputs, data.train.targets)]
loader = DataLoader(TensorDataset(*parts), batch_size=settings.batch_size, shuffle=True)

def loss_of(batch):
    *inputs, targets = batch
    outputs = model(*inputs)
    if classes:
        return functional.cross_entropy(outputs.flatten(0, -2), targets.flatten(), ignore_index=IGNORED)
    return functional.mse_loss(outputs, targets)

def optimizer_of():
    kind = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[settings.optimizer]
    return kind(model.parameters(), lr=settings.learning_rate, weight_decay=settings.weight_decay)
"""

LOOP = """
optimizer = optimizer_of()
taken, begun = 0, time.perf_counter()
while taken < steps:
    for batch in loader:
        optimizer.zero_grad()
        loss = loss_of(batch)
        loss.backward()
        if settings.gradient_clip:
            torch.nn.utils.clip_grad_norm_(model.parameters(), settings.gradient_clip)
        optimizer.step()
        value = loss.item()
        taken += 1
        {each}
        if taken == steps:
            break
print(taken / (time.perf_counter() - begun))
"""

BEFORE_MATPLOTLIB = """
import matplotlib
matplotlib.use("Agg")
from matplotlib import pyplot
losses = []
figure, axes = pyplot.subplots()
(line,) = axes.plot([], [])

def redraw():
    line.set_data(range(len(losses)), losses)
    axes.relim()
    axes.autoscale_view()
    figure.canvas.draw()
"""

# The widest matrix of the weights stands for what people send as a picture: feature maps, attention, kernels.
BEFORE_TENSORBOARD = """
from torch.utils.tensorboard import SummaryWriter
folder = tempfile.TemporaryDirectory()
writer = SummaryWriter(folder.name)
matrix = max((p for p in model.parameters() if p.dim() > 1), key=lambda p: p.numel())

def picture():
    found = matrix.detach().flatten(1)
    found = (found - found.min()) / (found.max() - found.min() + 1e-9)
    return found[None]
"""

LIGHTNING = """
import logging, warnings
warnings.filterwarnings("ignore")
logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
import lightning
from lightning.pytorch.loggers import TensorBoardLogger

class Module(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.model = model

    def training_step(self, batch, index):
        loss = loss_of(batch)
        self.log("loss", loss)
        return loss

    def configure_optimizers(self):
        return optimizer_of()

class Watch(lightning.Callback):
    def on_train_start(self, *given):
        self.begun = time.perf_counter()

    def on_train_end(self, *given):
        self.ended = time.perf_counter()

folder, watch = tempfile.TemporaryDirectory(), Watch()
lightning.Trainer(
    max_steps=steps, accelerator="cpu", logger=TensorBoardLogger(folder.name), log_every_n_steps=1, callbacks=[watch],
    enable_progress_bar=False, enable_model_summary=False, gradient_clip_val=settings.gradient_clip or None,
).fit(Module(), loader)
print(steps / (watch.ended - watch.begun))
"""

PEERS = {
    "fastest bare loop": ("", BARE),
    "tutorial loop": ("", COMMON + LOOP.format(each="")),
    "Lightning, TensorBoard each step": ("lightning", COMMON + LIGHTNING),
    "tutorial, matplotlib each 10": (
        "matplotlib",
        COMMON + BEFORE_MATPLOTLIB + LOOP.format(each="losses.append(value); taken % 10 or redraw()"),
    ),
    "tutorial, TensorBoard scalars and pictures": (
        "tensorboard",
        COMMON + BEFORE_TENSORBOARD + LOOP.format(
            each='writer.add_scalar("loss", value, taken); '
            'taken % 10 or writer.add_image("picture", picture(), taken)'
        ),
    ),
}  # fmt: skip


def live(name: str, threads: int, steps: int, environment: dict[str, str]) -> float:
    """Steps a second in the window with its panels open."""
    words = [sys.executable, "-m", "tests.benchmarks.window", name, str(threads), str(steps)]
    shown = subprocess.run(words, env=environment, capture_output=True, text=True, check=True).stdout
    return float(json.loads(shown.splitlines()[-1])["steps_per_second"])


def installed() -> dict[str, str]:
    """Those peers that are here; the extra ``bench`` brings the others."""
    missing = [name for name, (module, _) in PEERS.items() if module and importlib.util.find_spec(module) is None]
    if missing:
        print(f"not installed, so left out (pip install '.[bench]'): {', '.join(missing)}")
    return {name: script for name, (_, script) in PEERS.items() if name not in missing}


def main() -> None:
    peers = installed()
    print("steps/s; ours ÷ theirs, the median of interleaved rounds and their spread")
    with screen() as environment:
        for name, threads, steps in CASES:
            rounds: list[dict[str, float]] = []
            for number in range(ROUNDS):
                makers = {
                    "headless": lambda: rate(OURS, name, threads, steps),  # noqa: B023
                    "live": lambda: live(name, threads, steps, environment),  # noqa: B023
                    **{peer: (lambda s=script: rate(s, name, threads, steps)) for peer, script in peers.items()},  # noqa: B023
                }
                order = list(makers)
                turned = order[number % len(order) :] + order[: number % len(order)]
                rounds.append({which: makers[which]() for which in turned})
            tell(name, steps, rounds)


def tell(name: str, steps: int, rounds: list[dict[str, float]]) -> None:
    """One preset's part of the table."""
    of = {which: median(one[which] for one in rounds) for which in rounds[0]}
    print(f"\n{name}, one thread, {steps} steps: headless {of['headless']:.1f}, live {of['live']:.1f} steps/s")
    for which, theirs in of.items():
        if which == "headless":
            continue
        told = f"{which:44} {theirs:8.1f}"
        for ours in ("headless", "live"):
            ratios = sorted(one[ours] / one[which] for one in rounds)
            told += f"  {ours} ÷ it {median(ratios):5.2f} ({ratios[0]:.2f}…{ratios[-1]:.2f})" if ours != which else ""
        print(told, flush=True)


if __name__ == "__main__":
    main()
