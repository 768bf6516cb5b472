"""Every picture and every frame names its step, and a command that would draw nothing says so and fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from filmed import LOOKS, filmed
from PySide6.QtWidgets import QApplication

from playground.cli.arguments import parse
from playground.desktop.export import batch_pictures
from playground.desktop.export.offscreen_panels import OffscreenPanels
from playground.desktop.export.recording_frames import FrameSelection, RecordingFrames
from playground.desktop.export.window_picture import WHOLE, arranged, poster
from playground.desktop.painting import picture_writer
from playground.desktop.painting.picture_sizes import SIZES
from playground.desktop.painting.picture_writer import svg
from playground.desktop.style.theme import LIGHT
from playground.foundation.errors import PlaygroundError


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filmed(tmp_path_factory.mktemp("filmed") / "课堂.run")


@pytest.fixture
def stage(qapp: QApplication) -> Iterator[OffscreenPanels]:
    one = OffscreenPanels(LIGHT)
    yield one
    one.close()


@pytest.mark.parametrize("size", SIZES)
def test_that_every_picture_of_a_recording_names_its_step(stage: OffscreenPanels, recording: Path, size: str) -> None:
    text = batch_pictures.feed(stage, recording, 79)
    assert text["step"] == "80", "the nearest one that was recorded"
    drawn = dict(
        batch_pictures.drawings(stage.filled(), [*(p.name for p in stage.panels), WHOLE], LIGHT, SIZES[size], text)
    )
    assert {"loss", "feature-maps", "kernels", WHOLE} <= drawn.keys()
    by_step = {panel.name: panel.spec.by_step for panel in stage.panels}
    for name, drawing in drawn.items():
        assert ("step 80" in svg(drawing).decode()) == by_step.get(name, True), name


def test_that_every_frame_names_its_step(recording: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    monkeypatch.setattr(
        picture_writer, "image", lambda drawing, scale: written.append(svg(drawing).decode()) or image()
    )
    for cut in (FrameSelection(("kernels",)), FrameSelection()):
        written.clear()
        reel = RecordingFrames(recording, cut, LIGHT)
        assert len(list(reel.images())) == len(LOOKS)
        reel.close()
        for step, words in zip(LOOKS, written, strict=True):
            assert f"step {step}<" in words


def image() -> object:
    from PySide6.QtGui import QImage

    return QImage(8, 8, QImage.Format.Format_RGB32)


def test_that_a_picture_of_several_panels_keeps_its_size_on_a_slide(stage: OffscreenPanels, recording: Path) -> None:
    text = batch_pictures.feed(stage, recording)
    places = arranged(stage.filled())
    assert poster(places, LIGHT, SIZES["lecture"], text).size == SIZES["lecture"].double
    assert poster(places, LIGHT, SIZES["screen"], text).size.height() > poster(places, LIGHT).size.height()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["figures", "{0}", "--out", "{1}", "--panel", "cross-attention"], "nothing of this run to show in cross-att"),
        (["animate", "{0}", "--to", "{1}/a.gif", "--panel", "plane", "--panel", "loss"], "to show in Embeddings"),
        (["animate", "{0}", "--to", "{1}/a.gif", "--from", "900"], "recorded from step 0 to 200"),
        (["animate", "{0}", "--to", "{1}/a.gif", "--from", "90", "--until", "80"], "--from 90 lies behind"),
    ],
)
def test_that_a_command_that_would_draw_nothing_is_a_sentence_and_leaves_no_file(
    recording: Path, tmp_path: Path, qapp: QApplication, words: list[str], said: str
) -> None:
    arguments = parse([word.format(recording, tmp_path) for word in words])
    with pytest.raises(PlaygroundError, match=said):
        arguments.command(arguments)
    assert list(tmp_path.iterdir()) == []


def test_that_a_step_that_was_not_recorded_and_an_end_that_comes_early_are_said(
    recording: Path, tmp_path: Path, qapp: QApplication, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["figures", str(recording), "--out", str(tmp_path), "--panel", "kernels", "--step", "100"]
    arguments = parse(words)
    assert arguments.command(arguments) == 0
    assert "Step 100 was not recorded; the pictures show step 80, the nearest one." in capsys.readouterr().err
    words = ["animate", str(recording), "--to", str(tmp_path / "a.gif"), "--panel", "loss", "--from", "9"]
    arguments = parse([*words, "--until", "900"])
    assert arguments.command(arguments) == 0 and (tmp_path / "a.gif").is_file()
    assert "ends at step 200" in capsys.readouterr().err
