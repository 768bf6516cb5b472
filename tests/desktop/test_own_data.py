"""Data of one's own in the window: dropped or chosen, looked at elsewhere, told, and set up by one click."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from desk import Desk, press
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.desktop.controllers.data_controller import DataController
from playground.desktop.setup.text_choice import TextChoice
from playground.desktop.widgets.example_sheet import sheet


def pictures(folder: Path) -> Path:
    dice = np.random.default_rng(0)
    for name in ("left", "right"):
        (folder / name).mkdir(parents=True)
        for number in range(12):
            values = dice.integers(60, size=(16, 16), dtype=np.uint8)
            values[:, slice(0, 8) if name == "left" else slice(8, 16)] += 180
            Image.fromarray(values).save(folder / name / f"{number}.png")
    (folder / "right" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nand no more")
    return folder


def data(desk: Desk) -> DataController:
    return desk.parts.doors.data


def told(desk: Desk, qtbot: QtBot) -> list[str]:
    qtbot.waitUntil(lambda: data(desk).told is not None or (not desk.parts.banner.isHidden() and "…" not in
                    desk.parts.banner._label.text()), timeout=60000)  # fmt: skip
    box = data(desk).told
    return box.informativeText().splitlines() if box is not None else [desk.parts.banner._label.text()]


def test_that_a_folder_of_pictures_is_told_and_set_up(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    folder = pictures(tmp_path / "halves")
    desk.window.show()
    before = desk.parts.draft.experiment
    data(desk).look(folder)
    lines = told(desk, qtbot)
    assert "2 classes, 24 examples: left 12, right 12" in lines
    assert any("right/broken.png" in line for line in lines)
    assert desk.parts.draft.experiment == before
    box = data(desk).told
    assert box is not None and box.iconPixmap().width() > 0
    shown = box.iconPixmap().toImage()
    assert shown.pixelColor(shown.width() - 30, shown.height() // 2 - 30).alpha() == 255  # of a picture
    press(box, "Set up an experiment")
    made = desk.parts.draft.experiment
    assert made is not None and made.task.kind == "picture-folder" and desk.parts.draft.runnable == made
    assert str(made.task.model_dump()["folder"]) == str(folder) and made.architecture.kind == "cnn"


def test_that_a_table_is_told_and_that_cancelling_changes_nothing(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "waves.csv"
    path.write_text("month;value\n" + "\n".join(f"{i};{np.sin(i / 3):.4f}".replace(".", ",") for i in range(300)))
    desk.window.show()
    before = desk.parts.draft.experiment
    data(desk).look(path)
    assert any("300" in line for line in told(desk, qtbot))
    press(data(desk).told, "Cancel")
    assert desk.parts.draft.experiment == before and data(desk).told is None


def test_that_what_holds_no_data_is_said_in_one_sentence(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    data(desk).look(tmp_path / "nothing")
    (sentence,) = told(desk, qtbot)
    assert "nothing" in sentence and sentence.endswith(".") and data(desk).told is None


@pytest.mark.parametrize("name", ["halves", "waves.csv"])
def test_that_while_it_hovers_it_is_said_what_letting_go_would_do(desk: Desk, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if path.suffix:
        path.write_text("1\n2\n")
    else:
        path.mkdir()
    desk.window.show()
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, carried, Qt.MouseButton.LeftButton,
                            Qt.KeyboardModifier.NoModifier)  # fmt: skip
    QApplication.sendEvent(desk.window, event)
    assert event.isAccepted() and desk.parts.dropping._label.text() == f"Look at the data in {name}"


@pytest.mark.parametrize(
    ("name", "text", "kind", "architecture"),
    [
        ("story.txt", "It was a dark night, and the old man waited.\n" * 90, "characters", "rnn"),
        ("fra.txt", "\n".join(f"Tom waits {at}\tTom attend {at}\tCC-BY" for at in range(40)), "sentence-pairs",
         "transformer"),
    ],
)  # fmt: skip
def test_that_a_text_or_a_file_of_sentences_is_told_and_set_up(
    desk: Desk, qtbot: QtBot, tmp_path: Path, name: str, text: str, kind: str, architecture: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    data(desk).look(path)
    assert "Encoding: UTF-8." in told(desk, qtbot)
    press(data(desk).told, "Set up an experiment")
    made = desk.parts.draft.runnable
    assert made is not None and (made.task.kind, made.architecture.kind) == (kind, architecture)  # type: ignore[attr-defined]
    assert "task.encoding" in desk.parts.setup.form.setting_rows()  # it can be changed


def test_that_encoding_and_what_is_asked_for_are_chosen_before_a_text_is_set_up(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "text.txt"
    path.write_text("the cat sat on the mat. " * 200, encoding="utf-16")
    data(desk).look(path)
    told(desk, qtbot)
    box = data(desk).told
    assert box is not None
    (choice,) = box.findChildren(TextChoice)
    assert choice.encoding.currentData() == "auto" and choice.told.currentData() == "characters"
    choice.encoding.setCurrentIndex(choice.encoding.findData("utf-16"))
    choice.told.setCurrentIndex(choice.told.findData("next-word"))
    press(box, "Set up an experiment")
    made = desk.parts.draft.runnable
    assert made is not None and made.task.kind == "next-word"  # type: ignore[attr-defined]
    assert made.task.encoding == "utf-16"  # type: ignore[attr-defined]


def test_that_of_pairs_only_the_encoding_is_chosen_and_a_wrong_one_is_said_in_the_form(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "text.txt"
    path.write_text("the cat sät on the mat. " * 200, encoding="utf-8")
    data(desk).look(path)
    told(desk, qtbot)
    box = data(desk).told
    assert box is not None
    (choice,) = box.findChildren(TextChoice)
    choice.encoding.setCurrentIndex(choice.encoding.findData("utf-32"))
    press(box, "Set up an experiment")
    assert desk.parts.draft.runnable is None and TextChoice("sentence-pairs").told.count() == 0
    said = TextChoice("sentence-pairs").settings({"task.kind": "sentence-pairs"})
    assert said == {"task.kind": "sentence-pairs", "task.encoding": "auto"}


@pytest.mark.parametrize("text", ["", "%%%", "aGVsbG8=", "A" * 2_000_000])
def test_that_what_is_no_strip_of_pictures_is_left_out(desk: Desk, text: str) -> None:
    assert sheet({"a": text}, desk.window).isNull()
