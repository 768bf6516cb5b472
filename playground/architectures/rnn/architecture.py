"""The RNN, as the program knows it: settings, model, worked examples, script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.architectures.rnn import script
from playground.architectures.rnn.settings import RNNSettings
from playground.architectures.rnn.worked import explain
from playground.data.shapes import DataShape
from playground.experiment.architecture import Architecture, ScriptTemplate

if TYPE_CHECKING:
    from torch import nn


def _build(settings: RNNSettings, data: DataShape) -> nn.Module:
    from playground.architectures.rnn.module import build

    return build(settings, data)


_SCRIPT = ScriptTemplate(script.CLASS, script.IMPORTS, script.sections)
ARCHITECTURE = Architecture(RNNSettings, _build, explain, _SCRIPT)
