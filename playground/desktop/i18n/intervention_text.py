"""Interventions in words, and which of them a cell of a picture offers."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject

from playground.desktop.i18n.formatting import figure, readable
from playground.experiment.interventions import (
    AXES,
    Change,
    Intervention,
    ReplacePattern,
    SetLearningRate,
    SwitchOff,
    Undo,
)


@dataclass(frozen=True)
class AblationTarget:
    """Something that can be switched off: a tap, an axis of it, and an index (from 0)."""

    tap: str
    axis: str
    index: int

    def changes(self) -> list[Change]:
        """What can be done to it."""
        off = SwitchOff(self.tap, self.axis, self.index)
        if self.axis != "head":
            return [off]
        patterns = [ReplacePattern(self.tap, self.index, pattern) for pattern in ("uniform", "diagonal")]
        return [off, *patterns]

    def holds(self, change: Change) -> bool:
        """Whether a change is one of this spot."""
        return change in self.changes()


def changeable(axes: tuple[str, ...]) -> str:
    """The axis along which a picture's tensor can be switched off; empty when there is none."""
    return next((axis for axis in axes if axis in AXES), "")


class InterventionText(QObject):
    """Sentences in the user's language; people count from 1."""

    def sentence(self, intervention: Intervention) -> str:
        """What was done, for a list."""
        match intervention:
            case Undo(change):
                return self.tr("Taken back: {0}").format(self.sentence(change))
            case SetLearningRate(value):
                return self.tr("Learning rate {0}").format(figure(value))
            case SwitchOff():
                place = self.place(intervention.axis, intervention.index)
                return self.tr("{0}: {1} off").format(readable(intervention.tap), place)
            case ReplacePattern():
                place = self.place("head", intervention.head)
                pattern = self.pattern(intervention.pattern)
                return self.tr("{0}: {1} {2}").format(readable(intervention.tap), place, pattern)

    def place(self, axis: str, index: int) -> str:
        """``channel 3``."""
        known = {
            "channel": self.tr("channel {0}"), "unit": self.tr("unit {0}"), "feature": self.tr("feature {0}"),
            "head": self.tr("head {0}"),
        }  # fmt: skip
        return known[axis].format(index + 1)

    def pattern(self, name: str) -> str:
        """How a replaced pattern is called."""
        return self.tr("uniform") if name == "uniform" else self.tr("diagonal")

    def badge(self, change: Change) -> str:
        """A word or two for a mark in a picture."""
        return self.pattern(change.pattern) if isinstance(change, ReplacePattern) else self.tr("off")

    def offer(self, change: Change) -> str:
        """An entry of a menu that makes the change."""
        match change:
            case SetLearningRate():
                return self.tr("Set the learning rate")
            case SwitchOff():
                return self.tr("Switch off {0}").format(self.place(change.axis, change.index))
            case ReplacePattern(pattern="uniform"):
                return self.tr("Replace {0} by uniform weights").format(self.place("head", change.head))
            case ReplacePattern():
                return self.tr("Replace {0} by the diagonal").format(self.place("head", change.head))

    def take_back(self, change: Change) -> str:
        """An entry of a menu that takes it back."""
        return self.tr("Take back: {0}").format(self.sentence(change))
