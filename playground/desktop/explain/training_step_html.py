"""TrainingStepHtml: an explained step as rich text, its four parts in order, then what the model really did."""

from __future__ import annotations

from PySide6.QtCore import QObject

from playground.desktop.explain.worked_example_html import SERIF
from playground.desktop.i18n.formatting import grouped, readable
from playground.desktop.style.theme import Theme
from playground.protocol.explained import FormulaLine, StepExplained, StepTaken
from playground.worked.notation import number, operand, to_html

CLOSE = 1e-3  # a larger disagreement is marked


class TrainingStepHtml(QObject):
    """Words in the user's language around the numbers of one weight."""

    def rich(self, told: StepExplained, taken: StepTaken | None, theme: Theme) -> str:
        """The whole sheet as HTML for Qt's rich text."""
        parts = [self._head(told), *self._forward(told), *self._backward(told, theme), *self._update(told)]
        parts += self._outcome(told, taken, theme)
        return f'<div style="color:{theme.text}">{"".join(parts)}</div>'

    def where(self, told: StepExplained) -> str:
        """The weight: its layer, and its place, counted from 1."""
        return f"{readable(told.parameter)} [{', '.join(str(at + 1) for at in told.index)}]"

    def _head(self, told: StepExplained) -> str:
        step = self.tr("Step {0}").format(grouped(told.step + 1))
        return f"<p><b>{step}</b> · <i>w</i> = {self.where(told)} = {_figure(told.old)}</p>"

    def _forward(self, told: StepExplained) -> list[str]:
        batch = self.tr("The {0} examples of the next batch go through the model.").format(told.examples)
        return [
            _title(1, self.tr("Forward")), f"<p>{batch}</p>",
            _title(2, self.tr("Loss")), _formula("L", "", _exact(told.loss)),
        ]  # fmt: skip

    def _backward(self, told: StepExplained, theme: Theme) -> list[str]:
        slope = "(<i>L</i>(<i>w</i>+<i>h</i>) − <i>L</i>(<i>w</i>−<i>h</i>)) / 2<i>h</i>"
        numbers = f"({told.above:.12g} − {told.below:.12g}) / (2 · {_figure(told.h)})"
        agree = self.tr("relative difference {0}").format(_figure(told.disagreement))
        color = theme.second if told.disagreement < CLOSE else theme.error
        hint = "" if told.disagreement < CLOSE else " " + self.tr("(a kink of a ReLU, or float32 has no more digits)")
        return [
            _title(3, self.tr("Backward")),
            _paragraph(self.tr("by backpropagation")), _formula("∂L/∂w = g", "", _exact(told.gradient)),
            _paragraph(self.tr("by finite differences, in float64")),
            _formula("∂L/∂w ≈", slope, ""), _formula("", numbers, _exact(told.difference)),
            f'<p style="color:{color}">{agree}{hint}</p>',
        ]  # fmt: skip

    def _update(self, told: StepExplained) -> list[str]:
        names = {"adam": "Adam", "adamw": "AdamW", "sgd": "SGD", "rmsprop": "RMSprop"}
        title = self.tr("Update by {0}").format(names.get(told.optimizer, told.optimizer))
        found = [_title(4, title)]
        for line in told.lines:
            found += [
                _formula(f"{line.result} ←", _filled(line, line.symbols), ""),
                _formula("", _numbers(line), _exact(line.value)),
            ]
        found.append(f"<p><i>w</i>: {_exact(told.old)} → <b>{_exact(told.new)}</b></p>")
        return found

    def _outcome(self, told: StepExplained, taken: StepTaken | None, theme: Theme) -> list[str]:
        title = _title(5, self.tr("The step itself"))
        if taken is None:
            words = self.tr("Not taken yet: press Step (F7), and the model's own new value stands here.")
            return [title, f'<p style="color:{theme.second}">{words}</p>']
        difference = abs(taken.value - told.new)
        words = self.tr("The model took the step: {0}, difference {1}.")
        return [
            title,
            f"<p>{words.format(f'<i>w</i> = <b>{_exact(taken.value)}</b>', f'<b>{_figure(difference)}</b>')}</p>",
        ]


def _title(count: int, words: str) -> str:
    return f'<p style="margin-top:10px; margin-bottom:2px"><b>{count}  {words}</b></p>'


def _paragraph(words: str) -> str:
    return f"<p>{words}</p>"


def _formula(left: str, right: str, value: str) -> str:
    result = f"<b>{value}</b>" if value else ""
    equals = " = " if value and (left or right) else " "
    return f'<p style="{SERIF}; margin:1px 0 1px 12px"><i>{left}</i> {right}{equals}{result}</p>'


def _filled(line: FormulaLine, words: object) -> str:
    """The formula with its symbols."""
    symbols = {name: f"<i>{symbol}</i>" for name, symbol in line.symbols.items()}
    return _raised(line.formula, symbols)


def _numbers(line: FormulaLine) -> str:
    return _raised(line.formula, {name: to_html(operand(value)) for name, value in line.values.items()})


def _raised(formula: str, words: dict[str, str]) -> str:
    """``{b1}^{t}`` becomes a real superscript."""
    for name in words:
        formula = formula.replace(f"^{{{name}}}", f"<sup>{{{name}}}</sup>")
    return formula.format(**words)


def _figure(value: float) -> str:
    return to_html(number(value)).replace("-", "−")


def _exact(value: float) -> str:
    """As many digits as float32 has, so that a prediction can be compared with what came."""
    if value and not 1e-4 <= abs(value) < 1e6:
        digits, power = f"{value:.6e}".split("e")
        return to_html(rf"{digits} \times 10^{{{int(power)}}}")
    return f"{value:.8g}".replace("-", "−")
