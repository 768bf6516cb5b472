"""Graph: the nodes of a model and what each of them reads, with parts that fold and unfold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from playground.data.shapes import DataShape, ImageInput

INPUT, TARGET_INPUT = "input", "input.target"
SUM, NORM, SCORES = "sum", "layer norm", "QKᵀ/√d"  # kinds of layers that are drawn in their own way


class NodeForm(Enum):
    """How the field draws a tensor."""

    IMAGE = "image"
    TOKENS = "tokens"
    MAPS = "maps"  # (channels, rows, columns)
    UNITS = "units"  # (units,)
    STATES = "states"  # (steps, features)
    ATTENTION = "attention"  # (heads, queries, keys)
    SCORES = "scores"  # (heads, queries, keys), before the softmax
    CLASSES = "classes"  # a probability for each class
    ANSWERS = "answers"  # (steps, classes)
    SUM = "sum"
    NORM = "norm"


@dataclass(frozen=True)
class Node:
    """One box of the drawing.

    Attributes:
        name: of the layer, the group or the input.
        kinds: of the layers in it, in their order.
        shape: of what it puts out, without the batch; of attention (heads, queries, keys).
        inputs: names of the nodes it reads; its own where it reads its output of the step before.
        tap: the picture drawn in it; empty for none.
        groups: what it folds into, the outermost first.
        layers: names of the rows of the layer table that it stands for.
        opens: what is unfolded by opening it: its group, or itself; empty where nothing is.
        form: how it is drawn; words: the names of its classes, where it answers with some.
    """

    name: str
    kinds: tuple[str, ...]
    shape: tuple[int, ...]
    inputs: tuple[str, ...]
    tap: str
    form: NodeForm
    parameters: int = 0
    multiply_adds: int = 0
    groups: tuple[str, ...] = ()
    detail: str = ""
    layers: tuple[str, ...] = ()
    opens: str = ""
    words: tuple[str, ...] = ()

    @property
    def recurrent(self) -> bool:
        """It reads its own output of the step before."""
        return self.name in self.inputs

    @property
    def read(self) -> tuple[str, ...]:
        """The other nodes it reads."""
        return tuple(name for name in self.inputs if name != self.name)


@dataclass(frozen=True)
class Graph:
    """A model as it is drawn: nodes in the order in which they are computed.

    Attributes:
        data: what goes in and comes out.
        foldable: what can be folded and unfolded: groups and layers with parts.
        opened: those of them that are unfolded.
    """

    nodes: tuple[Node, ...]
    data: DataShape
    foldable: tuple[str, ...]
    opened: frozenset[str]

    @cached_property
    def by_name(self) -> dict[str, Node]:
        """Every node under its name."""
        return {node.name: node for node in self.nodes}

    @cached_property
    def depth(self) -> dict[str, int]:
        """Nodes on the longest way from an input to each node."""
        found: dict[str, int] = {}
        for node in self.nodes:
            found[node.name] = 1 + max((found[name] for name in node.read), default=-1)
        return found

    @property
    def upward(self) -> bool:
        """Sequences are drawn upwards, each step a column; all else from left to right."""
        return not isinstance(self.data.inputs, ImageInput)

    def node_of(self, layer: str) -> Node | None:
        """The node that a row of the layer table, or a picture, is drawn in."""
        names = (layer, layer.removesuffix(".weight"), layer.rpartition(".")[0])
        for name in names:
            for node in self.nodes:
                if name and name in (node.name, node.tap, *node.layers):
                    return node
        return None

    def readers(self, name: str) -> tuple[Node, ...]:
        """The nodes that read a node."""
        return tuple(node for node in self.nodes if name in node.read)
