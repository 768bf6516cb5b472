"""Layout: a model in the places of a sheet, folded as far as its size asks for."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from playground.data.shapes import DataShape
from playground.experiment.layer_shape import LayerShape
from playground.network import rightward, upward
from playground.network.building import graph
from playground.network.graph import Graph
from playground.network.places import NetworkDrawing


def lay_out(found: Graph, width: float, height: float) -> NetworkDrawing:
    """A graph on a sheet of so many points. Milliseconds for some sixty nodes."""
    if found.upward:
        return upward.lay_out(found, width, height)
    return rightward.lay_out(found, width, height)


def drawn(
    layers: Sequence[LayerShape], data: DataShape, width: float, height: float, opened: Collection[str] | None = None
) -> tuple[Graph, NetworkDrawing]:
    """The graph and its places; where nobody has chosen what is unfolded, as much as can be read on the sheet."""
    found = graph(layers, data, opened)
    drawing = lay_out(found, width, height)
    if opened is None and not drawing.fits and found.opened:
        folded = graph(layers, data, ())
        return folded, lay_out(folded, width, height)
    return found, drawing
