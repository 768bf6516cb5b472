"""The places of a drawing: all of it on the sheet, nothing on top of something else, at every size of a window."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from test_graph import SEQUENCE, models

from playground.architectures.cnn.settings import CNNSettings, StageSettings
from playground.architectures.transformer.settings import TransformerSettings
from playground.data.shapes import ClassTarget, DataShape, ImageInput
from playground.experiment.layer_shape import LayerShape
from playground.network.graph import NodeForm
from playground.network.layout import drawn
from playground.network.places import Rect, mirrored

SIZES = ((1300, 500), (930, 330), (690, 240), (2200, 1100), (390, 250), (330, 290))  # the last two: columns of a paper
_PILLS = (NodeForm.SUM, NodeForm.NORM)


def overlap(one: Rect, other: Rect) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    return across > 0.5 and min(one.bottom, other.bottom) - max(one.top, other.top) > 0.5


@pytest.mark.parametrize("size", SIZES, ids=[f"{width}x{height}" for width, height in SIZES])
@pytest.mark.parametrize(("name", "layers", "data"), models(), ids=[name for name, _, _ in models()])
def test_that_every_picture_lies_on_the_sheet_and_none_on_another(
    name: str, layers: tuple[LayerShape, ...], data: DataShape, size: tuple[int, int]
) -> None:
    found, drawing = drawn(layers, data, *size)
    assert {box.node.name for box in drawing.boxes} == {node.name for node in found.nodes}
    for box in drawing.boxes:
        place = box.whole
        assert place.left >= -0.5 and place.top >= -0.5, box.node.name
        assert place.right <= size[0] + 0.5 and place.bottom <= size[1] + 0.5, box.node.name
        assert place.width > 1 and place.height > 1, box.node.name
    solid = [box for box in drawing.boxes if box.node.form not in _PILLS]
    for one, other in combinations(solid, 2):
        assert not overlap(one.picture, other.picture), (one.node.name, other.node.name)
        assert not overlap(one.side, other.picture), (one.node.name, other.node.name)
    for frame in drawing.frames:
        place = frame.place
        assert place.left >= 0 and place.right <= size[0], f"the frame of {frame.name} is cut at a side"
        assert place.top >= 0 and place.bottom <= size[1], f"the name of {frame.name} is cut"
    for edge in drawing.edges:
        source, target = drawing.box_of(edge.source), drawing.box_of(edge.target)
        assert source is not None and target is not None
        assert source.whole.grown(3).contains(*edge.points[0]), edge
        assert target.picture.grown(3).contains(*edge.points[-1]), edge


def test_that_a_deep_model_starts_folded_where_it_has_no_room_and_can_be_opened_all_the_same() -> None:
    layers = TransformerSettings(depth=12, heads=4, width=32).layers(SEQUENCE)
    folded, small = drawn(layers, SEQUENCE, 900, 400)
    assert not folded.opened and len(small.boxes) < 20
    opened, _ = drawn(layers, SEQUENCE, 900, 400, opened=("decoder.3",))
    assert opened.opened == {"decoder.3"} and "decoder.3.mlp" in opened.by_name


def test_that_maps_shrink_as_they_do_in_the_model_and_are_as_large_as_the_sheet_allows() -> None:
    data = DataShape(ImageInput(1, 28, 28), ClassTarget(tuple("0123456789")))
    layers = CNNSettings(stages=(StageSettings(channels=8), StageSettings(channels=16))).layers(data)
    _, drawing = drawn(layers, data, 1300, 480)
    maps = [box for box in drawing.boxes if box.node.form is NodeForm.MAPS]
    sides = [box.picture.width / box.columns for box in maps]
    assert all(before >= after - 3 for before, after in pairwise(sides)) and sides[0] > sides[-1]
    left = min(box.whole.left for box in drawing.boxes)
    right = max(box.whole.right for box in drawing.boxes)
    tallest = max(box.picture.height for box in maps)
    assert right - left > 0.9 * 1300 or tallest > 0.75 * 480  # one of the two bounds it


def test_that_more_maps_than_can_be_seen_are_left_out_and_counted() -> None:
    data = DataShape(ImageInput(3, 32, 32), ClassTarget(("a", "b")))
    _, drawing = drawn(CNNSettings(stages=(StageSettings(channels=256),)).layers(data), data, 1000, 400)
    box = next(box for box in drawing.boxes if box.node.form is NodeForm.MAPS)
    assert box.shown == 16 and box.node.shape[0] == 256


@pytest.mark.parametrize(("name", "layers", "data"), models(), ids=[name for name, _, _ in models()])
def test_that_a_drawing_that_faces_another_has_all_places_from_right_to_left_and_twice_is_as_before(
    name: str, layers: tuple[LayerShape, ...], data: DataShape
) -> None:
    _, drawing = drawn(layers, data, 930, 330)
    facing = mirrored(drawing)
    assert facing.leftward and not drawing.leftward
    for box, other in zip(drawing.boxes, facing.boxes, strict=True):
        assert other.node is box.node and other.picture.top == box.picture.top
        assert other.picture.left == pytest.approx(930 - box.picture.right)
        assert other.label.left == pytest.approx(930 - box.label.right)
        assert (other.columns, other.shown) == (box.columns, box.shown), "a picture itself is not turned"
    for edge in facing.edges:
        source, target = facing.box_of(edge.source), facing.box_of(edge.target)
        assert source is not None and target is not None
        assert source.whole.grown(2).contains(*edge.points[0]) and target.whole.grown(2).contains(*edge.points[-1])
    again = mirrored(facing)
    assert not again.leftward
    for box, other in zip(drawing.boxes, again.boxes, strict=True):
        assert other.picture.left == pytest.approx(box.picture.left)
        assert other.side.left == pytest.approx(box.side.left)


def test_that_an_answer_above_its_sequence_is_reached_straight_from_the_last_step_beside_its_name() -> None:
    name, layers, data = next(one for one in models() if one[0] == "rnn-seed-digits")
    _, drawing = drawn(layers, data, 390, 250)
    edge = next(edge for edge in drawing.edges if edge.target == "output")
    source, target = drawing.box_of(edge.source), drawing.box_of("output")
    assert source is not None and target is not None, name
    (x, low), (end, high) = edge.points
    assert x == end and not edge.curved and low == source.picture.top and high == target.picture.bottom
    assert source.picture.center[0] < x < source.picture.right
    assert x > target.label.center[0] + 60, "its words stand in the middle"
