"""The notice names what was measured with its number and one thing to try, gives way to errors, and stays dismissed."""

from dataclasses import replace

import pytest
from desk import Desk, started
from PySide6.QtWidgets import QPushButton

from playground.desktop.widgets.diagnosis_bar import ORDER
from playground.experiment import presets
from playground.experiment.diagnoses import DiagnosisKind as Kind
from playground.protocol.engine_events import EngineLost
from playground.protocol.events import Diagnosed, RunState, StateChanged

DEAD = Diagnosed(1, 300, Kind.DEAD_RELUS, "stages.1.activation", "dead_share", 0.94, 0.75)
BASELINE = Diagnosed(1, 300, Kind.BASELINE, "", "accuracy", 0.11, 0.08)


def begin(desk: Desk) -> int:
    number = desk.run()
    desk.say(started(number), StateChanged(number, RunState.RUNNING))
    return number


def dismiss(desk: Desk) -> None:
    buttons = [button for button in desk.parts.notice.findChildren(QPushButton) if button.text() == "Dismiss"]
    buttons[-1].click()


def test_that_the_layer_the_number_and_one_thing_to_try_are_said(desk: Desk) -> None:
    number = begin(desk)
    assert desk.parts.notice.text == ""
    desk.say(replace(DEAD, run=number))
    words = desk.parts.notice.text
    assert words == (
        "Layer stage 2 · activation: 94\u2009% of its ReLU units are zero for every test example. "
        "Try a smaller learning rate."
    )
    desk.say(replace(DEAD, run=number, holds=False))
    assert desk.parts.notice.text == ""


def test_that_the_cause_is_said_before_what_follows_from_it(desk: Desk) -> None:
    number = begin(desk)
    desk.say(replace(BASELINE, run=number))
    assert "does not clearly beat the baseline (majority class: 0.08)" in desk.parts.notice.text
    desk.say(replace(DEAD, run=number))
    assert "ReLU" in desk.parts.notice.text
    dismiss(desk)
    assert "baseline" in desk.parts.notice.text


def test_that_what_was_dismissed_is_not_said_again_in_this_run_but_in_the_next(desk: Desk) -> None:
    number = begin(desk)
    desk.say(replace(DEAD, run=number))
    dismiss(desk)
    assert desk.parts.notice.text == ""
    desk.say(replace(DEAD, run=number, step=400))
    assert desk.parts.notice.text == ""
    desk.say(StateChanged(number, RunState.FINISHED))
    number = begin(desk)
    desk.say(replace(DEAD, run=number))
    assert "ReLU" in desk.parts.notice.text


def test_that_a_diagnosis_waits_while_an_error_is_said(desk: Desk) -> None:
    number = begin(desk)
    desk.say(replace(DEAD, run=number))
    desk.say(EngineLost("The engine ended."))
    assert desk.parts.banner.text == "The engine ended." and desk.parts.notice.text == ""
    desk.parts.banner.hide()
    assert "ReLU" in desk.parts.notice.text


def test_that_a_run_that_diverged_says_in_the_error_which_layer_broke(desk: Desk) -> None:
    number = begin(desk)
    desk.say(Diagnosed(number, 13, Kind.DIVERGED, "stages.0.convolution", "last_finite_loss", 1e20, float("inf")))
    desk.say(StateChanged(number, RunState.FAILED, "The loss is no longer a finite number."))
    words = desk.parts.banner.text
    assert "step 13" in words and "stage 1 · convolution" in words and words.count("Try") == 1
    assert desk.parts.notice.text == ""


def test_that_a_diagnosis_of_an_earlier_run_is_not_heard(desk: Desk) -> None:
    number = begin(desk)
    desk.say(replace(DEAD, run=number - 1))
    assert desk.parts.notice.text == ""


def test_that_reset_forgets_it(desk: Desk) -> None:
    number = begin(desk)
    desk.say(replace(DEAD, run=number))
    desk.parts.control.reset()
    assert desk.parts.notice.text == ""


@pytest.mark.parametrize("kind", ORDER)
@pytest.mark.parametrize("quantity", ["accuracy", "gradient_first_to_last_step"])
def test_that_every_kind_has_a_sentence_with_its_number_and_one_piece_of_advice(
    desk: Desk, kind: Kind, quantity: str
) -> None:
    begin(desk)
    notice = desk.parts.notice
    event = Diagnosed(1, 300, kind, "stages.1.activation", quantity, 2.5e-13 if kind is Kind.VANISHING else 0.5, 0.1)
    number = {
        Kind.VANISHING: "2×10⁻¹³",
        Kind.DEAD_RELUS: "50\u2009%",
        Kind.UNIFORM: "50\u2009%",
        Kind.COLLAPSED: "50\u2009%",
    }.get(kind, "0.5")
    assert number in notice.sentence(event) and "{" not in notice.sentence(event)
    assert notice.advice(event).startswith("Try ") and notice.advice(event).count(".") == 1


@pytest.mark.parametrize(
    ("preset", "kind", "words"),
    [
        ("broken-vanishing-gradient", Kind.VANISHING, "LSTM or GRU"),
        ("rnn-forget-bias-0", Kind.VANISHING, "forget-gate bias"),
        ("broken-uniform-attention", Kind.UNIFORM, "weight decay"),
        ("broken-exploding-gradient", Kind.EXPLODING, "clipping"),
        ("broken-overfitting", Kind.OVERFITTING, "dropout"),
        ("broken-baseline-not-beaten", Kind.BASELINE, "larger learning rate"),
        ("broken-collapsed-attention", Kind.COLLAPSED, "smaller learning rate"),
    ],
)
def test_that_the_advice_fits_the_experiment(desk: Desk, preset: str, kind: Kind, words: str) -> None:
    desk.parts.notice.begin(replace(started(), experiment=presets.find(preset).experiment.to_json()))
    assert words in desk.parts.notice.advice(Diagnosed(1, 3, kind, "", "x", 0.5, 0.1))
