"""A model of one's own, as the program knows it: settings, model, worked examples, script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.architectures.own import script
from playground.architectures.own.settings import OwnSettings
from playground.architectures.own.worked import explain
from playground.data.shapes import DataShape
from playground.experiment.architecture import Architecture, ScriptTemplate

if TYPE_CHECKING:
    from torch import nn


def _build(settings: OwnSettings, data: DataShape) -> nn.Module:
    from playground.architectures.own.module import build

    return build(settings, data)


_SCRIPT = ScriptTemplate(script.CLASS, script.IMPORTS, script.sections)
ARCHITECTURE = Architecture(OwnSettings, _build, explain, _SCRIPT)
