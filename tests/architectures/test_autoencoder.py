"""The autoencoder: every size comes back, the variational one draws in training only, its penalty is its formula."""

import numpy as np
import pytest
import torch
from torch import Tensor

from playground.architectures.autoencoder import formulas
from playground.architectures.autoencoder.module import Autoencoder, build, divergence
from playground.architectures.autoencoder.settings import AutoencoderSettings
from playground.data.shapes import ClassTarget, DataShape, ImageInput, ImageTarget
from playground.foundation.errors import SettingsError
from playground.probes.recorder import Recorder


def shape(height: int, width: int, channels: int = 1) -> DataShape:
    return DataShape(ImageInput(channels, height, width), ImageTarget(channels, height, width))


def model(data: DataShape, **changed: object) -> Autoencoder:
    torch.manual_seed(0)
    return build(AutoencoderSettings(**{"channels": (4, 6), "latent": 3, **changed}), data)  # type: ignore[arg-type]


def images(*size: int) -> Tensor:
    return torch.rand(*size, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("size", [(8, 8), (28, 28), (33, 31), (7, 5), (9, 2)])
@pytest.mark.parametrize("channels", [(3,), (4, 6), (2, 3, 4)])
@pytest.mark.parametrize("variational", [False, True])
def test_that_every_size_comes_back_and_the_table_counts_every_parameter(
    size: tuple[int, int], channels: tuple[int, ...], variational: bool
) -> None:
    if size[1] < 2 ** (len(channels) - 1) + 1:
        return
    data = shape(*size, channels=2)
    one = model(data, channels=channels, variational=variational).eval()
    rows = AutoencoderSettings(channels=channels, latent=3, variational=variational).layers(data)
    with torch.no_grad(), Recorder(one) as recorder:
        again = one(images(5, 2, *size))
    assert again.shape == (5, 2, *size) and rows[-1].output == (2, *size)
    assert again.min() >= 0 and again.max() <= 1
    assert sum(parameter.numel() for parameter in one.parameters()) == sum(row.parameters for row in rows)
    for row in rows:
        if row.name in recorder.arrays:
            assert recorder.arrays[row.name][1].shape == row.output
    assert {"latent", "output", "encoder.0.activation"} <= set(recorder.arrays)


def test_that_an_image_is_made_from_its_code() -> None:
    one, x = model(shape(8, 8), variational=True).eval(), images(4, 1, 8, 8)
    with torch.no_grad():
        assert one.encode(x).shape == (4, 3)
        torch.testing.assert_close(one(x), one.decode(one.encode(x)))


def test_that_the_code_is_drawn_in_training_only() -> None:
    plain, drawing, x = model(shape(8, 8)), model(shape(8, 8), variational=True), images(4, 1, 8, 8)
    with torch.no_grad():
        torch.testing.assert_close(plain(x), plain(x), rtol=0, atol=0)
        assert not torch.equal(drawing(x), drawing(x))
        drawing.eval()
        torch.testing.assert_close(drawing(x), drawing(x), rtol=0, atol=0)


def test_that_the_penalty_is_the_divergence_of_its_formula_a_pixel() -> None:
    one, x = model(shape(8, 8), variational=True, beta=0.5).double(), images(4, 1, 8, 8).double()
    with torch.no_grad():
        one(x)
        penalty = float(one.penalty())
        mean, log_variance = one._distribution(x)
    assert log_variance is not None
    expected = formulas.divergence(mean.numpy(), log_variance.numpy())
    assert penalty == pytest.approx(0.5 * expected / 64) and expected > 0
    assert float(divergence(mean, log_variance)) == pytest.approx(expected)
    assert one.penalty() == 0.0, "a penalty is taken once"


def test_that_a_standard_normal_code_costs_nothing_and_noise_is_scaled() -> None:
    zeros = np.zeros((2, 3))
    assert formulas.divergence(zeros, zeros) == 0.0
    np.testing.assert_allclose(formulas.drawn(zeros + 2, zeros + np.log(9), np.ones((2, 3))), 5.0)


def test_that_a_plain_one_has_no_penalty() -> None:
    one = model(shape(8, 8))
    one(images(2, 1, 8, 8))
    assert one.penalty() == 0.0


def test_that_classes_and_images_too_small_are_refused() -> None:
    with pytest.raises(SettingsError, match="the image itself"):
        AutoencoderSettings().layers(DataShape(ImageInput(1, 8, 8), ClassTarget(("a", "b"))))
    with pytest.raises(SettingsError, match="cannot be halved 4 times") as caught:
        AutoencoderSettings(channels=(2, 2, 2, 2, 2)).layers(shape(8, 8))
    assert "channels" in caught.value.problems
