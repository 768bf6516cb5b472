"""Exchange: the single token whose replacement harms the answer most, guessed by the slope and then really computed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from playground.data.shapes import IGNORED, ClassTarget
from playground.data.specimen import Specimen
from playground.inspection.attribution.differentiable import Differentiable, replaced
from playground.inspection.attribution.sanity import ranks_of
from playground.inspection.attribution.smooth import correlation
from playground.inspection.exchanging import estimates, occurring, words_of
from playground.inspection.model import PASS, InspectedModel
from playground.inspection.view import Found, View, sequences
from playground.worked.evidence import UnexplainedError
from playground.worked.example import Question, WorkedExample
from playground.worked.exchange import (
    AFTER,
    AGREEMENT,
    ALL,
    BEFORE,
    CAUSE,
    LOSS,
    NEW,
    PICTURE,
    TIME,
    TRIED,
    parts_of,
)

TRIALS = 1024  # exchanges that are computed at most: all, or those with the largest estimates of each place
ROWS = 128  # that go through the model at once
LONGEST = 256  # tokens of a specimen


@dataclass(frozen=True)
class Exchanges:
    """Every allowed exchange of one token of a specimen.

    Attributes:
        places, tokens: (N,) what is put where; estimates: (N,) (e′ − e) · ∂L/∂e (nats).
        gradient: (T, D) ∂L/∂e.
    """

    places: Tensor
    tokens: Tensor
    estimates: Tensor
    gradient: Tensor


def exchange(inspected: InspectedModel, shown: Specimen) -> tuple[View, ...]:
    """(place, 3): the worst new token of each place, the estimate of the rise of the loss, and the rise.

    A new token is one that occurs at this place in the test set. The loss is that of the answer that is wanted; of the
    model's own where nobody knows it.
    """
    shape = inspected.data.shape
    words = words_of(shape.inputs)
    length = shown.inputs[0].shape[1] if words is not None else 0
    if words is None or not isinstance(shape.targets, ClassTarget) or not 2 <= length <= LONGEST:
        return ()
    if sum(layer.multiply_adds for layer in inspected.experiment.layers()) * TRIALS > 20 * PASS:
        return ()
    try:
        point = Differentiable.of(inspected, shown)
    except LookupError:
        return ()
    own = torch.from_numpy(shown.inputs[0][0])
    allowed = occurring(words, inspected.data.test.inputs[0], length)
    allowed[torch.arange(length), own] = False
    made = Made(inspected, shown, point, allowed, words.vocabulary)
    named = sequences(inspected.data, shown)
    labels = {TIME: named.get("source") or named.get("time") or tuple(str(step + 1) for step in range(length))}
    causes = inspected.experiment.task.causes(shown.inputs, shown.targets) if shown.known else None
    if causes is not None:
        known = np.atleast_1d(causes.reshape(-1, length).any(axis=0)).tolist()
        labels[CAUSE] = tuple("1" if one else "" for one in known)
    return (
        View(PICTURE, ("place", "new token, estimate, rise"), (length, 3), made.take, labels, pause=0.3, dearest=0.0,
             unfold=made.unfold),
    )  # fmt: skip


class Made:
    """Computes the picture, and one row of it with its operands."""

    def __init__(
        self, inspected: InspectedModel, shown: Specimen, point: Differentiable, allowed: Tensor,
        vocabulary: tuple[str, ...],
    ) -> None:  # fmt: skip
        self._inspected, self._shown, self._point, self._allowed = inspected, shown, point, allowed
        self._vocabulary = vocabulary

    def take(self) -> Found:
        """The picture, and what the labels of ``worked.exchange`` say."""
        found, targets = self._estimated(), self._targets()
        chosen = _chosen(found, self._allowed.shape[0])
        places, tokens, estimates = found.places[chosen], found.tokens[chosen], found.estimates[chosen]
        losses, answers = self._computed(places, tokens, targets)
        before, own = self._computed(places[:0], tokens[:0], targets, original=True)
        rises = losses - before[0]
        values = np.full((self._allowed.shape[0], 3), np.nan, np.float32)
        after = [""] * len(values)
        for place in range(len(values)):
            here = torch.nonzero(places == place)[:, 0]
            if len(here):
                at = int(here[rises[here].nan_to_num(nan=-torch.inf).argmax()])
                values[place] = float(tokens[at]), float(estimates[at]), float(rises[at])
                after[place] = answers[at]
        new = tuple(self._vocabulary[int(row[0])] if np.isfinite(row[0]) else "" for row in values)
        ranked = [ranks_of(one[None].float()) for one in (estimates, rises.nan_to_num())]
        agreement = float(correlation(*ranked)) if len(places) > 1 else float("nan")
        return values, {
            NEW: new, AFTER: tuple(after), LOSS: (repr(float(before[0])),), BEFORE: (own[0],),
            TRIED: (str(len(places)),), ALL: (str(len(found.places)),), AGREEMENT: (repr(agreement),),
        }  # fmt: skip

    def unfold(self, question: Question) -> WorkedExample:
        """The rise of one place's worst exchange. Raises UnexplainedError."""
        values, labels = self.take()
        if len(question.index) < 1 or not 0 <= question.index[0] < len(values):
            raise UnexplainedError("There is no such cell in the picture any more; choose another.")
        place = question.index[0]
        if not np.isfinite(values[place]).all():
            raise UnexplainedError("No other token occurs at this place: nothing can be exchanged there.")
        token, model, targets = int(values[place, 0]), float(values[place, 2]), self._targets()
        assert self._point.table is not None
        rows = self._point.table.weight.detach().cpu().double().numpy()
        old = int(self._shown.inputs[0][0, place])
        both = [torch.tensor([one]) for one in (place, token)]
        after, _ = self._computed(both[0], both[1], targets)
        before, _ = self._computed(both[0][:0], both[1][:0], targets, original=True)
        gradient = self._estimated().gradient[place].cpu().double().numpy()
        parts, value = parts_of(
            gradient, rows[old], rows[token], (self._vocabulary[old], labels[NEW][place]),
            (float(before[0]), float(after[0])), place,
        )  # fmt: skip
        return WorkedExample(self._inspected.step, question, parts, value, model)

    def _targets(self) -> Tensor:
        """(1,) or (1, T), what is wanted."""
        inspected, shown = self._inspected, self._shown
        if shown.known:
            return torch.from_numpy(shown.targets)
        answer: Tensor = inspected.answer(*shown.inputs).argmax(-1)
        return answer

    def _estimated(self) -> Exchanges:
        point, table = self._point, self._point.table
        assert table is not None
        leaf = point.values.detach().requires_grad_()
        with point.differentiable():
            with replaced(table, leaf):
                out = self._inspected.model(*point.inputs).float()
            loss = self._inspected.loss(out, self._targets().to(out.device))
            (gradient,) = torch.autograd.grad(loss, leaf, allow_unused=True, materialize_grads=True)
        slope = gradient[0].float()
        changes = estimates(slope, leaf.detach()[0], table.weight.detach().float())
        places, tokens = torch.nonzero(self._allowed, as_tuple=True)
        return Exchanges(places, tokens, changes.cpu()[places, tokens], slope)

    def _computed(
        self, places: Tensor, tokens: Tensor, targets: Tensor, original: bool = False
    ) -> tuple[Tensor, list[str]]:
        """The loss (N,) of the specimen with each of these exchanges, and the answer in words; or as it is."""
        first = torch.from_numpy(self._shown.inputs[0])
        many = first.repeat(1 if original else len(places), 1)
        if not original:
            many[torch.arange(len(places)), places] = tokens.to(many.dtype)
        rest = [torch.from_numpy(one) for one in self._shown.inputs[1:]]
        losses, answers = [], list[str]()
        for part in torch.split(many, ROWS):
            beside = [one.expand(len(part), *one.shape[1:]).numpy() for one in rest]
            out = self._inspected.answer(part.numpy(), *beside)
            losses += [self._inspected.loss(out[at : at + 1], targets) for at in range(len(part))]
            answers += [_answer(one, targets[0], self._inspected) for one in out.argmax(-1)]
        return torch.stack(losses) if losses else torch.zeros(0), answers


def _chosen(found: Exchanges, length: int) -> Tensor:
    """Which of them are computed: all, or of each place those with the largest estimates."""
    if len(found.places) <= TRIALS:
        return torch.arange(len(found.places))
    each = max(1, TRIALS // length)
    kept = []
    for place in range(length):
        here = torch.nonzero(found.places == place)[:, 0]
        kept.append(here[found.estimates[here].topk(min(each, len(here))).indices])
    return torch.cat(kept)


def _answer(classes: Tensor, wanted: Tensor, inspected: InspectedModel) -> str:
    """One class by its name; of several answers, how many are wrong."""
    targets = inspected.data.shape.targets
    assert isinstance(targets, ClassTarget)
    if classes.dim() == 0:
        return targets.labels[int(classes)]
    asked = wanted != IGNORED
    wrong = int((classes[asked] != wanted[asked]).sum())
    return f"{wrong} of {int(asked.sum())} wrong"
