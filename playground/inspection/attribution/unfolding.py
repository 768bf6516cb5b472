"""Unfolding: one cell of an attribution with the numbers it is made from, computed anew for the cell."""

from __future__ import annotations

import numpy as np
import torch

from playground.inspection.attribution import rollout
from playground.inspection.attribution.differentiable import ROWS
from playground.inspection.attribution.grad_cam import MAP, grad_cam
from playground.inspection.attribution.gradient_input import slopes_of
from playground.inspection.attribution.integrated import Integrated, integrated_gradients
from playground.inspection.attribution.making import Attributions
from playground.inspection.attribution.occlusion import masks_of
from playground.inspection.attribution.smooth import noisy_slopes
from playground.protocol import attribution as names
from playground.protocol.attribution import Attribution
from playground.worked.evidence import UnexplainedError
from playground.worked.example import Array, Formula, Line, Part, Question, Region, Row, Table, WorkedExample
from playground.worked.notation import number, operand
from playground.worked.parts import SHOWN, activated, products

Unfolded = tuple[list[Part], float, tuple[Region, ...]]


def unfold(made: Attributions, question: Question) -> WorkedExample:
    """The cell as the model stands now. Raises UnexplainedError, one sentence, where there is none."""
    asked = Attribution.parse(question.picture)
    assert asked is not None
    known = None
    if asked.method == names.INTEGRATED:  # hundreds of passes: once for the picture and for its cell
        known = integrated_gradients(made.point, made.targets(asked.target))
    values, _ = made.look(asked, known)
    inside = len(question.index) == values.ndim and all(
        0 <= at < size for at, size in zip(question.index, values.shape, strict=True)
    )
    if not inside:
        raise UnexplainedError("There is no such cell in the picture any more; choose another.")
    if known is not None:
        parts, value, regions = _integrated(made, known, question.index)
    else:
        parts, value, regions = _ways(asked.method)(made, asked, question.index)
    model = float(values[question.index])
    return WorkedExample(made.inspected.step, question, tuple(parts), value, model, regions)


def _ways(method: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
    return {
        names.GRADIENT_INPUT: _sloped, names.SMOOTH: _smoothed,
        names.OCCLUSION: _covered, names.GRAD_CAM: _weighted, names.ROLLOUT: _flowed,
        names.ATTENTION_GRADIENT: _flowed,
    }[method]  # fmt: skip


def _cell(made: Attributions, tensor: torch.Tensor, index: tuple[int, ...]) -> Array:
    """Of (answers, …) the numbers (K,) behind a cell: channels of a pixel, numbers of an embedding, or one."""
    if tensor.dim() == 4:
        found = tensor[0, :, index[0], index[1]]
    elif made.point.table is not None:
        found = tensor[index[0] if len(tensor) > 1 else 0, index[1]]
    else:
        found = tensor[0, index[1], index[0]][None]
    return np.asarray(found.detach().cpu().double().numpy())


def _place(made: Attributions, index: tuple[int, ...]) -> tuple[Region, ...]:
    """Where a cell stands in the input."""
    if made.point.values.dim() == 4:
        channels = made.point.values.shape[1]
        return (Region("input", (0, *index), (channels, *(at + 1 for at in index))),)
    if made.point.table is not None:
        return (Region.cell("input", index[1]),)
    return (Region.cell("input", index[1], index[0]),)


def _multiplied(made: Attributions, slopes: torch.Tensor, index: tuple[int, ...], symbol: str) -> Unfolded:
    w, x = _cell(made, slopes, index), _cell(made, made.point.values - made.point.baseline, index)
    what = "number" if made.point.table is not None else "channel"
    rows = [f"{what} {k + 1}" for k in range(len(w))]
    place = _place(made, index)
    table, total = products("slope times input", (symbol, "(x - x')"), w, x, rows, lambda k: place[0])
    return [table, Line(f"a = {number(total)}")], total, place


def _sloped(made: Attributions, asked: Attribution, index: tuple[int, ...]) -> Unfolded:
    parts, value, regions = _multiplied(made, slopes_of(made.point, made.targets(asked.target)), index, "g")
    return [Formula(r"a_i = \frac{\partial f}{\partial x_i} \cdot (x_i - x'_i)"), *parts], value, regions


def _integrated(made: Attributions, found: Integrated, index: tuple[int, ...]) -> Unfolded:
    parts, value, regions = _multiplied(made, found.mean, index, r"\mathrm{mean}\, g")
    formula = Formula(r"a_i = (x_i - x'_i) \cdot \mathrm{mean}_{0 \le \alpha \le 1} "
                      r"\frac{\partial f}{\partial x_i}(x' + \alpha (x - x'))")  # fmt: skip
    taken = Line(rf"n = {found.slopes}", "slopes on the way from the baseline to the input")
    return [formula, *parts, taken], value, regions


def _smoothed(made: Attributions, asked: Attribution, index: tuple[int, ...]) -> Unfolded:
    slopes = noisy_slopes(made.point, made.targets(asked.target))
    if made.point.table is not None:
        slopes = slopes * made.point.values
    each = np.array([_cell(made, one, index).sum() for one in slopes])
    rows = [Row(f"sample {k + 1}", (float(each[k]),)) for k in range(min(SHOWN, len(each)))]
    rows.append(Row(f"{len(each) - len(rows)} more", (float(each[len(rows) :].sum()),)))
    value = float(each.mean())
    line = rf"a = \frac{{{number(float(each.sum()))}}}{{{len(each)}}} = {number(value)}"
    formula = Formula(r"a_i = \frac{1}{n} \sum_k \frac{\partial f}{\partial x_i}(x + \epsilon_k)")
    return (
        [formula, Table("slopes under noise", ("g",), tuple(rows), float(each.sum())), Line(line)],
        value,
        _place(made, index),
    )


def _covered(made: Attributions, asked: Attribution, index: tuple[int, ...]) -> Unfolded:
    """A pass of its own for the cell."""
    point, targets = made.point, made.targets(asked.target)
    masks, shape = masks_of(point, int(asked.parameter))
    at = index
    if point.values.dim() == 3:
        at = index[1:] if point.table is not None else index[::-1]
    number_of = int(np.ravel_multi_index(at, shape))
    mask, first = masks[number_of], number_of // ROWS * ROWS
    beside = torch.where(masks[first : first + ROWS], point.baseline, point.values)  # the last bits depend on the batch
    answer = index[0] if point.table is not None and point.answers > 1 else 0
    whole = float(point.scores(point.values, targets)[0, answer])
    covered = float(point.scores(beside, targets)[number_of - first, answer])
    places = mask.expand(point.values.shape[1:]).nonzero()
    low, high = places.amin(0).tolist(), (places.amax(0) + 1).tolist()
    kept = 1 if point.table is not None else len(low)
    line = rf"a = {number(whole)} - {operand(covered)} = {number(whole - covered)}"
    parts: list[Part] = [
        Formula(r"a = f(x) - f(x_{\mathrm{covered}})"),
        Line(rf"f(x) = {number(whole)}", "a pass with the whole input"),
        Line(rf"f(x_{{\mathrm{{covered}}}}) = {number(covered)}", "a pass with this part at the baseline"),
        Line(line),
    ]
    return parts, whole - covered, (Region("input", tuple(low[:kept]), tuple(high[:kept])),)


def _weighted(made: Attributions, asked: Attribution, index: tuple[int, ...]) -> Unfolded:
    found = grad_cam(made.point, made.targets(asked.target), asked.parameter)
    alpha, maps = found.weights.cpu().double().numpy(), found.maps[:, index[0], index[1]].cpu().double().numpy()
    rows = [f"{MAP[0]} {k + 1}" for k in range(len(alpha))]
    table, total = products(
        "weights and maps", (r"\alpha", "A"), alpha, maps, rows, lambda k: Region.cell(asked.parameter, k, *index)
    )
    formulas: list[Part] = [
        Formula(r"L = \relu(\sum_k \alpha_k \cdot A_k)"),
        Formula(r"\alpha_k = \mathrm{mean}_{i,j} \frac{\partial f}{\partial A_k[i,j]}"),
    ]
    lines, value = activated("relu", "L", total)
    below = Region(asked.parameter, (0, *index), (len(alpha), *(at + 1 for at in index)))
    return [*formulas, table, *lines], value, (below,)


def _flowed(made: Attributions, asked: Attribution, index: tuple[int, ...]) -> Unfolded:
    """The last layer's step times what had come before it."""
    point, (answer, at), rolled = made.point, index, asked.method == names.ROLLOUT
    flow = rollout.rolled_out(point) if rolled else rollout.relevance(point, made.targets(asked.target), answer)
    read, before = flow.of_answer(point, flow.last, answer).cpu().double().numpy(), flow.before
    kept, own = 0.0, 0.0  # what had come before the last layer, and of that what was only there to begin with
    if flow.after.across is None:
        kept = float(flow.of_answer(point, before.read, answer)[at])
        own = float(flow.of_answer(point, torch.eye(len(before.read)).to(point.values.device), answer)[at])
    elif before.across is not None:
        kept = float(flow.of_answer(point, before.across, answer)[at])
    come = before.read[:, at].cpu().double().numpy()
    steps = [f"step {k + 1}" for k in range(len(read))]
    table, total = products("last layer", ("w", "R"), read, come, steps, lambda k: None)
    if rolled:
        formula, value = r"R \leftarrow \frac{1}{2} (R + W \cdot R)", (kept + total) / 2
        line = rf"a = \frac{{1}}{{2}} ({number(kept)} + {operand(total)}) = {number(value)}"
    else:
        formula = r"R \leftarrow R + \mathrm{mean}(\max(0, \frac{\partial f}{\partial W} \odot W)) \cdot R"
        value = kept - own + total
        line = rf"a = {number(kept)} - {number(own)} + {operand(total)} = {number(value)}"
    return [Formula(formula), table, Line(line)], value, (Region.cell("input", at),)
