"""Tap: an identity module that names a tensor worth seeing, with its axes."""

from __future__ import annotations

from collections.abc import Iterator

from torch import Tensor, nn

_SUFFIX = "_tap"


class Tap(nn.Module):
    """Passes a tensor (B, *axes) on unchanged.

    A module keeps the tap of its layer ``convolution`` as ``convolution_tap``; the tensor is then
    known by the layer's own path, such as ``stages.0.convolution``.

    Args:
        axes: what each dimension after the batch means, such as ``"channel", "row", "column"``.
        rectified: it is what a ReLU puts out, so that a unit that is always zero is dead.
    """

    def __init__(self, *axes: str, rectified: bool = False) -> None:
        super().__init__()
        self.axes = axes
        self.rectified = rectified

    @property
    def heard(self) -> bool:
        """Somebody records this tensor: a model whose fast kernel hides it must compute it step by step."""
        return bool(self._forward_hooks)

    def forward(self, x: Tensor) -> Tensor:
        """The tensor itself."""
        return x


def taps(model: nn.Module) -> Iterator[tuple[str, Tap]]:
    """The taps of a model in the order of its modules, each under the path of its layer."""
    for path, module in model.named_modules():
        if isinstance(module, Tap):
            yield path.removesuffix(_SUFFIX), module
