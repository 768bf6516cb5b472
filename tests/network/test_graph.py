"""The graph of a layer table: nodes in order, nothing lost by folding, every reader behind what it reads."""

from __future__ import annotations

import pytest

from playground.architectures.rnn.settings import RNNSettings
from playground.architectures.transformer.settings import TransformerSettings
from playground.data.shapes import ClassTarget, DataShape, ImageInput, PairInput, TokenInput
from playground.experiment import presets
from playground.experiment.layer_shape import LayerShape
from playground.foundation.errors import DataError
from playground.network.building import graph
from playground.network.graph import Graph, NodeForm

WORDS = tuple("abcdefgh")
SEQUENCE = DataShape(TokenInput(6, WORDS), ClassTarget(WORDS, 6), causal=True)
PAIR = DataShape(PairInput(TokenInput(5, WORDS), TokenInput(6, WORDS)), ClassTarget(WORDS, 6))


def models() -> list[tuple[str, tuple[LayerShape, ...], DataShape]]:
    """Of every preset whose data is here: its name, its layer table and its data."""
    found = []
    for preset in presets.gallery():
        try:
            found.append((preset.name, preset.experiment.layers(), preset.experiment.task.shape()))
        except DataError:
            continue
    return found


def variants(layers: tuple[LayerShape, ...], data: DataShape) -> list[Graph]:
    """As it is at first, all folded, and all unfolded."""
    first = graph(layers, data)
    return [first, graph(layers, data, ()), graph(layers, data, first.foldable)]


@pytest.mark.parametrize(("name", "layers", "data"), models(), ids=[name for name, _, _ in models()])
def test_that_every_node_reads_nodes_before_it_and_folding_loses_no_parameter(
    name: str, layers: tuple[LayerShape, ...], data: DataShape
) -> None:
    for found in variants(layers, data):
        known: set[str] = set()
        for node in found.nodes:
            assert set(node.read) <= known, node
            assert node.read or node.name.startswith("input")
            known.add(node.name)
        assert len(known) == len(found.nodes)
        assert sum(node.parameters for node in found.nodes) == sum(layer.parameters for layer in layers)
        assert found.depth[found.nodes[-1].name] == max(found.depth.values())
        read = {name for node in found.nodes for name in node.read}
        assert {node.name for node in found.nodes} - read == {found.nodes[-1].name}  # only the answer is read by nobody


def test_that_a_row_without_inputs_reads_the_row_above_and_the_first_the_data() -> None:
    layers = (LayerShape("hidden", "linear", (7,), 10, 10), LayerShape("output", "linear", (3,), 5, 5))
    found = graph(layers, DataShape(ImageInput(1, 2, 2), ClassTarget(("a", "b", "c"))))
    assert [node.inputs for node in found.nodes] == [(), ("input",), ("hidden",)]
    assert [node.form for node in found.nodes] == [NodeForm.IMAGE, NodeForm.UNITS, NodeForm.CLASSES]
    assert not found.upward and found.nodes[-1].words == ("a", "b", "c") and found.nodes[-1].tap == "prediction"


def test_that_a_block_folds_into_one_node_that_shows_its_attention() -> None:
    layers = TransformerSettings(depth=2, heads=2, width=8).layers(SEQUENCE)
    folded = graph(layers, SEQUENCE, ())
    assert [node.name for node in folded.nodes] == [
        "input", "embedding", "decoder.0", "decoder.1", "decoder_norm", "output"
    ]  # fmt: skip
    block = folded.by_name["decoder.0"]
    assert block.form is NodeForm.ATTENTION and block.shape == (2, 6, 6) and block.tap == "decoder.0.attention.weights"
    assert folded.by_name["decoder.1"].inputs == ("decoder.0",)
    assert folded.node_of("decoder.0.mlp") is block and folded.node_of("nothing") is None


def test_that_the_residual_stream_goes_past_each_part_and_takes_up_what_it_adds() -> None:
    found = graph(TransformerSettings(depth=1, heads=2, width=8).layers(SEQUENCE), SEQUENCE)
    assert found.by_name["decoder.0.attention_norm"].inputs == ("embedding",)
    assert found.by_name["decoder.0.attention_sum"].inputs == ("embedding", "decoder.0.attention")
    assert found.by_name["decoder.0.mlp_sum"].inputs == ("decoder.0.attention_sum", "decoder.0.mlp")
    post = graph(TransformerSettings(depth=1, heads=2, width=8, norm="post").layers(SEQUENCE), SEQUENCE)
    assert post.by_name["decoder.0.attention_norm"].inputs == ("decoder.0.attention_sum",)
    assert post.by_name["decoder.0.mlp"].inputs == ("decoder.0.attention_norm",)


def test_that_cross_attention_reads_the_encoder_and_opened_it_shows_how() -> None:
    settings = TransformerSettings(form="encoder-decoder", depth=1, heads=2, width=8)
    layers = settings.layers(PAIR)
    found = graph(layers, PAIR)
    cross = found.by_name["decoder.0.cross_attention"]
    assert cross.inputs == ("decoder.0.cross_norm", "encoder_norm") and cross.shape == (2, 6, 5)
    opened = graph(layers, PAIR, {*found.opened, cross.name})
    assert opened.by_name[f"{cross.name}.key"].inputs == ("encoder_norm",)
    assert opened.by_name[f"{cross.name}.query"].inputs == ("decoder.0.cross_norm",)
    assert opened.by_name["decoder.0.cross_sum"].inputs == ("decoder.0.attention_sum", f"{cross.name}.output")
    assert sum(node.multiply_adds for node in opened.nodes) == sum(node.multiply_adds for node in found.nodes)


@pytest.mark.parametrize(("cell", "gates"), [("lstm", 4), ("gru", 3), ("elman-tanh", 0)])
def test_that_a_recurrent_layer_reads_itself_and_opened_shows_its_gates(cell: str, gates: int) -> None:
    layers = RNNSettings(cell=cell, hidden=5, depth=2).layers(SEQUENCE)  # type: ignore[arg-type]
    found = graph(layers, SEQUENCE)
    assert [node.name for node in found.nodes if node.recurrent] == ["layers.0.hidden", "layers.1.hidden"]
    opened = graph(layers, SEQUENCE, found.foldable)
    assert sum(node.name.endswith("_gate") for node in opened.nodes) == 2 * gates
    assert opened.by_name["output"].inputs == ("layers.1.hidden",)


def test_that_both_directions_of_a_bidirectional_network_are_drawn() -> None:
    data = DataShape(TokenInput(6, WORDS), ClassTarget(WORDS))
    found = graph(RNNSettings(cell="gru", hidden=5, depth=2, bidirectional=True).layers(data), data)
    assert found.by_name["output"].inputs == ("layers.1.hidden", "backward_layers.1.hidden")
    below = ("layers.0.hidden", "backward_layers.0.hidden")
    assert found.by_name["backward_layers.1.hidden"].read == below
