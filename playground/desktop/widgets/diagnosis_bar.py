"""DiagnosisBar: what was measured to be wrong with the run, in one sentence with its number, and one thing to try."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from playground.desktop.i18n.formatting import RAISED, figure, readable, with_metric
from playground.desktop.widgets.message_bar import MessageBar
from playground.experiment.diagnoses import DiagnosisKind as Kind
from playground.languages.spoken import said
from playground.protocol.events import Diagnosed, RunStarted

# of several the cause is said, not what follows from it; a run that diverged says so itself, by how it ends
ORDER = (
    Kind.DEAD_RELUS, Kind.EXPLODING, Kind.VANISHING, Kind.UNIFORM, Kind.COLLAPSED, Kind.OVERFITTING, Kind.BASELINE,
)  # fmt: skip
LARGE_RATE = 0.02


class DiagnosisBar(MessageBar):
    """A second banner below that of errors, which it gives way to. What was dismissed is not said again in this run."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setWindowTitle(self.tr("Diagnosis"))
        self._standing: dict[Kind, Diagnosed] = {}
        self._dismissed: set[Kind] = set()
        self._path: Path | None = None
        self._settings: dict[str, Any] = {}
        self._baseline_name = ""
        self._other: MessageBar | None = None

    def give_way_to(self, banner: MessageBar) -> None:
        """Stay hidden while the other one says something."""
        self._other = banner
        banner.visibilityChanged.connect(self._refresh)

    def begin(self, started: RunStarted) -> None:
        """A run begins, or goes on; what it finds is said anew."""
        if started.path != self._path:
            self._dismissed.clear()
        self._path, self._baseline_name = started.path, started.baseline_name
        self._standing.clear()
        try:
            self._settings = json.loads(started.experiment)
        except ValueError:
            self._settings = {}
        self._refresh()

    def take(self, event: Diagnosed) -> None:
        """A diagnosis, or the end of one."""
        if event.holds:
            self._standing[event.kind] = event
        else:
            self._standing.pop(event.kind, None)
        self._refresh()

    def clear(self) -> None:
        """Forget the run."""
        self._standing.clear()
        self._path = None
        self._dismissed.clear()
        self._refresh()

    def retranslate(self) -> None:
        """Say again what is said, from what was measured."""
        self._refresh()

    @property
    def failure(self) -> str:
        """How the run diverged and what to try; empty when it did not."""
        event = self._standing.get(Kind.DIVERGED)
        if event is None:
            return ""
        words = self.tr("The loss is no longer a finite number at step {0}.").format(event.step)
        if event.layer:
            words += " " + self.tr("The first layer to break is {0}.").format(readable(event.layer))
        return words + " " + self.tr("Try a smaller learning rate.")

    def sentence(self, event: Diagnosed) -> str:
        """What is wrong, with its number."""
        layer, value = readable(event.layer), _number(event.value)
        match event.kind:
            case Kind.DEAD_RELUS:
                words = self.tr("Layer {0}: {1} of its ReLU units are zero for every test example.")
                return words.format(layer, _percent(event.value))
            case Kind.EXPLODING:
                return self.tr("The gradient explodes: its norm is {0}, most of it in {1}.").format(value, layer)
            case Kind.VANISHING if event.quantity == "gradient_first_to_last_step":
                words = self.tr("The gradient vanishes through time: in {0} the first time step gets {1} of the last.")
                return words.format(layer, value)
            case Kind.VANISHING:
                words = self.tr("The gradient vanishes on its way down: {0} gets {1} of the output's.")
                return words.format(layer, value)
            case Kind.UNIFORM:
                words = self.tr("Every attention head looks at all keys alike: its entropy is {0} of the largest.")
                return words.format(_percent(event.value))
            case Kind.COLLAPSED:
                words = self.tr("In {0} each query looks at one key only: the entropy is {1} of the largest.")
                return words.format(layer, _percent(event.value))
            case Kind.OVERFITTING if event.quantity.startswith("validation"):
                words = self.tr("The validation loss turned up, to {0} times its minimum; the training loss did not.")
                return words.format(value)
            case Kind.OVERFITTING:
                words = self.tr("The test loss has turned up, to {0} times its minimum; the training loss has not.")
                return words.format(value)
            case Kind.BASELINE:
                words = self.tr("Test {0} {1} does not clearly beat the baseline ({2}: {3}).")
                return with_metric(words, event.quantity, value, said(self._baseline_name), _number(event.threshold))
            case _:
                return self.failure

    def advice(self, event: Diagnosed) -> str:
        """One thing to try."""
        architecture, training = (self._settings.get(name, {}) for name in ("architecture", "training"))
        match event.kind:
            case Kind.EXPLODING:
                return self.tr("Try gradient clipping at 1.")
            case Kind.VANISHING if str(architecture.get("cell", "")).startswith("elman"):
                return self.tr("Try a cell with gates: LSTM or GRU.")
            case Kind.VANISHING if architecture.get("cell") == "lstm":
                return self.tr("Try a larger forget-gate bias.")
            case Kind.VANISHING:
                return self.tr("Try fewer layers.")
            case Kind.UNIFORM if training.get("weight_decay", 0.0) > 0:
                return self.tr("Try without weight decay.")
            case Kind.OVERFITTING if architecture.get("dropout", 1.0) == 0.0:
                return self.tr("Try dropout.")
            case Kind.OVERFITTING if event.quantity.startswith("validation"):
                return self.tr("Try to stop where the validation loss was least.")
            case Kind.OVERFITTING:
                return self.tr("Try to stop where the test loss was least.")
            case Kind.UNIFORM:
                return self.tr("Try a larger learning rate.")
            case Kind.BASELINE if training.get("learning_rate", 0.0) < LARGE_RATE:
                return self.tr("Try a larger learning rate.")
            case _:
                return self.tr("Try a smaller learning rate.")

    def _refresh(self) -> None:
        found = next((k for k in ORDER if k in self._standing and k not in self._dismissed), None)
        if found is None or (self._other is not None and not self._other.isHidden()):
            self.hide()
            return
        event = self._standing[found]
        text = f"{self.sentence(event)} {self.advice(event)}"
        if text != self.text:
            self.say(text, on_dismiss=lambda: self._dismiss(found))

    def _dismiss(self, kind: Kind) -> None:
        self._dismissed.add(kind)
        self._refresh()


def _percent(share: float) -> str:
    """``94 %``; a number and its unit stay together."""
    return f"{_number(100 * share)}\u2009%"


def _number(value: float) -> str:
    """``0.31``, ``1 240``, ``2×10⁻¹³``."""
    if value and abs(value) < 1e-4:
        mantissa, _, power = f"{value:.0e}".partition("e")
        return f"{mantissa}×10{str(int(power)).translate(RAISED)}"
    return figure(value, 3)
