"""TikZ: a whole document, each node in it once, and no sign that LaTeX would take for its own."""

from __future__ import annotations

import re

import pytest
from test_graph import models

from playground.network.layout import drawn
from playground.network.tikz import CENTIMETRES, SCRIPT, TINY, escaped, tikz

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
        assert written.count(labels[box.node.name][0]) == (1 if box.label.width else 0)
    assert all(line.rstrip().endswith((";", "}", "]", "%", ",", "[")) for line in written.splitlines() if line.strip())


@pytest.mark.parametrize("title", ["cross-attention", "transposed convolution", "交叉注意力", "mlp"])
def test_that_a_name_stays_in_its_place_broken_where_it_may_be_or_small(title: str) -> None:
    _, layers, data = next(one for one in models() if one[0] == "transformer-reverse")
    found, drawing = drawn(layers, data, 1000, 520)
    written = tikz(drawing, {node.name: (title, ("1 × 2",)) for node in found.nodes}, {}, "norm")
    unit = CENTIMETRES / drawing.width
    places = {f"({box.label.right:.1f},{box.label.center[1]:.1f})": box for box in drawing.boxes if box.beside}
    named = re.findall(r"anchor=east, align=right\] at (\S+) \{(.*?)\\\\\[-2pt\]\{\\tiny", written)
    assert named
    for at, words in named:
        box, rows = places[at], words.split(r"\\[-2pt]")
        assert re.sub(r"\\tiny |\s", "", "".join(rows)) == title.replace(" ", "")
        for row in rows:
            letters = sum(2 if sign >= "\u2e80" else 1 for sign in row.removeprefix(r"\tiny "))
            wide = letters * (TINY if row.startswith(r"\tiny") else SCRIPT)
            assert wide <= (box.label.width + box.reach) * unit, row


def test_that_signs_of_latex_are_escaped() -> None:
    assert escaped("50 % of a_b & {c} × √d") == r"50 \% of a\_b \& \{c\} $\times$ $\surd$d"


def test_that_chinese_names_ask_for_the_fonts_they_need() -> None:
    _, layers, data = next(one for one in models() if one[0] == "cnn-digits")
    _, drawing = drawn(layers, data, 1000, 520)
    assert "ctex" in tikz(drawing, {"input": ("输入", ())}, {}, "norm")
    assert "ctex" not in tikz(drawing, {"input": ("input", ())}, {}, "norm")


def test_that_words_stand_on_a_ground_of_their_own_above_the_edges() -> None:
    _, layers, data = next(one for one in models() if one[0] == "transformer-reverse")
    found, drawing = drawn(layers, data, 1000, 520)
    written = tikz(
        drawing, {node.name: (node.name, ()) for node in found.nodes}, dict.fromkeys(found.opened, "NAME"), "n"
    )
    lines = written.splitlines()
    edges = [at for at, line in enumerate(lines) if r"\draw[arrow] (" in line and line.count("--") >= 2]
    named = [at for at, line in enumerate(lines) if "{NAME}" in line]
    assert edges and len(named) == len(found.opened) > 1 and max(edges) < min(named)
    assert all("inside" in lines[at] for at in named) and "inside/.style={fill=black!4}" in written
    assert "name/.style" in written and "fill=white, inner sep" in written
    within = [line for line in lines if r"\node[name, inside" in line or r"\node[name,inside" in line]
    assert len(within) >= 5, "what stands in a block has the ground of the block"
