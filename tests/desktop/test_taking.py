"""Weights and code leave the window by their ending, and weights come in only when they fit; nothing else changes."""

from pathlib import Path

import numpy as np
import pytest
from desk import DIGITS, Desk, started, story
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from playground.desktop.state.open_document import OpenDocument
from playground.exports.formats import ENDINGS
from playground.protocol.commands import Start
from playground.protocol.events import CheckpointSaved, RunState, StateChanged
from playground.runs.checkpoint import Checkpoint, pack
from playground.runs.writer import RunWriter
from playground.training.weights.files import read_weights

SHAPES = {
    "stages.0.convolution.weight": (8, 1, 3, 3), "stages.0.convolution.bias": (8,),
    "stages.1.convolution.weight": (16, 8, 3, 3), "stages.1.convolution.bias": (16,),
    "output.weight": (10, 64), "output.bias": (10,),
}  # fmt: skip
WEIGHTS = {name: np.full(shape, 0.01, np.float32) for name, shape in SHAPES.items()}


def finished(desk: Desk) -> Path:
    """A run that is over, with a recording that holds weights."""
    run = desk.run()
    path = desk.parts.commands.run.path
    assert path is not None
    with RunWriter.create(path, DIGITS.to_json(), {}) as writer:
        writer.save_checkpoint(Checkpoint(300, WEIGHTS, {}, {}))
    desk.say(*story(run), CheckpointSaved(run, 300, path), StateChanged(run, RunState.FINISHED))
    return path


def idle(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.parts.weights.errand.busy, timeout=60_000)


def test_that_the_export_dialog_offers_every_format_and_the_chosen_kind_gives_the_ending(
    qtbot: QtBot, desk: Desk, tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    finished(desk)
    offered: list[str] = []

    def ask(parent: object, title: str, name: str, kinds: str, options: object) -> tuple[str, str]:
        offered.extend(kinds.split(";;"))
        return str(tmp_path / "模型"), next(kind for kind in offered if "*.py)" in kind)

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    desk.parts.actions_.export.trigger()
    idle(qtbot, desk)
    assert [kind.rpartition("*")[2].rstrip(")") for kind in offered] == list(ENDINGS)
    assert said == [] and "Saved" in desk.window.statusBar().currentMessage()
    assert "class CNN" in (tmp_path / "模型.py").read_text(encoding="utf-8")
    assert read_weights(tmp_path / "模型.safetensors").keys() == WEIGHTS.keys()


def test_that_an_export_that_fails_is_one_sentence(qtbot: QtBot, desk: Desk, tmp_path: Path, said: list[str]) -> None:
    desk.parts.weights.export(finished(desk), tmp_path / "missing folder" / "a.pt")
    idle(qtbot, desk)
    assert len(said) == 1 and "missing folder" in said[0] and "\n" not in said[0]


def test_that_fitting_weights_start_a_new_run_that_waits(
    qtbot: QtBot, desk: Desk, tmp_path: Path, said: list[str]
) -> None:
    (tmp_path / "a.safetensors").write_bytes(pack(WEIGHTS))
    desk.parts.weights.take(tmp_path / "a.safetensors")
    assert not any(isinstance(command, Start) for command in desk.sent), "not before they were compared"
    idle(qtbot, desk)
    (start,) = [command for command in desk.sent if isinstance(command, Start)]
    assert said == [] and start.weights == tmp_path / "a.safetensors" and start.paused and not start.resume
    assert "a.safetensors" in desk.parts.banner.text


def test_that_a_refusal_names_the_first_mismatch_and_changes_nothing(
    qtbot: QtBot, desk: Desk, tmp_path: Path, said: list[str]
) -> None:
    path = finished(desk)
    before, sent = desk.parts.commands.run.number, list(desk.sent)
    (tmp_path / "a.safetensors").write_bytes(pack({**WEIGHTS, "output.weight": np.zeros((10, 32), np.float32)}))
    desk.parts.weights.take(tmp_path / "a.safetensors")
    idle(qtbot, desk)
    assert len(said) == 1 and "output.weight is 10 × 32, but 10 × 64" in said[0]
    assert (desk.parts.commands.run.number, desk.parts.commands.run.path) == (before, path)
    assert desk.sent == sent and desk.parts.commands.run.step == 300


def test_that_a_run_that_is_on_is_not_ended_by_weights(desk: Desk, tmp_path: Path, said: list[str]) -> None:
    run = desk.run()
    desk.say(StateChanged(run, RunState.PREPARING), started(run), StateChanged(run, RunState.RUNNING))
    assert not desk.parts.actions_.import_.isEnabled()
    sent = list(desk.sent)
    desk.parts.weights.take(tmp_path / "a.pt")
    assert len(said) == 1 and "stop it first" in said[0]
    assert desk.sent == sent and not desk.parts.weights.errand.busy


def test_that_a_second_errand_waits_for_the_first_and_closing_ends_it(
    desk: Desk, tmp_path: Path, said: list[str]
) -> None:
    (tmp_path / "a.safetensors").write_bytes(pack(WEIGHTS))
    desk.parts.weights.take(tmp_path / "a.safetensors")
    desk.parts.weights.take(tmp_path / "a.safetensors")
    assert len(said) == 1 and "wait" in said[0]
    desk.window.close()
    assert not desk.parts.weights.errand.busy


def dragged(path: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    return data


def enter(desk: Desk, data: QMimeData) -> QDragEnterEvent:
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDragEnterEvent(desk.window.rect().center(), Qt.DropAction.CopyAction, data, buttons, keys)
    event.ignore()
    QApplication.sendEvent(desk.window, event)
    return event


def test_that_a_dragged_file_of_weights_says_what_dropping_it_does(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Path] = []
    monkeypatch.setattr(desk.parts.weights, "take", taken.append)
    desk.parts.dropping.add([".pt"], lambda name: f"Use {name}", desk.parts.weights.take)
    data, sign = dragged(tmp_path / "权重.PT"), desk.parts.dropping.sign
    assert enter(desk, data).isAccepted() and sign.isVisible()
    QApplication.sendEvent(desk.window, QDragLeaveEvent())
    assert not sign.isVisible() and taken == []
    enter(desk, data)
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(desk.window, drop)
    assert taken == [tmp_path / "权重.PT"] and not sign.isVisible()


@pytest.mark.parametrize("name", ["a.doc", "a", "a.pt.gz"])
def test_that_other_files_are_not_taken(desk: Desk, tmp_path: Path, name: str) -> None:
    assert not enter(desk, dragged(tmp_path / name)).isAccepted()
    assert not desk.parts.dropping.sign.isVisible()


def test_that_two_files_at_once_are_not_taken(desk: Desk, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in ("a.pt", "b.pt")])
    assert not enter(desk, data).isAccepted()


def test_that_weights_for_an_experiment_with_a_problem_are_refused(desk: Desk, tmp_path: Path, said: list[str]) -> None:
    desk.parts.control.open(OpenDocument("cnn-digits", DIGITS))
    desk.parts.draft.set("training.learning_rate", -1.0)
    desk.parts.weights.take(tmp_path / "a.pt")
    assert len(said) == 1 and "problem" in said[0]
