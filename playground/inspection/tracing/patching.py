"""Activation patching: how much of an answer each place carries, found by putting it into another specimen's pass.

Source: Meng, Bau, Andonian, Belinkov, "Locating and Editing Factual Associations in GPT" (arXiv 2202.05262).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from playground.data.shapes import IGNORED, ClassTarget, PairInput
from playground.data.specimen import Specimen
from playground.inspection.model import InspectedModel, hearing
from playground.inspection.view import Found, View, sequences
from playground.probes.abilities import HasLens
from playground.probes.tap import Tap, taps
from playground.worked.evidence import UnexplainedError
from playground.worked.example import Formula, Line, Part, Question, Region, WorkedExample
from playground.worked.notation import number, operand

NAME = "patching"
SEARCHED = 200  # test examples among which one to patch into is looked for
CLEAN, CORRUPTED, ALL, NONE = "clean", "corrupted", "all places", "no place"  # numbers of the check


@dataclass(frozen=True)
class PatchingPair:
    """Two specimens of one length whose answers differ.

    Attributes:
        clean, corrupted: inputs (1, T).
        step: of the output, at which they are asked; None where one answer is given for all.
        answers: the two classes that are wanted.
    """

    clean: Tensor
    corrupted: Tensor
    step: int | None
    answers: tuple[int, int]


def patching(inspected: InspectedModel, shown: Specimen) -> tuple[View, ...]:
    """Layer × step: the share of the difference between two answers that comes back with the state of one place."""
    model, targets = inspected.model, inspected.data.shape.targets
    single = not isinstance(inspected.data.shape.inputs, PairInput)
    if not isinstance(model, HasLens) or not isinstance(targets, ClassTarget) or not single:
        return ()
    pair = partner(inspected, shown)
    if pair is None:
        return ()
    layers = ("embedding", *(f"block {index}" for index in range(1, len(model.residuals()))))
    length, words = pair.clean.shape[1], sequences(inspected.data, shown).get("time", ())
    other = dict(inspected.data.label((pair.corrupted[0].cpu().numpy(),))).get("time", ())
    labels = {"layer": layers, **({"time": words, "other": other} if words else {})}
    wanted = tuple(targets.labels[index] for index in pair.answers)

    def take() -> Found:
        shares, check = patched(inspected, pair)
        told = {name: (repr(value),) for name, value in check.items()}
        return shares.numpy(), {**told, "target": wanted}

    return (View(NAME, ("layer", "time"), (len(layers), length), take, labels, seldom=True),)


def partner(inspected: InspectedModel, shown: Specimen) -> PatchingPair | None:
    """The specimen beside the next test example of its length that is answered otherwise; None where there is none."""
    data, device = inspected.data, inspected.device
    first = 0 if shown.index is None else shown.index + 1
    if not shown.known:
        return None
    for index in range(first, first + min(SEARCHED, len(data.test))):
        inputs, targets = data.example(index % len(data.test))
        if inputs[0].shape != shown.inputs[0].shape or targets.shape != shown.targets.shape:
            continue
        mine, theirs = shown.targets.reshape(-1), targets.reshape(-1)
        steps = np.flatnonzero((mine != theirs) & (mine != IGNORED) & (theirs != IGNORED))
        if len(steps):
            at = int(steps[0])
            clean, corrupted = (torch.from_numpy(one).to(device) for one in (shown.inputs[0], inputs[0]))
            every_step = getattr(data.shape.targets, "length", None) is not None
            return PatchingPair(clean, corrupted, at if every_step else None, (int(mine[at]), int(theirs[at])))
    return None


def patched(inspected: InspectedModel, pair: PatchingPair) -> tuple[Tensor, dict[str, float]]:
    """Shares (layers, T): 0 the corrupted answer, 1 the clean one; and what must hold of them.

    The answer is the difference of the two classes' scores. Beside it stand those of the two passes, and those with all
    places of every layer patched and with none.
    """
    model = inspected.model
    assert isinstance(model, HasLens)
    found = dict(taps(inspected.model))
    chosen = [(name, found[name]) for name in model.residuals()]
    kept: dict[str, Tensor] = {}
    with inspected.looking():
        with hearing(chosen, lambda name, tap, output: kept.update({name: output.clone()})):
            clean = _answer(inspected, pair, pair.clean)
        corrupted = _answer(inspected, pair, pair.corrupted)
        length = pair.clean.shape[1]
        rows = _rows(pair)
        one = torch.eye(length, dtype=torch.bool, device=pair.clean.device)[:, :, None]
        shares, whole = [], []
        for name, tap in chosen:
            with put(tap, kept[name], one):
                shares.append(_answer(inspected, pair, rows))
            with put(tap, kept[name], torch.ones_like(one[:1])):
                whole.append(float(_answer(inspected, pair, pair.corrupted)))
            with put(tap, kept[name], torch.zeros_like(one[:1])):
                none = float(_answer(inspected, pair, pair.corrupted))
    difference = float(clean - corrupted)
    scale = difference if difference else float("nan")
    check = {CLEAN: float(clean), CORRUPTED: float(corrupted), ALL: min(whole, key=lambda v: -abs(v - float(clean))),
             NONE: none}  # fmt: skip
    return ((torch.stack(shares) - corrupted) / scale).float().cpu(), check


def _rows(pair: PatchingPair) -> Tensor:
    """The corrupted input once for each of its places (T, T) of tokens, or (T, T, F) of numbers."""
    return pair.corrupted.expand(pair.clean.shape[1], *pair.corrupted.shape[1:])


def unfold(inspected: InspectedModel, shown: Specimen, question: Question) -> WorkedExample:
    """One share with the three scores it is made of. Raises UnexplainedError where nothing is patched."""
    pair = partner(inspected, shown)
    if pair is None or not isinstance(inspected.model, HasLens):
        raise UnexplainedError("There is no such cell in the picture any more; choose another.")
    shares, check = patched(inspected, pair)
    row, column = question.index
    if not (0 <= row < shares.shape[0] and 0 <= column < shares.shape[1]):
        raise UnexplainedError("There is no such cell in the picture any more; choose another.")
    name, found = inspected.model.residuals()[row], dict(taps(inspected.model))
    one = torch.eye(shares.shape[1], dtype=torch.bool, device=pair.clean.device)[:, :, None]
    kept: list[Tensor] = []
    with inspected.looking():
        with hearing([(name, found[name])], lambda path, tap, output: kept.append(output.clone())):
            _answer(inspected, pair, pair.clean)
        with put(found[name], kept[0], one):
            score = float(_answer(inspected, pair, _rows(pair))[column])
    clean, corrupted = check[CLEAN], check[CORRUPTED]
    value = (score - corrupted) / (clean - corrupted)
    top = rf"{number(score)} - {operand(corrupted)}"
    line = rf"\frac{{{top}}}{{{number(clean)} - {operand(corrupted)}}}"
    parts: tuple[Part, ...] = (
        Formula(
            r"s = \frac{f(x_{\mathrm{patched}}) - f(x_{\mathrm{corrupted}})}"
            r"{f(x_{\mathrm{clean}}) - f(x_{\mathrm{corrupted}})}"
        ),
        Line(rf"f(x_{{\mathrm{{clean}}}}) = {number(clean)}", "score of the one answer less that of the other"),
        Line(rf"f(x_{{\mathrm{{corrupted}}}}) = {number(corrupted)}", "the same of the other specimen"),
        Line(rf"f(x_{{\mathrm{{patched}}}}) = {number(score)}", "a pass of the other specimen with this state put in"),
        Line(rf"s = {line} = {number(value)}"),
    )
    region = Region(name, (column, 0), (column + 1, kept[0].shape[2]))
    return WorkedExample(inspected.step, question, parts, value, float(shares[row, column]), (region,))


def _answer(inspected: InspectedModel, pair: PatchingPair, inputs: Tensor) -> Tensor:
    """The score of the clean class less that of the corrupted one (B,)."""
    out: Tensor = inspected.model(inputs).float()
    out = out if pair.step is None else out[:, pair.step]
    return out[:, pair.answers[0]] - out[:, pair.answers[1]]


@contextmanager
def put(tap: Tap, states: Tensor, where: Tensor) -> Iterator[None]:
    """Inside, what flows through a tap is replaced by ``states`` (1, T, D) where ``where`` (B, T, 1) is true."""
    handle = tap.register_forward_hook(lambda module, inputs, output: torch.where(where, states, output))
    try:
        yield
    finally:
        handle.remove()
