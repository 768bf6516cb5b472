"""Any step: the timeline offers those between the recorded ones; the nearest look comes at once, the step a moment
later."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from desk import Desk, started, story
from pytestqt.qtbot import QtBot

from playground.desktop.panels.attribution import AttributionPanel
from playground.desktop.panels.feature_maps import FeatureMapsPanel
from playground.desktop.state.open_document import open_experiment
from playground.experiment import presets
from playground.experiment.overrides import override
from playground.protocol.commands import ExplainCell, Recall, Watch
from playground.protocol.events import Pictures, RunState, StateChanged
from playground.protocol.explained import StepRecalled
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.session.headless import train
from playground.worked.example import Question

COVERED = "attribution.answer.occlusion.7"


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("runs") / "a.run"
    short = override(presets.find("cnn-digits").experiment, ["training.duration=130", "training.duration_unit=steps"])
    train(short, path)
    return path


@pytest.fixture
def opened(desk: Desk, recording: Path) -> Desk:
    desk.window.control.open(open_experiment(str(recording)))
    return desk


def between(desk: Desk) -> int:
    """A step that was not recorded."""
    steps = desk.window.replay.timeline.film.steps
    return next(step for step in range(steps[-1], 0, -1) if step not in steps)


def told(desk: Desk, step: int, **otherwise: object) -> StepRecalled:
    started = desk.window.commands.run.started
    assert started is not None
    pictures = (*started.pictures, PictureInfo(COVERED, ("row", "column"), (8, 8)))
    return StepRecalled(desk.window.commands.run.number, step, 100, 20, None, 0.1, pictures, **otherwise)  # type: ignore[arg-type]


def maps_at(desk: Desk, step: int, value: float) -> Pictures:
    panel = desk.window.board.panel(FeatureMapsPanel)
    kept = panel._kept[panel.layer]
    shot = Snapshot(step, kept.name, kept.axes, np.full_like(kept.values, value))
    return Pictures(desk.window.commands.run.number, step, (shot,))


def test_that_a_step_between_is_asked_for_while_the_nearest_look_is_shown(opened: Desk) -> None:
    timeline, step = opened.window.replay.timeline, between(opened)
    timeline.show_exactly(step)
    run = opened.window.commands.run
    assert Recall(run.number, run.path, step) in opened.sent and isinstance(opened.sent[-1], Watch)
    nearest = timeline.film.steps[timeline.film.index(step)]
    assert opened.window.board.loss.scene.moment == nearest < step
    assert timeline.step == step and timeline._label.text() == "replaying …"


def test_that_the_replayed_step_takes_the_place_of_the_look_and_is_marked(opened: Desk) -> None:
    timeline, step = opened.window.replay.timeline, between(opened)
    timeline.show_exactly(step)
    opened.say(told(opened, step), maps_at(opened, step, 0.25))
    panel = opened.window.board.panel(FeatureMapsPanel)
    assert (panel._kept[panel.layer].values == 0.25).all() and panel._kept[panel.layer].step == step
    assert timeline._label.text() == "replayed from 100, exact"
    assert opened.window.board.loss.scene.moment == step
    attribution = opened.window.board.panel(AttributionPanel)
    attribution.show_picture(COVERED)
    assert COVERED in attribution.wanted()  # which the recording does not hold


def test_that_a_recorded_step_needs_no_engine(opened: Desk) -> None:
    timeline = opened.window.replay.timeline
    timeline.show_exactly(timeline.film.steps[7])
    assert not [command for command in opened.sent if isinstance(command, Recall)]
    assert timeline.step == timeline.film.steps[7]


def test_that_pictures_of_a_step_that_was_left_are_not_shown(opened: Desk) -> None:
    timeline, step = opened.window.replay.timeline, between(opened)
    timeline.show_exactly(step)
    timeline.show_look(3)
    opened.say(told(opened, step), maps_at(opened, step, 0.25))
    panel = opened.window.board.panel(FeatureMapsPanel)
    assert panel._kept[panel.layer].step == timeline.film.steps[3] == timeline.step
    assert "exact" not in timeline._label.text()


def test_that_numbers_of_the_replayed_step_are_explained_by_the_engine(opened: Desk) -> None:
    timeline, step, question = opened.window.replay.timeline, between(opened), Question("output", (1,))
    timeline.show_exactly(step)
    opened.say(told(opened, step))
    opened.window.replay.ask(question)
    assert opened.sent[-1] == ExplainCell(question)
    timeline.show_look(2)
    before = len(opened.sent)
    opened.window.replay.ask(question)
    assert not [command for command in opened.sent[before:] if isinstance(command, ExplainCell)]


def test_that_a_step_that_came_out_otherwise_is_said_to(opened: Desk) -> None:
    timeline, step = opened.window.replay.timeline, between(opened)
    timeline.show_exactly(step)
    run = opened.window.commands.run.number
    opened.say(StepRecalled(run, step, 100, 20, 104, 0.1))
    assert timeline._label.text() == "replayed, differs from step 104 on"


def test_that_a_step_that_cannot_be_replayed_is_one_sentence(opened: Desk) -> None:
    timeline, step = opened.window.replay.timeline, between(opened)
    timeline.show_exactly(step)
    heard: list[str] = []
    timeline.failed.connect(heard.append)
    opened.say(StepRecalled(opened.window.commands.run.number, step, problem="There is no data any more."))
    assert heard == ["There is no data any more."] and opened.window.commands.visited is None


def test_that_a_run_that_is_on_is_not_ended_for_it(desk: Desk, recording: Path) -> None:
    from dataclasses import replace

    run = desk.run()
    desk.say(*story(run))
    desk.say(replace(started(run), path=recording))
    timeline = desk.window.replay.timeline
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
    timeline = opened.window.replay.timeline
    timeline.show_look(2)
    box, step = timeline._number, between(opened)
    assert (box.minimum(), box.maximum(), box.value()) == (0, 130, timeline.film.steps[2])
    box.setValue(step - 1)
    box.setValue(step)
    qtbot.waitUntil(lambda: timeline.step == step, timeout=3000)
    asked = [command.step for command in opened.sent if isinstance(command, Recall)]
    assert asked == [step]
