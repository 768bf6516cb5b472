"""The gallery: presets in groups, filtered, with what is to be expected of them before they are run."""

from dataclasses import replace
from operator import and_
from pathlib import Path

import pytest
from desk import Desk, discard, falling, story
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from playground.desktop.i18n import language
from playground.desktop.setup.preset_gallery import PresetGallery
from playground.desktop.setup.preset_groups import GalleryFilter
from playground.desktop.setup.preset_info import PresetInfo
from playground.desktop.state.open_document import open_experiment
from playground.experiment import presets
from playground.protocol.events import RunState, StateChanged

FINISHED = RunState.FINISHED


def test_that_where_no_whole_answer_can_be_guessed_the_baseline_of_single_tokens_stands_beside(qtbot: QtBot) -> None:
    about = PresetInfo()
    qtbot.addWidget(about)
    about.show_preset(presets.find("transformer-reverse"), "en")
    said = " ".join(label.text() for label in about.findChildren(QLabel)).replace("\u202f", " ")
    assert "baseline exact accuracy 0 % · token accuracy 10.1 %" in said
    about.show_preset(presets.find("transformer-gpt"), "en")
    assert any("baseline 3.75" in label.text() for label in about.findChildren(QLabel))


@pytest.mark.parametrize("spoken", ["en", "zh_CN"])
@pytest.mark.parametrize("most", range(140, 225, 7))
def test_that_a_lesson_without_room_ends_between_two_of_its_lines(qtbot: QtBot, spoken: str, most: int) -> None:
    about = PresetInfo()
    qtbot.addWidget(about)
    about.show_preset(presets.find("attention-seed"), spoken)
    about.resize(240, most)
    about.fit(240, most)
    about.show()
    qtbot.wait(1)
    scroll = about.findChildren(QScrollArea)[0]
    height, lesson = scroll.viewport().height(), scroll.widget().grab().toImage()
    assert 30 < height < lesson.height()
    ground = lesson.pixel(0, 0)
    above, below = ([lesson.pixel(x, y) != ground for x in range(lesson.width())] for y in (height - 1, height))
    assert not any(map(and_, above, below)), "a letter is cut through"


@pytest.mark.parametrize("name", ["transformer-sort", "vae-digits", "cnn-digits"])
def test_that_the_preset_of_the_start_is_in_view_however_far_down_it_stands(
    qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    desk = Desk(tmp_path)
    try:
        desk.window.resize(1280, 720)
        desk.window.show()
        qtbot.wait(20)
        desk.parts.control.open(open_experiment(name))  # as the program does once the window is painted
        qtbot.wait(50)
        gallery = desk.parts.setup.gallery
        assert gallery.current() == name
        assert gallery.list.viewport().rect().contains(gallery.list.visualRect(gallery.list.currentIndex()))
    finally:
        discard(desk)


def headings(desk: Desk) -> list[str]:
    return [row for row in desk.parts.setup.gallery.list.presets.rows if isinstance(row, str)]


def test_that_presets_stand_in_groups_and_what_is_broken_on_purpose_under_a_heading_of_its_own(desk: Desk) -> None:
    rows = desk.parts.setup.gallery.list.presets.rows
    assert headings(desk)[0] == "CNN" and headings(desk)[-1] == "Broken on purpose"
    assert "Time series" in headings(desk) and len(set(headings(desk))) == len(headings(desk)) == 7
    last = rows.index("Broken on purpose")
    broken = [row.name.startswith("broken-") for row in rows if not isinstance(row, str)]
    assert broken == sorted(broken) and sum(broken) == len(rows) - last - 1 == 8
    assert len(desk.parts.setup.gallery.names()) == len(presets.gallery())


def test_that_a_heading_cannot_be_chosen_and_the_arrow_keys_step_over_it(desk: Desk, qtbot: QtBot) -> None:
    gallery, chosen = desk.parts.setup.gallery, []
    gallery.chosen.connect(chosen.append)
    names = gallery.names()
    last_cnn = max(at for at, name in enumerate(names) if name.startswith("cnn"))
    gallery.select(names[last_cnn])
    qtbot.keyClick(gallery.list, Qt.Key.Key_Down)
    assert chosen == [names[last_cnn + 1]] and gallery.current() == chosen[0]


def test_that_filters_leave_what_is_wanted_under_its_headings_and_say_when_nothing_is_left(desk: Desk) -> None:
    gallery = desk.parts.setup.gallery
    choices = gallery.filter
    choices.more.setChecked(True)
    choices.lesson.setChecked(True)
    with_lesson = gallery.names()
    assert with_lesson == [name for name in with_lesson if presets.find(name).lesson] != []
    choices.architecture.setCurrentIndex(choices.architecture.findData("transformer"))
    assert set(gallery.names()) < set(with_lesson)
    assert all(presets.find(name).summary()["architecture"] == "transformer" for name in gallery.names())
    choices.lesson.setChecked(False)
    choices.task.setCurrentIndex(choices.task.findData("series"))
    assert gallery.names() == ["transformer-mackey-glass", "broken-collapsed-attention"]
    assert headings(desk) == ["Time series", "Broken on purpose"]
    choices.search.setText("no such thing")
    assert gallery.names() == [] and headings(desk) == []
    choices.search.clear()
    choices.more.setChecked(False)
    assert len(gallery.names()) == len(presets.gallery()), "what is hidden filters nothing"


def test_that_a_short_run_is_one_whose_time_is_known_and_a_minute_at_most() -> None:
    preset = presets.find("cnn-digits")
    wanted = GalleryFilter(short=True)
    assert [wanted.takes(preset, seconds) for seconds in (0.0, 3.0, 60.0, 61.0)] == [False, True, True, False]


def test_that_the_card_says_how_long_the_run_takes_as_it_took_on_this_machine(desk: Desk) -> None:
    model = desk.parts.setup.gallery.list.presets
    preset = presets.find("cnn-digits")
    assert preset.about.seconds > 0 and model.time_of(preset) == f"{preset.about.seconds:.0f} s"
    run = desk.run()
    desk.say(*story(run), replace(falling(301, 600), run=run, steps_per_second=4.5), StateChanged(run, FINISHED))
    assert desk.memory.times == {"cnn-digits": 200.0} and model.time_of(preset) == "3 min"
    index = model.index_of("cnn-digits")
    assert "3 min" in str(model.data(index, Qt.ItemDataRole.AccessibleTextRole))
    desk.memory._settings.setValue("times", "[1]")
    assert desk.memory.times == {}


def test_that_every_shipped_preset_says_how_long_it_takes() -> None:
    assert [preset.name for preset in presets.gallery() if preset.about.seconds <= 0] == []


@pytest.mark.parametrize("language_", ["en", "zh_CN"])
@pytest.mark.parametrize("height", [260, 420, 900])
def test_that_the_list_keeps_its_share_of_the_height_and_a_long_text_beside_it_can_be_scrolled(
    qtbot: QtBot, height: int, language_: str
) -> None:
    language.speak(language_)
    try:
        gallery = PresetGallery(lambda preset: 1.0)
        qtbot.addWidget(gallery)
        gallery.resize(230, height)
        gallery.show()
        for name in ("rnn-characters", "cnn-digits", "broken-vanishing-gradient", "rnn-characters"):
            gallery.select(name)
            QApplication.processEvents()
            scroll = gallery.findChildren(QScrollArea)[-1]
            hidden = scroll.widget().height() - scroll.viewport().height()
            assert scroll.verticalScrollBar().maximum() == max(hidden, 0), "what is not seen can be scrolled to"
            assert gallery.list.height() >= 0.3 * height
            assert hidden <= 0 or gallery.list.height() <= 0.6 * height, "no text is scrolled where there is room"
    finally:
        language.speak("en")
