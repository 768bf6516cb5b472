"""Sentence pairs of the user's own: read whatever the layout, split by sentence, rare words counted, authors kept."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.cli import main
from playground.corpora.looking import look
from playground.corpora.sentence_pairs import pairs, tokens
from playground.data.specimen import Specimen
from playground.experiment.experiment import Experiment
from playground.foundation.errors import DataError, SpecimenError
from playground.runs.reader import RunReader
from playground.tasks.sentence_pairs import SentencePairsSettings

NAMES = ("tom", "mary", "my brother", "the old man", "she", "he", "nobody", "everyone", "a cat", "the dog")
VERBS = (("sleeps", "dort"), ("eats", "mange"), ("sings", "chante"), ("runs", "court"), ("waits", "attend"))
CREDIT = "CC-BY 2.0 (France) Attribution: tatoeba.org #{} (CM) & #{} (sacredceltic)"


def lines(credit: bool = True) -> list[str]:
    found = []
    for at, name in enumerate(NAMES):
        for number, (english, french) in enumerate(VERBS):
            row = [f"{name.capitalize()} {english}.", f"« {name.capitalize()} » {french} !"]
            found.append("\t".join(row + ([CREDIT.format(at, number)] if credit else [])))
    return found


def written(folder: Path, text: str, encoding: str = "utf-8", name: str = "fra.txt") -> str:
    (folder / name).write_bytes(text.encode(encoding))
    return str(folder / name)


def task(folder: Path, **changes: Any) -> SentencePairsSettings:
    return SentencePairsSettings(file=written(folder, "\n".join(lines())), **changes)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("C’est ça !", ["c’est", "ça", "!"]),
        ("Don't—stop, well-known 3.5%", ["don't", "—", "stop", ",", "well-known", "3", ".", "5", "%"]),
        ("我们学习AI。", ["我", "们", "学", "习", "ai", "。"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
        ("cafe\u0301 \u200b\x07", ["café"]),
        ("'", ["'"]),
    ],
)
def test_that_sentences_are_cut_into_words_and_signs(sentence: str, words: list[str]) -> None:
    assert list(tokens(sentence)) == words


def test_that_the_layout_with_a_third_column_and_lone_quotes_is_read(tmp_path: Path) -> None:
    text = "\r\n".join(
        [*lines(), 'He said "hi\tIl a dit « salut\t' + CREDIT.format(7, 7), "", "only one column", "a\t"]
    )
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        found = pairs(written(tmp_path, text, encoding), "auto")
        assert len(found.pairs) == 51 and found.pairs[-1][0] == ("he", "said", '"', "hi")
        assert found.pairs[0] == (("tom", "sleeps", "."), ("«", "tom", "»", "dort", "!"))
        assert len(found.attributions) == 51 and found.attributions[0] == CREDIT.format(0, 0)
        assert [(one.reason, one.count) for one in found.left_out] == [
            ("a line without two sentences", 1), ("a sentence without words", 1),
        ]  # fmt: skip


def test_that_a_table_with_commas_and_quotes_is_read_too(tmp_path: Path) -> None:
    text = "\n".join(f'"Well, {name}",{number} mots' for number, name in enumerate(NAMES * 3))
    assert pairs(written(tmp_path, text), "auto").pairs[0] == (("well", ",", "tom"), ("0", "mots"))


def test_that_a_sentence_is_never_learned_and_tested_in_two_translations(tmp_path: Path) -> None:
    twice = [*lines(), *(line.replace(" !", " ?") for line in lines())]
    settings = SentencePairsSettings(file=written(tmp_path, "\n".join(twice)), test_share=0.2)
    data = settings.load(3)
    learned, asked = ({row.tobytes() for row in part.inputs[0]} for part in (data.train, data.test))
    assert (len(data.train), len(data.test)) == (80, 20) and not learned & asked
    again = settings.load(3)
    assert np.array_equal(again.test.targets, data.test.targets)
    assert data.baseline_name == "most frequent word at each place" and "learned by heart" not in data.scores


def test_that_rare_words_are_one_sign_and_their_share_is_said(tmp_path: Path) -> None:
    settings = task(tmp_path, vocabulary=10)
    shape = settings.shape()
    assert shape.inputs.source.vocabulary[:2] == ("·", "□") and len(shape.inputs.source.vocabulary) == 12
    data = settings.load(0)
    read = np.concatenate([data.train.inputs[0], data.test.inputs[0]])
    assert (read == 1).any()
    words = [word for pair in pairs(settings.file, "auto").pairs for side in pair for word in side]
    unknown = (read == 1).sum()
    for part in (data.train, data.test):
        unknown += (part.targets == shape.targets.labels.index("□")).sum()
    assert f"{unknown / len(words):.1%} of their words are not among" in settings.remark()
    assert "UTF-8" in settings.remark() and "0 pairs are too long" in settings.remark()


def test_that_signs_of_ours_in_the_text_are_unknown_words(tmp_path: Path) -> None:
    text = "\n".join([*lines(), "a · b\t‹ oui › □"])
    settings = SentencePairsSettings(file=written(tmp_path, text))
    vocabulary = settings.shape().targets.labels
    assert len(set(vocabulary)) == len(vocabulary)
    data = settings.load(0)
    ends = np.concatenate([part.targets for part in (data.train, data.test)]) == vocabulary.index("›")
    assert (ends.sum(axis=1) == 1).all()


def test_that_too_long_pairs_are_left_out_and_counted(tmp_path: Path) -> None:
    settings = task(tmp_path, longest=5)
    assert "20 pairs are too long" in settings.remark()
    with pytest.raises(DataError, match=r"0 of its pairs have at most 2 words"):
        task(tmp_path, longest=2).shape()


@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_that_a_test_example_given_by_hand_is_itself_again(tmp_path: Path, direction: Any) -> None:
    settings = task(tmp_path, direction=direction)
    data = settings.load(0)
    one = Specimen.of_test(data, 0)
    again = settings.specimen_from(settings.given_of(one))
    assert again.known and again.fits(settings.shape())
    for mine, its in zip(one.inputs, again.inputs, strict=True):
        assert np.array_equal(mine, its)
    strange = settings.specimen_from("Zebras sleep")
    assert not strange.known and strange.inputs[0].tolist() == [[1, 1]]
    for given in ("", "a " * 40):
        with pytest.raises(SpecimenError):
            settings.specimen_from(given)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "is empty"),
        (b"a\tb\n" * 50, "holds 1 pairs of sentences where 20 are needed"),
        (b"\x00\x01" * 90, "is not text"),
        (("x" * 60_000 + "\ty\n").encode() * 30, "holds 0 pairs"),
        (("\ud800".encode("utf-8", "surrogatepass") + b"\tb\n") * 30, ""),
        (b'"unclosed,\n' * 30, ""),
    ],
)
def test_that_what_holds_no_pairs_is_one_sentence(tmp_path: Path, raw: bytes, sentence: str) -> None:
    (tmp_path / "bad.txt").write_bytes(raw)
    with pytest.raises(DataError) as error:
        SentencePairsSettings(file=str(tmp_path / "bad.txt")).shape()
    assert sentence in str(error.value) and "\n" not in str(error.value)


def test_that_no_file_a_folder_and_a_missing_file_are_said(tmp_path: Path) -> None:
    for file in ("", str(tmp_path), str(tmp_path / "none"), "\x00"):
        with pytest.raises(DataError):
            SentencePairsSettings(file=file).shape()


def test_that_it_is_looked_at_trained_and_its_authors_are_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, "\n".join(lines()))
    found = look(file)
    assert found.kind == "sentence-pairs" and found.settings["task.longest"] == 6
    assert any("Attributions: 50, such as CC-BY" in one for one in found.facts)
    changes = [word for path, value in found.settings.items() for word in ("--set", f"{path}={value}")]
    path = tmp_path / "a.run"
    assert main(["train", found.preset, *changes, "--steps", "3", "--out", str(path)]) == 0
    with RunReader(path) as reader:
        assert reader.note("attribution", "").splitlines()[1] == CREDIT.format(0, 1)
        assert Experiment.from_json(reader.experiment_json).task.kind == "sentence-pairs"  # type: ignore[attr-defined]
        assert any("read as UTF-8" in words for _, _, words in reader.log())
    assert main(["pack", str(path), "--to", str(tmp_path / "a.zip")]) == 0
    with zipfile.ZipFile(tmp_path / "a.zip") as pack:
        names = {Path(name).name: name for name in pack.namelist()}
        assert CREDIT.format(9, 4) in pack.read(names["attribution.txt"]).decode()
        page = pack.read(names["handout.html"]).decode()
    assert "CC-BY 2.0 (France)" in page and "47 more in attribution.txt" in page
