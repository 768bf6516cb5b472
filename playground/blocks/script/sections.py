"""Sections: a piece of the script with the words above it; the same pieces make the file and the notebook."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from string import Template
from textwrap import dedent, indent
from typing import Any

from playground.blocks.script import translation
from playground.languages.breaking import width, wrapped

RULE = 100  # columns of the comments


@dataclass(frozen=True)
class Section:
    """Some code under a heading.

    Attributes:
        title: a few words, plain.
        text: sentences, Markdown that also reads well as a comment.
        code: Python, as it stands.
    """

    title: str
    text: str
    code: str

    def translated(self) -> Section:
        """With all its words in the language that is spoken."""
        return Section(translation.said(self.title), translation.text(self.text), translation.code(self.code))


def fill(template: str, **values: object) -> str:
    """A template with each ``$name`` replaced; a value of several lines is indented as its first line is.

    A line that holds nothing but an empty value is left out.
    """
    lines = []
    for line in dedent(template).strip("\n").splitlines():
        filled = Template(line).substitute({name: str(value) for name, value in values.items()})
        if "$" in line and not filled.strip():
            continue
        margin = line[: len(line) - len(line.lstrip())]
        first, *rest = filled.split("\n")
        lines += [first, *(margin + more if more else "" for more in rest)]
    return "\n".join(line.rstrip() for line in lines)


def block(lines: Sequence[str]) -> str:
    """Lines as one value for ``fill``; a comment after two spaces and ``#`` is aligned with those around it."""
    parted = [line.partition("  #") for line in lines]
    column = max((len(code) for code, mark, _ in parted if mark and len(code) < RULE - 30), default=0)
    return "\n".join(f"{code:{column}}{mark}{words}" if mark else code for code, mark, words in parted)


def quoted(text: str) -> str:
    """A string as code, in double quotes where that needs no escape."""
    plain = repr(text)
    return f'"{plain[1:-1]}"' if plain[0] == "'" and '"' not in text else plain


def script_text(head: str, sections: Sequence[Section]) -> str:
    """The sections one under the other, their words as comments."""
    parts = [head]
    for section in sections:
        parts.append(_comment(section) + section.code.strip("\n") + "\n")
    return "\n\n".join(part.strip("\n") + "\n" for part in parts)


def notebook_text(title: str, head: str, sections: Sequence[Section]) -> str:
    """The same as a Jupyter notebook, format 4.5: words and code in cells of their own."""
    cells = [_cell("markdown", 0, f"# {title}\n\n{head}")]
    for section in sections:
        cells.append(_cell("markdown", len(cells), f"## {section.title}\n\n{section.text.strip()}"))
        cells.append(_cell("code", len(cells), section.code.strip("\n")))
    notebook = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _comment(section: Section) -> str:
    lines = [f"# --- {section.title} " + "-" * max(0, RULE - 7 - width(section.title))]
    for number, paragraph in enumerate(section.text.strip().split("\n\n")):
        lines += ["#"] if number else []
        if paragraph.startswith("    "):  # a formula keeps its lines
            lines += [indent(line, "# ").rstrip() for line in paragraph.splitlines()]
        else:
            lines += [f"# {line}" for line in wrapped(" ".join(paragraph.split()), RULE - 2)]
    return "\n".join(lines) + "\n"


def _cell(kind: str, number: int, source: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}}
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return {**cell, "source": source.splitlines(keepends=True)}
