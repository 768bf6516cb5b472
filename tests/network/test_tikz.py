"""TikZ: a whole document, each node in it once, and no sign that LaTeX would take for its own."""

from __future__ import annotations

import re

import pytest
from test_graph import models

from playground.network.layout import drawn
from playground.network.tikz import escaped, tikz

CHOSEN = ("cnn-digits", "rnn-seed-digits", "transformer-reverse", "attention-seed", "vae-digits", "transformer-gpt")


@pytest.mark.parametrize("name", CHOSEN)
def test_that_each_node_is_named_and_every_brace_is_closed(name: str) -> None:
    _, layers, data = next(one for one in models() if one[0] == name)
    found, drawing = drawn(layers, data, 1000, 520)
    labels = {node.name: (f"node{index}.", ("1 × 2",)) for index, node in enumerate(found.nodes)}
    written = tikz(drawing, labels, {group: group for group in found.opened}, "norm")
    plain = re.sub(r"\\[{}]", "", written)
    depth = 0
    for sign in plain:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0 and written.startswith(r"\documentclass") and written.rstrip().endswith(r"\end{document}")
    for box in drawing.boxes:
        assert written.count(f"{{{labels[box.node.name][0]}") == (1 if box.label.width else 0)
    assert all(line.rstrip().endswith((";", "}", "]", "%", ",", "[")) for line in written.splitlines() if line.strip())


def test_that_signs_of_latex_are_escaped() -> None:
    assert escaped("50 % of a_b & {c} × √d") == r"50 \% of a\_b \& \{c\} $\times$ $\surd$d"


def test_that_chinese_names_ask_for_the_fonts_they_need() -> None:
    _, layers, data = next(one for one in models() if one[0] == "cnn-digits")
    _, drawing = drawn(layers, data, 1000, 520)
    assert "ctex" in tikz(drawing, {"input": ("输入", ())}, {}, "norm")
    assert "ctex" not in tikz(drawing, {"input": ("input", ())}, {}, "norm")
