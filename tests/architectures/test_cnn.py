"""The CNN is what its settings say, to the parameter, and computes the formulas of the textbook."""

import numpy as np
import pytest
import torch

from playground.architectures.cnn import formulas
from playground.architectures.cnn.module import CNN, build
from playground.architectures.cnn.settings import CNNSettings, StageSettings
from playground.data.shapes import ClassTarget, DataShape, ImageInput
from playground.experiment import presets
from playground.foundation.errors import SettingsError
from playground.probes.recorder import Recorder

SMALL = DataShape(ImageInput(1, 8, 8), ClassTarget(tuple("0123456789")))
LARGE = DataShape(ImageInput(1, 28, 28), ClassTarget(tuple("0123456789")))


def test_that_the_textbook_cnn_has_exactly_421642_parameters_and_its_layers() -> None:
    model = build(presets.find("cnn-seed-fashion").experiment.architecture, LARGE)
    assert sum(parameter.numel() for parameter in model.parameters()) == 421_642
    shapes = [tuple(parameter.shape) for parameter in model.parameters() if parameter.dim() > 1]
    assert shapes == [(32, 1, 3, 3), (64, 32, 3, 3), (128, 3136), (10, 128)]


def test_that_the_textbook_cnn_computes_the_listing() -> None:
    """pool(relu(conv)) twice, flatten to 64·7·7, relu(fc1), fc2 - written once more with torch's functions."""
    model = build(presets.find("cnn-seed-fashion").experiment.architecture, LARGE)
    w = list(model.parameters())
    x = torch.rand(3, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    functional = torch.nn.functional
    y = functional.max_pool2d(functional.relu(functional.conv2d(x, w[0], w[1], padding=1)), 2)
    y = functional.max_pool2d(functional.relu(functional.conv2d(y, w[2], w[3], padding=1)), 2)
    y = functional.linear(functional.relu(functional.linear(y.view(-1, 64 * 7 * 7), w[4], w[5])), w[6], w[7])
    assert torch.equal(model(x), y)


@pytest.mark.parametrize(
    "settings",
    [
        CNNSettings(),
        CNNSettings(
            stages=(StageSettings(channels=3, kernel=5, stride=2, padding=0, pooling="none", activation="tanh"),)
        ),
        CNNSettings(
            stages=(StageSettings(pooling="average", pool=3), StageSettings(activation="gelu")), batch_norm=True
        ),
        CNNSettings(stages=(StageSettings(activation="none", pooling="none"),), hidden=(20, 7), dropout=0.3),
    ],
)
def test_that_the_layer_table_agrees_with_the_model(settings: CNNSettings) -> None:
    layers = settings.layers(LARGE)
    model = build(settings, LARGE)
    assert sum(layer.parameters for layer in layers) == sum(p.numel() for p in model.parameters())
    model.eval()
    with Recorder(model) as recorder, torch.no_grad():
        assert model(torch.zeros(1, 1, 28, 28)).shape == (1, 10)
    for layer in layers:
        if layer.name in recorder.arrays:
            assert recorder.arrays[layer.name][1].shape == layer.output
    assert {layer.name for layer in layers if layer.name.startswith("stages")} <= set(recorder.arrays)


@pytest.mark.parametrize(("stride", "padding", "kernel"), [(1, 1, 3), (2, 0, 3), (3, 2, 5), (1, 0, 1)])
@pytest.mark.parametrize("pooling", ["max", "average"])
def test_that_a_stage_computes_the_formulas(stride: int, padding: int, kernel: int, pooling: str) -> None:
    stage = StageSettings(channels=4, kernel=kernel, stride=stride, padding=padding, pooling=pooling)
    model = CNN(CNNSettings(stages=(stage,)), LARGE).double()
    x = torch.rand(1, 1, 28, 28, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    values = {}
    handles = [
        module.register_forward_hook(lambda m, i, out, name=name: values.__setitem__(name, out[0].detach().numpy()))
        for name, module in model.stages[0].named_children()
    ]
    model(x)
    for handle in handles:
        handle.remove()
    convolution = model.stages[0].convolution
    weight, bias = convolution.weight.detach().numpy(), convolution.bias.detach().numpy()
    maps = formulas.convolve(x[0].numpy(), weight, bias, stride, padding)
    np.testing.assert_allclose(values["convolution"], maps, atol=1e-12)
    np.testing.assert_allclose(values["activation"], formulas.relu(maps), atol=1e-12)
    np.testing.assert_allclose(values["pooling"], formulas.pool(formulas.relu(maps), 2, pooling), atol=1e-12)


def test_that_softmax_does_not_overflow() -> None:
    np.testing.assert_allclose(formulas.softmax(np.array([1000.0, 1000.0])), [0.5, 0.5])


def test_that_a_kernel_larger_than_its_input_is_refused_at_its_field() -> None:
    with pytest.raises(SettingsError) as refusal:
        CNNSettings(
            stages=(StageSettings(), StageSettings(), StageSettings(), StageSettings(kernel=5, padding=0))
        ).layers(SMALL)
    assert list(refusal.value.problems) == ["stages.3.kernel"]
