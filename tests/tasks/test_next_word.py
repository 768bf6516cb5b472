"""Next word: how a text is cut, which words are told apart, and what a person may type."""

from pathlib import Path

import numpy as np
import pytest

from playground.foundation.errors import DataError, SpecimenError
from playground.tasks.next_word import UNKNOWN, NextWordSettings, cut_words, written

TEXT = "The cat sat on the mat. The dog didn't; the dog (a big one) ran! 猫坐在垫子上。 " * 30


@pytest.fixture
def book(tmp_path: Path) -> str:
    path = tmp_path / "book.txt"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


def task(book: str = "", **more: object) -> NextWordSettings:
    return NextWordSettings(file=book, context=4, **more)  # type: ignore[arg-type]


def test_that_a_text_is_cut_into_words_signs_and_single_chinese_characters() -> None:
    assert cut_words("The dog didn't; ran! 猫坐") == ["the", "dog", "didn't", ";", "ran", "!", "猫", "坐"]
    assert written(cut_words("A big (and old) dog didn't; 猫坐在。")) == "a big (and old) dog didn't; 猫坐在。"


def test_that_the_most_frequent_words_are_told_apart_and_the_others_are_counted_honestly(book: str) -> None:
    data = task(book, words=20).load(1)
    vocabulary = data.shape.targets.labels  # type: ignore[union-attr]
    assert len(vocabulary) == 20 and vocabulary[0] == "the" and vocabulary[-1] == UNKNOWN
    whole = cut_words(TEXT)
    share = sum(word not in vocabulary for word in whole) / len(whole)
    assert f"{share:.1%}" in task(book, words=20).remark()
    assert UNKNOWN not in task(book, words=1000).load(1).shape.targets.labels  # type: ignore[union-attr]


def test_that_each_window_asks_for_the_word_behind_each_of_its_words(book: str) -> None:
    data = task(book).load(1)
    (inputs,), targets = data.train.inputs, data.train.targets
    assert inputs.shape == targets.shape == (len(data.train), 4)
    assert np.array_equal(inputs[:, 1:], targets[:, :-1]) and data.shape.causal
    assert np.array_equal(data.test.targets[:-1, -1], data.test.inputs[0][1:, 0])  # side by side


def test_that_the_n_gram_beats_the_most_frequent_word_and_perfect_logits_have_perplexity_one(book: str) -> None:
    data = task(book).load(1)
    scores = data.references(len(data.test))
    assert scores["3-gram (Witten-Bell)"]["perplexity"] < scores["most frequent word"]["perplexity"]
    size = len(data.shape.targets.labels)  # type: ignore[union-attr]
    sure = 100 * np.eye(size, dtype=np.float32)[data.test.targets]
    assert task(book).metrics(sure, data.test.targets) == {"perplexity": pytest.approx(1.0), "token_accuracy": 1.0}
    even = np.zeros((2, 4, size), np.float32)
    assert task(book).metrics(even, data.test.targets[:2])["perplexity"] == pytest.approx(size)


def test_that_what_is_typed_is_read_as_the_text_was_and_comes_back(book: str) -> None:
    specimen = task(book).specimen_from("The Dog sat")
    assert task(book).given_of(specimen) == "the dog sat" and not specimen.known
    with pytest.raises(SpecimenError, match="zebra"):
        task(book).specimen_from("The zebra")
    known = task(book, words=20).specimen_from("The zebra")
    assert UNKNOWN in task(book, words=20).given_of(known)


def test_that_a_text_that_is_too_short_is_one_sentence(tmp_path: Path) -> None:
    short = tmp_path / "short.txt"
    short.write_text("one two three", encoding="utf-8")
    with pytest.raises(DataError, match=r"short\.txt: has 3 words where a context of 4 needs 100"):
        task(str(short)).load(1)
