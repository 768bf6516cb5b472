"""The race window: what races, what is sent, what both lanes show."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from desk import Desk, falling, shown, started, story
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QTabBar

from playground.data.shapes import DataShape
from playground.desktop.i18n.setting_text import shown as setting_shown
from playground.desktop.panels.network import NetworkPanel
from playground.desktop.race.race_controller import RaceController
from playground.desktop.race.race_lane import RaceLane
from playground.desktop.race.race_window import RaceWindow
from playground.experiment import presets
from playground.experiment.layer_shape import LayerShape
from playground.experiment.overrides import override
from playground.experiment.racing import SHARED, rival
from playground.foundation.errors import SettingsError
from playground.protocol.commands import Advance, Collected, Continue, Pause, Stop, Watch
from playground.protocol.commands import Race as Command
from playground.protocol.engine_events import EngineLost
from playground.protocol.events import Evaluated, RunState, StateChanged


@pytest.fixture
def race(desk: Desk) -> RaceController:
    desk.parts.actions_.race.trigger()
    return desk.parts.race


def window(race: RaceController) -> RaceWindow:
    assert race.window is not None
    return race.window


def begin(desk: Desk, race: RaceController) -> Command:
    window(race).run.click()
    commands = [command for command in desk.sent if isinstance(command, Command)]
    assert len(commands) == 1
    return commands[0]


def both(desk: Desk, command: Command, state: RunState) -> None:
    desk.say(*(StateChanged(start.run, state) for start in (command.first, command.second)))


def test_that_a_rival_has_data_batches_and_length_of_the_other_and_the_rest_of_its_own() -> None:
    first = override(presets.find("cnn-digits").experiment, ["training.seed=7", "training.batch_size=48"])
    second = override(presets.find("cnn-average-pooling").experiment, ["training.learning_rate=0.02"])
    found = rival(first, second)
    assert found.task == first.task and found.architecture == second.architecture
    assert found.training.learning_rate == 0.02
    for name in SHARED:
        assert getattr(found.training, name) == getattr(first.training, name)


def test_that_an_architecture_that_cannot_do_the_task_is_refused_with_what_would_do() -> None:
    with pytest.raises(SettingsError, match=r"An RNN needs one sequence: choose a task such as"):
        rival(presets.find("cnn-digits").experiment, presets.find("rnn-seed-digits").experiment)


def test_that_the_loaded_preset_races_against_the_next_on_its_task_and_that_only_such_are_offered(
    race: RaceController,
) -> None:
    a, b = window(race).entrants
    assert (a.value, b.value) == ("cnn-digits", "mlp-digits")
    offered = [b.choice.itemData(index) for index in range(b.choice.count())]
    assert offered[0] == "" and "cnn-one-by-one" in offered and "transformer-reverse" not in offered
    b.choice.setCurrentIndex(b.choice.findData("cnn-average-pooling"))
    assert window(race).words.text() == "stage 1 pooling: max | average · stage 2 pooling: max | average"
    a.choice.setCurrentIndex(a.choice.findData("rnn-first-symbol-elman"))
    assert "rnn-first-symbol-lstm" in [b.choice.itemData(index) for index in range(b.choice.count())]


def test_that_what_is_to_race_is_drawn_before_the_start_and_the_window_stays_on_the_screen(
    desk: Desk, race: RaceController
) -> None:
    networks = [next(panel for panel in lane.panels if isinstance(panel, NetworkPanel)) for lane in race.lanes]
    assert not any(network.is_empty() for network in networks)
    entrant = window(race).entrants[1]
    before = networks[1].view.layers
    entrant.choice.setCurrentIndex(entrant.choice.count() - 1)
    assert networks[1].view.layers != before
    assert window(race).screen().availableGeometry().contains(window(race).frameGeometry())


def test_that_what_is_set_up_races_against_the_preset_it_came_from(desk: Desk, race: RaceController) -> None:
    desk.parts.draft.set("training.learning_rate", 0.1)
    b = window(race).entrants[1]
    b.choice.setCurrentIndex(0)
    assert window(race).words.text() == "learning rate: 0.003 | 0.1"
    command = begin(desk, race)
    rates = [json.loads(start.experiment)["training"]["learning_rate"] for start in (command.first, command.second)]
    assert rates == [0.003, 0.1] and command.first.path != command.second.path


def test_that_an_experiment_with_a_problem_is_not_started(desk: Desk, race: RaceController) -> None:
    desk.parts.draft.set("training.learning_rate", -1.0)
    window(race).entrants[1].choice.setCurrentIndex(0)
    window(race).run.click()
    assert not [command for command in desk.sent if isinstance(command, Command)]
    assert "correct it there" in window(race).words.text()


@pytest.mark.parametrize("button", ["run", "step"])
def test_that_a_run_of_the_main_window_comes_first(desk: Desk, race: RaceController, button: str) -> None:
    run = desk.run()
    desk.say(*story(run))
    getattr(window(race), button).click()
    assert not [command for command in desk.sent if isinstance(command, Command)]
    assert "stop it first" in window(race).words.text()


def test_that_both_lanes_show_their_own_run_and_the_main_window_nothing_of_it(desk: Desk, race: RaceController) -> None:
    command = begin(desk, race)
    runs = command.first.run, command.second.run
    for run in runs:
        desk.say(StateChanged(run, RunState.PREPARING), started(run), StateChanged(run, RunState.RUNNING))
    desk.say(falling(1, 50, runs[0]), falling(1, 49, runs[1]), Evaluated(runs[1], 49, {"loss": 1.0, "accuracy": 0.75}))
    desk.say(shown(50, runs[0]), shown(49, runs[1]))
    assert [lane.step for lane in race.lanes] == [50, 49]
    assert desk.parts.commands.run.state is None and desk.parts.board.loss.is_empty()
    assert window(race).progress.text().startswith("step 49 of 900")
    assert "accuracy 75.0" in window(race).entrants[1]._state.text()
    assert not window(race).curves.is_empty()
    tabs = window(race).findChild(QTabBar)
    assert tabs is not None
    names = [tabs.tabText(index) for index in range(tabs.count())]
    assert names[:3] == ["Network", "Feature maps", "Kernels"] and "Hidden states" not in names
    desk.say(shown(60, runs[0]), shown(61, runs[1]))
    maps = [next(panel for panel in lane.panels if panel.name == "network") for lane in race.lanes]
    assert all(panel.isVisible() and not panel.is_empty() for panel in maps)
    images = [panel.grab().toImage() for panel in maps]
    assert images[0] != images[1]
    assert [command for command in desk.sent if isinstance(command, Watch)][-1].names >= {"input"}
    assert isinstance(desk.sent[-1], Collected | Watch)


def test_that_pause_step_and_stop_are_for_both(desk: Desk, race: RaceController) -> None:
    command = begin(desk, race)
    both(desk, command, RunState.RUNNING)
    window(race).pause.click()
    assert desk.sent[-1] == Pause()
    both(desk, command, RunState.PAUSED)
    assert window(race).run.text() == "Continue" and not window(race).pause.isEnabled()
    window(race).step.click()
    assert desk.sent[-1] == Advance(1)
    window(race).run.click()
    assert desk.sent[-1] == Continue()
    both(desk, command, RunState.RUNNING)
    window(race).stop.click()
    assert desk.sent[-1] == Stop()
    both(desk, command, RunState.STOPPED)
    assert window(race).run.isEnabled() and window(race).run.text() == "Start"


def test_that_closing_the_window_ends_the_race(desk: Desk, race: RaceController) -> None:
    command = begin(desk, race)
    both(desk, command, RunState.RUNNING)
    window(race).close()
    assert desk.sent[-1] == Stop()


def test_that_a_lost_engine_ends_both_lanes_with_its_reason(desk: Desk, race: RaceController) -> None:
    command = begin(desk, race)
    both(desk, command, RunState.RUNNING)
    desk.say(EngineLost("The engine was killed."))
    assert [lane.state for lane in race.lanes] == [RunState.FAILED] * 2
    assert window(race).run.isEnabled()


def test_that_the_curves_keep_every_step_of_each_run(desk: Desk, race: RaceController) -> None:
    command = begin(desk, race)
    for run in (command.first.run, command.second.run):
        desk.say(started(run), falling(1, 30, run), falling(31, 30, run))
    for lane in (0, 1):
        np.testing.assert_array_equal(window(race).curves._curves[lane, "train"].x, np.arange(1, 61))


def test_that_lanes_differ_in_the_words_of_the_form_and_wait_for_start() -> None:
    one = presets.find("transformer-gpt").experiment.values()
    other = presets.find("transformer-seed").experiment.values()
    assert setting_shown(one, "architecture.norm") == "before each part"
    assert setting_shown(other, "architecture.norm") == "after each sum"
    assert setting_shown(one, "architecture.kind") == "Transformer" and setting_shown(one, "training.threads") == "auto"
    assert setting_shown(one, "architecture.no_such_setting") == ""
    lane = RaceLane("A", 0, QObject())
    assert all(panel.empty_words() == "No race yet. Press Start." for panel in lane.panels if panel.hint)


def test_that_what_is_done_in_the_drawing_of_one_lane_is_mirrored_in_the_other(race: RaceController) -> None:
    one, other = (lane.network for lane in race.lanes)
    one.show_model(*models("transformer-sort"))
    other.show_model(*models("transformer-sort"))
    for panel in (one, other):
        panel.grab()
    assert one.view.drawing is not None
    one.select(one.view.drawing.boxes[1].node.name)
    assert other.selected == one.selected != ""
    one.fold("decoder.1")
    assert other.view.opened == one.view.opened and one.view.opened is not None
    other.fold("decoder.1")  # either way
    assert other.view.opened == one.view.opened
    one._heat.setValue(40)
    assert other.view.sampling.temperature == 0.4 and other._heat.value() == 40
    one._mode.choose("cost")
    one._choose_mode()
    assert other.mode == "cost"


def test_that_the_two_drawings_face_each_other(race: RaceController) -> None:
    one, other = (lane.network for lane in race.lanes)
    assert not one.view.leftward and other.view.leftward
    for panel in (one, other):
        panel.show_model(*models("cnn-digits"))
        panel.resize(600, 300)
        panel.grab()
    first, second = one.view.drawing, other.view.drawing
    assert first is not None and second is not None
    for box, facing in zip(first.boxes, second.boxes, strict=True):
        assert facing.picture.left == pytest.approx(600 - box.picture.right), box.node.name


def test_that_what_only_one_of_two_models_has_is_not_looked_for_in_the_other() -> None:
    one, other = NetworkPanel(), NetworkPanel()
    one.show_model(*models("transformer-sort"))
    other.show_model(*models("transformer-gpt"))
    for panel in (one, other):
        panel.resize(900, 500)
        panel.grab()
    one.view.heads["decoder.0.attention"], one.view.heads["decoder.2.attention"] = 2, 1
    one.select("decoder.2.mlp")
    one.fold("decoder.2")
    other.mirror(one)
    heads = other.view.graph
    assert heads is not None and all(head < heads.by_name[name].shape[0] for name, head in other.view.heads.items())
    assert other.selected == "" or other.box_of(other.selected) is not None
    empty = NetworkPanel()
    empty.mirror(one)
    assert empty.is_empty() and empty.selected == "" and not empty.view.heads


def models(name: str) -> tuple[tuple[LayerShape, ...], DataShape]:
    experiment = presets.find(name).experiment
    return tuple(experiment.layers()), experiment.task.shape()


def test_that_a_file_in_which_lanes_differ_is_called_by_its_name(tmp_path: Path) -> None:
    values = {"training": {"weights": str(tmp_path / "sort.safetensors")}}
    assert setting_shown(values, "training.weights") == "sort.safetensors"
