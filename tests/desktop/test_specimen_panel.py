"""The Specimen panel: what is chosen, drawn, dragged, typed or loaded becomes a command, one at a time."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from desk import Desk, started
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from playground.data.specimen import Specimen
from playground.desktop.panels.specimen import SpecimenPanel
from playground.desktop.specimen.drawing_editor import DrawingEditor
from playground.desktop.specimen.example_picker import ExamplePicker
from playground.desktop.specimen.image_loading import picture_from
from playground.desktop.specimen.series_editor import SeriesEditor
from playground.experiment import presets
from playground.foundation.errors import SpecimenError
from playground.protocol.commands import Choose, ChooseExample, ChooseWrong, Choosing
from playground.protocol.engine_events import EngineLost
from playground.protocol.events import RunStarted, SpecimenShown

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


class Bench:
    """A panel for a preset's run, and what it asked for."""

    def __init__(self, qtbot: QtBot, preset: str, size: tuple[int, int] = (300, 360)) -> None:
        self.task = presets.find(preset).experiment.task
        self.data = self.task.load(1)
        self.panel = SpecimenPanel()
        qtbot.addWidget(self.panel)
        self.panel.resize(*size)
        self.asked: list[Choosing] = []
        self.panel.chosen.connect(self.asked.append)
        json = presets.find(preset).experiment.to_json()
        self.panel.take(RunStarted(1, json, 0, 9, 9, "cpu", 1, {}, (), "test example 1", Path("x.run")))
        self.answer(0)
        self.panel.show()
        self.panel.grab()

    def answer(self, index: int | None, note: str = "") -> None:
        """What the engine says once it shows a test example, or something of one's own."""
        specimen = Specimen.of_test(self.data, index or 0)
        words = specimen.words if index is not None else "yours"
        self.panel.take(SpecimenShown(1, words, index, note, specimen, len(self.data.test)))

    def given(self) -> Specimen:
        last = self.asked[-1]
        assert isinstance(last, Choose)
        return last.specimen

    def message(self) -> str:
        return self.panel._remark.text()

    def button(self, words: str) -> QPushButton:
        return next(button for button in self.panel.findChildren(QPushButton) if button.text() == words)

    def number(self) -> QLineEdit:
        return self.panel._picking._number


def stroke(widget: Any, *points: QPointF, button: Qt.MouseButton = LEFT) -> None:
    kinds = [QEvent.Type.MouseButtonPress, *[QEvent.Type.MouseMove] * (len(points) - 1)]
    for kind, point in zip(kinds, points, strict=True):
        QApplication.sendEvent(widget, QMouseEvent(kind, point, point, button, button, Qt.KeyboardModifier.NoModifier))
    release = QMouseEvent(
        QEvent.Type.MouseButtonRelease, points[-1], points[-1], button, Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(widget, release)


def test_that_it_says_what_to_do_before_a_run_and_with_a_recording(qtbot: QtBot) -> None:
    panel = SpecimenPanel()
    qtbot.addWidget(panel)
    assert panel.is_empty() and "Press Run" in panel.empty_words() and not panel._body.isVisibleTo(panel)
    panel.take(started())
    assert panel.is_empty() and "recording" in panel.empty_words()
    panel.request(ChooseExample(3))
    panel.clear()
    assert "recording" not in panel.empty_words()


def test_that_the_shown_example_is_put_into_the_editor_to_go_on_from(qtbot: QtBot) -> None:
    bench = Bench(qtbot, "cnn-digits")
    canvas = bench.panel._editor
    assert isinstance(canvas, DrawingEditor) and bench.panel.info == "test example 1 · 0"
    np.testing.assert_array_equal(canvas.given(), bench.data.test.inputs[0][0, 0])
    bench.answer(5)
    np.testing.assert_array_equal(canvas.given(), bench.data.test.inputs[0][5, 0])
    assert not bench.asked and bench.number().text() == "6"


def test_that_test_examples_are_chosen_by_steps_by_number_and_by_their_wrong_answer(qtbot: QtBot) -> None:
    bench = Bench(qtbot, "cnn-digits")
    forward, back = (bench.panel.findChild(QToolButton, name) for name in ("forward", "back"))
    for act, expected in (
        (forward.click, ChooseExample(1)), (back.click, ChooseExample(0)), (back.click, ChooseExample(359)),
        (lambda: type_number(bench, "5000"), ChooseExample(359)), (lambda: type_number(bench, "17"), ChooseExample(16)),
        (bench.button("Next misclassified").click, ChooseWrong(16)),
    ):  # fmt: skip
        act()
        if isinstance(expected, ChooseExample) and bench.asked[-1] == expected:
            bench.answer(expected.index)
        assert bench.asked[-1] == expected
    bench.answer(16, "no wrong answer among 360 test examples")
    assert "no wrong answer" in bench.message()


def type_number(bench: Bench, text: str) -> None:
    bench.answer(0)
    bench.number().setText(text)
    QTest.keyClick(bench.number(), Qt.Key.Key_Return)


def test_that_only_the_newest_wish_follows_the_one_that_is_not_answered_yet(qtbot: QtBot) -> None:
    bench = Bench(qtbot, "cnn-digits")
    for index in (4, 5, 6):
        bench.panel.request(ChooseExample(index))
    assert bench.asked == [ChooseExample(4)]
    bench.answer(4)
    assert bench.asked == [ChooseExample(4), ChooseExample(6)]
    bench.answer(6)
    assert len(bench.asked) == 2


def test_that_a_stroke_draws_the_right_button_erases_and_clear_wipes(qtbot: QtBot) -> None:
    bench = Bench(qtbot, "cnn-digits")
    canvas = bench.panel._editor
    assert isinstance(canvas, DrawingEditor)
    bench.button("Clear").click()
    assert bench.given().inputs[0].max() == 0
    bench.answer(None)
    place = canvas.place()
    cell = place.width() / 8
    stroke(canvas, *(place.topLeft() + QPointF(4.5 * cell, y * cell) for y in (1.5, 6.5)))
    bench.answer(None)
    drawn = bench.given().inputs[0][0, 0]
    assert (drawn[1:7, 4] == 1).all() and drawn[:, :3].max() == 0 and not bench.given().known
    stroke(canvas, place.topLeft() + QPointF(4.5 * cell, 3.5 * cell), button=RIGHT)
    bench.answer(None)
    assert bench.given().inputs[0][0, 0, 3, 4] == 0 and bench.given().inputs[0][0, 0, 1, 4] == 1
    bench.button("Eraser").click()
    stroke(canvas, place.topLeft() + QPointF(4.5 * cell, 1.5 * cell))
    bench.answer(None)
    assert bench.given().inputs[0][0, 0, 1, 4] == 0


def test_that_one_draws_with_the_keyboard_alone(qtbot: QtBot) -> None:
    bench = Bench(qtbot, "cnn-digits")
    canvas = bench.panel._editor
    assert isinstance(canvas, DrawingEditor)
    canvas.wipe()
    bench.answer(None)
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Space):
        QTest.keyClick(canvas, key)
    assert bench.given().inputs[0][0, 0, 3, 3] == 1
    bench.answer(None)
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert bench.given().inputs[0].max() == 0


def test_that_points_are_dragged_together_in_one_stroke(qtbot: QtBot) -> None:
    bench = Bench(qtbot, "rnn-mackey-glass")
    points = bench.panel._editor
    assert isinstance(points, SeriesEditor)
    room = points._room()
    stroke(points, room.bottomLeft(), room.topRight())
    bench.answer(None)
    values = bench.given().inputs[0][0, :, 0]
    np.testing.assert_allclose(values, np.linspace(-4, 4, len(values)), atol=0.01)
    QTest.keyClick(points, Qt.Key.Key_Down)
    bench.answer(None)
    assert bench.given().inputs[0][0, -1, 0] == pytest.approx(3.6, abs=0.01)


def test_that_points_are_marked_and_two_marks_are_wanted(qtbot: QtBot) -> None:
    bench = Bench(qtbot, "rnn-adding-gru")
    points = bench.panel._editor
    assert isinstance(points, SeriesEditor)
    marks = np.flatnonzero(bench.data.test.inputs[0][0, :, 1])
    where = points.point(int(marks[0])).toPoint()
    QTest.mouseDClick(points, LEFT, pos=QPoint(where))
    assert not bench.asked and "1 are" in bench.message() and bench.message().startswith("⚠")
    QTest.mouseDClick(points, LEFT, pos=QPoint(where))
    assert bench.given().targets[0, 0] == pytest.approx(bench.data.test.targets[0, 0], abs=1e-5)
    assert bench.message() == ""


def test_that_what_cannot_be_read_is_said_beside_the_field_and_the_last_good_text_stays_shown(qtbot: QtBot) -> None:
    bench = Bench(qtbot, "transformer-sort")
    field = bench.panel.findChildren(QLineEdit)[-1]
    field = next(line for line in bench.panel.findChildren(QLineEdit) if line is not bench.number())
    field.clear()
    QTest.keyClicks(field, "21002")
    assert not bench.asked and "1 symbol more" in bench.message()
    QTest.keyClicks(field, "1")
    assert len(bench.asked) == 1 and bench.message() == ""
    bench.answer(None)
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    QTest.keyClicks(field, "x")
    assert len(bench.asked) == 1 and "“x” is not among" in bench.message()
    assert field.text() == "21002x"


def test_that_a_text_of_several_lines_is_typed(qtbot: QtBot) -> None:
    bench = Bench(qtbot, "transformer-gpt")
    page = bench.panel.findChild(QPlainTextEdit)
    page.setPlainText("The\nvalue")
    assert bench.given().inputs[0].shape == (1, 9) and not bench.given().known


def picture(path: Path, size: tuple[int, int], ground: str, ink: str, box: tuple[int, int, int, int]) -> Path:
    image = QImage(*size, QImage.Format.Format_ARGB32)
    image.fill(QColor(ground))
    for x in range(box[0], box[2]):
        for y in range(box[1], box[3]):
            image.setPixelColor(x, y, QColor(ink))
    assert image.save(str(path))
    return path


@pytest.mark.parametrize(("ground", "ink"), [("white", "black"), ("black", "white"), ("transparent", "black")])
def test_that_a_picture_is_fitted_and_centred_with_its_ink_in_white(tmp_path: Path, ground: str, ink: str) -> None:
    path = picture(tmp_path / "bild é.png", (160, 80), ground, ink, (60, 20, 100, 60))
    values = picture_from(path, 8, 8)
    assert values.dtype == np.float32 and values.shape == (8, 8)
    assert values[:2].max() < 0.01 and values[6:].max() < 0.01  # never stretched: a wide one leaves rows empty
    np.testing.assert_allclose(values[3:5, 3:5], 1, atol=0.05)
    assert values[3, 0] < 0.05 and values[3, 7] < 0.05


@pytest.mark.parametrize("bad", [b"", b"\x89PNG\r\n\x1a\n", b"not a picture" * 100, None])
def test_that_a_file_that_is_no_picture_is_said_beside_the_canvas(qtbot: QtBot, tmp_path: Path, bad: bytes) -> None:
    bench, path = Bench(qtbot, "cnn-digits"), tmp_path / "a.png"
    if bad is not None:
        path.write_bytes(bad)
    before = bench.panel._editor.given()  # type: ignore[union-attr]
    bench.panel.load(path)
    assert not bench.asked and "a.png" in bench.message()
    np.testing.assert_array_equal(bench.panel._editor.given(), before)  # type: ignore[union-attr, arg-type]
    with pytest.raises(SpecimenError):
        picture_from(path, 8, 8)


def test_that_a_dropped_picture_is_shown_under_its_name(qtbot: QtBot, tmp_path: Path) -> None:
    bench = Bench(qtbot, "cnn-digits")
    path = picture(tmp_path / "seven.png", (40, 40), "white", "black", (10, 10, 30, 30))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    bench.panel.dropEvent(
        QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    )
    assert bench.given().words == "seven.png" and bench.given().inputs[0].max() > 0.9


def test_that_a_text_file_is_taken_by_its_first_line(qtbot: QtBot, tmp_path: Path) -> None:
    bench, path = Bench(qtbot, "transformer-dates"), tmp_path / "dates.txt"
    path.write_text("\n\n10 February 2003\n11 March 2004\n", encoding="utf-8")
    bench.panel.load(path)
    assert bench.given().known and bench.given().words == "dates.txt"
    path.write_bytes(b"\xff\xfe\x00")
    bench.answer(None)
    bench.panel.load(path)
    assert len(bench.asked) == 1 and "dates.txt" in bench.message()


def test_that_a_lost_engine_leaves_a_recording(qtbot: QtBot) -> None:
    bench = Bench(qtbot, "cnn-digits")
    bench.panel.take(EngineLost("gone"))
    bench.panel.request(ChooseExample(1))
    assert bench.panel.is_empty() and not bench.asked


def test_that_the_window_sends_the_choice_and_a_recorded_look_names_its_own_specimen(desk: Desk) -> None:
    number = desk.run()
    desk.say(started(number))
    board = desk.parts.board
    data = presets.find("cnn-digits").experiment.task.load(1)
    desk.say(SpecimenShown(number, "test example 1 · 0", 0, "", Specimen.of_test(data, 0), 360))
    board.specimen.request(ChooseExample(4))
    assert desk.sent[-1] == ChooseExample(4)
    desk.say(SpecimenShown(number, "test example 5 · 9", 4, "", Specimen.of_test(data, 4), 360))
    predictions = next(panel for panel in board.panels if panel.name == "predictions")
    assert predictions._specimen == "test example 5 · 9"  # type: ignore[attr-defined]
    desk.parts.replay._name(None)
    assert predictions._specimen == "test image 1 · 0" and board.specimen.info == "test example 5 · 9"  # type: ignore[attr-defined]


def test_that_in_a_narrow_place_the_button_of_the_picker_stands_below_and_is_whole(qtbot: QtBot) -> None:
    picker = ExamplePicker()
    qtbot.addWidget(picker)
    picker.show_example(0, 10_000)
    picker.show()
    button = picker.findChild(QPushButton)
    for width in (picker.sizeHint().width() - 40, 400):
        picker.resize(max(width, picker.minimumSizeHint().width()), 80)
        qtbot.wait(10)
        assert button.width() >= button.sizeHint().width() and button.geometry().right() < picker.width()


@pytest.mark.parametrize("size", [(300, 360), (460, 170), (900, 300), (360, 300)])
def test_that_a_drawing_is_as_large_as_its_room_allows(qtbot: QtBot, size: tuple[int, int]) -> None:
    bench = Bench(qtbot, "cnn-digits", size)
    canvas = bench.panel._editor
    assert isinstance(canvas, DrawingEditor)
    side, wide = canvas.place().width(), size[0] > size[1] + 200
    assert side >= 0.9 * size[1] - 8 if wide else canvas.height() >= size[1] - 145
    parts = [canvas, bench.panel._picking, bench.button("Clear"), bench.button("Load …")]
    places = [QRect(part.mapTo(bench.panel, QPoint(0, 0)), part.size()) for part in parts]
    assert all(bench.panel.rect().contains(place) for place in places)
    assert not any(a.intersects(b) for a, b in combinations(places, 2))


def test_that_a_panel_that_grows_and_shrinks_moves_its_tools_and_keeps_what_was_drawn(qtbot: QtBot) -> None:
    bench = Bench(qtbot, "cnn-digits")
    canvas = bench.panel._editor
    assert isinstance(canvas, DrawingEditor)
    stroke(canvas, canvas.rect().center().toPointF())
    drawn = canvas.given()
    for size in ((900, 300), (300, 360), (900, 300)):
        bench.panel.resize(*size)
        bench.panel.grab()
        assert (bench.panel._picking.geometry().right() < canvas.x()) == (size[0] > size[1])
    np.testing.assert_array_equal(canvas.given(), drawn)
