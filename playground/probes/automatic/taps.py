"""Taps by themselves: found by two passes of a few examples, heard by hooks in those passes that somebody looks at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from playground.data.shapes import DataShape
from playground.probes.automatic import examples, gates
from playground.probes.automatic.layout import SIZES, TensorLayout, attention_axes, layout
from playground.probes.automatic.tracing import TracedRow, Tracer
from playground.probes.automatic.watch import Heard, Key, Listener, PassWatch
from playground.probes.tap import AsideTap, Tap

OUTPUT = "output"


@dataclass(frozen=True)
class TappedPicture:
    """A tensor that is tapped.

    Attributes:
        mask: where its attention may look; scores: what its softmax is given, 0 where the weight is 0.
        loop: it is put out step by step, and seen as a whole behind the pass.
        gates: name → tap of what is computed again behind the pass, laid out as this is.
    """

    name: str
    tap: Tap
    layout: TensorLayout
    mask: Tap | None = None
    scores: Tap | None = None
    loop: bool = False
    gates: dict[str, Tap] = field(default_factory=dict)


@dataclass
class Found:
    """What the passes found.

    Attributes:
        rows: the layer table in the order of computation; ``tapped``: row → the name of its picture.
        taps: every tap under its name. reads: the rows that the output was made from.
        output: the shape of the output with ``SIZES[0]`` examples.
        last: the row whose output is the model's.
    """

    rows: list[TracedRow]
    pictures: list[TappedPicture] = field(default_factory=list)
    tapped: dict[str, str] = field(default_factory=dict)
    layouts: dict[str, TensorLayout] = field(default_factory=dict)
    output: object = None
    reads: tuple[str, ...] = ()
    last: str = ""

    @property
    def taps(self) -> dict[str, Tap]:
        """Name → tap, a mask behind its attention."""
        found: dict[str, Tap] = {}
        for picture in self.pictures:
            found[picture.name] = picture.tap
            if picture.mask is not None:
                found[f"{picture.name.removesuffix('.weights')}.mask"] = picture.mask
            if picture.scores is not None:
                found[f"{picture.name.removesuffix('.weights')}.scores"] = picture.scores
            found |= {f"{picture.name}.{name}": tap for name, tap in picture.gates.items()}
        return found


def find(model: nn.Module, data: DataShape, file: str = "", tracer: list[Tracer] | None = None) -> Found:
    """Two passes without gradients; raises what the model raises, and ``tracer`` then tells how far it came."""
    traced: list[Tracer] = [] if tracer is None else tracer
    outputs: list[object] = []
    device = next((p.device for p in model.parameters()), torch.device("cpu"))
    for count in SIZES:
        given = tuple(tensor.to(device) for tensor in examples.inputs(data, count))
        traced.append(Tracer(model, given))
        with torch.no_grad(), PassWatch(model, traced[-1], file):
            outputs.append(model(*given))
        traced[-1].finish()
    first, second = traced[-2:]
    found = Found(first.rows, output=outputs[0])
    if isinstance(outputs[0], Tensor):
        last = first.row_of(outputs[0])
        found.last = last.name if last is not None and last.steps == 1 and not last.attention else ""
        found.reads = first.flow.sources(outputs[0])
    others = {row.name: row for row in second.rows}
    for row in first.rows:
        _tap(row, others.get(row.name), found, data)
    if not found.last:
        axes = examples.wanted_axes(data)
        found.pictures.append(TappedPicture(OUTPUT, Tap(*axes), TensorLayout(axes, examples.wanted(data))))
    return found


def _tap(row: TracedRow, other: TracedRow | None, found: Found, data: DataShape) -> None:
    """Give a row its picture, where its tensor is one."""
    if other is None or row.kind == "learned values":
        return
    path, first, second = row.name, row.shape, other.shape
    axes: tuple[str, ...] | None = None
    if row.attention:
        axes = attention_axes(first[-2], first[-1], path, data)
    elif row.steps > 1:
        first, second = (first[0], row.steps, *first[1:]), (second[0], row.steps, *second[1:])
    elif row.name == found.last:
        axes = examples.wanted_axes(data)
    elif row.kind == "embedding" and len(first) == 3:
        axes = ("", "feature")
    plan = layout(first, second, row.turned, None if axes == ("", "feature") else axes, path, data)
    if plan is None or (row.steps > 1 and (plan.batch or plan.folded)):
        return
    if axes == ("", "feature") and len(plan.axes) == 2:
        plan = TensorLayout((plan.axes[0], "feature"), plan.shape, plan.batch, plan.folded)
    found.layouts[row.name] = plan
    name = f"{row.name}.weights" if row.attention else OUTPUT if row.name == found.last else row.name
    if name == OUTPUT and row.name != found.last:
        return
    mask = Tap(*plan.axes[1:]) if row.attention else None
    scores = Tap("head score", *plan.axes[1:], inner=True) if row.operation == "attention" else None
    rectified = "ReLU" in row.kind and any(axis in ("channel", "unit") for axis in plan.axes)
    found.tapped[row.name] = name
    told = gates.names(row.module) if len(plan.axes) == 2 and name != OUTPUT else ()
    found.pictures.append(TappedPicture(
        name, Tap(*plan.axes, rectified=rectified), plan, mask, scores, row.steps > 1,
        {gate: AsideTap(*plan.axes) for gate in told},
    ))  # fmt: skip


class Hearing(Listener):
    """Hands what a pass computes to the taps, and passes on what they make of it."""

    def __init__(self, found: Found) -> None:
        self._at: dict[tuple[Key, int], TappedPicture] = {}
        self._loops: dict[Key, TappedPicture] = {}
        self._steps: dict[str, list[Tensor]] = {}
        self._gated: list[tuple[TappedPicture, Heard]] = []
        named = {picture.name: picture for picture in found.pictures}
        for row in found.rows:
            picture = named.get(found.tapped.get(row.name, ""))
            if picture is not None and picture.loop:
                self._loops[row.key] = picture
            elif picture is not None:
                self._at[row.key, row.call] = picture

    def begin(self) -> None:
        """Nothing was heard yet."""
        self._steps.clear()
        self._gated.clear()

    def changed(self, key: Key, call: int) -> bool:
        """Whether somebody intervenes there."""
        picture = self._at.get((key, call))
        return picture is not None and picture.tap.change is not None

    def heard(self, heard: Heard) -> Tensor:
        """Through its tap, in the layout of its picture."""
        output = heard.output
        picture = self._loops.get(heard.key) or self._at.get((heard.key, heard.call))
        if picture is not None and any(tap.heard for tap in picture.gates.values()):
            self._gated.append((picture, heard))
        if picture is None or not any(tap.heard for tap in (picture.tap, picture.mask, picture.scores) if tap):
            return output
        if picture.loop:
            change = picture.tap.change
            output = output if change is None else change(output, None)
            self._steps.setdefault(picture.name, []).append(output.clone())
            return output
        shown = picture.layout.shown(output)
        if picture.mask is None:
            if picture.tap.change is None:
                picture.tap(shown.clone())  # what is changed in place later is seen as it was
                return output
            return picture.layout.back(picture.tap(shown))
        allowed = shown > 0
        picture.mask(allowed.any(dim=1).to(shown.dtype))
        if picture.scores is not None and heard.scores is not None:
            picture.scores(picture.layout.shown(heard.scores).masked_fill(~allowed, 0.0))
        told = picture.tap(shown, allowed.any(dim=1, keepdim=True))
        return output if picture.tap.change is None else picture.layout.back(told)

    def end(self, found: Found) -> None:
        """What was put out step by step is seen as a whole; what was hidden is computed again."""
        for picture in found.pictures:
            if picture.loop and picture.name in self._steps:
                picture.tap(torch.stack(self._steps[picture.name], dim=1))
        self._steps.clear()
        for picture, heard in self._gated:
            assert isinstance(heard.module, nn.RNNBase)
            again = gates.gates(heard.module, heard.arguments, heard.keywords)
            for name, tap in picture.gates.items():
                if name in again:
                    tap(picture.layout.shown(again[name]))
        self._gated.clear()


@contextmanager
def hearing(model: nn.Module, found: Found, hearing: Hearing, file: str = "") -> Iterator[None]:
    """Inside, one forward pass is heard by the taps; then no hook is left."""
    hearing.begin()
    with PassWatch(model, hearing, file):
        yield
    hearing.end(found)
