"""Dates: one is read in any of six spellings, English or Chinese, and written again as year-month-day."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.data.datasets import Data, Split
from playground.data.editing import Editor, Given, Writing, counted, numbered, text
from playground.data.measures import exact_accuracy, token_accuracy, token_baseline
from playground.data.metrics import EXACT_ACCURACY, TOKEN_ACCURACY, Metric
from playground.data.shapes import ClassTarget, DataShape, PairInput, TokenInput
from playground.data.specimen import Specimen
from playground.experiment.experiment import TaskSettings
from playground.foundation.settings import setting

SPELLINGS = 6
# from 1950 to 2049, so that two digits of a year leave no doubt
FIRST, DAYS = date(1950, 1, 1), (date(2050, 1, 1) - date(1950, 1, 1)).days
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_NUMERALS = "〇一二三四五六七八九"
_SIGNS = {
    "en": "".join((*_MONTHS, *_WEEKDAYS)) + "0123456789 ,./stndrdthof",
    "zh": _NUMERALS + "零十百年月日民国0123456789.，",
}
_LONGEST = {"en": len("22nd of September 1998"), "zh": len("民国一百三十八年十二月三十一日")}
_PADDING, _START = "·", "‹"
_ANSWER = (_START, *"0123456789-")
_WRITTEN = len("1998-03-03")
_TRAIN, _TEST = 20_000, 1_000


class DatesSettings(TaskSettings):
    """Write a date as 1998-03-03, however it was spelled."""

    title: ClassVar[str] = "Dates"
    measured: ClassVar[tuple[Metric, ...]] = (EXACT_ACCURACY, TOKEN_ACCURACY)

    kind: Literal["dates"] = "dates"
    language: Literal["en", "zh"] = setting(
        "en", "Language", "In which the dates are spelled; English ones put the day before the month in 03/04/1998.",
        labels={"en": "English", "zh": "Chinese"},
    )  # fmt: skip

    split: Literal["spellings", "days"] = setting(
        "spellings", "Held out",
        "What the test asks was not learned from: the day in this spelling, though perhaps in another; or the day in "
        "any spelling.",
        labels={"spellings": "spellings of a day", "days": "whole days"},
    )  # fmt: skip

    def shape(self) -> DataShape:
        """A source (S,) of characters, filled up with ``·``; a target (10,) of ``‹`` and what is answered so far."""
        source = TokenInput(_LONGEST[self.language], self._vocabulary(), padding=0)
        return DataShape(PairInput(source, TokenInput(_WRITTEN, _ANSWER)), ClassTarget(_ANSWER, _WRITTEN), causal=True)

    def load(self, seed: int) -> Data:
        """20 000 spelled dates to learn from and 1 000 others to test on, drawn from the seed.

        A day of the test may have been learned from in another spelling, unless whole days are held out: a tenth.
        """
        dice = np.random.Generator(np.random.PCG64([seed, 0]))
        drawn = dice.permutation(DAYS * SPELLINGS)
        if self.split == "days":
            held = np.isin(drawn // SPELLINGS, dice.permutation(DAYS)[: DAYS // 10])
            drawn = np.concatenate([drawn[~held][:_TRAIN], drawn[held]])
        train, test = self._split(drawn[:_TRAIN]), self._split(drawn[_TRAIN : _TRAIN + _TEST])
        return Data(
            self.shape(), train, test,
            lambda count: {
                "most frequent characters": token_baseline(train.targets, test.targets[:count], len(_ANSWER)),
            },
            label=self._label,
        )  # fmt: skip

    def metrics(self, outputs: NDArray[np.float32], targets: NDArray[Any]) -> dict[str, float]:
        """Share of dates without a fault, and of single characters, of logits (B, 10, 12)."""
        return {
            "exact_accuracy": exact_accuracy(outputs, targets),
            "token_accuracy": token_accuracy(outputs, targets),
        }

    def editor(self) -> Editor:
        """A spelled date."""
        example = "22nd of September 1998" if self.language == "en" else "民国八十七年九月二十二日"
        return Writing(f"A date from 1950 to 2049, at most {_LONGEST[self.language]} characters.", example)

    def specimen_from(self, given: Given) -> Specimen:
        """The truth is known of dates in one of the six spellings. Raises SpecimenError."""
        asked = text(given).strip()
        source = numbered(asked, self._vocabulary(), "character")
        counted(len(source), 1, _LONGEST[self.language], "character")
        day = read(asked, self.language)
        answer = numbered(day.isoformat(), _ANSWER) if day else np.zeros(_WRITTEN, np.int64)
        so_far = np.append(0, answer[:-1])
        return Specimen((source[None], so_far[None]), answer[None], "your date", known=day is not None)

    def given_of(self, specimen: Specimen) -> str:
        """The date as it is spelled."""
        return "".join(self._vocabulary()[token] for token in specimen.inputs[0][0])

    def _vocabulary(self) -> tuple[str, ...]:
        return (_PADDING, *sorted(set(_SIGNS[self.language])))

    def _split(self, drawn: NDArray[np.int64]) -> Split:
        """The pairs of a day and a spelling with these numbers (B,)."""
        spell = english if self.language == "en" else chinese
        signs = {sign: number for number, sign in enumerate(self._vocabulary())}
        digits = {sign: number for number, sign in enumerate(_ANSWER)}
        source = np.zeros((len(drawn), _LONGEST[self.language]), np.int64)
        answer = np.zeros((len(drawn), _WRITTEN), np.int64)
        for row, number in enumerate(drawn.tolist()):
            day = FIRST + timedelta(days=number // SPELLINGS)
            text = spell(day, number % SPELLINGS)
            source[row, : len(text)] = [signs[sign] for sign in text]
            answer[row] = [digits[sign] for sign in day.isoformat()]
        start = np.zeros((len(drawn), 1), np.int64)
        return Split((source, np.concatenate([start, answer[:, :-1]], axis=1)), answer)

    def _label(self, inputs: tuple[NDArray[Any], ...]) -> dict[str, tuple[str, ...]]:
        """The characters of both sequences."""
        vocabulary, (source, target) = self._vocabulary(), inputs
        return {
            "source": tuple(vocabulary[token] for token in source),
            "target": tuple(_ANSWER[token] for token in target),
        }


def english(day: date, spelling: int) -> str:
    """A date in one of six English spellings."""
    number, month, year = day.day, _MONTHS[day.month - 1], day.year
    ending = "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return (
        f"{number} {month} {year}",
        f"{month} {number}, {year}",
        f"{number}.{day.month}.{year % 100:02}",
        f"{_WEEKDAYS[day.weekday()]} {number} {month[:3]} {year}",
        f"{number:02}/{day.month:02}/{year}",
        f"{number}{ending} of {month} {year}",
    )[spelling]


def chinese(day: date, spelling: int) -> str:
    """A date in one of six Chinese spellings; one counts years from 1912, the first of the republic."""
    year = day.year
    written = f"{_numeral(day.month)}月{_numeral(day.day)}日"
    return (
        "".join(_NUMERALS[int(digit)] for digit in str(year)) + f"年{written}",
        f"{year}年{day.month}月{day.day}日",
        f"{year % 100:02}年{day.month}月{day.day}日",
        f"民国{_numeral(year - 1911)}年{written}",
        f"{year}.{day.month}.{day.day}",
        f"{written}，{year}年",
    )[spelling]


def _numeral(number: int) -> str:
    """1…199 in words: 十, 十二, 三十一, 一百零五, 一百一十."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    text = _NUMERALS[hundreds] + "百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _NUMERALS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_NUMERALS[ones] if ones else "")


def read(spelled: str, language: Literal["en", "zh"]) -> date | None:
    """The day that is spelled like this in one of the six spellings; None if there is none."""
    spell, days = (english, _english_days) if language == "en" else (chinese, _chinese_days)
    candidates = (day for day in days(spelled) if FIRST <= day < FIRST + timedelta(days=DAYS))
    return next((day for day in candidates if any(spell(day, n) == spelled for n in range(SPELLINGS))), None)


def _english_days(spelled: str) -> Iterator[date]:
    """Days that it could be: a month by name or the middle one of three numbers."""
    numbers = [int(digits) for digits in re.findall(r"\d{1,4}", spelled)]
    named = [index + 1 for index, name in enumerate(_MONTHS) if name[:3] in spelled]
    if len(numbers) == 2 and named:
        numbers.insert(1, named[0])
    if len(numbers) == 3:
        yield from _days(numbers[2], numbers[1], numbers[0])


def _chinese_days(spelled: str) -> Iterator[date]:
    """Days that it could be: numbers in numerals or digits before 年, 月 and 日, or three with dots between them."""
    sign = f"[0-9{_NUMERALS}零十百]"
    parts = [re.search(f"({sign}+){unit}", spelled) for unit in "年月日"]
    if all(parts):
        year, month, day = (_read_number(part[1]) for part in parts if part)
        yield from _days(year + 1911 if "民国" in spelled else year, month, day)
    elif re.fullmatch(r"\d{4}\.\d{1,2}\.\d{1,2}", spelled):
        yield from _days(*(int(part) for part in spelled.split(".")))


def _days(year: int, month: int, day: int) -> Iterator[date]:
    """The day if there is such a one; two digits of a year are of 1950…2049."""
    full = year if year > 99 else 1900 + year if year >= 50 else 2000 + year
    with contextlib.suppress(ValueError):
        yield date(full, month, day)


def _read_number(written: str) -> int:
    """A number in digits, digit by digit in numerals, or in words up to 199; 0 if it is none."""
    if written.isascii():
        return int(written)
    words = next((number for number in range(1, 200) if _numeral(number) == written), 0)
    digits = "".join(str(_NUMERALS.find(sign)) for sign in written)
    return words or (int(digits) if digits.isdecimal() else 0)
