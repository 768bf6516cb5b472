"""A published model as a script of its own: it answers bit for bit what the program answers, without the program."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_script import CHINESE, PROSE, RUNNER, alone, answer_bits, computed, trained, words_of, written

from playground.architectures.pretrained.starting import starting
from playground.architectures.pretrained_images.starting import starting as starting_pictures
from playground.cli import main
from playground.experiment.experiment import Experiment
from tests import published_folders as published
from tests.architectures import test_pretrained_images as images

pytestmark = pytest.mark.usefixtures("warm")

FAMILIES: dict[str, Callable[..., Path]] = {"gpt2": published.gpt2, "bert": published.bert}
VARIANTS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("gpt2", {}, {}),
    ("gpt2", {"activation_function": "relu", "layer_norm_epsilon": 1e-3}, {"architecture.dropout": 0.0}),
    ("gpt2", {"scale_attn_weights": False, "activation_function": "gelu"}, {}),
    ("bert", {}, {}),
    ("bert", {"hidden_act": "relu", "layer_norm_eps": 1e-3}, {"architecture.dropout": 0.0}),
]


def asked(folder: Path, changes: dict[str, Any]) -> Experiment:
    (folder / "text.txt").write_text(published.TEXT)
    task = {"task.file": str(folder / "text.txt"), "task.context": 10, "training.threads": 1}
    return starting(str(folder)).changed(task | changes)


def test_that_the_script_of_either_family_answers_bit_for_bit_without_the_program(tmp_path: Path) -> None:
    wanted = {}
    for number, (family, config, changes) in enumerate(VARIANTS):
        trainer = trained(asked(FAMILIES[family](tmp_path / f"model {number}", **config), changes))
        path = tmp_path / f"{number}.py"
        written(trainer, path)
        wanted[path] = answer_bits(trainer)
    alone(tmp_path, "-c", RUNNER, str(tmp_path))
    for path, bits in wanted.items():
        found = json.loads(path.with_suffix(".json").read_text())
        assert found["answer"] == bits, path.read_text(encoding="utf-8")
        assert ("write" in found) == (VARIANTS[int(path.stem)][0] == "gpt2")


@pytest.mark.parametrize("family", [*FAMILIES, *images.FAMILIES])
def test_that_it_is_exported_with_its_weights_in_both_languages(family: str, tmp_path: Path) -> None:
    if family in FAMILIES:
        folder = FAMILIES[family](tmp_path / "model")
        (folder / "text.txt").write_text(published.TEXT)
        changes = {"task.file": folder / "text.txt", "task.context": 10}
    else:
        folder = images.published(tmp_path / "model", images.FAMILIES[family])
        changes = {"task.folder": images.pictures(tmp_path / "pictures"), "task.size": 16}
    changes["architecture.folder"] = folder
    sets = [word for key, value in changes.items() for word in ("--set", f"{key}={value}")]
    run, texts = tmp_path / "a.run", []
    assert main(["train", "pretrained", *sets, "--steps", "2", "--out", str(run)]) == 0
    for language in ("en", "zh"):
        target = tmp_path / f"{language}.py"
        assert main(["export", str(run), "--to", str(target), "--language", language]) == 0
        assert target.with_suffix(".safetensors").is_file() and alone(tmp_path, target.name).strip()
        texts.append(target.read_text(encoding="utf-8"))
    english, chinese = texts
    lines = [line for line in words_of(chinese.partition("# --- 观察样例")[0]) if PROSE.search(line)]
    assert [line for line in lines if not CHINESE.search(line) and "pip install" not in line] == []
    assert computed(chinese).replace("zh.safetensors", "en.safetensors") == computed(english)


def pictured(folder: Path, config: dict[str, Any]) -> Experiment:
    data = folder.parent / f"{folder.name} pictures"
    changes = {"task.folder": str(images.pictures(data)), "task.size": 16, "training.threads": 1}
    return starting_pictures(str(images.published(folder, config))).changed(changes)


PICTURES = [
    images.VIT, images.VIT | {"hidden_act": "relu", "layer_norm_eps": 1e-3}, images.BASIC, images.BOTTLENECK,
    images.BOTTLENECK | {"downsample_in_bottleneck": True, "downsample_in_first_stage": True},
    images.BASIC | {"id2label": {"0": "one", "1": "two"}},
]  # fmt: skip


def test_that_the_script_of_a_model_of_pictures_answers_bit_for_bit_without_the_program(tmp_path: Path) -> None:
    wanted = {}
    for number, config in enumerate(PICTURES):
        trainer = trained(pictured(tmp_path / f"model {number}", config))
        path = tmp_path / f"{number}.py"
        written(trainer, path)
        wanted[path] = answer_bits(trainer)
    alone(tmp_path, "-c", RUNNER, str(tmp_path))
    for path, bits in wanted.items():
        assert json.loads(path.with_suffix(".json").read_text())["answer"] == bits, path.read_text(encoding="utf-8")
