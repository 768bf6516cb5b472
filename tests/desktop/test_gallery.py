"""What the gallery says of a preset before it is run."""

from pathlib import Path

import pytest
from desk import Desk, discard
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from playground.desktop.setup.preset_gallery import PresetInfo
from playground.desktop.state.open_document import open_experiment
from playground.experiment import presets


def test_that_where_no_whole_answer_can_be_guessed_the_baseline_of_single_tokens_stands_beside(qtbot: QtBot) -> None:
    about = PresetInfo()
    qtbot.addWidget(about)
    about.show_preset(presets.find("transformer-reverse"), "en")
    said = " ".join(label.text() for label in about.findChildren(QLabel)).replace("\u202f", " ")
    assert "baseline exact accuracy 0 % · token accuracy 10.1 %" in said
    about.show_preset(presets.find("transformer-gpt"), "en")
    assert any("baseline 3.75" in label.text() for label in about.findChildren(QLabel))


@pytest.mark.parametrize("name", ["transformer-sort", "vae-digits", "cnn-digits"])
def test_that_the_preset_of_the_start_is_in_view_however_far_down_it_stands(
    qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    desk = Desk(tmp_path)
    try:
        desk.window.resize(1280, 720)
        desk.window.show()
        qtbot.wait(20)
        desk.window.control.open(open_experiment(name))  # as the program does once the window is painted
        qtbot.wait(50)
        entries = desk.window.setup.gallery._list
        assert entries.currentItem().data(Qt.ItemDataRole.UserRole) == name
        assert entries.viewport().rect().contains(entries.visualItemRect(entries.currentItem()))
    finally:
        discard(desk)
