"""SamplingController: how a next token is drawn, chosen in one panel, holds in all and for the text that is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer

from playground.data.sampling import PLAIN, Sampling
from playground.desktop.panels.candidates import CandidatesPanel
from playground.desktop.panels.network import NetworkPanel
from playground.desktop.panels.predictions import PredictionsPanel
from playground.desktop.widgets.sampling.sampling_boxes import SamplingBoxes

SAMPLING = CandidatesPanel | NetworkPanel | PredictionsPanel
CALM_MS = 200  # a slider that is dragged asks for no text at each of its steps


class SamplingController(QObject):
    """Shows in all boxes what is chosen in one, and tells the engine.

    Args:
        send: has texts be written so, too.
    """

    def __init__(self, boxes: Sequence[SamplingBoxes], send: Callable[[Sampling], None], parent: QObject) -> None:
        super().__init__(parent)
        self.sampling = PLAIN
        self._boxes = boxes
        self._calm = QTimer(self, interval=CALM_MS, singleShot=True)
        self._calm.timeout.connect(lambda: send(self.sampling))
        for one in boxes:
            one.chosen.connect(lambda sampling, own=one: self._choose(sampling, own))

    def _choose(self, sampling: Sampling, own: SamplingBoxes) -> None:
        self.sampling = sampling
        for other in self._boxes:
            if other is not own:
                other.put(sampling)
        self._calm.start()
