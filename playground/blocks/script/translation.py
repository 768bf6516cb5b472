"""Translation: the comments, docstrings and headings of a script in the language that is spoken."""

from __future__ import annotations

import io
import re
import tokenize
from functools import cache

from playground.foundation.places import shipped
from playground.languages import spoken
from playground.languages.catalogue import Catalogue

FORMULA = "    "  # begins the lines of a paragraph that is one
_REMARK = re.compile(r"(?<=\S)( {4,})([a-z][a-z ]+)$")


def said(words: str) -> str:
    """Words of a script or a notebook in the language that is spoken."""
    if spoken.language() == spoken.ENGLISH:
        return words
    return _catalogue(spoken.language()).read(words).replace("。 ", "。")


def text(words: str) -> str:
    """Paragraphs of Markdown; of a formula only what is remarked behind it."""
    if spoken.language() == spoken.ENGLISH:
        return words
    paragraphs = re.split(r"\n\n+", words.strip("\n"))
    return "\n\n".join(
        "\n".join(map(_formula, part.splitlines())) if part.startswith(FORMULA) else said(" ".join(part.split()))
        for part in paragraphs
    )


def code(lines: str) -> str:
    """Python whose comments and docstrings are translated; what is computed stays as it is."""
    if spoken.language() == spoken.ENGLISH:
        return lines
    found = lines.split("\n")
    for token in reversed(list(tokenize.generate_tokens(io.StringIO(lines).readline))):
        (row, start), (last, end) = token.start, token.end
        if row != last:
            continue
        if token.type == tokenize.COMMENT:
            words = f"# {said(token.string[1:].strip())}"
        elif token.type == tokenize.STRING and token.string.startswith('"""'):
            words = f'"""{said(token.string[3:-3])}"""'
        else:
            continue
        line = found[row - 1]
        found[row - 1] = line[:start] + words + line[end:]
    return "\n".join(found)


def _formula(line: str) -> str:
    return _REMARK.sub(lambda remark: remark.group(1) + said(remark.group(2)), line)


@cache
def _catalogue(language: str) -> Catalogue:
    return Catalogue.load(shipped("resources") / "translations" / f"script.{language}.toml")
