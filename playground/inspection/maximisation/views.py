"""The pictures of inputs that units want: one a layer, made unit by unit while somebody looks at it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from playground.data.shapes import ImageInput, PairInput
from playground.inspection.exchanging import words_of
from playground.inspection.maximisation.ascent import Ascent, Climbed, InputBounds
from playground.inspection.maximisation.token_views import SearchedTokens, tried
from playground.inspection.model import PASS, InspectedModel, affordable, listening
from playground.inspection.robustness.progressive import SHARE, FrozenModel, Pieces, Progressive
from playground.inspection.view import View
from playground.inspection.views.surveys import SURVEYED, peaks_of, present_steps, unit_axis, widths
from playground.probes.tap import Tap, taps
from playground.worked.maximisation import (
    ACTIVATION,
    BEST,
    OBJECTIVE,
    PICTURE,
    SCALE,
    SEARCHED,
    STARTS,
    STEPS,
    TERMS,
    TOGETHER,
)

LARGEST = 2**12  # numbers of an input
MOST = 256  # units of a layer


def wanted(inspected: InspectedModel) -> tuple[View, ...]:
    """(unit, row, column) or (unit, feature, step): inputs as rows and columns; (unit, step): tokens.

    NaN where one is not known yet. Of images and series by the gradient, of tokens by exchanging them. For layers of a
    decoder the source is looked for, while what is written stays that of a test example.
    """
    given = inspected.data.test.inputs[0]
    if words_of(inspected.data.shape.inputs) is not None:
        worth = tried(inspected) > 0
    else:
        cost = sum(layer.multiply_adds for layer in inspected.experiment.layers())
        worth = given[0].size <= LARGEST and cost * 3 * STARTS * STEPS <= 20 * PASS
    if not worth:
        return ()
    known, own = widths(inspected), {name for name, _ in inspected.model.named_modules()}
    deaf = _deaf(inspected)
    return tuple(
        _view(inspected, name, tap, known[name])
        for name, tap in taps(inspected.model)
        if name in known and f"{name}_tap" in own and known[name] <= MOST and name not in deaf
    )


def _deaf(inspected: InspectedModel) -> set[str]:
    """Layers of a model of two sequences that do not hear of the first, which alone is looked for."""
    if not isinstance(inspected.data.shape.inputs, PairInput):
        return set()
    given = inspected.data.test.inputs
    with_this, with_another = (
        inspected.look((given[0][at : at + 1], *(one[:1] for one in given[1:]))) for at in (0, len(given[0]) - 1)
    )
    return {name for name, (_, values) in with_this.items() if np.array_equal(values, with_another[name][1])}


def _view(inspected: InspectedModel, name: str, tap: Tap, width: int) -> View:
    labels: dict[str, tuple[str, ...]] = {}
    tokens = words_of(inspected.data.shape.inputs) is not None

    def begin(frozen: FrozenModel) -> Pieces:
        labels.clear()
        return _begin(inspected, frozen, name, labels)

    progressive = Progressive(inspected, begin)

    def take() -> tuple[np.ndarray, dict[str, tuple[str, ...]]]:
        values, step = progressive.take()
        return values, {**labels, **step}

    images = isinstance(inspected.data.shape.inputs, ImageInput)
    given = inspected.data.test.inputs[0][:1]
    plane = given.shape[1:] if tokens else _plane(torch.from_numpy(given)).shape[1:]
    along = ("time",) if tokens else ("row", "column") if images else ("feature", "time")
    axes = (f"{unit_axis(tap.axes)} that is maximised", *along)
    return View(
        f"{PICTURE}.{name}", axes, (width, *plane), take, pause=0.3, dearest=0.0, share=SHARE,
        unfinished=progressive.unfinished,
    )  # fmt: skip


def _begin(inspected: InspectedModel, frozen: FrozenModel, name: str, labels: dict[str, tuple[str, ...]]) -> Pieces:
    tap = dict(taps(frozen.model))[name]
    count = affordable(inspected, SURVEYED)
    found = _found(inspected, frozen, name, tap, count)  # (examples, units)
    best, scales = found.amax(0), found.nan_to_num(0, 0, 0).abs().amax(0)
    scales = torch.where(scales > 0, scales, torch.ones_like(scales))
    labels.update({BEST: _told(best), SCALE: _told(scales), SEARCHED: (str(count),)})
    if words_of(inspected.data.shape.inputs) is not None:
        return SearchedTokens(inspected, frozen, name, tap, found, scales, labels).pieces()
    return _climbed(inspected, frozen, name, tap, scales, labels)


def _climbed(
    inspected: InspectedModel, frozen: FrozenModel, name: str, tap: Tap, scales: Tensor,
    labels: dict[str, tuple[str, ...]],
) -> Pieces:  # fmt: skip
    given, width = inspected.data.test.inputs[0], len(scales)
    bounds = _bounds(inspected, int(labels[SEARCHED][0]))
    values = np.full((width, *_plane(torch.from_numpy(given[:1])).shape[1:]), np.nan, np.float32)
    labels.update(dict.fromkeys((ACTIVATION, OBJECTIVE, *TERMS), ("",) * width))

    def pieces() -> Iterator[None]:
        for first in range(0, width, TOGETHER):
            units = range(first, min(width, first + TOGETHER))
            some = scales[units.start : units.stop].to(frozen.device)
            ascent = Ascent(frozen.model, name, tap, units, some, given.shape[1:], bounds)
            yield from ascent.climb()
            climbed = ascent.best()
            values[units.start : units.stop] = _plane(climbed.inputs).cpu().numpy()
            _tell(labels, climbed, units)
            yield

    return values, pieces()


def _tell(labels: dict[str, tuple[str, ...]], climbed: Climbed, units: range) -> None:
    told = (climbed.activation, climbed.objective, climbed.variation, climbed.square)
    for name, numbers in zip((ACTIVATION, OBJECTIVE, *TERMS), told, strict=True):
        before = labels[name]
        labels[name] = (*before[: units.start], *_told(numbers), *before[units.stop :])


def _told(numbers: Tensor) -> tuple[str, ...]:
    return tuple(repr(float(number)) for number in numbers.cpu())


def _plane(inputs: Tensor) -> Tensor:
    """Images (B, C, H, W) as the mean of their channels, sequences (B, T, F) as (B, F, T)."""
    return inputs.mean(1) if inputs.dim() == 4 else inputs.transpose(1, 2)


def _bounds(inspected: InspectedModel, count: int) -> InputBounds:
    """Pixels from 0 to 1; elsewhere from the smallest to the largest number of the test examples."""
    if isinstance(inspected.data.shape.inputs, ImageInput):
        return InputBounds(0.0, 1.0)
    some = inspected.data.test.inputs[0][:count]
    return InputBounds(float(np.nanmin(some)), float(np.nanmax(some)))


def _found(inspected: InspectedModel, frozen: FrozenModel, name: str, tap: Tap, count: int) -> Tensor:
    """The largest value (examples, units) of each unit, as Top examples has it."""
    heard: list[Tensor] = []
    inputs = [torch.from_numpy(array[:count]).to(frozen.device) for array in inspected.data.test.inputs]
    with torch.no_grad(), listening([(name, tap)], lambda path, module, output: heard.append(output)):
        frozen.model(*inputs)
    return torch.from_numpy(peaks_of(heard[0].float().cpu(), tap.axes, present_steps(inspected, tap.axes, count)))
