"""An animation has the looks of the recording in their order, one palette, and is whole or not there at all."""

from collections.abc import Iterator
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from desk import Desk, press
from filmed import LOOKS, filmed
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from test_figures import pixels
from test_pictures import apart

from playground.cli import main
from playground.desktop.export import animation_writer
from playground.desktop.export.animation_dialog import AnimationDialog
from playground.desktop.export.recording_frames import FrameSelection, RecordingFrames, chosen, film
from playground.desktop.painting.picture_sizes import LECTURE
from playground.desktop.state.open_document import open_experiment
from playground.desktop.style import theme
from playground.foundation.errors import PlaygroundError, SaveError


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    return filmed(tmp_path / "课堂 é.run")


def silent(done: int, count: int) -> None:
    pass


def frames_of(path: Path) -> Iterator[NDArray[np.uint8]]:
    with Image.open(path) as film_:
        for index in range(getattr(film_, "n_frames", 1)):
            film_.seek(index)
            yield np.asarray(film_.convert("RGB"))


def test_that_looks_are_chosen_by_range_and_thinned_evenly() -> None:
    steps = list(range(0, 1001, 10))
    assert chosen(steps, FrameSelection(first=100, last=200)) == list(range(100, 201, 10))
    few = chosen(steps, FrameSelection(frames=11))
    assert few == list(range(0, 1001, 100))
    assert chosen([], FrameSelection()) == []


@pytest.mark.parametrize("ending", ["gif", "webp", "apng", "png", "mp4"])
def test_that_every_format_has_every_look_at_its_rate(
    qtbot: QtBot, recording: Path, tmp_path: Path, ending: str
) -> None:
    target, told = tmp_path / f"注意 film.{ending}", []
    film(recording, FrameSelection(("kernels",)), theme.LIGHT, target, 5, lambda *counts: told.append(counts))
    assert told == [(done, len(LOOKS)) for done in range(len(LOOKS) + 1)]
    if ending == "mp4":
        count, seconds = imageio_ffmpeg.count_frames_and_secs(str(target))
        assert count == len(LOOKS) + round(5 * animation_writer.HOLD) - 1 and seconds == pytest.approx(
            count / 5, abs=0.3
        )
        return
    with Image.open(target) as made:
        assert made.n_frames == len(LOOKS) and made.info.get("loop") == 0
        for index in range(made.n_frames):
            made.seek(index)
            made.load()
            assert made.info["duration"] == (1500 if index == len(LOOKS) - 1 else 200)


@pytest.mark.parametrize("panel", ["loss", "feature-maps", "kernels", "window"])
def test_that_each_frame_has_the_layout_of_the_screen_and_its_ground(
    qtbot: QtBot, recording: Path, tmp_path: Path, panel: str
) -> None:
    """R31: a GIF within one pixel of the same picture as PNG; what stands still has the same colour in all frames."""
    target = tmp_path / "film.gif"
    cut = FrameSelection((panel,))
    film(recording, cut, theme.LIGHT, target, 10, silent)
    reel = RecordingFrames(recording, cut, theme.LIGHT)
    try:
        for made, exact in zip(frames_of(target), reel.images(), strict=True):
            assert apart(pixels(exact), made.astype(np.float64).mean(axis=2)) <= 0.004
            ground = theme.LIGHT.ground if panel == "window" else theme.LIGHT.panel
            assert "#{:02X}{:02X}{:02X}".format(*made[1, 1]) == ground
    finally:
        reel.close()


def test_that_a_gif_has_one_palette_for_all_frames(qtbot: QtBot, recording: Path, tmp_path: Path) -> None:
    target = tmp_path / "film.gif"
    film(recording, FrameSelection(("feature-maps",)), theme.DARK, target, 10, silent)
    found = list(frames_of(target))
    still = np.ptp(np.stack([frame.astype(int) for frame in found]), axis=0).max(axis=2) == 0
    assert still.mean() > 0.5 and still[: found[0].shape[0] // 12, : found[0].shape[1] // 7].all()  # the title
    assert _local_palettes(target.read_bytes()) == 0


def _local_palettes(data: bytes) -> int:
    """How many frames of a GIF bring colours of their own."""
    at, found = 13 + 3 * 2 ** ((data[10] & 7) + 1), 0
    while data[at] != 0x3B:
        if data[at] == 0x21:
            at += 2
        else:
            assert data[at] == 0x2C
            flags = data[at + 9]
            found += flags >> 7
            at += 11 + (3 * 2 ** ((flags & 7) + 1) if flags >> 7 else 0)
        while data[at]:
            at += data[at] + 1
        at += 1
    return found


def test_that_curves_grow_with_the_steps_and_the_axes_stand_still(qtbot: QtBot, recording: Path) -> None:
    reel = RecordingFrames(recording, FrameSelection(("loss",)), theme.LIGHT)
    train = theme.LIGHT.color("train").getRgb()[:3]  # type: ignore[index]
    try:
        reach = []
        for image in reel.images():
            seen = np.asarray(animation_writer._pillow(image))
            blue = np.flatnonzero((np.abs(seen[60:].astype(int) - train).max(axis=2) < 40).any(axis=0))
            reach.append(int(blue.max(initial=0)))
            assert image.size().width() > 400
    finally:
        reel.close()
    assert reach == sorted(reach) and reach[-1] > reach[1] + 200


def test_that_a_size_and_a_choice_are_kept(qtbot: QtBot, recording: Path, tmp_path: Path) -> None:
    target = tmp_path / "film.webp"
    film(
        recording,
        FrameSelection(("loss",), size=LECTURE, shows={"loss": ["accuracy"]}),
        theme.LIGHT,
        target,
        10,
        silent,
    )
    assert next(frames_of(target)).shape[:2] == (720, 1280)
    with pytest.raises(PlaygroundError, match=r"it offers: .*accuracy"):
        film(recording, FrameSelection(("loss",), shows={"loss": ["nothing"]}), theme.LIGHT, target, 10, silent)


def test_that_the_same_recording_gives_the_same_bytes(qtbot: QtBot, recording: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "1.gif", tmp_path / "2.gif"
    for target in (one, two):
        film(recording, FrameSelection(("kernels",)), theme.LIGHT, target, 10, silent)
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("ending", ["gif", "webp", "apng", "mp4"])
def test_that_a_stopped_animation_leaves_the_old_file(
    qtbot: QtBot, recording: Path, tmp_path: Path, ending: str
) -> None:
    target = tmp_path / f"film.{ending}"
    target.write_bytes(b"old")

    def stop(done: int, count: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        film(recording, FrameSelection(("kernels",)), theme.LIGHT, target, 10, stop)
    assert target.read_bytes() == b"old"
    assert {path.name for path in tmp_path.iterdir() if path.suffix != ".run"} <= {target.name}


def test_that_what_cannot_be_made_is_one_sentence(
    qtbot: QtBot, recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SaveError, match=r"film\.avi"):
        film(recording, FrameSelection(), theme.LIGHT, tmp_path / "film.avi", 10, silent)
    with pytest.raises(PlaygroundError, match="choose other steps"):
        film(recording, FrameSelection(first=500), theme.LIGHT, tmp_path / "film.gif", 10, silent)
    with pytest.raises(PlaygroundError, match="nothing of this run to show"):
        film(recording, FrameSelection(("attention",)), theme.LIGHT, tmp_path / "film.gif", 10, silent)

    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(animation_writer, "import_module", missing)
    with pytest.raises(SaveError, match="pip install imageio-ffmpeg"):
        film(recording, FrameSelection(), theme.LIGHT, tmp_path / "film.mp4", 10, silent)
    assert not list(tmp_path.glob("film.*"))


def test_that_the_command_line_makes_the_same(
    qtbot: QtBot, recording: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "film.gif"
    words = ["animate", str(recording), "--to", str(target), "--panel", "feature-maps", "--until", "120", "--fps", "4"]
    assert main([*words, "--lines"]) == 0
    assert capsys.readouterr().out.splitlines() == ["0/4", "1/4", "2/4", "3/4", "4/4", str(target)]
    assert len(list(frames_of(target))) == 4
    assert main(["animate", str(recording), "--to", str(target), "--panel", "colours"]) == 2
    assert "colours" in capsys.readouterr().err


def shown_in_window(desk: Desk, recording: Path) -> None:
    desk.parts.control.open(open_experiment(str(recording)))
    for _ in range(3 * len(desk.parts.board.panels)):
        desk.parts.feed.tick()


def test_that_the_window_makes_a_film_of_what_it_shows(
    qtbot: QtBot, desk: Desk, recording: Path, tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown_in_window(desk, recording)
    target = tmp_path / "film"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(target), ""))
    desk.parts.actions_.animate.trigger()
    takeaway = desk.parts.takeaway
    assert isinstance(takeaway.dialog, AnimationDialog) and takeaway.dialog.count() == len(LOOKS)
    press(takeaway.dialog, "Save …")
    assert takeaway.progress is not None
    qtbot.waitUntil(lambda: not takeaway.errand.busy, timeout=60_000)
    assert said == [] and takeaway.progress is None
    assert len(list(frames_of(target.with_suffix(".gif")))) == len(LOOKS)
    assert "film.gif" in desk.window.statusBar().currentMessage()


def test_that_a_film_can_be_stopped(qtbot: QtBot, desk: Desk, recording: Path, tmp_path: Path, said: list[str]) -> None:
    shown_in_window(desk, recording)
    takeaway = desk.parts.takeaway
    takeaway.ask_film()
    assert takeaway.dialog is not None
    request = takeaway.dialog.request
    press(takeaway.dialog, "Cancel")
    takeaway.make_film(request, tmp_path / "film.gif")
    assert takeaway.progress is not None
    press(takeaway.progress, "Stop")
    assert not takeaway.errand.busy and takeaway.progress is None and said == []
    assert not (tmp_path / "film.gif").exists()


def test_that_a_film_of_nothing_is_one_sentence(desk: Desk, said: list[str]) -> None:
    desk.parts.takeaway.ask_film()
    assert len(said) == 1 and desk.parts.takeaway.dialog is None
