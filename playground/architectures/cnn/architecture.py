"""The CNN, as the program knows it: settings, model, worked examples, script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.architectures.cnn import script
from playground.architectures.cnn.settings import CNNSettings
from playground.architectures.cnn.worked import explain
from playground.data.shapes import DataShape
from playground.experiment.architecture import Architecture, ScriptTemplate

if TYPE_CHECKING:
    from torch import nn


def _build(settings: CNNSettings, data: DataShape) -> nn.Module:
    from playground.architectures.cnn.module import build

    return build(settings, data)


_SCRIPT = ScriptTemplate(script.CLASS, script.IMPORTS, script.sections)
ARCHITECTURE = Architecture(CNNSettings, _build, explain, _SCRIPT)
