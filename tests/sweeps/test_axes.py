"""What a sweep varies is read as it is typed, and what cannot be is refused in one sentence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.foundation.errors import SettingsError
from playground.sweeps.axes import axes


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("0.5", (0.5,)),
        ("lstm", ("lstm",)),
        ("lstm,gru, lstm", ("lstm", "gru")),
        ("[8, 16],[32]", ([8, 16], [32])),
        ("'a,b',true,3", ("a,b", True, 3)),
        ("log:1e-4..1e-1:4", (0.0001, 0.001, 0.01, 0.1)),
        ("0..1.0:3", (0.0, 0.5, 1.0)),
        ("lin:0.0..1:2", (0.0, 1.0)),
        ("log:8..128", (8, 16, 32, 64, 128)),
        ("1..3:1000", (1, 2, 3)),
    ],
)
def test_that_a_grid_has_the_values_that_were_typed(words: str, values: tuple[Any, ...]) -> None:
    (axis,) = axes([f"some.setting={words}"])
    assert axis.path == "some.setting" and axis.grid() == values
    assert list(map(type, axis.grid())) == list(map(type, values))


def test_that_drawn_values_lie_inside_and_evenly_in_their_logarithms() -> None:
    (axis,) = axes(["training.learning_rate=log:1e-4..1e-1"])
    generator = np.random.default_rng(1)
    drawn = [axis.draw(generator) for _ in range(3000)]
    assert min(drawn) >= 1e-4 and max(drawn) <= 1e-1
    decades = np.histogram(np.log10(drawn), bins=[-4, -3, -2, -1])[0]
    assert decades.min() > 900


def test_that_a_later_assignment_replaces_an_earlier_one() -> None:
    assert [axis.grid() for axis in axes(["a.b=1,2", "c=3", "a.b=4"])] == [(4,), (3,)]


BAD = {
    "nonsense": "KEY=VALUES", "a=": "empty value", "a=1,,2": "empty value", "a=log:0..1": "above 0",
    "a=log:-1..1": "above 0", "a=1..1": "smaller number first", "a=2..1": "smaller number first",
    "a=log:x": "no interval", "a=log:1..": "no interval", "a=1..1e999": "smaller number first", "a=0..1:1": "points",
    "a=0..1:999999999": "points", "a=0,01": "0.01 with a point",
}  # fmt: skip


@pytest.mark.parametrize(("words", "sentence"), BAD.items(), ids=list(BAD))
def test_that_what_is_no_axis_is_refused_in_one_sentence(words: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        axes([words])
    assert sentence in str(caught.value) and "\n" not in str(caught.value)
