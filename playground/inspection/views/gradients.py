"""Gradient through time: how much the loss still depends on the state at each step, for recurrent models."""

from __future__ import annotations

import numpy as np
import torch

from playground.inspection.model import InspectedModel
from playground.inspection.view import Array, Found, View
from playground.probes.abilities import HasStates

EXAMPLES = 32


def through_time(inspected: InspectedModel) -> tuple[View, ...]:
    """‖∂L/∂h_t‖ of each layer over t, the mean over some test examples, now and as it was before the first step."""
    if not recurrent(inspected):
        return ()
    start = norms(inspected)
    layers, steps = start.shape
    names = [f"layer {index + 1}" for index in range(layers)] if layers > 1 else ["now"]
    before = [f"{name} at the start" for name in names] if layers > 1 else ["at the start"]

    def take() -> Found:
        return np.concatenate([norms(inspected), start]), {}

    labels = {"gradient": (*names, *before)}
    return (View("gradient.hidden", ("gradient", "time"), (2 * layers, steps), take, labels),)


def recurrent(inspected: InspectedModel) -> bool:
    """Whether there are states over time to look at."""
    return isinstance(inspected.model, HasStates)


def norms(inspected: InspectedModel) -> Array:
    """(layers, T) Euclidean norms of the whole derivative, through all later steps."""
    test, model = inspected.data.test, inspected.model
    assert isinstance(model, HasStates)
    inputs = [torch.from_numpy(array[:EXAMPLES]).to(inspected.device) for array in test.inputs]
    targets = torch.from_numpy(test.targets[:EXAMPLES]).to(inspected.device)
    with inspected.looking(), torch.enable_grad():
        outputs, states = model.trace(*inputs)
        loss = inspected.loss(outputs, targets) * len(targets)
        flat = [state for layer in states for state in layer]
        gradients = torch.autograd.grad(loss, flat, allow_unused=True)
    found = [0.0 if g is None else float(g.float().norm(dim=-1).mean()) for g in gradients]
    return np.array(found, dtype=np.float32).reshape(len(states), -1)
