"""ExaminedStepHtml: a step that was replayed as rich text: its loss, the examples that made it, and its gradient."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import isfinite

from PySide6.QtCore import QObject

from playground.desktop.i18n.formatting import figure, grouped, readable
from playground.desktop.style.theme import Theme
from playground.protocol.explained import StepExamined

LAYERS = 6  # that are listed


class ExaminedStepHtml(QObject):
    """Words in the user's language around the numbers of one step."""

    def rich(self, told: StepExamined, theme: Theme) -> str:
        """The whole sheet as HTML for Qt's rich text."""
        parts = [f"<p><b>{self.where(told)}</b></p>", f"<p>{self._loss(told)}</p>"]
        share = self.tr("{0} of the {1} examples of its batch have {2} % of the loss:")
        parts.append(f"<p>{share.format(len(told.examples), told.batch, figure(100 * told.share, 2))}</p>")
        examples = [(grouped(one.index + 1), figure(one.loss, 3), escape(one.words)) for one in told.examples]
        parts.append(_table((self.tr("example"), self.tr("loss"), ""), examples, theme))
        usual = self.tr("The gradient of each layer, beside what was usual in the steps before:")
        parts.append(f"<p>{usual}</p>")
        layers = [(escape(readable(one.layer)), figure(one.norm, 3), _times(one.times)) for one in told.layers[:LAYERS]]
        parts.append(_table((self.tr("layer"), self.tr("norm"), self.tr("times the usual")), layers, theme))
        return f'<div style="color:{theme.text}">{"".join(parts)}</div>'

    def where(self, told: StepExamined) -> str:
        """Which step it is."""
        return self.tr("Step {0}").format(grouped(told.step))

    def _loss(self, told: StepExamined) -> str:
        words = self.tr("Loss {0}").format(figure(told.loss))
        if isfinite(told.usual):
            words += "; " + self.tr("the median of the steps before it is {0}.").format(figure(told.usual))
        return words


def _times(value: float) -> str:
    return f"{figure(value, 2)} ×" if isfinite(value) else "–"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], theme: Theme) -> str:
    head = "".join(f'<td style="color:{theme.second}; padding-right:14px">{word}</td>' for word in heads)
    body = "".join(
        "<tr>" + "".join(f'<td style="padding-right:14px">{cell}</td>' for cell in row) + "</tr>" for row in rows
    )
    return f"<table><tr>{head}</tr>{body}</table>"
