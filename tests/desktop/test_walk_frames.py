"""A walk as an animation: cell after cell of a recorded picture is computed, with the numbers of the recording."""

from pathlib import Path

import numpy as np
import pytest
from desk import Desk, press
from PIL import Image
from PySide6.QtWidgets import QComboBox, QFileDialog
from pytestqt.qtbot import QtBot

from playground.cli import main
from playground.desktop.export.walk_frames import WalkFrames, WalkSelection, written
from playground.desktop.panels.feature_maps import FeatureMapsPanel
from playground.desktop.state.open_document import open_experiment
from playground.desktop.style import theme
from playground.foundation.errors import PlaygroundError
from playground.worked.example import Question

CASES = {
    "cnn-tones": ("stages.0.activation", "stages.1.pooling"),
    "rnn-sine": ("layers.0.hidden",),
    "transformer-translate-german": ("encoder.0.attention.weights", "decoder.0.cross_attention.weights"),
    "attention-equal-keys": ("attention.scores",),
    "vae-digits": ("encoder.1.activation", "decoder.0.activation"),
}


@pytest.mark.parametrize("preset", CASES)
def test_that_each_cell_is_the_number_that_was_recorded(qtbot: QtBot, recordings: dict[str, Path], preset: str) -> None:
    for picture in CASES[preset]:
        walk = WalkFrames(recordings[preset], WalkSelection(picture, cells=3), theme.LIGHT, rate=2.0)
        assert len({scene.example.question.index for scene in walk._scenes}) == len(walk._scenes) > 1
        for scene in walk._scenes:
            recorded = float(walk._shots[picture].values[scene.example.question.index])
            assert scene.example.value == pytest.approx(recorded, rel=1e-4, abs=1e-5)


def test_that_frames_differ_while_a_number_is_computed_and_stand_still_once_it_is(
    qtbot: QtBot, recordings: dict[str, Path]
) -> None:
    selection = WalkSelection("stages.0.activation[2,3,4]", cells=2)
    walk = WalkFrames(recordings["cnn-tones"], selection, theme.DARK, rate=4.0)
    each = len(walk) // 2
    images = list(walk.images(range(each)))
    assert len(images) == each and images[0] != images[each // 2] != images[-1]
    assert images[-2] == images[-1], "time to read the result"
    assert [scene.example.question.index for scene in walk._scenes] == [(1, 2, 3), (1, 2, 4)]


def test_that_a_walk_ends_with_its_picture(qtbot: QtBot, recordings: dict[str, Path]) -> None:
    walk = WalkFrames(
        recordings["cnn-tones"], WalkSelection("stages.0.activation[8,33,30]", cells=9), theme.LIGHT, rate=2.0
    )
    assert [scene.example.question.index[1:] for scene in walk._scenes] == [(32, 29), (32, 30)]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("stages.0.activatoin", "did you mean stages.0.activation"),
        ("stages.0.activation[9,1,1]", "write stages.0.activation[1…8,1…33,1…31]"),
        ("stages.0.activation[0,1,1]", "write stages.0.activation"),
        ("stages.0.activation[1,1]", "write stages.0.activation"),
        ("stages.0.activation[", "is not a picture of this recording"),
        ("", "is not a picture of this recording"),
    ],
)
def test_that_what_cannot_be_walked_is_one_sentence(
    qtbot: QtBot, recordings: dict[str, Path], words: str, problem: str
) -> None:
    with pytest.raises(PlaygroundError) as caught:
        WalkFrames(recordings["cnn-tones"], WalkSelection(words), theme.LIGHT, rate=2.0)
    assert problem in str(caught.value)


def test_that_the_command_line_writes_it_and_says_where(
    qtbot: QtBot, recordings: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "walk.gif"
    words = ["animate", str(recordings["cnn-tones"]), "--walk", "stages.1.pooling", "--cells", "2", "--fps", "3"]
    assert main([*words, "--to", str(target)]) == 0
    assert capsys.readouterr().out.strip() == str(target)
    with Image.open(target) as picture:
        assert picture.n_frames > 4 and picture.size == (1120, 630)
    assert main([*words[:3], "nothing", "--to", str(target)]) == 2
    assert "is not a picture of this recording" in capsys.readouterr().err


def test_that_the_window_offers_the_number_that_was_asked_about(
    qtbot: QtBot,
    desk: Desk,
    recordings: dict[str, Path],
    tmp_path: Path,
    said: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.parts.control.open(open_experiment(str(recordings["cnn-tones"])))
    for _ in range(3 * len(desk.parts.board.panels)):
        desk.parts.feed.tick()
    desk.parts.board.panel(FeatureMapsPanel).picked.emit(Question("stages.0.activation", (0, 0, 0)))
    assert desk.parts.board.explain.example is not None
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(tmp_path / "walk.gif"), ""))
    desk.parts.actions_.animate.trigger()
    takeaway = desk.parts.takeaway
    assert takeaway.dialog is not None
    box = next(box for box in takeaway.dialog.findChildren(QComboBox) if box.findData("walk") >= 0)
    assert "stage 1 · activation: channel 1, row 1, column 1" in box.itemText(box.findData("walk"))
    box.setCurrentIndex(box.findData("walk"))
    press(takeaway.dialog, "Save …")
    qtbot.waitUntil(lambda: not takeaway.errand.busy, timeout=120_000)
    assert said == []
    with Image.open(tmp_path / "walk.gif") as picture:
        assert picture.n_frames > 20 and np.asarray(picture.convert("RGB")).std() > 5


def test_that_a_cell_is_written_as_people_count() -> None:
    assert written(Question("stages.0.activation", (0, 2, 4))) == "stages.0.activation[1,3,5]"
