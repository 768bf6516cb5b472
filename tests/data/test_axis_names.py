"""Axes: one reader of their names."""

import re
from pathlib import Path

import pytest

import playground
from playground.data.axes import ALONG_A_SEQUENCE, Axis, crosses


@pytest.mark.parametrize(
    ("name", "role", "sequence"),
    [
        ("time", "time", "time"), ("query", "query", "time"), ("key", "key", "time"), ("source key", "key", "source"),
        ("target query", "query", "target"), ("source time", "time", "source"), ("inner time", "time", "inner"),
        ("unit", "unit", ""), ("out channel", "out channel", ""), ("example, value", "example, value", ""),
    ],
)  # fmt: skip
def test_that_an_axis_says_what_it_counts_and_along_which_sequence(name: str, role: str, sequence: str) -> None:
    assert Axis.named(name) == Axis(role, sequence)


def test_that_the_channels_of_a_kernel_are_channels() -> None:
    assert Axis.named("out channel").kind == "channel" and Axis.named("source key").kind == "key"


def test_that_only_attention_between_two_sequences_crosses() -> None:
    assert crosses("target query", "source key")
    assert not crosses("query", "key") and not crosses("source query", "source key")


def test_that_no_other_file_reads_what_an_axis_is_off_its_spelling() -> None:
    spelled = re.compile(rf"""(ends|starts)with\(\(?"(?:{"|".join(ALONG_A_SEQUENCE)})"|fix\(" ?(?:time|query|key)"\)""")
    sources = Path(playground.__file__).parent.rglob("*.py")
    assert [path.name for path in sources if spelled.search(path.read_text(encoding="utf-8"))] == []
