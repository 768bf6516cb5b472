"""Characters and dates: texts that are what they say, refused in one sentence where they are not."""

import math
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from playground.data.shapes import ClassTarget, PairInput, TokenInput
from playground.foundation.errors import DataError
from playground.tasks.characters import CharactersSettings
from playground.tasks.dates import DAYS, FIRST, DatesSettings, chinese, english

TEXT = "the cat sat on the mat and the dog sat on the log.\n" * 60


def _task(folder: Path, content: str | bytes, context: int = 8) -> CharactersSettings:
    path = folder / "text.txt"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return CharactersSettings(file=str(path), context=context)


def test_that_the_manual_gives_windows_whose_targets_are_the_next_characters() -> None:
    data = CharactersSettings(kilobytes=20).load(0)
    inputs, targets = data.shape.inputs, data.shape.targets
    assert isinstance(inputs, TokenInput) and isinstance(targets, ClassTarget) and data.shape.causal
    assert inputs.length == targets.length == 48 and inputs.vocabulary == targets.labels
    assert inputs.vocabulary == tuple(sorted(set(inputs.vocabulary)))
    for split in (data.train, data.test):
        np.testing.assert_array_equal(split.inputs[0][:, 1:], split.targets[:, :-1])
    np.testing.assert_array_equal(data.train.inputs[0][0, 4:], data.train.inputs[0][1, :-4])
    np.testing.assert_array_equal(data.test.targets[:-1, -1], data.test.inputs[0][1:, 0])
    assert CharactersSettings(kilobytes=20).shape() == data.shape


def test_that_the_last_tenth_of_a_text_is_held_out(tmp_path: Path) -> None:
    text = "a" * 1800 + "b" * 200
    data = _task(tmp_path, text).load(0)
    assert (data.train.inputs[0] == 0).all() and (data.train.targets == 0).all()
    assert (data.test.inputs[0] == 1).all() and (data.test.targets == 1).all()
    assert len(data.test) == 199 // 8


def test_that_the_bigram_is_what_a_plain_loop_counts(tmp_path: Path) -> None:
    data = _task(tmp_path, TEXT).load(0)
    known = sorted(set(TEXT))
    train, pairs = TEXT[: len(TEXT) - len(TEXT) // 10], {one + two: 1 for one in known for two in known}
    for one, two in pairwise(train):
        pairs[one + two] += 1
    losses, right = [], []
    for before, after in zip(data.test.inputs[0].ravel(), data.test.targets.ravel(), strict=True):
        row = [pairs[known[before] + two] for two in known]
        losses.append(-math.log(row[after] / sum(row)))
        right.append(row.index(max(row)) == after)
    assert data.baseline["loss"] == pytest.approx(np.mean(losses))
    assert data.baseline["bits_per_character"] == pytest.approx(np.mean(losses) / math.log(2))
    assert data.baseline["token_accuracy"] == pytest.approx(np.mean(right))
    assert data.others["unigram"]["loss"] > data.baseline["loss"] > data.others["5-gram (Witten-Bell)"]["loss"]


def test_that_whole_days_can_be_held_out_in_every_spelling() -> None:
    def days(task: DatesSettings) -> list[set[bytes]]:
        data = task.load(1)
        assert (len(data.train), len(data.test)) == (20_000, 1_000)
        return [{row.tobytes() for row in split.targets} for split in (data.train, data.test)]

    train, test = days(DatesSettings(split="days"))
    assert not train & test
    train, test = days(DatesSettings())
    assert 0.3 < len(train & test) / len(test) < 0.5  # as it was before, which recordings of then go on with


def test_that_bits_are_measured_from_logits_of_any_height() -> None:
    task, targets = CharactersSettings(), np.array([[0, 1, 3]])
    level = np.full((1, 3, 4), 700, np.float32)
    assert task.metrics(level, targets)["bits_per_character"] == pytest.approx(2)
    assert task.metrics(1000 * np.eye(4, dtype=np.float32)[targets], targets) == {
        "bits_per_character": pytest.approx(0),
        "token_accuracy": 1,
    }


def test_that_spaces_and_line_ends_are_seen_in_labels(tmp_path: Path) -> None:
    data = _task(tmp_path, TEXT.replace("\n", "\r\n")).load(0)
    line = "".join(character for row in data.test.inputs[0] for character in data.label((row,))["time"])
    assert "log.⏎the␣cat␣sat" in line and "\r" not in line


def test_that_rare_characters_of_a_large_alphabet_become_one(tmp_path: Path) -> None:
    text = "".join(chr(0x4E00 + index % 150) for index in range(3000)) + "".join(map(chr, range(0x5000, 0x5100)))
    vocabulary = _task(tmp_path, text).load(0).shape.inputs.vocabulary  # type: ignore[union-attr]
    assert len(vocabulary) == 200 and "\ufffd" in vocabulary


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"short", "needs 180"),
        (b"a\0b" * 900, "not text"),
        (b"\x81\x8d\xff" * 900, "in none of the encodings"),
    ],
)
def test_that_a_file_that_is_no_text_is_refused_in_one_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    task = _task(tmp_path, content)
    with pytest.raises(DataError, match=says) as caught:
        task.shape()
    message = str(caught.value)
    assert str(tmp_path / "text.txt") in message and message.endswith(".") and "\n" not in message


def test_that_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path, says in ((tmp_path / "none.txt", "cannot be found"), (tmp_path, "is not a file"), ("a\0b", "found")):
        with pytest.raises(DataError, match=says):
            CharactersSettings(file=str(path)).load(0)


def test_that_only_the_beginning_is_read_even_if_it_ends_inside_a_character(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("x" + "é" * 4000, encoding="utf-8")
    data = CharactersSettings(file=str(path), kilobytes=5, context=8).load(0)
    assert len(data.shape.inputs.vocabulary) == 2  # type: ignore[union-attr]
    path.write_text("x" + "éa" * 4000, encoding="utf-8")
    assert len(CharactersSettings(file=str(path), context=8).load(0).shape.inputs.vocabulary) == 3  # type: ignore[union-attr]


GERMAN = "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich für 5 €. " * 40
CHINESE = "快的棕色狐狸跳过了懒狗，然后回家睡觉。今天天气很好，我们去公园散步吧！\n" * 40
WRITTEN = [
    (GERMAN, "utf-8", "UTF-8"), (GERMAN, "utf-8-sig", "UTF-8"), (GERMAN, "utf-16", "UTF-16"),
    (CHINESE, "utf-32", "UTF-32"), (CHINESE, "gb18030", "GB 18030"), (CHINESE, "utf-8", "UTF-8"),
    (GERMAN, "cp1252", "Windows-1252"), ("naïve café, déjà vu: où êtes-vous ? " * 80, "cp1252", "Windows-1252"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "encoding", "name"), WRITTEN)
def test_that_the_encoding_of_a_text_is_found_out_and_told(tmp_path: Path, text: str, encoding: str, name: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode(encoding))
    task = CharactersSettings(file=str(path), kilobytes=50, context=8)
    assert task._text() == text and "\ufffd" not in task._text()
    assert task.remark() == f"The text file was read as {name}."
    assert task.editor().rule.endswith(f"The text file was read as {name}.")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "gb18030", "utf-8"])
@pytest.mark.parametrize("more", range(4))
def test_that_a_character_cut_in_two_by_the_limit_is_left_out(tmp_path: Path, encoding: str, more: int) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(("x" * more + CHINESE * 9).encode(encoding))
    found = CharactersSettings(file=str(path), kilobytes=5, context=8)._text()
    assert ("x" * more + CHINESE * 9).startswith(found) and len(found) > 1200


def test_that_an_encoding_that_was_found_wrongly_can_be_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    russian = "Съешь же ещё этих мягких французских булок, да выпей чаю. " * 40
    path.write_bytes(russian.encode("cp1251"))
    assert CharactersSettings(file=str(path), context=8)._text() != russian
    assert CharactersSettings(file=str(path), context=8, encoding="cp1251")._text() == russian
    with pytest.raises(DataError, match=r"is not UTF-8 text \(byte 1\); choose another encoding, or save it as UTF-8"):
        CharactersSettings(file=str(path), context=8, encoding="utf-8").load(1)


def test_that_each_date_has_six_spellings_in_each_language() -> None:
    day = date(1998, 3, 3)
    assert [english(day, number) for number in range(6)] == [
        "3 March 1998", "March 3, 1998", "3.3.98", "Tue 3 Mar 1998", "03/03/1998", "3rd of March 1998",
    ]  # fmt: skip
    assert [chinese(day, number) for number in range(6)] == [
        "一九九八年三月三日", "1998年3月3日", "98年3月3日", "民国八十七年三月三日", "1998.3.3", "三月三日，1998年",
    ]  # fmt: skip
    assert chinese(date(2016, 12, 31), 3) == "民国一百零五年十二月三十一日"
    assert chinese(date(2021, 10, 20), 3) == "民国一百一十年十月二十日"
    assert [english(date(2000, 1, number), 5)[:4] for number in (1, 2, 11, 23)] == ["1st ", "2nd ", "11th", "23rd"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_that_every_spelling_fits_the_vocabulary_and_tells_its_date(language: str) -> None:
    pair = DatesSettings.model_validate({"language": language}).shape().inputs
    assert isinstance(pair, PairInput) and pair.source.padding == 0 and pair.target.vocabulary[0] == "‹"
    seen = {}
    for number in range(0, DAYS, 7):
        day = FIRST + timedelta(days=number)
        for spelling in range(6):
            text = (english if language == "en" else chinese)(day, spelling)
            assert len(text) <= pair.source.length and set(text) <= set(pair.source.vocabulary)
            assert seen.setdefault(text, day) == day
    assert FIRST + timedelta(days=DAYS) == date(2050, 1, 1)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_that_dates_are_answered_in_order_and_held_out(language: str) -> None:
    task = DatesSettings.model_validate({"language": language})
    data, same, other = task.load(1), task.load(1), task.load(2)
    assert (len(data.train), len(data.test)) == (20_000, 1_000)
    assert all((one == two).all() for one, two in zip(data.train.inputs, same.train.inputs, strict=True))
    assert (data.train.inputs[0] != other.train.inputs[0]).any()
    known = {row.tobytes() for row in data.train.inputs[0]}
    assert len(known) == 20_000 and not any(row.tobytes() in known for row in data.test.inputs[0])
    answer, (source, so_far) = data.test.targets, data.test.inputs
    assert (so_far[:, 0] == 0).all() and (so_far[:, 1:] == answer[:, :-1]).all()
    spell = english if language == "en" else chinese
    for row in range(50):
        label = data.label((source[row], so_far[row]))
        text = "".join(label["target"][1:]) + "‹0123456789-"[answer[row, -1]]
        written = "".join(label["source"]).rstrip("·")
        assert written in [spell(date.fromisoformat(text), number) for number in range(6)]
    assert 0.4 < data.baseline["token_accuracy"] < 0.6 and data.baseline["exact_accuracy"] < 0.01
