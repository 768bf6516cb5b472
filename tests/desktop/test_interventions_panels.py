"""The window changes a run by pointer and by keyboard, marks what is changed, and explains a step."""

from pathlib import Path

import numpy as np
import pytest
from desk import Desk, shown, started, story
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from playground.desktop.explain.training_step_html import TrainingStepHtml
from playground.desktop.i18n.intervention_text import AblationTarget, InterventionText
from playground.desktop.panels.attention import AttentionPanel
from playground.desktop.panels.base.heatmap_panel import HeatmapPanel
from playground.desktop.panels.feature_maps import FeatureMapsPanel
from playground.desktop.panels.hidden_states import HiddenStatesPanel
from playground.desktop.panels.interventions import InterventionsPanel
from playground.desktop.panels.training_step import TrainingStepPanel
from playground.desktop.style.theme import LIGHT
from playground.experiment.interventions import (
    Change,
    Intervention,
    ReplacePattern,
    SetLearningRate,
    SwitchOff,
    Undo,
)
from playground.protocol.commands import Advance, Command, ExplainStep, Intervene, Speed, Start
from playground.protocol.events import (
    Intervened,
    Pictures,
    Refused,
    RunStarted,
    RunState,
    StateChanged,
)
from playground.protocol.explained import FormulaLine, StepExplained, StepTaken
from playground.protocol.snapshot import PictureInfo, Snapshot

CHANNEL = SwitchOff("stages.0.activation", "channel", 2)


def intervened(run: int, step: int, intervention: Intervention) -> Intervened:
    return Intervened(run, step, intervention, {"loss": 0.5, "accuracy": 0.9}, {"loss": 0.9, "accuracy": 0.72})


def explained(run: int, step: int = 300, new: float = 0.5) -> StepExplained:
    line = FormulaLine(
        "w", "{w} − {rate} · {g}", {"w": "w", "rate": "η", "g": "g"}, {"w": 0.6, "rate": 0.1, "g": 1.0}, new
    )
    shapes = {"output.bias": (10,), "stages.0.convolution.weight": (8, 1, 3, 3)}
    return StepExplained(
        run, step, "output.bias", (3,), shapes, 32, 2.3, 1.0, 1e-6, 2.300001, 2.299999, 1.0000001, 2.0, 0.0, "sgd",
        (line,), 0.6, new,
    )  # fmt: skip


def last(desk: Desk, kind: type[Command]) -> Command:
    return next(command for command in reversed(desk.sent) if isinstance(command, kind))


def paused(desk: Desk) -> int:
    run = desk.run()
    desk.say(*story(run), StateChanged(run, RunState.PAUSED))
    return run


@pytest.fixture
def menus(monkeypatch: pytest.MonkeyPatch) -> list[QMenu]:
    """The context menus that would have been opened: the offscreen platform cannot grab the pointer for them."""
    opened: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, place: opened.append(menu))
    return opened


def context(panel: QWidget, place: QPointF, reason: QContextMenuEvent.Reason) -> None:
    at = place.toPoint()
    QApplication.sendEvent(panel, QContextMenuEvent(reason, at, panel.mapToGlobal(at)))


def test_that_a_right_click_on_a_tile_switches_its_channel_off_and_on_again(desk: Desk, menus: list[QMenu]) -> None:
    run = paused(desk)
    panel = desk.parts.board.panel(FeatureMapsPanel)
    panel.grab()
    assert panel._layout is not None
    place = panel._layout.tile_rect(2).translated(panel._origin).center()
    context(panel, place, QContextMenuEvent.Reason.Mouse)
    (action,) = menus[0].actions()
    assert action.text() == "Switch off channel 3" and action.isEnabled()
    action.trigger()
    assert last(desk, Intervene) == Intervene(CHANNEL)
    desk.say(intervened(run, 300, CHANNEL))
    (undo,) = panel.change_menu(AblationTarget("stages.0.activation", "channel", 2)).actions()
    undo.trigger()
    assert "Take back" in undo.text() and last(desk, Intervene) == Intervene(Undo(CHANNEL))


def test_that_the_menu_key_offers_the_cell_that_is_explained(desk: Desk, menus: list[QMenu]) -> None:
    paused(desk)
    panel = desk.parts.board.panel(FeatureMapsPanel)
    panel.setFocus()
    context(panel, QPointF(1, 1), QContextMenuEvent.Reason.Keyboard)
    usual = panel.usual()
    assert usual is not None and menus[0].actions()[0].text() == f"Switch off channel {usual.index[0] + 1}"


def test_that_nothing_can_be_changed_before_a_run_and_in_a_recording(desk: Desk) -> None:
    panel = desk.parts.board.panel(FeatureMapsPanel)
    for event in story(0):
        panel.take(event)
    (action,) = panel.change_menu(AblationTarget("stages.0.activation", "channel", 0)).actions()
    assert not action.isEnabled()
    desk.parts.bench.take_back()
    desk.parts.bench.change(CHANNEL)
    assert not any(isinstance(command, Intervene) for command in desk.sent)


def test_that_a_changed_tile_is_marked_by_more_than_colour_and_only_from_its_step_on(desk: Desk, qtbot: QtBot) -> None:
    panel = FeatureMapsPanel()
    qtbot.addWidget(panel)
    panel.resize(500, 400)
    panel.take(started())
    panel.take(shown(100))
    panel.draw()
    plain = panel.grab().toImage()
    panel.take(intervened(1, 200, CHANNEL))
    panel.draw()
    assert panel.grab().toImage() == plain  # the picture is from before
    later = Pictures(1, 200, tuple(Snapshot(200, s.name, s.axes, s.values, s.labels) for s in shown(100).snapshots))
    panel.take(later)
    panel.draw()
    marked = panel.grab().toImage()
    assert panel._layout is not None
    for tile in range(8):
        place = panel._layout.tile_rect(tile).translated(panel._origin).toRect()
        assert (marked.copy(place) == plain.copy(place)) is (tile != 2)
    snapshot = panel._kept["stages.0.activation"]
    assert panel.badge_of(snapshot, 2) == "off" and panel.badge_of(snapshot, 3) == ""


def heads(panel: HeatmapPanel, run: int = 1) -> None:
    axes = ("head", "query", "key")
    info = (PictureInfo("decoder.0.attention.weights", axes, (4, 6, 6)),)
    panel.take(RunStarted(run, "{}", 0, 100, 1, "cpu", 1, {}, info, "", Path("x.run")))
    values = np.full((4, 6, 6), 1 / 6, np.float32)
    panel.take(Pictures(run, 5, (Snapshot(5, "decoder.0.attention.weights", axes, values),)))
    panel.draw()
    panel.grab()


def test_that_a_head_offers_uniform_and_diagonal_and_says_what_it_was_replaced_by(qtbot: QtBot) -> None:
    panel = AttentionPanel()
    qtbot.addWidget(panel)
    panel.resize(600, 400)
    heads(panel)
    wanted: list[object] = []
    panel.change_wanted.connect(wanted.append)
    panel.can_change = True
    assert panel._grid.layout is not None
    tile = panel._grid.layout.tile_rect(1).translated(panel._grid.origin).center()
    spot = panel.spot_at(tile)
    assert spot == AblationTarget("decoder.0.attention.weights", "head", 1)
    assert panel.spot_at(panel._frame.cells.center()) == AblationTarget("decoder.0.attention.weights", "head", 0)
    average = panel._grid.layout.tile_rect(4).translated(panel._grid.origin).center()
    assert panel.spot_at(average) is None  # the average is no head
    actions = panel.change_menu(spot).actions()
    for action in actions:
        action.trigger()
    assert wanted == spot.changes() and "uniform" in actions[1].text() and "diagonal" in actions[2].text()
    panel.take(intervened(1, 5, ReplacePattern(spot.tap, 0, "diagonal")))
    panel.draw()
    assert panel.info.startswith("diagonal")


def test_that_a_row_of_hidden_states_is_a_unit(qtbot: QtBot) -> None:
    panel = HiddenStatesPanel()
    qtbot.addWidget(panel)
    panel.resize(500, 400)
    info = (PictureInfo("layers.0.hidden", ("time", "unit"), (5, 8)),)
    panel.take(RunStarted(1, "{}", 0, 100, 1, "cpu", 1, {}, info, "", Path("x.run")))
    panel.take(Pictures(1, 5, (Snapshot(5, "layers.0.hidden", ("time", "unit"), np.ones((5, 8), np.float32)),)))
    panel.draw()
    plain = panel.grab().toImage()
    room = panel._place
    place = QPointF(room.center().x(), room.top() + 6.5 / 8 * room.height())
    assert panel.spot_at(place) == AblationTarget("layers.0.hidden", "unit", 6)
    panel.take(intervened(1, 5, SwitchOff("layers.0.hidden", "unit", 6)))
    panel.draw()
    assert panel.grab().toImage() != plain


def test_that_the_list_numbers_each_change_with_its_answer_and_undoes_the_right_one(desk: Desk, qtbot: QtBot) -> None:
    run = paused(desk)
    panel = desk.parts.board.panel(InterventionsPanel)
    rate = SetLearningRate(0.02)
    desk.say(intervened(run, 300, CHANNEL), intervened(run, 300, rate), intervened(run, 300, Undo(CHANNEL)))
    desk.say(intervened(run, 301, CHANNEL))
    panel.draw()
    words = _texts(panel)
    assert words[0] == "4  stage 1 · activation: channel 3 off" and words[-2].startswith("1  ")
    assert "accuracy 90.0\u202f% → 72.0\u202f%" in words[1] and "loss 0.5 → 0.9" in words[1]
    assert panel.info == "2 in force"
    buttons = [button for entry in _entries(panel) for button in entry.findChildren(QPushButton)]
    assert [b.accessibleName() for b in buttons] == [
        "Take back: stage 1 · activation: channel 3 off", "Take back: Learning rate 0.02"
    ]  # fmt: skip
    buttons[1].click()
    assert last(desk, Intervene) == Intervene(Undo(rate))
    desk.parts.actions_.take_back.trigger()
    assert last(desk, Intervene) == Intervene(Undo(CHANNEL))  # the newest in force


def test_that_a_learning_rate_is_typed_and_what_is_refused_is_said(desk: Desk, qtbot: QtBot) -> None:
    run = paused(desk)
    panel = desk.parts.board.panel(InterventionsPanel)
    desk.parts.board.reveal(panel)
    panel.draw()
    field = next(line for line in panel._form.findChildren(QLineEdit) if line.accessibleName() == "Learning rate")
    assert field.text() == "0.003"
    field.setText("0.5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert last(desk, Intervene) == Intervene(SetLearningRate(0.5))
    desk.say(intervened(run, 300, SetLearningRate(0.5)))
    field.setText("fast")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    desk.say(Refused(run, "A learning rate must be above 0 and at most 10; nan is not."))
    assert "above 0" in desk.parts.banner.text and len(panel.changes.events) == 1


def test_that_the_form_alone_reaches_every_channel(desk: Desk) -> None:
    paused(desk)
    form = desk.parts.board.panel(InterventionsPanel)._form
    layers = [form._layer.itemData(index) for index in range(form._layer.count())]
    assert "input" not in layers and "stages.1.activation" in layers
    assert not any(name.endswith("weight") for name in layers)
    form._layer.setCurrentIndex(layers.index("stages.1.activation"))
    assert form._index.maximum() == 16
    form._index.setValue(16)
    form._apply.click()
    assert last(desk, Intervene) == Intervene(SwitchOff("stages.1.activation", "channel", 15))


def test_that_interventions_are_marked_in_the_loss_plot_and_on_the_timeline(desk: Desk) -> None:
    run = paused(desk)
    desk.say(intervened(run, 300, CHANNEL), intervened(run, 300, SetLearningRate(0.1)))
    desk.say(intervened(run, 310, Undo(CHANNEL)))
    plot = desk.parts.board.loss._plot
    assert plot is not None
    desk.parts.board.loss.draw()
    lines = [(line.value(), line.label.toPlainText()) for line in plot._changes if line.isVisible()]
    assert lines == [(300, "1–2"), (310, "3")]
    assert desk.parts.replay.timeline._marked == (300, 300, 310)
    again = desk.run() if not desk.parts.commands.run.active else run
    desk.say(started(again))
    desk.parts.board.loss.draw()
    assert not any(line.isVisible() for line in plot._changes) and desk.parts.replay.timeline._marked == ()


def test_that_the_speed_is_sent_at_once_and_again_to_a_run_of_a_new_engine(desk: Desk) -> None:
    speed = desk.parts.bench.speed
    speed.setCurrentIndex(speed.findData(3))
    assert desk.sent[-1] == Speed(3)
    desk.run()
    at = next(index for index, command in enumerate(desk.sent) if isinstance(command, Start))
    assert desk.sent[at - 1] == Speed(3)
    speed.setCurrentIndex(0)
    assert desk.sent[-1] == Speed(None)


def test_that_one_epoch_is_as_many_steps_as_the_run_says(desk: Desk, qtbot: QtBot) -> None:
    run = desk.run()
    begin = started(run)
    desk.say(RunStarted(**{**vars(begin), "epoch_steps": 45}), StateChanged(run, RunState.RUNNING))
    assert not desk.parts.actions_.epoch.isEnabled()
    desk.say(StateChanged(run, RunState.PAUSED))
    qtbot.keyClick(desk.window, Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    assert desk.sent[-1] == Advance(45)


def test_that_a_step_is_explained_while_paused_and_compared_once_taken(desk: Desk) -> None:
    run = desk.run()
    desk.say(*story(run))
    panel = desk.parts.board.panel(TrainingStepPanel)
    assert not panel._form.isEnabled() and not desk.parts.actions_.explain_step.isEnabled()
    desk.say(StateChanged(run, RunState.PAUSED))
    desk.parts.actions_.explain_step.trigger()
    assert last(desk, ExplainStep) == ExplainStep() and not panel.isHidden()
    desk.say(explained(run))
    panel.draw()
    words = panel._sheet.toPlainText()
    for part in ("1  Forward", "2  Loss", "3  Backward", "4  Update by SGD", "5  The step itself", "Not taken yet"):
        assert part.replace("  ", " ") in " ".join(words.split())
    assert panel.info == "step 301"
    desk.say(StepTaken(run, 299, "output.bias", (3,), 9.0))  # of another step
    assert panel._taken is None
    desk.say(StepTaken(run, 300, "output.bias", (3,), 0.5))
    panel.draw()
    assert "difference 0" in panel._sheet.toPlainText()
    desk.say(explained(run, 301))
    panel.draw()
    assert "Not taken yet" in panel._sheet.toPlainText()


def test_that_a_weight_is_chosen_by_layer_and_place_counted_from_one(desk: Desk) -> None:
    run = paused(desk)
    panel = desk.parts.board.panel(TrainingStepPanel)
    desk.say(explained(run))
    panel._index.setText("2")
    panel.ask()
    assert last(desk, ExplainStep) == ExplainStep("output.bias", (1,))
    panel._parameter.setCurrentIndex(panel._parameter.findData("stages.0.convolution.weight"))
    panel.ask()
    assert last(desk, ExplainStep) == ExplainStep("stages.0.convolution.weight", ())
    panel._index.setText("8, 1, 3 2")
    panel.ask()
    assert last(desk, ExplainStep) == ExplainStep("stages.0.convolution.weight", (7, 0, 2, 1))
    panel._index.setText("x")  # refused by the engine in its own sentence
    panel.ask()
    assert last(desk, ExplainStep) == ExplainStep("stages.0.convolution.weight", (-1,))


@pytest.mark.parametrize("taken", [None, StepTaken(1, 300, "output.bias", (3,), 0.5)])
def test_that_the_sheet_gives_every_operand_and_marks_a_gradient_that_is_not_confirmed(taken: StepTaken | None) -> None:
    sheet = TrainingStepHtml()
    told = explained(1)
    text = sheet.rich(told, taken, LIGHT)
    assert "0.6 − 0.1 · 1" in text and "<i>w</i> − <i>η</i> · <i>g</i>" in text and "2.300001" in text
    assert "kink" not in text
    wrong = StepExplained(**{**vars(told), "difference": 1.2})
    assert "kink" in sheet.rich(wrong, taken, LIGHT)


def test_that_every_intervention_has_its_own_sentence() -> None:
    words = InterventionText()
    changes: list[Change] = [
        CHANNEL, SwitchOff("layers.0.hidden", "unit", 0), SwitchOff("a.weights", "head", 0),
        ReplacePattern("a.weights", 0, "uniform"), ReplacePattern("a.weights", 0, "diagonal"), SetLearningRate(0.1),
        SwitchOff("decoder.0.residual", "feature", 3),
    ]  # fmt: skip
    sentences = [words.sentence(change) for change in changes] + [words.sentence(Undo(change)) for change in changes]
    assert len(set(sentences)) == 2 * len(changes) and all("{" not in sentence for sentence in sentences)


def test_that_both_panels_say_what_to_do_while_empty_and_are_saved_when_not(desk: Desk) -> None:
    for kind in (InterventionsPanel, TrainingStepPanel):
        panel = desk.parts.board.panel(kind)  # type: ignore[type-abstract]
        assert panel.is_empty() and panel.empty_words().endswith(".")
    run = paused(desk)
    desk.say(intervened(run, 300, CHANNEL), explained(run))
    from PySide6.QtGui import QImage, QPainter

    for kind in (InterventionsPanel, TrainingStepPanel):
        panel = desk.parts.board.panel(kind)  # type: ignore[type-abstract]
        size = panel.picture_size()
        image = QImage(size, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        panel.render_to(painter, size, 1.0)
        painter.end()
        pixels = np.frombuffer(image.constBits(), np.uint32)
        assert not panel.is_empty() and len(np.unique(pixels)) > 5


def _entries(panel: InterventionsPanel) -> list[QWidget]:
    return [panel._list.itemAt(index).widget() for index in range(panel._list.count() - 1)]  # type: ignore[union-attr]


def _texts(panel: InterventionsPanel) -> list[str]:
    return [label.text() for entry in _entries(panel) for label in entry.findChildren(QLabel)]
