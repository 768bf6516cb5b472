"""Messages: each goes with what it speaks of, none is kept in a layout, and nothing that is on ends without a word."""

from dataclasses import replace
from pathlib import Path

import pytest
from desk import DIGITS, Desk, discard, story
from PySide6.QtWidgets import QDockWidget, QFileDialog, QPushButton, QToolBar, QWidget
from pytestqt.qtbot import QtBot

from playground.desktop.state.open_document import OpenDocument
from playground.desktop.state.window_settings import LAYOUT_VERSION
from playground.desktop.widgets.message_bar import Topic
from playground.experiment import presets
from playground.protocol.commands import Start
from playground.protocol.engine_events import EngineSilent
from playground.protocol.events import RunState, StateChanged


def press(desk: Desk, words: str) -> None:
    next(button for button in desk.parts.banner.findChildren(QPushButton) if button.text() == words).click()


def opened(desk: Desk, name: str = "other") -> OpenDocument:
    return OpenDocument(name, DIGITS)


def test_that_a_message_is_in_no_saved_layout_and_no_restored_layout_shows_one(desk: Desk) -> None:
    docks, banner = desk.parts.board.docks, desk.parts.banner
    quiet = docks.save()
    banner.say("Something went wrong.")
    kept = docks.save()
    assert not banner.isHidden()
    banner.dismiss()
    assert desk.window.restoreState(kept, LAYOUT_VERSION) and banner.isHidden()
    banner.say("Something went wrong.")
    loud = desk.window.saveState(LAYOUT_VERSION)  # as earlier versions kept it
    banner.dismiss()
    assert docks.restore(loud) and banner.isHidden()
    banner.say("Something went wrong.")
    assert docks.restore(quiet) and not banner.isHidden()


def test_that_a_panel_shown_alone_is_not_how_the_layout_is_remembered(desk: Desk) -> None:
    docks = desk.parts.board.docks
    whole = docks.save()
    docks.expand(desk.parts.board.cards[2])
    assert docks.save() == whole


def test_that_only_one_module_saves_and_restores_the_state_of_the_window() -> None:
    desktop = Path(presets.shipped("presets")).parent / "playground" / "desktop"
    users = {path.name for path in desktop.rglob("*.py") if "saveState(" in path.read_text(encoding="utf-8")}
    assert users == {"dock_layout.py"}


def test_that_what_is_said_of_a_run_goes_with_the_run_and_other_sentences_stay(desk: Desk) -> None:
    banner = desk.parts.banner
    desk.parts.control.run_from(desk.folder / "a.safetensors", DIGITS)
    assert "A new run starts from the weights" in banner.text
    desk.parts.control.reset()
    desk.parts.control.open(OpenDocument("mine", DIGITS))
    assert banner.text == ""
    banner.say("Something went wrong inside the program.")
    desk.parts.control.reset()
    desk.say(EngineSilent(3.0), EngineSilent(0.0))
    banner.say("Something went wrong inside the program.")
    desk.say(EngineSilent(0.0))
    assert "went wrong" in banner.text


def test_that_the_question_before_closing_is_asked_again_once_it_can_no_longer_be_read(
    desk: Desk, qtbot: QtBot
) -> None:
    desk.say(*story(desk.run()))
    leaving = desk.parts.leaving
    assert not leaving.may_close()
    desk.parts.banner.say("Something else.")
    assert not leaving.may_close() and "Close again" in desk.parts.banner.text
    assert leaving.may_close()
    desk.parts.banner.drop(Topic.RUN)
    assert not leaving.may_close()
    press(desk, "Dismiss")
    assert not leaving.may_close()


def test_that_opening_a_file_ends_no_training_unasked(desk: Desk) -> None:
    run = desk.run()
    desk.say(*story(run))
    desk.parts.doors.opened.emit(opened(desk))
    assert desk.parts.commands.run.active and desk.parts.commands.run.number == run
    assert "Opening other ends it" in desk.parts.banner.text
    press(desk, "End it and open")
    assert not desk.parts.commands.run.active and desk.parts.setup.name == "other"


def test_that_run_in_the_window_asks_before_it_ends_a_race(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(desk.parts.race), "active", property(lambda race: True))
    desk.parts.control.run()
    assert not any(isinstance(command, Start) for command in desk.sent)
    assert "Race in progress" in desk.parts.banner.text
    press(desk, "End the race and run")
    assert any(isinstance(command, Start) for command in desk.sent)


def test_that_the_next_start_knows_the_opened_experiment_under_its_own_name(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.window.show()
    desk.parts.control.choose("rnn-first-symbol-lstm")
    desk.parts.control.open(OpenDocument("from-a-file", DIGITS))
    discard(desk)
    assert desk.memory.preset == "from-a-file" and desk.memory.experiment == DIGITS


def test_that_following_another_recording_ends_when_a_run_begins_here(desk: Desk, recordings: dict[str, Path]) -> None:
    path = recordings["rnn-sine"]
    desk.parts.commands.run.watch(path, DIGITS)
    desk.parts.following.start(path, desk.parts.commands.run.number)
    desk.parts.following._timer.start()
    desk.parts.control.run()
    assert not desk.parts.following.active and not desk.parts.commands.run.foreign


def test_that_an_opened_recording_is_marked_in_the_gallery_by_the_preset_it_was_made_from(desk: Desk) -> None:
    preset = presets.find("cnn-digits")
    desk.parts.control.open(replace(opened(desk), preset=preset))
    assert desk.parts.setup.gallery.current() == "cnn-digits"


def test_that_what_was_saved_is_said_over_the_window_and_goes_by_itself(desk: Desk, qtbot: QtBot) -> None:
    toast = desk.parts.toast
    desk.window.statusBar().showMessage("Saved digits.png", 200)
    assert toast.isVisible() and toast.text() == "Saved digits.png"
    assert desk.window.rect().contains(toast.geometry())
    qtbot.waitUntil(lambda: not toast.isVisible(), timeout=3000)


def test_that_another_preset_clears_the_pictures_and_titles_of_the_run_before(desk: Desk) -> None:
    run = desk.run()
    desk.say(*story(run), StateChanged(run, RunState.FINISHED))
    desk.parts.control.choose("rnn-first-symbol-lstm")
    assert desk.parts.commands.run.started is None and desk.parts.board.loss.is_empty()
    titles = {card.windowTitle() for card in desk.parts.board.cards if card.isVisible()}
    assert "Feature maps" not in titles and "Kernels" not in titles and "Loss" in titles


def test_that_a_theme_changes_colours_only(desk: Desk) -> None:
    desk.furnish()
    gallery = desk.parts.setup.gallery
    gallery.filter.search.setText("lstm")
    shown = gallery.names()
    fonts = [(type(widget).__name__, widget.font().toString()) for widget in _lasting(desk)]
    sizes = [widget.sizeHint() for widget in _lasting(desk)]
    desk.parts.appearance.toggle_theme()
    assert gallery.names() == shown
    assert [(type(widget).__name__, widget.font().toString()) for widget in _lasting(desk)] == fonts
    assert [widget.sizeHint() for widget in _lasting(desk)] == sizes


def _lasting(desk: Desk) -> list[QWidget]:
    window = desk.window
    return [
        window.menuBar(),
        window.parts.progress,
        *(card.titleBarWidget() for card in window.parts.board.cards if card.isVisible()),
    ]


def test_that_a_lesson_that_trained_anew_offers_the_run_of_before(desk: Desk, qtbot: QtBot) -> None:
    run = desk.run()
    desk.say(*story(run), StateChanged(run, RunState.FINISHED))
    desk.parts.lessons.starter.preset = presets.find("cnn-digits")
    desk.parts.lessons.presentation.enter()
    desk.parts.lessons.presentation.leave()
    assert "the one before it stays recorded" in desk.parts.banner.text
    assert any(button.text() == "Show it again" for button in desk.parts.banner.findChildren(QPushButton))


def test_that_everything_in_a_saved_layout_has_a_name_of_its_own(desk: Desk) -> None:
    parts = [*desk.window.findChildren(QToolBar), *desk.window.findChildren(QDockWidget)]
    names = [part.objectName() for part in parts]
    assert all(names) and len(set(names)) == len(names) > 18


def test_that_thinking_better_of_opening_a_file_leaves_the_training_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = desk.run()
    desk.say(*story(run))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *words, **more: ("", ""))
    sent = list(desk.sent)
    desk.parts.actions_.open.trigger()
    assert desk.sent == sent and desk.parts.commands.run.active and desk.parts.banner.text == ""
