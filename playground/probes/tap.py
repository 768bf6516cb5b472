"""Tap: an identity module that names a tensor worth seeing, with its axes, and where it can be changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from torch import Tensor, nn

_SUFFIX = "_tap"

Replacement = Callable[[Tensor, Tensor | None], Tensor]


class Tap(nn.Module):
    """Passes a tensor (B, *axes) on unchanged.

    A module keeps the tap of its layer ``convolution`` as ``convolution_tap``; the tensor is then
    known by the layer's own path, such as ``stages.0.convolution``.

    Args:
        axes: what each dimension after the batch means, such as ``"channel", "row", "column"``.
        rectified: it is what a ReLU puts out, so that a unit that is always zero is dead.
        inner: a step of a calculation that is seen where somebody opens the layer; a large one is not recorded.

    Attributes:
        change: gives what is passed on in place of what came, while somebody intervenes; its second argument
            is where attention weights may stand.
    """

    changeable = True

    def __init__(self, *axes: str, rectified: bool = False, inner: bool = False) -> None:
        super().__init__()
        self.axes = axes
        self.change: Replacement | None = None
        self.rectified = rectified
        self.inner = inner

    @property
    def heard(self) -> bool:
        """Somebody records or changes this tensor: a model whose fast kernel hides it must compute it step by step."""
        return bool(self._forward_hooks) or self.change is not None

    def forward(self, x: Tensor, allowed: Tensor | None = None) -> Tensor:
        """The tensor itself, or what stands in for it. ``allowed`` is broadcast to attention weights."""
        return x if self.change is None else self.change(x, allowed)


class AsideTap(Tap):
    """Names what is computed beside the model for its picture alone, so that changing it would change nothing."""

    changeable = False


def taps(model: nn.Module) -> Iterator[tuple[str, Tap]]:
    """The taps of a model in the order of its modules, each under the path of its layer; then those beside it."""
    for path, module in model.named_modules():
        if isinstance(module, Tap):
            yield path.removesuffix(_SUFFIX), module
    yield from model.__dict__.get("automatic_taps", ())
