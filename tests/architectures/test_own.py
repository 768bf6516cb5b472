"""A model of one's own: layers and taps found by themselves, training that does not mind them, numbers explained."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from playground.architectures.own import loading, module
from playground.architectures.own.settings import OwnSettings, described
from playground.experiment import registry
from playground.experiment.experiment import Experiment
from playground.experiment.interventions import SwitchOff
from playground.experiment.training import TrainingSettings
from playground.foundation import consent
from playground.foundation.errors import InterventionError, ModelFileError, SettingsError
from playground.foundation.places import consents_file
from playground.network.layout import drawn
from playground.training.stepper import Stepper
from playground.training.trainer import Trainer
from playground.worked.ask import explain
from playground.worked.evidence import Evidence, UnexplainedError
from playground.worked.example import Question

ZOO = Path(__file__).parent / "zoo"
MAP, UNIT, STATES = ("channel", "row", "column"), ("unit",), ("time", "unit")
HEADS = ("head", "query", "key")
TASKS = {
    "lstm_cell_loop": "first-symbol", "both_directions": "first-symbol", "encoder": "first-symbol",
    "attention_by_hand": "first-symbol", "residual_in_place": "digits", "shared_convolution": "digits",
    "dict_inside": "digits",
}  # fmt: skip


def asked(path: Path, task: str = "digits", **settings: Any) -> Experiment:
    """The experiment of a file, with the table that one pass finds."""
    file = consent.read(path)
    consent.give(file)
    chosen: Any = registry.settings_class("task", task)()
    own = OwnSettings(file=str(file.path), sha256=file.sha256, text=file.text, settings=settings)
    rows = module.table(module.build(own, chosen.shape()).found)
    own = own.model_copy(update={"table": rows, "data": described(chosen.shape())})
    return Experiment(architecture=own, task=chosen, training=TrainingSettings(batch_size=16, threads=1))


def trained(experiment: Experiment, look: bool, steps: int = 6) -> Trainer:
    """A few steps, with or without a look at all taps after each."""
    trainer = Trainer(experiment, experiment.task.load(0))
    inputs, _ = trainer.data.example(0)
    for _ in range(steps):
        trainer.advance()
        if look:
            trainer.look(inputs)
    return trainer


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.py"
    path.write_text(text, encoding="utf-8")
    return path


WANTED = {
    "lstm_cell_loop": {"embedding": ("time", "feature"), "cell": STATES, "cell.cell": STATES},
    "both_directions": {
        "embedding": ("time", "feature"),
        "gru": STATES,
        "gru.reset_gate": STATES,
        "gru.candidate_gate": STATES,
    },
    "encoder": {
        **{f"encoder.layers.{i}.self_attn.weights": HEADS for i in range(2)},
        **{f"encoder.layers.{i}.{name}": STATES for i in range(2) for name in ("norm1", "linear1", "relu", "linear2")},
    },
    "attention_by_hand": {"fast.attention.weights": HEADS, "slow.attention.weights": HEADS, "norm": STATES},
    "residual_in_place": {"stem": MAP, "blocks.0.conv": MAP, "blocks.0.add": MAP, "blocks.1.relu": MAP, "pool": MAP},
    "dict_inside": {
        "stem": UNIT,
        "parts.0.linear": UNIT,
        "parts.0.activation": UNIT,
        "parts.1.linear": UNIT,
        "parts.1.activation": UNIT,
    },
    "shared_convolution": {"conv": MAP, "conv.2": MAP, "conv.3": MAP, "relu.3": MAP, "avg_pool2d": MAP},
}


@pytest.mark.parametrize("name", TASKS)
def test_that_taps_are_found_by_themselves_with_their_axes(name: str) -> None:
    trainer = Trainer(experiment := asked(ZOO / f"{name}.py", TASKS[name]), experiment.task.load(0))
    found = trainer.look(trainer.data.example(0)[0])
    assert {key: found[key][0] for key in WANTED[name]} == WANTED[name]
    assert found["output"][0] == ("class",)
    kinds = [row.kind for row in experiment.layers()]
    assert kinds.count("linear") == {"encoder": 5, "attention_by_hand": 6, "dict_inside": 4}.get(
        name, 1
    )  # and none of the taps' own
    rows = {row.name: row for row in experiment.layers()}
    assert sum(row.parameters for row in rows.values()) == trainer.parameter_count
    for opened in (None, (), tuple(row.group for row in rows.values())):  # the whole can be drawn, folded or not
        assert drawn(experiment.layers(), trainer.data.shape, 900, 600, opened)[1].boxes
    for row in rows.values():
        if row.tap and not row.heads:
            assert found[row.tap][1].shape == row.output


@pytest.mark.parametrize("name", TASKS)
def test_that_training_is_the_same_to_the_bit_whether_somebody_looks_or_not(name: str) -> None:
    experiment = asked(ZOO / f"{name}.py", TASKS[name])
    plain, looked = trained(experiment, look=False), trained(experiment, look=True)
    for key, value in plain.weights().items():
        assert np.array_equal(value, looked.weights()[key]), key
    assert not any(part._forward_hooks or part._forward_pre_hooks for part in looked.model.modules())
    assert torch.backends.mha.get_fastpath_enabled()


@pytest.mark.parametrize("name", ["residual_in_place", "encoder"])
def test_that_the_file_alone_takes_the_same_steps_as_with_taps_beside_it(name: str) -> None:
    """The bare module under the same seed and on the same batches: the same names, the same bits."""
    experiment = asked(ZOO / f"{name}.py", TASKS[name])
    ours, guide = trained(experiment, look=True), Trainer(experiment, experiment.task.load(0))
    file = consent.read(ZOO / f"{name}.py")
    torch.manual_seed(experiment.training.seed)
    model = loading.model_of(loading.run(file), file, "", {}, experiment.task.shape())
    stepper = Stepper(model, guide.stepper.objective, guide.device, experiment.training)
    for step in range(6):
        stepper.step(*guide.batches.at(step), guide.next_rate())
    assert {key: value.tolist() for key, value in model.state_dict().items()} == {
        key: value.tolist() for key, value in ours.weights().items()
    }


@pytest.mark.parametrize("name", TASKS)
def test_that_what_is_explained_comes_out_as_the_model_computed_it(name: str) -> None:
    trainer = trained(asked(ZOO / f"{name}.py", TASKS[name]), look=False)
    look = trainer.look(trainer.data.example(3)[0])
    pictures = {key: values for key, (_, values) in look.items()}
    axes = {key: names for key, (names, _) in look.items()}
    evidence = Evidence(6, trainer.experiment, trainer.data.shape, pictures, trainer.weights(), {}, axes)
    numbers, explained = np.random.default_rng(0), set()
    for picture, values in pictures.items():
        for _ in range(4):
            at = tuple(int(numbers.integers(size)) for size in values.shape)
            try:
                worked = explain(evidence, Question(picture, at))
            except UnexplainedError as error:
                assert ".py" in str(error) or picture.startswith("input")
                continue
            explained.add(picture)
            assert worked.agrees, (picture, at, worked.value, worked.model)
    assert {"output", *(picture for picture in pictures if picture.endswith(".weights"))} <= explained


def test_that_a_unit_of_a_loop_and_a_head_can_be_switched_off() -> None:
    trainer = trained(asked(ZOO / "lstm_cell_loop.py", "first-symbol"), look=False)
    inputs = trainer.data.example(0)[0]
    before = trainer.answer(*inputs)
    trainer.intervene(SwitchOff("cell", "unit", 3))
    assert (trainer.look(inputs)["cell"][1][:, 3] == 0).all()
    assert not torch.equal(trainer.answer(*inputs), before)
    for name, head in (
        ("encoder", "encoder.layers.0.self_attn.weights"),
        ("attention_by_hand", "fast.attention.weights"),
    ):
        trainer = trained(asked(ZOO / f"{name}.py", "first-symbol"), look=False)
        before = trainer.answer(*inputs)
        trainer.intervene(SwitchOff(head, "head", 1))
        assert (trainer.look(inputs)[head][1][1] == 0).all()
        assert (trainer.look(inputs)[head][1][0] > 0).any()
        assert not torch.allclose(trainer.answer(*inputs), before)


def test_that_the_weights_of_attention_are_those_that_the_layer_computes() -> None:
    trainer = trained(asked(ZOO / "encoder.py", "first-symbol"), look=False)
    inputs = trainer.data.example(0)[0]
    weights = trainer.look(inputs)["encoder.layers.0.self_attn.weights"][1]
    user = trainer.model.__dict__["model"].eval()
    with torch.no_grad():
        x = user.embedding(torch.from_numpy(inputs[0])) + user.positions
        _, wanted = user.encoder.layers[0].self_attn(x, x, x, average_attn_weights=False)
    assert np.abs(weights - wanted[0].numpy()).max() < 1e-6


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("from torch import nn\nx = 1 / 0\n", "mine.py:2: division by zero (ZeroDivisionError)."),
        ("class Net(:\n", "mine.py:1: invalid syntax."),
        ("import helper_that_is_not_here\n", "mine.py:1: helper_that_is_not_here is not installed here"),
        ("raise SystemExit(3)\n", "mine.py:1: ends the program; a model's file must only define."),
        ("x = 1\n", "mine.py: defines neither an nn.Module nor build(settings, data) that makes one."),
        ("from torch import nn\nclass Net(nn.Module):\n    def __init__(self, n): pass\n", "of Net have no defaults"),
        ("def build(settings, data): return 3\n", "mine.py: build gives a int; it must return an nn.Module."),
        ("def build(settings, data):\n    return data.nothing\n", "mine.py:2: 'DataShape' object has no attribute"),
        (
            "from torch import nn\nclass A(nn.Linear):\n    def __init__(self): super().__init__(64, 9)\n"
            "    def forward(self, x): return super().forward(x.flatten(1))\n",
            "for 2 examples the model gives 2 × 9; this task wants 2 × 10.",
        ),
        ("from torch import nn\nclass A(nn.Module): pass\nclass B(nn.Module): pass\n", "defines A, B; choose with"),
    ],
)  # fmt: skip
def test_that_a_bad_file_gets_one_sentence_with_its_line(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(ModelFileError) as caught:
        asked(written(tmp_path, text))
    assert sentence in str(caught.value)


def test_that_an_error_in_a_later_step_names_the_line_of_the_file(tmp_path: Path) -> None:
    text = (
        "from torch import nn\nclass Late(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.fc = nn.Linear(64, 10)\n    def forward(self, x):\n        if len(x) == 16:\n"
        "            raise ValueError('sixteen')\n        return self.fc(x.flatten(1))\n"
    )
    trainer = Trainer(experiment := asked(written(tmp_path, text)), experiment.task.load(0))
    with pytest.raises(ModelFileError, match=r"mine\.py:8: sixteen \(ValueError\)\."):
        trainer.advance()


BACKWARDS = """
import torch
from torch import nn

class Slope(torch.autograd.Function):
    steps = 0

    @staticmethod
    def forward(context, x):
        return 1.0 * x

    @staticmethod
    def backward(context, slope):
        Slope.steps += 1
        if Slope.steps > 2:
            raise ValueError("no way back")
        return slope

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.last = nn.Linear(64, 8), nn.Linear(8, 10)

    def forward(self, x):
        return self.last(Slope.apply(self.first(x.flatten(1))))
"""


def test_that_an_error_in_a_backward_pass_of_the_file_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(BACKWARDS, encoding="utf-8")
    experiment = asked(path)
    one = Trainer(experiment, experiment.load())
    with pytest.raises(ModelFileError, match=r"mine\.py:16: no way back \(ValueError\)\.$"):
        for _ in range(5):
            one.advance()


def test_that_a_file_is_run_only_where_this_very_text_was_named(tmp_path: Path) -> None:
    text = (ZOO / "shared_convolution.py").read_text(encoding="utf-8")
    path = written(tmp_path, text + "open(__file__ + '.ran', 'w').close()\n")
    ran = path.with_name("mine.py.ran")
    file = consent.read(path)
    shape = registry.settings_class("task", "digits")().shape()  # type: ignore[attr-defined]
    own = OwnSettings(file=str(path), sha256=file.sha256, text=file.text)
    reread = registry.parse("architecture", own.model_dump())
    with pytest.raises(SettingsError):
        reread.layers(shape)
    with pytest.raises(ModelFileError, match="is not allowed to run yet"):
        module.build(own, shape)
    assert not ran.exists()
    consent.give(file)
    assert module.build(own, shape) is not None
    assert ran.exists()
    path.write_text(text + "\n# changed\n", encoding="utf-8")
    with pytest.raises(ModelFileError, match="has changed since this run"):
        module.build(own, shape)
    path.unlink()
    with pytest.raises(ModelFileError, match="is not here: its pictures can be seen"):
        module.build(own, shape)


def test_that_random_numbers_and_buffers_that_a_look_uses_are_put_back(tmp_path: Path) -> None:
    text = (
        "import random, torch\nimport numpy as np\nfrom torch import nn\nclass Noisy(nn.Module):\n"
        "    def __init__(self):\n        super().__init__()\n        self.fc = nn.Linear(64, 10)\n"
        "        self.register_buffer('calls', torch.zeros(1))\n    def forward(self, x):\n        self.calls += 1\n"
        "        noise = torch.randn(1) + random.random() + np.random.rand()\n"
        "        return self.fc(x.flatten(1)) + 0.01 * float(noise)\n"
    )
    experiment = asked(written(tmp_path, text))
    trainer = Trainer(experiment, experiment.task.load(0))
    before = torch.get_rng_state(), np.random.get_state()[1].copy(), trainer.weights()  # type: ignore[index]
    trainer.look(trainer.data.example(0)[0])
    assert torch.equal(before[0], torch.get_rng_state())
    assert np.array_equal(before[1], np.random.get_state()[1])  # type: ignore[arg-type]
    assert np.array_equal(before[2]["calls"], trainer.weights()["calls"])


def test_that_settings_of_a_file_are_checked_and_their_defaults_filled_in() -> None:
    path = ZOO / "encoder.py"
    file = consent.read(path)
    ran = loading.run(file)
    assert loading.settings_of(ran, file, "", {"heads": 4}) == {"width": 16, "heads": 4}
    assert loading.schema_of(ran, file, "")["properties"]["width"]["maximum"] == 64
    with pytest.raises(ModelFileError, match="setting heads: must be 8 or less"):
        loading.settings_of(ran, file, "", {"heads": 9})
    with pytest.raises(ModelFileError, match=r"'head' is not one of its settings; did you mean heads\?"):
        loading.settings_of(ran, file, "", {"head": 2})
    simple = consent.read(ZOO / "shared_convolution.py")
    assert loading.schema_of(loading.run(simple), simple, "")["properties"]["channels"]["default"] == 4
    assert any(name.startswith("playground_own_") for name in sys.modules)


def test_that_frozen_unused_and_lazy_layers_and_their_names_are_no_hindrance(tmp_path: Path) -> None:
    text = (
        "from torch import nn\nclass Odd(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.penalty = nn.LazyLinear(12)\n        self.output = nn.Linear(12, 12)\n"
        "        self.trace = nn.Linear(12, 10)\n        self.unused = nn.Linear(3, 3)\n"
        "        self.output.requires_grad_(False)\n    def encode(self, x): return 3\n"
        "    def decode(self, x): return 4\n"
        "    def forward(self, x): return self.trace(self.output(self.penalty(x.flatten(1))).relu())\n"
    )
    experiment = asked(written(tmp_path, text))
    trainer, fresh = trained(experiment, look=True), Trainer(experiment, experiment.task.load(0))
    after, before = trainer.weights(), fresh.weights()
    moved = {name for name, value in after.items() if not np.array_equal(value, before[name])}
    assert moved == {"penalty.weight", "penalty.bias", "trace.weight", "trace.bias"}
    assert trainer.model.get_parameter("penalty.weight").shape == (12, 64)
    assert [row.tap for row in experiment.layers()] == ["penalty", "", "relu", "output"]


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"x = 'caf\xe9'\n", "mine.py:1: is not text in UTF-8; save it again with that encoding."),
        (b"#" * (1 << 20) + b"\n", "mine.py: is larger than 1024 KiB, which no file of a model needs."),
    ],
)
def test_that_a_file_that_is_no_program_is_refused_unread(tmp_path: Path, raw: bytes, sentence: str) -> None:
    path = tmp_path / "mine.py"
    path.write_bytes(raw)
    with pytest.raises(ModelFileError) as caught:
        assert consent.read(path).text
    assert str(caught.value).endswith(sentence)
    with pytest.raises(ModelFileError, match="is no file; name a file of Python"):
        consent.read(tmp_path)


def test_that_what_cannot_be_read_of_the_consents_allows_nothing(tmp_path: Path) -> None:
    file = consent.read(ZOO / "encoder.py")
    consent.give(file)
    assert consent.allowed(str(file.path), file.sha256).raw == file.raw
    consents_file().write_text("{}\n[1]\nnonsense\n", encoding="utf-8")
    with pytest.raises(ModelFileError, match="is not allowed to run yet"):
        consent.allowed(str(file.path), file.sha256)
    moved = tmp_path / "moved.py"
    moved.write_bytes(file.raw)
    consent.give(consent.read(moved))
    assert consent.allowed("/nowhere/mine.py", file.sha256).path == moved  # the same text, wherever it was named


def test_that_gates_seen_beside_the_model_cannot_be_switched_off() -> None:
    trainer = trained(asked(ZOO / "both_directions.py", "first-symbol"), look=False)
    trainer.intervene(SwitchOff("gru", "unit", 3))
    with pytest.raises(InterventionError, match=r"nothing called 'gru.reset_gate'"):
        trainer.intervene(SwitchOff("gru.reset_gate", "unit", 3))
