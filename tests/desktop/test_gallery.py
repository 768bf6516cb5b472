"""What the gallery says of a preset before it is run."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from playground.desktop.setup.preset_gallery import PresetInfo
from playground.experiment import presets


def test_that_where_no_whole_answer_can_be_guessed_the_baseline_of_single_tokens_stands_beside(qtbot: QtBot) -> None:
    about = PresetInfo()
    qtbot.addWidget(about)
    about.show_preset(presets.find("transformer-reverse"), "en")
    said = " ".join(label.text() for label in about.findChildren(QLabel)).replace("\u202f", " ")
    assert "baseline exact accuracy 0 % · token accuracy 10.1 %" in said
    about.show_preset(presets.find("transformer-gpt"), "en")
    assert any("baseline 3.75" in label.text() for label in about.findChildren(QLabel))
