"""What each channel below added to a number of a map: all of them, and together with the bias the number itself."""

from __future__ import annotations

import numpy as np
import pytest

from playground.experiment import presets
from playground.experiment.overrides import override
from playground.inspection.explaining import Explaining
from playground.inspection.showing import Showing
from playground.training.trainer import Trainer
from playground.worked.example import Question
from playground.worked.windows import Windows, windows

pytestmark = pytest.mark.early

MANY = ["architecture.stages.0.channels=40"]


def asked(preset: str, picture: str, index: tuple[int, ...], *changes: str) -> tuple[Windows | None, Trainer]:
    experiment = override(presets.find(preset).experiment, changes)
    trainer = Trainer(experiment, experiment.task.load(1))
    for _ in range(3):
        trainer.advance()
    found = Explaining(trainer, Showing(trainer)).answer(1, Question(picture, index))
    assert found.example is not None, found.problem
    return windows(found.example), trainer


@pytest.mark.parametrize(("changes", "channels"), [([], 8), (MANY, 40)])
@pytest.mark.parametrize("step", ["convolution", "activation"])
def test_that_the_windows_of_a_convolution_are_those_of_all_channels_and_add_up(
    step: str, changes: list[str], channels: int
) -> None:
    found, trainer = asked("cnn-digits", f"stages.1.{step}", (5, 0, 2), *changes)
    assert found is not None and found.picture == "stages.0.pooling" and len(found.regions) == channels
    taps = trainer.look(Showing(trainer).specimen.inputs)
    x, w = taps["stages.0.pooling"][1], trainer.weights()["stages.1.convolution.weight"]
    patch = np.pad(x, ((0, 0), (1, 1), (1, 1)))[:, 0:3, 2:5]
    sums = (patch * w[5]).sum(axis=(1, 2))
    for region, added in zip(found.regions, found.added, strict=True):
        assert added == pytest.approx(sums[region.start[0]], abs=1e-5)
        assert (region.start[1:], region.stop[1:]) == ((0, 1), (2, 4)), "the window without what is padded"
    assert list(map(abs, found.added)) == sorted(map(abs, found.added), reverse=True)
    whole = sum(found.added) + float(trainer.weights()["stages.1.convolution.bias"][5])
    assert whole == pytest.approx(float(taps["stages.1.convolution"][1][5, 0, 2]), abs=1e-4)


def test_that_an_input_of_one_channel_has_one_window_and_a_pooled_cell_that_of_its_own_map() -> None:
    found, _ = asked("cnn-digits", "stages.0.activation", (2, 4, 4))
    assert found is not None and [region.picture for region in found.regions] == ["input"]
    found, _ = asked("cnn-digits", "stages.0.pooling", (2, 1, 1))
    assert found is not None and [region.start[0] for region in found.regions] == [2]


def test_that_a_transposed_convolution_has_windows_and_a_number_that_is_no_map_has_none() -> None:
    found, _ = asked("vae-digits", "output", (0, 3, 4))
    assert found is not None and len(found.regions) == 16 and found.picture.startswith("decoder")
    assert asked("cnn-digits", "output", (3,))[0] is None
    assert asked("transformer-reverse", "decoder.0.cross_attention.weights", (0, 1, 2))[0] is None
