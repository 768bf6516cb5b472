"""Timing: the share of the forward pass's time that each layer takes, measured on a few test examples."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import torch
from torch import nn

from playground.inspection.model import TrainedModel, affordable, pass_test_examples
from playground.inspection.view import Array, Found, View
from playground.inspection.vitals import layer_of

NAME = "survey.time"
EXAMPLES = 32  # in one pass
PASSES = 3  # of which the fastest counts: others may have waited for the machine
PAUSE = 5.0  # seconds between two


def timing(inspected: TrainedModel) -> tuple[View, ...]:
    """Share (layers,) of the layers that are modules with parameters; what is computed between them is the rest."""
    rows = _rows(inspected)
    names = tuple(dict.fromkeys(name for found in rows.values() for name in found))
    count = affordable(inspected, EXAMPLES)

    def take() -> Found:
        passes = [_shares(inspected, rows, names, count) for _ in range(PASSES)]
        return min(passes, key=lambda one: one[1])[0], {}

    if not names:
        return ()
    return (View(NAME, ("layer",), (len(names),), take, {"layer": names}, pause=PAUSE, dearest=0.0),)


def _rows(inspected: TrainedModel) -> dict[str, tuple[str, ...]]:
    """Path of a module with parameters of its own → the rows of the layer table that it computes."""
    table = [layer.name for layer in inspected.experiment.layers()]
    found = {}
    for path, module in inspected.model.named_modules():
        own = [name for name, _ in module.named_parameters(recurse=False)]
        if path and own:
            found[path] = tuple(dict.fromkeys(layer_of(f"{path}.{name}", table) for name in own))
    return found


def _shares(
    inspected: TrainedModel, rows: dict[str, tuple[str, ...]], names: tuple[str, ...], count: int
) -> tuple[Array, float]:  # fmt: skip
    """The share of each layer in one pass, and the seconds of the whole pass."""
    taken = dict.fromkeys(names, 0.0)
    modules = dict(inspected.model.named_modules())

    def add(path: str, seconds: float) -> None:
        for name in rows[path]:
            taken[name] += seconds / len(rows[path])  # a stack of recurrent layers is one module

    wait = _waiting(inspected.device)
    with _timed({path: modules[path] for path in rows}, add, wait):
        wait()
        begun = time.perf_counter()
        pass_test_examples(inspected, count)
        wait()
        whole = time.perf_counter() - begun
    return np.array([taken[name] / whole for name in names], np.float32), whole


@contextmanager
def _timed(
    modules: dict[str, nn.Module], add: Callable[[str, float], None], wait: Callable[[], None]
) -> Iterator[None]:
    """Inside, ``add`` is told the seconds of each call of these modules, without those of the ones that it calls."""
    calls: list[list[float]] = []  # when each that is not over began, and the seconds of those in it that are

    def before(module: nn.Module, inputs: object) -> None:
        wait()
        calls.append([time.perf_counter(), 0.0])

    def after(path: str) -> Callable[..., None]:
        def told(module: nn.Module, inputs: object, output: object) -> None:
            wait()
            begun, inside = calls.pop()
            seconds = time.perf_counter() - begun
            add(path, seconds - inside)
            if calls:
                calls[-1][1] += seconds

        return told

    handles = [module.register_forward_pre_hook(before) for module in modules.values()]
    handles += [module.register_forward_hook(after(path)) for path, module in modules.items()]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def _waiting(device: torch.device) -> Callable[[], None]:
    """A GPU works on while the program goes on: its time is known when it is done."""
    if device.type == "cuda":
        return lambda: torch.cuda.synchronize(device)
    if device.type == "mps":
        return torch.mps.synchronize
    return lambda: None
