"""Activation maximisation: found inputs are real inputs, excite as told, repeat bit for bit and disturb nothing."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
import torch

from playground.data.shapes import IGNORED, PairInput, TokenInput
from playground.inspection.explaining import Explaining
from playground.inspection.maximisation import ascent, token_views
from playground.inspection.maximisation.views import wanted
from playground.inspection.model import listening
from playground.inspection.robustness import progressive
from playground.inspection.showing import Showing
from playground.inspection.view import Found, View
from playground.probes.tap import taps
from playground.training.trainer import Trainer
from playground.worked.evidence import Evidence
from playground.worked.example import Question, Table
from playground.worked.maximisation import (
    ACTIVATION,
    BEGAN,
    BEST,
    OBJECTIVE,
    PATH,
    PEAK,
    PICTURE,
    WRITTEN,
    explain,
    layer_of,
)
from tests.inspection.test_predictions import SMALL, shown, trainer

DIGITS = {"kind": "digits"}


def whole(view: View) -> Found:
    found = view.take()
    while view.unfinished():
        found = view.take()
    return found


def numbers(found: Found, name: str) -> np.ndarray:
    return np.array(found[1][name], float)


@pytest.mark.parametrize("layer", ["stages.0.activation", "output"])
def test_that_a_found_image_excites_its_unit_as_told_and_more_than_any_real_one(layer: str) -> None:
    one = trainer("cnn", DIGITS, steps=60)
    view = next(view for view in wanted(one) if layer_of(view.name) == layer)
    values, labels = found = whole(view)
    assert values.shape == view.shape and values.min() >= 0 and values.max() <= 1
    best = shown(one, f"maximising.{layer}").values[:, 0, 1]
    np.testing.assert_allclose(numbers(found, BEST), best, rtol=1e-4, atol=1e-5)
    for unit, image in enumerate(values):
        _, tapped = one.look((image[None, None],), {layer})[layer]
        peak = tapped[unit].max()
        assert peak == pytest.approx(float(labels[ACTIVATION][unit]), rel=1e-3, abs=1e-4)
    assert (numbers(found, ACTIVATION) >= numbers(found, BEST)).mean() >= 0.9


def test_that_a_series_is_found_within_the_range_of_real_ones() -> None:
    one = trainer("rnn", {"kind": "adding", "length": 6}, steps=30)
    view = next(view for view in wanted(one) if layer_of(view.name) == "layers.0.hidden")
    values, _ = whole(view)
    given = one.data.test.inputs[0][:256]
    assert values.shape == (8, 2, 6) and given.min() <= values.min() and values.max() <= given.max()
    _, states = one.look((values[3].T[None],), {"layers.0.hidden"})["layers.0.hidden"]
    assert states[:, 3].max() == pytest.approx(numbers(whole(view), ACTIVATION)[3], rel=1e-3, abs=1e-4)


def test_that_the_ascent_climbs_and_two_of_them_end_at_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    one = trainer("cnn", DIGITS, steps=20)
    first, again = (whole(next(iter(wanted(one)))) for _ in range(2))
    np.testing.assert_array_equal(first[0], again[0])
    assert first[1] == again[1]
    monkeypatch.setattr(ascent, "STEPS", 0)
    start = whole(next(iter(wanted(one))))
    assert (numbers(first, OBJECTIVE) > numbers(start, OBJECTIVE)).mean() >= 0.75


def test_that_units_come_one_after_the_other_of_the_model_they_were_begun_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(progressive, "SECONDS", 0.0)
    one = trainer({"kind": "cnn", "stages": [{"channels": 10}]}, DIGITS, steps=3)
    view = next(iter(wanted(one)))
    values, labels = view.take()
    assert np.isnan(values).all() and set(labels[OBJECTIVE]) == {""} and view.unfinished()
    one.advance()
    while np.isnan(values).all():
        values, labels = view.take()
    assert np.isfinite(values[:8]).all() and np.isnan(values[8:]).all() and labels["step"] == ("3",)


def test_that_the_objective_is_unfolded_into_its_terms() -> None:
    one = trainer("cnn", DIGITS, steps=30)
    showing = Showing(one)
    name = f"{PICTURE}.output"
    question = Question(name, (4,))
    waiting = Explaining(one, showing).answer(1, question)
    while waiting.example is None:
        assert "still being looked for" in waiting.problem
        waiting = Explaining(one, showing).answer(1, question)
    assert waiting.example.agrees and waiting.example.model == pytest.approx(waiting.example.value, rel=1e-5)
    gone = Explaining(one, showing).answer(1, Question(name, (99,)))
    assert gone.example is None and gone.problem


def test_that_looking_for_inputs_changes_no_bit_of_the_run() -> None:
    for kind, task in (("cnn", DIGITS), ("rnn", {"kind": "adding", "length": 6})):
        looked, plain = trainer(kind, task, steps=4), trainer(kind, task, steps=4)
        for view in wanted(looked)[:2]:
            whole(view)
        losses = [[float(one.advance()) for _ in range(4)] for one in (looked, plain)]
        assert losses[0] == losses[1]
        for name, array in looked.weights().items():
            np.testing.assert_array_equal(array, plain.weights()[name])


def test_that_a_dead_unit_is_found_to_be_dead_and_broken_weights_break_nothing() -> None:
    one = trainer("cnn", DIGITS, steps=1)
    with torch.no_grad():
        for name, parameter in one.model.named_parameters():
            if name.startswith("stages.0") and name.endswith("bias"):
                parameter[1] = -1e3
    view = next(view for view in wanted(one) if layer_of(view.name) == "stages.0.activation")
    found = whole(view)
    assert numbers(found, ACTIVATION)[1] == numbers(found, BEST)[1] == 0
    with torch.no_grad():
        next(iter(one.parameters)).fill_(float("nan"))
    one.step += 1
    assert np.isfinite(whole(view)[0]).all()


def search(one: Trainer, layer: str) -> View:
    return next(view for view in wanted(one) if layer_of(view.name) == layer)


def narrow(kind: str) -> dict[str, Any]:
    """Few units, each of which is searched for by itself."""
    return {**SMALL[kind], **({"mlp_ratio": 1.0} if SMALL[kind]["kind"] == "transformer" else {})}


TOKENS = [
    ("decoder", {"kind": "sort"}, "decoder.0.mlp.activation"),
    ("encoder", {"kind": "masked-tokens"}, "encoder.0.residual"),
    ("rnn", {"kind": "characters"}, "layers.0.hidden"),
    ("attention", {"kind": "flagged-token"}, "output"),
    ("pair", {"kind": "translation"}, "encoder.0.mlp.activation"),
]


@pytest.mark.parametrize(("kind", "task", "layer"), TOKENS)
def test_that_tokens_are_found_that_excite_a_unit_as_told_and_no_less_than_any_real_ones(
    kind: str, task: dict[str, Any], layer: str
) -> None:
    one = trainer(narrow(kind), task, steps=20)
    values, labels = found = whole(search(one, layer))
    best = shown(one, f"maximising.{layer}").values[:, 0, 1]
    np.testing.assert_allclose(numbers(found, BEST), best, rtol=1e-4, atol=1e-5)
    assert (numbers(found, ACTIVATION) >= numbers(found, BEST) - 1e-6).all()
    assert (numbers(found, ACTIVATION) > numbers(found, BEST) + 1e-3 * np.abs(best)).mean() >= 0.3
    inputs, given = one.data.shape.inputs, one.data.test.inputs
    words = inputs.source if isinstance(inputs, PairInput) else inputs
    assert isinstance(words, TokenInput)
    for unit in range(min(4, len(values))):
        tokens = values[unit].astype(np.int64)
        assert all(token in given[0][:512, place] for place, token in enumerate(tokens))
        example = max(int(labels[BEGAN][unit]), 0)
        axes, tapped = one.look((tokens[None], *(array[example, None] for array in given[1:])), {layer})[layer]
        there = tapped[..., unit] if len(axes) == 1 else tapped[tokens[: len(tapped)] != words.padding, unit].max()
        assert there == pytest.approx(float(labels[ACTIVATION][unit]), rel=1e-3, abs=1e-4)


@pytest.mark.parametrize(("task", "layer"), [("dates", "decoder.0.mlp.activation"), ("translation", "output")])
def test_that_for_a_decoder_the_source_is_found_beside_what_a_test_example_has_written(task: str, layer: str) -> None:
    one = trainer(narrow("pair"), {"kind": task}, steps=20)
    layers = {layer_of(view.name) for view in wanted(one)}
    assert {"encoder.0.residual", layer} <= layers and not any(name.startswith("target") for name in layers)
    _, labels = found = whole(search(one, layer))
    best = shown(one, f"maximising.{layer}").values[:, 0, 1]
    np.testing.assert_allclose(numbers(found, BEST), best, rtol=1e-4, atol=1e-5)
    assert (numbers(found, ACTIVATION) >= best - 1e-5).all() and (numbers(found, ACTIVATION) > best + 1e-3).any()
    real = [unit for unit, began in enumerate(labels[BEGAN]) if int(began) >= 0]
    assert real
    for unit in real[:6]:
        example = int(labels[BEGAN][unit])
        read, answers = one.data.test.inputs[1][example, None], one.data.test.targets[example]
        tokens = found[0][unit].astype(np.int64)
        _, tapped = one.look((tokens[None], read), {layer})[layer]
        values = np.where(answers != IGNORED, tapped[:, unit], -np.inf)
        assert values.max() == pytest.approx(float(labels[ACTIVATION][unit]), rel=1e-3, abs=1e-4)
        assert values.argmax() == int(labels[PEAK][unit])
        words = one.data.label((one.data.test.inputs[0][example], read[0]))["target"]
        assert labels[WRITTEN][unit].startswith(words[0]) and words[1] in labels[WRITTEN][unit]


def test_that_of_all_short_sequences_the_search_finds_the_best_for_nearly_every_unit() -> None:
    one = trainer("decoder", {"kind": "sort", "length": 4}, steps=60)
    layer = "decoder.0.mlp.activation"
    found = whole(search(one, layer))
    occurring = [np.unique(tokens) for tokens in one.data.test.inputs[0].T]
    every = np.array(list(product(*occurring)), np.int64)
    heard: list[torch.Tensor] = []
    chosen = [(name, tap) for name, tap in taps(one.model) if name == layer]
    with one.looking(), listening(chosen, lambda name, tap, output: heard.append(output)):
        one.model(torch.from_numpy(every))
    best = heard[0].amax(dim=(0, 1)).numpy()
    short = (best - numbers(found, ACTIVATION)) / heard[0].abs().amax(dim=(0, 1)).numpy()
    assert len(every) > 500 and short.min() >= -1e-5
    assert (short <= 1e-3).mean() >= 0.9 and short.max() <= 0.15


def test_that_found_tokens_are_unfolded_into_the_exchanges_that_led_to_them() -> None:
    one = trainer("rnn", {"kind": "characters"}, steps=20)
    view = search(one, "layers.0.hidden")
    _, labels = whole(view)
    evidence = Evidence(one.step, one.experiment, one.data.shape, {}, {}, {**view.labels, **labels}, {})
    unit = max(range(8), key=lambda unit: len(labels[PATH][unit]))
    example = explain(evidence, Question(view.name, (unit,)))
    assert example.agrees and example.model == pytest.approx(float(labels[ACTIVATION][unit]))
    (table,) = (part for part in example.parts if isinstance(part, Table))
    assert table.total == pytest.approx(sum(row.values[1] for row in table.rows)) and len(table.rows) >= 2
    assert all(row.values[1] > 0 and " → " in row.name for row in table.rows)


def test_that_a_search_repeats_bit_for_bit_and_changes_no_bit_of_the_run() -> None:
    losses = []
    for looking in (True, False):
        one = trainer("decoder", {"kind": "sort"}, steps=4)
        if looking:
            first, again = (whole(search(one, "output")) for _ in range(2))
            np.testing.assert_array_equal(first[0], again[0])
            assert first[1] == again[1]
        losses.append([float(one.advance()) for _ in range(4)])
    assert losses[0] == losses[1]


def test_that_broken_weights_and_padding_break_no_search() -> None:
    one = trainer("encoder", {"kind": "masked-tokens"}, steps=1)
    values, labels = whole(search(one, "output"))
    padding = one.data.test.inputs[0][: len(values)] == 0
    assert padding.any() and set(labels[BEGAN]) != {""}
    with torch.no_grad():
        next(iter(one.parameters)).fill_(float("nan"))
    one.step += 1
    values, labels = whole(search(one, "output"))
    assert np.isfinite(values).all() and set(labels[PATH]) == {"[]"}


def test_that_a_search_too_dear_for_its_model_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    one = trainer("decoder", {"kind": "sort"})
    assert wanted(one)
    monkeypatch.setattr(token_views, "BUDGET", 10**6)
    assert wanted(one) == ()
