"""The nodes of a drawn model in words: beside them, and in full for whoever points at one."""

from __future__ import annotations

import re

from PySide6.QtCore import QObject

from playground.desktop.i18n.formatting import grouped, megabytes, readable
from playground.languages.spoken import said
from playground.network.graph import Graph, Node
from playground.protocol.snapshot import Snapshot

_PLAIN = frozenset({"linear", "embedding", "positions", "input"})  # kinds that say less than the layer's name
_BYTES = 4  # of a float32
_SHORT = {  # as the field shortens words
    "transposed convolution": "transp. conv", "convolution": "conv", "max pooling": "max pool",
    "average pooling": "avg pool", "embedding": "embed.", "source": "src", "target": "tgt", "attention": "attn",
    "encoder": "enc.", "decoder": "dec.", "stage": "st.", "hidden": "hid.", "positions": "pos.", "activation": "act.",
    "第 ": "",
}  # fmt: skip


class NetworkText(QObject):
    """Sentences in the user's language; people count from 1."""

    def label(self, node: Node) -> tuple[str, tuple[str, ...]]:
        """Name, and what may stand under it, the longest first: ``stage 1`` and ``3 × 3 · ReLU · 8 × 8 × 8``."""
        kind, first, own = said(node.kinds[-1]), *_ends(readable(node.name))
        detail = said(node.detail)
        inside = bool(node.groups) and node.opens == node.groups[-1] != node.name and node.name.startswith(node.opens)
        if inside and node.name.rpartition(".")[0] == node.opens.removesuffix(".hidden"):  # a part of a layer
            title, what = own, [kind if kind != "linear" else ""]
        elif len(node.kinds) > 1:
            title, what = readable(node.name), [detail, kind]
        elif node.kinds[0] in _PLAIN:
            title, what = first if own == said("values") else own, [detail]
        else:
            numbered = first if any(map(str.isdigit, first)) and not node.groups else ""
            title, what = kind, [numbered, detail]
        size = self.size(node)
        return title, (" · ".join([*filter(None, what), size]), size)

    def mode(self, mode: str) -> str:
        """What the thickness of the lines means."""
        return {
            "alike": self.tr("activations"),
            "weights": self.tr("lines: weights"),
            "gradients": self.tr("lines: gradients"),
            "cost": self.tr("lines: multiply-adds"),
            "time": self.tr("lines: time"),
        }[mode]

    def name(self, node: Node) -> str:
        """The layer, so that it is known beside others of its kind: ``decoder 1 · attention``."""
        return readable(node.name)

    def cell(self, node: Node | None, shot: Snapshot, index: tuple[int, ...]) -> str:
        """A number of a picture: ``output [3, 7] “e”``."""
        name = self.name(node) if node is not None else shot.name
        words = shot.labels.get(shot.axes[0], ())  # in a small drawing a token has no room for all its letters
        token = f" “{said(words[index[0]])}”" if index[0] < len(words) else ""
        return f"{name} [{', '.join(str(at + 1) for at in index)}]{token}"

    def size(self, node: Node) -> str:
        """The shape of what it puts out."""
        return " × ".join(map(str, node.shape))

    def groups(self, graph: Graph) -> dict[str, str]:
        """The names of what is unfolded."""
        return {name: readable(name) for name in graph.opened}

    def norm(self) -> str:
        """On the small mark of a layer norm."""
        return self.tr("norm")

    def facts(self, node: Node, graph: Graph, time: float | None = None) -> list[str]:
        """Shape, parameters, work, memory and share of the ``time`` of a node, one a line."""
        total = sum(other.multiply_adds for other in graph.nodes) or 1
        found = [self.tr("puts out {0}").format(self.size(node))]
        if node.parameters:
            found.append(self.tr("{0} parameters").format(grouped(node.parameters)))
        if node.multiply_adds:
            share = f"{100 * node.multiply_adds / total:.0f}\u2009%"
            words = self.tr("{0} multiply-adds an example, {1} of all")
            found.append(words.format(grouped(node.multiply_adds), share))
        size = _BYTES
        for length in node.shape:
            size *= length
        found.append(self.tr("{0} for what one example puts out").format(_memory(size)))
        if time is not None:
            found.append(self.tr("{0} of the time of a forward pass").format(f"{100 * time:.0f}\u2009%"))
        return found

    def summary(self, graph: Graph) -> str:
        """The whole model in a line."""
        parameters = sum(node.parameters for node in graph.nodes)
        cost = sum(node.multiply_adds for node in graph.nodes)
        return self.tr("{0} parameters · {1} multiply-adds").format(grouped(parameters), grouped(cost))


def shorter(title: str) -> tuple[str, ...]:
    """Shorter names of a layer, the longest first: ``source embedding`` → ``src embed.``, ``embed.``"""
    name = title
    for words, short in _SHORT.items():
        name = re.sub(rf"(?<!\w){words}\b", short, name)
    found = (name, name.rpartition(" ")[2])
    return tuple(dict.fromkeys(one for one in found if one != title))


def _ends(name: str) -> tuple[str, str]:
    """The first and the last word of a readable name."""
    parts = name.split(" · ")
    return parts[0], parts[-1]


def _memory(size: int) -> str:
    return f"{grouped(size)} B" if size < 10_000 else f"{grouped(size / 1000)} kB" if size < 1e6 else megabytes(size)
