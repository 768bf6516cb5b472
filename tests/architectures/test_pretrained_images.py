"""Published models of pictures: computed as the reference computes them, seen, explained, and trained further."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.numpy import load_file, save_file

from playground.architectures.pretrained_images import checkpoint
from playground.architectures.pretrained_images.starting import starting
from playground.cli import main
from playground.corpora.published.vision import described, is_vision
from playground.desktop.state.open_document import open_experiment
from playground.experiment.experiment import Experiment
from playground.foundation.errors import DataError, PlaygroundError, SettingsError
from playground.inspection.explaining import Explaining
from playground.inspection.showing import Showing
from playground.training.trainer import Trainer
from playground.worked.example import Question

CLASSES = ("bird", "cat", "dog")
VIT = {
    "model_type": "vit", "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 24,
    "image_size": 16, "patch_size": 4, "num_channels": 3, "id2label": {"0": "dog", "1": "cat", "2": "bird"},
}  # fmt: skip
BASIC = {
    "model_type": "resnet", "embedding_size": 8, "hidden_sizes": [8, 16], "depths": [2, 1], "layer_type": "basic",
    "num_channels": 3, "id2label": {"0": "dog", "1": "cat", "2": "bird"},
}  # fmt: skip
BOTTLENECK = BASIC | {"hidden_sizes": [16, 32], "layer_type": "bottleneck"}
FAMILIES = {"vit": VIT, "basic": BASIC, "bottleneck": BOTTLENECK}


def published(folder: Path, config: dict[str, Any]) -> Path:
    """A folder with drawn weights, as the family is published."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    dice, arrays = np.random.default_rng(3), {}
    for source in checkpoint.sources(described(str(folder))).values():
        for name in source.tensors:
            values = 0.3 * dice.standard_normal(source.shape)
            arrays[name] = (np.abs(values) + 0.5 if name.endswith("running_var") else values).astype(np.float32)
    save_file(arrays, folder / "model.safetensors", {"format": "pt"})
    return folder


def pictures(folder: Path, classes: tuple[str, ...] = CLASSES) -> Path:
    dice = np.random.default_rng(1)
    for name in classes:
        (folder / name).mkdir(parents=True)
        for index in range(8):
            Image.fromarray(dice.integers(0, 256, (16, 16, 3), np.uint8)).save(folder / name / f"{index}.png")
    return folder


@pytest.fixture(params=FAMILIES)
def family(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def folder(family: str, tmp_path: Path) -> Path:
    return published(tmp_path / "model", FAMILIES[family])


def asked(folder: Path, data: Path, **changed: Any) -> Experiment:
    changes = {"task.folder": str(data), "task.size": 16, "training.threads": 1, "training.duration": 2, **changed}
    return starting(str(folder)).changed(changes)


def trainer(folder: Path, data: Path, **changed: Any) -> Trainer:
    experiment = asked(folder, data, **changed)
    return Trainer(experiment, experiment.load())


def reference(folder: Path, inputs: np.ndarray) -> torch.Tensor:
    """The logits of the reference implementation, for pixels that are normalised as the folder says."""
    transformers = pytest.importorskip("transformers", reason="the extra 'oracle' is not installed")
    vision = described(str(folder))
    shape = (-1, 1, 1)
    pixels = (inputs - np.reshape(vision.mean, shape)) / np.reshape(vision.spread, shape)
    name = "ViTForImageClassification" if vision.family == "vit" else "ResNetForImageClassification"
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        transformers.utils.logging.set_verbosity_error()
        transformers.utils.logging.disable_progress_bar()
        model = getattr(transformers, name).from_pretrained(folder).eval()
        found: torch.Tensor = model(torch.from_numpy(pixels.astype(np.float32))).logits
    return found


def test_that_the_logits_are_those_of_the_reference_implementation(folder: Path, tmp_path: Path) -> None:
    one = trainer(folder, pictures(tmp_path / "data"))
    inputs = one.data.test.inputs[0]
    expected = reference(folder, inputs)[:, [2, 1, 0]]  # the rows of the head by the names of the classes
    assert expected.abs().max() > 0.3
    torch.testing.assert_close(one.answer(inputs), expected, rtol=0, atol=1e-4)


@pytest.mark.parametrize(
    ("family", "changed"),
    [("vit", {"hidden_act": "gelu_new", "layer_norm_eps": 0.01}), ("vit", {"hidden_act": "relu", "image_size": 16}),
     ("basic", {"downsample_in_first_stage": True}), ("bottleneck", {"downsample_in_bottleneck": True})],
)  # fmt: skip
def test_that_what_config_json_says_is_computed(family: str, changed: dict[str, Any], tmp_path: Path) -> None:
    folder = published(tmp_path / "model", FAMILIES[family] | changed)
    (folder / "preprocessor_config.json").write_text(
        json.dumps({"image_mean": [0.1, 0.2, 0.3], "image_std": [1, 2, 3]})
    )
    one = trainer(folder, pictures(tmp_path / "data"))
    inputs = one.data.test.inputs[0]
    torch.testing.assert_close(one.answer(inputs), reference(folder, inputs)[:, [2, 1, 0]], rtol=0, atol=1e-4)


def test_that_the_layer_table_counts_every_parameter_and_names_pictures_that_there_are(
    folder: Path, tmp_path: Path
) -> None:
    one = trainer(folder, pictures(tmp_path / "data"))
    layers = one.experiment.layers()
    assert one.parameter_count == sum(layer.parameters for layer in layers)
    seen = one.look(one.data.example(0)[0])
    for layer in layers:
        tap = layer.name if layer.tap is None else layer.tap
        if tap:
            assert tap in seen, layer.name
            if not layer.heads and tap == layer.name:
                assert seen[tap][1].shape == layer.output, layer.name


def test_that_any_number_of_it_can_be_unfolded(folder: Path, tmp_path: Path) -> None:
    one = trainer(folder, pictures(tmp_path / "data"))
    explaining = Explaining(one, Showing(one))
    dice = np.random.default_rng(0)
    for name, (_, values) in one.look(one.data.example(0)[0]).items():
        if name == "input" or name.endswith((".mask", ".weight")):
            continue
        index = tuple(int(dice.integers(size)) for size in values.shape)
        found = explaining.answer(1, Question(name, index))
        assert found.example is not None, (name, found.problem)
        assert found.example.difference <= 1e-4 * max(1.0, abs(found.example.model)), (name, index)
    answered = explaining.answer(1, Question("prediction", (1,)))
    traced = explaining.traced(answered)
    assert answered.example is not None and traced is not None and traced.example is not None
    assert traced.example.weighed is not None and traced.example.weighed.sums["input"] > 0


def test_that_it_goes_on_learning_and_other_classes_get_a_head_of_their_own(folder: Path, tmp_path: Path) -> None:
    data = pictures(tmp_path / "data", ("red", "blue"))
    one, other = trainer(folder, data), trainer(folder, data)
    assert one.experiment.layers()[-1].detail == "new head" and one.answer(one.data.test.inputs[0]).shape[1] == 2
    before = one.weights()
    losses = [float(one.advance()) for _ in range(2)]
    assert losses == [float(other.advance()) for _ in range(2)] and all(np.isfinite(losses))
    assert any(not np.array_equal(array, before[name]) for name, array in one.weights().items())
    first = trainer(folder, data, **{"training.seed": 5}).weights()
    assert all(np.array_equal(before[name], array) for name, array in first.items() if not name.startswith("output"))


def test_that_half_precision_and_bare_names_give_the_same_model(folder: Path, tmp_path: Path) -> None:
    data = pictures(tmp_path / "data")
    usual = trainer(folder, data).weights()
    file = folder / "model.safetensors"
    arrays = load_file(file)
    family = described(str(folder)).family
    save_file({name.removeprefix(f"{family}."): array.astype(np.float16) for name, array in arrays.items()}, file)
    found = trainer(folder, data).weights()
    assert all(np.allclose(array, usual[name], atol=2e-3) for name, array in found.items())


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"patch_size": 5}, "no multiple of patch_size"), ({"hidden_size": 15}, "not a multiple of"),
        ({"qkv_bias": False}, "only models with True"), ({"num_channels": True}, "num_channels"),
        ({"image_size": 10**9}, "image_size"), ({"patch_size": 1, "image_size": 1024}, "4096 are the most"),
        ({"id2label": {"0": "a", "2": "b"}}, "id2label"), ({"id2label": []}, "id2label"),
        ({"hidden_size": 32}, "by config.json"), ({"num_hidden_layers": 3}, "hold no vit.encoder.layer.2"),
        ({"model_type": "swin"}, "only vit and resnet"),
    ],
)  # fmt: skip
def test_that_a_hostile_vit_is_refused_in_one_sentence(changed: dict[str, Any], words: str, tmp_path: Path) -> None:
    folder = published(tmp_path / "model", VIT)
    (folder / "config.json").write_text(json.dumps(VIT | changed))
    with pytest.raises(PlaygroundError, match=words) as refused:
        asked(folder, pictures(tmp_path / "data"), **{"task.size": 16}).layers()
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"depths": [1]}, "depths"), ({"depths": []}, "depths"), ({"depths": [10**6, 1]}, "depths"),
        ({"hidden_sizes": "8"}, "hidden_sizes"), ({"hidden_act": "gelu"}, "only models with 'relu'"),
        ({"layer_type": "wide"}, "layer_type"), ({"layer_type": "bottleneck", "hidden_sizes": [6, 8]}, "multiple of 4"),
    ],
)  # fmt: skip
def test_that_a_hostile_resnet_is_refused_in_one_sentence(changed: dict[str, Any], words: str, tmp_path: Path) -> None:
    folder = published(tmp_path / "model", BASIC)
    (folder / "config.json").write_text(json.dumps(BASIC | changed))
    with pytest.raises(DataError, match=words):
        described(str(folder))


def test_that_pictures_of_another_size_or_in_greys_are_refused_with_what_it_reads(tmp_path: Path) -> None:
    folder, data = published(tmp_path / "model", VIT), pictures(tmp_path / "data")
    with pytest.raises(SettingsError, match="16 × 16 pixels"):
        asked(folder, data, **{"task.size": 32}).layers()
    with pytest.raises(SettingsError, match="3 colour channels"):
        asked(folder, data, **{"task.colour": "grey"}).layers()
    (folder / "preprocessor_config.json").write_text('{"image_std": [0, 1, 1]}')
    with pytest.raises(PlaygroundError, match="image_std"):
        asked(folder, data).layers()


def test_that_a_folder_is_known_by_what_it_says(tmp_path: Path) -> None:
    assert is_vision(str(published(tmp_path / "model", BASIC)))
    assert not is_vision(str(tmp_path)) and not is_vision("") and not is_vision("\0")


def test_that_it_is_opened_and_trained_by_the_name_of_its_folder(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, recording = pictures(tmp_path / "data"), tmp_path / "a.run"
    sets = [f"architecture.folder={folder}", f"task.folder={data}", "task.size=16"]
    words = [word for one in sets for word in ("--set", one)]
    assert main(["train", "pretrained", *words, "--steps", "2", "--out", str(recording)]) == 0
    assert "recorded in" in capsys.readouterr().out
    opened = open_experiment(str(folder))
    assert opened.experiment.architecture.kind == "pretrained-images" and not opened.held  # type: ignore[attr-defined]
    assert opened.experiment.task.colour == "rgb"  # type: ignore[attr-defined]
