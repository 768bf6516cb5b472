"""Progressive: a picture that takes seconds, made piece by piece, of the model as it was when it was begun."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator, Sequence

import torch
from torch import Tensor, nn

from playground.inspection.model import InspectedModel
from playground.inspection.view import Array, Found

SECONDS = 0.1  # that one look may take, so that whoever asks for something else is answered
SHARE = 0.02  # of the time, while it trains; who waits for the picture pauses the run, and has it at full speed
Pieces = tuple[Array, Iterator[None]]


class FrozenModel:
    """The model as it stands, in evaluation mode; training goes on without it."""

    def __init__(self, inspected: InspectedModel) -> None:
        self._inspected = inspected
        self.step, self.device = inspected.step, inspected.device
        with torch.no_grad():
            self.model: nn.Module = copy.deepcopy(inspected.model).eval()
        for parameter in self.model.parameters():
            parameter.requires_grad_(False)

    def loss(self, inputs: Sequence[Tensor], targets: Tensor) -> Tensor:
        """Of a batch, a scalar, without what the model adds to it."""
        return self._inspected.loss(self.model(*inputs), targets)


class Progressive:
    """Calls ``begin`` for the array and for what fills it in, a piece a time; anew once it is whole and outdated."""

    def __init__(self, inspected: InspectedModel, begin: Callable[[FrozenModel], Pieces]) -> None:
        self._inspected, self._begin = inspected, begin
        self._values: Array | None = None
        self._pieces: Iterator[None] | None = None
        self._of = -1

    def take(self) -> Found:
        """The array as far as it is known, and of which step it is."""
        if self._pieces is None and (self._values is None or self._of != self._inspected.step):
            frozen = FrozenModel(self._inspected)
            self._of = frozen.step
            self._values, self._pieces = self._begin(frozen)
        self._go_on(time.perf_counter() + SECONDS)
        assert self._values is not None
        return self._values.copy(), {"step": (str(self._of),)}

    def unfinished(self) -> bool:
        """Whether pieces are missing of what was begun."""
        return self._pieces is not None

    def whole(self) -> Found:
        """All of it, however long it takes."""
        found = self.take()
        while self.unfinished():
            found = self.take()
        return found

    def _go_on(self, until: float) -> None:
        pieces, self._pieces = self._pieces, None  # a piece that fails ends it
        for _ in pieces or ():
            if time.perf_counter() >= until:
                self._pieces = pieces
                return
