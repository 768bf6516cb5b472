"""Models of published packages, untouched, in a file of a few lines: their attention is found, and they train on.

x-transformers comes with the extra ``oracle``. vit-pytorch does not: it asks for torchvision, which is built for
another torch than the one that is pinned; where it is installed, it is tested.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
from test_own import HEADS, asked, trained, written

from playground.experiment.interventions import SwitchOff
from playground.training.trainer import Trainer
from playground.worked.ask import explain
from playground.worked.evidence import Evidence
from playground.worked.example import Question

pytestmark = pytest.mark.filterwarnings("ignore")  # of what the packages themselves use that torch has deprecated

FILES = {
    "vit_pytorch": """
from vit_pytorch import ViT

class Mine(ViT):
    def __init__(self, width: int = 32, depth: int = 2, heads: int = 2):
        super().__init__(image_size=8, patch_size=2, channels=1, num_classes=10, dim=width, depth=depth, heads=heads,
                         dim_head=16, mlp_dim=64)
""",
    "x_transformers": """
from x_transformers import Encoder, ViTransformerWrapper

class Mine(ViTransformerWrapper):
    def __init__(self, width: int = 32, depth: int = 2, heads: int = 2, fast: bool = False):
        layers = Encoder(dim=width, depth=depth, heads=heads, attn_dim_head=16, attn_flash=fast)
        super().__init__(image_size=8, patch_size=2, channels=1, num_classes=10, attn_layers=layers)
""",
}
ATTENTION = {
    "vit_pytorch": [f"transformer.layers.{layer}.0.attend.weights" for layer in range(2)],
    "x_transformers": [f"attn_layers.layers.{layer}.1.attend.attention.weights" for layer in (0, 2)],
}
STEPS = {"vit_pytorch": 17, "x_transformers": 16}  # the patches of a digit, and what stands for the class


def needed(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Skip where it is not installed. vit-pytorch reads torchvision for a model that is not asked for here."""
    if find_spec(package) is None:
        pytest.skip(f"{package.replace('_', '-')} is not installed")
    if package == "vit_pytorch" and not usable("torchvision"):
        stand_in = ModuleType("torchvision")
        stand_in.transforms = ModuleType("torchvision.transforms")  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "torchvision", stand_in)


def usable(package: str) -> bool:
    """Whether it can be imported: one that is built for another torch raises a RuntimeError."""
    try:
        import_module(package)
    except (ImportError, RuntimeError):
        return False
    return True


@pytest.mark.parametrize("package", FILES)
def test_that_a_model_of_a_published_package_trains_as_ever_and_shows_its_attention(
    package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed(package, monkeypatch)
    experiment = asked(written(tmp_path, FILES[package]))
    watched, alone = trained(experiment, look=True, steps=50), trained(experiment, look=False, steps=50)
    for name, values in alone.weights().items():
        assert np.array_equal(watched.weights()[name], values), name
    found = watched.look(watched.data.example(3)[0])
    for name in ATTENTION[package]:
        axes, weights = found[name]
        assert axes == HEADS and weights.shape == (2, STEPS[package], STEPS[package])
        assert (weights >= 0).all() and np.allclose(weights.sum(axis=-1), 1.0, atol=1e-5)
    assert watched.evaluate()["loss"] < trained(experiment, look=False, steps=0).evaluate()["loss"]


@pytest.mark.parametrize("package", FILES)
def test_that_the_attention_is_what_the_package_computes_and_can_be_explained_and_switched_off(
    package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed(package, monkeypatch)
    trainer = trained(asked(written(tmp_path, FILES[package])), look=False)
    inputs = trainer.data.example(3)[0]
    found, name = trainer.look(inputs), ATTENTION[package][0]
    computed = theirs(trainer, package, inputs)
    assert np.allclose(found[name][1], computed, atol=1e-6)
    pictures = {key: values for key, (_, values) in found.items()}
    axes = {key: names for key, (names, _) in found.items()}
    evidence = Evidence(6, trainer.experiment, trainer.data.shape, pictures, trainer.weights(), {}, axes)
    assert explain(evidence, Question(name, (1, 4, 2))).agrees
    before = trainer.answer(*inputs)
    trainer.intervene(SwitchOff(name, "head", 1))
    assert not torch.allclose(trainer.answer(*inputs), before)


def test_that_fused_attention_shows_the_same_weights_as_the_one_written_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed("x_transformers", monkeypatch)
    file = written(tmp_path, FILES["x_transformers"])
    slow, fast = (trained(asked(file, fast=fast), look=False, steps=0) for fast in (False, True))
    for name in ATTENTION["x_transformers"]:
        one, other = (trainer.look(trainer.data.example(3)[0])[name][1] for trainer in (slow, fast))
        assert np.allclose(one, other, atol=1e-5)


def theirs(trainer: Trainer, package: str, inputs: tuple[np.ndarray, ...]) -> np.ndarray:
    """The weights of the first layer (N, T, T) as its own module hands them on."""
    handed: list[torch.Tensor] = []

    def take(module: torch.nn.Module, given: Any, out: Any) -> None:
        handed.append(out if package == "vit_pytorch" else out[1].post_softmax_attn)

    place = ATTENTION[package][0].removesuffix(".weights").removesuffix(".attention")
    hook = trainer.model.get_submodule(place).register_forward_hook(take)
    with torch.no_grad():
        trainer.model.eval()(*map(torch.from_numpy, inputs))
    hook.remove()
    weights: np.ndarray = handed[0][0].numpy()
    return weights


WRITTEN_OUT = """
from torch import nn

class Mine(nn.Module):
    def __init__(self, heads: int = 2):
        super().__init__()
        self.heads, self.read, self.three = heads, nn.Linear(8, 16), nn.Linear(16, 48)
        self.attend, self.answer = nn.Softmax(dim=-1), nn.Linear(16, 10)

    def forward(self, x):
        q, k, v = self.three(self.read(x.squeeze(1))).chunk(3, -1)
        if self.heads > 1:
            q, k, v = (part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in (q, k, v))
        mixed = self.attend(q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5) @ v
        return self.answer((mixed.transpose(1, 2).flatten(2) if self.heads > 1 else mixed).mean(1))
"""


@pytest.mark.parametrize("heads", [1, 2])
def test_that_a_softmax_that_is_a_layer_is_seen_as_attention_too(heads: int, tmp_path: Path) -> None:
    experiment = asked(written(tmp_path, WRITTEN_OUT), heads=heads)
    trainer, alone = trained(experiment, look=True), trained(experiment, look=False)
    for key, values in alone.weights().items():
        assert np.array_equal(trainer.weights()[key], values), key
    inputs = trainer.data.example(0)[0]
    axes, weights = trainer.look(inputs)["attend.weights"]
    assert axes == HEADS and weights.shape == (heads, 8, 8) and np.allclose(weights.sum(axis=-1), 1.0, atol=1e-6)
    (row,) = [row for row in experiment.layers() if row.tap == "attend.weights"]
    assert row.kind == "self-attention" and row.detail == ("2 heads" if heads > 1 else "1 head")
    before = trainer.answer(*inputs)
    trainer.intervene(SwitchOff("attend.weights", "head", heads - 1))
    assert (trainer.look(inputs)["attend.weights"][1][-1] == 0).all()
    assert not torch.equal(trainer.answer(*inputs), before)
