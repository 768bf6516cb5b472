"""Attribution: each method keeps what it promises, agrees with an oracle, and changes nothing by looking."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from torch import Tensor, nn

from playground.data.specimen import Specimen
from playground.inspection.attribution import rollout
from playground.inspection.attribution.differentiable import Differentiable
from playground.inspection.attribution.gradient_input import gradient_input
from playground.inspection.attribution.integrated import integrated_gradients
from playground.inspection.attribution.making import Attributions
from playground.inspection.attribution.occlusion import occlusion
from playground.inspection.explaining import Explaining
from playground.inspection.showing import Showing
from playground.protocol import attribution as names
from playground.protocol.attribution import Attribution
from playground.training.trainer import Trainer
from playground.worked.example import Question
from tests.inspection.test_predictions import shown, trainer

RECALL = {"kind": "recall", "pairs": 3}
FAMILIES: list[tuple[str, dict[str, Any]]] = [
    ("cnn", {"kind": "digits"}),
    ("rnn", {"kind": "digits", "view": "rows"}),
    ("rnn", {"kind": "first-symbol", "length": 8}),
    ("rnn", {"kind": "adding", "length": 6}),
    ("attention", {"kind": "flagged-token"}),
    ("encoder", {"kind": "masked-tokens"}),
    ("encoder", RECALL),
    ("decoder", {"kind": "sort"}),
    ("pair", {"kind": "reverse", "length": 5}),
]
MAPS = (("cnn", {"kind": "digits"}), ("encoder", RECALL), ("pair", {"kind": "reverse", "length": 5}))


def point_of(one: Trainer, index: int = 0) -> tuple[Differentiable, Tensor]:
    made = Attributions(one, Specimen.of_test(one.data, index))
    return made.point, made.targets(names.ANSWER)


def numbers(labels: Any, name: str) -> NDArray[np.float64]:
    return np.array([float(word) for word in labels[name]])


@pytest.mark.parametrize(("architecture", "task"), FAMILIES)
def test_that_integrated_gradients_lose_nothing_and_say_so(architecture: str, task: dict[str, Any]) -> None:
    one = trainer(architecture, task, steps=30)
    for index in range(3):
        showing = Showing(one, index)
        shot = shown(one, "attribution.answer.integrated-gradients", showing)
        gained = numbers(shot.labels, names.SCORE) - numbers(shot.labels, names.WITHOUT)
        sums = shot.values.sum(axis=1) if shot.axes[0] == "answer" else shot.values.sum()[None]
        np.testing.assert_allclose(numbers(shot.labels, names.SUM), sums, atol=1e-4)
        assert np.abs(sums - gained).max() <= 1e-3, (architecture, index, sums - gained)


def test_that_gradient_times_input_is_complete_for_a_linear_model_only() -> None:
    linear = {"kind": "cnn", "stages": [{"channels": 2, "activation": "none", "pooling": "none"}]}
    for architecture, complete in ((linear, True), ("cnn", False)):
        one = trainer(architecture, {"kind": "digits"}, steps=30)
        if complete:
            for module in one.model.modules():
                if isinstance(module, nn.Linear | nn.Conv2d) and module.bias is not None:
                    module.bias.data.zero_()
        shot = shown(one, "attribution.answer.gradient-x-input")
        gained = numbers(shot.labels, names.SCORE) - numbers(shot.labels, names.WITHOUT)
        assert (abs(float(shot.values.sum() - gained[0])) <= 1e-3) is complete


def test_that_a_cell_of_occlusion_is_the_answer_without_it() -> None:
    one = trainer("cnn", {"kind": "digits"}, steps=30)
    shot = shown(one, "attribution.answer.occlusion.3")
    (image,), _ = one.data.example(0)
    answer = one.answer(image)[0]
    covered = image.copy()
    covered[0, 0, 2:5, 4:7] = 0  # around row 3, column 5
    fall = answer.max() - one.answer(covered)[0, answer.argmax()]
    assert shot.values[3, 5] == pytest.approx(float(fall), abs=1e-5)
    assert shot.labels[names.TARGET] == (str(int(answer.argmax())),)


def test_that_a_covered_token_is_one_whose_embedding_is_nothing() -> None:
    one = trainer("encoder", RECALL, steps=10)
    point, targets = point_of(one)
    falls = occlusion(point, targets, 1)
    assert point.table is not None
    tokens, lone = one.data.example(0)[0][0], 4
    kept = point.table.weight.data[tokens[0, lone]].clone()
    alone = int((tokens[0] == tokens[0, lone]).sum()) == 1
    before = one.answer(tokens)[0]
    point.table.weight.data[tokens[0, lone]] = 0
    after = one.answer(tokens)[0, before.argmax()]
    point.table.weight.data[tokens[0, lone]] = kept
    assert alone and float(falls[0, lone]) == pytest.approx(float(before.max() - after), abs=1e-5)


def test_that_grad_cam_is_the_weighted_sum_of_the_maps_that_are_seen() -> None:
    one = trainer("cnn", {"kind": "digits"}, steps=30)
    showing = Showing(one)
    shot = shown(one, "attribution.answer.grad-cam.stages.0.activation", showing)
    _, maps = one.look(one.data.example(0)[0], {"stages.0.activation"})["stages.0.activation"]
    told = Explaining(one, showing).answer(1, Question(shot.name, (2, 3))).example
    assert told is not None and told.agrees
    table = next(part for part in told.parts if hasattr(part, "rows"))
    np.testing.assert_allclose([row.values[1] for row in table.rows], maps[:, 2, 3], rtol=1e-6)
    total = sum(row.values[0] * row.values[1] for row in table.rows)
    assert shot.values[2, 3] == pytest.approx(max(0.0, total), abs=1e-6)


@pytest.mark.parametrize(("architecture", "task"), [*FAMILIES[5:], FAMILIES[4]])
def test_that_what_attention_rolls_out_adds_up_to_one(architecture: str, task: dict[str, Any]) -> None:
    one = trainer(architecture, task, steps=10)
    shot = shown(one, "attribution.answer.attention-rollout")
    np.testing.assert_allclose(numbers(shot.labels, names.SUM), 1, atol=1e-5)
    assert (shot.values >= 0).all() and (shot.values.sum(axis=1) <= 1 + 1e-5).all()


def test_that_one_layer_rolls_out_to_half_of_its_weights() -> None:
    one = trainer("attention", {"kind": "flagged-token"}, steps=10)
    shot = shown(one, "attribution.answer.attention-rollout")
    weights = one.look(one.data.example(0)[0], {"attention.weights"})["attention.weights"][1].mean(axis=0)
    expected = (weights + np.eye(len(weights))).mean(axis=0) / 2  # read from the mean over all steps
    np.testing.assert_allclose(shot.values[0], expected, atol=1e-6)


@pytest.mark.parametrize(("architecture", "task"), FAMILIES)
def test_that_every_cell_is_unfolded_into_what_it_was_made_from(architecture: str, task: dict[str, Any]) -> None:
    one = trainer(architecture, task, steps=10)
    showing = Showing(one)
    explaining, dice, told = Explaining(one, showing), np.random.default_rng(0), 0
    for info in showing.pictures():
        asked = Attribution.parse(info.name)
        if asked is None or asked.target == names.TRUTH:
            continue
        answered = explaining.answer(1, Question(info.name, tuple(int(dice.integers(size)) for size in info.shape)))
        told += 1
        assert answered.example is not None, answered.problem
        assert answered.example.agrees, (info.name, answered.example.value, answered.example.model)
    assert told >= 4


@pytest.mark.parametrize(("architecture", "task"), FAMILIES)
def test_that_looking_changes_no_bit_of_the_run(architecture: str, task: dict[str, Any]) -> None:
    ends = []
    for looks in (True, False):
        one = trainer(architecture, task, steps=3)
        losses = []
        for _ in range(2):
            showing = Showing(one)
            if looks:
                asked = {info.name for info in showing.pictures() if Attribution.parse(info.name)}
                assert showing.snapshots(asked, True) and not showing.problems
            losses.append(float(one.advance()))
        ends.append((losses, one.weights(), one.memory()))
    (losses, weights, memory), (same_losses, same_weights, same_memory) = ends
    assert losses == same_losses
    assert all(np.array_equal(array, same_weights[name]) for name, array in weights.items())
    assert all(np.array_equal(array, same_memory[name]) for name, array in memory.items())


def test_that_the_true_class_may_be_asked_about_where_it_is_known() -> None:
    one = trainer("cnn", {"kind": "digits"}, steps=3)
    answers = one.answer(one.data.test.inputs[0][:40]).argmax(-1).numpy()
    wrong = int(np.flatnonzero(answers != one.data.test.targets[:40])[0])
    showing = Showing(one, wrong)
    truth = shown(one, "attribution.truth.gradient-x-input", showing)
    answer = shown(one, "attribution.answer.gradient-x-input", showing)
    assert truth.labels[names.TARGET] == (str(one.data.test.targets[wrong]),) != answer.labels[names.TARGET]
    assert not np.allclose(truth.values, answer.values)
    given = Specimen.of_test(one.data, wrong)
    showing.choose(Specimen(given.inputs, given.targets, "drawn", known=False))
    offered = {info.name for info in showing.pictures()}
    assert "attribution.answer.gradient-x-input" in offered
    assert not any(name.startswith("attribution.truth") for name in offered)


def test_that_a_model_whose_answer_is_its_input_is_not_asked() -> None:
    one = trainer("autoencoder", {"kind": "digits", "goal": "image"})
    assert not [info for info in Showing(one).pictures() if Attribution.parse(info.name)]


class Fed(nn.Module):
    """A model as Captum takes it: from the values of a point to the score of its first answer."""

    def __init__(self, point: Differentiable, target: int) -> None:
        super().__init__()
        self.point, self.target = point, target

    def forward(self, values: Tensor) -> Tensor:
        return self.point.outputs(values)[:, 0, self.target]


@pytest.mark.parametrize(("architecture", "task"), FAMILIES)
@pytest.mark.filterwarnings("ignore")
def test_that_captum_finds_the_same(architecture: str, task: dict[str, Any]) -> None:
    attr = pytest.importorskip("captum.attr", reason="the extra 'oracle' is not installed")
    one = trainer(architecture, task, steps=10)
    point, targets = point_of(one)
    first, start = int(targets[0]), point.values.clone().requires_grad_()
    with point.differentiable():
        product = attr.InputXGradient(Fed(point, first)).attribute(start)
        way = attr.IntegratedGradients(Fed(point, first)).attribute(
            start, n_steps=2000, method="riemann_middle", internal_batch_size=200
        )
    one.model.zero_grad(set_to_none=True)
    scale = max(1.0, float(way.abs().max()))
    assert float((gradient_input(point, targets)[0] - product[0]).abs().max()) <= 1e-5 * scale
    assert float((integrated_gradients(point, targets).values[0] - way[0]).abs().max()) <= 2e-3 * scale


@pytest.mark.filterwarnings("ignore")
def test_that_captum_covers_the_same_pixels_and_weighs_the_same_maps() -> None:
    attr = pytest.importorskip("captum.attr", reason="the extra 'oracle' is not installed")
    one = trainer("cnn", {"kind": "digits"}, steps=30)
    point, targets = point_of(one)
    with one.looking():
        falls = attr.Occlusion(Fed(point, int(targets[0]))).attribute(point.values, (1, 1, 1))
    assert float((occlusion(point, targets, 1) - falls[0]).abs().max()) <= 1e-5
    layer = dict(one.model.named_modules())["stages.0.activation"]
    with point.differentiable():
        cam = attr.LayerGradCam(Fed(point, int(targets[0])), layer).attribute(point.values)
    one.model.zero_grad(set_to_none=True)
    found, _ = Attributions(one, Specimen.of_test(one.data, 0)).made(
        Attribution(names.GRAD_CAM, parameter="stages.0.activation")
    )
    assert float((found[0] - cam[0, 0].relu()).abs().max()) <= 1e-5
    assert rollout.layers(one) == ()
