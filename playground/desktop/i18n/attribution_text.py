"""Attribution in words: what a method is called, and what its check came to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from playground.desktop.i18n.formatting import figure, grouped, readable
from playground.languages.spoken import said
from playground.protocol import attribution as names
from playground.protocol.attribution import Attribution
from playground.protocol.snapshot import Snapshot

ENOUGH = 1e-3  # that a sum may miss what it must come to by


class AttributionText(QObject):
    """Sentences in the user's language; people count from 1."""

    def method(self, method: str) -> str:
        """As the field calls it."""
        return {
            names.INTEGRATED: self.tr("Integrated gradients"),
            names.GRADIENT_INPUT: self.tr("Gradient × input"),
            names.SMOOTH: "SmoothGrad",
            names.OCCLUSION: self.tr("Occlusion"),
            names.GRAD_CAM: "Grad-CAM",
            names.ROLLOUT: self.tr("Attention rollout"),
            names.ATTENTION_GRADIENT: self.tr("Attention × gradient"),
        }[method]

    def parameter(self, asked: Attribution, pixels: bool) -> str:
        """The size of what is covered, or a layer."""
        if asked.method == names.OCCLUSION:
            return f"{asked.parameter} × {asked.parameter}" if pixels else self.tr("{0} long").format(asked.parameter)
        return readable(asked.parameter)

    def target(self, target: str) -> str:
        """Whose score it is."""
        return self.tr("for the answer") if target == names.ANSWER else self.tr("for the true class")

    def whose(self, shot: Snapshot, at: int) -> str:
        """``for class 7`` of answer number ``at``."""
        told = shot.labels.get(names.TARGET, ())
        return self.tr("for {0}").format(said(told[at])) if at < len(told) and told[at] else ""

    def check(self, shot: Snapshot, at: int) -> tuple[str, bool | None]:
        """What must hold for answer number ``at``, with its numbers; and whether it does, None where nothing must."""
        asked = Attribution.parse(shot.name)
        assert asked is not None
        match asked.method:
            case names.INTEGRATED | names.GRADIENT_INPUT:
                total, gained = _number(shot, names.SUM, at), difference(shot, at)
                words = self.tr("Completeness: the sum is {0}, f(x) − f(baseline) is {1}; the difference is {2}.")
                return words.format(*map(figure, (total, gained, total - gained))), abs(total - gained) <= ENOUGH
            case names.SMOOTH:
                words = self.tr("The two halves of {0} noisy samples agree with a correlation of {1}.")
                return words.format(_count(shot), figure(_number(shot, names.AGREEMENT, at), 3)), None
            case names.OCCLUSION:
                words = self.tr("Each cell is one forward pass with a part covered, {0} in all; f(x) is {1}.")
                return words.format(_count(shot), figure(_number(shot, names.SCORE, at))), None
            case names.GRAD_CAM:
                words = self.tr("Each cell is ReLU(Σ α · A) over the channels of {0}; f(x) is {1}.")
                return words.format(readable(asked.parameter), figure(_number(shot, names.SCORE, at))), None
            case names.ROLLOUT:
                total = _number(shot, names.SUM, at)
                words = self.tr("What comes from all inputs adds up to {0}.")
                return words.format(figure(total, 6)), abs(total - 1) <= ENOUGH
            case _:
                return self.tr("Only what raises the score is followed; nothing says what it must add up to."), None

    def worst(self, shot: Snapshot) -> int:
        """The answer whose check fails most."""
        count = len(shot.labels.get(names.SUM, ()))
        if not count:
            return 0
        wanted = [difference(shot, at) if names.WITHOUT in shot.labels else 1.0 for at in range(count)]
        return max(range(count), key=lambda at: abs(_number(shot, names.SUM, at) - wanted[at]))

    def axis(self, name: str) -> str:
        """What stands beside rows and columns."""
        known = {
            "answer": self.tr("answer"), "time": self.tr("step of the sequence"),
            "source time": self.tr("step of the source"), "value": self.tr("feature"),
        }  # fmt: skip
        return known.get(name, said(name))


def difference(shot: Snapshot, at: int) -> float:
    """f(x) − f(baseline) of answer number ``at``."""
    return _number(shot, names.SCORE, at) - _number(shot, names.WITHOUT, at)


def _number(shot: Snapshot, name: str, at: int) -> float:
    told: Sequence[str] = shot.labels.get(name, ())
    return float(told[at]) if at < len(told) else float("nan")


def _count(shot: Snapshot) -> str:
    return grouped(_number(shot, names.SAMPLES, 0))
