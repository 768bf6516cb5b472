"""The stage of a calculation, and the walk over the cells of a picture."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot
from written import outside, overlapping, written

from playground.desktop.painting.picture_writer import Picture
from playground.desktop.panels.base import worked_operands
from playground.desktop.panels.base.slice_view import SliceView, short
from playground.desktop.panels.base.walk import WalkStage, next_cell
from playground.desktop.panels.base.worked_stage import source_of
from playground.desktop.panels.explain import ExplainPanel
from playground.desktop.style.theme import LIGHT
from playground.protocol.events import Explained, Pictures
from playground.protocol.snapshot import Snapshot
from playground.worked.example import Formula, Grid, Grids, Line, Question, Region, Row, Table, WorkedExample
from playground.worked.parts import products

pytestmark = pytest.mark.usefixtures("qapp")

MAP = ("channel", "row", "column")
BELOW = Snapshot(3, "input", MAP, np.arange(36, dtype=np.float32).reshape(1, 6, 6))
ABOVE = Snapshot(3, "stages.0.activation", MAP, np.arange(32, dtype=np.float32).reshape(2, 4, 4))


def example(row: int = 1, column: int = 2, channel: int = 1) -> WorkedExample:
    patch = Region("input", (0, row, column), (1, row + 3, column + 3))
    grids = Grids(
        "patch", (Grid("x", np.ones((3, 3)), patch), Grid("w", np.eye(3)), Grid("x w", np.eye(3))), ("⊙", "=")
    )
    parts = (Formula("z = x"), grids, Line("z = 3", "sum"), Table("rows", ("a",), (Row("one", (1.0,)),)))
    question = Question("stages.0.activation", (channel, row, column))
    return WorkedExample(3, question, parts, 3.0, 3.0, (patch,))


@pytest.fixture
def stage(qtbot: QtBot) -> WalkStage:
    one = WalkStage(lambda words: words)
    qtbot.addWidget(one)
    one.resize(1000, 520)
    one.show_example(example())
    assert one.take(BELOW) and one.take(ABOVE)
    return one


def painted(stage: WalkStage) -> bytes:
    picture = QImage(1000, 480, QImage.Format.Format_RGB32)
    picture.fill(0xFFFFFFFF)
    painter = QPainter(picture)
    stage.paint(painter, QRectF(0, 0, 1000, 480))
    painter.end()
    return bytes(picture.constBits())


def test_that_the_next_cell_is_to_the_right_then_in_the_next_row_then_the_first_again() -> None:
    def then(*index: int, shot: Snapshot = ABOVE) -> tuple[int, ...]:
        found = next_cell(Question(shot.name, index), shot)
        assert found is not None
        return found.index

    assert then(1, 0, 0) == (1, 0, 1) and then(1, 0, 3) == (1, 1, 0) and then(1, 3, 3) == (1, 0, 0)
    states = Snapshot(0, "layers.0.hidden", ("time", "unit"), np.zeros((3, 5), np.float32))
    assert then(0, 2, shot=states) == (1, 2) and then(2, 2, shot=states) == (0, 3)  # a recurrence goes a step
    assert next_cell(Question("nothing", (0,)), None) is None


def test_that_the_stage_shows_what_the_first_operand_was_read_from_and_asks_for_both_pictures(
    stage: WalkStage,
) -> None:
    assert source_of(example()) == Region("input", (0, 1, 2), (1, 4, 5))
    assert stage.wanted() == {"input", "stages.0.activation"}
    assert not stage.take(Snapshot(3, "another", MAP, BELOW.values))


def test_that_on_a_walk_later_cells_are_blank_and_appear_one_by_one(stage: WalkStage, qtbot: QtBot) -> None:
    whole = painted(stage)
    with qtbot.waitExposed(stage):
        stage.show()
    qtbot.mouseClick(stage._play, Qt.MouseButton.LeftButton)
    assert stage.playing
    stage._advance()
    begun = painted(stage)
    assert begun != whole
    asked: list[Question] = []
    stage.cell_wanted.connect(asked.append)
    stage._speed.setCurrentIndex(2)
    qtbot.waitUntil(lambda: bool(asked), timeout=5000)
    assert asked[0].index == (1, 1, 3) and len(asked) == 1
    stage.show_example(example(1, 3))
    qtbot.waitUntil(lambda: len(asked) == 2, timeout=5000)
    stage.hide()
    assert not stage.playing and not stage._timer.isActive()  # nobody watches: nothing moves
    stage.show_example(example())
    assert painted(stage) == whole


def test_that_a_slice_hides_what_is_not_computed_yet_in_the_order_it_is_computed() -> None:
    view = SliceView.around(ABOVE, (1, 2, 1))
    assert view.layer == 1 and view.values.shape == (4, 4)
    hidden = view._hidden((1, 2, 1))
    assert hidden.sum() == 16 - 10 and not hidden[2, 1] and hidden[2, 2]
    states = SliceView.around(Snapshot(0, "h", ("time", "unit"), np.zeros((3, 5), np.float32)), (1, 2))
    assert states.values.shape == (5, 3) and states._hidden((1, 2)).sum() == 5  # the step after
    room = QRectF(0, 0, 400, 400)
    assert view.box(room, Region("a", (1, 1, 1), (2, 3, 3))) == QRectF(100, 100, 200, 200)


def test_that_numbers_in_small_cells_are_short() -> None:
    assert [short(value) for value in (0.5, -0.25, 12.0, 0.00012, -150.0, 0.0, float("nan"))] == [
        "0.5",
        "−0.25",
        "12",
        "0.0001",
        "−150",
        "0",
        "–",
    ]


def test_that_explain_is_a_sheet_in_a_column_and_a_stage_in_a_window(qtbot: QtBot) -> None:
    panel = ExplainPanel()
    qtbot.addWidget(panel)
    panel.resize(320, 400)
    panel.show()
    panel.ask(example().question)
    panel.take(Explained(1, 3, example().question, example()))
    panel.draw()
    assert panel._sheet.isVisible() and not panel.stage.isVisible() and not panel.wanted()
    told: list[None] = []
    panel.wanted_changed.connect(lambda: told.append(None))
    panel.resize(1100, 600)
    qtbot.waitUntil(panel.stage.isVisible)
    assert not panel._sheet.isVisible() and told
    assert panel.wanted() == {"input", "stages.0.activation"}
    panel.take(Pictures(1, 3, (BELOW, ABOVE)))
    panel.grab()
    panel.resize(320, 400)
    qtbot.waitUntil(panel._sheet.isVisible)
    assert not panel.stage.isVisible()


def test_that_a_long_sum_on_the_stage_says_what_its_other_terms_come_to_and_their_sum() -> None:
    names = [f"x {index + 1}" for index in range(16)]
    table, total = products("sum", ("w", "x"), np.linspace(-1, 2, 16), np.ones(16), names, lambda _: None)

    def paint(painter: QPainter, scale: float) -> None:
        worked_operands.paint_table(painter, QRectF(10, 10, 480, 300), table, 1.0, LIGHT, lambda words: words)

    picture = Picture(QSize(500, 320), QColor("white"), paint)
    texts = written(picture)
    words = [text.words for text in texts]
    assert "6 more" in words and words[words.index("Σ") + 1] == f"{total:.0f}" == "8"
    assert overlapping(texts) == [] and outside(texts, picture) == []
