"""The recorder sees every tap, copies, and leaves the model as it found it."""

import torch
from torch import Tensor, nn

from playground.probes.recorder import Recorder
from playground.probes.tap import Tap


class Tiny(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(2, 3)
        self.linear_tap = Tap("unit")
        self.output = nn.Linear(3, 1)
        self.output_tap = Tap("class")

    def forward(self, x: Tensor) -> Tensor:
        return self.output_tap(self.output(self.linear_tap(self.linear(x))))


def test_that_taps_carry_the_name_of_their_layer_and_their_axes() -> None:
    with Recorder(model := Tiny()) as recorder:
        model(torch.ones(1, 2))
    assert {name: axes for name, (axes, _) in recorder.arrays.items()} == {"linear": ("unit",), "output": ("class",)}


def test_that_only_the_named_taps_are_recorded() -> None:
    with Recorder(model := Tiny(), {"output"}) as recorder:
        model(torch.ones(1, 2))
    assert list(recorder.arrays) == ["output"]


def test_that_what_was_recorded_does_not_change_with_the_model() -> None:
    with Recorder(model := Tiny()) as recorder:
        out = model(torch.ones(1, 2))
    before = recorder.arrays["output"][1].copy()
    with torch.no_grad():
        out.zero_()
    assert (recorder.arrays["output"][1] == before).all()


def test_that_no_hook_is_left_behind() -> None:
    with Recorder(model := Tiny()):
        pass
    assert not any(module._forward_hooks for module in model.modules())
