"""Catalogue: sentences and their translations, as templates with places for what was filled in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Self

PLACE = re.compile(r"\{(\d*)\}")
JOINTS = ("\n", "; ", " · ", ": ", ", ")  # between sentences that were put together, the loosest first
CHINESE_JOINTS = {"; ": "；", ": ": "：", ", ": "，"}
WEAK = 12  # characters of a template, such as those of "{} more", that say less than a joint or another sentence does
STRONG = re.compile(r"; |: | · |；|：|[A-Za-z]{2,} [a-z]{2,} [a-z]{2,} ")
SENTENCES = re.compile(r"(?<=[.。]) +")
_KEPT = 4096  # sentences that are remembered; panels say the same few again and again
_LETTER = re.compile(r"[^\W\d_]")


class Template:
    """``{}: cannot be read ({}).`` as a pattern that finds what was filled in.

    Attributes:
        literal: how many characters are not filled in; the larger, the surer is a match.
    """

    def __init__(self, source: str, target: str) -> None:
        pieces = PLACE.split(source)
        literals, names = pieces[::2], pieces[1::2]
        self.literal = sum(map(len, literals))
        self._longest = max(literals, key=len)
        self._order = [int(name) if name else at for at, name in enumerate(names)]
        self._literals = literals
        self._target = _numbered(target)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Of hundreds of templates few are ever looked for."""
        return re.compile("(.*?)".join(map(re.escape, self._literals)), re.DOTALL)

    def fill(self, sentence: str, read: Callable[[str], str]) -> str | None:
        """The translation of a sentence of this form, with what was filled in read in its turn; None for others."""
        if self._longest not in sentence:
            return None
        found = self._pattern.fullmatch(sentence)
        if found is None:
            return None
        if self.literal < WEAK and any(STRONG.search(group) for group in found.groups()):
            return None
        words = dict(zip(self._order, map(read, found.groups()), strict=True))
        return PLACE.sub(lambda place: words[int(place.group(1))], self._target)


class Catalogue:
    """Reads sentences of one language in another.

    Args:
        pairs: sentence or template → its translation; an empty one stands for what is not translated.
        joints: what stands between sentences that were put together → what stands there in the other language.
    """

    def __init__(self, pairs: Mapping[str, str], joints: Mapping[str, str] | None = None) -> None:
        self.pairs = {source: target for source, target in pairs.items() if target}
        self._joints = list((joints or {joint: joint for joint in JOINTS}).items())
        self._known: dict[str, str] = {}

    @classmethod
    def load(cls, path: Path) -> Self:
        """The sentences of a TOML file whose tables hold ``"English" = "translation"``."""
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        pairs = {source: target for table in tables.values() for source, target in table.items()}
        return cls(pairs, {joint: CHINESE_JOINTS.get(joint, joint) for joint in JOINTS})

    @cached_property
    def _templates(self) -> list[Template]:
        """Those with places, the surest first; one without a letter of its own would take every sentence."""
        fit = [(source, target) for source, target in self.pairs.items()
               if PLACE.search(source) and _LETTER.search(PLACE.sub("", source))]  # fmt: skip
        return sorted((Template(*pair) for pair in fit), key=lambda template: -template.literal)

    def read(self, sentence: str) -> str:
        """The translation: of the sentence, of its template, or of the sentences it was joined from; else itself."""
        known = self._known.get(sentence)
        if known is None:
            known = self._read(sentence, len(self._joints))
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[sentence] = known
        return known

    def _read(self, sentence: str, joints: int) -> str:
        exact = self.pairs.get(sentence)
        if exact is not None:
            return exact
        if not _LETTER.search(sentence):
            return sentence
        several = SENTENCES.split(sentence)
        if len(several) > 1:
            read = [self.read(one) for one in several]
            if all(one != other for one, other in zip(read, several, strict=True)):
                return " ".join(read)
        for template in self._templates:
            filled = template.fill(sentence, self.read)
            if filled is not None:
                return filled
        for at in range(len(self._joints) - joints, len(self._joints)):
            joint, after = self._joints[at]
            if joint in sentence:
                parts = sentence.split(joint)
                read = [self._read(part, len(self._joints) - at - 1) for part in parts]
                if read != parts:
                    return after.join(read)
        return sentence


def _numbered(target: str) -> str:
    """``{} … {}`` as ``{0} … {1}``."""
    count = iter(range(target.count("{}")))
    return re.sub(r"\{\}", lambda _: f"{{{next(count)}}}", target)
