"""The stage: F11 on and off, keys, questions, what is borrowed and given back; and a lesson with the real engine."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import DIGITS, Desk, discard, falling, shown, started, story, widgets
from PySide6.QtCore import QEvent, QEventLoop, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot
from test_live import Live

from playground.desktop.panels.base.cell_panel import CellPanel
from playground.desktop.panels.feature_maps import FeatureMapsPanel
from playground.desktop.presentation import presentation
from playground.desktop.presentation.pointing_overlay import Pointing
from playground.desktop.presentation.presentation import Presentation
from playground.desktop.presentation.presentation_window import PresentationWindow
from playground.desktop.presentation.question import StageQuestion
from playground.desktop.shell.main_window import MainWindow
from playground.desktop.state.open_document import OpenDocument, open_again, open_experiment
from playground.desktop.state.reference import reference
from playground.desktop.state.window_settings import LAYOUT_VERSION
from playground.desktop.style import theme
from playground.experiment import presets
from playground.experiment.overrides import override
from playground.experiment.presets import Preset
from playground.foundation.atomic import save_bytes
from playground.protocol.commands import Advance, ExplainCell, Pause, Start, Watch
from playground.protocol.engine_events import EngineLost
from playground.protocol.events import CheckpointSaved, Evaluated, RunState, StateChanged
from playground.worked.example import Region

SCENES = """
[[scene]]
panels = ["feature-maps", "predictions"]
show = { step = 0 }
text = { en = "At first.", zh = "开始。" }
[[scene]]
panels = ["loss", "feature-maps"]
curve = "accuracy"
show = { step = 100 }
point = { picture = "stages.1.activation", index = [0, 0, 0], stop = [1, 4, 4] }
text = { en = "Later.", zh = "后来。" }
[scene.ask]
text = { en = "How many?", zh = "多少？" }
options = [{ en = "few", zh = "少" }, { en = "many", zh = "多" }]
answer = 2
reveal = { en = "Many.", zh = "很多。" }
[[scene]]
panels = ["loss"]
text = { en = "The end.", zh = "完。" }
"""
GOOD = (presets.shipped("presets") / "cnn-digits.toml").read_text(encoding="utf-8").partition("\n[[scene]]")[0]


def preset() -> Preset:
    return presets.parse((GOOD + SCENES).encode(), "cnn-digits", "mine.toml")


@pytest.fixture
def hall(desk: Desk) -> Iterator[Desk]:
    """A desk whose preset has a lesson."""
    desk.parts.control.open(OpenDocument("cnn-digits", DIGITS, preset=preset()))
    yield desk
    desk.parts.lessons.presentation.leave()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def stage_of(desk: Desk) -> PresentationWindow:
    stage = desk.parts.lessons.presentation.stage
    assert stage is not None
    return stage


def press(desk: Desk, qtbot: QtBot, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(stage_of(desk), key)


def enter(desk: Desk) -> int:
    """A run that was built and waits."""
    desk.parts.actions_.present.trigger()
    run = next(command.run for command in reversed(desk.sent) if isinstance(command, Start))
    desk.say(StateChanged(run, RunState.PREPARING), started(run), CheckpointSaved(run, 0, desk.folder / "x.run"))
    desk.say(StateChanged(run, RunState.PAUSED), shown(0, run))
    return run


def names(desk: Desk) -> list[str]:
    return [panel.name for panel in stage_of(desk).panels]


def words(stage: PresentationWindow) -> list[str]:
    return [label.text() for label in stage.findChildren(QLabel) if label.isVisible()]


def test_that_f11_starts_a_held_run_and_shows_the_first_scene(hall: Desk, qtbot: QtBot) -> None:
    qtbot.keyClick(hall.window, Qt.Key.Key_F11)
    assert hall.parts.lessons.presentation.stage is not None
    qtbot.keyClick(hall.parts.lessons.presentation.stage, Qt.Key.Key_F11)
    assert hall.parts.lessons.presentation.stage is None
    hall.parts.control.reset()
    enter(hall)
    start = next(command for command in hall.sent if isinstance(command, Start))
    assert start.paused and start.experiment == DIGITS.to_json()
    stage = stage_of(hall)
    assert stage.size() == stage.screen().size() and names(hall) == ["feature-maps", "predictions"]
    assert stage.caption.words == "At first."
    assert not any(panel.is_empty() for panel in stage.panels if panel.name == "feature-maps")
    assert all(panel.zoom == theme.STAGE_ZOOM for panel in stage.panels)


def test_that_only_what_stands_on_the_stage_is_watched(hall: Desk, qtbot: QtBot) -> None:
    enter(hall)
    watch = next(command for command in reversed(hall.sent) if isinstance(command, Watch))
    assert watch.names == {"input", "stages.0.activation"}
    press(hall, qtbot, Qt.Key.Key_Escape)
    hall.say(falling(1, 1, hall.parts.commands.run.number))
    watch = next(command for command in reversed(hall.sent) if isinstance(command, Watch))
    assert "stages.1.pooling" in watch.names  # of the network


def test_that_a_question_is_asked_counted_and_revealed(hall: Desk, qtbot: QtBot) -> None:
    run = enter(hall)
    press(
        hall, qtbot, Qt.Key.Key_PageDown, Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_2, Qt.Key.Key_2, Qt.Key.Key_Backspace
    )
    stage = stage_of(hall)
    assert names(hall) == ["loss", "feature-maps"] and stage.question is not None
    assert "How many?" in words(stage) and "Many." not in words(stage) and {"1", "2"} <= set(words(stage))
    press(hall, qtbot, Qt.Key.Key_PageDown)
    assert hall.sent[-1] == Advance(100)
    hall.say(falling(1, 60, run))
    assert "step 60 of 100" in stage.caption.note and "Many." not in words(stage)
    hall.say(falling(61, 40, run), Evaluated(run, 100, {"loss": 1.0, "accuracy": 0.6}))
    assert Pause() in hall.sent
    assert "Many." in words(stage) and "✓\u2009right" in words(stage) and "2 · 67\u2009%" in words(stage)
    assert hall.parts.board.loss.curve == "accuracy"
    maps = hall.parts.board.panel(FeatureMapsPanel)
    assert maps.layer == "stages.1.activation" and maps._pointed == Region(maps.layer, (0, 0, 0), (1, 4, 4))


def test_that_a_remote_makes_the_screen_black_and_any_key_brings_it_back(hall: Desk, qtbot: QtBot) -> None:
    enter(hall)
    stage = stage_of(hall)
    press(hall, qtbot, Qt.Key.Key_Period)
    assert stage.black.isVisible() and stage.black.size() == stage.size()
    press(hall, qtbot, Qt.Key.Key_PageDown)
    assert not stage.black.isVisible() and stage.caption.words == "At first."
    press(hall, qtbot, Qt.Key.Key_B, Qt.Key.Key_Escape)
    assert hall.parts.lessons.presentation.stage is None


def test_that_the_keys_are_named_for_a_while_and_again_when_asked(hall: Desk, qtbot: QtBot) -> None:
    enter(hall)
    stage = stage_of(hall)
    assert "Esc" in stage.help.text() and stage.help.isVisible()
    press(hall, qtbot, Qt.Key.Key_Question)
    assert not stage.help.isVisible()
    press(hall, qtbot, Qt.Key.Key_Question)
    assert stage.help.isVisible()


def test_that_the_words_are_in_the_language_of_the_window(hall: Desk, qtbot: QtBot) -> None:
    hall.parts.appearance.set_language("zh_CN")
    enter(hall)
    assert stage_of(hall).caption.words == "开始。"
    press(hall, qtbot, Qt.Key.Key_PageDown)
    assert {"多少？", "少", "多"} <= set(words(stage_of(hall)))


def state(desk: Desk) -> list[object]:
    window = desk.window
    parts = window.parts
    return [
        bytes(window.saveState(LAYOUT_VERSION).data()), bytes(window.saveGeometry().data()),
        parts.appearance.theme.name,
        [(card.isVisible(), card.isAncestorOf(card.panel), card.panel.zoom) for card in parts.board.cards],
        [(panel.name, panel.size()) for panel in parts.board.panels if panel.isVisible()],
        parts.board.panel(FeatureMapsPanel).layer, parts.board.loss.curve, parts.board.explain.question,
        parts.replay.timeline.live, window.isVisible(),
    ]  # fmt: skip


def test_that_the_window_is_exactly_as_before_after_a_lesson(hall: Desk, qtbot: QtBot) -> None:
    run = hall.run()
    hall.say(*story(run, 200))  # which goes on, so that the panels are shown, and no lesson
    maps = hall.parts.board.panel(FeatureMapsPanel)
    maps.choose("stages.0.convolution")
    hall.parts.board.docks.expand(next(card for card in hall.parts.board.cards if card.panel is maps))
    question = maps.usual()
    assert question is not None
    hall.parts.board._ask(question)
    before = state(hall)
    qtbot.keyClick(hall.window, Qt.Key.Key_F11)
    press(hall, qtbot, *[Qt.Key.Key_PageDown] * 3, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
    assert state(hall) != before
    press(hall, qtbot, Qt.Key.Key_F11)
    hall.say(falling(201, 1, run))
    assert state(hall) == before and maps._pointed is None and maps.asked == question


def finished(desk: Desk) -> int:
    run = desk.run()
    desk.say(*story(run, 300), CheckpointSaved(run, 300, desk.folder / "x.run"), StateChanged(run, RunState.FINISHED))
    return run


def test_that_a_lesson_over_a_run_that_has_ended_trains_anew_and_gives_nothing_away(hall: Desk, qtbot: QtBot) -> None:
    old = finished(hall)
    new = enter(hall)
    start = next(command for command in reversed(hall.sent) if isinstance(command, Start))
    assert new != old and start.paused and start.run == new and start.path != hall.parts.commands.run.experiment
    assert hall.parts.commands.run.step == 0 and not len(hall.parts.board.loss.scene.curves.losses)
    press(hall, qtbot, Qt.Key.Key_PageDown)
    assert "Many." not in words(stage_of(hall)) and stage_of(hall).caption.note == "step 0"


def test_that_a_lesson_left_in_its_middle_goes_on_there_but_not_over_a_run_that_went_on(
    hall: Desk, qtbot: QtBot
) -> None:
    run = enter(hall)
    press(hall, qtbot, Qt.Key.Key_PageDown, Qt.Key.Key_2, Qt.Key.Key_Escape)
    starts = sum(isinstance(command, Start) for command in hall.sent)
    qtbot.keyClick(hall.window, Qt.Key.Key_F11)
    assert "How many?" in words(stage_of(hall)) and sum(isinstance(command, Start) for command in hall.sent) == starts
    press(hall, qtbot, Qt.Key.Key_Escape)
    hall.say(falling(1, 40, run), StateChanged(run, RunState.STOPPED))
    enter(hall)
    assert stage_of(hall).caption.words == "At first." and hall.parts.commands.run.step == 0


def test_that_home_starts_the_lesson_over_with_a_new_run(hall: Desk, qtbot: QtBot) -> None:
    run = enter(hall)
    press(hall, qtbot, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown)
    hall.say(falling(1, 100, run), Evaluated(run, 100, {"loss": 1.0, "accuracy": 0.6}))
    press(hall, qtbot, Qt.Key.Key_Home)
    start = next(command for command in reversed(hall.sent) if isinstance(command, Start))
    assert start.run != run and start.paused and stage_of(hall).caption.words == "At first."


def test_that_arrows_turn_pages_and_no_cell_takes_them(hall: Desk, qtbot: QtBot) -> None:
    maps = hall.parts.board.panel(FeatureMapsPanel)
    enter(hall)
    press(hall, qtbot, Qt.Key.Key_Escape)
    maps.setFocus()
    qtbot.keyClick(hall.window, Qt.Key.Key_F11)
    stage = stage_of(hall)
    assert not any(widget.focusPolicy() for frame in stage.frames for widget in frame.findChildren(QWidget))
    qtbot.keyClick(stage, Qt.Key.Key_Tab)
    focused = stage.focusWidget() or stage
    qtbot.keyClick(focused, Qt.Key.Key_Right)
    assert "How many?" in words(stage) and maps.asked is None
    qtbot.keyClick(focused, Qt.Key.Key_Left)
    assert stage.caption.words == "At first."
    press(hall, qtbot, Qt.Key.Key_Escape)
    assert maps.focusPolicy() is Qt.FocusPolicy.StrongFocus


def center(stage: PresentationWindow, name: str) -> tuple[QWidget, QPoint]:
    """A panel on the stage, and the middle of a cell that is drawn there."""
    panel = next(panel for panel in stage.panels if panel.name == name)
    assert isinstance(panel, CellPanel)
    panel.grab()  # painted once, so that its cells have their places
    question = panel.usual()
    assert question is not None
    place = panel.places(Region.cell(question.picture, *question.index))[0]
    return panel, (place.center() * panel.zoom).toPoint()


def test_that_a_click_on_a_cell_brings_its_explanation_and_escape_the_scene_again(hall: Desk, qtbot: QtBot) -> None:
    enter(hall)
    stage, explain = stage_of(hall), hall.parts.board.explain
    hidden = {card.panel.name for card in hall.parts.board.cards if card.isHidden()}
    qtbot.mouseClick(center(stage, "feature-maps")[0], Qt.MouseButton.LeftButton, pos=center(stage, "feature-maps")[1])
    assert names(hall) == ["explain"] and explain.question is not None
    assert any(isinstance(command, ExplainCell) and command.question for command in hall.sent[-3:])
    press(hall, qtbot, Qt.Key.Key_Escape)
    assert names(hall) == ["feature-maps", "predictions"]
    press(hall, qtbot, Qt.Key.Key_Escape)
    assert hall.parts.lessons.presentation.stage is None
    assert {card.panel.name for card in hall.parts.board.cards if card.isHidden()} == hidden


def test_that_a_page_turned_puts_the_explanation_away(hall: Desk, qtbot: QtBot) -> None:
    enter(hall)
    panel, spot = center(stage_of(hall), "feature-maps")
    qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=spot)
    press(hall, qtbot, Qt.Key.Key_Right)
    assert names(hall) == ["loss", "feature-maps"] and hall.parts.board.explain.question is None


def test_that_a_key_brings_the_specimen_which_takes_what_is_typed_into_it(hall: Desk, qtbot: QtBot) -> None:
    enter(hall)
    stage = stage_of(hall)
    press(hall, qtbot, Qt.Key.Key_S)
    assert names(hall) == ["predictions", "specimen"]
    box = stage.findChild(QLineEdit)
    assert box is not None and box.focusPolicy() is not Qt.FocusPolicy.NoFocus
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_3)
    assert "3" in box.text() and stage.question is None
    press(hall, qtbot, Qt.Key.Key_S)
    assert names(hall) == ["feature-maps", "predictions"]


def test_that_a_ring_and_a_magnifier_follow_the_mouse_and_take_no_click(hall: Desk, qtbot: QtBot) -> None:
    enter(hall)
    stage = stage_of(hall)
    press(hall, qtbot, Qt.Key.Key_P)
    assert stage.pointing.isVisible() and stage.pointing.kind is Pointing.RING
    stage.pointing.show_at(QPoint(300, 200))
    assert stage.pointing.geometry().center() == QPoint(300, 200)
    press(hall, qtbot, Qt.Key.Key_M)
    assert stage.pointing.kind is Pointing.MAGNIFIER
    panel, spot = center(stage, "feature-maps")
    stage.pointing.show_at(panel.mapTo(stage, spot))
    assert len({stage.pointing.magnified(panel.mapTo(stage, spot)).toImage().pixel(x, 170) for x in range(520)}) > 1
    qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=spot)
    assert names(hall) == ["explain"]
    press(hall, qtbot, Qt.Key.Key_M)
    assert stage.pointing.isHidden()


def test_that_the_magnifier_shows_what_is_under_it_larger_and_not_itself(hall: Desk, qtbot: QtBot) -> None:
    enter(hall)
    stage = stage_of(hall)
    press(hall, qtbot, Qt.Key.Key_M)
    panel, spot = center(stage, "feature-maps")
    point = panel.mapTo(stage, spot)
    stage.pointing.show_at(point)
    lens = stage.pointing.magnified(point).toImage()
    seen = stage.grab(QRect(point.x() - 100, point.y() - 60, 200, 120)).toImage()
    stage.pointing.hide()
    bare = stage.grab(QRect(point.x() - 100, point.y() - 60, 200, 120)).toImage()
    assert lens.pixel(260, 170) == bare.pixel(100, 60) and seen != bare


def test_that_a_lecturer_with_a_second_screen_has_notes_there(
    hall: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presentation, "hall_screen", lambda window: window.screen())
    enter(hall)
    notes = hall.parts.lessons.presentation.notes
    assert notes is not None and notes.isVisible()
    said = [label.text() for label in notes.findChildren(QLabel) if label.isVisible()]
    assert "At first." in said and "Later." in said and "1 / 3" in said
    qtbot.keyClick(notes, Qt.Key.Key_Right)
    said = [label.text() for label in notes.findChildren(QLabel) if label.isVisible()]
    assert "Later." in said and "Many.\n\nThe end." in said  # the answer is the lecturer's before it is the hall's
    notes.close()
    assert hall.parts.lessons.presentation.stage is None and hall.parts.lessons.presentation.notes is None


def test_that_without_a_lesson_the_panels_are_shown_one_by_one(desk: Desk, qtbot: QtBot) -> None:
    window = desk.window
    window.parts.control.open(OpenDocument("mine", DIGITS))
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert names(desk) == ["network", "loss", "predictions"]
    assert "Space" in stage_of(desk).caption.note
    press(desk, qtbot, Qt.Key.Key_Right)
    assert names(desk) == ["network"]
    press(desk, qtbot, Qt.Key.Key_Right)
    assert names(desk) == ["loss"]
    press(desk, qtbot, Qt.Key.Key_Right)
    assert names(desk) == ["predictions"]
    press(desk, qtbot, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left)
    assert len(names(desk)) == 3
    press(desk, qtbot, Qt.Key.Key_Space)
    run = next(command.run for command in reversed(desk.sent) if isinstance(command, Start))
    desk.say(*story(run))
    press(desk, qtbot, Qt.Key.Key_F5)
    assert desk.sent[-1] == Pause()
    press(desk, qtbot, Qt.Key.Key_Escape)


def test_that_a_panel_shown_alone_is_what_is_presented(desk: Desk, qtbot: QtBot) -> None:
    window = desk.window
    window.parts.control.open(OpenDocument("mine", DIGITS))
    kernels = next(card for card in window.parts.board.cards if card.panel.name == "kernels")
    window.parts.board.docks.show(kernels)
    window.parts.board.docks.expand(kernels)
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert names(desk) == ["kernels"]
    press(desk, qtbot, Qt.Key.Key_Escape)


def test_that_a_run_of_another_experiment_is_never_ended_for_a_lesson(hall: Desk, qtbot: QtBot) -> None:
    run = hall.run()
    hall.say(*story(run))
    other = override(DIGITS, ["training.seed=9"])
    hall.parts.control.open(OpenDocument("cnn-digits", other, preset=preset()))
    starts = sum(isinstance(command, Start) for command in hall.sent)
    qtbot.keyClick(hall.window, Qt.Key.Key_F11)
    assert "Training in progress" in stage_of(hall).caption.note
    hall.say(StateChanged(run, RunState.FINISHED))
    assert stage_of(hall).caption.note.startswith("step ")
    assert sum(isinstance(command, Start) for command in hall.sent) == starts


def test_that_a_picture_that_the_model_has_not_is_said(hall: Desk, qtbot: QtBot) -> None:
    raw = (
        GOOD + SCENES.replace("show = { step = 0 }", 'show = { step = 0 }\npoint = { picture = "nose" }', 1)
    ).encode()
    hall.parts.lessons.starter.preset = presets.parse(raw, "cnn-digits", "mine.toml")
    enter(hall)
    assert "nose" in stage_of(hall).caption.note


def test_that_a_lesson_is_not_told_of_another_kind_of_experiment(desk: Desk, qtbot: QtBot) -> None:
    other = presets.find("rnn-first-symbol-lstm").experiment
    desk.parts.control.open(OpenDocument("mine", other, preset=preset()))
    desk.parts.lessons.presentation.enter()
    assert stage_of(desk).caption.words == "" and not any(isinstance(command, Start) for command in desk.sent)
    press(desk, qtbot, Qt.Key.Key_Escape)
    assert open_again("cnn-digits", other).preset is None
    edited = override(DIGITS, ["training.learning_rate=0.01"])
    assert open_again("cnn-digits", edited).preset == presets.find("cnn-digits")
    assert open_again("mine", edited).preset is None


def test_that_an_engine_that_dies_is_said_on_the_stage_and_the_lesson_goes_on(hall: Desk, qtbot: QtBot) -> None:
    run = enter(hall)
    press(hall, qtbot, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown)
    hall.say(falling(1, 40, run), EngineLost("The engine was killed."))
    stage = stage_of(hall)
    assert stage.caption.note == "The engine was killed."
    press(hall, qtbot, Qt.Key.Key_PageDown)
    assert stage.caption.words == "The end."


def test_that_the_stage_follows_the_theme(hall: Desk, qtbot: QtBot) -> None:
    enter(hall)
    press(hall, qtbot, Qt.Key.Key_T)
    assert hall.parts.appearance.theme is theme.DARK and stage_of(hall).panels[0].theme is theme.DARK
    press(hall, qtbot, Qt.Key.Key_T)


def test_that_a_window_that_is_closed_in_the_middle_of_a_lesson_leaves_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    def once() -> None:
        desk = Desk(tmp_path)
        desk.parts.control.open(OpenDocument("cnn-digits", DIGITS, preset=preset()))
        desk.window.show()
        enter(desk)
        press(desk, qtbot, Qt.Key.Key_PageDown)
        discard(desk)

    once()
    gc.collect()
    before = len(widgets())
    for _ in range(2):
        once()
        gc.collect()
    assert len(widgets()) <= before


def test_that_presenting_again_and_again_adds_no_widgets(hall: Desk, qtbot: QtBot) -> None:
    def presented() -> int:
        qtbot.keyClick(hall.window, Qt.Key.Key_F11)
        press(hall, qtbot, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Escape)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
        return len(widgets()) + len(hall.window.findChildren(Presentation))

    hall.furnish()
    presented()
    assert presented() == presented() == presented()


def test_that_closing_the_stage_gives_the_panels_back(hall: Desk, qtbot: QtBot) -> None:
    enter(hall)
    stage_of(hall).close()
    assert hall.parts.lessons.presentation.stage is None
    assert all(card.isAncestorOf(card.panel) for card in hall.parts.board.cards)


def test_that_a_lesson_is_saved_with_the_experiment_in_the_form_and_opens_again(
    hall: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited = override(DIGITS, ["training.seed=42"])
    hall.parts.setup.load(edited, "cnn-digits")
    target = tmp_path / "课.toml"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(target.with_suffix("")), ""))
    hall.parts.actions_.save_experiment.trigger()
    opened = open_experiment(str(target))
    assert opened.experiment == edited and opened.preset is not None and opened.preset.lesson == preset().lesson
    hall.parts.doors.open_file(str(target))
    assert hall.parts.lessons.starter.preset == opened.preset


def test_that_an_experiment_that_is_no_presets_is_saved_with_plain_words_and_opens_again(
    hall: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited = override(DIGITS, ["training.seed=42"])
    hall.parts.control.open(OpenDocument("mine", edited))
    assert hall.parts.lessons.starter.preset is None
    target = tmp_path / "mine.toml"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(target), ""))
    hall.parts.actions_.save_experiment.trigger()
    opened = open_experiment(str(target))
    assert opened.experiment == edited and opened.preset is not None and opened.preset.lesson == ()
    assert reference(started(), edited, [opened.preset]).band is None, "nobody measured what is to be expected"


def test_that_a_lesson_that_could_not_be_opened_again_is_not_saved(
    hall: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda parent, title, text: said.append(text))
    target = tmp_path / "mine.toml"
    save_bytes(target, b"before")
    hall.parts.setup.load(override(DIGITS, ["training.duration=50", "training.duration_unit=steps"]), "cnn-digits")
    hall.parts.lessons.saver.write(target)
    assert len(said) == 1 and "scene 2" in said[0] and "step 50" in said[0]
    assert target.read_bytes() == b"before"


@pytest.fixture
def live(warm: None, qtbot: QtBot, tmp_path: Path) -> Iterator[Live]:
    one = Live(tmp_path, qtbot)
    yield one
    one.close()


def last_test(window: MainWindow) -> int:
    tested = window.parts.board.loss.tested("accuracy")
    return int(tested.x[-1]) if tested is not None else 0


def walked(live: Live, qtbot: QtBot) -> list[tuple[str, str, tuple[str, ...], list[int | None], int]]:
    """Each scene of the lesson as the hall sees it: words, note, panels, the steps of their pictures, the curve."""
    window = live.window
    stage, preset = window.parts.lessons.presentation.stage, window.parts.lessons.starter.preset
    assert stage is not None and preset is not None
    live.until(lambda: stage.caption.note.startswith("step 0") and window.parts.commands.run.state is RunState.PAUSED)
    scenes = []
    for number, scene in enumerate(preset.lesson):
        if number:
            qtbot.keyClick(stage, Qt.Key.Key_PageDown)
        if scene.ask is not None:
            qtbot.keyClick(stage, Qt.Key.Key_Return)
        live.until(lambda: stage.caption.note.startswith("step"))
        live.until(lambda: window.parts.commands.run.state in (RunState.PAUSED, RunState.FINISHED))
        live.until(lambda: not any(panel.is_empty() for panel in stage.panels))
        live.until(lambda: last_test(window) <= window.parts.commands.run.step)  # whose step is told a moment later
        live.until(lambda: all(panel.shown_step() in (None, window.parts.commands.run.step) for panel in stage.panels))
        losses = window.parts.board.loss.scene.curves.losses
        scenes.append((
            stage.caption.words, stage.caption.note.partition(" · ")[0], tuple(panel.name for panel in stage.panels),
            [panel.shown_step() for panel in stage.panels], int(losses.x[-1]) if len(losses) else 0,
        ))  # fmt: skip
    return scenes


def test_that_a_lesson_shows_the_same_scenes_over_a_fresh_run_and_over_a_finished_one(live: Live, qtbot: QtBot) -> None:
    window = live.window
    window.parts.control.open(open_experiment("cnn-digits"))
    qtbot.keyClick(window, Qt.Key.Key_F11)
    fresh = walked(live, qtbot)
    live.until(lambda: window.parts.commands.run.state is RunState.FINISHED)
    qtbot.keyClick(window.parts.lessons.presentation.stage, Qt.Key.Key_Escape)
    window.parts.lessons.presentation.enter()  # a window without a screen may get the keys back late
    assert walked(live, qtbot) == fresh
    qtbot.keyClick(window.parts.lessons.presentation.stage, Qt.Key.Key_Home)
    assert walked(live, qtbot) == fresh


def test_that_a_lesson_is_played_from_end_to_end_and_back(live: Live, qtbot: QtBot) -> None:
    window = live.window
    window.parts.control.open(open_experiment("cnn-digits"))
    qtbot.keyClick(window, Qt.Key.Key_F11)
    stage = window.parts.lessons.presentation.stage
    assert stage is not None and window.parts.lessons.starter.preset is not None
    lesson = window.parts.lessons.starter.preset.lesson
    live.until(lambda: stage.caption.note.startswith("step 0"))
    seen = []
    for number, scene in enumerate(lesson):
        if number:
            qtbot.keyClick(stage, Qt.Key.Key_PageDown)
        if scene.ask is not None:
            qtbot.keyClick(stage, Qt.Key.Key_1)
            qtbot.keyClick(stage, Qt.Key.Key_Return)
        live.until(lambda: stage.caption.note.startswith("step"))
        live.until(lambda: window.parts.commands.run.state in (RunState.PAUSED, RunState.FINISHED))
        assert stage.caption.words == scene.text.en
        live.until(lambda: not any(panel.is_empty() for panel in stage.panels))
        seen.append(window.parts.commands.run.step)
    assert seen[:2] == [0, 30] and 30 < seen[2] <= 450 and seen[-2:] == [900, 900]
    assert "End of the lesson" in stage.caption.note
    live.until(lambda: window.parts.commands.run.state is RunState.FINISHED)
    for _ in lesson[1:]:
        qtbot.keyClick(stage, Qt.Key.Key_PageUp)
    assert stage.caption.note == "step 0" and window.parts.commands.run.step == 900
    qtbot.keyClick(stage, Qt.Key.Key_PageDown)
    assert stage.caption.note == "step 30"  # the look of the moment at which it was held
    qtbot.keyClick(stage, Qt.Key.Key_Escape)
    assert window.parts.lessons.presentation.stage is None and window.parts.replay.timeline.live


def test_that_a_low_stage_draws_smaller_so_that_pictures_have_room(hall: Desk) -> None:
    enter(hall)
    stage = stage_of(hall)
    for size, zoom in ((QSize(1280, 720), 1.6), (QSize(1024, 600), 1.6 * 600 / 720), (QSize(1920, 1080), 1.6)):
        stage.resize(size)
        assert {round(panel.zoom, 3) for panel in stage.panels} == {round(zoom, 3)}
    panels = stage.panels
    hall.parts.lessons.presentation.leave()
    assert {panel.zoom for panel in panels} == {1.0}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [QSize(1024, 600), QSize(1280, 720)])
def test_that_every_shipped_question_and_its_answer_are_seen_whole(hall: Desk, language: str, size: QSize) -> None:
    enter(hall)
    stage, cut = stage_of(hall), []
    stage.help.hide()
    stage.showNormal()
    stage.setFixedSize(size)
    asking = [(name, scene) for name in presets.names() for scene in presets.find(name).lesson if scene.ask is not None]
    for name, scene in asking:
        assert scene.ask is not None
        stage.caption.say(scene.text.read(language))
        card = StageQuestion(scene.ask, language, "Hands up: press the number once for each hand. Enter shows it.")
        stage.show_question(card)
        for revealed in (False, True):
            card.show_votes([0] * len(scene.ask.options), revealed, working=False)
            for _ in range(3):
                QEventLoop().processEvents()
            labels = [label for label in card.findChildren(QLabel) if label.isVisible() and label.wordWrap()]
            cut += [(name, label.text()) for label in labels if label.height() < label.heightForWidth(label.width())]
    assert stage.size() == size and asking and not cut
