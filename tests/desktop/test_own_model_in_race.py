"""A model of one's own in a race: the user is asked before its code runs, as Run asks."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import Desk, press, story
from test_own_model_in_window import TEXT, model, opened, ran
from test_race import window

from playground.desktop.race.race_controller import RaceController
from playground.desktop.state.open_document import OpenDocument
from playground.experiment.experiment import Experiment
from playground.foundation.places import consents_file
from playground.protocol.commands import Advance
from playground.protocol.commands import Race as Command


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.py"
    path.write_text(TEXT, encoding="utf-8")
    return path


def races(desk: Desk) -> list[Command]:
    return [command for command in desk.sent if isinstance(command, Command)]


def steps(desk: Desk) -> list[Advance]:
    return [command for command in desk.sent if isinstance(command, Advance)]


def own_against_a_preset(desk: Desk) -> RaceController:
    """The experiment in Setup, which is a file's, against a preset on the same task."""
    desk.parts.race.show("")
    a, b = window(desk.parts.race).entrants
    a.choice.setCurrentIndex(0)
    b.choice.setCurrentIndex(b.choice.findData("mlp-digits"))
    assert (a.value, b.value) == ("", "mlp-digits")
    return desk.parts.race


@pytest.mark.parametrize("button", ["run", "step"])
def test_that_a_race_asks_first_above_its_own_window_and_then_begins(
    desk: Desk,
    mine: Path,
    button: str,
) -> None:
    experiment = opened(desk, mine)
    race = own_against_a_preset(desk)
    getattr(window(race), button).click()
    box = model(desk).told
    assert box is not None and box.text() == "Run this file's code?" and box.parent() is race.window
    assert not races(desk) and not race.active and not ran(mine)
    assert "is not allowed to run yet" in window(race).words.text()
    press(box, "Run its code")
    (command,) = races(desk)
    assert Experiment.from_json(command.first.experiment) == experiment
    assert command.first.paused is (button == "step") and len(steps(desk)) == (button == "step")
    assert race.active and window(race).stop.isEnabled()


def test_that_no_is_no_and_can_be_asked_again(desk: Desk, mine: Path) -> None:
    opened(desk, mine)
    race = own_against_a_preset(desk)
    for _ in range(2):
        window(race).run.click()
        press(model(desk).told, "Cancel")
        assert not races(desk) and not race.active and not consents_file().exists() and not ran(mine)
    assert window(race).run.isEnabled()


def test_that_one_yes_is_enough_where_both_lanes_have_the_file(desk: Desk, mine: Path) -> None:
    opened(desk, mine)
    race = own_against_a_preset(desk)
    window(race).entrants[1].choice.setCurrentIndex(0)
    window(race).run.click()
    press(model(desk).told, "Run its code")
    assert len(races(desk)) == 1 and model(desk).told is None


def test_that_what_is_allowed_already_is_not_asked_about(desk: Desk, mine: Path) -> None:
    opened(desk, mine, forget=False)
    race = own_against_a_preset(desk)
    window(race).run.click()
    assert model(desk).told is None and len(races(desk)) == 1


def test_that_a_file_that_is_gone_is_said_in_the_race_and_nothing_starts(desk: Desk, mine: Path) -> None:
    opened(desk, mine)
    mine.unlink()
    race = own_against_a_preset(desk)
    window(race).run.click()
    assert model(desk).told is None and not races(desk)
    assert "is not here: its pictures can be seen, but it cannot be run." in window(race).words.text()


def test_that_a_run_begun_while_the_question_stood_is_not_ended(desk: Desk, mine: Path) -> None:
    opened(desk, mine)
    race = own_against_a_preset(desk)
    window(race).run.click()
    box = model(desk).told
    desk.parts.control.open(OpenDocument("mine", race.experiments()[1]))
    desk.say(*story(desk.run()))
    press(box, "Run its code")
    assert not races(desk) and "stop it first" in window(race).words.text()
