"""Strength: how thick the edges into each node are drawn, by what was measured of its layers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from playground.network.graph import Graph, Node
from playground.protocol.snapshot import Snapshot
from playground.worked.example import Contributions

TIME = "survey.time"
# mode → the pictures it is measured by
MODES: dict[str, frozenset[str]] = {
    "weights": frozenset({"distribution.weights"}),
    "gradients": frozenset({"gradient.norms"}),
    "cost": frozenset(),
    "time": frozenset({TIME}),
}


def strength(mode: str, graph: Graph, measures: Mapping[str, Snapshot]) -> dict[str, float] | None:
    """Node → 0…1 of the largest; None where the lines mean nothing or nothing was measured yet.

    Weights: the root mean square of a layer's parameters, from their quantiles. Gradients: the norm of the layer's
    gradient. Cost: its multiply-adds. Time: its share of a forward pass.
    """
    if mode not in MODES:
        return None
    found = {node.name: float(node.multiply_adds) for node in graph.nodes}
    if MODES[mode]:
        shot = measures.get(next(iter(MODES[mode])))
        if shot is None:
            return None
        if mode == "time":
            found = shares(graph, shot)
        else:
            values = shot.values[0] if mode == "gradients" else np.sqrt(np.nanmean(shot.values**2, axis=1))
            found = {node.name: float(np.sqrt(np.square(_of(node, shot, values)).sum())) for node in graph.nodes}
    most = max(found.values(), default=0.0)
    return {name: value / most for name, value in found.items()} if most > 0 else None


def shares(graph: Graph, shot: Snapshot) -> dict[str, float]:
    """Node → 0…1: the part of a forward pass's time that its layers take; without those that were not measured."""
    found = {node.name: _of(node, shot, shot.values) for node in graph.nodes}
    return {name: sum(values) for name, values in found.items() if values}


def way(graph: Graph, asked: str, weighed: Contributions) -> dict[str, float]:
    """Node → 0…1: what its picture added to a number of the picture ``asked``, of the largest; only what it came over.

    A sum or a norm, and whatever was not measured, passes on what comes into it.
    """
    start = graph.node_of(asked)
    if start is None:
        return {}
    measured = {node.name: weighed.sums[node.tap] for node in graph.nodes if node.tap in weighed.sums}
    measured.pop(start.name, None)
    most = max(measured.values(), default=0.0)
    on_the_way, passed = {start.name}, dict[str, float]()
    for node in reversed(graph.nodes):
        if any(reader.name in on_the_way for reader in graph.readers(node.name)):
            on_the_way.add(node.name)
    for node in graph.nodes:
        if node.name in on_the_way:
            come = sum(passed.get(name, 0.0) for name in node.read)
            passed[node.name] = measured.get(node.name, come) if node is not start else most
    return {name: min(1.0, value / most) for name, value in passed.items()} if most > 0 else {}


def _of(node: Node, shot: Snapshot, values: NDArray[np.float32]) -> list[float]:
    """What was measured of a node's layers."""
    names = shot.labels.get("layer", ())
    return [float(value) for name, value in zip(names, np.nan_to_num(values), strict=False) if name in node.layers]
