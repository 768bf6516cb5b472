"""Exchange: the worst single token is found by really computing, the estimate is the slope's, and no bit changes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from playground.data.specimen import Specimen
from playground.inspection.explaining import Explaining
from playground.inspection.robustness import exchange as made
from playground.inspection.robustness.exchange import exchange
from playground.inspection.showing import Showing
from playground.training.trainer import Trainer
from playground.worked.example import Question
from playground.worked.exchange import AFTER, ALL, BEFORE, CAUSE, ESTIMATE, LOSS, NEW, PICTURE, RISE, TOKEN, TRIED
from tests.inspection.test_predictions import shown, trainer


def loss_of(one: Trainer, tokens: np.ndarray, shown: Specimen) -> float:
    return float(one.loss(one.answer(tokens, *shown.inputs[1:]), torch.from_numpy(shown.targets)))


@pytest.mark.parametrize(
    ("architecture", "task"),
    [("attention", {"kind": "flagged-token"}), ("rnn", {"kind": "first-symbol", "length": 6}),
     ("encoder", {"kind": "recall", "pairs": 2}), ("decoder", {"kind": "sort"}), ("pair", {"kind": "translation"})],
)  # fmt: skip
def test_that_the_worst_exchange_of_each_place_is_the_worst_of_all(architecture: str, task: dict[str, Any]) -> None:
    one = trainer(architecture, task, steps=5)
    shot, specimen = shown(one, PICTURE), Specimen.of_test(one.data, 0)
    own = specimen.inputs[0][0]
    occurring = one.data.test.inputs[0][:512]
    before = loss_of(one, specimen.inputs[0], specimen)
    assert float(shot.labels[LOSS][0]) == pytest.approx(before, rel=1e-5, abs=1e-6)
    assert shot.labels[TRIED] == shot.labels[ALL]
    for place in range(len(own)):
        rises = []
        for token in np.unique(occurring[:, place]):
            tokens = specimen.inputs[0].copy()
            tokens[0, place] = token
            if token != own[place]:
                rises.append(loss_of(one, tokens, specimen) - before)
        if rises and np.isfinite(shot.values[place, RISE]):
            assert shot.values[place, RISE] == pytest.approx(max(rises), rel=1e-3, abs=2e-5)


def test_that_the_estimate_is_the_slope_along_the_change_of_the_embedding() -> None:
    one = trainer("attention", {"kind": "flagged-token"}, steps=5)
    shot, specimen = shown(one, PICTURE), Specimen.of_test(one.data, 0)
    table = next(module for module in one.model.modules() if isinstance(module, torch.nn.Embedding))
    place, small = 3, 1e-3
    old, new = (
        table.weight.detach()[int(at)].clone() for at in (specimen.inputs[0][0, place], shot.values[place, TOKEN])
    )
    kept: list[float] = []
    for way in (small, -small):

        def moved(module: Any, inputs: Any, output: torch.Tensor, way: float = way) -> torch.Tensor:
            changed = output.clone()
            changed[0, place] += way * (new - old)
            return changed

        handle = table.register_forward_hook(moved)
        kept.append(loss_of(one, specimen.inputs[0], specimen))
        handle.remove()
    assert shot.values[place, ESTIMATE] == pytest.approx((kept[0] - kept[1]) / (2 * small), rel=0.05, abs=1e-4)


def test_that_places_the_answer_rests_on_are_marked_and_others_flip_it_truly() -> None:
    one = trainer("attention", {"kind": "flagged-token"}, steps=60)
    shot, specimen = shown(one, PICTURE), Specimen.of_test(one.data, 0)
    causes = one.experiment.task.causes(specimen.inputs, specimen.targets)[0]
    assert shot.labels[CAUSE] == tuple("1" if known else "" for known in causes)
    names = one.data.shape.targets.labels
    assert shot.labels[BEFORE] == (names[int(one.answer(specimen.inputs[0]).argmax())],)
    for place, row in enumerate(shot.values):
        tokens = specimen.inputs[0].copy()
        tokens[0, place] = int(row[TOKEN])
        assert shot.labels[AFTER][place] == names[int(one.answer(tokens).argmax())]
        assert shot.labels[NEW][place] == one.data.shape.inputs.vocabulary[int(row[TOKEN])]


def test_that_a_rise_is_unfolded_and_a_place_without_another_token_refused() -> None:
    one = trainer("encoder", {"kind": "recall", "pairs": 2}, steps=5)
    explaining = Explaining(one, Showing(one))
    found = explaining.answer(1, Question(PICTURE, (2,)))
    assert found.example is not None and found.example.agrees, found.problem
    assert explaining.answer(1, Question(PICTURE, (99,))).problem


def test_that_of_too_many_exchanges_those_with_the_largest_estimates_are_computed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = trainer("encoder", {"kind": "recall", "pairs": 2}, steps=5)
    whole = shown(one, PICTURE)
    monkeypatch.setattr(made, "TRIALS", 2 * len(whole.values))
    part = shown(one, PICTURE)
    assert int(part.labels[TRIED][0]) <= 2 * len(whole.values) < int(part.labels[ALL][0])
    assert (np.nan_to_num(part.values[:, RISE]) <= np.nan_to_num(whole.values[:, RISE]) + 1e-5).all()


def test_that_images_have_none_and_looking_changes_no_bit() -> None:
    one = trainer("cnn", {"kind": "digits"})
    assert exchange(one, Specimen.of_test(one.data, 0)) == ()
    looked, plain = (trainer("encoder", {"kind": "recall", "pairs": 2}, steps=3) for _ in range(2))
    shown(looked, PICTURE)
    assert [float(looked.advance()) for _ in range(3)] == [float(plain.advance()) for _ in range(3)]
