"""Rivals: each is what one finds by hand in a few lines of Python."""

import math
from collections import Counter

import numpy as np
import pytest

from playground.data.rivals import linear_on_counts, nearest, nearest_classes, nearest_mean, witten_bell
from playground.tasks.characters import CharactersSettings
from playground.tasks.digits import DigitsSettings


def by_hand(text: list[int], context: tuple[int, ...], token: int, size: int) -> float:
    """P(token | context), the context one token shorter in each round."""
    length = len(context)
    following = Counter(text[i] for i in range(length, len(text)) if tuple(text[i - length : i]) == context)
    shorter = by_hand(text, context[1:], token, size) if context else 1 / size
    total, different = sum(following.values()), len(following)
    return (following[token] + different * shorter) / (total + different) if total else shorter


@pytest.mark.parametrize("order", [1, 2, 4])
def test_that_an_n_gram_costs_what_one_counts_by_hand(order: int) -> None:
    dice = np.random.default_rng(order)
    text = dice.integers(0, 4, 200)
    windows, targets = dice.integers(0, 5, (6, 5)), dice.integers(0, 5, (6, 5))  # 4 never occurs in the text
    costs = witten_bell(text, windows, targets, 5, order)
    for row in range(6):
        for place in range(5):
            context = tuple(windows[row, max(0, place + 2 - order) : place + 1].tolist()) if order > 1 else ()
            expected = by_hand(text.tolist(), context, int(targets[row, place]), 5)
            assert costs[row, place] == pytest.approx(-math.log(expected))


def test_that_counting_five_characters_beats_the_small_networks_of_the_presets() -> None:
    others = CharactersSettings().load(1).others
    assert others["5-gram (Witten-Bell)"]["bits_per_character"] == pytest.approx(2.15, abs=0.05)


def test_that_the_nearest_example_answers() -> None:
    known, classes = np.array([[0.0, 0], [1, 0], [5, 5]], np.float32), np.array([3, 4, 9])
    asked = np.array([[0.9, 0.2], [4, 4]], np.float32)
    assert nearest_classes((known, classes), asked).tolist() == [4, 9]
    assert nearest(known, np.array([[1.0], [3], [8]], np.float32), asked, 2)[0, 0] == 2.0
    assert nearest_mean(known, np.array([0, 0, 2]), asked).tolist() == [0, 2]


def test_that_counts_tell_which_token_occurs_and_not_where() -> None:
    dice = np.random.default_rng(0)
    tokens = dice.integers(0, 4, (300, 6))
    tokens[np.arange(300), dice.integers(0, 6, 300)] = 4 + np.arange(300) % 2
    assert (linear_on_counts(tokens[:200], np.arange(200) % 2, tokens[200:], 6) == np.arange(200, 300) % 2).all()
    order = np.array([[0, 1], [1, 0]] * 50)
    assert len(set(linear_on_counts(order, np.arange(100) % 2, order, 2).tolist())) == 1


def test_that_the_nearest_neighbour_reads_digits_as_well_as_a_small_network() -> None:
    assert DigitsSettings().load(1).others["nearest neighbour"]["accuracy"] == pytest.approx(356 / 360)
