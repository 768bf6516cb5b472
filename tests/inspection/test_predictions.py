"""Predictions and gradients: what they show is what the model answers, and looking changes nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from playground.data.shapes import IGNORED
from playground.experiment.experiment import Experiment
from playground.inspection.robustness import progressive
from playground.inspection.showing import Showing
from playground.protocol.snapshot import Snapshot
from playground.training.trainer import Trainer

SMALL: dict[str, dict[str, Any]] = {
    "cnn": {"kind": "cnn", "stages": [{"channels": 4}]},
    "rnn": {"kind": "rnn", "cell": "gru", "hidden": 8},
    "encoder": {"kind": "transformer", "form": "encoder", "depth": 1, "heads": 2, "width": 16},
    "decoder": {"kind": "transformer", "depth": 1, "heads": 2, "width": 16, "dropout": 0.1},
    "pair": {"kind": "transformer", "form": "encoder-decoder", "depth": 1, "heads": 2, "width": 16},
    "attention": {"kind": "self-attention", "width": 16, "dropout": 0.1},
    "autoencoder": {"kind": "autoencoder", "channels": [4], "latent": 3, "variational": True},
}


def trainer(architecture: dict[str, Any] | str, task: dict[str, Any], steps: int = 3) -> Trainer:
    settings = SMALL[architecture] if isinstance(architecture, str) else architecture
    training = {"seed": 1, "batch_size": 16, "duration": 100, "duration_unit": "steps", "threads": 1}
    experiment = Experiment.parse({"architecture": settings, "task": task, "training": training})
    one = Trainer(experiment, experiment.task.load(1))
    for _ in range(steps):
        one.advance()
    return one


def shown(one: Trainer, name: str = "prediction", showing: Showing | None = None) -> Snapshot:
    (found,) = (showing or Showing(one)).snapshots({name}, all_views=True)
    return found


def test_that_a_class_is_predicted_with_probabilities_beside_the_truth() -> None:
    one = trainer("cnn", {"kind": "digits"})
    bars = shown(one)
    assert bars.axes == ("class",) and bars.values.sum() == pytest.approx(1)
    assert bars.labels["class"] == tuple("0123456789")
    assert bars.labels["truth"] == (str(one.data.test.targets[0]),)
    expected = one.answer(one.data.test.inputs[0][:1])[0].softmax(-1).numpy()
    np.testing.assert_allclose(bars.values, expected, rtol=1e-6)


def test_that_a_forecast_stands_beside_its_rivals() -> None:
    one = trainer("rnn", {"kind": "series"})
    curves = shown(one)
    assert curves.labels["curve"][:2] == ("truth", "model") and len(curves.values) == 4
    np.testing.assert_array_equal(curves.values[0], one.data.test.targets[:120, 0])
    for name, values in zip(curves.labels["curve"][2:], curves.values[2:], strict=True):
        np.testing.assert_array_equal(values, one.data.rivals[name][:120, 0])


def test_that_single_values_are_put_in_the_order_of_the_truth() -> None:
    truth, model = shown(one := trainer("rnn", {"kind": "adding", "length": 6})).values
    assert (np.diff(truth) >= 0).all()
    best = one.data.test.targets[:120, 0].argmax()
    expected = one.answer(one.data.test.inputs[0][:120])[best, 0]
    assert model[-1] == pytest.approx(float(expected), rel=1e-5)


def test_that_values_at_every_step_carry_the_names_of_their_steps() -> None:
    steps = shown(one := trainer("attention", {"kind": "equal-keys"}))
    assert steps.values.shape == (2, 12) and len(steps.labels["time"]) == 12
    np.testing.assert_array_equal(steps.values[0], one.data.test.targets[0, :, 0])


def greedy(one: Trainer, inputs: tuple[np.ndarray, ...], targets: np.ndarray) -> list[int]:
    """The same decoding written once more: one token after the other."""
    given, written = [array.copy() for array in inputs], []
    for step in range(targets.shape[1]):
        if targets[0, step] != IGNORED:
            written.append(int(one.answer(*given)[0, step].argmax()))
            if step + 1 < targets.shape[1]:
                given[-1][0, step + 1] = written[-1]
    return written


@pytest.mark.parametrize(
    ("architecture", "task"),
    [("decoder", {"kind": "sort"}), ("decoder", {"kind": "addition"}), ("pair", {"kind": "reverse"}),
     ("pair", {"kind": "translation"}), ("pair", {"kind": "dates"})],
)  # fmt: skip
def test_that_an_answer_is_decoded_greedily_from_the_models_own_words(architecture: str, task: dict[str, Any]) -> None:
    one = trainer(architecture, task)
    lines = shown(one)
    inputs, targets = one.data.example(0)
    words = one.data.shape.targets.labels  # type: ignore[union-attr]
    assert lines.labels["line"] == ("question", "truth", "model")
    assert lines.labels["model"] == tuple(words[token] for token in greedy(one, inputs, targets))
    assert lines.labels["truth"] == tuple(words[token] for token in targets[0] if token != IGNORED)
    sure = lines.values[2, : len(lines.labels["model"])]
    assert (sure > 0).all() and (sure <= 1).all() and np.isnan(lines.values[:2]).all()


def test_that_masked_words_are_filled_in_and_the_others_left_alone() -> None:
    one = trainer("encoder", {"kind": "masked-tokens"})
    lines = shown(one)
    _, (targets,) = one.data.example(0)
    for question, truth, model, wanted in zip(
        lines.labels["question"], lines.labels["truth"], lines.labels["model"], targets, strict=True
    ):
        assert (question == truth == model) == (wanted == IGNORED)


def test_that_sampled_text_is_the_same_for_the_same_step_and_greedy_at_temperature_zero() -> None:
    task = {"kind": "characters", "kilobytes": 20, "context": 12}
    one = trainer("decoder", task)
    text = shown(one)
    again = shown(one)
    assert {name: again.labels[name] for name in again.labels["line"]} == {
        name: text.labels[name] for name in text.labels["line"]
    }
    tokens = one.data.test.inputs[0][0, :12]
    for _ in range(20):
        following = one.answer(tokens[None, -12:])[0, -1].argmax().item()
        tokens = np.append(tokens, following)
    names = one.data.label((tokens,))["time"]
    assert text.labels["temperature 0"][:32] == names
    assert text.labels["temperature 1"] != text.labels["temperature 0"]


def test_that_images_are_made_again_and_from_drawn_codes_and_codes_lie_in_a_plane() -> None:
    one = trainer("autoencoder", {"kind": "digits", "goal": "image"})
    rows, plane = shown(one), shown(one, "prediction.latent")
    inputs, again, made = rows.values
    np.testing.assert_array_equal(inputs, one.data.test.inputs[0][:8, 0])
    np.testing.assert_allclose(again, one.answer(one.data.test.inputs[0][:8])[:, 0].numpy(), rtol=1e-5)
    assert made.shape == (8, 8, 8) and 0 <= made.min() <= made.max() <= 1
    assert plane.values.shape == (360, 2) and len(plane.labels["example"]) == 360
    spread = plane.values.std(axis=0)
    assert spread[0] >= spread[1]


def test_that_the_gradient_through_time_is_the_derivative_by_hand() -> None:
    """∂L/∂h_T = Vᵀ ∂L/∂y and ∂L/∂h_t = Uᵀ (∂L/∂h_{t+1} ⊙ (1 − h_{t+1}²)), for each example."""
    architecture = {"kind": "rnn", "cell": "elman-tanh", "hidden": 5}
    one = trainer(architecture, {"kind": "adding", "length": 7})
    curves = shown(one, "gradient.hidden")
    inputs = torch.from_numpy(one.data.test.inputs[0][:32])
    targets = torch.from_numpy(one.data.test.targets[:32])
    with torch.no_grad():
        outputs, ((*states,),) = one.model.trace(inputs)  # type: ignore[operator]
        delta = 2 * (outputs - targets) @ one.model.output.weight  # type: ignore[union-attr]
        norms = []
        for state in reversed(states):
            norms.append(float(delta.norm(dim=1).mean()))
            delta = (delta * (1 - state**2)) @ one.model.recurrence.weight_hh_l0  # type: ignore[union-attr]
    np.testing.assert_allclose(curves.values[0], norms[::-1], rtol=1e-4)
    assert curves.labels["gradient"] == ("now", "at the start")


@pytest.mark.parametrize(
    ("cell", "low", "high"),
    [({"cell": "elman-tanh"}, 0.0, 1e-6), ({"cell": "lstm", "forget_bias": 3.0}, 1e-3, 1e3),
     ({"cell": "elman-relu", "identity": True}, 0.01, 1e3)],
)  # fmt: skip
def test_that_the_gradient_vanishes_or_stays_as_the_cell_has_it(cell: dict[str, Any], low: float, high: float) -> None:
    architecture = {"kind": "rnn", "hidden": 32, **cell}
    curves = shown(trainer(architecture, {"kind": "first-symbol", "length": 60}, steps=0), "gradient.hidden")
    ratio = float(curves.values[1, 0] / curves.values[1, -1])
    assert low <= ratio <= high
    np.testing.assert_array_equal(curves.values[0], curves.values[1])


def test_that_computed_pictures_take_their_turn_and_come_at_once_when_asked_for() -> None:
    showing = Showing(trainer("rnn", {"kind": "adding", "length": 6}))
    names = {"prediction", "gradient.hidden", "layers.0.hidden"}
    assert {shot.name for shot in showing.snapshots(names)} == names
    assert {shot.name for shot in showing.snapshots(names)} == {"layers.0.hidden"}
    assert {shot.name for shot in showing.snapshots(names, all_views=True)} == names


@pytest.mark.parametrize(
    ("architecture", "task"),
    [("cnn", {"kind": "digits"}), ("rnn", {"kind": "adding", "length": 6}), ("decoder", {"kind": "sort"}),
     ("pair", {"kind": "reverse"}), ("attention", {"kind": "equal-keys"}),
     ("autoencoder", {"kind": "digits", "goal": "image"}),
     ("decoder", {"kind": "characters", "kilobytes": 20, "context": 12})],
)  # fmt: skip
def test_that_looking_at_everything_changes_no_bit_of_the_run(
    architecture: str, task: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progressive, "SECONDS", 0.02)  # of a picture that takes longer, in each look
    plain = trainer(architecture, task)
    expected = [plain.advance().item() for _ in range(3)]
    watched = trainer(architecture, task)
    showing, losses = Showing(watched), []
    for _ in range(3):
        state = torch.get_rng_state()
        showing.snapshots(None, all_views=True)
        watched.evaluate(20)
        assert torch.equal(state, torch.get_rng_state()) and watched.model.training
        losses.append(watched.advance().item())
    assert losses == expected
    for mine, other in zip(watched.weights().values(), plain.weights().values(), strict=True):
        np.testing.assert_array_equal(mine, other)
