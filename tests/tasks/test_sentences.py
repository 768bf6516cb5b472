"""Sentences in three languages: their grammar, their translation, and filling in what is covered."""

import numpy as np
import pytest

from playground.corpora.sentences import Language, in_language, longest, sentences, words
from playground.data.datasets import Split
from playground.data.shapes import IGNORED, PairInput, TokenInput
from playground.tasks.masked_tokens import MaskedTokensSettings, best_possible, neighbour_baseline
from playground.tasks.translation import TranslationSettings

LANGUAGES: tuple[Language, ...] = ("en", "de", "zh")


def test_that_no_sentence_comes_twice_in_any_language() -> None:
    assert len(sentences()) == 5184
    for language in LANGUAGES:
        assert len(set(in_language(language))) == 5184


@pytest.mark.parametrize(
    ("english", "german", "chinese"),
    [
        ("the child reads a book", "das kind liest ein buch", "孩子 读 一 本 书"),
        ("today the child reads a book", "heute liest das kind ein buch", "孩子 今天 读 一 本 书"),
        ("the child wants to read a book", "das kind will ein buch lesen", "孩子 想 读 一 本 书"),
        (
            "on sunday the students can eat a big apple at home",
            "am sonntag können die studenten zu hause einen großen apfel essen",
            "学生们 星期天 能 在 家 吃 一 个 大 苹果",
        ),
        (
            "often the mother eats an apple in town",
            "oft isst die mutter in der stadt einen apfel",
            "妈妈 常常 在 城 里 吃 一 个 苹果",
        ),
        (
            "the father buys a small bag",
            "der vater kauft eine kleine tasche",
            "爸爸 买 一 个 小 包",
        ),
    ],
)
def test_that_order_articles_and_measure_words_are_right(english: str, german: str, chinese: str) -> None:
    assert tuple(tuple(line.split()) for line in (english, german, chinese)) in sentences()


def test_that_the_german_verb_is_second_and_agrees_and_the_object_is_accusative() -> None:
    finite = {"liest", "kauft", "isst", "backt", "zeichnet", "will", "kann"}
    finite_plural = {"lesen", "kaufen", "essen", "backen", "zeichnen", "wollen", "können"}
    ending = {"buch": "ein", "haus": "ein", "tasche": "eine", "katze": "eine", "apfel": "einen", "kuchen": "einen"}
    for line in in_language("de"):
        plural = "kinder" in line or "studenten" in line
        second = {"heute": 1, "oft": 1}.get(line[0], 2)  # behind one word, or behind two
        assert line[second] in (finite_plural if plural else finite)
        noun = next(word for word in line if word in ending)
        article = line.index(ending[noun])
        adjective = line[article + 1 : line.index(noun)]
        assert not adjective or adjective[0].endswith({"ein": "es", "eine": "e", "einen": "en"}[ending[noun]])
        assert line[line.index(noun) + 1 :] == () or line[-1] in finite_plural


@pytest.mark.parametrize("language", ["de", "zh"])
def test_that_translations_are_those_of_the_grammar_and_end_where_they_end(language: Language) -> None:
    task = TranslationSettings.model_validate({"target_language": language})
    data, pair = task.load(1), task.shape().inputs
    assert isinstance(pair, PairInput) and data.shape.causal
    assert (pair.source.length, pair.target.length) == (longest("en"), longest(language) + 1)
    answers = dict(zip(in_language("en"), in_language(language), strict=True))
    for split in (data.train, data.test):
        for source, so_far, wanted in zip(*split.inputs, split.targets, strict=True):
            label = data.label((source, so_far))
            answer = answers[tuple(word for word in label["source"] if word != "·")]
            assert tuple(word for word in label["target"] if word != "·") == ("‹", *answer)
            told = [pair.target.vocabulary[token] for token in wanted[wanted != IGNORED]]
            assert told == [*answer, "›"] and (wanted[len(told) :] == IGNORED).all()


def test_that_the_seed_chooses_the_sentences_that_are_held_out() -> None:
    for task in (TranslationSettings(), MaskedTokensSettings()):
        one, same, other = (task.load(seed) for seed in (1, 1, 2))
        assert (one.test.inputs[0] == same.test.inputs[0]).all()
        assert (one.test.inputs[0] != other.test.inputs[0]).any()
        whole = [_uncovered(split) for split in (one.train, one.test)]
        assert len(whole[0]) + len(whole[1]) == 5184 and not whole[0] & whole[1]


def _uncovered(split: Split) -> set[bytes]:
    shown = split.inputs[0]
    lines = np.where(split.targets != IGNORED, split.targets, shown) if len(split.inputs) == 1 else shown
    return {line.tobytes() for line in lines}


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_covered_words_are_wanted_and_no_others(language: Language) -> None:
    task = MaskedTokensSettings.model_validate({"language": language})
    data, inputs = task.load(1), task.shape().inputs
    assert isinstance(inputs, TokenInput) and inputs.vocabulary == ("·", "□", *words(language))
    for split, count in ((data.train, 4 * 4148), (data.test, 1036)):
        shown, wanted = split.inputs[0], split.targets != IGNORED
        assert len(split) == count
        assert ((shown == 1) == wanted).all() and wanted.any(axis=1).all() and (split.targets[wanted] > 1).all()
        assert wanted.sum() / (shown != 0).sum() == pytest.approx(0.17, abs=0.02)


def test_that_the_strongest_trivial_answer_is_the_baseline() -> None:
    data = MaskedTokensSettings().load(1)
    assert data.baseline_name == "most frequent word behind its neighbour"
    trivial = [scores for name, scores in data.others.items() if name != "best possible"]
    assert len(trivial) == 2 and all(one["token_accuracy"] < data.baseline["token_accuracy"] for one in trivial)


def test_that_who_knows_the_whole_grammar_gets_as_much_as_is_possible_and_no_more() -> None:
    lines = np.array([[2, 3, 4], [2, 3, 5], [2, 3, 5], [2, 6, 0]])
    split = Split(
        (np.array([[2, 3, 1], [2, 1, 4], [2, 1, 0]]),), np.array([[-100, -100, 5], [-100, 3, -100], [-100, 6, -100]])
    )
    assert best_possible(lines, split).tolist() == [2 / 3, 1.0, 1.0]  # an ending that is not covered tells the length
    assert MaskedTokensSettings().load(1).others["best possible"]["token_accuracy"] == pytest.approx(0.764, abs=0.001)


def test_that_the_neighbour_baseline_is_what_one_counts_by_hand() -> None:
    train = Split((np.array([[2, 1], [2, 1], [2, 1], [1, 3]]),), np.array([[-100, 4], [-100, 4], [-100, 3], [2, -100]]))
    test = Split((np.array([[2, 1], [1, 3]]),), np.array([[-100, 3], [2, -100]]))
    scores = neighbour_baseline(train, test, 5)
    assert scores["token_accuracy"] == 0.5
    assert scores["loss"] == pytest.approx(-(np.log(2 / 8) + np.log(2 / 6)) / 2)
    blind = neighbour_baseline(train, test, 5, blind=True)
    assert blind["token_accuracy"] == 0 and blind["loss"] == pytest.approx(-np.log(2 / 9))
