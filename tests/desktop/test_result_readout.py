"""How good the run is, beside its progress: in the task's metric, with band and baseline, marked, never jumping."""

from dataclasses import replace
from pathlib import Path

import pytest
from desk import DIGITS, Desk, started, story
from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter
from pytestqt.qtbot import QtBot
from written import written

from playground.desktop.i18n import language
from playground.desktop.i18n.formatting import fixed, with_metric
from playground.desktop.i18n.retranslation import retranslate
from playground.desktop.painting.picture_writer import Picture
from playground.desktop.shell.result_readout import ResultReadout
from playground.desktop.state.reference import Reference, Standing, reference
from playground.desktop.style.theme import LIGHT
from playground.experiment import presets
from playground.protocol.events import Evaluated, RunState, StateChanged


def drawn(readout: ResultReadout) -> list[str]:
    def paint(painter: QPainter, scale: float) -> None:
        readout.render(painter, QPoint())

    return [text.words for text in written(Picture(readout.size(), LIGHT.color("ground"), paint))]


def readout(desk: Desk) -> ResultReadout:
    return desk.parts.progress.result


def told(desk: Desk, accuracy: float, step: int = 350) -> str:
    desk.say(Evaluated(desk.parts.commands.run.number, step, {"loss": 0.3, "accuracy": accuracy}))
    return readout(desk).accessibleName()


def test_that_the_newest_result_stands_beside_what_is_expected_and_the_baseline(desk: Desk) -> None:
    assert readout(desk).words() == "" and drawn(readout(desk)) == []
    run = desk.run()
    desk.say(*story(run))
    desk.window.resize(1280, 720)
    words = told(desk, 0.986)
    assert words == "test accuracy 98.6\u2009%, as expected, expected 97–100\u2009%, baseline 7.8\u2009%"
    assert readout(desk).standing is Standing.WITHIN


def test_that_a_run_that_is_not_over_is_not_called_worse_than_expected(desk: Desk) -> None:
    run = desk.run()
    desk.say(*story(run))
    assert "not there yet" in told(desk, 0.5)
    desk.say(StateChanged(run, RunState.FINISHED))
    assert "worse than expected" in readout(desk).accessibleName()


def test_that_the_readout_does_not_move_when_numbers_get_longer(desk: Desk) -> None:
    run = desk.run()
    desk.say(*story(run, 100))
    sizes = {readout(desk).sizeHint().width() for accuracy in (0.0, 0.098, 1.0) if told(desk, accuracy)}
    assert len(sizes) == 1


@pytest.mark.parametrize("spoken", ["en", "zh_CN"])
def test_that_at_1280_all_of_it_is_seen_in_both_languages(desk: Desk, qtbot: QtBot, spoken: str) -> None:
    desk.window.resize(1280, 720)
    run = desk.run()
    desk.say(*story(run))
    told(desk, 0.986)
    language.speak(spoken)
    retranslate(desk.window, "en", spoken)
    desk.say()
    shown = readout(desk)
    qtbot.waitUntil(lambda: shown.width() >= shown.sizeHint().width())
    words = "".join(drawn(shown))  # where the font changes, Chinese is drawn in pieces
    assert shown.isVisible() and all(number in words for number in ("98.6\u2009%", "97–100\u2009%", "7.8\u2009%"))


def test_that_where_there_is_less_room_the_result_itself_stays_and_the_rest_is_in_the_tooltip(desk: Desk) -> None:
    run = desk.run()
    desk.say(*story(run))
    told(desk, 0.986)
    shown = readout(desk)
    shown.resize(shown.minimumSizeHint())
    assert drawn(shown) == ["test accuracy 98.6\u2009%"] and "baseline" in shown.toolTip()


def test_that_a_recorded_step_shows_its_own_result(desk: Desk) -> None:
    run = desk.run()
    desk.say(*story(run))
    window = desk.window
    readout(desk).show_state(window.parts.commands.run, 120, window.parts.board.loss.tested)
    assert "55.1" in readout(desk).words()


def test_that_a_band_speaks_for_every_seed_but_for_no_other_setting() -> None:
    preset = presets.find("cnn-digits")
    about = started()
    other_seed = DIGITS.model_copy(update={"training": DIGITS.training.model_copy(update={"seed": 7})})
    slower = DIGITS.model_copy(update={"training": DIGITS.training.model_copy(update={"learning_rate": 1e-4})})
    assert reference(about, other_seed, [preset]).band == (0.97, 1.0)
    assert reference(about, slower, [preset]) == Reference("accuracy", None, 0.08)


def test_that_without_a_preset_the_metric_is_the_tasks_own() -> None:
    series = presets.find("rnn-mackey-glass").experiment
    begun = replace(started(), baseline={"loss": 1.0, "mse": 0.2, "nmse": 1.0}, path=Path("y.run"))
    assert reference(begun, series, []).metric == "nmse"


@pytest.mark.parametrize(
    ("metric", "value", "standing"),
    [
        ("accuracy", 0.9697, Standing.WITHIN), ("accuracy", 0.9, Standing.WORSE), ("accuracy", 0.999, Standing.BETTER),
        ("mse", 0.9, Standing.BETTER), ("mse", 1.2, Standing.WORSE), ("mse", float("nan"), Standing.WORSE),
    ],
)  # fmt: skip
def test_that_better_is_more_of_an_accuracy_and_less_of_an_error(metric: str, value: float, standing: Standing) -> None:
    assert Reference(metric, (0.97, 0.99)).standing(value) is standing
    assert Reference(metric).standing(value) is Standing.UNKNOWN


def test_that_latin_letters_stand_apart_from_chinese_ones() -> None:
    language.speak("zh_CN")
    assert with_metric("测试{0}", "nmse") == "测试 NMSE"
    assert with_metric("测试{0} {1}", "accuracy", "9") == "测试准确率 9"
    assert with_metric("{0}的变化", "mse") == "MSE 的变化"
    language.speak("en")
    assert with_metric("test {0}", "mse") == "test MSE"


def test_that_a_number_below_zero_has_a_minus_and_none_at_zero() -> None:
    assert [fixed(value, 2) for value in (-0.034, -0.004, 0.0, 12.0)] == ["\u22120.03", "0.00", "0.00", "12.00"]
