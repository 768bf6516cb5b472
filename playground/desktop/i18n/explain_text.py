"""A question and its answer in words: which number it is, and what the calculation says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject

from playground.data.axes import Axis
from playground.desktop.i18n.formatting import grouped, readable
from playground.desktop.i18n.intervention_text import InterventionText
from playground.experiment.interventions import Intervention, SetLearningRate
from playground.languages.spoken import said
from playground.protocol.events import Explained
from playground.protocol.snapshot import PictureInfo
from playground.worked.example import Question


class ExplainText(QObject):
    """Sentences in the user's language; people count from 1."""

    def where(self, question: Question, pictures: Mapping[str, PictureInfo]) -> str:
        """``stage 1 · activation: channel 3, row 2, column 5``."""
        info = pictures.get(question.picture)
        axes = info.axes if info is not None else ("",) * len(question.index)
        cells = [
            self.tr("average") if axis == "head" and index < 0 else f"{self._axis(axis)} {index + 1}".strip()
            for axis, index in zip(axes, question.index, strict=False)
        ]
        return self.tr("{0}: {1}").format(readable(question.picture), self.tr(", ").join(cells))

    def _axis(self, axis: str) -> str:
        known = {"time": self.tr("step"), "out channel": self.tr("output"), "in channel": self.tr("input")}
        return known.get(axis) or said(Axis.named(axis).kind)

    def word(self, caption: str) -> str:
        """What a worked example says, in the language that is spoken."""
        known = {
            "result": self.tr("result"), "model": self.tr("the model says"), "difference": self.tr("difference")
        }  # fmt: skip
        return known.get(caption) or said(caption)

    def heading(self, found: Explained, pictures: Mapping[str, PictureInfo]) -> str:
        """Which number it is, and of which step."""
        step = self.tr("step {0}").format(grouped(found.step))
        return f"{self.where(found.question, pictures)} · {step}"

    def unweighed(self, found: Explained) -> tuple[str, str]:
        """Why it is not said how much came through each cell, and what to do about that; empty where it is."""
        if not found.recorded or found.example is None or not found.example.regions:
            return "", ""
        return self.tr("Recorded is which cells it came from, not how much came through each."), self.tr(
            "Replay this step to weigh them"
        )

    def reason(self, found: Explained, changes: Iterable[Intervention]) -> str:
        """Why the model's value may differ: the formula is that of a model that nobody has changed."""
        words = InterventionText(self)
        told = "; ".join(words.sentence(change) for change in changes if not isinstance(change, SetLearningRate))
        if not told or found.example is None or found.example.agrees:
            return ""
        return self.tr("The model was changed ({0}); the calculation is that of the unchanged one.").format(told)
