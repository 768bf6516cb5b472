"""Sentence pairs: a file of the user's with a sentence and its translation on each line, and perhaps whose they are."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from playground.corpora.encodings import decoded
from playground.corpora.looking_reasons import LONG, NARROW, REPEATED, WORDLESS
from playground.corpora.pictures import read
from playground.corpora.tables.table_file import MOST_BYTES, rows_of
from playground.corpora.tables.table_numbers import number
from playground.data.inventory import Leaving, LeftOut, shown
from playground.foundation.errors import DataError

Words = tuple[str, ...]
MOST_PAIRS, LONGEST_LINE = 500_000, 10_000
INSIDE = "'’-"  # belong to a word between two letters
_IDEOGRAPHS = ((0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))


@dataclass(frozen=True, eq=False)
class PairFile:
    """What a file holds, in its order.

    Attributes:
        pairs: words of the first sentence and of the second, small letters.
        attributions: of the third column, each once.
    """

    path: str
    encoding: str
    pairs: tuple[tuple[Words, Words], ...]
    attributions: tuple[str, ...]
    left_out: tuple[LeftOut, ...]


def pairs(file: str, encoding: str, most: int = MOST_PAIRS) -> PairFile:
    """A file, or its first so many pairs; read again only when it has changed. Raises DataError."""
    if not file:
        raise DataError("No file of sentences is chosen: choose one with two sentences on a line (task.file).")
    try:
        path = Path(file).expanduser()
        status = path.stat()
    except (OSError, RuntimeError, ValueError):
        raise DataError(f"{shown(file, 200)}: cannot be found; choose a file that exists.") from None
    return _read(path, encoding, most, status.st_mtime_ns, status.st_size)


def tokens(sentence: str) -> Iterator[str]:
    """Words and signs, in small letters: ``C’est ça !`` → c’est, ça, !; each Chinese or Japanese character is one."""
    found = _pattern().findall(unicodedata.normalize("NFC", sentence).lower())
    return (one for one in found if one.isprintable())


@cache
def _pattern() -> re.Pattern[str]:
    """A sign that stands alone; or letters and digits with their marks, and what is inside a word; or any sign."""
    alone = "".join(f"{chr(low)}-{chr(high)}" for low, high in _IDEOGRAPHS)
    marks = "".join(one for one in map(chr, range(0x300, 0xFFFF)) if unicodedata.category(one) in ("Mc", "Mn"))
    letter = rf"(?:(?![{alone}])[^\W_])"
    part = rf"{letter}(?:{letter}|[{marks}])*"
    return re.compile(rf"[{alone}]|{part}(?:[{INSIDE}]{part})*|\S")


def seems(head: list[str]) -> bool:
    """Whether lines look like pairs: two columns of words between tabs on nearly all of them."""
    lines = [line for line in head if line.strip()]
    return bool(lines) and sum(map(_is_pair, lines)) >= 0.9 * len(lines)


def _is_pair(line: str) -> bool:
    cells = [cell.strip() for cell in line.split("\t")]
    return len(cells) >= 2 and all(cell and number(cell, False) is None and number(cell, True) is None
                                   for cell in cells[:2])  # fmt: skip


@lru_cache(maxsize=2)
def _read(path: Path, encoding: str, most: int, changed: int, size: int) -> PairFile:
    told = shown(str(path), 200)
    if size > MOST_BYTES:
        raise DataError(f"{told}: is larger than {MOST_BYTES // 10**6} MB; choose a part of it.")
    text, found = decoded(read(path, MOST_BYTES), True, encoding, path)
    if "\0" in text:
        raise DataError(f"{told}: is not text (it holds zero bytes); choose a text file, or its encoding.")
    leaving, kept, credited = Leaving(), dict[tuple[Words, Words], None](), dict[str, None]()
    for number_, cells in enumerate(_lines(told, text), 1):
        if len(cells) < 2:
            leaving.add(NARROW, f"line {number_}")
            continue
        if sum(map(len, cells)) > LONGEST_LINE:
            leaving.add(LONG, f"line {number_}")
            continue
        pair = tuple(tokens(cells[0])), tuple(tokens(cells[1]))
        if not all(pair):
            leaving.add(WORDLESS, f"line {number_}")
        elif pair in kept:
            leaving.add(REPEATED, " ".join(pair[0]))
        else:
            kept[pair] = None
            if len(cells) > 2 and cells[2].strip():
                credited[shown(cells[2].strip(), 300)] = None
        if len(kept) >= most:
            break
    if len(kept) < 20:
        raise DataError(f"{told}: holds {len(kept)} pairs of sentences where 20 are needed; choose another file.")
    return PairFile(told, found, tuple(kept), tuple(credited), leaving.listed())


def _lines(told: str, text: str) -> Iterator[list[str]]:
    """Cells of each line: between tabs, where quotes are only quotes; else as a table has them."""
    lines = text.split("\n")
    if any("\t" in line for line in lines[:50]):
        yield from (line.rstrip("\r").split("\t") for line in lines if line.strip())
    else:
        yield from (list(row) for row in rows_of(told, text))


def frequent(lines: Iterator[Words], most: int, taken: Words) -> Words:
    """The most frequent words, by number and then in order; those that are signs of ours are none."""
    counts = Counter(word for line in lines for word in line if word not in taken)
    return tuple(sorted(sorted(counts, key=lambda word: (-counts[word], word))[:most]))
