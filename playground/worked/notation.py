"""Notation: formulas are written once, in a small part of LaTeX, and read as LaTeX, as rich text and as plain text.

Understood: letters and digits, ``_{}``, ``^{}``, ``\\frac{}{}``, ``\\sqrt{}``, ``\\mathrm{}``, the commands in
``SIGNS`` and ``FUNCTIONS``, and ``\\link{n}{}``, our own: source number n of a worked example lights up over it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

SIGNS = {
    "sum": "Σ", "cdot": "·", "times": "×", "odot": "⊙", "partial": "∂", "infty": "∞", "dots": "…", "to": "→",
    "leftarrow": "←",
    "le": "≤", "ge": "≥", "in": "∈", "top": "ᵀ", "alpha": "α", "beta": "β", "gamma": "γ", "epsilon": "ε", "eta": "η",
    "theta": "θ", "mu": "μ", "sigma": "σ", "lambda": "λ", "Phi": "Φ", "quad": "  ", ",": " ", "star": "∗",
}  # fmt: skip
FUNCTIONS = ("tanh", "max", "exp", "softmax", "relu", "gelu", "mean", "log", "sin", "cos", "LN", "MLP", "Attn")
SUMS, PRODUCTS = "+−", "+−·× "  # what needs brackets above and below a line
# a text font's: those of mathematics hang theirs below the line, for a program that builds roots of any height. Nor is
# there a line above what it is taken of: rich text draws one through each index.
_ROOT = "<span style=\"font-family: 'DejaVu Serif', 'Times New Roman', serif\">√</span>"
_TOKEN = re.compile(r"\\([a-zA-Z]+|,)|([_^{}])|(-?\d[\d.]*(?:e-?\d+)?)|([^\\_^{}\d]|\d)")
_LINK = re.compile(r"\\link\{\d+\}")


def number(value: float) -> str:
    """At most four significant digits, as they stand in a formula."""
    if value != value:
        return r"\mathrm{nan}"
    if abs(value) == float("inf"):
        return r"\infty" if value > 0 else r"-\infty"
    if value and (abs(value) < 1e-4 or abs(value) >= 1e6):
        digits, power = f"{value:.2e}".split("e")
        return rf"{digits} \times 10^{{{int(power)}}}"
    return f"{value + 0.0:.4g}" if abs(value) < 1000 else f"{value:.0f}"


def operand(value: float) -> str:
    """A number that stands after a sign: a negative one in brackets."""
    return f"({number(value)})" if value < 0 else number(value)


def to_latex(latex: str) -> str:
    """Without our own command, for a document of the user's."""
    plain = _LINK.sub("", latex)
    for name in FUNCTIONS:
        if name not in ("tanh", "max", "exp", "log", "sin", "cos"):
            plain = plain.replace(f"\\{name}", rf"\operatorname{{{name}}}")
    return plain


def to_text(latex: str) -> str:
    """One line of plain text."""
    return "".join(_text(node) for node in _parse(latex)).strip()


def to_html(latex: str) -> str:
    """Rich text: letters in italics, functions upright, real subscripts."""
    return "".join(_html(node) for node in _parse(latex))


@dataclass(frozen=True)
class _Node:
    """A sign, or a command with its arguments."""

    kind: str
    text: str = ""
    parts: tuple[tuple[_Node, ...], ...] = ()


def _parse(latex: str) -> tuple[_Node, ...]:
    return tuple(_nodes(iter(_TOKEN.findall(latex))))


def _nodes(tokens: Iterator[tuple[str, str, str, str]]) -> Iterator[_Node]:
    """Nodes up to the end of the group."""
    for command, mark, digits, sign in tokens:
        if mark == "}":
            return
        if mark == "{":
            yield _Node("group", parts=(tuple(_nodes(tokens)),))
        elif mark:
            yield _Node("sub" if mark == "_" else "sup", parts=(_argument(tokens),))
        elif command in ("frac", "link"):
            yield _Node(command, parts=(_argument(tokens), _argument(tokens)))
        elif command in ("sqrt", "mathrm"):
            yield _Node(command, parts=(_argument(tokens),))
        elif command in FUNCTIONS:
            yield _Node("upright", command)
        elif command:
            yield _Node("upright", SIGNS.get(command, command))
        elif digits:
            yield _Node("upright", digits.replace("-", "−"))
        else:
            yield _Node("letter" if sign.isalpha() and sign.isascii() else "upright", sign.replace("-", "−"))


def _argument(tokens: Iterator[tuple[str, str, str, str]]) -> tuple[_Node, ...]:
    """What stands in the braces that follow, or the one sign that does."""
    command, mark, digits, sign = next(tokens, ("", "", "", ""))
    if mark == "{":
        return tuple(_nodes(tokens))
    return (_Node("letter" if sign.isalpha() else "upright", SIGNS.get(command, command) or digits or sign),)


def _text(node: _Node) -> str:
    inner = ["".join(map(_text, part)) for part in node.parts]
    match node.kind:
        case "sub":
            return f"_{inner[0]}" if len(inner[0]) == 1 else f"_{{{inner[0]}}}"
        case "sup":
            return f"^{inner[0]}" if len(inner[0]) == 1 else f"^{{{inner[0]}}}"
        case "frac":
            return f"{_bracketed(inner[0], SUMS)} / {_bracketed(inner[1], PRODUCTS)}"
        case "sqrt":
            return f"√{_bracketed(inner[0], PRODUCTS)}"
        case "link":
            return inner[1]
        case "group" | "mathrm":
            return inner[0]
        case _:
            return node.text


def _html(node: _Node) -> str:
    inner = ["".join(map(_html, part)) for part in node.parts]
    match node.kind:
        case "letter":
            return f"<i>{node.text}</i>"
        case "sub" | "sup":
            return f"<{node.kind}>{inner[0]}</{node.kind}>"
        case "frac":
            signs = (SUMS, PRODUCTS)
            top, bottom = (_bracketed(_text_of(node.parts[i]), signs[i], inner[i]) for i in range(2))
            return f"{top}&thinsp;/&thinsp;{bottom}"
        case "sqrt":
            return f"{_ROOT}{_bracketed(_text_of(node.parts[0]), PRODUCTS, inner[0])}"
        case "link":
            return f'<a href="{_text_of(node.parts[0])}">{inner[1]}</a>'
        case "group":
            return inner[0]
        case "mathrm":
            return html.escape(_text_of(node.parts[0]))
        case _:
            return html.escape(node.text)


def _text_of(nodes: tuple[_Node, ...]) -> str:
    return "".join(map(_text, nodes))


def _bracketed(text: str, signs: str, shown: str | None = None) -> str:
    """In brackets where it holds one of the signs that would otherwise reach further."""
    shown = text if shown is None else shown
    return f"({shown})" if any(sign in text[1:] for sign in signs) else shown
