"""The way back of a number: what each cell below it added, exact where the model is linear, and without a trace."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from playground.inspection.explaining import Explaining
from playground.inspection.showing import Showing
from playground.training.trainer import Trainer
from playground.worked.example import Contributions, Question, Weighed
from tests.inspection.test_predictions import trainer

CNN = {"kind": "cnn", "stages": [{"channels": 3}], "hidden": [12]}
DECODER = {"kind": "transformer", "form": "decoder", "depth": 2, "heads": 2, "width": 16}


def asked(one: Trainer, picture: str, *index: int) -> tuple[Contributions, dict[str, Weighed]]:
    explaining = Explaining(one, Showing(one))
    told = explaining.traced(explaining.answer(1, Question(picture, index)))
    assert told is not None and told.example is not None and told.example.weighed is not None
    weighed = told.example.weighed
    return weighed, {cells.picture: cells for cells in weighed.cells}


def test_that_of_a_logit_each_unit_adds_its_weight_times_its_value() -> None:
    one = trainer(CNN, {"kind": "digits"})
    weighed, cells = asked(one, "output", 4)
    values = one.look(one.data.example(0)[0])["hidden.0.activation"][1]
    products = one.model.get_parameter("output.weight")[4].detach().numpy() * values
    found = cells["hidden.0.activation"]
    assert found.added[0] == pytest.approx(products[found.cells[0]], abs=1e-6)
    assert abs(found.added[0]) == pytest.approx(np.abs(products).max(), abs=1e-6) and found.shares[0] == 1.0
    assert weighed.sums["hidden.0.activation"] == pytest.approx(np.abs(products).sum(), abs=1e-5)


def test_that_of_a_probability_the_way_back_is_that_of_its_logit() -> None:
    one = trainer(CNN, {"kind": "digits"})
    assert asked(one, "prediction", 4)[0].sums == pytest.approx(dict(asked(one, "output", 4)[0].sums))


def test_that_a_cell_of_a_map_is_made_of_its_patch_and_of_nothing_outside_its_field() -> None:
    one = trainer(CNN, {"kind": "digits"})
    picture = one.look(one.data.example(0)[0])["stages.0.activation"][1]
    channel, row, column = (int(at) for at in np.unravel_index(int(picture.argmax()), picture.shape))
    _, cells = asked(one, "stages.0.activation", channel, row, column)
    places = np.array(cells["input"].cells)
    assert (np.abs(places[:, 1:] - (row, column)) <= 1).all()
    explained = Explaining(one, Showing(one)).answer(1, Question("stages.0.activation", (channel, row, column))).example
    assert explained is not None
    kernel = one.model.get_parameter("stages.0.convolution.weight")[channel, 0].detach().numpy()
    pixels = one.data.example(0)[0][0][0, 0]
    at = cells["input"].cells[0]
    product = kernel[at[1] - row + 1, at[2] - column + 1] * pixels[at[1:]]
    assert cells["input"].added[0] == pytest.approx(float(product), abs=1e-6)


@pytest.mark.parametrize("cell", ["elman-tanh", "lstm", "gru"])
def test_that_a_state_goes_back_through_the_states_before_it(cell: str) -> None:
    one = trainer({"kind": "rnn", "cell": cell, "hidden": 6}, {"kind": "first-symbol", "length": 7})
    _, cells = asked(one, "layers.0.hidden", 4, 2)
    found = cells["layers.0.hidden"]
    steps = {step for step, _ in found.cells}
    assert 3 in steps and len(steps) > 1 and steps <= {0, 1, 2, 3}
    inputs = torch.from_numpy(one.data.example(0)[0][0])
    with one.looking(), torch.enable_grad():
        _, states = one.model.trace(inputs)  # type: ignore[operator]
        slopes = torch.autograd.grad(states[0][4][0, 2], states[0][:4])
    added = np.stack([(slope * state)[0].detach().numpy() for slope, state in zip(slopes, states[0], strict=False)])
    for place, value in zip(found.cells, found.added, strict=True):
        assert value == pytest.approx(float(added[place]), abs=1e-6)


def test_that_no_later_token_adds_to_what_a_decoder_says_and_heads_add_what_they_gather() -> None:
    one = trainer(DECODER, {"kind": "sort"}, steps=10)
    weighed, cells = asked(one, "output", 5, 1)
    assert max(step for (step,) in cells["input"].cells) <= 5
    assert {"decoder.0.attention.weights", "decoder.1.mlp.activation"} <= set(weighed.sums)
    assert "decoder.0.attention.mask" not in weighed.sums


def test_that_of_a_weight_of_attention_the_query_and_the_key_are_weighed() -> None:
    one = trainer(DECODER, {"kind": "sort"}, steps=10)
    weighed, cells = asked(one, "decoder.1.attention.weights", 1, 5, 2)
    assert max(step for step, _ in cells["decoder.0.residual"].cells) <= 5
    assert "decoder.1.residual" not in weighed.sums and "output" not in weighed.sums


def test_that_the_way_back_disturbs_nothing() -> None:
    ends: list[tuple[float, dict[str, Any]]] = []
    for looks in (True, False):
        one = trainer({**DECODER, "dropout": 0.1}, {"kind": "sort"}, steps=3)
        if looks:
            asked(one, "output", 5, 1)
        assert all(not tap._forward_hooks for tap in one.model.modules())
        ends.append((float(one.advance()), one.weights()))
    assert ends[0][0] == ends[1][0]
    assert all(np.array_equal(array, ends[1][1][name]) for name, array in ends[0][1].items())


def test_that_what_is_counted_over_many_examples_has_no_way_back() -> None:
    one = trainer(CNN, {"kind": "digits"})
    explaining = Explaining(one, Showing(one))
    answered = explaining.answer(1, Question("calibration", (0, 0)))
    told = explaining.traced(answered)
    assert told is None or told.example is None or told.example.weighed is None
