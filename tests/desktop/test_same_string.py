"""The same string comes back: from a field, from what is copied out of it, and from every file that carries words."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.data.editing import Writing
from playground.desktop.painting import picture_writer
from playground.desktop.specimen.page import TextPage
from playground.desktop.specimen.text_editor import SpecimenTextEditor
from playground.desktop.state.png_metadata import texts
from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.experiment.overrides import override
from playground.experiment.setting_paths import put
from playground.experiment.writing import to_toml
from playground.runs import packs

NASTY = [
    "a\u00a0b", "a\u2028b", "a\u2029b", "a\tb", "a\r\nb\rc\n\nd", "\r\n", "é e\u0301", "汉字\u3000😀\u00a0👩\u200d🔬",
    "\u200b\u202eabc\ufeff", "  a  \n ", "\u0085x\x0b\x0c", "''\"\"\\", "", "\n",
]  # fmt: skip


@pytest.mark.parametrize("most", [0, 500], ids=["line", "page"])
@pytest.mark.parametrize("text", NASTY)
def test_that_a_field_gives_back_what_it_was_given(qtbot: QtBot, text: str, most: int) -> None:
    field = SpecimenTextEditor(Writing("A text.", "abc", most))
    qtbot.addWidget(field)
    field.put(text)
    assert field.given() == text


@pytest.mark.parametrize("text", NASTY)
def test_that_typing_changes_only_what_is_typed(qtbot: QtBot, text: str) -> None:
    page = TextPage()
    qtbot.addWidget(page)
    page.put(text)
    page.moveCursor(page.textCursor().MoveOperation.End)
    qtbot.keyClicks(page, "x y")
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert page.text() == text + "x y\n"
    page.moveCursor(page.textCursor().MoveOperation.Start)
    qtbot.keyClick(page, Qt.Key.Key_A)
    assert page.text() == f"a{text}x y\n"
    for _ in range(6):
        page.undo()
    assert page.text().replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n") == (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n")
    )


def test_that_what_is_pasted_and_copied_keeps_its_characters(qtbot: QtBot) -> None:
    page = TextPage()
    qtbot.addWidget(page)
    page.put("😀 a\u00a0b\r\nc")
    page.selectAll()
    page.copy()
    assert QApplication.clipboard().text() == "😀 a\u00a0b\r\nc"
    QApplication.clipboard().setText("1\u00a02\u20283")
    page.paste()
    assert page.text() == "1\u00a02\u20283"
    QApplication.clipboard().clear()


@pytest.mark.parametrize("text", NASTY)
def test_that_files_carry_the_same_string(tmp_path: Path, text: str) -> None:
    preset = presets.find("transformer-gpt")
    values = preset.experiment.values()
    put(values, "task.file", text)
    experiment = Experiment.parse(values)
    assert override(preset.experiment, ["task.file=" + _toml(text)]) == experiment
    written = to_toml(preset.about, experiment, preset.lesson)
    assert presets.parse(written.encode(), "mine", "mine.toml").experiment == experiment
    from PySide6.QtCore import QSize

    drawing = picture_writer.Picture(
        QSize(40, 30), QColor("white"), lambda *_: None, text={"experiment": experiment.to_json()}
    )
    path = tmp_path / "a.png"
    picture_writer.save(drawing, path, 1)
    assert Experiment.from_json(texts(path)["experiment"]) == experiment
    described = ElementTree.fromstring(picture_writer.svg(drawing)).find("{http://www.w3.org/2000/svg}desc")
    assert described is not None and Experiment.from_json(described.text or "") == experiment


def _toml(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)


def test_that_a_pack_says_the_name_that_it_was_given(tmp_path: Path) -> None:
    for number, text in enumerate(NASTY[:-2]):
        recording = tmp_path / "r.run"
        recording.write_bytes(b"x")
        packs.write(tmp_path / f"{number}.zip", recording, packs.Shown(text, 3), {})
        assert packs.check(tmp_path / f"{number}.zip").name == text
