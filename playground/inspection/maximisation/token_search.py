"""Token search: sequences of tokens that excite units of a layer, found by exchanging one token after the other.

Each round guesses by the slope which exchanges help most (HotFlip, arXiv 1712.06751), really computes these, and takes
the best; it ends where none of them helps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from playground.data.axes import Axis
from playground.foundation.errors import PlaygroundError
from playground.inspection.attribution.differentiable import replaced
from playground.inspection.exchanging import estimates
from playground.inspection.model import hearing
from playground.probes.tap import Tap
from playground.worked.maximisation import Exchanged

ENOUGH = 1e-4  # of the unit's scale, by which an exchange has to help
ROUNDS = 2  # for each place of the sequence, at most


@dataclass(frozen=True)
class Vocabulary:
    """What a search may write.

    Attributes:
        allowed: (T, V) which token may stand where.
        table: of the model, whose rows (V, D) stand for tokens.
        padding: the token that fills up and stays where it is; None where there is none.
    """

    allowed: Tensor
    table: nn.Embedding
    padding: int | None


@dataclass
class Starts:
    """Where a search begins: as many for each unit.

    Attributes:
        tokens: (units, starts, T); rest: (units, starts, …), what else the model is given; present: (units, starts, S)
            the steps of the layer that count, None where all do; examples: (units, starts) the test example each is,
            or -1 where it was drawn; beside: (units, starts) the one whose ``rest`` it has.
    """

    tokens: Tensor
    rest: tuple[Tensor, ...]
    present: Tensor | None
    examples: Tensor
    beside: Tensor


@dataclass
class FoundTokens:
    """What was found for one unit: tokens (T,), its value, the step it stands at, and the way there."""

    tokens: Tensor
    activation: float
    place: int
    example: int
    beside: int
    start: float
    path: list[Exchanged] = field(default_factory=list)


class TokenSearch:
    """Searches for some units of one tap at once.

    Args:
        model: in evaluation mode; it is not changed.
        scales: (units,) the size of each unit's values.
        tried: exchanges that are computed in a round of one start.
        rows: sequences that go through the model at once.
    """

    def __init__(
        self, model: nn.Module, name: str, tap: Tap, units: Sequence[int], scales: Tensor, starts: Starts,
        vocabulary: Vocabulary, tried: int, rows: int,
    ) -> None:  # fmt: skip
        self._model, self._name, self._tap, self._vocabulary = model, name, tap, vocabulary
        self._count, self._each = starts.tokens.shape[:2]
        self._units = torch.tensor(units, device=scales.device).repeat_interleave(self._each)
        self._least = ENOUGH * scales.repeat_interleave(self._each)
        self._tokens = starts.tokens.flatten(0, 1).clone()
        self._rest = [one.flatten(0, 1) for one in starts.rest]
        self._present = None if starts.present is None else starts.present.flatten(0, 1)
        self._examples, self._beside = starts.examples.flatten(), starts.beside.flatten()
        self._tried, self._rows = tried, rows
        self._values = self._start = torch.zeros(0)
        self._paths: list[list[Exchanged]] = [[] for _ in self._tokens]

    def climb(self) -> Iterator[None]:
        """Round after round; it can be stopped behind every pass of the model."""
        everywhere = torch.arange(len(self._tokens), device=self._tokens.device)
        yield from self._begin(everywhere)
        going = everywhere
        for _ in range(ROUNDS * self._tokens.shape[1]):
            places, tokens, guesses = self._guessed(going)
            yield
            found = torch.full_like(guesses, -torch.inf)
            for first in range(0, places.numel(), self._rows):
                at = torch.arange(first, min(places.numel(), first + self._rows), device=going.device)
                row, column = at // places.shape[1], at % places.shape[1]
                changed = self._tokens[going[row]].clone()
                changed[torch.arange(len(at), device=at.device), places[row, column]] = tokens[row, column]
                found[row, column] = self._computed(changed, going[row])[0]
                yield
            found[~guesses.isfinite()] = -torch.inf
            best = found.argmax(1)
            rose = found.gather(1, best[:, None])[:, 0] > self._values[going] + self._least[going]
            for at in torch.nonzero(rose)[:, 0].tolist():
                chosen = int(best[at])
                self._exchange(int(going[at]), int(places[at, chosen]), int(tokens[at, chosen]),
                               float(guesses[at, chosen]), found[at, chosen])  # fmt: skip
            going = going[rose]
            if not len(going):
                break

    def best(self) -> list[FoundTokens]:
        """Of each unit the start that came highest."""
        ranked = self._values.view(self._count, self._each).argmax(1)
        chosen = ranked + self._each * torch.arange(self._count, device=ranked.device)
        values, places = self._computed(self._tokens[chosen], chosen)
        return [
            FoundTokens(
                self._tokens[row].cpu(), float(values[at]), int(places[at]), int(self._examples[row]),
                int(self._beside[row]), float(self._start[row]), self._paths[row],
            )
            for at, row in enumerate(chosen.tolist())
        ]  # fmt: skip

    def _begin(self, rows: Tensor) -> Iterator[None]:
        values = []
        for part in torch.split(rows, self._rows):
            values.append(self._computed(self._tokens[part], part)[0])
            yield
        self._start = torch.cat(values)
        self._values = self._start.clone()

    def _exchange(self, row: int, place: int, token: int, guess: float, value: Tensor) -> None:
        old, rise = int(self._tokens[row, place]), float(value) - float(self._values[row])
        self._paths[row].append(Exchanged(place, old, token, guess, rise))
        self._tokens[row, place], self._values[row] = token, value

    def _guessed(self, going: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Places, tokens and estimates (rows, tried) of the exchanges that should help most; -inf: none is left."""
        kept = [self._slope(part) for part in torch.split(going, self._rows)]
        places, tokens, guesses = (torch.cat(parts) for parts in zip(*kept, strict=True))
        return places, tokens, guesses

    def _slope(self, rows: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        table, allowed, padding = self._vocabulary.table, self._vocabulary.allowed, self._vocabulary.padding
        tokens = self._tokens[rows]
        leaf = table.weight.detach()[tokens].requires_grad_()
        with torch.enable_grad(), torch.backends.cudnn.flags(enabled=False):
            with replaced(table, leaf):
                heard = self._heard(tokens, rows)
            peaks, _ = self._peaks(heard, rows)
            (slope,) = torch.autograd.grad(peaks.sum(), leaf, allow_unused=True, materialize_grads=True)
        guesses = estimates(slope.nan_to_num().float(), leaf.detach().float(), table.weight.detach().float())
        here = allowed.expand_as(guesses).clone()
        here.scatter_(2, tokens[..., None].long(), False)
        if padding is not None:
            here &= (tokens != padding)[..., None]
        flat = guesses.masked_fill(~here, -torch.inf).flatten(1)
        found, at = flat.topk(min(self._tried, flat.shape[1]), dim=1)
        size = allowed.shape[1]
        return at // size, at % size, found

    @torch.no_grad()
    def _computed(self, tokens: Tensor, rows: Tensor) -> tuple[Tensor, Tensor]:
        """The unit's largest value (B,) for other tokens (B, T), and the place where it stands."""
        return self._peaks(self._heard(tokens, rows), rows)

    def _heard(self, tokens: Tensor, rows: Tensor) -> Tensor:
        found: list[Tensor] = []
        with hearing([(self._name, self._tap)], lambda name, tap, output: found.append(output)):
            self._model(tokens, *(one[rows] for one in self._rest))
        if not found:
            raise PlaygroundError("The model hides this layer while it is asked; choose another layer.")
        return found[0].float()

    def _peaks(self, heard: Tensor, rows: Tensor) -> tuple[Tensor, Tensor]:
        present = None if self._present is None else self._present[rows]
        return peaks_of(heard, self._tap.axes, self._units[rows], present)


def peaks_of(values: Tensor, axes: tuple[str, ...], units: Tensor, present: Tensor | None) -> tuple[Tensor, Tensor]:
    """The largest value (B,) of the unit of each row over the steps that are present (B, T), and its step."""
    rows = torch.arange(len(values), device=values.device)
    found = values[rows, ..., units].nan_to_num(nan=-torch.inf, posinf=-torch.inf)
    if found.dim() == 1:
        return found, torch.full_like(rows, -1)
    if present is not None and Axis.named(axes[0]).role == "time":
        found = found.masked_fill(~present[:, : found.shape[1]], -torch.inf)
    peaks = found.max(1)
    return peaks.values, peaks.indices
