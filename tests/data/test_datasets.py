"""Data: what one example is without its padding, and how the axes of pictures get their names."""

import numpy as np

from playground.data.datasets import Data, Split
from playground.data.shapes import (
    IGNORED,
    ClassTarget,
    DataShape,
    ImageTarget,
    PairInput,
    SequenceInput,
    TokenInput,
    ValueTarget,
    output_axes,
    output_shape,
)

WORDS = ("·", "a", "b", "c")


def data(shape: DataShape, inputs: tuple[np.ndarray, ...], targets: np.ndarray) -> Data:
    split = Split(inputs, targets)
    return Data(shape, split, split, lambda count: {})


def test_that_an_example_of_a_pair_ends_where_its_source_and_its_answer_end() -> None:
    shape = DataShape(PairInput(TokenInput(5, WORDS, 0), TokenInput(4, WORDS)), ClassTarget(WORDS, 4), causal=True)
    source = np.array([[1, 2, 3, 0, 0], [1, 1, 1, 1, 1]])
    target = np.array([[3, 1, 2, 0], [3, 1, 1, 1]])
    wanted = np.array([[1, 2, IGNORED, IGNORED], [1, 1, 1, 1]])
    pair = data(shape, (source, target), wanted)
    inputs, targets = pair.example(0)
    assert [array.tolist() for array in inputs] == [[[1, 2, 3]], [[3, 1]]] and targets.tolist() == [[1, 2]]
    inputs, targets = pair.example(1)
    assert [array.shape for array in inputs] == [(1, 5), (1, 4)] and targets.shape == (1, 4)


def test_that_an_example_of_one_padded_sequence_ends_with_its_last_word() -> None:
    shape = DataShape(TokenInput(4, WORDS, 0), ClassTarget(WORDS, 4))
    one = data(shape, (np.array([[2, 0, 3, 0]]),), np.array([[2, IGNORED, IGNORED, IGNORED]]))
    (tokens,), targets = one.example(0)
    assert tokens.tolist() == [[2, 0, 3]] and targets.tolist() == [[2, IGNORED, IGNORED]]


def test_that_an_example_without_padding_is_whole() -> None:
    shape = DataShape(SequenceInput(3, ("x",)), ValueTarget(("y",)))
    (values,), targets = data(shape, (np.zeros((2, 3, 1)),), np.ones((2, 1))).example(1)
    assert values.shape == (1, 3, 1) and targets.tolist() == [[1.0]]


def test_that_an_answer_at_every_step_has_a_time_axis() -> None:
    assert output_axes(ClassTarget(WORDS)) == ("class",) and output_shape(ClassTarget(WORDS)) == (4,)
    assert output_axes(ValueTarget(("y",), 6), "target time") == ("target time", "value")
    assert output_shape(ValueTarget(("y",), 6)) == (6, 1)


def test_that_an_image_made_again_is_described_by_its_class() -> None:
    images = np.zeros((1, 1, 2, 2), np.float32)
    split = Split((images,), images)
    shape = DataShape(TokenInput(1, WORDS), ImageTarget(1, 2, 2))
    one = Data(shape, split, split, lambda count: {}, classes=(np.array([2]), WORDS))
    assert one.describe(0) == "test example 1 · b"
