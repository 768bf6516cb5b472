"""Strength: how thick the edges into each node are drawn, by what was measured of its layers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from playground.network.graph import Graph, Node
from playground.protocol.snapshot import Snapshot

# mode → the pictures it is measured by
MODES: dict[str, frozenset[str]] = {
    "weights": frozenset({"distribution.weights"}),
    "gradients": frozenset({"gradient.norms"}),
    "cost": frozenset(),
}


def strength(mode: str, graph: Graph, measures: Mapping[str, Snapshot]) -> dict[str, float] | None:
    """Node → 0…1 of the largest; None where the lines mean nothing or nothing was measured yet.

    Weights: the root mean square of a layer's parameters, from their quantiles. Gradients: the norm of the layer's
    gradient. Cost: its multiply-adds.
    """
    if mode not in MODES:
        return None
    found = {node.name: float(node.multiply_adds) for node in graph.nodes}
    if MODES[mode]:
        shot = measures.get(next(iter(MODES[mode])))
        if shot is None:
            return None
        values = shot.values[0] if mode == "gradients" else np.sqrt(np.nanmean(shot.values**2, axis=1))
        layers = dict(zip(shot.labels.get("layer", ()), map(float, np.nan_to_num(values)), strict=False))
        found = {node.name: _of(node, layers) for node in graph.nodes}
    most = max(found.values(), default=0.0)
    return {name: value / most for name, value in found.items()} if most > 0 else None


def _of(node: Node, layers: Mapping[str, float]) -> float:
    """The root of the sum of squares of what was measured of a node's layers."""
    known = [value for name, value in layers.items() if name in node.layers]
    return float(np.sqrt(np.square(known).sum())) if known else 0.0
