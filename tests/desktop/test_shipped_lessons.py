"""The lessons that come with the presets hold what they promise: panels, pictures, cells, metrics and conditions."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from test_live import Live

from playground.desktop.docking.panel_registry import panel_classes
from playground.desktop.panels.base.panel import Panel
from playground.desktop.setup.preset_groups import grouped_presets
from playground.desktop.state.open_document import open_experiment
from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.experiment.lessons import Scene
from playground.experiment.presets import Preset
from playground.protocol.commands import Pause, Stop
from playground.protocol.events import Event, RunStarted, RunState
from playground.session.control import Control
from playground.session.session import Session
from playground.worked import calibration

TAUGHT = [preset for preset in presets.gallery() if preset.lesson]


def test_that_every_panel_that_a_lesson_names_is_one_that_a_scene_may_show() -> None:
    known = {panel_class.name for panel_class in panel_classes() if panel_class.spec.in_lessons}
    assert {name for preset in TAUGHT for scene in preset.lesson for name in scene.panels} <= known


def test_that_there_are_lessons_for_all_families_and_each_asks_before_it_shows() -> None:
    kinds = {preset.summary()["architecture"] for preset in TAUGHT}
    assert kinds == {"cnn", "rnn", "autoencoder", "self-attention", "transformer"} and len(TAUGHT) >= 24
    for preset in TAUGHT:
        assert 5 <= len(preset.lesson) <= 9, preset.name
        asking = [scene for scene in preset.lesson if scene.ask is not None]
        assert asking and any(scene.show is not None for scene in asking), preset.name
        assert all(scene.ask is None or scene.ask.answer for scene in preset.lesson), preset.name


def test_that_every_group_of_the_gallery_has_a_lesson() -> None:
    groups = grouped_presets(presets.gallery())
    assert [group for group, members in groups if not any(preset.lesson for preset in members)] == []


def test_that_scenes_stay_readable_at_the_back_of_the_hall() -> None:
    for preset in TAUGHT:
        for scene in preset.lesson:
            assert len(scene.text.en) <= 230 and len(scene.text.zh) <= 90, (preset.name, scene.text.en)
            if scene.ask is not None:
                assert len(scene.ask.reveal.en) <= 170, (preset.name, scene.ask.reveal.en)


# of a picture about whose cells nobody asks: the numbers of what is asked about
ASKED_OTHERWISE = {calibration.PICTURE: (calibration.WHOLE + 1, round(calibration.HOTTEST * calibration.HUNDREDTHS))}


@pytest.fixture
def live(warm: None, qtbot: QtBot, tmp_path: Path) -> Iterator[Live]:
    one = Live(tmp_path, qtbot)
    yield one
    one.close()


def begun(experiment: Experiment, path: Path) -> RunStarted:
    """What a run says as it begins; it is stopped before its first step."""
    said: list[Event] = []
    control = Control(Pause())
    control.send(Stop())
    assert Session(0, experiment, path, said.append, control).run() is RunState.STOPPED
    return next(event for event in said if isinstance(event, RunStarted))


def check(scene: Scene, started: RunStarted, panels: dict[str, Panel]) -> None:
    """A scene against the run that it is told with."""
    pictures = {info.name: info for info in started.pictures}
    for name in scene.panels:
        assert panels[name].fits(started.pictures), name
    if scene.show is not None:
        assert scene.show.last_step <= started.total_steps
        assert scene.show.until is None or scene.show.until.metric in started.baseline
    assert scene.curve in ("", "loss", *started.baseline)
    if scene.point is not None:
        info = pictures[scene.point.picture]
        if scene.point.index:
            stop = scene.point.stop or tuple(number + 1 for number in scene.point.index)
            shape = ASKED_OTHERWISE.get(info.name, info.shape)
            assert len(stop) == len(shape) and all(a <= b for a, b in zip(stop, shape, strict=True))


@pytest.mark.parametrize("preset", TAUGHT, ids=lambda preset: preset.name)
def test_that_what_a_lesson_shows_is_in_its_run(preset: Preset, qtbot: QtBot, tmp_path: Path) -> None:
    started = begun(preset.experiment, tmp_path / "a.run")
    shown = {name for scene in preset.lesson for name in scene.panels}
    panels = {kind.name: kind() for kind in panel_classes() if kind.name in shown}
    for panel in panels.values():
        qtbot.addWidget(panel)
    for number, scene in enumerate(preset.lesson, 1):
        try:
            check(scene, started, panels)
        except (AssertionError, KeyError) as error:
            raise AssertionError(f"scene {number}") from error


@pytest.mark.slow
@pytest.mark.parametrize("name", [preset.name for preset in TAUGHT])
def test_that_a_shipped_lesson_is_told_to_its_end(name: str, live: Live, qtbot: QtBot) -> None:
    window = live.window
    window.parts.control.open(open_experiment(name))
    window.parts.lessons.presentation.enter()
    stage, preset = window.parts.lessons.presentation.stage, window.parts.lessons.starter.preset
    assert stage is not None and preset is not None
    live.until(lambda: stage.caption.note.startswith("step"))  # that of the first scene, mostly 0
    for number, scene in enumerate(preset.lesson):
        if number:
            qtbot.keyClick(stage, Qt.Key.Key_PageDown)
        if scene.ask is not None:
            qtbot.keyClick(stage, Qt.Key.Key_PageDown)
        live.until(lambda: stage.caption.note.startswith("step"), 120.0)
        live.until(lambda: not any(panel.is_empty() for panel in stage.panels))
        until = scene.show.until if scene.show is not None else None
        if until is not None:
            curve = window.parts.board.loss.tested(until.metric)
            assert (
                curve is not None and until.met(float(curve.y[-1])) and window.parts.commands.run.step < until.at_most
            )
    assert "End of the lesson" in stage.caption.note
