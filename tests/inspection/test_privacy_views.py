"""Membership and canary: losses, pairs, ranks and exposures are those of a loop, and what is explained agrees."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import torch
from torch.nn import functional

from playground.corpora import canaries
from playground.data.shapes import IGNORED
from playground.experiment.experiment import Experiment
from playground.foundation.errors import SettingsError
from playground.inspection.explaining import Explaining
from playground.inspection.showing import Showing
from playground.training.trainer import Trainer
from playground.worked import canary, membership
from playground.worked.example import Question
from tests.inspection.test_predictions import SMALL, shown, trainer

TEXT = {"kind": "characters", "kilobytes": 40, "context": 16, "canary": "the code is 427.", "canary_times": 7}


@pytest.mark.parametrize(
    ("architecture", "task"),
    [("cnn", {"kind": "digits"}), ("encoder", {"kind": "masked-tokens"}), ("rnn", {"kind": "series"})],
)
def test_that_a_loss_is_that_of_the_example_alone(architecture: str, task: dict[str, object]) -> None:
    one = trainer(architecture, task)
    rows = shown(one, membership.PICTURE).values
    for part, split in ((membership.TRAINING, one.data.train), (membership.UNSEEN, one.data.test)):
        chosen = rows[rows[:, 0] == part]
        for _, number, loss in chosen[:: max(1, len(chosen) // 5)]:
            at = slice(int(number), int(number) + 1)
            outputs = one.answer(*(array[at] for array in split.inputs))
            assert loss == pytest.approx(float(one.loss(outputs, torch.from_numpy(split.targets[at]))), abs=2e-5)
    assert len({tuple(row[:2]) for row in rows.tolist()}) == len(rows)


def test_that_the_area_under_the_curve_is_the_share_of_pairs_told_apart() -> None:
    dice = np.random.default_rng(0)
    members, others = dice.exponential(1.0, 120).round(2), dice.exponential(1.6, 90).round(2)
    pairs = [1.0 if a < b else 0.5 if a == b else 0.0 for a, b in product(members, others)]
    found = membership.attack(members, others)
    assert found.area == pytest.approx(np.mean(pairs), abs=1e-12) and found.area > 0.5
    assert (found.false[0], found.true[0], found.false[-1], found.true[-1]) == (0, 0, 1, 1)
    assert membership.attack(np.ones(3), np.ones(4)).area == 0.5
    assert (
        membership.attack(np.zeros(3), np.ones(4)).area == 1.0 == membership.attack(np.zeros(3), np.ones(4)).advantage
    )


def test_that_the_most_exposed_have_the_losses_that_the_fewest_unseen_ones_have() -> None:
    values = np.array([[1, 5, 0.1], [1, 9, 0.3], [1, 7, np.nan], [0, 0, 0.2], [0, 1, 0.4]], np.float32)
    listed = membership.exposed(values, 5)
    assert [(at, number, share) for at, number, _, share in listed] == [(0, 5, 0.0), (1, 9, 0.5)]


def test_that_area_and_advantage_unfold_to_what_is_drawn() -> None:
    one = trainer("cnn", {"kind": "digits"}, steps=40)
    showing = Showing(one)
    explaining = Explaining(one, showing)
    found = membership.attack(*membership.losses(shown(one, membership.PICTURE, showing).values))
    for index, value in ((membership.AREA, found.area), (membership.THRESHOLD, found.advantage)):
        example = explaining.answer(1, Question(membership.PICTURE, (index,))).example
        assert example is not None and example.agrees and example.value == pytest.approx(value, abs=1e-12)
    assert explaining.answer(1, Question(membership.PICTURE, (7,))).example is None


def with_canary(**changes: object) -> Trainer:
    training = {"seed": 1, "batch_size": 16, "duration": 100, "duration_unit": "steps", "threads": 1}
    asked = {"architecture": SMALL["decoder"], "task": {**TEXT, **changes}, "training": training}
    experiment = Experiment.parse(asked)
    return Trainer(experiment, experiment.load())


def test_that_the_canary_stands_so_often_in_the_training_text_and_never_in_what_is_tested() -> None:
    planted = canaries.planted("a line of words\n" * 100, "code 12", 5)
    assert planted.count("code 12\n") == 5 and planted.replace("code 12\n", "") == "a line of words\n" * 100
    one, plain = with_canary(), with_canary(canary="")
    words = one.data.shape.inputs.vocabulary  # type: ignore[union-attr]
    tested = "".join(words[token] for token in one.data.test.inputs[0].reshape(-1))
    assert "the code" not in tested
    np.testing.assert_array_equal(
        [words[t] for t in one.data.test.inputs[0].reshape(-1)],
        [plain.data.shape.inputs.vocabulary[t] for t in plain.data.test.inputs[0].reshape(-1)],  # type: ignore[union-attr]
    )


def test_that_each_secret_is_as_likely_as_the_model_holds_its_digits_one_after_the_other() -> None:
    one = with_canary()
    for _ in range(5):
        one.advance()
    bits = shown(one, canary.PICTURE).values
    assert bits.shape == (1000,) and one.data.canary is not None
    planted = one.data.canary
    for secret in ((4, 2, 7), (0, 0, 0), (9, 8, 1)):
        digits = planted.alphabet[list(secret)]
        line = np.concatenate([planted.before, digits])[None]
        logs = functional.log_softmax(one.answer(line[:, -16:-1].copy()), dim=-1)[0, -3:]
        expected = -sum(float(logs[at, int(digit)]) for at, digit in enumerate(digits)) / np.log(2)
        at = canary.number_of("".join(map(str, secret)), tuple("0123456789"))
        assert float(bits[at]) == pytest.approx(expected, rel=1e-4)


def test_that_the_exposure_of_the_likeliest_secret_is_all_there_is_and_unfolds() -> None:
    one = with_canary()
    showing = Showing(one)
    bits = shown(one, canary.PICTURE, showing).values
    first, last = int(bits.argmin()), int(bits.argmax())
    assert canary.exposure(bits, first) == pytest.approx(np.log2(1000)) and canary.exposure(bits, last) < 0.01
    example = Explaining(one, showing).answer(1, Question(canary.PICTURE, (427,))).example
    assert example is not None and example.agrees and example.value == pytest.approx(canary.exposure(bits, 427))
    assert canary.secret_of(canary.number_of("427", tuple("0123456789")), 3, tuple("0123456789")) == "427"


@pytest.mark.parametrize("words", ["no number", "1234", "too long 12345", "two 1 and 2", "the code is "])
def test_that_a_sentence_without_one_short_secret_is_refused(words: str) -> None:
    with pytest.raises(SettingsError, match="canary"):
        with_canary(canary=words)


def test_that_a_run_without_a_secret_has_no_picture_of_it() -> None:
    assert canary.PICTURE not in {info.name for info in Showing(with_canary(canary="")).pictures()}
    assert IGNORED not in with_canary().data.train.targets
