"""The timeline: every panel shows any recorded step, and what happens now waits meanwhile."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from desk import DIGITS, Desk, falling, shown, started, story
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.desktop.panels.feature_maps import FeatureMapsPanel
from playground.desktop.panels.predictions import PredictionsPanel
from playground.desktop.state.open_document import OpenDocument, open_experiment
from playground.desktop.state.recording_index import RecordingIndex
from playground.desktop.style.theme import LIGHT
from playground.desktop.widgets.playback_bar import TimelineSlider
from playground.experiment.overrides import override
from playground.inspection import timed
from playground.protocol.commands import Continue, Pause, Watch
from playground.protocol.events import RunState
from playground.protocol.snapshot import Snapshot
from playground.runs.reader import RunReader
from playground.runs.writer import RunWriter
from playground.session import recording as kept
from playground.session.control import Control
from playground.session.session import Session
from playground.worked.example import Question


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("runs") / "a.run"
    short = override(DIGITS, ["training.duration=60", "training.duration_unit=steps"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept, "LOOK_SECONDS", 60.0)  # every look that is due, however busy the machine
        patch.setattr(timed, "CHEAP_SECONDS", 60.0)
        Session(1, short, path, lambda event: None, Control()).run()
    return path


@pytest.fixture
def opened(desk: Desk, recording: Path) -> Desk:
    desk.parts.control.open(open_experiment(str(recording)))
    return desk


def maps(desk: Desk) -> np.ndarray:
    panel = desk.parts.board.panel(FeatureMapsPanel)
    return panel._kept[panel.layer].values


def test_that_a_recording_is_scrubbed_forward_and_backward_in_every_panel(opened: Desk, recording: Path) -> None:
    timeline = opened.window.parts.replay.timeline
    steps = timeline.film.steps
    assert steps[0] == 0 and steps[-1] == 60 and len(steps) > 10
    with RunReader(recording) as reader:
        for index in (0, 5, 3, len(steps) - 1, 1):
            timeline.show_look(index)
            shots = {shot.name: shot for shot in reader.snapshots(steps[index])}
            panel = opened.window.parts.board.panel(FeatureMapsPanel)
            np.testing.assert_array_equal(maps(opened), shots[panel.layer].values)
            predicted = opened.window.parts.board.panel(PredictionsPanel)._kept["prediction"]
            recorded = reader.latest("prediction", steps[index])
            assert recorded is not None and predicted.step == recorded.step
            np.testing.assert_array_equal(predicted.values, recorded.values)
            assert opened.window.parts.board.loss.scene.moment == steps[index]
            assert opened.window.parts.board.explain.step == steps[index]


def test_that_the_explanation_follows_the_recorded_step(opened: Desk) -> None:
    question = Question("stages.0.activation", (1, 3, 3))
    opened.window.parts.board.panel(FeatureMapsPanel).picked.emit(question)
    values = []
    for index in (0, 8, 2):
        opened.window.parts.replay.timeline.show_look(index)
        example = opened.window.parts.board.explain.example
        assert example is not None and example.difference <= 1e-5
        assert example.step == opened.window.parts.replay.timeline.film.steps[index]
        values.append(example.value)
    assert len(set(values)) == 3


def test_that_live_pictures_wait_while_a_recorded_look_is_shown(desk: Desk, recording: Path) -> None:
    from dataclasses import replace

    run = desk.run()
    desk.say(*story(run))
    desk.say(replace(started(run), path=recording))
    desk.parts.replay.timeline.refresh()
    desk.parts.replay.timeline.show_look(0)
    before = maps(desk)
    desk.say(shown(310, run), falling(301, 10, run))
    np.testing.assert_array_equal(maps(desk), before)
    assert desk.parts.board.loss.scene.curves.losses.x[-1] == 310  # curves go on
    desk.parts.replay.timeline.return_to_live()
    assert isinstance(desk.sent[-1], Watch) or any(isinstance(command, Watch) for command in desk.sent[-2:])
    desk.say(shown(320, run))
    assert not np.array_equal(maps(desk), before) and desk.parts.board.loss.scene.moment is None


def test_that_the_replay_plays_to_the_end_and_holds(opened: Desk, qtbot: QtBot) -> None:
    timeline = opened.window.parts.replay.timeline
    timeline._speed.setCurrentIndex(timeline._speed.count() - 1)
    timeline.show_look(len(timeline.film.steps) - 4)
    timeline.play()
    assert timeline.playing
    qtbot.waitUntil(lambda: not timeline.playing, timeout=5000)
    assert timeline._slider.value() == timeline.film.steps[-1]
    timeline.play()
    assert timeline._slider.value() == 0
    timeline.play()
    assert not timeline.playing


def test_that_arrow_keys_go_from_look_to_look(opened: Desk) -> None:
    timeline = opened.window.parts.replay.timeline
    timeline.show_look(3)
    QTest.keyClick(timeline._slider, Qt.Key.Key_Left)
    assert opened.window.parts.board.explain.step == timeline.film.steps[2] and not timeline.live


def test_that_a_look_that_stands_still_keeps_its_place_while_the_recording_grows(tmp_path: Path, desk: Desk) -> None:
    path = tmp_path / "b.run"
    timeline = desk.parts.replay.timeline
    with RunWriter.create(path, "{}", {}) as writer:
        for step in (0, 1, 2):
            writer.add_snapshots([Snapshot(step, "input", ("row",), np.full(3, step, np.float32))])
        writer.flush()
        timeline.follow(RecordingIndex(path), 0)
        timeline.show_look(1)
        for step in (3, 4):
            writer.add_snapshots([Snapshot(step, "input", ("row",), np.full(3, step, np.float32))])
        writer.flush()
        timeline.refresh()
        assert timeline._slider.maximum() == 4 and timeline._slider.value() == 1


def test_that_a_damaged_recording_is_one_sentence_in_the_banner(opened: Desk, tmp_path: Path) -> None:
    broken = tmp_path / "c.run"
    broken.write_bytes(b"nothing")
    opened.window.parts.replay.timeline.follow(RecordingIndex(broken), 0)
    assert "c.run" in opened.window.parts.banner.text


def test_that_without_a_recording_nothing_can_be_moved(desk: Desk) -> None:
    timeline = desk.parts.replay.timeline
    assert not timeline._slider.isEnabled() and "Nothing recorded" in timeline._label.text()


def test_that_a_run_that_another_process_writes_is_followed_in_the_window(desk: Desk, tmp_path: Path) -> None:
    import threading

    path = tmp_path / "d.run"
    short = override(DIGITS, ["training.duration=200", "training.duration_unit=steps"])
    control = Control(Pause())
    writer = threading.Thread(target=Session(1, short, path, lambda event: None, control).run)
    writer.start()
    while not path.exists():
        pass
    opened: OpenDocument | None = None
    while opened is None or opened.experiment is None:
        try:
            opened = open_experiment(str(path))
        except Exception:
            continue
    assert opened.written
    desk.parts.control.open(opened)
    following, commands = desk.parts.following, desk.parts.commands
    assert following.active and commands.run.foreign and not commands.run.can_stop and not commands.run.can_pause
    control.send(Continue())
    writer.join()
    following.look()
    assert not following.active and commands.run.state is RunState.FINISHED and commands.run.step == 200
    assert not desk.parts.board.panel(FeatureMapsPanel).is_empty()


def test_that_a_click_into_the_groove_goes_where_it_points(qtbot: QtBot) -> None:
    slider = TimelineSlider()
    qtbot.addWidget(slider)
    slider.resize(600, 24)
    slider.show_steps(range(101))
    slider.show()
    for share in (0.1, 0.9, 0.5):
        left, room = slider._room()
        qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(round(left + share * room), 12))
        assert slider.value() == pytest.approx(100 * share, abs=1)


def test_that_numbers_and_progress_follow_the_step_that_is_shown(desk: Desk, recordings: dict[str, Path]) -> None:
    window = desk.window
    window.parts.control.open(open_experiment(str(recordings["rnn-sine"])))
    desk.say()
    window.parts._follow()
    steps = window.parts.replay.timeline.film.steps
    window.parts.replay.timeline.show_step(steps[1])
    window.parts._follow()
    assert (
        f"step {steps[1]} of" in window.parts.progress._label.whole()
        and "recorded" in window.parts.progress._label.whole()
    )
    for panel in window.parts.board.panels:
        step = panel.shown_step()
        assert step is None or step == steps[1] or panel.other_step == step, panel.name


def test_that_a_place_on_the_timeline_is_proportional_to_its_step_and_each_snapshot_is_a_mark(qtbot: QtBot) -> None:
    slider = TimelineSlider()
    qtbot.addWidget(slider)
    slider.resize(600, 28)
    slider.show_steps([0, 10, 20, 40, 1000])
    slider.show()
    left, room = slider._room()
    assert slider.place_of(500) == pytest.approx(left + room / 2, abs=1)
    visited = []
    slider.valueChanged.connect(visited.append)
    for share in (0.2, 0.9, 0.03):  # where nothing was recorded, the nearest snapshot is meant
        qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(round(left + share * room), 14))
    assert visited == [40, 1000, 40]
    qtbot.keyClick(slider, Qt.Key.Key_Home)
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert slider.value() == 10 and slider.index() == 1
    row = slider.grab().toImage()
    marks = [x for x in range(600) if row.pixelColor(x, 22).lightness() < LIGHT.color("ground").lightness() - 40]
    assert marks and max(marks) - min(marks) > 0.9 * room and len(marks) < 30
