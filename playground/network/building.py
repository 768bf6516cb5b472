"""Building: the graph of a layer table, with what is folded in one node."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from playground.data.shapes import (
    ClassTarget,
    DataShape,
    ImageInput,
    ImageTarget,
    InputShape,
    PairInput,
    SequenceInput,
    TokenInput,
)
from playground.experiment.layer_shape import LayerShape
from playground.network.graph import INPUT, NORM, SCORES, SUM, TARGET_INPUT, Graph, Node, NodeForm

STARTS_OPEN = 9  # nodes up to which attention, where there is only one, is drawn with its parts


def graph(layers: Sequence[LayerShape], data: DataShape, opened: Collection[str] | None = None) -> Graph:
    """The graph of a layer table.

    Args:
        opened: the groups and layers that are unfolded; None leaves it to the size of the model.
    """
    rows = _resolved(layers)
    groups = _groups(rows)
    foldable = (*groups, *(row.name for row in rows if row.parts))
    unfolded = _at_first(rows, data) if opened is None else frozenset(opened) & frozenset(foldable)
    shown, stands_for = _shown(rows, groups, unfolded)
    inputs = _inputs(data.inputs)
    drawn = [_renamed(node, stands_for) for node in shown]
    known = {node.name for node in (*inputs, *drawn)}
    drawn = [replace(node, inputs=tuple(name for name in node.inputs if name in known)) for node in drawn]
    nodes = (*inputs, *_answering(_forward(inputs, drawn), data))
    return Graph(nodes, data, foldable, unfolded)


def _resolved(layers: Sequence[LayerShape]) -> list[LayerShape]:
    """Rows that name no input read the row above, the first one the data."""
    above, found = INPUT, []
    for row in layers:
        found.append(row if row.inputs else replace(row, inputs=(above,)))
        above = row.name
    return found


def _groups(rows: Iterable[LayerShape]) -> dict[str, list[LayerShape]]:
    found: dict[str, list[LayerShape]] = {}
    for row in rows:
        if row.group:
            found.setdefault(row.group, []).append(row)
    return {name: members for name, members in found.items() if len(members) > 1}


def _at_first(rows: Sequence[LayerShape], data: DataShape) -> frozenset[str]:
    """The blocks of a sequence model show what they are made of; attention alone shows its parts."""
    blocks = frozenset(row.group for row in rows if row.heads and row.group)
    single = len(rows) <= STARTS_OPEN and not blocks
    return blocks | frozenset(row.name for row in rows if single and row.heads)


def _shown(
    rows: Sequence[LayerShape], groups: dict[str, list[LayerShape]], unfolded: frozenset[str]
) -> tuple[list[Node], dict[str, str]]:
    """The nodes of the rows, folded where they are not opened; and under which name each row is read."""
    nodes: list[Node] = []
    stands_for: dict[str, str] = {}
    for row in rows:
        members = groups.get(row.group, [])
        outer = (row.group,) if members else ()
        if members and row.group not in unfolded:
            stands_for |= {member.name: row.group for member in members}
            if row is members[-1]:
                nodes.append(_folded(row.group, members))
        elif row.parts and row.name in unfolded:
            stands_for[row.name] = row.parts[-1].name
            nodes += [_node(part, row.name, (*outer, row.name)) for part in row.parts]
        else:
            nodes.append(_node(row, row.name if row.parts else "".join(outer), outer))
    return nodes, stands_for


def _node(row: LayerShape, opens: str, groups: tuple[str, ...]) -> Node:
    tap = row.name if row.tap is None else row.tap
    shape = row.output
    if row.heads:
        keys = row.parts[3].output[-1] if row.parts else row.output[-1]
        shape = (row.heads, row.output[0], keys)
    return Node(
        row.name, (row.kind,), shape, row.inputs, tap, _form(row), row.parameters, row.multiply_adds, groups,
        row.detail, (row.name, *(part.name for part in row.parts)), opens,
    )  # fmt: skip


def _form(row: LayerShape) -> NodeForm:
    if row.kind in (SUM, NORM):
        return NodeForm.SUM if row.kind == SUM else NodeForm.NORM
    if row.heads:
        return NodeForm.SCORES if row.kind == SCORES else NodeForm.ATTENTION
    return {3: NodeForm.MAPS, 2: NodeForm.STATES}.get(len(row.output), NodeForm.UNITS)


def _folded(name: str, members: Sequence[LayerShape]) -> Node:
    """One node for a group: its last attention where it has some, else the last of its pictures."""
    own = {member.name for member in members}
    read = tuple(dict.fromkeys(name for member in members for name in member.inputs if name not in own))
    telling = [member for member in members if member.heads]
    shown = telling[-1] if telling else next((row for row in reversed(members) if row.tap != ""), members[-1])
    node = _node(shown, name, ())
    kinds = tuple(dict.fromkeys(member.kind for member in members if member.kind not in (SUM, NORM)))
    return replace(
        node, name=name, kinds=kinds, inputs=read, opens=name,
        detail=next((member.detail for member in members if member.detail), ""),
        parameters=sum(member.parameters for member in members),
        multiply_adds=sum(member.multiply_adds for member in members),
        layers=tuple(part for member in members for part in (member.name, *(row.name for row in member.parts))),
    )  # fmt: skip


def _renamed(node: Node, stands_for: dict[str, str]) -> Node:
    """It reads the nodes that are drawn in place of the rows it names."""
    read = dict.fromkeys(stands_for.get(name, name) for name in node.inputs)
    own = node.name if node.name in node.inputs else ""
    return replace(node, inputs=tuple(name for name in read if name != node.name or own))


def _forward(inputs: Sequence[Node], nodes: Sequence[Node]) -> list[Node]:
    """What reads a node that comes later, as gates read the state, reads it of the step before: that node recurs."""
    later = {node.name: index for index, node in enumerate((*inputs, *nodes))}
    recurring = {name for node in nodes for name in node.read if later[name] > later[node.name]}
    found = []
    for node in nodes:
        read = tuple(name for name in node.inputs if later[name] <= later[node.name])
        own = (node.name,) if node.name in recurring and node.name not in read else ()
        found.append(replace(node, inputs=(*read, *own)))
    return found


def _inputs(shape: InputShape) -> list[Node]:
    """A node for each input of the data."""
    match shape:
        case ImageInput(channels, height, width):
            return [_input(INPUT, (channels, height, width), NodeForm.IMAGE)]
        case TokenInput(length):
            return [_input(INPUT, (length,), NodeForm.TOKENS)]
        case SequenceInput(length, features):
            return [_input(INPUT, (length, len(features)), NodeForm.STATES)]
        case PairInput(source, target):
            return [
                _input(INPUT, (source.length,), NodeForm.TOKENS),
                _input(TARGET_INPUT, (target.length,), NodeForm.TOKENS),
            ]


def _input(name: str, shape: tuple[int, ...], form: NodeForm) -> Node:
    return Node(name, ("input",), shape, (), name, form, layers=(name,))


def _answering(nodes: list[Node], data: DataShape) -> list[Node]:
    """The last node shows the probability of each class, or at each step the likeliest; or the image made again."""
    last = nodes[-1]
    if isinstance(data.targets, ImageTarget):
        nodes[-1] = replace(last, form=NodeForm.IMAGE)
    if isinstance(data.targets, ClassTarget) and last.form in (NodeForm.UNITS, NodeForm.STATES):
        one = last.form is NodeForm.UNITS
        form, tap = (NodeForm.CLASSES, "prediction") if one else (NodeForm.ANSWERS, last.tap)
        nodes[-1] = replace(last, form=form, tap=tap, words=data.targets.labels)
    return nodes
