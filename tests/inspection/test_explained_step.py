"""An explained step is the step that follows: same bits, a gradient that finite differences confirm."""

import numpy as np
import pytest

from playground.experiment import presets
from playground.experiment.interventions import SwitchOff
from playground.experiment.overrides import override
from playground.foundation.errors import InterventionError
from playground.inspection.explained_step import explain, value_of
from playground.training.trainer import Trainer

SMOOTH = "architecture.stages=[{channels=4, activation='tanh', pooling='average'}, {channels=6, activation='gelu'}]"
FAMILIES = {
    "cnn": ("cnn-digits", ["architecture.dropout=0.3", "architecture.batch_norm=true", SMOOTH.replace("'", '"')]),
    "rnn": ("rnn-first-symbol-lstm", ["architecture.depth=2", "architecture.dropout=0.3"]),
    "transformer": ("transformer-dates", ["architecture.dropout=0.2", "architecture.activation=gelu"]),
    "self-attention": ("attention-flagged-token", ["architecture.dropout=0.1"]),
}


def trainer(preset: str, *assignments: str) -> Trainer:
    experiment = override(presets.find(preset).experiment, list(assignments))
    return Trainer(experiment, experiment.task.load(experiment.training.seed))


def run(one: Trainer, steps: int) -> Trainer:
    for _ in range(steps):
        one.advance()
    return one


@pytest.mark.parametrize("optimizer", ["adam", "adamw", "sgd", "rmsprop"])
@pytest.mark.parametrize(
    "more",
    [[], ["training.weight_decay=0.01", "training.gradient_clip=0.05", "training.schedule=cosine"]],
    ids=["plain", "decay, clipping and schedule"],
)
def test_that_the_step_gives_exactly_the_predicted_value(optimizer: str, more: list[str]) -> None:
    words = [f"training.optimizer={optimizer}", *more]
    one = run(trainer("cnn-digits", *FAMILIES["cnn"][1], *words), 7)
    for _ in range(3):
        told = explain(one, 1)
        one.advance()
        assert value_of(one, told.parameter, told.index) == told.new != told.old
        assert told.lines[-1].value == pytest.approx(told.new, rel=1e-6, abs=1e-9)
        assert abs(told.lines[-1].value - told.new) < 1e-3 * abs(told.new - told.old)


@pytest.mark.parametrize("momentum", ["0", "0.9"])
def test_that_the_lines_of_the_formula_compute_what_they_say(momentum: str) -> None:
    settings = ["training.optimizer=sgd", f"training.momentum={momentum}", "training.gradient_clip=0.01"]
    told = explain(run(trainer("cnn-digits", *settings), 3), 1)
    for line in told.lines:
        formula = line.formula.format(**{name: f"({value!r})" for name, value in line.values.items()})
        plain = formula.replace("·", "*").replace("−", "-").replace("²", "**2").replace("^", "**")
        assert _number(plain) == pytest.approx(line.value, rel=1e-4)  # clipping adds 1e-6 to the norm
        assert set(line.symbols) == set(line.values) and line.result


def _number(formula: str) -> float:
    """Arithmetic and ``min`` only; ``√`` does not occur here."""
    import ast

    def value(node: ast.AST) -> float:
        match node:
            case ast.Expression(body):
                return value(body)
            case ast.Constant(number):
                return float(number)  # type: ignore[arg-type]
            case ast.UnaryOp(ast.USub(), operand):
                return -value(operand)
            case ast.BinOp(left, operation, right):
                a, b = value(left), value(right)
                return {ast.Add: a + b, ast.Sub: a - b, ast.Mult: a * b, ast.Div: a / b if b else a}[type(operation)]  # type: ignore[index]
            case ast.Call(_, arguments):
                return min(map(value, arguments))
        raise AssertionError(ast.dump(node))

    return value(ast.parse(formula, mode="eval"))


@pytest.mark.parametrize("family", FAMILIES)
def test_that_finite_differences_confirm_the_gradient_of_a_smooth_model(family: str) -> None:
    preset, settings = FAMILIES[family]
    one = run(trainer(preset, *settings), 5)
    worst = 0.0
    for parameter in explain(one, 1).parameters:
        told = explain(one, 1, parameter)
        if abs(told.gradient) > 1e-3:  # below that float32 itself has no four digits
            worst = max(worst, told.disagreement)
    assert 0 < worst < 1e-4


def test_that_noise_in_the_code_is_the_same_in_both_widths() -> None:
    told = explain(run(trainer("vae-digits"), 5), 1, "latent.weight")
    assert told.disagreement < 1e-3


@pytest.mark.parametrize("family", FAMILIES)
def test_that_explaining_leaves_the_run_as_it_was(family: str) -> None:
    preset, settings = FAMILIES[family]
    plain = trainer(preset, *settings)
    expected = [plain.advance().item() for _ in range(6)]
    weights = {name: array.tobytes() for name, array in plain.weights().items()}
    asked = trainer(preset, *settings)
    losses = []
    for _ in range(6):
        told = explain(asked, 1)
        losses.append(asked.advance().item())
        assert losses[-1] == pytest.approx(told.loss, rel=0, abs=0)
    assert losses == expected and {n: a.tobytes() for n, a in asked.weights().items()} == weights


def test_that_one_weight_can_be_asked_for_and_what_is_not_there_is_refused() -> None:
    one = trainer("cnn-digits")
    told = explain(one, 1, "stages.1.convolution.weight", (3, 2, 1, 0))
    assert told.index == (3, 2, 1, 0) and told.old == value_of(one, told.parameter, (3, 2, 1, 0))
    for parameter, index in (("nothing", ()), ("output.bias", (10,)), ("output.bias", (0, 0)), ("output.bias", (-1,))):
        with pytest.raises(InterventionError) as refused:
            explain(one, 1, parameter, index)
        assert str(refused.value).endswith(".") and parameter in str(refused.value)


def test_that_a_weight_behind_a_switched_off_channel_has_no_gradient() -> None:
    one = trainer("cnn-digits")
    one.intervene(SwitchOff("stages.0.activation", "channel", 2))
    told = explain(one, 1, "stages.0.convolution.bias", (2,))
    assert told.gradient == 0 and told.difference == 0 and told.disagreement == 0
    assert np.isfinite(told.new)
