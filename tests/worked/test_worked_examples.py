"""Worked examples: whatever cell is asked about, the calculation gives what the model computed."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.experiment.overrides import override
from playground.inspection.explaining import Explaining
from playground.inspection.showing import Showing
from playground.protocol.events import Explained
from playground.training.trainer import Trainer
from playground.worked.example import Question

pytestmark = pytest.mark.early

TOLERANCE = 1e-5
UNTOLD = {"input", "input.target", "gradient.hidden", "prediction.latent"}  # given, or made of many examples
MANY = (
    "distribution",
    "gradient",
    "confusion",
    "plane",
    "maximising",
    "survey",
)  # measured, not computed for the specimen


def explaining(experiment: Experiment, steps: int) -> tuple[Explaining, Showing]:
    trainer = Trainer(experiment, experiment.task.load(1))
    for _ in range(steps):
        trainer.advance()
    showing = Showing(trainer)
    return Explaining(trainer, showing), showing


def told_of(showing: Showing) -> dict[str, tuple[int, ...]]:
    """The pictures that have a formula, with their shapes."""
    return {
        info.name: info.shape
        for info in showing.pictures()
        if not (info.name in UNTOLD or info.name.endswith("mask") or info.name.startswith(MANY))
    }


def walk(one: Explaining, shapes: Mapping[str, tuple[int, ...]], cells: int) -> list[Explained]:
    """Answers about random cells of these pictures; of an attribution one, made whole for each."""
    dice, answers = np.random.default_rng(0), []
    for name, shape in shapes.items():
        for _ in range(1 if name.startswith("attribution") else cells):
            answers.append(one.answer(1, Question(name, tuple(int(dice.integers(size)) for size in shape))))
    return answers


def checked(answers: list[Explained]) -> int:
    told = [answer for answer in answers if answer.example is not None]
    for answer in told:
        assert answer.example is not None
        assert answer.example.difference <= TOLERANCE * max(1.0, abs(answer.example.model)), answer
        assert answer.example.parts and answer.example.question == answer.question
    for answer in answers:
        assert answer.example is not None or answer.problem.endswith(".")
        assert answer.example is not None or answer.question.picture.startswith("prediction"), answer
    return len(told)


def families() -> dict[str, list[str]]:
    """Presets of one architecture and one task, which are attributed by the same code."""
    found: dict[str, list[str]] = {}
    for name in presets.names():
        asked = presets.find(name).experiment.model_dump()
        found.setdefault(f"{asked['architecture']['kind']} {asked['task']['kind']}", []).append(name)
    return found


FAMILIES = families()
DEAR = ("integrated-gradients", "smoothgrad")  # made in many passes of the model


def size(experiment: Experiment) -> int:
    return sum(layer.multiply_adds for layer in experiment.layers())


@pytest.mark.parametrize("family", FAMILIES)
def test_that_random_cells_of_every_preset_are_what_their_formula_gives(family: str, tmp_path: Path) -> None:
    """Of what the presets of a family can attribute, each unfolds its share."""
    words = [f"task.folder={_images(tmp_path)}"] if family.endswith("idx-images") else []
    experiments = {name: override(presets.find(name).experiment, words) for name in FAMILIES[family]}
    small_first = sorted(experiments, key=lambda name: size(experiments[name]))
    asked = {name: explaining(experiments[name], 2) for name in small_first}
    shapes = {name: told_of(showing) for name, (_, showing) in asked.items()}
    attributed = {picture for told in shapes.values() for picture in told if picture.startswith("attribution")}
    dear_first = sorted(attributed, key=lambda picture: (not picture.endswith(DEAR), picture))
    turns = {picture: [name for name in small_first if picture in shapes[name]] for picture in dear_first}
    whose = {picture: names[place % len(names)] for place, (picture, names) in enumerate(turns.items())}
    unfolded = set()
    for name, (one, _) in asked.items():
        own = {picture: shape for picture, shape in shapes[name].items() if whose.get(picture, name) == name}
        answers = walk(one, own, 4)
        assert checked(answers) >= 4, name
        unfolded |= {answer.question.picture for answer in answers if answer.example is not None}
    assert unfolded.issuperset(attributed)


def _images(folder: Path) -> Path:
    """Files as those of Fashion-MNIST: 28 × 28 points, ten classes, and few of them."""
    dice = np.random.default_rng(0)
    for name, count in (("train", 320), ("t10k", 40)):
        for kind, shape, end in (("images-idx3", (count, 28, 28), 256), ("labels-idx1", (count,), 10)):
            head = struct.pack(f">HBB{len(shape)}I", 0, 8, len(shape), *shape)
            values = dice.integers(end, size=shape) if len(shape) > 1 else np.arange(count) % end
            (folder / f"{name}-{kind}-ubyte").write_bytes(head + values.astype(np.uint8).tobytes())
    return folder


VARIANTS: dict[str, tuple[str, list[str]]] = {
    "batch norm, gelu, stride": ("cnn-digits", ["architecture.batch_norm=true", "architecture.stages.0.activation=gelu",
                                                "architecture.stages.1.stride=2", "architecture.stages.1.pooling=none",
                                                "architecture.hidden=[12, 8]"]),
    "no activation": ("cnn-digits", ["architecture.stages.0.activation=none", "architecture.stages.0.padding=0"]),
    "two directions, two layers": ("rnn-seed-digits", ["architecture.bidirectional=true", "architecture.cell=gru"]),
    "mean of the states": ("rnn-seed-digits", ["architecture.readout=mean", "architecture.bidirectional=true"]),
    "post-norm": ("transformer-reverse", ["architecture.norm=post", "architecture.positions=sinusoidal"]),
    "attention only": ("transformer-sort", ["architecture.mlp_ratio=0.0", "architecture.positions=none"]),
    "heads": ("attention-flagged-token", ["architecture.heads=4", "architecture.scaled=false"]),
}  # fmt: skip


@pytest.mark.parametrize("variant", VARIANTS)
def test_that_each_setting_that_changes_a_formula_changes_the_worked_example(variant: str) -> None:
    preset, words = VARIANTS[variant]
    one, showing = explaining(override(presets.find(preset).experiment, words), 5)
    assert checked(walk(one, told_of(showing), 6)) >= 12


def first(name: str, picture: str, index: tuple[int, ...], steps: int = 20) -> Any:
    one, _ = explaining(presets.find(name).experiment, steps)
    answer = one.answer(1, Question(picture, index))
    assert answer.example is not None, answer.problem
    return answer.example


def test_that_max_pooling_marks_the_cell_that_won() -> None:
    example = first("cnn-digits", "stages.0.pooling", (3, 1, 2))
    (grids,) = [part for part in example.parts if hasattr(part, "grids")]
    (grid,) = grids.grids
    assert grid.marked is not None and grid.values[grid.marked] == grid.values.max() == example.value
    winner = example.regions[1]
    assert winner.start[0] == 3 and winner.start[1] in (2, 3) and winner.start[2] in (4, 5)


def test_that_the_receptive_field_is_every_pixel_that_can_change_the_cell_and_no_other() -> None:
    name, index = "stages.1.activation", (2, 1, 1)
    one, showing = explaining(presets.find("cnn-digits").experiment, 3)
    trainer = one._inspected
    example = one.answer(1, Question("stages.1.convolution", index)).example
    assert example is not None
    (field,) = [region for region in example.regions if region.picture == "input"]
    image = showing.specimen.inputs[0]
    before = trainer.look((image,))["stages.1.convolution"][1][index]
    touched = np.zeros((8, 8), bool)
    for row in range(8):
        for column in range(8):
            for value in (0.0, 3.0):
                other = image.copy()
                other[0, 0, row, column] = value
                touched[row, column] |= trainer.look((other,))["stages.1.convolution"][1][index] != before
    inside = np.zeros((8, 8), bool)
    inside[field.start[1] : field.stop[1], field.start[2] : field.stop[2]] = True
    assert not (touched & ~inside).any() and touched.sum() >= 0.5 * inside.sum(), name


def test_that_a_masked_key_has_no_weight_and_the_sheet_says_why() -> None:
    example = first("transformer-sort", "decoder.0.attention.weights", (0, 2, 7))
    assert example.value == example.model == 0.0
    assert any("masked" in getattr(part, "caption", "") for part in example.parts)


def test_that_the_average_of_the_heads_can_be_asked_about() -> None:
    example = first("transformer-sort", "decoder.0.attention.weights", (-1, 5, 3))
    assert example.difference <= TOLERANCE and 0 <= example.value <= 1


def test_that_a_sampled_character_is_unfolded_under_the_text_before_it() -> None:
    example = first("rnn-characters", "prediction", (2, 30))
    assert 0 < example.value <= 1 and example.difference <= TOLERANCE


@pytest.mark.parametrize(
    ("picture", "index"),
    [("input", (0, 0, 0)), ("stages.0.pooling", (0, 99, 0)), ("stages.0.pooling", (0,)), ("nothing", (0,))],
)
def test_that_what_cannot_be_unfolded_is_refused_in_one_sentence(picture: str, index: tuple[int, ...]) -> None:
    one, _ = explaining(presets.find("cnn-digits").experiment, 1)
    answer = one.answer(7, Question(picture, index))
    assert answer.example is None and answer.problem.endswith(".") and answer.run == 7


def test_that_answering_changes_no_bit_of_the_run() -> None:
    experiment = presets.find("transformer-reverse").experiment
    one, _ = explaining(experiment, 3)
    other = Trainer(experiment, experiment.task.load(1))
    for _ in range(3):
        other.advance()
    for _ in range(4):
        for name, index in (("decoder.0.cross_attention.weights", (0, 1, 2)), ("prediction", (2, 3))):
            assert one.answer(1, Question(name, index)).example is not None
        assert one._inspected.advance().item() == other.advance().item()
