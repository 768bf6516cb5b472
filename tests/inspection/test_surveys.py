"""Surveys and planes: what they say of many test examples is what the model does to each of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from playground.data.specimen import Specimen
from playground.inspection.showing import Showing
from playground.inspection.views.planes import principal
from tests.inspection.test_predictions import shown, trainer


def test_that_the_confusion_is_the_answer_to_each_test_example() -> None:
    one = trainer("cnn", {"kind": "digits"}, steps=20)
    rows = shown(one, "confusion")
    odds = one.answer(one.data.test.inputs[0]).softmax(-1).numpy()
    assert rows.values.shape == (360, 3) and rows.labels["class"] == tuple("0123456789")
    np.testing.assert_array_equal(rows.values[:, 0], one.data.test.targets)
    np.testing.assert_array_equal(rows.values[:, 1], odds.argmax(axis=1))
    np.testing.assert_allclose(rows.values[:, 2], odds.max(axis=1), rtol=1e-5)


@pytest.mark.parametrize(
    ("architecture", "task", "layer", "unit"),
    [
        ("cnn", {"kind": "digits"}, "stages.0.activation", 2),
        ("cnn", {"kind": "digits"}, "output", 7),
        ("rnn", {"kind": "adding", "length": 6}, "layers.0.hidden", 5),
        ("encoder", {"kind": "masked-tokens"}, "encoder.0.residual", 3),
        ("pair", {"kind": "translation"}, "encoder.0.residual", 3),
        ("autoencoder", {"kind": "digits", "goal": "image"}, "latent", 1),
    ],
)
def test_that_the_most_exciting_examples_are_found_one_by_one(
    architecture: str, task: dict[str, Any], layer: str, unit: int
) -> None:
    one = trainer(architecture, task, steps=5)
    found = shown(one, f"maximising.{layer}").values[unit]
    peaks = []
    for index in range(256):
        inputs, _ = one.data.example(index)  # without what only fills sequences up
        axes, values = one.look(inputs, {layer})[layer]
        peaks.append(float(values[unit].max() if axes[0] == "channel" else values[..., unit].max()))
    best = np.sort(peaks)[::-1][:9]
    np.testing.assert_allclose(found[:, 1], best, rtol=2e-3, atol=2e-5)
    np.testing.assert_allclose([peaks[int(index)] for index in found[:, 0]], best, rtol=2e-3, atol=2e-5)


def test_that_the_examples_come_as_pictures_curves_or_words() -> None:
    images = shown(one := trainer("cnn", {"kind": "digits"}), "maximising")
    np.testing.assert_array_equal(images.values, one.data.test.inputs[0][:256, 0])
    curves = shown(one := trainer("rnn", {"kind": "adding", "length": 6}), "maximising")
    assert curves.axes == ("example", "step")
    np.testing.assert_array_equal(curves.values, one.data.test.inputs[0][:256, :, 0])
    words = shown(one := trainer("pair", {"kind": "translation"}), "maximising")
    assert words.labels["example"][3] == one.experiment.task.given_of(Specimen.of_test(one.data, 3))


def test_that_the_code_plane_is_the_principal_plane_of_what_the_output_layer_is_given() -> None:
    one = trainer("cnn", {"kind": "digits"}, steps=20)
    plane = shown(one, "plane.code")
    kept: list[torch.Tensor] = []
    handle = one.model.get_submodule("output").register_forward_hook(lambda m, given, out: kept.append(given[0]))
    one.answer(one.data.test.inputs[0])
    handle.remove()
    codes = kept[0].flatten(1).numpy().astype(np.float64)
    spread = np.linalg.eigvalsh(np.cov(codes.T))[::-1][:2]
    np.testing.assert_allclose(plane.values.astype(np.float64).var(axis=0, ddof=1), spread, rtol=1e-3)
    assert plane.labels["example"] == tuple(str(truth) for truth in one.data.test.targets)


@pytest.mark.parametrize(
    ("architecture", "task", "names"),
    [
        ("decoder", {"kind": "sort"}, {"plane.words": "012"}),
        ("pair", {"kind": "reverse", "symbols": 4}, {"plane.source words": "0123", "plane.target words": "0123‹"}),
        ("encoder", {"kind": "recall", "pairs": 2}, {"plane.words": "abcdefghijklmnop0123456789"}),
        ("rnn", {"kind": "adding", "length": 6}, {}),
    ],
)
def test_that_every_vocabulary_has_its_plane(
    architecture: str, task: dict[str, Any], names: dict[str, str]
) -> None:  # fmt: skip
    showing = Showing(trainer(architecture, task))
    found = {info.name for info in showing.pictures() if info.name.startswith("plane.") and "words" in info.name}
    assert found == set(names)
    for name, words in names.items():
        (plane,) = showing.snapshots({name}, all_views=True)
        assert plane.labels["example"] == tuple(words) and np.isfinite(plane.values).all()


def test_that_padding_has_no_place_in_a_plane_and_few_or_broken_vectors_no_error() -> None:
    plane = shown(trainer("encoder", {"kind": "masked-tokens"}), "plane.words")
    assert "·" not in plane.labels["example"] and len(plane.labels["example"]) == len(plane.values)
    assert np.isnan(principal(np.full((5, 3), np.nan, np.float32))).all()
    assert np.isnan(principal(np.zeros((1, 3), np.float32))).all()
    flat = principal(np.array([[1.0], [2.0], [4.0]], np.float32))
    assert flat.shape == (3, 2) and (flat[:, 1] == 0).all()
    turned = principal(np.array([[0, 0], [1, 1], [2, 2]], np.float32))
    np.testing.assert_allclose(turned, [[-np.sqrt(2), 0], [0, 0], [np.sqrt(2), 0]], atol=1e-6)


MEASURED = (
    "survey.disturbances",
    "survey.landscape",
    "survey.wanted",
    "survey.transplant",
    "survey.sanity",
)  # piece by piece, for whoever waits for it


def test_that_a_recording_holds_the_confusion_but_no_search_for_examples_and_no_times() -> None:
    showing = Showing(trainer("cnn", {"kind": "digits"}))
    pictures = showing.pictures()
    named = {shot.name for shot in showing.film(True)}
    assert named == {info.name for info in showing.filmed(pictures)} and "confusion" in named
    others = {info.name for info in pictures} - named
    asked = {name for name in others if name.startswith("attribution.")}  # of which one of each method is recorded
    never = {info.name for info in pictures if info.name.startswith(("maximising", "survey.time", *MEASURED))}
    assert others - asked == never != set()
    assert {name for name in named if name.startswith("attribution.")} == {
        f"attribution.answer.{method}"
        for method in (
            "integrated-gradients", "gradient-x-input", "grad-cam.stages.0.activation"
        )
    }  # fmt: skip


def test_that_a_dear_prediction_lets_the_other_pictures_of_a_new_specimen_go_first() -> None:
    one = trainer("decoder", {"kind": "sort"})
    showing, names = Showing(one), {"prediction", "input"}
    assert {shot.name for shot in showing.snapshots(names)} == names
    showing._scene.computed._cost["prediction"] = 0.2
    showing.choose(Specimen.of_test(one.data, 4))
    assert {shot.name for shot in showing.snapshots(names)} == {"input"}
    assert {shot.name for shot in showing.snapshots(names)} == names
