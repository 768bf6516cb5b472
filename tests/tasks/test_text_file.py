"""Text file: a text in the tokens of a published model; what is covered, typed and read is what it says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from playground.corpora.published.tokens import tokens
from playground.data.shapes import IGNORED, TokenInput
from playground.data.specimen import Specimen
from playground.foundation.errors import DataError, SpecimenError
from playground.tasks.text_file import TextFileSettings
from tests import published_folders as published


def task(folder: Path, asked: str, text: str = published.TEXT, context: int = 10) -> TextFileSettings:
    make = published.gpt2 if asked == "next" else published.bert
    make(folder / "model")
    (folder / "text.txt").write_text(text, encoding="utf-8")
    return TextFileSettings(
        tokenizer=str(folder / "model"), file=str(folder / "text.txt"), context=context, asked=asked  # type: ignore[arg-type]
    )  # fmt: skip


def test_that_the_target_is_the_next_token_and_the_last_tenth_is_held_out(tmp_path: Path) -> None:
    one = task(tmp_path, "next")
    data, cutter = one.load(1), tokens(one.tokenizer)
    numbers = cutter.numbers(published.TEXT)
    assert cutter.text(numbers.tolist()) == published.TEXT
    cut = len(numbers) - len(numbers) // 10
    for split in (data.train, data.test):
        np.testing.assert_array_equal(split.inputs[0][:, 1:], split.targets[:, :-1])
    np.testing.assert_array_equal(data.train.inputs[0][3], numbers[15:25])
    np.testing.assert_array_equal(data.test.inputs[0][1], numbers[cut:][10:20])
    assert data.shape.causal and isinstance(data.shape.inputs, TokenInput)
    assert len(data.shape.inputs.vocabulary) == published.VOCABULARY
    assert data.label((numbers[:3],))["time"] == ("the", "␣cat", "␣sat")


def test_that_one_token_in_seven_is_covered_between_the_ends_of_a_sentence(tmp_path: Path) -> None:
    one = task(tmp_path, "covered", context=12)
    data, cutter = one.load(1), tokens(one.tokenizer)
    (inputs,), targets = data.train.inputs, data.train.targets
    hidden = inputs == cutter.mask
    assert not data.shape.causal and hidden.any(axis=1).all()
    assert 0.12 < hidden[:, 1:-1].mean() < 0.2 and not hidden[:, [0, -1]].any()
    assert (inputs[:, 0] == cutter.first).all() and (inputs[:, -1] == cutter.last).all()
    np.testing.assert_array_equal(targets != IGNORED, hidden)
    whole = np.where(hidden, targets, inputs)[:, 1:-1]
    numbers = cutter.numbers(published.TEXT)
    np.testing.assert_array_equal(whole[2], numbers[10:20])
    assert (one.load(1).train.inputs[0] == inputs).all() and (one.load(2).train.inputs[0] != inputs).any()


@pytest.mark.parametrize("asked", ["next", "covered"])
def test_that_a_specimen_goes_back_and_forth(asked: str, tmp_path: Path) -> None:
    one = task(tmp_path, asked, context=14)
    editor = one.editor()
    assert editor is not None
    example = one.specimen_from(editor.example)  # type: ignore[union-attr]
    assert example.fits(one.shape()) and example.known == (asked == "covered")
    again = one.specimen_from(one.given_of(example))
    np.testing.assert_array_equal(again.inputs[0], example.inputs[0])
    np.testing.assert_array_equal(again.targets, example.targets)


def test_that_every_covered_test_example_given_by_hand_is_itself_again(tmp_path: Path) -> None:
    text = "the cats' hatmat, said the 犬 on the log; ran! the dogs sat?\n" * 60  # with words inside of words
    one = task(tmp_path, "covered", text, context=12)
    data, cutter = one.load(1), tokens(one.tokenizer)
    assert (data.test.inputs[0] == cutter.number("[UNK]")).any()
    for index in range(len(data.test)):
        example = Specimen.of_test(data, index)
        again = one.specimen_from(one.given_of(example))
        np.testing.assert_array_equal(again.inputs[0], example.inputs[0])
        np.testing.assert_array_equal(again.targets, example.targets)


def test_that_what_covers_a_word_may_tell_it_or_not(tmp_path: Path) -> None:
    one = task(tmp_path, "covered")
    cutter = tokens(one.tokenizer)
    told, untold = one.specimen_from("the [cat] sat"), one.specimen_from("the [MASK] sat")
    np.testing.assert_array_equal(told.inputs[0], untold.inputs[0])
    assert told.known and not untold.known
    assert told.targets[0].tolist() == [IGNORED, IGNORED, cutter.numbers("cat")[0], IGNORED, IGNORED]
    assert one.given_of(untold) == "the [MASK] sat" and one.given_of(told) == "the [cat] sat"


@pytest.mark.parametrize(
    ("asked", "given", "sentence"),
    [("next", "", "1 token more is wanted."), ("next", "the cat " * 9, "Too long by 9 tokens; 10 are the most."),
     ("covered", "the cat", "No word is covered: put one in brackets, as [word], or write [MASK] in its place."),
     ("covered", "the [cat] " * 9, "Too long by 10 tokens; 8 are the most.")],
)  # fmt: skip
def test_that_what_cannot_be_a_specimen_gets_one_sentence(
    asked: str, given: str, sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(SpecimenError) as refused:
        task(tmp_path, asked).specimen_from(given)
    assert str(refused.value) == sentence


def test_that_a_short_text_and_no_tokenizer_get_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"text.txt: has 10 tokens where a context of 10 needs 220; choose a longer"):
        task(tmp_path, "next", "the cat sat on the mat and the dog sat").load(1)
    with pytest.raises(DataError, match=r"Choose the folder of a published model, with config.json"):
        TextFileSettings().shape()


def test_that_tokens_are_shown_each_differently_and_can_be_read(tmp_path: Path) -> None:
    words = tokens(task(tmp_path, "next").tokenizer).vocabulary
    assert len(set(words)) == len(words) and all(word.isprintable() for word in words)
    assert {"␣the", "⏎", "<|endoftext|>", "⟨ff⟩", f"unused {published.VOCABULARY - 1}"} <= set(words)


def test_that_chinese_is_cut_into_bytes_by_one_and_into_characters_by_the_other(tmp_path: Path) -> None:
    one = task(tmp_path / "a", "next")
    numbers = tokens(one.tokenizer).numbers("猫在")
    assert len(numbers) == 6 and tokens(one.tokenizer).text(numbers.tolist()) == "猫在"
    other = tokens(task(tmp_path / "b", "covered").tokenizer)
    assert [other.vocabulary[token] for token in other.numbers("猫在")] == ["猫", "在"]


def test_that_without_the_library_one_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from playground.corpora.published import tokens as published_tokens

    one = task(tmp_path, "next")
    monkeypatch.setattr(published_tokens, "LIBRARY", "a_library_that_nobody_has")
    published_tokens._tokens.cache_clear()
    with pytest.raises(
        DataError, match=r"the tokenizers library is needed: pip install 'neural-playground\[pretrained\]'"
    ):
        one.shape()
