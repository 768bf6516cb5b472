"""Tones: spectrograms that show pitch where it is, drawn from the seed."""

import numpy as np
import pytest

from playground.corpora.spectrograms import spectrogram
from playground.data.shapes import ImageInput, SequenceInput
from playground.tasks.tones import TonesSettings


def test_that_both_views_show_the_same_sounds() -> None:
    image, frames = TonesSettings(), TonesSettings(view="frames")
    one, two = image.load(1), frames.load(1)
    assert one.shape.inputs == ImageInput(1, 33, 31)
    assert isinstance(two.shape.inputs, SequenceInput) and two.shape.inputs.features[8] == "1000 Hz"
    assert one.train.inputs[0].shape == (1200, 1, 33, 31) and two.test.inputs[0].shape == (300, 31, 33)
    np.testing.assert_array_equal(one.test.inputs[0][:, 0, ::-1], two.test.inputs[0].swapaxes(1, 2))
    assert (one.train.targets == two.train.targets).all()


def test_that_data_depends_on_the_seed_alone_and_the_test_is_drawn_apart() -> None:
    one, same, other = (TonesSettings().load(seed) for seed in (3, 3, 4))
    assert (one.train.inputs[0] == same.train.inputs[0]).all()
    assert (one.train.inputs[0] != other.train.inputs[0]).any()
    assert (one.train.inputs[0][:300] != one.test.inputs[0]).any()


def test_that_values_are_about_0_to_1_and_all_six_kinds_occur_alike() -> None:
    data = TonesSettings().load(0)
    images = data.train.inputs[0]
    assert images.dtype == np.float32 and images.min() >= 0 and 0.9 < images.max() < 1.2
    assert np.bincount(data.train.targets, minlength=6).min() > 150
    assert data.baseline["accuracy"] == pytest.approx(1 / 6, abs=0.06)


def test_that_a_full_sine_is_a_line_of_height_one_at_its_frequency() -> None:
    wave = np.sin(2 * np.pi * 1000 * np.arange(1024) / 8000)[None]
    image = spectrogram(wave, 64, 32, 40.0)[0]
    assert image.shape == (33, 31)
    assert (image.argmax(axis=0) == 8).all()
    np.testing.assert_allclose(image[8], 1, atol=1e-5)
    assert (image[20:] < 1e-5).all() and (spectrogram(np.zeros((1, 1024)), 64, 32, 40.0) == 0).all()


def test_that_only_a_chirp_moves_and_only_noise_is_alike_at_all_frequencies() -> None:
    data = TonesSettings().load(0)
    labels = data.shape.targets.labels  # type: ignore[union-attr]
    images = data.train.inputs[0][:, 0]
    peaks = images.argmax(axis=1)
    moved, uneven = np.abs(peaks[:, -1] - peaks[:, 0]), images[:, 1:-1].mean(axis=2).std(axis=1)
    for kind, name in enumerate(labels):
        of_kind = data.train.targets == kind
        assert (np.median(moved[of_kind]) >= 4) == (name in ("chirp", "noise"))
        assert (np.median(uneven[of_kind]) < 0.06) == (name == "noise")
