"""A lesson in the window: its scenes beside the panels, answered by clicks or numbers, told on on the stage."""

from __future__ import annotations

import pytest
from desk import Desk, discard, story
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from playground.desktop.presentation.question import Option
from playground.experiment import presets
from playground.protocol.events import RunState, StateChanged


def lesson_of(desk: Desk) -> None:
    desk.parts.lessons.starter.take_preset(presets.find("cnn-digits"))


def test_that_the_action_is_off_where_nothing_loaded_has_a_lesson(desk: Desk) -> None:
    lesson_of(desk)
    assert desk.parts.actions_.lesson.isEnabled()
    desk.parts.lessons.starter.take_preset(None)
    assert not desk.parts.actions_.lesson.isEnabled()


def test_that_a_lesson_is_told_beside_the_panels_and_ends_with_the_window_as_before(desk: Desk, qtbot: QtBot) -> None:
    window = desk.window
    window.show()
    window.parts.control.choose("cnn-digits")
    dock, guide, scenes = window.parts.lessons.dock, window.parts.lessons.guide, presets.find("cnn-digits").lesson
    assert not guide.on and dock.isHidden()
    window.parts.actions_.lesson.trigger()
    assert guide.on and not dock.isHidden() and window.parts.actions_.lesson.isChecked()
    assert dock.words == scenes[0].text.read("en")
    assert window.parts.commands.run.experiment == presets.find("cnn-digits").experiment
    for name in scenes[0].panels:
        assert not next(card for card in window.parts.board.cards if card.panel.name == name).isHidden()
    qtbot.keyClick(dock, Qt.Key.Key_Escape)
    assert not guide.on and dock.isHidden() and not window.parts.actions_.lesson.isChecked()
    assert not window.parts.setup.isHidden() and not window.parts.board.hide_later


def test_that_a_question_is_answered_by_a_click_or_a_number(desk: Desk, qtbot: QtBot) -> None:
    window = desk.window
    window.show()
    window.parts.control.choose("cnn-digits")
    window.parts.actions_.lesson.trigger()
    dock = window.parts.lessons.dock
    while dock.question is None:
        before = dock.words
        qtbot.mouseClick(dock.next, Qt.MouseButton.LeftButton)
        assert dock.words != before or dock.question is not None
    options = dock.question.findChildren(Option)
    qtbot.mouseClick(options[1], Qt.MouseButton.LeftButton)
    qtbot.keyClick(dock, Qt.Key.Key_1)
    assert [option._hands.text() for option in options][:2] == ["1", "1"]
    qtbot.keyClick(dock, Qt.Key.Key_Backspace)
    assert [option._hands.text() for option in options][:2] == ["0", "1"]


def test_that_the_stage_goes_on_where_the_window_is_and_back(desk: Desk, qtbot: QtBot) -> None:
    window = desk.window
    window.show()
    window.parts.control.choose("cnn-digits")
    window.parts.actions_.lesson.trigger()
    dock, presentation = window.parts.lessons.dock, window.parts.lessons.presentation
    qtbot.mouseClick(dock.next, Qt.MouseButton.LeftButton)
    words = dock.words
    run = window.parts.commands.run.number
    presentation.enter()
    assert presentation.stage is not None and not window.parts.lessons.guide.on
    assert presentation.stage.caption.words == words and window.parts.commands.run.number == run
    presentation.leave()
    assert window.parts.lessons.guide.on and dock.words == words and window.parts.commands.run.number == run
    window.parts.lessons.guide.leave()


def test_that_what_a_training_hinders_is_said_until_it_is_over(desk: Desk) -> None:
    desk.parts.control.choose("cnn-digits")
    run = desk.run()
    desk.say(*story(run))
    desk.parts.lessons.guide.toggle()
    assert "Training in progress; stop it" in desk.parts.banner.text
    desk.say(StateChanged(run, RunState.FINISHED))
    assert desk.parts.banner.text == ""


def test_that_another_preset_ends_the_lesson(desk: Desk) -> None:
    window = desk.window
    window.show()
    window.parts.control.choose("cnn-digits")
    window.parts.actions_.lesson.trigger()
    lesson_of(desk)
    assert not window.parts.lessons.guide.on and window.parts.lessons.dock.isHidden()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_that_the_words_of_any_lesson_stand_in_the_narrow_column(desk: Desk, language: str) -> None:
    dock = desk.parts.lessons.dock
    desk.window.show()
    desk.parts.board.docks.column.accompany(dock)
    scroll = dock.findChild(QScrollArea)
    for name in presets.names():
        for scene in presets.find(name).lesson:
            dock._words.setText(scene.text.read(language))
            dock.ask(scene.ask, language)
            if dock.question is not None:
                dock.question.show_votes([0] * len(scene.ask.options), True, False)
            room = dock.minimumWidth() - 2 * 10 - scroll.verticalScrollBar().sizeHint().width()
            assert scroll.widget().minimumSizeHint().width() <= room, name


def test_that_a_window_that_was_closed_in_a_lesson_comes_back_without_an_empty_one(desk: Desk) -> None:
    desk.window.show()
    desk.parts.control.choose("cnn-digits")
    desk.parts.actions_.lesson.trigger()
    assert not desk.parts.lessons.dock.isHidden()
    desk.parts.board.docks.remember(desk.memory)
    desk.memory.save()
    again = Desk(desk.folder)
    again.window.show()
    again.window.parts.control.choose("cnn-digits")
    shown = not again.window.parts.lessons.dock.isHidden()
    discard(again)
    assert not shown
