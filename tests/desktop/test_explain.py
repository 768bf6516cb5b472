"""Explain: a click or an arrow key asks about a cell; the sheet shows the sum, and the terms light up their sources."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from desk import DIGITS, Desk, shown, started, story
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.desktop.explain import worked_example_html
from playground.desktop.explain.recorded_explainer import explained
from playground.desktop.panels.attention import AttentionPanel
from playground.desktop.panels.explain import ExplainPanel
from playground.desktop.panels.feature_maps import FeatureMapsPanel
from playground.desktop.panels.hidden_states import HiddenStatesPanel
from playground.desktop.panels.kernels import KernelsPanel
from playground.desktop.panels.predictions import PredictionsPanel
from playground.desktop.state.open_document import open_experiment
from playground.desktop.style.theme import LIGHT
from playground.experiment import presets
from playground.experiment.interventions import SwitchOff
from playground.experiment.overrides import override
from playground.inspection import timed
from playground.protocol.commands import ExplainCell
from playground.protocol.events import Explained, Intervened, Pictures
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.runs.reader import RunReader
from playground.session import recording as kept
from playground.session.control import Control
from playground.session.session import Session
from playground.worked.example import Formula, Grid, Grids, Line, Question, Region, Row, Table, WorkedExample

CELL = Question("stages.0.activation", (2, 3, 4))
QUESTIONS = (CELL, Question("prediction", (4,)), Question("stages.1.pooling", (3, 1, 0)))
PATCH = np.array([[0.5, -1.0], [0.0, 2.0]])
EXAMPLE = WorkedExample(
    120, CELL,
    (
        Formula(r"y = \sum_c x_c \cdot w_c + b"),
        Grids("patch", (Grid("x", PATCH, Region("input", (0, 3, 4), (1, 5, 6)), (1, 1)),)),
        Table("products", ("w", "x", r"w \cdot x"),
              (Row("channel 1", (0.5, 2.0, 1.0), Region.cell("input", 0, 3, 4), True),
               Row("7 more", (np.nan, np.nan, -0.75))),
              0.25),
        Line("z = 0.25 + (-0.05) = 0.2", "activation"),
    ),
    0.2, 0.2000001, (Region("input", (0, 2, 3), (1, 5, 6)),),
)  # fmt: skip


def words(caption: str) -> str:
    return f"<{caption}>"


def drawn(
    qtbot: QtBot, panel: object, infos: tuple[PictureInfo, ...], *shots: Snapshot, size: tuple[int, int] = (500, 360)
) -> None:
    """Put pictures into a panel and paint it, so that it knows where its cells are."""
    qtbot.addWidget(panel)
    panel.resize(*size)  # type: ignore[attr-defined]
    panel.take(replace(started(), pictures=infos))  # type: ignore[attr-defined]
    panel.take(Pictures(1, 1, shots))  # type: ignore[attr-defined]
    panel.draw()  # type: ignore[attr-defined]
    panel.grab()  # type: ignore[attr-defined]


def maps(shape: tuple[int, ...], name: str, axes: tuple[str, ...]) -> tuple[PictureInfo, Snapshot]:
    values = np.random.default_rng(1).random(shape).astype(np.float32)
    return PictureInfo(name, axes, shape), Snapshot(1, name, axes, values)


CASES = {
    "feature maps": (FeatureMapsPanel, (4, 6, 6), "stages.0.activation", ("channel", "row", "column"), (2, 1, 4)),
    "kernels": (KernelsPanel, (4, 3, 3, 3), "stages.1.convolution.weight",
                ("out channel", "in channel", "row", "column"), (3, 1, 2, 0)),
    "hidden states": (HiddenStatesPanel, (12, 8), "layers.0.hidden", ("time", "unit"), (7, 5)),
    "attention": (AttentionPanel, (1, 6, 6), "attention.weights", ("head", "query", "key"), (0, 4, 1)),
}  # fmt: skip


@pytest.mark.parametrize("zoom", [1.0, 1.75])
@pytest.mark.parametrize("case", CASES)
def test_that_a_click_on_a_cell_asks_about_that_cell_and_arrow_keys_move_on(
    qtbot: QtBot, case: str, zoom: float
) -> None:
    panel_class, shape, name, axes, index = CASES[case]
    panel = panel_class()
    panel.set_zoom(zoom)
    info, shot = maps(shape, name, axes)
    drawn(qtbot, panel, (info,), shot)
    asked: list[Question] = []
    panel.picked.connect(lambda question: (asked.append(question), panel.mark(question, ())))
    (place,) = panel.places(Region.cell(name, *index))
    QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=(place.center() * zoom).toPoint())
    assert asked == [Question(name, index)]
    QTest.keyClick(panel, Qt.Key.Key_Right)
    (beside,) = panel.places(Region.cell(name, *asked[-1].index))
    assert beside.left() > place.left() and beside.top() == pytest.approx(place.top(), abs=1)
    QTest.keyClick(panel, Qt.Key.Key_Up)
    (above,) = panel.places(Region.cell(name, *asked[-1].index))
    assert above.top() < beside.top() and len(asked) == 3


def test_that_the_first_arrow_key_starts_at_the_largest_value(qtbot: QtBot) -> None:
    panel = FeatureMapsPanel()
    info, shot = maps((4, 6, 6), "stages.0.activation", ("channel", "row", "column"))
    drawn(qtbot, panel, (info,), shot)
    asked: list[Question] = []
    panel.picked.connect(asked.append)
    QTest.keyClick(panel, Qt.Key.Key_Left)
    assert shot.values[asked[0].index] == shot.values.max()


def test_that_a_bar_and_a_token_can_be_asked_about(qtbot: QtBot) -> None:
    panel = PredictionsPanel()
    info = PictureInfo("prediction", ("class",), (3,))
    values = np.array([0.2, 0.7, 0.1], np.float32)
    drawn(qtbot, panel, (info,), Snapshot(1, "prediction", ("class",), values, {"class": ("a", "b", "c")}))
    (bar,) = panel.places(Region.cell("prediction", 1))
    assert panel.question_at(bar.center()) == Question("prediction", (1,))
    tokens = PredictionsPanel()
    labels = {"line": ("question", "truth", "model"), "question": ("x",) * 4, "truth": ("y",) * 4, "model": ("y",) * 4}
    sure = np.full((3, 4), np.nan, np.float32)
    sure[2] = 0.9
    info = PictureInfo("prediction", ("line", "token"), (3, 4))
    drawn(qtbot, tokens, (info,), Snapshot(1, "prediction", ("line", "token"), sure, labels))
    (token,) = tokens.places(Region.cell("prediction", 2, 3))
    assert tokens.question_at(token.center()) == Question("prediction", (2, 3))
    assert not tokens.places(Region.cell("prediction", 0, 3))


def test_that_a_click_in_the_window_reaches_the_engine_and_its_answer_the_sheet(desk: Desk) -> None:
    run = desk.run()
    desk.say(*story(run))
    panel = desk.parts.board.panel(FeatureMapsPanel)
    panel.picked.emit(CELL)
    assert desk.sent[-1] == ExplainCell(CELL)
    desk.say(Explained(run, 120, CELL, EXAMPLE))
    explain = desk.parts.board.explain
    explain.draw()
    assert explain.example is EXAMPLE
    text = explain._sheet.toPlainText()
    assert "stage 1 · activation: channel 3, row 4, column 5" in text and "0.2" in text and "✓" in text
    assert panel.asked == CELL and panel._regions == EXAMPLE.regions


def test_that_an_answer_to_an_older_question_is_not_shown(desk: Desk) -> None:
    run = desk.run()
    desk.say(*story(run))
    desk.parts.board.panel(FeatureMapsPanel).picked.emit(CELL)
    desk.say(Explained(run, 120, Question("input", (0, 0, 0)), None, "no."))
    assert desk.parts.board.explain.is_empty()


def test_that_the_next_run_is_asked_the_same_and_another_architecture_nothing(desk: Desk) -> None:
    run = desk.run()
    desk.say(*story(run))
    desk.parts.board.panel(FeatureMapsPanel).picked.emit(CELL)
    desk.parts.control.reset()
    run = desk.run()
    desk.say(started(run))
    assert [command for command in desk.sent if isinstance(command, ExplainCell)][-1] == ExplainCell(CELL)
    desk.say(replace(started(run), pictures=(PictureInfo("layers.0.hidden", ("time", "unit"), (9, 4)),)))
    assert [command for command in desk.sent if isinstance(command, ExplainCell)][-1] == ExplainCell(None)
    assert desk.parts.board.explain.question is None


def test_that_hovering_a_term_lights_its_source_and_a_click_asks_about_it(desk: Desk) -> None:
    run = desk.run()
    desk.say(*story(run))
    panel = desk.parts.board.panel(FeatureMapsPanel)
    panel.picked.emit(CELL)
    desk.say(Explained(run, 120, CELL, EXAMPLE))
    explain = desk.parts.board.explain
    explain.draw()
    explain._sheet.highlighted.emit("1")
    assert panel._lit == Region.cell("input", 0, 3, 4)
    explain._sheet.highlighted.emit("")
    assert panel._lit is None
    explain.term_chosen.emit(Region.cell("stages.0.activation", 0, 1, 1))
    assert desk.sent[-1] == ExplainCell(Question("stages.0.activation", (0, 1, 1)))


def test_that_the_sheet_says_the_same_as_text_as_latex_and_as_rich_text() -> None:
    rich, sources = worked_example_html.rich(EXAMPLE, LIGHT, words)
    assert sources == (Region("input", (0, 3, 4), (1, 5, 6)), Region.cell("input", 0, 3, 4))
    assert "text-decoration:underline" in rich and "channel 1" in rich and "7 more" in rich
    text = worked_example_html.plain(EXAMPLE, words)
    assert "y = Σ_c x_c · w_c + b" in text and "Σ\t0.25" in text and text.endswith("<difference> 1.0e-07")
    latex = worked_example_html.latex(EXAMPLE, words)
    assert r"\[ y = \sum_c x_c \cdot w_c + b \]" in latex and latex.count(r"\begin") == latex.count(r"\end") == 2
    assert "<a href" not in latex and r"\link" not in latex


def test_that_grids_stand_below_each_other_in_a_narrow_column_so_that_none_is_cut(qtbot: QtBot) -> None:
    panel = ExplainPanel()
    qtbot.addWidget(panel)
    panel.take(started())
    panel.ask(CELL)
    patch, kernel = (Grid(name, np.linspace(-1, 1, 9).reshape(3, 3)) for name in "xw")
    panel.take(Explained(1, 120, CELL, replace(EXAMPLE, parts=(Grids("patch", (patch, kernel), ("⊙",)),))))
    panel.show()
    heights = []
    for width in (170, 250, 420):
        panel.resize(width, 400)
        panel.draw()
        document = panel._sheet.document()
        assert document.idealWidth() <= panel._sheet.viewport().width(), width
        heights.append(document.size().height())
    assert heights[0] > heights[2] + 50, "where there is room they stand beside each other"


def test_that_a_calculation_that_disagrees_with_the_model_says_so() -> None:
    wrong, _ = worked_example_html.rich(replace(EXAMPLE, model=0.3), LIGHT, words)
    assert "≠" in wrong and "✓" not in wrong


def test_that_copying_puts_the_calculation_on_the_clipboard(desk: Desk) -> None:
    run = desk.run()
    desk.say(*story(run))
    desk.parts.board.panel(FeatureMapsPanel).picked.emit(CELL)
    desk.say(Explained(run, 120, CELL, EXAMPLE))
    copies = desk.parts.board.explain._copies
    copies.setCurrentIndex(2)
    copies.activated.emit(2)
    assert r"\sum_c" in QApplication.clipboard().text()
    assert copies.currentIndex() == 0


def test_that_the_whole_sheet_can_be_saved_as_a_picture(qtbot: QtBot) -> None:
    panel = ExplainPanel()
    qtbot.addWidget(panel)
    panel.take(started())
    panel.ask(CELL)
    panel.take(Explained(1, 120, CELL, EXAMPLE))
    panel.draw()
    size = panel.picture_size()
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    panel.render_to(painter, QSize(size.width(), size.height()), 1.0)
    painter.end()
    rows = [
        y for y in range(image.height()) if any(image.pixel(x, y) != 0xFFFFFFFF for x in range(0, image.width(), 2))
    ]
    assert size.height() > 200 and rows[-1] > 0.75 * size.height()


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("runs") / "a.run"
    short = override(DIGITS, ["training.duration=40", "training.duration_unit=steps"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept, "LOOK_SECONDS", 60.0)  # every look that is due, however busy the machine
        patch.setattr(timed, "CHEAP_SECONDS", 60.0)
        Session(1, short, path, lambda event: None, Control()).run()
    return path


def test_that_a_recorded_step_is_explained_without_an_engine(desk: Desk, recording: Path) -> None:
    desk.parts.control.open(open_experiment(str(recording)))
    before = len(desk.sent)
    desk.parts.board.panel(FeatureMapsPanel).picked.emit(CELL)
    example = desk.parts.board.explain.example
    assert example is not None and example.difference <= 1e-5 and example.step == 40
    assert not any(isinstance(command, ExplainCell) and command.question for command in desk.sent[before:])


def test_that_every_recorded_step_of_a_small_model_has_its_own_explanation(recording: Path) -> None:
    with RunReader(recording) as reader:
        steps = reader.snapshot_steps()
        assert steps == reader.weight_steps() and len(steps) > 10
    for step, question in product(steps, QUESTIONS):
        answer = explained(recording, step, question, 3)
        assert answer.example is not None and answer.step == step and answer.example.difference <= 1e-5


def test_that_recorded_tokens_are_explained_where_the_model_had_written_the_truth_before(tmp_path: Path) -> None:
    path = tmp_path / "b.run"
    short = override(
        presets.find("transformer-reverse").experiment, ["training.duration=60", "training.duration_unit=steps"]
    )
    Session(1, short, path, lambda event: None, Control()).run()
    answer = explained(path, 60, Question("prediction", (2, 0)), 1)
    assert answer.example is not None and answer.example.difference <= 1e-5
    answers = [explained(path, 0, Question("prediction", (2, at)), 1) for at in range(8)]
    assert all(a.example is not None or "differs from the truth" in a.problem for a in answers)
    assert any(a.example is None for a in answers)


def test_that_a_step_without_weights_names_those_that_have_them(tmp_path: Path, recording: Path) -> None:
    import shutil
    import sqlite3

    path = tmp_path / "c.run"
    shutil.copyfile(recording, path)
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM weights WHERE step NOT IN (3, 9)")
        connection.execute("DELETE FROM checkpoints WHERE step < 40")  # a slow machine writes one on the way
    connection.close()
    answer = explained(path, 20, CELL, 1)
    assert (
        answer.example is None and answer.problem == "The weights were kept at the steps 3, 9, 40: choose one of them."
    )


def test_that_marks_are_painted_over_the_cells_they_name(qtbot: QtBot) -> None:
    panel = FeatureMapsPanel()
    info, shot = maps((4, 6, 6), "stages.0.activation", ("channel", "row", "column"))
    drawn(qtbot, panel, (info,), shot)
    before = panel.grab().toImage()
    panel.mark(Question(info.name, (1, 2, 3)), ())
    after = panel.grab().toImage()
    (place,) = panel.places(Region.cell(info.name, 1, 2, 3))
    corner = QPointF(place.left() - 1, place.top() - 1).toPoint()
    assert before.pixel(corner) != after.pixel(corner)
    assert not panel.places(Region.cell("stages.1.activation", 0, 0, 0))
    assert shown(1) is not None


def test_that_a_difference_made_by_an_intervention_is_explained_by_it(qtbot: QtBot) -> None:
    panel = ExplainPanel()
    qtbot.addWidget(panel)
    panel.start(started())
    panel.ask(CELL)
    panel.take(Intervened(1, 100, SwitchOff("stages.0.activation", "channel", 2), {}, {}))
    panel.take(Explained(1, 120, CELL, replace(EXAMPLE, model=0.0)))
    panel.draw()
    assert "stage 1 · activation: channel 3 off" in panel._sheet.toPlainText()
    panel.take(Explained(1, 90, CELL, replace(EXAMPLE, step=90)))
    panel.draw()
    assert "was changed" not in panel._sheet.toPlainText()
