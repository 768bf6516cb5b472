"""The rules of diagnosis on made-up numbers: each fires on its illness only, after it lasted, and once."""

from math import inf, nan

import pytest

from playground.experiment.diagnoses import DiagnosisKind as Kind
from playground.inspection import diagnosis
from playground.inspection.diagnosis import Diagnostician, Finding, Verdict

HEALTHY = {"a": 0.2, "b": 0.4, "output": 0.9}
BASELINE = {"accuracy": 0.1, "loss": 2.3}


def said(verdicts: list[Verdict]) -> list[tuple[Kind, bool]]:
    return [(verdict.finding.kind, verdict.holds) for verdict in verdicts]


def test_that_the_layer_with_most_dead_units_is_named_with_its_share() -> None:
    assert diagnosis.dead_relus({"a": 0.5, "b": 0.74}) is None and diagnosis.dead_relus({}) is None
    assert diagnosis.dead_relus({"a": 0.8, "b": 0.94, "c": 0.1}) == Finding(
        Kind.DEAD_RELUS, "b", "dead_share", 0.94, 0.75
    )


def test_that_a_gradient_vanishes_through_time_or_on_its_way_down() -> None:
    assert diagnosis.vanishing({"layers.0.hidden": 1e-4}, HEALTHY) is None
    through_time = diagnosis.vanishing({"layers.0.hidden": 0.3, "layers.1.hidden": 1e-9}, HEALTHY)
    assert through_time is not None and through_time.layer == "layers.1.hidden" and through_time.value == 1e-9
    down = diagnosis.vanishing({}, {"a": 1e-7, "b": 0.1, "output": 0.5})
    assert down is not None and (down.layer, down.quantity) == ("a", "gradient_layer_to_output")
    assert down.value == pytest.approx(2e-7)


def test_that_a_path_that_is_cut_or_a_loss_that_is_zero_is_no_vanishing_gradient() -> None:
    assert diagnosis.vanishing({}, {"a": 0.0, "output": 0.5}) is None
    assert diagnosis.vanishing({}, {"a": 0.0, "output": 0.0}) is None
    assert diagnosis.vanishing({}, {"output": 0.5}) is None and diagnosis.vanishing({}, {}) is None


def test_that_the_whole_gradient_is_measured_and_the_layer_with_most_of_it_is_named() -> None:
    assert diagnosis.exploding({"a": 60.0, "b": 79.0}) is None
    found = diagnosis.exploding({"a": 60.0, "b": 81.0})
    assert found is not None and found.layer == "b" and found.value == pytest.approx(100.8, abs=0.01)
    assert diagnosis.exploding({"a": inf}) is not None and diagnosis.exploding({"a": nan}) is None


def test_that_attention_is_uniform_only_if_every_head_of_every_layer_is() -> None:
    assert diagnosis.uniform({"a": (0.999, 0.998), "b": (0.97,)}) is None and diagnosis.uniform({}) is None
    found = diagnosis.uniform({"a": (0.999, 0.998), "b": (0.985,)})
    assert found is not None and found.value == 0.985 and found.layer == ""


def test_that_attention_has_collapsed_if_every_head_of_one_layer_has() -> None:
    assert diagnosis.collapsed({"a": (0.001, 0.2)}) is None and diagnosis.collapsed({}) is None
    found = diagnosis.collapsed({"a": (0.001, 0.2), "b": (0.004, 0.002)})
    assert found is not None and (found.layer, found.value) == ("b", 0.004)


@pytest.mark.parametrize(
    ("losses", "training", "value"),
    [
        ([2.0, 1.0, 0.8, 0.7, 0.8, 1.0, 1.2, 1.2], [2.0, 1.0, 0.7, 0.5, 0.4, 0.3, 0.2, 0.1], 1.2 / 0.8),
        ([2.0, 1.0, 0.8, 0.7, 0.8, 1.0, 1.2, 1.2], [2.0, 1.0, 0.7, 0.5, 0.9, 1.0, 1.1, 1.2], None),  # both rise
        ([2.0, 1.0, 0.01, 0.01, 0.01, 0.02, 0.02, 0.02], [2.0, 1.0, 0, 0, 0, 0, 0, 0], None),  # near zero
        ([2.0, 1.9, 1.8, 1.7, 1.6, 1.5, 1.4, 1.3], [2.0, 1, 1, 1, 1, 1, 1, 1], None),  # falls
        ([2.0, 3.0, 4.0], [2.0, 1.0, 0.5], None),  # too few
    ],
)
def test_that_a_test_curve_turns_up_only_while_the_training_loss_does_not(
    losses: list[float], training: list[float], value: float | None
) -> None:
    found = diagnosis.turns_up(losses, training)
    assert (found is None) == (value is None)
    if found is not None:
        assert found.value == pytest.approx(value)


def test_that_one_metric_better_than_the_trivial_answer_is_enough_and_the_loss_is_none() -> None:
    baseline = {"exact_accuracy": 0.0, "token_accuracy": 0.1, "loss": 2.3}
    assert diagnosis.not_better({"exact_accuracy": 0.0, "token_accuracy": 0.3, "loss": 2.0}, baseline) is None
    found = diagnosis.not_better({"exact_accuracy": 0.0, "token_accuracy": 0.12, "loss": 1.0}, baseline)
    assert found == Finding(Kind.BASELINE, "", "exact_accuracy", 0.0, 0.0)
    assert diagnosis.not_better({"mse": 0.15}, {"mse": 0.17}) is None
    assert diagnosis.not_better({"mse": 0.165}, {"mse": 0.17}) is not None
    assert diagnosis.not_better({"loss": 9.0}, {"loss": 1.0}) is None


def test_that_a_finding_is_said_once_it_lasted_and_taken_back_once_its_absence_did() -> None:
    doctor = Diagnostician(100, BASELINE, BASELINE)
    ill, well = {"a": 0.9}, {"a": 0.1}
    assert said(doctor.measured(ill, {}, {})) == []
    assert said(doctor.measured(well, {}, {})) == []
    assert said(doctor.measured(ill, {}, {})) == []
    assert said(doctor.measured(ill, {}, {})) == [(Kind.DEAD_RELUS, True)]
    assert said(doctor.measured(ill, {}, {})) == [] and [one.kind for one in doctor.standing] == [Kind.DEAD_RELUS]
    assert said(doctor.measured(well, {}, {})) == []
    assert said(doctor.measured(well, {}, {})) == [(Kind.DEAD_RELUS, False)] and doctor.standing == ()


def test_that_nothing_is_said_of_gradients_and_baselines_while_everything_is_still_unlearned() -> None:
    doctor = Diagnostician(100, BASELINE, BASELINE)
    for step in (1, 3, 5, 7, 9):
        assert doctor.tested(step, {"accuracy": 0.1, "loss": 2.3}, 2.3, {"output": 1e6}) == []
    told = [verdict for step in (10, 20, 30, 40, 50) for verdict in after(doctor, step)]
    assert said(told) == [(Kind.EXPLODING, True)]
    told = [verdict for step in (60, 70, 80) for verdict in after(doctor, step)]
    assert said(told) == [(Kind.BASELINE, True)]


def after(doctor: Diagnostician, step: int) -> list[Verdict]:
    return doctor.tested(step, {"accuracy": 0.1, "loss": 2.3}, 2.3, {"output": 1e6})


def test_that_the_last_test_on_everything_decides_about_the_baseline_at_once() -> None:
    doctor = Diagnostician(100, BASELINE, BASELINE)
    for step in (70, 80, 90):
        after(doctor, step)
    assert Kind.BASELINE in {one.kind for one in doctor.standing}
    verdicts = doctor.tested(100, {"accuracy": 0.5, "loss": 1.0}, 1.0, {}, final=True)
    assert said(verdicts) == [(Kind.BASELINE, False)]


def test_that_units_that_are_dead_are_not_told_twice_as_a_vanishing_gradient() -> None:
    norms = {"a": 1e-9, "output": 1.0}
    for dead, expected in (({"a": 1.0}, []), ({"a": 0.1}, [(Kind.VANISHING, True)])):
        doctor = Diagnostician(100, BASELINE, BASELINE)
        doctor.measured(dead, {}, {})
        told = [one for step in (20, 30, 40) for one in doctor.tested(step, {"loss": 1.0, "accuracy": 0.9}, 1.0, norms)]
        assert said(told) == expected


def test_that_a_test_loss_that_is_no_number_breaks_no_rule() -> None:
    doctor = Diagnostician(100, BASELINE, BASELINE)
    for step in range(10):
        assert doctor.tested(step, {"loss": nan if step % 2 else inf, "accuracy": 0.5}, nan, {}) == []


def test_that_a_live_test_is_held_against_the_baseline_of_its_own_examples() -> None:
    def said(live: float, whole: float, value: float, final: bool) -> bool:
        doctor = Diagnostician(100, {"accuracy": whole}, {"accuracy": live})
        verdicts = [doctor.tested(step, {"accuracy": value, "loss": 1.0}, 1.0, {}, final) for step in range(70, 95, 5)]
        return any(one.finding.kind is Kind.BASELINE for found in verdicts for one in found)

    assert said(live=0.5, whole=0.2, value=0.5, final=False) and not said(live=0.2, whole=0.5, value=0.5, final=False)
    assert said(live=0.2, whole=0.5, value=0.5, final=True) and not said(live=0.5, whole=0.2, value=0.5, final=True)
