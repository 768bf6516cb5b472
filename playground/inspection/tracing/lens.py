"""Logit lens: what each block of a Transformer would answer, were it the last.

Source: nostalgebraist, "interpreting GPT: the logit lens" (2020).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from playground.data.shapes import IGNORED, ClassTarget, PairInput
from playground.data.specimen import Specimen
from playground.inspection.model import InspectedModel
from playground.inspection.view import Array, Found, View, sequences
from playground.inspection.views.planes import DEAREST
from playground.probes.abilities import HasLens, HasStream
from playground.worked.evidence import UnexplainedError
from playground.worked.example import Formula, Line, Part, Question, WorkedExample
from playground.worked.parts import softmax

NAME = "prediction.blocks"
READ = 12  # answers that every block is asked for, the last ones


def lens(inspected: InspectedModel, shown: Specimen) -> tuple[View, ...]:
    """What a model with a residual stream and an answer out of classes offers; nothing for others."""
    if not isinstance(inspected.data.shape.targets, ClassTarget) or not _taps(inspected):
        return ()
    lines, words = _lines(inspected), _places(inspected, shown)[1]
    labels, dearest = inspected.data.shape.targets.labels, DEAREST if isinstance(inspected.model, HasLens) else 0.0

    def take() -> Found:
        sure: Array = np.full((len(lines), len(words)), np.nan, np.float32)
        found = {"question": words}
        for row, logits in enumerate(logits_of(inspected, shown), start=1):
            best = logits.softmax(-1).max(-1)
            sure[row] = best.values.numpy()
            found[lines[row]] = tuple(labels[token] for token in best.indices.tolist())
        return sure, found

    return (View(NAME, ("line", "token"), (len(lines), len(words)), take, {"line": lines}, dearest=dearest),)


def logits_of(inspected: InspectedModel, shown: Specimen) -> list[Tensor]:
    """Behind the embedding and each block the logits (answers, V) of its answer, on the CPU."""
    names, (steps, _) = _taps(inspected), _places(inspected, shown)
    arrays = inspected.look(shown.inputs, set(names))
    inputs = [torch.from_numpy(np.ascontiguousarray(array)).to(inspected.device) for array in shown.inputs]
    found = []
    with inspected.looking():
        for name in names:
            states = torch.from_numpy(arrays[name][1])[None].to(inspected.device)
            model = inspected.model
            out = model.answer_from(states, *inputs) if isinstance(model, HasLens) else _read(model, states, steps)
            out = out.float().cpu()
            found.append(out if out.dim() == 2 else out[0] if not isinstance(model, HasLens) else out[0, list(steps)])
    return found


def unfold(inspected: InspectedModel, shown: Specimen, question: Question) -> WorkedExample:
    """A block's probability of the answer that it would give. Raises UnexplainedError for a cell without one."""
    targets, (row, column) = inspected.data.shape.targets, question.index
    lines = _lines(inspected)
    if not 1 <= row < len(lines) or not isinstance(targets, ClassTarget):
        raise UnexplainedError("This token was given, not written by the model: choose one that it wrote.")
    logits = logits_of(inspected, shown)[row - 1][column].double().numpy()
    chosen = int(logits.argmax())
    parts, value = softmax(logits, chosen, targets.labels, lambda k: None)
    first: list[Part] = [
        Formula(r"z = W_O \cdot \mathrm{norm}(x_l)"),
        Line(rf"l = {row - 1}", "the residual stream behind so many blocks, read as if it were the last"),
    ]
    model = float(logits_of(inspected, shown)[row - 1][column].softmax(-1)[chosen])
    return WorkedExample(inspected.step, question, (*first, *parts), value, model)


def _read(model: object, states: Tensor, steps: Sequence[int]) -> Tensor:
    """Of a published model only the steps that are shown: its vocabulary is large."""
    assert isinstance(model, HasStream)
    return model.read(states[:, list(steps)])


def _taps(inspected: InspectedModel) -> tuple[str, ...]:
    model = inspected.model
    if isinstance(model, HasLens):
        return model.residuals()
    return model.streams() if isinstance(model, HasStream) else ()


def _lines(inspected: InspectedModel) -> tuple[str, ...]:
    return ("question", "embedding", *(f"block {index}" for index in range(1, len(_taps(inspected)))))


def _places(inspected: InspectedModel, shown: Specimen) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The steps that are asked about, and the words that stand there; where one answer is given for all, the last."""
    shape, named = inspected.data.shape, sequences(inspected.data, shown)
    words = named.get("target") if isinstance(shape.inputs, PairInput) else named.get("time")
    words = tuple(words or [str(step + 1) for step in range(shown.inputs[-1].shape[1])])
    if isinstance(inspected.model, HasStream) and not isinstance(inspected.model, HasLens):
        return tuple(range(len(words)))[-READ:], words[-READ:]
    if getattr(shape.targets, "length", None) is None:
        return (0,), (words[-1],)
    wanted = np.flatnonzero(shown.targets[0][: len(words)] != IGNORED).tolist()[-READ:]
    return tuple(wanted), tuple(words[step] for step in wanted)
