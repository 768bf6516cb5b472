"""Encodings: which one a text file is in, found out by trying, or as its user says."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Any, Literal

from playground.foundation.errors import DataError
from playground.foundation.settings import setting

Encoding = Literal["auto", "utf-8", "utf-16", "utf-32", "gb18030", "big5", "shift-jis", "euc-kr", "cp1252", "cp1251"]

AUTO = "auto"
NAMES = {
    AUTO: "detected", "utf-8": "UTF-8", "utf-16": "UTF-16", "utf-32": "UTF-32", "gb18030": "GB 18030", "big5": "Big5",
    "shift-jis": "Shift JIS", "euc-kr": "EUC-KR", "cp1252": "Windows-1252", "cp1251": "Windows-1251",
}  # fmt: skip
_MARKS = (  # UTF-32's begins like UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_COMMON = 0.9  # of the Chinese characters of a text are among the 6763 of GB 2312, if it is one


def encoding_setting() -> Any:
    """The field of a task that reads a text file: an ``Encoding``, found out unless its user says."""
    return setting(
        AUTO, "Encoding",
        "Of the text file. Detected: by a byte-order mark, else the first that fits of UTF-8, GB 18030, Windows-1252.",
        labels=NAMES,
    )  # fmt: skip


def decoded(raw: bytes, whole: bool, encoding: str, path: Path) -> tuple[str, str]:
    """The text, and the encoding that it is in: a key of ``NAMES``, not ``AUTO``.

    Found out in this order: a byte-order mark, UTF-8, GB 18030 where it gives common Chinese characters,
    Windows-1252.

    Args:
        whole: these are all bytes; otherwise a character that is cut in two at their end is left out.
        encoding: a key of ``NAMES``.

    Raises:
        DataError: naming the first byte that does not fit.
    """
    if encoding != AUTO:
        return _in(encoding, raw, whole, path), encoding
    marked = next((name for mark, name in _MARKS if raw.startswith(mark)), None)
    if marked is not None:
        return _in(marked, raw, whole, path), marked
    for name in ("utf-8", "gb18030", "cp1252"):
        text = _tried(name, raw, whole)
        if text is not None and (name != "gb18030" or _is_chinese(text)):
            return text, name
    raise DataError(f"{path}: is in none of the encodings that are tried; choose its encoding, or save it as UTF-8.")


def _in(name: str, raw: bytes, whole: bool, path: Path) -> str:
    try:
        return _text(name, raw, whole)
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path}: is not {NAMES[name]} text (byte {error.start + 1}); choose another encoding, or save it as UTF-8."
        ) from None


def _tried(name: str, raw: bytes, whole: bool) -> str | None:
    try:
        return _text(name, raw, whole)
    except UnicodeDecodeError:
        return None


def _text(name: str, raw: bytes, whole: bool) -> str:
    codec = "utf-8-sig" if name == "utf-8" else name
    return codecs.getincrementaldecoder(codec)("strict").decode(raw, final=whole)


def _is_chinese(text: str) -> bool:
    """Bytes of a German text make Chinese characters too, but rare ones."""
    foreign = [character for character in text if not character.isascii()]
    common = sum(_in_gb2312(character) for character in set(foreign))
    return common >= _COMMON * len(set(foreign))


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
