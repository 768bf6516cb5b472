"""Notation: one formula, read as LaTeX, as rich text and as plain text."""

from __future__ import annotations

import pytest

from playground.worked.notation import number, operand, to_html, to_latex, to_text

ROOT = "<span style=\"font-family: 'DejaVu Serif', 'Times New Roman', serif\">√</span>"


@pytest.mark.parametrize(
    ("latex", "text", "rich"),
    [
        (r"h_t = f(W x_t + U h_{t-1} + b)", "h_t = f(W x_t + U h_{t−1} + b)",
         "<i>h</i><sub><i>t</i></sub> = <i>f</i>(<i>W</i> <i>x</i><sub><i>t</i></sub> + <i>U</i> "
         "<i>h</i><sub><i>t</i>−1</sub> + <i>b</i>)"),
        (r"\frac{a + b}{\sqrt{d}}", "(a + b) / √d",
         f"(<i>a</i> + <i>b</i>)&thinsp;/&thinsp;{ROOT}<i>d</i>"),
        (r"\sqrt{d_k}", "√d_k", f"{ROOT}<i>d</i><sub><i>k</i></sub>"),
        (r"\sqrt{v + \epsilon}", "√(v + ε)", f"{ROOT}(<i>v</i> + ε)"),
        (r"\sum_c x_c \cdot (-0.5)", "Σ_c x_c · (−0.5)",
         "Σ<sub><i>c</i></sub> <i>x</i><sub><i>c</i></sub> · (−0.5)"),
        (r"\link{3}{x} \odot \tanh(c)", "x ⊙ tanh(c)", '<a href="3"><i>x</i></a> ⊙ tanh(<i>c</i>)'),
        (r"1.5 \times 10^{-7}", "1.5 × 10^{−7}", "1.5 × 10<sup>−7</sup>"),
    ],
)  # fmt: skip
def test_that_a_formula_reads_the_same_in_text_and_rich_text(latex: str, text: str, rich: str) -> None:
    assert to_text(latex) == text
    assert to_html(latex) == rich


def test_that_latex_for_a_document_holds_none_of_our_own_commands() -> None:
    assert to_latex(r"\link{2}{x} = \softmax(z)") == r"{x} = \operatorname{softmax}(z)"


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.123456, "0.1235"), (-0.0, "0"), (1234.5, "1234"), (1.5e-7, r"1.50 \times 10^{-7}"), (float("inf"), r"\infty")],
)
def test_that_numbers_have_at_most_four_digits(value: float, words: str) -> None:
    assert number(value) == words


def test_that_a_negative_operand_stands_in_brackets() -> None:
    assert operand(-2.0) == "(-2)" and operand(2.0) == "2"
