"""What a person draws or types becomes a specimen: the same as the task's own, or one sentence about what is wrong."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.data.datasets import Data
from playground.data.editing import Drawing, Given, Series, Writing
from playground.data.specimen import Specimen
from playground.experiment.experiment import TaskSettings
from playground.experiment.registry import kinds, parse
from playground.foundation.errors import SpecimenError
from playground.tasks.dates import DAYS, FIRST, SPELLINGS, chinese, english, read
from tests.tasks.test_idx_images import write_folder

SETTINGS: list[dict[str, Any]] = [
    {"kind": "addition"}, {"kind": "addition", "digits": 1, "backwards": False}, {"kind": "adding", "length": 9},
    {"kind": "characters", "kilobytes": 20, "context": 12}, {"kind": "next-word", "kilobytes": 20, "context": 5},
    {"kind": "dates"}, {"kind": "dates", "language": "zh"},
    {"kind": "digits"}, {"kind": "digits", "view": "rows"}, {"kind": "digits", "goal": "image"},
    {"kind": "equal-keys"}, {"kind": "first-symbol"}, {"kind": "flagged-token"}, {"kind": "masked-tokens"},
    {"kind": "masked-tokens", "language": "zh"}, {"kind": "recall"}, {"kind": "reverse"},
    {"kind": "series", "series": "sine"}, {"kind": "sort"}, {"kind": "tones"}, {"kind": "tones", "view": "frames"},
    {"kind": "translation"}, {"kind": "translation", "target_language": "zh"},
]  # fmt: skip


def task(settings: dict[str, Any]) -> TaskSettings:
    found: TaskSettings = parse("task", settings)
    return found


def made(settings: dict[str, Any], given: Given) -> Specimen:
    found = task(settings).specimen_from(given)
    assert found.fits(task(settings).shape())
    return found


def some(data: Data) -> list[Specimen]:
    return [Specimen.of_test(data, index) for index in range(0, len(data.test), max(1, len(data.test) // 12))]


def name(settings: dict[str, Any]) -> str:
    return " ".join(map(str, settings.values()))


def test_that_every_task_is_looked_at_here() -> None:
    assert {settings["kind"] for settings in SETTINGS} | {
        "idx-images",
        "picture-folder",
        "sentence-pairs",
        "sound-folder",
        "table-classes",
        "table-series",
        "text-file",
    } == set(kinds("task"))


@pytest.mark.parametrize("settings", SETTINGS, ids=name)
def test_that_a_test_example_given_by_hand_is_itself_again(settings: dict[str, Any]) -> None:
    one = task(settings)
    for example in some(one.load(1)):
        again = made(settings, one.given_of(example))
        for mine, theirs in zip(again.inputs, example.inputs, strict=True):
            assert mine.dtype == theirs.dtype
            np.testing.assert_allclose(mine, theirs, atol=0.006)  # numbers are typed with two digits
        if again.known:
            np.testing.assert_allclose(again.targets, example.targets, atol=0.006)
        assert again.index is None and again.words


@pytest.mark.parametrize("settings", SETTINGS, ids=name)
def test_that_the_editor_offers_what_the_task_then_takes(settings: dict[str, Any]) -> None:
    one = task(settings)
    match one.editor():
        case Writing(rule, example, _):
            assert rule.endswith(".")
            made(settings, example)
            with pytest.raises(SpecimenError):
                one.specimen_from(np.zeros((8, 8), np.float32))
        case Drawing(rows, columns):
            made(settings, np.full((rows, columns), 0.5, np.float32))
            for bad in (np.full((rows, columns), np.nan), np.zeros((columns + 1, rows)), "a"):
                with pytest.raises(SpecimenError):
                    one.specimen_from(bad)
        case Series(length, _, high, features):
            values = one.given_of(Specimen.of_test(one.load(1), 0))
            assert isinstance(values, np.ndarray) and values.shape == (length, features)
            values[0, 0] = high + 1e6
            assert made(settings, values).inputs[0].max() <= max(high, 1.0)
            values[0, 0] = np.inf
            with pytest.raises(SpecimenError):
                one.specimen_from(values)
        case None:
            pytest.fail("nothing can be given")


def test_that_idx_images_are_drawn_in_their_own_size(tmp_path: Path) -> None:
    settings = {"kind": "idx-images", "folder": str(write_folder(tmp_path / "images"))}
    one = task(settings)
    example = Specimen.of_test(one.load(0), 1)
    np.testing.assert_allclose(made(settings, one.given_of(example)).inputs[0], example.inputs[0])
    assert not made(settings, one.given_of(example)).known
    assert made({**settings, "goal": "image"}, one.given_of(example)).known


@pytest.mark.parametrize(
    ("settings", "typed", "answer"),
    [
        ({"kind": "sort"}, "210021", "001122"), ({"kind": "reverse"}, "1 2 3 4 5 6 7 8", "87654321"),
        ({"kind": "addition"}, "27+65=", "290"), ({"kind": "addition", "backwards": False}, "7 + 5", "012"),
        ({"kind": "recall", "pairs": 2}, "a7b3a", "7"), ({"kind": "flagged-token", "length": 4}, "abCd", "c"),
        ({"kind": "first-symbol", "length": 4}, "Bwxy", "B"), ({"kind": "dates"}, "Mon 10 Feb 2003", "2003-02-10"),
        ({"kind": "dates", "language": "zh"}, "一九九八年三月十二日", "1998-03-12"),
    ],
)  # fmt: skip
def test_that_the_truth_is_worked_out(settings: dict[str, Any], typed: str, answer: str) -> None:
    one = made(settings, typed)
    labels = task(settings).shape().targets.labels  # type: ignore[union-attr]
    assert one.known and "".join(labels[token] for token in np.ravel(one.targets) if token >= 0) == answer


@pytest.mark.parametrize(
    ("settings", "typed"),
    [({"kind": "dates"}, "31.2.1998"), ({"kind": "dates"}, "nth"), ({"kind": "dates"}, "3 March 1849"),
     ({"kind": "recall", "pairs": 2}, "a7b3c"), ({"kind": "recall", "pairs": 2}, "a7a3a"),
     ({"kind": "flagged-token", "length": 4}, "ABcd"), ({"kind": "first-symbol", "length": 3}, "wAB"),
     ({"kind": "translation"}, "the book buys the teacher"), ({"kind": "masked-tokens"}, "the child _ a book"),
     ({"kind": "characters", "kilobytes": 20, "context": 12}, "the")],
)  # fmt: skip
def test_that_no_truth_is_claimed_where_there_is_none(settings: dict[str, Any], typed: str) -> None:
    assert not made(settings, typed).known


@pytest.mark.parametrize(
    ("settings", "typed", "said"),
    [
        ({"kind": "sort"}, "0120x1", "“x” is not among the symbols this task knows: 0 1 2"),
        ({"kind": "sort"}, "012012012", "Too long by 3 symbols"),
        ({"kind": "sort"}, "01201", "1 symbol more is wanted"),
        ({"kind": "sort"}, "", "6 symbols more are wanted"), ({"kind": "addition"}, "12", "Two numbers with +"),
        ({"kind": "addition"}, "123+4", "Too long by 1 digit"), ({"kind": "addition"}, "٣+4", "“٣” is not among"),
        ({"kind": "recall"}, "77", "A letter is wanted at place 1"), ({"kind": "translation"}, "the zebra", "“zebra”"),
        ({"kind": "translation"}, " ", "1 word more"), ({"kind": "masked-tokens"}, "the child", "No word is covered"),
        ({"kind": "dates"}, "x" * 40, "“x”"), ({"kind": "dates"}, "1" * 40, "Too long by 18 characters"),
        ({"kind": "equal-keys"}, "A0.5 B+7", "not a number from"), ({"kind": "equal-keys"}, "A", "not a key"),
        ({"kind": "equal-keys"}, "Z0.5", "“Z” is not among the keys"),
        ({"kind": "characters", "kilobytes": 20, "context": 12}, "日", "“日” is not among the characters"),
        ({"kind": "characters", "kilobytes": 20, "context": 12}, "a" * 15, "Too long by 3 characters"),
    ],
)  # fmt: skip
def test_that_what_cannot_be_taken_is_said_in_one_sentence(settings: dict[str, Any], typed: str, said: str) -> None:
    with pytest.raises(SpecimenError) as caught:
        task(settings).specimen_from(typed)
    assert said in str(caught.value) and str(caught.value).endswith(".")


def test_that_exactly_two_numbers_of_the_adding_problem_are_marked() -> None:
    values = np.array([[0.25, 1], [0.5, 0], [0.75, 1], [0.1, 0]], np.float32)
    assert made({"kind": "adding", "length": 4}, values).targets[0, 0] == 1.0
    values[1, 1] = 1
    with pytest.raises(SpecimenError, match="3 are"):
        task({"kind": "adding", "length": 4}).specimen_from(values)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_that_every_spelling_is_read_as_the_day_it_was_made_from(language: Any) -> None:
    spell = english if language == "en" else chinese
    dice = np.random.default_rng(0)
    for days in [0, DAYS - 1, *islice((int(n) for n in dice.integers(0, DAYS, 300)), 300)]:
        day = FIRST + timedelta(days=days)
        for spelling in range(SPELLINGS):
            assert read(spell(day, spelling), language) == day
