"""Growth: time a step, memory, and time a frame against the size of what is asked, as a table and as a picture.

A cost that grows faster than its input has an exponent above one: the slope of the last points on logarithmic axes.
What is quadratic by its nature is set against the number of its cells. Memory is counted, not sampled: weights,
gradients, moments, and what is kept for the backward pass; time is the processor's, on one thread.
``python -m tests.benchmarks.growth [OUT.png]``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from tests.benchmarks.curve import Curve, save

TRAINED = {  # what grows: preset, settings with a place for it, values
    "layers": ("transformer-sort", ("architecture.depth={}",), (2, 4, 8, 12)),
    "heads": ("transformer-sort", ("architecture.width=96", "architecture.heads={}"), (2, 4, 8, 16)),
    "channels": ("cnn-digits", ("architecture.stages.0.channels={}",), (16, 32, 64, 128)),
    "tokens": ("attention-flagged-token", ("task.length={}",), (25, 50, 100, 200)),
}
STEP = """
import sys, time
import torch
from playground.experiment import presets
from playground.experiment.overrides import override
from playground.training.trainer import Trainer
name, template, values = sys.argv[1], sys.argv[2].split(";"), sys.argv[3].split(",")
for value in values:
    changes = [one.format(value) for one in template] + ["training.threads=1"]
    experiment = override(presets.find(name).experiment, changes)
    trainer = Trainer(experiment, experiment.load())
    spent = []
    for _ in range(5):
        trainer.advance().item()
    for _ in range(5):
        begun = time.process_time()
        for _ in range(6):
            loss = trainer.advance()
        loss.item()
        spent.append((time.process_time() - begun) / 6)
    kept = {}
    def keep(tensor):
        kept[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        trainer.advance()
    for tensor in trainer.model.parameters():
        kept[tensor.untyped_storage().data_ptr()] = 4 * tensor.untyped_storage().nbytes()
    print(value, 1e3 * sorted(spent)[len(spent) // 2], sum(kept.values()) / 1e6)
"""


def main(picture: str = "out/growth.png") -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication([])
    curves = []
    for curve in (*trained(), *drawn(), *kept()):
        print(curve.said(), flush=True)
        curves.append(curve)
    save(curves, picture)
    print(f"drawn in {picture}")
    del application


def trained() -> list[Curve]:
    """A step of the training, and what it needs to be in memory."""
    found = []
    for what, (preset, template, values) in TRAINED.items():
        words = [sys.executable, "-c", STEP, preset, ";".join(template), ",".join(map(str, values))]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        rows = [tuple(map(float, line.split())) for line in done.stdout.splitlines()]
        sizes, times, held = zip(*rows, strict=True)
        found += [
            Curve(f"a step against {what}", "ms", sizes, times),
            Curve(f"memory against {what}", "MB", sizes, held),
        ]
    return found


def frame(act: Callable[[], object], times: int = 12) -> float:
    """Median milliseconds of a drawing; the first one, which loads fonts, does not count."""
    act()
    spent = []
    for _ in range(times):
        begun = time.process_time()
        act()
        spent.append(1e3 * (time.process_time() - begun))
    return median(spent)


def painted(panel: Any, name: str, axes: tuple[str, ...], shape: tuple[int, ...]) -> float:
    """A new picture taken, drawn and painted."""
    from playground.protocol.events import Pictures, RunStarted
    from playground.protocol.snapshot import PictureInfo, Snapshot
    from tests.recordings import DIGITS

    values = np.random.default_rng(0).random(shape, dtype=np.float32)
    pictures = (PictureInfo(name, axes, shape),)
    panel.resize(700, 320)
    panel.show()
    panel.take(RunStarted(1, DIGITS.to_json(), 0, 100, 1, "cpu", 1, {"loss": 2.3}, pictures, "", Path("x.run")))
    labels = {"class": tuple(f"class {number}" for number in range(shape[0]))} if axes == ("class",) else {}
    step = [0]

    def paint() -> None:
        step[0] += 1
        panel.take(Pictures(1, step[0], (Snapshot(step[0], name, axes, values, labels),)))
        panel.draw()
        panel.grab()

    return frame(paint)


def drawn() -> list[Curve]:
    """One panel each."""
    from playground.desktop.panels.attention import AttentionPanel
    from playground.desktop.panels.feature_maps import FeatureMapsPanel
    from playground.desktop.panels.predictions import PredictionsPanel

    heads, tokens, maps, classes = (2, 4, 8, 16), (64, 128, 256, 512), (16, 64, 256, 512), (10, 100, 1000, 10_000)
    weights, square = "blocks.0.attention", ("head", "query", "key")
    return [
        layers_drawn(),
        Curve("a frame against heads of 32 tokens", "ms", heads,
              tuple(painted(AttentionPanel(), weights, square, (count, 32, 32)) for count in heads)),
        Curve("a frame against cells of attention", "ms", tuple(count**2 for count in tokens),
              tuple(painted(AttentionPanel(), weights, square, (1, count, count)) for count in tokens)),
        Curve("a frame against feature maps", "ms", maps,
              tuple(painted(FeatureMapsPanel(), "a.activation", ("channel", "row", "column"), (count, 14, 14))
                    for count in maps)),
        Curve("a frame against classes", "ms", classes,
              tuple(painted(PredictionsPanel(), "prediction", ("class",), (count,)) for count in classes)),
    ]  # fmt: skip


def layers_drawn() -> Curve:
    """The network, laid out anew and painted."""
    from playground.desktop.panels.network import NetworkPanel
    from playground.experiment import presets
    from playground.experiment.overrides import override

    sizes, costs = (2, 4, 8, 12), []
    for depth in sizes:
        experiment = override(presets.find("transformer-sort").experiment, [f"architecture.depth={depth}"])
        panel, layers, data = NetworkPanel(), experiment.layers(), experiment.task.shape()
        panel.resize(1000, 500)
        panel.show()

        def paint(panel: NetworkPanel = panel, layers: Any = layers, data: Any = data) -> None:
            panel.show_model((), None)
            panel.show_model(layers, data)
            panel.draw()
            panel.grab()

        costs.append(frame(paint))
    return Curve("a frame against layers", "ms", sizes, tuple(costs))


def kept() -> list[Curve]:
    """Losses of long runs, and many runs over each other."""
    from playground.desktop.panels.loss import LossPanel
    from playground.desktop.runs.overlay_curves import RunCurves
    from playground.desktop.runs.overlay_panel import OverlayPanel
    from playground.protocol.events import Progress
    from playground.runs.listing import Listing
    from tests.recordings import recorded

    steps, costs = (1000, 10_000, 100_000, 1_000_000), []
    for count in steps:
        panel = LossPanel()
        panel.resize(700, 320)
        panel.show()
        panel.prepare()
        panel.take(Progress(1, 1, np.linspace(2.3, 0.1, count, dtype=np.float32), 1000.0))
        costs.append(frame(lambda panel=panel: (panel.draw(), panel.grab())))  # type: ignore[misc]
    runs, over, files, reading = (5, 10, 20, 50), [], [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for seed in range(max(runs)):
            recorded(folder / f"{seed}.run", f"training.seed={seed}", steps=1000)
        entries = [(entry, slot, RunCurves.load(entry.path)) for slot, entry in enumerate(Listing(folder).scan())]
        for count in runs:
            overlay = OverlayPanel()
            overlay.resize(620, 260)
            overlay.show()
            overlay.set_view(mean=False)
            some = entries[:count]
            over.append(frame(lambda overlay=overlay, some=some: (overlay.show_runs(some), overlay.grab())))  # type: ignore[misc]
        for count in steps[:3]:
            path = recorded(folder / f"long-{count}.run", steps=count)
            files.append(path.stat().st_size / 1e6)
            reading.append(frame(lambda path=path: RunCurves.load(path), 5))  # type: ignore[misc]
    return [
        Curve("a frame against steps", "ms", steps, tuple(costs)),
        Curve("a frame against runs overlaid", "ms", runs, tuple(over)),
        Curve("a recording against steps", "MB", steps[:3], tuple(files)),
        Curve("reading a recording against steps", "ms", steps[:3], tuple(reading)),
    ]


if __name__ == "__main__":
    main(*sys.argv[1:2])
