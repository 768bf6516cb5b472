"""Devices: what is said about them and where they differ, without having one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from torch.overrides import TorchFunctionMode

from playground.experiment import presets
from playground.inspection import vitals
from playground.training import devices
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


@pytest.fixture
def switches() -> Iterator[None]:
    """What is set for a whole process is put back."""
    cudnn, products = torch.backends.cudnn, torch.backends.cuda.matmul
    before = cudnn.deterministic, cudnn.benchmark, cudnn.allow_tf32, products.allow_tf32
    filled, space = torch.utils.deterministic.fill_uninitialized_memory, os.environ.get("CUBLAS_WORKSPACE_CONFIG")
    yield
    cudnn.deterministic, cudnn.benchmark, cudnn.allow_tf32, products.allow_tf32 = before
    torch.use_deterministic_algorithms(False)
    torch.utils.deterministic.fill_uninitialized_memory = filled
    if space is None:
        os.environ.pop("CUBLAS_WORKSPACE_CONFIG", None)


def test_that_a_gpu_computes_in_all_of_float32_and_the_same_each_time(switches: None) -> None:
    torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.benchmark = True
    devices.make_deterministic(torch.device("cuda:0"))
    assert torch.are_deterministic_algorithms_enabled() and torch.is_deterministic_algorithms_warn_only_enabled()
    assert os.environ["CUBLAS_WORKSPACE_CONFIG"] == ":4096:8"
    assert torch.backends.cudnn.deterministic and not torch.backends.cudnn.benchmark
    assert not torch.backends.cudnn.allow_tf32 and not torch.backends.cuda.matmul.allow_tf32


def test_that_on_a_cpu_the_same_kernels_are_taken_as_before(switches: None) -> None:
    devices.make_deterministic(torch.device("cpu"))
    assert not torch.are_deterministic_algorithms_enabled()


def test_that_float64_is_computed_on_the_cpu_where_the_device_has_none() -> None:
    places = {name: devices.in_float64(torch.device(name)).type for name in ("cpu", "cuda:0", "mps")}
    assert places == {"cpu": "cpu", "cuda:0": "cuda", "mps": "cpu"}
