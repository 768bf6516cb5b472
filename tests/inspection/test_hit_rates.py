"""Hit rates: a method that names the known cause is seen to, one that does not is seen not to."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from playground.data.specimen import Specimen
from playground.experiment.experiment import Experiment
from playground.inspection.attribution.hits import HitRate, UnknownCauseError, hit_rates
from playground.inspection.attribution.sanity import ranks_of, sanity
from playground.tasks.digits import DigitsSettings
from tests.inspection.test_predictions import trainer


def rates(architecture: str, task: dict[str, Any], steps: int, examples: int = 20) -> dict[str, HitRate]:
    return {rate.method: rate for rate in hit_rates(trainer(architecture, task, steps), examples)}


@pytest.mark.parametrize(
    ("kind", "task", "places"),
    [
        ("flagged-token", {"length": 5}, 1),
        ("first-symbol", {"length": 6}, 1),
        ("reverse", {"length": 4}, 1),
        ("recall", {"pairs": 3}, 3),
    ],
)
def test_that_a_task_knows_the_cause_of_each_answer(kind: str, task: dict[str, Any], places: int) -> None:
    values = {"architecture": {"kind": "transformer", "form": "encoder-decoder"}, "task": {"kind": kind, **task}}
    if kind != "reverse":
        values["architecture"] = {"kind": "self-attention"}
    asked = Experiment.parse({**values, "training": {}})
    data = asked.load()
    vocabulary = data.shape.inputs.source.vocabulary if kind == "reverse" else data.shape.inputs.vocabulary
    for index in range(20):
        shown = Specimen.of_test(data, index)
        causes = asked.task.causes(shown.inputs, shown.targets)
        assert causes is not None and (causes.sum(axis=1) == places).all()
        for answer, row in zip(shown.targets.reshape(-1), causes, strict=True):
            words = [vocabulary[token].lower() for token in shown.inputs[0][0][row]]
            assert data.shape.targets.labels[answer].lower() in words


def test_that_the_mark_is_the_cause_of_the_marked_digit_alone() -> None:
    task = DigitsSettings(marked=4)
    data, plain = task.load(1), DigitsSettings().load(1)
    for index in range(12):
        (image,), targets = data.example(index)
        causes = task.causes((image,), targets)
        assert causes is not None and causes.any() == (targets[0] == 4) and (not causes.any() or causes[0, 0])
    assert data.test.targets[0] == 4 and sorted(data.test.targets) == sorted(plain.test.targets)
    marks = [split.inputs[0][:, 0, 0, 0] for split in (data.train, data.test)]
    assert all((mark == (split.targets == 4)).all()
               for mark, split in zip(marks, (data.train, data.test), strict=True))  # fmt: skip
    unmarked = DigitsSettings(marked=4, mark_tested=False).load(1)
    assert not unmarked.test.inputs[0][:, 0, 0, 0].any() and unmarked.train.inputs[0][:, 0, 0, 0].any()
    np.testing.assert_array_equal(unmarked.test.targets, data.test.targets)
    assert DigitsSettings().causes((image,), targets) is None


def test_that_a_model_that_reads_one_place_alone_is_found_out_by_every_slope_and_pass() -> None:
    one = trainer("cnn", {"kind": "digits", "marked": 1}, steps=1)

    class Corner(nn.Module):
        """A 1 where the corner is bright, else a 0."""

        def __init__(self) -> None:
            super().__init__()
            self.weight = nn.Parameter(torch.ones(1))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            logits = torch.zeros(len(x), 10)
            return torch.cat([logits[:, :1] + 0.5, x[:, 0, 0, :1] * self.weight, logits[:, 2:]], dim=1)

    one.model = Corner()
    one._modules = list(one.model.modules())
    found = {rate.method: rate for rate in hit_rates(one, 60)}
    assert found["integrated-gradients"].answers > 3
    assert {name: rate.hits / rate.answers for name, rate in found.items()} == dict.fromkeys(found, 1.0)
    assert found["occlusion"].chance / found["occlusion"].answers == pytest.approx(1 / 64)
    assert found["gradient-x-input"].missed <= 1e-6


def test_that_only_right_answers_are_counted() -> None:
    one = trainer("rnn", {"kind": "first-symbol", "length": 4}, steps=60)
    answers = one.answer(one.data.test.inputs[0][:30]).argmax(-1).numpy()
    right = int((answers == one.data.test.targets[:30]).sum())
    assert right > 0 and {rate.answers for rate in hit_rates(one, 30)} == {right}


def test_that_a_task_without_a_known_cause_is_refused_in_one_sentence() -> None:
    with pytest.raises(UnknownCauseError, match="Nobody knows on which inputs the answers of the task “Digits"):
        rates("cnn", {"kind": "digits"}, 1)


def test_that_integrated_gradients_miss_no_sum_in_any_of_them() -> None:
    for architecture, task in (
        ("attention", {"kind": "flagged-token", "length": 5}), ("pair", {"kind": "reverse", "length": 4}),
        ("encoder", {"kind": "recall", "pairs": 2}),
    ):  # fmt: skip
        found = rates(architecture, task, 30, 8).get("integrated-gradients")
        assert found is None or found.missed <= 1e-3, (architecture, found)


def test_that_ranks_of_equal_numbers_are_shared() -> None:
    assert ranks_of(torch.tensor([[3.0, 1.0, 1.0, 7.0]])).tolist() == [[2.0, 0.5, 0.5, 3.0]]


def test_that_attributions_that_look_at_weights_care_when_these_are_drawn_anew() -> None:
    one = trainer("cnn", {"kind": "digits"}, steps=80)
    before, state = one.weights(), torch.get_rng_state()
    layers, found = sanity(one, 6)
    assert layers == ("output", "stages.0.convolution")
    told = {result.method: result.correlations for result in found}
    assert all(len(values) == 2 and all(-1 <= value <= 1 for value in values) for values in told.values())
    assert told["smoothgrad"][-1] < 0.6  # its map is no longer what it was
    assert all(np.array_equal(array, before[name]) for name, array in one.weights().items())
    assert torch.equal(torch.get_rng_state(), state)
    assert sanity(one, 6)[1] == found  # the same each time
