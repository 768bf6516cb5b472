"""The RNN's worked examples: any state or gate from W x_t, U h_{t−1} and b, gate by gate; then the output."""

from __future__ import annotations

from dataclasses import replace
from math import tanh

import numpy as np

from playground.architectures.rnn.cell_step import CellStep
from playground.architectures.rnn.settings import RNNSettings
from playground.blocks.worked import linear, output_value
from playground.data.shapes import ClassTarget, ImageTarget
from playground.worked.evidence import Evidence, UnexplainedError
from playground.worked.example import Formula, Line, Part, Question, Region, WorkedExample
from playground.worked.notation import number, operand
from playground.worked.parts import activated, checked, products, summed

# the gates in the order in which torch stacks their weights, each with its symbol and function
GATES = {
    "lstm": {"input": ("i", "sigmoid"), "forget": ("f", "sigmoid"), "candidate": ("g", "tanh"),
             "output": ("o", "sigmoid")},
    "gru": {"reset": ("r", "sigmoid"), "update": ("z", "sigmoid"), "candidate": ("n", "tanh")},
}  # fmt: skip


def explain(evidence: Evidence, question: Question) -> WorkedExample:
    """Unfold one number of an RNN. Raises UnexplainedError."""
    settings, name = evidence.experiment.architecture, question.picture
    assert isinstance(settings, RNNSettings)
    if name.startswith("prediction") or name == "output":
        return _answer(evidence, question, settings)
    if name == "embedding":
        return _embedded(evidence, question)
    if name.startswith(("layers.", "backward_layers.")):
        return _state(evidence, question, settings)
    raise UnexplainedError("Nothing computes this number: it is the input, or has no formula of its own.")


def _total(step: CellStep, gate: int, symbol: str) -> tuple[list[Part], float, float, float]:
    """W x_t + U h_{t−1} + b of one gate, apart: the parts, from the input, from the state, and both biases' sum."""
    x, h = np.concatenate([values for _, values in step.below()]), step.past("hidden")
    ours, theirs = step.row("weight_ih", gate), step.row("weight_hh", gate)
    names = [f"x {k + 1}" for k in range(len(x))]
    from_x, wx = products(f"W x of {symbol}", ("w", "x"), ours, x, names, step.x_place)
    names = [f"h {k + 1}" for k in range(len(h))]
    from_h, uh = products(
        f"U h of {symbol}", ("u", "h"), theirs, h, names, lambda k: step.past_place("hidden", k)
    )  # fmt: skip
    from_input, from_state = float(step.row("bias_ih", gate)), float(step.row("bias_hh", gate))
    return [from_x, from_h], wx, uh, from_input + from_state


def _state(evidence: Evidence, question: Question, settings: RNNSettings) -> WorkedExample:
    values = checked(evidence, question)
    *_, layer, what = question.picture.split(".")
    direction = "backward_" if question.picture.startswith("backward") else ""
    step = CellStep(evidence, settings, direction, int(layer), question.index[0], question.index[1])
    kind = settings.cell
    if kind == "lstm":
        parts, value = _lstm(step, what)
    elif kind == "gru":
        parts, value = _gru(step, what)
    else:
        parts, value = _elman(step, kind.removeprefix("elman-"))
    regions = [Region(name, (step.time, 0), (step.time + 1, len(x))) for name, x in step.below()]
    before = evidence.picture(f"{step.own}.hidden")
    if 0 <= step.before < len(before):
        regions.append(Region(f"{step.own}.hidden", (step.before, 0), (step.before + 1, before.shape[1])))
    model = float(values[question.index])
    return WorkedExample(evidence.step, question, tuple(parts), value, model, tuple(regions))


def _elman(step: CellStep, function: str) -> tuple[list[Part], float]:
    tables, wx, uh, b = _total(step, 0, "h")
    lines, value = activated(function, "h_t", wx + uh + b)
    parts: list[Part] = [Formula(r"h_t = f(W x_t + U h_{t-1} + b)"), *tables,
                         _added("a", [("W x_t", wx), ("U h_{t-1}", uh), ("b", b)]), *lines]  # fmt: skip
    return parts, value


def _added(symbol: str, addends: list[tuple[str, float]]) -> Line:
    """The sum, and why its bias is not found among the weights as one number."""
    return replace(summed(symbol, addends), caption="b is the sum of the two biases that torch keeps")


def _gate(step: CellStep, name: str) -> tuple[list[Part], list[Part], float]:
    """Its sum and value, its tables, and the value."""
    gates = GATES[step.settings.cell]
    gate, (symbol, function) = list(gates).index(name), gates[name]
    tables, wx, uh, b = _total(step, gate, symbol)
    lines, value = activated(function, f"{symbol}_t", wx + uh + b)
    total = _added("a", [(f"W_{symbol} x_t", wx), (f"U_{symbol} h_{{t-1}}", uh), (f"b_{symbol}", b)])
    return [total, *lines], tables, value


def _lstm(step: CellStep, what: str) -> tuple[list[Part], float]:
    """A gate, the cell state, or the hidden state; all its gates come before it."""
    if what.endswith("_gate"):
        name = what.removesuffix("_gate")
        lines, tables, value = _gate(step, name)
        symbol, function = GATES["lstm"][name]
        f = r"\tanh" if function == "tanh" else r"\sigma"
        return [
            Formula(rf"{symbol}_t = {f}(W_{symbol} x_t + U_{symbol} h_{{t-1}} + b_{symbol})"),
            *tables,
            *lines,
        ], value
    parts: list[Part] = [Formula(r"c_t = f_t \odot c_{t-1} + i_t \odot g_t")]
    if what == "hidden":
        parts.append(Formula(r"h_t = o_t \odot \tanh(c_t)"))
    found: dict[str, float] = {}
    for name in ("forget", "input", "candidate", *(("output",) if what == "hidden" else ())):
        lines, tables, found[name] = _gate(step, name)
        parts += [*lines, *(tables if name == "forget" else [])]
    past = float(step.past("cell")[step.unit])
    forget, enter, candidate = found["forget"], found["input"], found["candidate"]
    cell = forget * past + enter * candidate
    kept = rf"{number(forget)} \cdot {operand(past)}"
    added = rf"{number(enter)} \cdot {operand(candidate)}"
    parts.append(Line(rf"c_t = {kept} + {added} = {number(cell)}", "cell state"))
    if what == "cell":
        return parts, cell
    value = found["output"] * tanh(cell)
    parts.append(
        Line(rf"h_t = {number(found['output'])} \cdot \tanh({number(cell)}) = {number(value)}", "hidden state")
    )
    return parts, value


def _gru(step: CellStep, what: str) -> tuple[list[Part], float]:
    """A gate, or the hidden state between the candidate and the state of before."""
    if what in ("reset_gate", "update_gate"):
        name = what.removesuffix("_gate")
        lines, tables, value = _gate(step, name)
        symbol = GATES["gru"][name][0]
        return [
            Formula(rf"{symbol}_t = \sigma(W_{symbol} x_t + U_{symbol} h_{{t-1}} + b_{symbol})"),
            *tables,
            *lines,
        ], value
    reset, _, r = _gate(step, "reset")
    tables, wx, uh, _ = _total(step, 2, "n")
    b_in, b_hn = float(step.row("bias_ih", 2)), float(step.row("bias_hh", 2))
    n = tanh(wx + b_in + r * (uh + b_hn))
    parts: list[Part] = [Formula(r"n_t = \tanh(W_n x_t + b_{in} + r_t \odot (U_n h_{t-1} + b_{hn}))"), *tables, *reset]
    inner = rf"{number(wx)} + {operand(b_in)} + {number(r)} \cdot ({number(uh)} + {operand(b_hn)})"
    parts.append(Line(rf"n_t = \tanh({inner}) = {number(n)}", "candidate state"))
    if what == "candidate_gate":
        return parts, n
    update, _, z = _gate(step, "update")
    past = float(step.past("hidden")[step.unit])
    value = (1 - z) * n + z * past
    line = rf"h_t = (1 - {number(z)}) \cdot {operand(n)} + {number(z)} \cdot {operand(past)} = {number(value)}"
    return [
        Formula(r"h_t = (1 - z_t) \odot n_t + z_t \odot h_{t-1}"),
        *parts,
        *update,
        Line(line, "hidden state"),
    ], value


def _embedded(evidence: Evidence, question: Question) -> WorkedExample:
    """A number of the row that stands for a token."""
    values, (time, feature) = checked(evidence, question), question.index
    token = int(evidence.tokens("input")[time])
    value = float(evidence.weight("embedding.weight")[token, feature])
    parts = (
        Formula(r"x_t = E[\mathrm{token}_t]"),
        Line(rf"x_t = E[{token}, {feature + 1}] = {number(value)}", "looked up"),
    )
    return WorkedExample(
        evidence.step, question, parts, value, float(values[question.index]), (Region.cell("input", time),)
    )  # fmt: skip


def _answer(evidence: Evidence, question: Question, settings: RNNSettings) -> WorkedExample:
    """A logit or value, or a probability, from the states that are read out."""
    targets, output = evidence.shape.targets, evidence.picture("output")
    assert not isinstance(targets, ImageTarget)
    unit = question.index[-1]
    if not 0 <= unit < output.shape[-1] or len(question.index) != evidence.picture(question.picture).ndim:
        raise UnexplainedError("There is no such cell in the picture any more; choose another.")
    last = settings.depth - 1
    names = [f"layers.{last}.hidden"] + [f"backward_layers.{last}.hidden"] * settings.bidirectional
    states = [evidence.picture(name) for name in names]
    every_step = targets.length is not None
    ends = (len(states[0]) - 1, 0)
    if every_step:
        time = question.index[0]
        rows = [state[time] for state in states]
    elif settings.readout == "mean":
        rows = [state.mean(axis=0) for state in states]
    else:
        rows = [state[end] for state, end in zip(states, ends[: len(states)], strict=True)]
        time = ends[0]
    mean = not every_step and settings.readout == "mean"

    def where(k: int) -> Region | None:
        direction, unit_k = divmod(k, settings.hidden)
        if mean:
            return Region(names[direction], (0, unit_k), (len(states[0]), unit_k + 1))
        at = time if every_step or direction == 0 else ends[1]
        return Region.cell(names[direction], at, unit_k)

    parts, z = linear(evidence, "output", np.concatenate(rows), unit, where, ("w", "h"))
    if mean:
        parts.insert(0, Formula(r"h = \frac{1}{T} \sum_t h_t"))
    words = targets.labels if isinstance(targets, ClassTarget) else targets.names
    logits = output[question.index[0]] if every_step else output
    whole = tuple(Region(n, (0, 0), s.shape) if mean else Region(n, (e, 0), (e + 1, s.shape[1]))
                  for n, s, e in zip(names, states, (time, time) if every_step else ends, strict=False))  # fmt: skip
    return output_value(evidence, question, parts, z, logits, unit, words, whole)
