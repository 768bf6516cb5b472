"""A published model, as the program knows it: settings, model, worked examples and script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.architectures.pretrained import script
from playground.architectures.pretrained.settings import PretrainedSettings
from playground.architectures.pretrained.worked import explain
from playground.data.shapes import DataShape
from playground.experiment.architecture import Architecture, ScriptTemplate

if TYPE_CHECKING:
    from torch import nn


def _build(settings: PretrainedSettings, data: DataShape) -> nn.Module:
    from playground.architectures.pretrained.module import build

    return build(settings, data)


SCRIPT = ScriptTemplate(script.CLASS, script.IMPORTS, script.sections)
ARCHITECTURE = Architecture(PretrainedSettings, _build, explain, SCRIPT)
