"""Sentences: a small grammar that says the same in English, German and Chinese, word for word but for their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Language = Literal["en", "de", "zh"]
Words = tuple[str, ...]
_COLUMNS: dict[Language, int] = {"en": 0, "de": 1, "zh": 2}

# each of the following: English, German, Chinese
_TIMES = (("", "", ""), ("today", "heute", "今天"), ("often", "oft", "常常"), ("on sunday", "am sonntag", "星期天"))
_PLACES = (("", "", ""), ("at home", "zu hause", "在 家"), ("in town", "in der stadt", "在 城 里"))


@dataclass(frozen=True)
class _Subject:
    english: str
    german: str
    chinese: str
    plural: bool = False


@dataclass(frozen=True)
class _Verb:
    """Infinitives, and the third person singular; the plural is the infinitive in both languages."""

    english: str
    english_finite: str
    german: str
    german_finite: str
    chinese: str


@dataclass(frozen=True)
class _Noun:
    """``gender``: m, f or n, of the German noun; ``measure``: the word that Chinese counts it with."""

    english: str
    german: str
    gender: str
    chinese: str
    measure: str


_SUBJECTS = (
    _Subject("the child", "das kind", "孩子"),
    _Subject("the mother", "die mutter", "妈妈"),
    _Subject("the father", "der vater", "爸爸"),
    _Subject("the teacher", "der lehrer", "老师"),
    _Subject("the children", "die kinder", "孩子们", plural=True),
    _Subject("the students", "die studenten", "学生们", plural=True),
)
_READ = _Verb("read", "reads", "lesen", "liest", "读")
_BUY = _Verb("buy", "buys", "kaufen", "kauft", "买")
_EAT = _Verb("eat", "eats", "essen", "isst", "吃")
_BAKE = _Verb("bake", "bakes", "backen", "backt", "烤")
_DRAW = _Verb("draw", "draws", "zeichnen", "zeichnet", "画")
_BOOK = _Noun("book", "buch", "n", "书", "本")
_BAG = _Noun("bag", "tasche", "f", "包", "个")
_APPLE = _Noun("apple", "apfel", "m", "苹果", "个")
_CAKE = _Noun("cake", "kuchen", "m", "蛋糕", "个")
_HOUSE = _Noun("house", "haus", "n", "房子", "座")
_CAT = _Noun("cat", "katze", "f", "猫", "只")
_DEEDS = (
    (_READ, _BOOK), (_BUY, _BOOK), (_BUY, _BAG), (_EAT, _APPLE),
    (_EAT, _CAKE), (_BAKE, _CAKE), (_DRAW, _HOUSE), (_DRAW, _CAT),
)  # fmt: skip
_ADJECTIVES = (("", "", ""), ("small", "klein", "小"), ("big", "groß", "大"))
_MODALS = (
    None,
    _Verb("want to", "wants to", "wollen", "will", "想"),
    _Verb("can", "can", "können", "kann", "能"),
)
_ARTICLES = {"m": "einen", "f": "eine", "n": "ein"}  # accusative
_ENDINGS = {"m": "en", "f": "e", "n": "es"}  # of an adjective behind them


@cache
def sentences() -> tuple[tuple[Words, Words, Words], ...]:
    """All 5 184 sentences in a fixed order: the words in English, in German and in Chinese."""
    parts = product(_TIMES, _SUBJECTS, _MODALS, _DEEDS, _ADJECTIVES, _PLACES)
    return tuple(
        _sentence(time, subject, modal, verb, noun, adjective, place)
        for time, subject, modal, (verb, noun), adjective, place in parts
    )


@cache
def in_language(language: Language) -> tuple[Words, ...]:
    """The words of all sentences in one language, in the order of ``sentences``."""
    return tuple(triple[_COLUMNS[language]] for triple in sentences())


@cache
def words(language: Language) -> Words:
    """The different words of a language, sorted."""
    return tuple(sorted({word for sentence in in_language(language) for word in sentence}))


@cache
def longest(language: Language) -> int:
    """Words of the longest sentence of a language."""
    return max(map(len, in_language(language)))


def padded(lines: Sequence[Words], vocabulary: Words, length: int) -> NDArray[np.int64]:
    """Lines of words → their numbers (B, length) in the vocabulary, filled up with 0."""
    index = {word: number for number, word in enumerate(vocabulary)}
    numbers = np.zeros((len(lines), length), np.int64)
    for row, line in enumerate(lines):
        numbers[row, : len(line)] = [index[word] for word in line]
    return numbers


def _sentence(
    time: Words, subject: _Subject, modal: _Verb | None, verb: _Verb, noun: _Noun, adjective: Words, place: Words
) -> tuple[Words, Words, Words]:
    first = modal or verb
    described = f"{adjective[0]} {noun.english}".strip()
    article = "an" if described[0] in "aeiou" else "a"
    finite = first.english if subject.plural else first.english_finite
    rest = verb.english if modal else ""
    english = (time[0], subject.english, finite, rest, article, described, place[0])

    # the finite verb is second: whatever comes first, the subject stands at its other side; an infinitive ends it all
    finite = first.german if subject.plural else first.german_finite
    opening = (time[1], finite, subject.german) if time[1] else (subject.german, finite)
    inflected = adjective[1] and adjective[1] + _ENDINGS[noun.gender]
    infinitive = verb.german if modal else ""
    german = (*opening, place[1], _ARTICLES[noun.gender], inflected, noun.german, infinitive)

    # when and where it is done stands before what is done
    wish = modal.chinese if modal else ""
    chinese = (subject.chinese, time[2], wish, place[2], verb.chinese, "一", noun.measure, adjective[2], noun.chinese)
    return _split(english), _split(german), _split(chinese)


def _split(parts: Words) -> Words:
    return tuple(" ".join(parts).split())
