"""Sounds of the user's own: known by their bytes, brought to one rate and length, and seen as spectrograms."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from playground.cli import main
from playground.corpora import sounds
from playground.corpora.looking import look
from playground.corpora.sounds import SoundView, decoded, resampled
from playground.data.specimen import Specimen
from playground.foundation.errors import DataError
from playground.tasks.sound_folder import SoundFolderSettings

RATE = 11_025


def wave(pitch: float, seconds: float = 0.6, rate: int = RATE, phase: float = 0.0) -> NDArray[np.float64]:
    time = np.arange(round(seconds * rate)) / rate
    return 0.5 * np.sin(2 * np.pi * pitch * time + phase)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ten low and ten high tones in three formats, one of them in two channels."""
    for name, pitch in (("low", 300.0), ("high é", 1500.0)):
        (tmp_path / "声" / name).mkdir(parents=True)
        for at in range(10):
            one = wave(pitch + 20 * at, phase=at)
            ending = ("wav", "flac", "ogg")[at % 3]
            both = np.stack([one, one], 1) if at == 4 else one
            soundfile.write(tmp_path / "声" / name / f"{at}.{ending}", both, RATE)
    return tmp_path / "声"


def task(folder: Path, **changes: Any) -> SoundFolderSettings:
    return SoundFolderSettings(folder=str(folder), seconds=0.5, **changes)


def test_that_a_folder_is_looked_at_and_trained_to_its_end(folder: Path, tmp_path: Path) -> None:
    (folder / "low" / "broken.wav").write_bytes(b"RIFF\xff\xff\xff\x7fWAVEfmt ")
    (folder / "low" / "words.txt").write_text("none")
    found = look(str(folder))
    assert found.kind == "sound-folder" and dict(found.classes) == {"high é": 10, "low": 10}
    assert {one.reason: one.count for one in found.left_out} == {"damaged, or no sound": 2}
    assert any("Samples a second: 11025; several channels: 2." in fact for fact in found.facts)
    changes = [word for path, value in found.settings.items() for word in ("--set", f"{path}={value}")]
    words = ["train", found.preset, *changes, "--steps", "30", "--set", "training.batch_size=4"]
    assert main([*words, "--out", str(tmp_path / "a.run")]) == 0


def test_that_a_pitch_stands_in_its_row_at_every_rate(folder: Path) -> None:
    for rate in (8000, 11_025, 16_000):
        data = task(folder, rate=rate).load(0)
        for image, label in zip(data.train.inputs[0][:, 0], data.train.targets, strict=True):
            row = len(image) - 1 - int(image.mean(axis=1).argmax())
            pitch = row * rate / 256
            assert (pitch > 1300) == (data.shape.targets.labels[label] == "high é")
        assert data.train.inputs[0].min() >= 0 and 0.5 < data.train.inputs[0].max() < 1.2
    assert data.scores["nearest class mean"]["accuracy"] == 1.0


def test_that_frames_are_the_image_turned(folder: Path) -> None:
    image, frames = task(folder).load(0), task(folder, view="frames").load(0)
    assert np.array_equal(image.train.inputs[0][:, 0, ::-1].swapaxes(1, 2), frames.train.inputs[0])
    assert frames.shape.inputs.length == image.train.inputs[0].shape[3]
    for view in ("image", "frames"):
        settings = task(folder, view=view)
        one = Specimen.of_test(settings.load(0), 0)
        again = settings.specimen_from(np.clip(settings.given_of(one), 0, 1))
        assert np.allclose(again.inputs[0], np.clip(one.inputs[0], 0, 1)) and again.fits(settings.shape())


def test_that_the_middle_is_taken_and_a_short_sound_is_filled_up(tmp_path: Path) -> None:
    long = np.concatenate([np.zeros(4000), wave(500, 0.5, 8000), np.zeros(4000)])
    soundfile.write(tmp_path / "a.wav", long, 8000, subtype="DOUBLE")
    raw = (tmp_path / "a.wav").read_bytes()
    assert np.allclose(decoded(raw, "a", SoundView(8000, 0.5)), wave(500, 0.5, 8000))
    filled = decoded(raw, "a", SoundView(8000, 3.0))
    assert len(filled) == 24_000 and np.allclose(filled[6000:18_000], long) and not filled[:6000].any()


@pytest.mark.parametrize(("rate", "wanted"), [(44_100, 8000), (8000, 16_000), (22_050, 11_025), (8000, 8000)])
def test_that_another_rate_keeps_the_tone(rate: int, wanted: int) -> None:
    found = resampled(wave(440, 1.0, rate), rate, wanted)
    assert len(found) == wanted and np.abs(found - wave(440, 1.0, wanted))[50:-50].max() < 0.02


def test_that_tones_above_half_the_new_rate_are_gone() -> None:
    assert np.abs(resampled(wave(6000, 1.0, 44_100), 44_100, 8000)).max() < 0.02


@pytest.mark.parametrize("name", ["zeros", "header", "long", "many", "nan"])
def test_that_hostile_files_are_left_out_or_refused(folder: Path, name: str) -> None:
    good = (folder / "low" / "0.wav").read_bytes()
    path = folder / "low" / f"{name}.wav"
    match name:
        case "zeros":
            path.write_bytes(b"RIFF" + bytes(4) + b"WAVE" + bytes(5000))
        case "header":
            path.write_bytes(good[:40])
        case "long":  # says that it holds two gigabytes
            path.write_bytes(good[:40] + b"\xff\xff\xff\x7f" + good[44:200])
        case "many":
            soundfile.write(path, np.zeros((50, 100)), 8000)
        case "nan":
            soundfile.write(path, np.full(4000, np.nan), 8000, subtype="DOUBLE")
    data = task(folder).load(0)
    assert len(data.train) + len(data.test) in (20, 21)
    assert all(np.isfinite(part.inputs[0]).all() for part in (data.train, data.test))


def test_that_no_folder_one_class_and_too_short_sounds_are_said(folder: Path, tmp_path: Path) -> None:
    for settings, sentence in (
        (SoundFolderSettings(), "No folder of sounds is chosen"),
        (SoundFolderSettings(folder=str(tmp_path / "none")), "cannot be read"),
        (SoundFolderSettings(folder=str(tmp_path)), "holds only the class|no folder with sounds"),
        (SoundFolderSettings(folder=str(folder), seconds=0.05, window=2048), "shorter than a window of 2048"),
    ):
        with pytest.raises(DataError, match=sentence):
            settings.shape()


def test_that_without_the_library_it_is_said_what_to_install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "soundfile", None)
    with pytest.raises(DataError, match=r"pip install 'neural-playground\[sound\]'"):
        look(str(folder))
    assert task(folder).shape().targets.describe() and sounds.is_one(folder / "low" / "0.wav")
