"""Logit lens: every block is asked for its answer, and the last one's is the model's, bit for bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from playground.data.shapes import IGNORED
from playground.data.specimen import Specimen
from playground.inspection.explaining import Explaining
from playground.inspection.showing import Showing
from playground.inspection.tracing import lens
from playground.worked.example import Question
from tests.inspection.test_predictions import shown, trainer

DEEP = {"kind": "transformer", "depth": 3, "heads": 2, "width": 16}
FORMS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({**DEEP, "form": "encoder"}, {"kind": "masked-tokens"}),
    ({**DEEP, "form": "encoder"}, {"kind": "recall", "pairs": 3}),
    ({**DEEP, "form": "decoder"}, {"kind": "recall", "pairs": 3}),
    ({**DEEP, "form": "decoder", "norm": "post"}, {"kind": "sort"}),
    ({**DEEP, "form": "encoder-decoder"}, {"kind": "reverse", "length": 5}),
]


@pytest.mark.parametrize(("architecture", "task"), FORMS)
def test_that_the_last_block_answers_what_the_model_answers_bit_for_bit(
    architecture: dict[str, Any], task: dict[str, Any]
) -> None:
    one = trainer(architecture, task, steps=10)
    for index in range(4):
        specimen = Specimen.of_test(one.data, index)
        found = lens.logits_of(one, specimen)
        answer = one.answer(*specimen.inputs)[0]
        if answer.dim() == 2:
            answer = answer[np.flatnonzero(specimen.targets[0] != IGNORED)[-12:]]
        assert len(found) == 4 and torch.equal(found[-1].reshape(answer.shape), answer)
        assert not torch.equal(found[0], found[-1])


def test_that_the_picture_names_the_answer_of_each_block_and_how_sure_it_is() -> None:
    one = trainer(*FORMS[1], steps=10)
    shot = shown(one, lens.NAME)
    assert shot.labels["line"] == ("question", "embedding", "block 1", "block 2", "block 3")
    answer = one.answer(*one.data.example(0)[0])[0].softmax(-1)
    assert shot.labels["block 3"] == (one.data.shape.targets.labels[int(answer.argmax())],)
    assert shot.values[-1, 0] == pytest.approx(float(answer.max())) and np.isnan(shot.values[0]).all()


def test_that_a_blocks_answer_is_unfolded_into_its_logits() -> None:
    one = trainer(*FORMS[3], steps=10)
    showing = Showing(one)
    explaining = Explaining(one, showing)
    told = explaining.answer(1, Question(lens.NAME, (2, 1))).example
    assert told is not None and told.agrees
    assert told.model == pytest.approx(float(shown(one, lens.NAME, showing).values[2, 1]))
    assert "was given" in explaining.answer(1, Question(lens.NAME, (0, 1))).problem


def test_that_a_model_without_a_residual_stream_has_no_lens() -> None:
    for architecture, task in (("cnn", {"kind": "digits"}), ("attention", {"kind": "flagged-token"})):
        assert lens.NAME not in {info.name for info in Showing(trainer(architecture, task)).pictures()}


def test_that_looking_through_it_changes_no_bit() -> None:
    ends = []
    for looks in (True, False):
        one = trainer({**DEEP, "form": "decoder", "dropout": 0.1}, {"kind": "sort"}, steps=3)
        if looks:
            lens.logits_of(one, Specimen.of_test(one.data, 1))
        ends.append((float(one.advance()), one.weights()))
    assert ends[0][0] == ends[1][0]
    assert all(np.array_equal(array, ends[1][1][name]) for name, array in ends[0][1].items())
