"""Devices: what is said about them and where they differ, without having one."""

from __future__ import annotations

from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from playground.experiment import presets
from playground.training import devices, vitals
from playground.training.trainer import Trainer


class WithoutFloat64(TorchFunctionMode):
    """As on a GPU of Apple's: a tensor must be brought to the CPU before it may be widened."""

    def __init__(self) -> None:
        super().__init__()
        self.brought: list[torch.Tensor] = []

    def __torch_function__(self, function: Any, types: Any, arguments: Any = (), keywords: Any = None) -> Any:
        if function is torch.Tensor.cpu:
            self.brought.append(arguments[0].clone())
            return self.brought[-1]
        if function is torch.Tensor.double and not any(arguments[0] is tensor for tensor in self.brought):
            raise TypeError("Cannot convert a MPS Tensor to float64 dtype, which it does not support.")
        return function(*arguments, **(keywords or {}))


def test_that_norms_are_measured_on_a_device_without_float64() -> None:
    experiment = presets.find("cnn-digits").experiment
    one = Trainer(experiment, experiment.task.load(1))
    one.advance()
    layers = vitals.Layers.of(one)
    expected = vitals.gradient_norms(one, layers)
    with WithoutFloat64():
        assert vitals.gradient_norms(one, layers) == expected
        assert set(vitals.update_ratios(one, layers)) == set(expected)


def test_that_float64_is_computed_on_the_cpu_where_the_device_has_none() -> None:
    places = {name: devices.in_float64(torch.device(name)).type for name in ("cpu", "cuda:0", "mps")}
    assert places == {"cpu": "cpu", "cuda:0": "cuda", "mps": "cpu"}
