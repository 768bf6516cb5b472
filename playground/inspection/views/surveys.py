"""Surveys: how many test examples fare: which class is taken for which, and which examples excite a channel most."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.data.axes import Axis
from playground.data.shapes import IGNORED, ClassTarget, ImageInput, PairInput, SequenceInput
from playground.inspection.model import InspectedModel, affordable, listening, pass_test_examples
from playground.inspection.view import Array, Found, View
from playground.inspection.views.planes import DEAREST
from playground.probes.tap import Tap, taps

ANSWERED = 1000  # test examples whose answers are looked at
SURVEYED = 256  # test examples among which the most exciting are looked for, and of a large model's answers
SHOWN = 9
CLASSES = 50  # more are no readable matrix
ONCE = 3600.0  # seconds between two of a picture that never changes
UNITS = ("channel", "unit", "feature", "class")


def surveys(inspected: InspectedModel) -> tuple[View, ...]:
    """What this model offers of the two."""
    return (*_confusion(inspected), *_maximising(inspected))


def _confusion(inspected: InspectedModel) -> tuple[View, ...]:
    """Truth, answer and the answer's probability for each test example (N, 3); who looks counts them."""
    targets, test = inspected.data.shape.targets, inspected.data.test
    if not isinstance(targets, ClassTarget) or targets.length is not None or len(targets.labels) > CLASSES:
        return ()
    count = min(SURVEYED if inspected.large else ANSWERED, len(test))
    truth = test.targets[:count].astype(np.float32)

    def take() -> Found:
        odds = inspected.answer(*(array[:count] for array in test.inputs)).softmax(-1)
        sure, answers = odds.max(-1)
        return np.stack([truth, answers.numpy(), sure.numpy()], axis=1).astype(np.float32), {}

    axes, labels = ("example", "truth, answer, probability"), {"class": targets.labels}
    return (View("confusion", axes, (count, 3), take, labels, pause=0.5, dearest=DEAREST, examples=count),)


def _maximising(inspected: InspectedModel) -> tuple[View, ...]:
    """For each tapped layer the test examples that excite each channel or unit most; and those examples once.

    A recording does not hold them: to look for them in every layer costs as much as the training itself.
    """
    count = affordable(inspected, SURVEYED)
    units = widths(inspected)
    views = [_excited(inspected, name, tap, units[name], count) for name, tap in taps(inspected.model) if name in units]
    return (*views, _examples(inspected, count)) if views else ()


def widths(inspected: InspectedModel) -> dict[str, int]:
    """The number of channels or units of each layer that has such, found by one look at one example."""
    found = inspected.look(inspected.data.example(0)[0])
    return {
        name: values.shape[0] if axes[0] == "channel" else values.shape[-1]
        for name, (axes, values) in found.items()
        if unit_axis(axes) and not name.startswith("input")
    }


def unit_axis(axes: tuple[str, ...]) -> str:
    """The axis that counts channels or units; empty where there is none."""
    if axes[0] == "channel":
        return "channel"
    steps = all(Axis.named(axis).role == "time" for axis in axes[:-1])
    return axes[-1] if axes[-1] in UNITS and len(axes) <= 2 and steps else ""


def _excited(inspected: InspectedModel, name: str, tap: Tap, width: int, count: int) -> View:
    shown, present = min(SHOWN, count), present_steps(inspected, tap.axes, count)

    def take() -> Found:
        found: list[Tensor] = []
        with listening([(name, tap)], lambda path, heard, output: found.append(output)):
            pass_test_examples(inspected, count)
        peaks = peaks_of(found[0].float().cpu(), tap.axes, present)
        best = torch.from_numpy(peaks).topk(shown, dim=0)  # (shown, width)
        return torch.stack([best.indices.T.float(), best.values.T], dim=2).numpy(), {}

    axes = (unit_axis(tap.axes), "rank", "example, value")
    return View(f"maximising.{name}", axes, (width, shown, 2), take, pause=0.5, dearest=0.0)


def peaks_of(values: Tensor, axes: tuple[str, ...], present: NDArray[np.bool_] | None) -> Array:
    """The largest value of each unit in each example (B, units); what is no number counts as the least."""
    if axes[0] == "channel":
        flat = values.flatten(2).amax(dim=2)
    elif len(axes) == 2:
        steps = values.shape[1]
        if present is not None:
            values = values.masked_fill(~torch.from_numpy(present[:, :steps, None]), -torch.inf)
        flat = values.amax(dim=1)
    else:
        flat = values
    found: Array = flat.nan_to_num(nan=-torch.inf, posinf=-torch.inf).numpy()
    return found


def present_steps(inspected: InspectedModel, axes: tuple[str, ...], count: int) -> NDArray[np.bool_] | None:
    """(B, T): the steps that do not only fill a sequence up; None where nothing does."""
    inputs, test = inspected.data.shape.inputs, inspected.data.test
    if isinstance(inputs, PairInput):
        if Axis.named(axes[0]).sequence == "target":
            return np.asarray(test.targets[:count] != IGNORED)
        inputs = inputs.source
    padding = getattr(inputs, "padding", None)
    return None if padding is None else np.asarray(test.inputs[0][:count] != padding)


def _examples(inspected: InspectedModel, count: int) -> View:
    """The examples themselves: images (B, H, W), a series (B, T), or nothing but words."""
    shape, test = inspected.data.shape.inputs, inspected.data.test
    values: Callable[[NDArray[Any]], NDArray[Any]]
    axes: tuple[str, ...]
    match shape:
        case ImageInput():
            axes, values = ("example", "row", "column"), lambda array: array.mean(axis=1)
        case SequenceInput(_, features) if len(features) > 2:
            axes, values = ("example", "row", "column"), lambda array: array.swapaxes(1, 2)
        case SequenceInput():
            axes, values = ("example", "step"), lambda array: array[..., 0]
        case _:
            axes, values = ("example", "nothing"), lambda array: np.zeros((len(array), 1))
    shown = values(test.inputs[0][:count]).astype(np.float32)
    labels = {} if axes[1] != "nothing" else {"example": tuple(_words(inspected, index) for index in range(count))}
    return View("maximising", axes, shown.shape, lambda: (shown, {}), labels, pause=ONCE, dearest=0.0)


def _words(inspected: InspectedModel, index: int) -> str:
    named = inspected.data.label(tuple(array[0] for array in inspected.data.example(index)[0]))
    words = named.get("source") or named.get("time", ())
    return ("" if all(len(word) == 1 for word in words) else " ").join(words)
