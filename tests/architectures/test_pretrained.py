"""Published models: their numbers are those of the reference implementation, and each can be unfolded."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from playground.architectures.pretrained.starting import starting
from playground.corpora.published.tokens import tokens
from playground.experiment.experiment import Experiment
from playground.experiment.interventions import SwitchOff
from playground.inspection.explaining import Explaining
from playground.inspection.showing import Showing
from playground.probes.abilities import HasStream
from playground.protocol.commands import Choose
from playground.training.trainer import Trainer
from playground.worked.example import Question
from tests import published_folders as published

FAMILIES: dict[str, Callable[..., Path]] = {"gpt2": published.gpt2, "bert": published.bert}
CLASSES = {"gpt2": "GPT2LMHeadModel", "bert": "BertForMaskedLM"}


@pytest.fixture(params=FAMILIES)
def family(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def folder(family: str, tmp_path: Path) -> Path:
    return FAMILIES[family](tmp_path / "model")


def asked(folder: Path, **changed: Any) -> Experiment:
    (folder / "text.txt").write_text(published.TEXT)
    changes = {"task.file": str(folder / "text.txt"), "task.context": 10, "training.threads": 1, **changed}
    return starting(str(folder)).changed(changes)


def trainer(folder: Path, **changed: Any) -> Trainer:
    experiment = asked(folder, **changed)
    return Trainer(experiment, experiment.task.load(experiment.training.seed))


def reference(family: str, folder: Path, inputs: np.ndarray) -> torch.Tensor:
    """The logits of the reference implementation."""
    transformers = pytest.importorskip("transformers", reason="the extra 'oracle' is not installed")
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        transformers.utils.logging.set_verbosity_error()
        transformers.utils.logging.disable_progress_bar()
        model = getattr(transformers, CLASSES[family]).from_pretrained(folder, attn_implementation="eager").eval()
        found: torch.Tensor = model(torch.from_numpy(inputs)).logits
    return found


def test_that_the_logits_are_those_of_the_reference_implementation(family: str, folder: Path) -> None:
    one = trainer(folder)
    inputs = one.data.test.inputs[0][:5]
    expected = reference(family, folder, inputs)
    assert expected.abs().max() > 1
    torch.testing.assert_close(one.answer(inputs), expected, rtol=0, atol=1e-4)


@pytest.mark.parametrize(
    ("family", "changed"),
    [("gpt2", {"activation_function": "gelu"}), ("gpt2", {"activation_function": "relu", "layer_norm_epsilon": 0.01}),
     ("gpt2", {"scale_attn_weights": False}), ("bert", {"hidden_act": "relu", "layer_norm_eps": 0.01}),
     ("bert", {"hidden_act": "gelu_new"})],
)  # fmt: skip
def test_that_what_config_json_says_is_computed(family: str, changed: dict[str, Any], tmp_path: Path) -> None:
    folder = FAMILIES[family](tmp_path / "model")
    usual = trainer(folder).answer(trainer(folder).data.test.inputs[0][:3])
    published.rewrite(folder, **changed)
    one = trainer(folder)
    inputs = one.data.test.inputs[0][:3]
    expected = reference(family, folder, inputs)
    torch.testing.assert_close(one.answer(inputs), expected, rtol=0, atol=1e-5)
    assert (expected - usual).abs().max() > 1e-4


def test_that_an_answer_that_is_not_read_with_the_embeddings_has_a_table_of_its_own(tmp_path: Path) -> None:
    folder = published.gpt2(tmp_path / "model", tie_word_embeddings=False)
    file = folder / "model.safetensors"
    head = 0.3 * torch.randn(published.VOCABULARY, published.WIDTH, generator=torch.Generator().manual_seed(1))
    save_file(load_file(file) | {"lm_head.weight": head}, file, {"format": "pt"})
    one = trainer(folder)
    inputs = one.data.test.inputs[0][:3]
    torch.testing.assert_close(one.answer(inputs), reference("gpt2", folder, inputs), rtol=0, atol=1e-4)
    assert one.parameter_count == sum(layer.parameters for layer in one.experiment.layers())


def test_that_shards_bare_names_and_half_precision_give_the_same_model(family: str, folder: Path) -> None:
    one = trainer(folder)
    inputs = one.data.test.inputs[0][:3]
    whole = one.answer(inputs)
    file = folder / "model.safetensors"
    arrays = load_file(file)
    prefix = {"gpt2": "transformer.", "bert": "bert."}[family]
    bare = {name.removeprefix(prefix): array for name, array in arrays.items()} if family == "gpt2" else {
        name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"): array
        for name, array in arrays.items()
    }  # fmt: skip
    extra = {"h.0.attn.bias": torch.ones(1, 1, 4, 4), "embeddings.position_ids": torch.arange(4)}
    save_file(bare | extra, file)
    torch.testing.assert_close(trainer(folder).answer(inputs), whole, rtol=0, atol=0)
    save_file({name: array.bfloat16() for name, array in arrays.items()}, file)
    halved = trainer(folder).answer(inputs)
    assert halved.dtype is torch.float32 and 0 < (halved - whole).abs().max() < 0.2
    save_file(arrays, file)
    published.shard(folder)
    torch.testing.assert_close(trainer(folder).answer(inputs), whole, rtol=0, atol=0)


def test_that_building_draws_no_random_numbers_and_needs_no_seed(folder: Path) -> None:
    weights = [trainer(folder, **{"training.seed": seed}).weights() for seed in (1, 2)]
    assert weights[0].keys() == weights[1].keys()
    assert all((weights[0][name] == weights[1][name]).all() for name in weights[0])


def test_that_the_layer_table_counts_every_parameter_and_names_pictures_that_there_are(folder: Path) -> None:
    one = trainer(folder)
    layers = one.experiment.layers()
    assert one.parameter_count == sum(layer.parameters for layer in layers)
    shown = {picture.name: picture.shape for picture in Showing(one).pictures()}
    for layer in (*layers, *(part for whole in layers for part in whole.parts)):
        tap = layer.name if layer.tap is None else layer.tap
        assert not tap or tap in shown, layer.name
    assert shown["blocks.1.attention.weights"] == (published.HEADS, 10, 10)


def test_that_any_number_of_any_block_can_be_unfolded(folder: Path) -> None:
    one = trainer(folder)
    showing, dice = Showing(one), np.random.default_rng(0)
    explaining, unfolded = Explaining(one, showing), 0
    for picture in showing.pictures():
        if picture.name.startswith(("embedding.", "blocks.")) and not picture.name.endswith(".mask"):
            (shot,) = showing.snapshots({picture.name})
            for _ in range(4):
                cell = tuple(int(dice.integers(size)) for size in picture.shape)
                found = explaining.answer(0, Question(picture.name, cell))
                assert found.example is not None, (picture.name, found.problem)
                assert abs(found.example.value - float(shot.values[cell])) <= 1e-4, (picture.name, cell)
                unfolded += 1
    assert unfolded == 4 * (1 + published.DEPTH * 8)


def test_that_the_probability_of_a_token_is_unfolded_down_to_the_embedding(folder: Path) -> None:
    one = trainer(folder)
    showing = Showing(one)
    explaining = Explaining(one, showing)
    (shot,) = showing.snapshots({"prediction"}, all_views=True)
    line = shot.labels["line"].index("model")
    token = int(np.flatnonzero(np.isfinite(shot.values[line]))[0])
    answered = explaining.answer(0, Question("prediction", (line, token)))
    assert answered.example is not None and answered.example.difference <= 1e-5
    traced = explaining.traced(answered)
    assert traced is not None and traced.example is not None
    assert {"input", "embedding.embedded", "blocks.0.residual"} <= {one.picture for one in traced.example.sources}
    (likely,) = showing.snapshots({"candidates"}, all_views=True)
    for rank in (0, 7):
        found = explaining.answer(0, Question("candidates", (0, rank)))
        assert found.example is not None and found.example.difference <= 1e-5
        chance = np.exp(likely.values[0, rank] - likely.values[0, -1])
        assert found.example.value == pytest.approx(chance, abs=1e-5)
    assert "read from its stream" in explaining.answer(0, Question("prediction.blocks", (1, 1))).problem


def test_that_candidates_are_the_largest_logits_of_the_whole_vocabulary(family: str, folder: Path) -> None:
    one = trainer(folder)
    (shot,) = Showing(one).snapshots({"candidates"}, all_views=True)
    inputs, targets = one.data.example(0)
    steps = [9] if family == "gpt2" else np.flatnonzero(targets[0] >= 0).tolist()
    logits, words = one.answer(*inputs)[0, steps].numpy(), tokens(str(folder)).vocabulary
    order = np.argsort(-logits, axis=1, kind="stable")[:, :50]
    np.testing.assert_array_equal(shot.values[:, :-1], np.take_along_axis(logits, order, axis=1))
    np.testing.assert_allclose(shot.values[:, -1], np.log(np.exp(logits).sum(axis=1)), rtol=1e-5)
    assert shot.labels["candidates 1"] == tuple(words[token] for token in order[0])
    assert shot.labels["truth 1"] == (words[targets[0, steps[0]]],)


def test_that_the_last_block_answers_what_the_model_answers(folder: Path) -> None:
    one = trainer(folder)
    (shot,) = Showing(one).snapshots({"prediction.blocks"}, all_views=True)
    logits = one.answer(*one.data.example(0)[0])[0].softmax(-1).max(-1)
    words = tokens(str(folder)).vocabulary
    assert shot.labels[f"block {published.DEPTH}"] == tuple(words[token] for token in logits.indices.tolist())
    np.testing.assert_allclose(shot.values[-1], logits.values.numpy(), atol=1e-6)
    assert isinstance(one.model, HasStream) and len(shot.values) == published.DEPTH + 2


def test_that_a_head_can_be_switched_off(folder: Path) -> None:
    one = trainer(folder)
    before = one.answer(*one.data.example(0)[0])
    one.intervene(SwitchOff("blocks.0.attention.weights", "head", 1))
    (shot,) = Showing(one).snapshots({"blocks.0.attention.weights"})
    assert not shot.values[1].any() and shot.values[0].any()
    assert (one.answer(*one.data.example(0)[0]) - before).abs().max() > 1e-3


def test_that_looking_leaves_a_training_bitwise_as_it_was(folder: Path) -> None:
    def trained(looking: bool) -> dict[str, np.ndarray]:
        one = trainer(folder, **{"training.duration": 4})  # which begins its random numbers anew
        showing = Showing(one)
        for _ in range(3):
            one.advance()
            if looking:
                showing.snapshots(None, all_views=True)
                Explaining(one, showing).answer(0, Question("blocks.1.residual", (3, 2)))
        return one.weights()

    alone, looked = trained(False), trained(True)
    assert all((array == alone[name]).all() for name, array in looked.items())
    assert any((array != trainer(folder).weights()[name]).any() for name, array in looked.items())


def test_that_a_typed_sentence_is_shown_and_explained(family: str, folder: Path) -> None:
    one = trainer(folder)
    showing = Showing(one)
    given = "the dog ran" if family == "gpt2" else "the [dog] ran to [MASK]"
    specimen = one.experiment.task.specimen_from(given)
    assert specimen.fits(one.data.shape) and not specimen.known
    from playground.inspection.choosing import choose

    assert choose(showing, one, Choose(specimen)) == ""
    shots = {shot.name: shot for shot in showing.snapshots({"prediction", "candidates"}, all_views=True)}
    assert shots["prediction"].labels["line"] == ("question", "model")
    assert len(shots["candidates"].values) == (1 if family == "gpt2" else specimen.inputs[0].tolist()[0].count(4))
    cell = (0, len(specimen.inputs[0][0]) - 1, 1)
    assert Explaining(one, showing).answer(0, Question("blocks.1.attention.weights", cell)).example is not None


def test_that_the_experiment_names_the_folder_and_nothing_else_of_it(family: str, folder: Path) -> None:
    experiment = asked(folder)
    values = json.loads(experiment.to_json())
    assert values["architecture"] == {"kind": "pretrained", "folder": str(folder), "dropout": 0.1}
    assert values["task"]["tokenizer"] == str(folder)
    assert values["task"]["asked"] == {"gpt2": "next", "bert": "covered"}[family]
    assert Experiment.from_json(experiment.to_json()) == experiment
