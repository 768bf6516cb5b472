"""What a token search of a layer begins with, what it may write, and what its picture says of the units."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from playground.data.axes import Axis
from playground.data.shapes import IGNORED
from playground.inspection.attribution.differentiable import table_of
from playground.inspection.exchanging import occurring, words_of
from playground.inspection.maximisation.token_search import ROUNDS, FoundTokens, Starts, TokenSearch, Vocabulary
from playground.inspection.model import PASS, InspectedModel
from playground.inspection.robustness.progressive import FrozenModel, Pieces
from playground.probes.tap import Tap
from playground.worked.maximisation import (
    ACTIVATION,
    BEFORE,
    BEGAN,
    DRAWN,
    FILLING,
    OBJECTIVE,
    PATH,
    PEAK,
    REAL,
    TOGETHER,
    TOKEN,
    TRIED,
    TRIED_AT_MOST,
    WRITTEN,
    packed,
)

STARTS = 2 * REAL  # as many test examples as sequences that are drawn
FEWEST = 8  # exchanges of a round that are worth a search
CHUNK = PASS // 16  # multiply-adds between two chances to stop
BUDGET = 20 * PASS  # of one unit


def tried(inspected: InspectedModel) -> int:
    """How many exchanges of a round are computed; 0 where a search would take too long, or there is no way for it."""
    words = words_of(inspected.data.shape.inputs)
    try:
        table = table_of(inspected.model, inspected.data.shape.inputs)
    except LookupError:
        return 0
    if words is None or table is None:
        return 0
    cost = max(1, sum(layer.multiply_adds for layer in inspected.experiment.layers()))
    found = BUDGET // (cost * STARTS * ROUNDS * words.length)
    return min(TRIED_AT_MOST, found) if found >= FEWEST else 0


class SearchedTokens:
    """Fills the picture (unit, step) of one layer, of a model that stands still.

    Args:
        found: (examples, units) the largest values of real examples.
        scales: (units,) the size of each unit's values.
    """

    def __init__(
        self, inspected: InspectedModel, frozen: FrozenModel, name: str, tap: Tap, found: Tensor, scales: Tensor,
        labels: dict[str, tuple[str, ...]],
    ) -> None:  # fmt: skip
        self._inspected, self._frozen, self._name, self._tap = inspected, frozen, name, tap
        self._found, self._scales, self._labels = found, scales, labels
        words = words_of(inspected.data.shape.inputs)
        table = table_of(frozen.model, inspected.data.shape.inputs)
        assert words is not None and table is not None
        self._given = inspected.data.test.inputs
        allowed = occurring(words, self._given[0], self._given[0].shape[1]).to(frozen.device)
        self._vocabulary = Vocabulary(allowed, table, words.padding)
        self._tried = min(tried(inspected), int(allowed.sum()))
        cost = max(1, sum(layer.multiply_adds for layer in inspected.experiment.layers()))
        self._rows = int(np.clip(CHUNK // cost, 1, 1024))
        self._together = int(np.clip(self._rows // (4 * STARTS), 1, TOGETHER))
        self._answers = Axis.named(tap.axes[0]).sequence == "target"  # a layer of the decoder
        filling = () if words.padding is None else (str(words.padding),)
        labels.update({TOKEN: words.vocabulary, FILLING: filling, TRIED: (str(self._tried),)})
        told = (ACTIVATION, OBJECTIVE, BEGAN, BEFORE, PATH, PEAK, *((WRITTEN,) if self._answers else ()))
        labels.update(dict.fromkeys(told, ("",) * found.shape[1]))

    def pieces(self) -> Pieces:
        """The array, NaN where nothing is found yet, and what fills it in."""
        width, length = self._found.shape[1], self._given[0].shape[1]
        values = np.full((width, length), np.nan, np.float32)

        def search() -> Iterator[None]:
            for first in range(0, width, self._together):
                units = range(first, min(width, first + self._together))
                one = TokenSearch(
                    self._frozen.model, self._name, self._tap, units,
                    self._scales[units.start : units.stop].to(self._frozen.device), self._starts(units),
                    self._vocabulary, self._tried, self._rows,
                )  # fmt: skip
                yield from one.climb()
                for unit, best in zip(units, one.best(), strict=True):
                    values[unit] = best.tokens.numpy()
                    self._tell(unit, best)
                yield

        return values, search()

    def _starts(self, units: range) -> Starts:
        """The best real examples of each unit, and as many with the tokens of each place drawn."""
        real = self._found[:, units.start : units.stop].nan_to_num(nan=-torch.inf).topk(
            min(REAL, len(self._found)), dim=0
        ).indices.T.numpy()  # (units, real)  # fmt: skip
        examples, tokens, used = [], [], []
        for unit, own in zip(units, real, strict=True):
            drawn = [self._drawn(unit, start) for start in range(STARTS - len(own))]
            tokens.append(np.stack([*self._given[0][own], *(row for row, _ in drawn)]))
            used.append([*own.tolist(), *(example for _, example in drawn)])
            examples.append([*own.tolist(), *(DRAWN for _ in drawn)])
        begun, beside, device = np.stack(tokens), np.array(used), self._frozen.device
        rest = tuple(torch.from_numpy(one[beside]).to(device) for one in self._given[1:])
        present = self._present(begun, beside)
        return Starts(
            torch.from_numpy(begun).to(device), rest, None if present is None else torch.from_numpy(present).to(device),
            torch.tensor(examples), torch.from_numpy(beside),
        )  # fmt: skip

    def _present(self, tokens: np.ndarray, beside: np.ndarray) -> np.ndarray | None:
        """(units, starts, S): the steps of the layer that do not only fill a sequence up; None where nothing does."""
        if self._answers:
            return np.asarray(self._inspected.data.test.targets[beside] != IGNORED)
        padding = self._vocabulary.padding
        return None if padding is None else np.asarray(tokens != padding)

    def _written(self, beside: int) -> str:
        """The words that a decoder had written while it was looked at: those of a test example."""
        named = self._inspected.data.label(tuple(array[beside] for array in self._given))
        kept = self._inspected.data.test.targets[beside] != IGNORED
        read = [word for word, one in zip(named["target"], kept, strict=False) if one]
        return ("" if all(len(word) == 1 for word in read) else " ").join(read)

    def _drawn(self, unit: int, start: int) -> tuple[np.ndarray, int]:
        """Tokens that may stand at each place, as long as a real example; the same for a unit each time."""
        draw = np.random.Generator(np.random.Philox(key=[unit, start]))
        example = int(draw.integers(len(self._found)))
        tokens = self._given[0][example].copy()
        for place, may in enumerate(self._vocabulary.allowed.cpu().numpy()):
            if tokens[place] != self._vocabulary.padding and may.any():
                tokens[place] = draw.choice(np.flatnonzero(may))
        return tokens, example

    def _tell(self, unit: int, best: FoundTokens) -> None:
        value = repr(best.activation)
        told = {
            ACTIVATION: value, OBJECTIVE: value, BEGAN: str(best.example), BEFORE: repr(best.start),
            PATH: packed(best.path), PEAK: str(best.place),
        }  # fmt: skip
        if self._answers:
            told[WRITTEN] = self._written(best.beside)
        for name, words in told.items():
            before = self._labels[name]
            self._labels[name] = (*before[:unit], words, *before[unit + 1 :])
