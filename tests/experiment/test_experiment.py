"""Experiments are checked when they are made, and every refusal names the field."""

import pytest

from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.experiment.overrides import override
from playground.foundation.errors import SettingsError

DIGITS = presets.find("cnn-digits").experiment


def test_that_an_experiment_survives_json() -> None:
    assert Experiment.from_json(DIGITS.to_json()) == DIGITS


def test_that_an_experiment_cannot_be_changed_in_place() -> None:
    with pytest.raises(ValueError, match="frozen"):
        DIGITS.training.seed = 2  # type: ignore[misc]


def test_that_settings_are_changed_by_values_and_not_by_their_spelling() -> None:
    rate = 0.1 + 0.2  # which prints as no short number
    changed = DIGITS.changed({"training.learning_rate": rate, "architecture.stages.0.channels": 5})
    assert changed.training.learning_rate == rate and changed.architecture.stages[0].channels == 5  # type: ignore[attr-defined]
    assert changed.changed(
        {"training.learning_rate": DIGITS.training.learning_rate, "architecture": DIGITS.values()["architecture"]}
    ) == DIGITS  # fmt: skip
    with pytest.raises(SettingsError, match=r"training\.learning_rates"):
        DIGITS.changed({"training.learning_rates": 1.0})


@pytest.mark.parametrize(
    ("assignment", "field"),
    [
        ("training.learning_rate=-1", "training.learning_rate"),
        ("training.learning_rate=nan", "training.learning_rate"),
        ("training.learning_rate=true", "training.learning_rate"),
        ('training.batch_size="8"', "training.batch_size"),
        ("training.batch_size=2.5", "training.batch_size"),
        ("training.optimizer=adm", "training.optimizer"),
        ("training.device=gpu", "training.device"),
        ("training.nonsense=1", "training.nonsense"),
        ("architecture.kind=perceptron", "architecture.kind"),
        ("architecture.stages=[]", "architecture.stages"),
        ("architecture.stages.0.channels=0", "architecture.stages.0.channels"),
        ("architecture.stages.7.channels=1", "architecture.stages.7.channels"),
        ("architecture.hidden=[8, 0]", "architecture.hidden.1"),
        ("task.kind=5", "task.kind"),
        ("no equals sign", "no equals sign"),
    ],
)
def test_that_a_bad_assignment_is_refused_with_the_name_of_its_field(assignment: str, field: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        override(DIGITS, [assignment])
    assert field in refusal.value.problems
    assert "\n" not in str(refusal.value)


def test_that_text_values_need_no_quotes_and_numbers_keep_their_type() -> None:
    changed = override(DIGITS, ["training.optimizer=sgd", "training.learning_rate=1", "architecture.hidden=[16, 8]"])
    assert changed.training.optimizer == "sgd"
    assert changed.training.learning_rate == 1.0
    assert changed.values()["architecture"]["hidden"] == [16, 8]


@pytest.mark.parametrize(
    ("assignments", "field"),
    [
        (["architecture.stages.1.kernel=15", "architecture.stages.1.padding=0"], "architecture.stages.1.kernel"),
        (["architecture.stages.1.pool=8"], "architecture.stages.1.pool"),
    ],
)
def test_that_layers_which_cannot_exist_are_refused_at_their_field(assignments: list[str], field: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        override(DIGITS, assignments).layers()
    assert field in refusal.value.problems


def test_that_epochs_count_the_short_last_batch() -> None:
    training = override(DIGITS, ["training.batch_size=10", "training.duration=2"]).training
    assert training.total_steps(25) == 6
