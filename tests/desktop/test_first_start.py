"""The first start shows three panels and a sentence; every later one shows what was there last."""

from pathlib import Path

from desk import DIGITS, Desk, discard, story
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from playground.desktop.state.open_document import open_again, open_experiment
from playground.experiment.overrides import override
from playground.protocol.events import RunState, StateChanged


def seen(desk: Desk) -> set[str]:
    return {card.panel.name for card in desk.parts.board.cards if not card.isHidden()}


def test_that_the_first_start_shows_three_panels_and_one_sentence(desk: Desk) -> None:
    window = desk.window
    window.parts.welcome()
    first = seen(desk)
    assert len(first) == 3 and {"loss", "predictions"} < first
    assert "Press Run" in window.parts.banner.text
    run = desk.run()
    desk.say(*story(run))
    assert seen(desk) <= first, "a run brings no others"
    assert window.parts.banner.text == "More panels show what happens inside.", (
        "nobody is told to press what was pressed"
    )
    window.parts.control.choose("transformer-sort")
    assert len(seen(desk)) <= 3, "nor does another preset"
    next(button for button in window.parts.banner.findChildren(QPushButton) if button.text() == "All panels").click()
    assert len(seen(desk)) > 3 and window.parts.banner.text == ""
    window.parts.control.choose("cnn-digits")
    assert len(seen(desk)) > 3


def test_that_a_window_that_begins_with_a_run_tells_nobody_to_press_run(desk: Desk) -> None:
    desk.say(*story(desk.run()))
    desk.parts.welcome()
    assert desk.parts.banner.text == "More panels show what happens inside."


def test_that_an_input_of_ones_own_is_drawn_after_two_clicks_and_no_other_panel_comes_with_it(
    desk: Desk, qtbot: QtBot
) -> None:
    desk.parts.welcome()
    desk.say(*story(desk.run()))
    first = seen(desk)
    own = next(one for one in desk.parts.banner.findChildren(QPushButton) if one.text() == "Input of your own")
    qtbot.mouseClick(own, Qt.MouseButton.LeftButton)
    assert seen(desk) == first | {"specimen"}
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert [one.text() for one in desk.parts.banner.findChildren(QPushButton)] == ["All panels", "Dismiss"]
    desk.parts.control.choose("mlp-digits")
    assert "specimen" in seen(desk)


def test_that_whoever_was_here_before_is_told_nothing(desk: Desk) -> None:
    desk.parts.board.docks.remember(desk.memory)
    before = seen(desk)
    desk.parts.welcome()
    assert desk.parts.banner.text == "" and seen(desk) == before


def test_that_the_default_layout_shows_all_panels_from_then_on(desk: Desk) -> None:
    desk.parts.welcome()
    desk.parts.actions_.layout.trigger()
    assert len(seen(desk)) > 3 and desk.parts.banner.text == ""
    desk.say(*story(desk.run()))
    assert desk.parts.banner.text == ""


def test_that_whoever_wanted_all_panels_is_not_offered_them_again(desk: Desk) -> None:
    desk.parts.welcome()
    next(one for one in desk.parts.banner.findChildren(QPushButton) if one.text() == "All panels").click()
    desk.say(*story(desk.run()))
    assert desk.parts.banner.text == ""


def test_that_the_first_sentence_stays_away_once_it_was_dismissed(desk: Desk) -> None:
    desk.parts.welcome()
    next(one for one in desk.parts.banner.findChildren(QPushButton) if one.text() == "Dismiss").click()
    desk.say(*story(desk.run()))
    assert desk.parts.banner.text == "" and len(seen(desk)) <= 3


def test_that_the_recording_that_was_shown_last_is_there_again(
    desk: Desk, recordings: dict[str, Path], qtbot: QtBot
) -> None:
    path = recordings["rnn-sine"]
    desk.parts.control.open(open_experiment(str(path)))
    desk.window.close()
    desk.memory.save()
    assert desk.memory.run == str(path)
    again = Desk(desk.folder)
    last = again.memory.experiment
    assert last is not None
    again.window.parts.control.open(open_again(again.memory.preset, last, again.memory.run))
    assert again.window.parts.commands.run.path == path and not again.window.parts.board.loss.is_empty()
    discard(again)


def test_that_an_experiment_that_was_edited_since_comes_back_as_it_was_edited(
    desk: Desk, recordings: dict[str, Path]
) -> None:
    desk.parts.control.open(open_experiment(str(recordings["rnn-sine"])))
    desk.parts.draft.set("training.seed", 99)
    desk.window.close()
    assert desk.memory.run == ""


def test_that_a_recording_that_is_gone_leaves_its_experiment(tmp_path: Path) -> None:
    edited = override(DIGITS, ["training.seed=42"])
    opened = open_again("cnn-digits", edited, str(tmp_path / "gone.run"))
    assert opened.experiment == edited and opened.path is None and opened.preset is not None


def test_that_a_run_that_is_over_stands_first_among_the_recent_files(desk: Desk) -> None:
    run = desk.run()
    desk.say(*story(run))
    path = desk.parts.commands.run.path
    assert path is not None and desk.memory.recent == []
    path.touch()
    desk.say(StateChanged(run, RunState.FINISHED))
    assert desk.memory.recent == [str(path)] and desk.parts.recent.menuAction().isEnabled()
