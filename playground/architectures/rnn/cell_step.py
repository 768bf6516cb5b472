"""What a recurrent cell reads at one step, for one unit: where each number of it stands, and its row of the weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.architectures.rnn.settings import RNNSettings
from playground.worked.evidence import Evidence
from playground.worked.example import Array, Region


@dataclass(frozen=True)
class CellStep:
    """What a cell of one layer and direction reads at one step, for one unit.

    Attributes:
        x, h: the input (F,) and the state of before (H,); below, own: the pictures they stand in, x as offsets.
    """

    evidence: Evidence
    settings: RNNSettings
    direction: str
    layer: int
    time: int
    unit: int

    @property
    def own(self) -> str:
        """The beginning of the names of its pictures."""
        return f"{self.direction}layers.{self.layer}"

    @property
    def before(self) -> int:
        """The step whose state is read; a backward direction comes from the other end."""
        return self.time + (1 if self.direction else -1)

    def below(self) -> list[tuple[str, Array]]:
        """The pictures that x is made of at this step, in order."""
        if self.layer == 0:
            name = "input" if self.evidence.picture("input").ndim == 2 else "embedding"
            return [(name, self.evidence.picture(name)[self.time])]
        names = [f"layers.{self.layer - 1}.hidden"]
        names += [f"backward_layers.{self.layer - 1}.hidden"] * self.settings.bidirectional
        return [(name, self.evidence.picture(name)[self.time]) for name in names]

    def x_place(self, k: int) -> Region | None:
        """Where number k of x stands."""
        for name, values in self.below():
            if k < len(values):
                return Region.cell(name, self.time, k)
            k -= len(values)
        return None

    def past(self, name: str) -> Array:
        """The state (H,) of before; zeros at the start."""
        states = self.evidence.picture(f"{self.own}.{name}")
        inside = 0 <= self.before < len(states)
        return states[self.before] if inside else np.zeros(states.shape[1])

    def past_place(self, name: str, k: int) -> Region | None:
        """Where a number of the state of before stands; nowhere at the start."""
        states = self.evidence.picture(f"{self.own}.{name}")
        inside = 0 <= self.before < len(states)
        return Region.cell(f"{self.own}.{name}", self.before, k) if inside else None

    def row(self, name: str, gate: int) -> Array:
        """The row of a weight, or the number of a bias, of one gate of the unit."""
        suffix = f"l{self.layer}{'_reverse' if self.direction else ''}"
        values = self.evidence.weight(f"recurrence.{name}_{suffix}")
        found: Array = values[gate * self.settings.hidden + self.unit]
        return found
