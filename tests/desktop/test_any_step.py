"""Any step: the timeline offers those between the recorded ones; the nearest look comes at once, the step a moment
later."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from desk import Desk, started, story
from PySide6.QtCore import QPointF, Qt, QUrl
from pytestqt.qtbot import QtBot

from playground.desktop.panels.attribution import AttributionPanel
from playground.desktop.panels.feature_maps import FeatureMapsPanel
from playground.desktop.panels.network import NetworkPanel
from playground.desktop.panels.training_step import TrainingStepPanel
from playground.desktop.state.open_document import open_experiment
from playground.experiment import presets
from playground.experiment.overrides import override
from playground.foundation.jumps import jump
from playground.protocol.commands import ExplainCell, Recall, Watch
from playground.protocol.events import Explained, Pictures, RunState, StateChanged
from playground.protocol.explained import ExampleLoss, LayerGradient, StepExamined, StepRecalled
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.session.headless import train
from playground.worked.example import Contributions, Question, Weighed

COVERED = "attribution.answer.occlusion.7"


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("runs") / "a.run"
    short = override(presets.find("cnn-digits").experiment, ["training.duration=130", "training.duration_unit=steps"])
    train(short, path)
    return path


@pytest.fixture
def opened(desk: Desk, recording: Path) -> Desk:
    desk.parts.control.open(open_experiment(str(recording)))
    return desk


def between(desk: Desk) -> int:
    """A step that was not recorded."""
    steps = desk.parts.replay.timeline.film.steps
    return next(step for step in range(steps[-1], 0, -1) if step not in steps)


def told(desk: Desk, step: int, **otherwise: object) -> StepRecalled:
    started = desk.parts.commands.run.started
    assert started is not None
    pictures = (*started.pictures, PictureInfo(COVERED, ("row", "column"), (8, 8)))
    return StepRecalled(desk.parts.commands.run.number, step, 100, 20, None, 0.1, pictures, **otherwise)  # type: ignore[arg-type]


def maps_at(desk: Desk, step: int, value: float) -> Pictures:
    panel = desk.parts.board.panel(FeatureMapsPanel)
    kept = panel._kept[panel.layer]
    shot = Snapshot(step, kept.name, kept.axes, np.full_like(kept.values, value))
    return Pictures(desk.parts.commands.run.number, step, (shot,))


def test_that_a_step_between_is_asked_for_while_the_nearest_look_is_shown(opened: Desk) -> None:
    timeline, step = opened.window.parts.replay.timeline, between(opened)
    timeline.show_exactly(step)
    run = opened.window.parts.commands.run
    assert Recall(run.number, run.path, step) in opened.sent and isinstance(opened.sent[-1], Watch)
    nearest = timeline.film.steps[timeline.film.index(step)]
    assert opened.window.parts.board.loss.scene.moment == nearest < step
    assert timeline.step == step and timeline._label.text() == "replaying …"


def test_that_the_replayed_step_takes_the_place_of_the_look_and_is_marked(opened: Desk) -> None:
    timeline, step = opened.window.parts.replay.timeline, between(opened)
    timeline.show_exactly(step)
    opened.say(told(opened, step), maps_at(opened, step, 0.25))
    panel = opened.window.parts.board.panel(FeatureMapsPanel)
    assert (panel._kept[panel.layer].values == 0.25).all() and panel._kept[panel.layer].step == step
    assert timeline._label.text() == "replayed from 100, exact" and timeline._slider.value() == step
    assert opened.window.parts.board.loss.scene.moment == step
    attribution = opened.window.parts.board.panel(AttributionPanel)
    attribution.show_picture(COVERED)
    assert COVERED in attribution.wanted()  # which the recording does not hold


def test_that_a_recorded_step_needs_no_engine(opened: Desk) -> None:
    timeline = opened.window.parts.replay.timeline
    timeline.show_exactly(timeline.film.steps[7])
    assert not [command for command in opened.sent if isinstance(command, Recall)]
    assert timeline.step == timeline.film.steps[7]


def test_that_pictures_of_a_step_that_was_left_are_not_shown(opened: Desk) -> None:
    timeline, step = opened.window.parts.replay.timeline, between(opened)
    timeline.show_exactly(step)
    timeline.show_look(3)
    opened.say(told(opened, step), maps_at(opened, step, 0.25))
    panel = opened.window.parts.board.panel(FeatureMapsPanel)
    assert panel._kept[panel.layer].step == timeline.film.steps[3] == timeline.step
    assert "exact" not in timeline._label.text()


def test_that_numbers_of_the_replayed_step_are_explained_by_the_engine(opened: Desk) -> None:
    timeline, step, question = opened.window.parts.replay.timeline, between(opened), Question("output", (1,))
    timeline.show_exactly(step)
    opened.say(told(opened, step))
    opened.window.parts.replay.ask(question)
    assert opened.sent[-1] == ExplainCell(question)
    timeline.show_look(2)
    before = len(opened.sent)
    opened.window.parts.replay.ask(question)
    assert not [command for command in opened.sent[before:] if isinstance(command, ExplainCell)]


def test_that_a_recorded_way_back_says_why_it_is_not_weighed_and_the_replayed_step_is(opened: Desk) -> None:
    timeline, board, question = opened.window.parts.replay.timeline, opened.window.parts.board, Question("output", (1,))
    step = timeline.film.steps[7]
    timeline.show_look(7)
    board.panel(NetworkPanel).picked.emit(question)
    board.explain.draw()
    sheet, network = board.explain._sheet, board.panel(NetworkPanel)
    assert "Recorded is which cells it came from" in sheet.toPlainText() and network.weighed is None
    network.tell()
    assert network.info == "Outlined: the cells that the asked number came from"
    sheet.anchorClicked.emit(QUrl("replay"))
    run = opened.window.parts.commands.run
    assert Recall(run.number, run.path, step) in opened.sent
    opened.say(told(opened, step))
    assert opened.sent[-1] == ExplainCell(question), "the model of that step answers, and weighs"
    found = board.explain.example
    assert found is not None
    cell = Weighed("input", ((0, 3, 3),), (0.5,))
    whole = replace(found, weighed=Contributions((cell,), {"input": 0.5}))
    opened.say(Explained(run.number, step, question, whole))
    board.explain.draw()
    assert network.weighed is not None and "Recorded" not in sheet.toPlainText()


def test_that_a_step_that_came_out_otherwise_is_said_to(opened: Desk) -> None:
    timeline, step = opened.window.parts.replay.timeline, between(opened)
    timeline.show_exactly(step)
    run = opened.window.parts.commands.run.number
    opened.say(StepRecalled(run, step, 100, 20, 104, 0.1))
    assert timeline._label.text() == "replayed, differs from step 104 on"


def test_that_a_step_that_cannot_be_replayed_is_one_sentence(opened: Desk) -> None:
    timeline, step = opened.window.parts.replay.timeline, between(opened)
    timeline.show_exactly(step)
    heard: list[str] = []
    timeline.failed.connect(heard.append)
    opened.say(StepRecalled(opened.window.parts.commands.run.number, step, problem="There is no data any more."))
    assert heard == ["There is no data any more."] and opened.window.parts.commands.visited is None


def test_that_a_run_that_is_on_is_not_ended_for_it(desk: Desk, recording: Path) -> None:
    from dataclasses import replace

    run = desk.run()
    desk.say(*story(run))
    desk.say(replace(started(run), path=recording))
    timeline = desk.parts.replay.timeline
    timeline.refresh()
    heard: list[str] = []
    timeline.failed.connect(heard.append)
    timeline.show_exactly(between(desk))
    assert heard == ["A run is on: its other steps can be replayed once it is over."]
    assert not [command for command in desk.sent if isinstance(command, Recall)]
    desk.say(StateChanged(run, RunState.FINISHED))
    timeline.show_exactly(between(desk))
    assert [command for command in desk.sent if isinstance(command, Recall)]


def test_that_the_box_asks_once_its_user_rests(opened: Desk, qtbot: QtBot) -> None:
    timeline = opened.window.parts.replay.timeline
    timeline.show_look(2)
    box, step = timeline._number, between(opened)
    assert (box.minimum(), box.maximum(), box.value()) == (0, 130, timeline.film.steps[2])
    box.setValue(step - 1)
    box.setValue(step)
    qtbot.waitUntil(lambda: timeline.step == step, timeout=3000)
    asked = [command.step for command in opened.sent if isinstance(command, Recall)]
    assert asked == [step]


def examined(desk: Desk, step: int) -> StepExamined:
    examples = (ExampleLoss(4, "7", 3.5), ExampleLoss(11, "a<b", 0.5))
    layers = (LayerGradient("stages.0.convolution", 2.0, 0.5), LayerGradient("output", 1.0, float("nan")))
    return StepExamined(step, 0.4, 0.1, 32, examples, 0.8, layers, desk.parts.commands.run.number)


def test_that_a_click_at_the_loss_asks_for_the_jump_beside_it(opened: Desk) -> None:
    loss = opened.window.parts.board.loss
    losses = loss.scene.curves.losses
    near = 60
    wanted = jump(losses.y, near, 10)
    loss.step_picked.emit(near)
    asked = [command for command in opened.sent if isinstance(command, Recall)]
    assert [(command.step, command.examined) for command in asked] == [(wanted, True)]
    assert opened.window.parts.replay.timeline.step == wanted
    opened.say(examined(opened, wanted))
    panel = opened.window.parts.board.panel(TrainingStepPanel)
    panel.draw()
    text = panel._sheet.toPlainText()
    assert f"Step {wanted}" in text and "a<b" in text and "4 ×" in text and "80 % of the loss" in text
    panel.clear()
    assert panel.is_empty()


def test_that_a_click_at_the_curve_is_a_step_of_it(opened: Desk, qtbot: QtBot) -> None:
    from playground.desktop.painting.plots.loss_plot import LossPlot

    plot = LossPlot("step", "broken")
    qtbot.addWidget(plot)
    plot.resize(500, 300)
    plot.setXRange(0, 100, padding=0)
    plot.show()
    picked: list[int] = []
    plot.picked.connect(picked.append)
    place = plot.getPlotItem().getViewBox().mapViewToScene(QPointF(40, 0.5))
    for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
        plot.scene().sigMouseClicked.emit(SimpleNamespace(button=lambda button=button: button, scenePos=lambda: place))
    assert picked == [40]


def test_that_a_click_at_the_loss_of_a_run_that_is_on_does_nothing(desk: Desk) -> None:
    run = desk.run()
    desk.say(*story(run))
    before = len(desk.sent)
    desk.parts.board.loss.step_picked.emit(20)
    assert not [command for command in desk.sent[before:] if isinstance(command, Recall)]
