"""The window follows its run, says what is wrong, and forgets nothing it should remember."""

from pathlib import Path

import numpy as np
import pytest
from desk import DIGITS, Desk, discard, falling, press, shown, started, story, widgets
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QFileDialog, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from playground.desktop.docking.panel_dock import PanelDock
from playground.desktop.panels.feature_maps import FeatureMapsPanel
from playground.desktop.panels.kernels import KernelsPanel
from playground.desktop.state.open_document import OpenDocument
from playground.experiment import presets
from playground.experiment.overrides import override
from playground.protocol.commands import Collected, Pause, Start, Stop, Watch
from playground.protocol.engine_events import EngineLost, EngineReady
from playground.protocol.events import CheckpointSaved, Progress, RunState, StateChanged


def card(desk: Desk, name: str) -> PanelDock:
    return next(one for one in desk.parts.board.cards if one.panel.name == name)


def enabled(desk: Desk) -> set[str]:
    actions = desk.parts.actions_
    names = ("run", "pause", "step", "stop", "reset", "export")
    return {name for name in names if getattr(actions, name).isEnabled()}


def test_that_the_first_start_is_one_click_from_moving_curves(desk: Desk) -> None:
    assert enabled(desk) == {"run", "step"}
    run = desk.run()
    assert desk.sent[-1].experiment == DIGITS.to_json()  # type: ignore[union-attr]
    desk.say(*story(run))
    assert len(desk.parts.board.loss.scene.curves.losses) == 300
    assert not any(panel.is_empty() for panel in desk.parts.board.panels if panel.isVisible())
    assert enabled(desk) == {"pause", "stop", "reset"}


def test_that_the_keyboard_reaches_every_part_of_a_run(desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClick(desk.window, Qt.Key.Key_F5)
    run = desk.parts.commands.run.number
    desk.say(*story(run))
    qtbot.keyClick(desk.window, Qt.Key.Key_F6)
    assert desk.sent[-1] == Pause()
    qtbot.keyClick(desk.window, Qt.Key.Key_F8)
    assert desk.sent[-1] == Stop()
    qtbot.keyClick(desk.window, Qt.Key.Key_F9)
    assert all(panel.is_empty() for panel in desk.parts.board.panels if panel.name not in ("layers", "network"))


def test_that_only_visible_pictures_are_asked_for(desk: Desk) -> None:
    run = desk.run()
    desk.say(started(run))
    watch = next(command for command in reversed(desk.sent) if isinstance(command, Watch))
    network = desk.parts.board.network
    assert watch.names == network.wanted() and len(watch.names) == 7  # six nodes, and the times of the layers
    card(desk, "network").hide()
    desk.parts.board.docks.show(card(desk, "feature-maps"))
    desk.say(falling(1, 5, run))
    watch = next(command for command in reversed(desk.sent) if isinstance(command, Watch))
    assert watch.names == {"input", "stages.0.activation"}
    desk.parts.board.panel(FeatureMapsPanel).choose("stages.1.activation")
    watch = next(command for command in reversed(desk.sent) if isinstance(command, Watch))
    assert watch.names == {"input", "stages.1.activation"}


def test_that_pictures_are_acknowledged_once_a_panel_has_drawn_them(desk: Desk, qtbot: QtBot) -> None:
    run = desk.run()
    desk.say(started(run), shown(1, run))  # no panel draws again before it has rested
    qtbot.waitUntil(lambda: desk.parts.feed.tick() or Collected() in desk.sent)


def test_that_a_flood_leaves_every_loss_and_one_picture(desk: Desk) -> None:
    run = desk.run()
    desk.say(started(run, total=10_000))
    for step in range(1, 10_001):
        desk.mailbox.put(Progress(run, step, np.array([step], np.float32), 1.0))
        desk.mailbox.put(shown(1, run) if step == 1 else shown(step % 7 + 1, run, frozenset({"input"})))
    drawn = []
    panel = desk.parts.board.panel(FeatureMapsPanel)
    panel.show_pictures, keep = lambda pictures: drawn.append(pictures), panel.show_pictures  # type: ignore[method-assign]
    desk.parts.feed.tick()
    panel.show_pictures = keep  # type: ignore[method-assign]
    assert len(drawn) == 1
    assert desk.parts.board.loss.scene.curves.losses.y.tolist() == list(range(1, 10_001))


def test_that_a_crash_is_said_and_resume_goes_on_from_the_checkpoint(desk: Desk, qtbot: QtBot) -> None:
    run = desk.run()
    desk.say(*story(run), CheckpointSaved(run, 250, Path("x.run")))
    desk.say(EngineLost("The engine crashed (signal 11)."))
    banner = desk.parts.banner
    assert banner.text == "The engine crashed (signal 11)." and desk.restarts == 1
    button = next(b for b in banner.findChildren(QPushButton) if "250" in b.text())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    start = desk.sent[-1]
    assert isinstance(start, Start) and start.resume
    again = desk.parts.commands.run.number
    desk.say(started(again, step=250), StateChanged(again, RunState.RUNNING), falling(251, 50, again))
    assert desk.parts.board.loss.scene.curves.losses.x.tolist() == list(range(1, 301))


def test_that_why_an_engine_was_lost_can_be_read_although_a_new_one_is_there(desk: Desk) -> None:
    desk.say(
        EngineReady("2.13.0", ("cpu",)),
        EngineLost("The engine was killed, perhaps because the machine ran out of memory."),
    )
    banner = desk.parts.banner
    assert "Restart engine" in [button.text() for button in banner.findChildren(QPushButton)]
    desk.say(EngineReady("2.13.0", ("cpu",)))
    assert "killed" in banner.text and banner.text.endswith(". A new engine is ready.")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    (dismiss,) = banner.findChildren(QPushButton)
    desk.parts.appearance.set_language("zh_CN")
    assert banner.text.endswith("新的引擎已就绪。") and "engine" not in banner.text
    dismiss.click()
    desk.say(EngineReady("2.13.0", ("cpu",)))
    assert banner.text == ""


def test_that_a_silent_engine_is_said_and_forgotten_when_it_answers(desk: Desk) -> None:
    desk.quiet = 3.0
    desk.parts.feed.tick()
    assert "does not answer" in desk.parts.banner.text
    desk.quiet = 0.0
    desk.parts.feed.tick()
    assert desk.parts.banner.text == ""


def test_that_a_failed_run_says_why(desk: Desk) -> None:
    run = desk.run()
    desk.say(started(run), StateChanged(run, RunState.FAILED, "The loss is no longer a finite number at step 7."))
    assert "step 7" in desk.parts.banner.text and "run" in enabled(desk)


def test_that_a_broken_setting_turns_run_off_and_says_why_beside_its_row(desk: Desk, qtbot: QtBot) -> None:
    row = desk.parts.setup.form.row("training.learning_rate")
    row.editor.edited.emit("abc")
    desk.parts.setup.form.commit()
    assert "run" not in enabled(desk) and "number" in row.problem
    desk.parts.setup.undo()
    assert "run" in enabled(desk) and desk.parts.setup.form.row("training.learning_rate").problem == ""


def test_that_layers_follow_the_form_until_a_run_is_shown(desk: Desk) -> None:
    desk.parts.draft.set("architecture.stages.0.channels", 20)
    desk.parts.setup.changed.emit()
    assert desk.parts.board.layers._layers[0].output == (20, 8, 8)


def test_that_choosing_a_preset_loads_it_and_undo_brings_the_old_one_back(desk: Desk) -> None:
    desk.parts.control.choose("cnn-seed-fashion")
    assert desk.parts.draft.experiment == presets.find("cnn-seed-fashion").experiment
    desk.parts.setup.undo()
    assert desk.parts.draft.experiment == DIGITS


def test_that_layout_theme_and_experiment_are_remembered(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    desk.parts.appearance.toggle_theme()
    card(desk, "layers").hide()
    desk.parts.control.open(OpenDocument("mine", override(DIGITS, ["training.seed=42"])))
    desk.window.resize(780, 700)  # the offscreen screen is 800 × 800
    desk.window.close()
    again = Desk(tmp_path)
    assert again.window.parts.appearance.theme.name == "dark"
    assert card(again, "layers").isHidden() and not card(again, "loss").isHidden()
    assert again.memory.experiment == override(DIGITS, ["training.seed=42"])
    assert again.window.size().width() == 780
    discard(again)


@pytest.mark.parametrize(
    "garbage", [b"", b"[General]\nlayout1=@ByteArray(xx)\ntheme=7\nexperiment={}\n", b"\xff\x00\xfe"]
)
def test_that_a_damaged_memory_gives_the_default_window(qtbot: QtBot, tmp_path: Path, garbage: bytes) -> None:
    (tmp_path / "window.ini").write_bytes(garbage)
    desk = Desk(tmp_path)
    assert desk.parts.appearance.theme.name == "light" and desk.memory.experiment is None
    shown = {one.panel.name for one in desk.parts.board.cards if not one.isHidden()}
    assert {"loss", "predictions", "feature-maps", "kernels", "layers"} <= shown and "explain" not in shown
    discard(desk)


def test_that_every_dock_has_a_name_so_that_its_place_is_remembered(desk: Desk) -> None:
    docks = desk.window.findChildren(QDockWidget)
    assert len({dock.objectName() for dock in docks} - {""}) == len(docks) > len(desk.parts.board.panels)


def test_that_one_panel_alone_and_back_again_changes_nothing(desk: Desk) -> None:
    before = [other.isVisible() for other in desk.parts.board.cards]
    alone = card(desk, "feature-maps")
    desk.parts.board.docks.expand(alone)
    assert [other for other in desk.parts.board.cards if other.isVisible()] == [alone]
    desk.parts.board.docks.expand(alone)
    assert [other.isVisible() for other in desk.parts.board.cards] == before


def test_that_a_picture_is_saved_and_a_failure_is_one_sentence(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.say(*story(desk.run()))
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda parent, title, text: said.append(text))
    target = tmp_path / "图 é.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(target), ""))
    panel = desk.parts.board.panel(FeatureMapsPanel)
    desk.parts.saving.save_picture(panel)
    press(desk.parts.saving.dialog, "Save …")
    assert target.stat().st_size > 2000 and not said
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(tmp_path / "no" / "x.png"), ""))
    desk.parts.saving.save_picture(panel)
    press(desk.parts.saving.dialog, "Save …")
    assert len(said) == 1 and str(tmp_path / "no" / "x.png") in said[0]


def test_that_a_picture_is_copied(desk: Desk) -> None:
    desk.say(*story(desk.run()))
    desk.parts.saving.copy_picture(desk.parts.board.panel(KernelsPanel))
    assert not QApplication.clipboard().image().isNull()
    QApplication.clipboard().clear()


def test_that_opening_nonsense_is_one_sentence(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda parent, title, text: said.append(text))
    bad = tmp_path / "bad.run"
    bad.write_bytes(b"nonsense" * 1000)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *a, **k: (str(bad), ""))
    desk.parts.doors.ask()
    assert len(said) == 1 and str(bad) in said[0]
    assert desk.parts.draft.experiment == DIGITS


def test_that_a_window_leaves_no_widget_behind(qtbot: QtBot, tmp_path: Path) -> None:
    def count() -> int:
        return len(widgets())

    def once(name: str) -> None:
        desk = Desk(tmp_path)
        desk.parts.control.open(OpenDocument("cnn-digits", DIGITS))
        desk.window.show()
        desk.say(*story(desk.run()))
        desk.parts.control.choose("cnn-seed-fashion")
        discard(desk)

    import gc

    once("first")
    gc.collect()
    before = count()
    for name in ("second", "third"):
        once(name)
        gc.collect()
    assert count() <= before


def test_that_loading_presets_again_and_again_adds_no_widgets(desk: Desk, qtbot: QtBot) -> None:
    def count() -> int:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        return len(desk.window.findChildren(QWidget))

    desk.parts.control.choose("cnn-seed-fashion")
    desk.parts.control.choose("cnn-digits")
    before = count()
    for _ in range(5):
        desk.parts.control.choose("cnn-seed-fashion")
        desk.parts.control.choose("cnn-digits")
        desk.parts.appearance.toggle_theme()
    desk.parts.appearance.toggle_theme()
    assert count() <= before
