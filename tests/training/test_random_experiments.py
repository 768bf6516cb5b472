"""R08: random experiments of every architecture and task that fit are built, trained, looked at and drawn."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from playground.data.datasets import Data
from playground.desktop.docking.panel_registry import panel_classes
from playground.desktop.panels.base.panel import Panel
from playground.experiment.experiment import Experiment
from playground.foundation.errors import SettingsError
from playground.inspection.robustness import progressive
from playground.inspection.showing import Showing
from playground.protocol.events import Pictures, RunStarted
from playground.training.trainer import Trainer

TASKS: tuple[dict[str, object], ...] = (
    {"kind": "digits"},
    {"kind": "digits", "view": "rows"},
    {"kind": "digits", "goal": "image"},
    {"kind": "tones"},
    {"kind": "tones", "view": "frames"},
    {"kind": "adding", "length": 12},
    {"kind": "first-symbol", "length": 9},
    {"kind": "series"},
    {"kind": "characters", "kilobytes": 20, "context": 12},
    {"kind": "next-word", "kilobytes": 20, "words": 40, "context": 6},
    {"kind": "flagged-token"},
    {"kind": "equal-keys"},
    {"kind": "sort"},
    {"kind": "reverse"},
    {"kind": "recall"},
    {"kind": "addition"},
    {"kind": "dates"},
    {"kind": "translation"},
    {"kind": "translation", "target_language": "zh"},
    {"kind": "masked-tokens"},
)
pytestmark = pytest.mark.early

DEAR = (
    "attribution", "survey.sanity", "survey.wanted", "survey.landscape", "survey.transplant", "survey.disturbances",
    "landscape",
)  # fmt: skip
ACTIVATIONS = ("relu", "gelu", "tanh", "none")


def stage(dice: random.Random) -> dict[str, object]:
    return {
        "channels": dice.randint(1, 12), "kernel": dice.randint(1, 5), "stride": dice.randint(1, 2),
        "padding": dice.randint(0, 2), "activation": dice.choice(ACTIVATIONS), "pool": dice.randint(1, 3),
        "pooling": dice.choice(("none", "max", "average")),
    }  # fmt: skip


def heads(dice: random.Random) -> dict[str, object]:
    count = dice.choice((1, 2, 3, 4))
    return {
        "heads": count, "width": count * dice.randint(1, 8), "scaled": dice.random() < 0.7,
        "positions": dice.choice(("sinusoidal", "learned", "none")), "dropout": dice.choice((0.0, 0.2)),
    }  # fmt: skip


def architecture(dice: random.Random) -> dict[str, object]:
    kind = dice.choice(("cnn", "rnn", "transformer", "transformer", "self-attention", "autoencoder"))
    match kind:
        case "cnn":
            stages = [stage(dice) for _ in range(dice.randint(1, 3))]
            hidden = [dice.randint(1, 20) for _ in range(dice.randint(0, 2))]
            rest = {"batch_norm": dice.random() < 0.5, "dropout": dice.choice((0.0, 0.3))}
            return {"kind": kind, "stages": stages, "hidden": hidden, **rest}
        case "rnn":
            return {
                "kind": kind, "cell": dice.choice(("elman-tanh", "elman-relu", "lstm", "gru")),
                "hidden": dice.randint(1, 16), "depth": dice.randint(1, 3), "bidirectional": dice.random() < 0.4,
                "embedding": dice.randint(1, 8), "readout": dice.choice(("last", "mean")),
                "forget_bias": dice.choice((0.0, 3.0)), "identity": dice.random() < 0.5,
                "dropout": dice.choice((0.0, 0.3)),
            }  # fmt: skip
        case "transformer":
            return {
                "kind": kind, "form": dice.choice(("encoder", "decoder", "encoder-decoder")),
                "depth": dice.randint(1, 3), "mlp_ratio": dice.choice((0.0, 1.0, 2.5)),
                "activation": dice.choice(("relu", "gelu")), "norm": dice.choice(("pre", "post")), **heads(dice),
            }  # fmt: skip
        case "self-attention":
            return {"kind": kind, **heads(dice)}
        case _:
            channels = [dice.randint(1, 8) for _ in range(dice.randint(1, 3))]
            return {
                "kind": kind, "channels": channels, "latent": dice.randint(1, 12), "variational": dice.random() < 0.5
            }  # fmt: skip


def drawn(dice: random.Random) -> Experiment:
    """A random experiment whose parts fit."""
    while True:
        values = {
            "architecture": architecture(dice),
            "task": dice.choice(TASKS),
            "training": {
                "optimizer": dice.choice(("adam", "adamw", "sgd", "rmsprop")), "batch_size": dice.randint(2, 24),
                "learning_rate": 10 ** dice.uniform(-5, -2), "gradient_clip": dice.choice((0.0, 1.0)),
                "schedule": dice.choice(("constant", "cosine", "linear", "onecycle")), "duration": 2,
                "duration_unit": "steps", "seed": dice.randint(0, 1000), "threads": 1, "device": "cpu",
            },
        }  # fmt: skip
        try:
            experiment = Experiment.parse(values)
            experiment.layers()
            return experiment
        except SettingsError:
            continue


@cache
def loaded(task: str) -> Data:
    """Each task's data once, whatever the seed."""
    for values in TASKS:
        if str(values) == task:
            experiment = Experiment.parse({"architecture": {"kind": "cnn"}, "task": values, "training": {}})
            return experiment.task.load(1)
    raise KeyError(task)


def data_of(experiment: Experiment) -> Data:
    mine = experiment.task.model_dump(mode="json")
    fitting = [values for values in TASKS if values.items() <= mine.items()]
    return loaded(str(max(fitting, key=len)))


def try_out(experiment: Experiment, dear: bool, panels: list[Panel]) -> None:
    """With its dear pictures, which take seconds, or without, in panels that have shown another experiment before."""
    data = data_of(experiment)
    one = Trainer(experiment, data)
    layers = experiment.layers()
    assert one.parameter_count == sum(layer.parameters for layer in layers)
    test = [array[:2] for array in data.test.inputs]
    assert tuple(one.answer(*test).shape[1:]) == layers[-1].output
    showing = Showing(one)
    pictures = showing.pictures()
    watched = [(showing.film(dear), one.advance().item())[1] for _ in range(2)]
    asked = [info for info in pictures if dear or not info.name.startswith(DEAR)]
    snapshots = showing.snapshots({info.name for info in asked}, all_views=True)
    other = Trainer(experiment, data)
    assert watched == [other.advance().item() for _ in range(2)]  # same seed, same bits, looked at or not
    assert [shot.name for shot in snapshots] == [info.name for info in asked]
    for info, shot in zip(asked, snapshots, strict=True):
        assert shot.axes == info.axes and len(shot.values.shape) == len(info.shape)
        assert info.axes[0] == "line" or shot.values.shape == info.shape
        for axis in shot.axes:
            assert len(shot.labels.get(axis, ())) in (0, shot.values.shape[shot.axes.index(axis)])
    started = RunStarted(
        1, experiment.to_json(), 0, 2, one.parameter_count, "cpu", 1, dict(data.baseline), pictures,
        showing.specimen.words, Path("x.run"), data.baseline_name, dict(data.others),
    )  # fmt: skip
    for panel in panels:
        panel.take(started)
        if panel.fits(pictures):
            panel.take(Pictures(1, 2, snapshots))
            panel.draw()
            paint(panel)


def paint(panel: Panel) -> None:
    image = QImage(440, 260, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    panel.render_to(painter, QSize(440, 260), 1.0)
    painter.end()


@pytest.fixture
def panels(qtbot: QtBot) -> Iterator[list[Panel]]:
    """One of each kind."""
    made = [panel_class() for panel_class in panel_classes()]
    yield made
    for panel in made:
        shiboken6.delete(panel)  # now: without an event loop nobody else would


@pytest.mark.parametrize("seed", range(4))
def test_that_random_experiments_are_built_trained_looked_at_and_drawn(
    panels: list[Panel], seed: int, record_property: Callable[[str, object], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progressive, "SECONDS", 0.02)  # of a picture that takes longer, in each look
    dice = random.Random(seed)
    record_property("trials", 25)
    for number in range(25):
        try_out(drawn(dice), number == 0, panels)


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("seed", range(1234, 1244))
@pytest.mark.parametrize("trials", [500])
def test_that_many_random_experiments_are_built_trained_looked_at_and_drawn(
    panels: list[Panel],
    seed: int,
    trials: int,
    record_property: Callable[[str, object], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(progressive, "SECONDS", 0.02)
    dice = random.Random(seed)
    record_property("trials", trials)
    for _ in range(trials):
        try_out(drawn(dice), True, panels)
