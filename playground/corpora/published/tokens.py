"""Published tokens: the tokenizer of a folder with a published model, and its vocabulary as people read it."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.corpora.published.folder import TOKENIZER, Published, Stamp, described, located, stamp
from playground.foundation.errors import DataError

MAX_BYTES = 64 * 2**20
LIBRARY = "tokenizers"
COVERED = "[MASK]"
_SHOWN = {" ": "␣", "\n": "⏎", "\t": "⇥"}
_PIECE = 20_000  # characters that are cut into tokens at a time


@dataclass(frozen=True, eq=False)
class Tokens:
    """A tokenizer that was read.

    Attributes:
        vocabulary: number of a token → how it is shown, each differently; (V,) as the model counts them.
        first, last: tokens around each sequence (BERT: ``[CLS]``, ``[SEP]``); None where there are none.
        mask: covers a token; None where the vocabulary has no such token.
    """

    library: Any
    vocabulary: tuple[str, ...]
    first: int | None
    last: int | None
    mask: int | None

    def numbers(self, text: str) -> NDArray[np.int64]:
        """A text as tokens (N,), without those around it."""
        pieces = [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)]
        found = [np.array(self.library.encode(piece, add_special_tokens=False).ids, np.int64) for piece in pieces]
        return np.concatenate([np.zeros(0, np.int64), *found])

    def number(self, token: str) -> int | None:
        """The number of a token as it stands in the vocabulary; None where it does not."""
        found: int | None = self.library.token_to_id(token)
        return found

    def text(self, numbers: Sequence[int]) -> str:
        """Tokens as the text that they stand for."""
        return str(self.library.decode(list(numbers), skip_special_tokens=False))

    @cached_property
    def size(self) -> int:
        """Tokens of the vocabulary."""
        return len(self.vocabulary)


def tokens(folder: str) -> Tokens:
    """The tokenizer of a folder; read again only when it has changed. Raises DataError."""
    return _tokens(stamp(located(folder) / TOKENIZER), described(folder))


@lru_cache(maxsize=2)
def _tokens(file: Stamp, published: Published) -> Tokens:
    path = Path(file[0])
    if file[1] > MAX_BYTES:
        raise DataError(f"{path}: is larger than {MAX_BYTES // 2**20} MiB, which no tokenizer is.")
    if importlib.util.find_spec(LIBRARY) is None:
        raise DataError(
            f"To read {path} the tokenizers library is needed: pip install 'neural-playground[pretrained]'."
        )
    library = _read(path)
    known = library.get_vocab(with_added_tokens=True)
    if not known:
        raise DataError(f"{path}: has no vocabulary; copy it anew.")
    largest = max(known.values())
    if largest >= published.vocabulary:
        raise DataError(
            f"{path}: has the token number {largest}, but the model knows {published.vocabulary} tokens; "
            "take the tokenizer that was published with it."
        )
    words = _words(known, published.vocabulary, path)
    around = {name: library.token_to_id(name) for name in ("[CLS]", "[SEP]", COVERED)}
    lacking = [name for name, number in around.items() if number is None]
    if lacking and not published.causal:
        raise DataError(f"{path}: has no token {lacking[0]}; take the tokenizer that was published with the model.")
    if published.causal:
        return Tokens(library, words, None, None, None)
    return Tokens(library, words, around["[CLS]"], around["[SEP]"], around[COVERED])


def _read(path: Path) -> Any:
    """The library's own tokenizer, without cutting off or filling up."""
    library = importlib.import_module(LIBRARY)
    try:
        found = library.Tokenizer.from_str(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise DataError(f"{path}: cannot be read as UTF-8; copy it anew.") from None
    except Exception as error:  # the library raises no other kind than Exception itself
        said = (str(error).splitlines() or [""])[0][:120]
        raise DataError(f"{path}: is no tokenizer that can be read ({said}); copy it anew.") from None
    found.no_truncation()
    found.no_padding()
    return found


def _words(known: dict[str, int], size: int, path: Path) -> tuple[str, ...]:
    """Each token as it is shown; where two would look the same, the later says its number."""
    wild, bytes_of = "Ġ" in known or "Ċ" in known, _bytes()
    raw: dict[int, str] = {}
    for word, number in known.items():
        if number in raw:
            raise DataError(f"{path}: has two tokens with the number {number}; copy it anew.")
        raw[number] = word
    seen: set[str] = set()
    found = []
    for number in range(size):
        shown = f"unused {number}"
        if number in raw:
            shown = _readable(raw[number], bytes_of) if wild else _plain(raw[number])
        if shown in seen:
            shown = f"{shown}#{number}"
        seen.add(shown)
        found.append(shown)
    return tuple(found)


def _readable(word: str, bytes_of: dict[str, int]) -> str:
    """A token of bytes, each written as a letter of its own, as the characters that they make, or else in hexadecimal.

    The table of letters is that of GPT-2 (Radford and others 2019), whose tokens may cut a character in two.
    """
    if any(letter not in bytes_of for letter in word):
        return _plain(word)
    raw = bytes(bytes_of[letter] for letter in word)
    try:
        return _plain(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return f"⟨{raw.hex(' ')}⟩"


def _plain(word: str) -> str:
    shown = "".join(_SHOWN.get(letter, letter) for letter in word) or "∅"
    return "".join(letter if letter.isprintable() else f"⟨{ord(letter):x}⟩" for letter in shown)


@lru_cache(maxsize=1)
def _bytes() -> dict[str, int]:
    """Letter → byte: printable bytes stand for themselves, the others for the letters from U+0100 on."""
    own = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [number for number in range(256) if number not in set(own)]
    return {chr(number): number for number in own} | {chr(256 + at): number for at, number in enumerate(others)}
