"""The way back: how much of one number came through each cell of the pictures below it, as slope × value.

Source: Shrikumar et al., "Not Just a Black Box" (arXiv 1605.01713): gradient × input, here of every layer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.autograd.graph import GradientEdge, get_gradient_edge

from playground.data.specimen import Specimen
from playground.inspection.model import PASS, InspectedModel, hearing
from playground.probes.abilities import HasStates
from playground.probes.tap import Tap, taps
from playground.worked.example import Contributions, Question, Weighed

STRONGEST = 96  # cells of a picture that are told
LEAST = 0.02  # of the strongest: what adds less is left out
INPUTS = ("input", "input.target")


@dataclass
class _Heard:
    """What flowed: picture → its values, and where in the graph of derivatives they stand, one place or one a step."""

    asked: Question
    values: dict[str, Tensor] = field(default_factory=dict)
    edges: dict[str, list[GradientEdge | None]] = field(default_factory=dict)
    number: Tensor | None = None

    def keep(self, name: str, tensor: Tensor) -> None:
        """Of a recurrence, which stacks its states only to show them, each step's state has a place of its own."""
        if not tensor.requires_grad:
            return
        self.values[name] = tensor.detach()[0].clone()
        stacked = tensor.grad_fn is not None and tensor.grad_fn.name() == "StackBackward0" and tensor.dim() > 2
        if stacked and tensor.grad_fn is not None and len(tensor.grad_fn.next_functions) == tensor.shape[1]:
            steps = tensor.grad_fn.next_functions
            self.edges[name] = [None if node is None else GradientEdge(node, number) for node, number in steps]
        else:
            self.edges[name] = [get_gradient_edge(tensor)]
        if name == self.asked.picture and len(self.asked.index) == tensor.dim() - 1:
            self.number = tensor[0][self.asked.index].clone()


def contributions(
    inspected: InspectedModel, shown: Specimen, asked: Question, named: Collection[str]
) -> Contributions | None:
    """What each picture below a number added to it; None where it is no tensor of the model, or too dear.

    Args:
        named: pictures that are told cell by cell; of all others only their sum is.
    """
    if sum(layer.multiply_adds for layer in inspected.experiment.layers()) > PASS:
        return None
    heard = _Heard(asked)
    with inspected.looking(), torch.enable_grad(), torch.backends.cudnn.flags(enabled=False):
        _pass(inspected, shown, heard, {*named, asked.picture})
        if heard.number is None or not heard.number.requires_grad:
            return None
        flat = [(name, step) for name, edges in heard.edges.items() for step, edge in enumerate(edges) if edge]
        edges = [heard.edges[name][step] for name, step in flat]
        slopes = torch.autograd.grad(heard.number, edges, allow_unused=True)  # type: ignore[arg-type]
    found: dict[str, list[Tensor | None]] = {name: [None] * len(edges) for name, edges in heard.edges.items()}
    for (name, step), slope in zip(flat, slopes, strict=True):
        found[name][step] = slope
    return _told(heard, found, named)


def _pass(inspected: InspectedModel, shown: Specimen, heard: _Heard, wanted: Collection[str]) -> None:
    """One pass of the specimen, with its taps, its inputs and the vectors of its tokens in the graph."""
    chosen = [(name, tap) for name, tap in taps(inspected.model) if not tap.inner or name in wanted]
    inputs = [torch.from_numpy(np.ascontiguousarray(array)).to(inspected.device) for array in shown.inputs]
    given = [one.clone().requires_grad_() if one.is_floating_point() else one for one in inputs]
    for name, tensor in zip(INPUTS, given, strict=False):
        heard.keep(name, tensor)

    def tell(name: str, tap: Tap, output: Tensor) -> None:
        heard.keep(name, output)

    with hearing(chosen, tell), _embedding(inspected.model, inputs, heard):
        if isinstance(inspected.model, HasStates):  # step by step, where the fused recurrence hides the states
            heard.keep("output", inspected.model.trace(*given)[0])
        else:
            inspected.model(*given)


@contextmanager
def _embedding(model: nn.Module, inputs: Sequence[Tensor], heard: _Heard) -> Iterator[None]:
    """Inside, the vectors that stand for the tokens of an input are kept under the input's name."""

    def hook(module: nn.Module, arguments: tuple[Any, ...], output: Tensor) -> None:
        for name, tokens in zip(INPUTS, inputs, strict=False):
            same = bool(arguments) and arguments[0].shape == tokens.shape and torch.equal(arguments[0], tokens)
            if same and not tokens.is_floating_point():
                heard.keep(name, output)

    with ExitStack() as stack:
        remove: Callable[[Any], Any] = stack.callback
        for module in model.modules():
            if isinstance(module, nn.Embedding):
                remove(module.register_forward_hook(hook).remove)
        yield


def _told(heard: _Heard, slopes: dict[str, list[Tensor | None]], named: Collection[str]) -> Contributions:
    cells, sums = [], {}
    for name, found in slopes.items():
        if all(slope is None for slope in found):
            continue
        values = heard.values[name]
        if len(found) == 1 and found[0] is not None:
            slope = found[0][0]
        else:
            slope = torch.stack([torch.zeros_like(values[0]) if one is None else one[0] for one in found])
        added = (values * slope).float().cpu().numpy()
        if name in INPUTS and added.ndim == 2 and name not in _numbers(heard):
            added = added.sum(axis=1)  # the numbers of a token's vector
        if name == heard.asked.picture:
            added[heard.asked.index] = 0.0
        sums[name] = float(np.abs(added).sum())  # with signs, what a layer norm reads always adds up to nothing
        if name in named:
            cells.append(_strongest(name, added))
    return Contributions(tuple(cells), sums)


def _numbers(heard: _Heard) -> Collection[str]:
    """The inputs that are numbers themselves: leaves of the graph."""
    return {name for name in INPUTS if name in heard.edges and _is_leaf(heard.edges[name])}


def _is_leaf(edges: Sequence[GradientEdge | None]) -> bool:
    return len(edges) == 1 and edges[0] is not None and edges[0].node.name().endswith("AccumulateGrad")


def _strongest(name: str, added: np.ndarray[Any, np.dtype[np.float32]]) -> Weighed:
    size = np.abs(np.nan_to_num(added)).ravel()
    most = float(size.max(initial=0.0))
    order = np.argsort(-size, kind="stable")[:STRONGEST]
    kept = [int(flat) for flat in order if most > 0 and size[flat] >= LEAST * most]
    places = tuple(tuple(int(at) for at in np.unravel_index(flat, added.shape)) for flat in kept)
    return Weighed(name, places, tuple(float(added.ravel()[flat]) for flat in kept))
