"""Experiments of every format are read; those of a later version are refused in one sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest

from playground.experiment import migrations, presets
from playground.experiment.experiment import Experiment
from playground.experiment.writing import to_toml
from playground.foundation.errors import PresetError, SettingsError

DIGITS = presets.find("cnn-digits").experiment


def without_number(experiment: Experiment) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(experiment.to_json())
    assert values.pop("format") == migrations.FORMAT
    return values


def test_that_what_is_written_carries_its_format_and_is_read_again() -> None:
    assert Experiment.from_json(DIGITS.to_json()) == DIGITS
    text = to_toml(presets.find("cnn-digits").about, DIGITS)
    assert text.startswith(f"format = {migrations.FORMAT}\n")
    assert presets.parse(text.encode(), "a", "a.toml").experiment == DIGITS


def test_that_what_was_written_before_there_was_a_number_is_read() -> None:
    assert Experiment.from_json(json.dumps(without_number(DIGITS))) == DIGITS


def test_that_there_is_a_step_to_each_format() -> None:
    assert sorted(migrations.STEPS) == list(range(2, migrations.FORMAT + 1))


def test_that_old_values_go_through_every_step_from_theirs_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def to_3(values: dict[str, Any]) -> dict[str, Any]:
        training = dict(values["training"])
        training["learning_rate"] = training.pop("rate")
        return {**values, "training": training}

    monkeypatch.setattr(migrations, "FORMAT", 3)
    monkeypatch.setitem(migrations.STEPS, 3, to_3)
    old = without_number_named_otherwise()
    assert Experiment.from_json(json.dumps({"format": 2, **old})) == DIGITS
    assert Experiment.from_json(json.dumps(old)) == DIGITS
    assert Experiment.from_json(DIGITS.to_json()) == DIGITS


def without_number_named_otherwise() -> dict[str, Any]:
    values = json.loads(DIGITS.to_json())
    values.pop("format")
    values["training"]["rate"] = values["training"].pop("learning_rate")
    return dict(values)


@pytest.mark.parametrize("number", [0, -1, True, "2", 1.5, None])
def test_that_a_number_that_is_no_format_is_one_sentence(number: object) -> None:
    with pytest.raises(SettingsError, match="format: must be a number from 1"):
        Experiment.from_json(json.dumps({"format": number, **without_number(DIGITS)}))


def test_that_a_later_format_is_refused_with_what_to_do() -> None:
    with pytest.raises(SettingsError, match="written by a newer version; update this program"):
        Experiment.from_json(json.dumps({"format": 99, **without_number(DIGITS)}))
    text = to_toml(presets.find("cnn-digits").about, DIGITS).replace("format = 2", "format = 99")
    with pytest.raises(PresetError, match=r"mine\.toml.*update this program"):
        presets.parse(text.encode(), "mine", "mine.toml")
