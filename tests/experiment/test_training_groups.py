"""Groups of training settings: off they leave files as they were, on they are written, formed, set and refused."""

from __future__ import annotations

import json

import pytest

from playground.desktop.setup.form.rows import describe
from playground.desktop.state.experiment_draft import ExperimentDraft
from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.experiment.overrides import override
from playground.experiment.training import TrainingSettings
from playground.experiment.writing import to_toml
from playground.foundation.errors import SettingsError
from playground.runs.extending import same_run

DIGITS = presets.find("mlp-digits")
PRIVATE = override(DIGITS.experiment, ["training.privacy.noise=1.0"])


def test_that_groups_that_are_off_are_in_no_file() -> None:
    assert not {"privacy", "adversarial"} & json.loads(DIGITS.experiment.to_json())["training"].keys()
    assert "privacy" not in to_toml(DIGITS.about, DIGITS.experiment)


def test_that_a_group_that_is_on_is_read_as_it_was_written() -> None:
    assert json.loads(PRIVATE.to_json())["training"]["privacy"] == {"noise": 1.0, "clip": 1.0, "delta": 1e-5}
    assert Experiment.from_json(PRIVATE.to_json()) == PRIVATE != DIGITS.experiment
    text = to_toml(DIGITS.about, PRIVATE)
    assert presets.parse(text.encode(), "x", "x").experiment == PRIVATE and "adversarial" not in text
    assert Experiment.from_json(DIGITS.experiment.to_json()) == DIGITS.experiment
    assert not same_run(PRIVATE, DIGITS.experiment)


def test_that_the_form_has_a_row_for_each_setting_of_a_group() -> None:
    keys = [row.key for row in describe(TrainingSettings)]
    assert keys[-5:] == ["privacy.noise", "privacy.clip", "privacy.delta", "adversarial.epsilon", "adversarial.steps"]
    draft = ExperimentDraft()
    draft.replace(DIGITS.experiment)
    draft.set("training.privacy.noise", 1.0)
    assert draft.experiment == PRIVATE and not draft.is_default("training.privacy.noise")
    draft.reset("training.privacy.noise")
    assert draft.experiment == DIGITS.experiment


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("training.privacy.noise=-1", "must be 0.0 or more"),
        ("training.privacy.clip=0", "must be greater than 0"),
        ("training.privacy.delta=1.0", "must be less than 1"),
        ("training.privacy.sigma=1", "not a setting here"),
        ("training.privacy=1", "must be a table of settings"),
        ("training.adversarial.steps=0", "must be 1 or more"),
        ("training.adversarial.epsilon=nan", "must be a finite number"),
    ],
)
def test_that_what_is_no_setting_of_a_group_is_told_in_a_sentence(setting: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        override(DIGITS.experiment, [setting])


def test_that_what_does_not_go_together_is_refused() -> None:
    both = override(PRIVATE, ["training.adversarial.epsilon=0.1"])
    with pytest.raises(SettingsError, match="not combined"):
        both.layers()
    tokens = override(presets.find("transformer-sort").experiment, ["training.adversarial.epsilon=0.1"])
    with pytest.raises(SettingsError, match="tokens cannot"):
        tokens.layers()
    recurrent = ExperimentDraft()
    recurrent.replace(override(presets.find("rnn-characters").experiment, ["training.privacy.noise=1.0"]))
    assert set(recurrent.problems) == {"training.privacy.noise"} and recurrent.runnable is None
