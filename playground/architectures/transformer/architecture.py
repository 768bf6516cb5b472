"""The transformer, as the program knows it: settings, model, worked examples, script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.architectures.transformer import script
from playground.architectures.transformer.settings import TransformerSettings
from playground.architectures.transformer.worked import explain
from playground.data.shapes import DataShape
from playground.experiment.architecture import Architecture, ScriptTemplate

if TYPE_CHECKING:
    from torch import nn


def _build(settings: TransformerSettings, data: DataShape) -> nn.Module:
    from playground.architectures.transformer.module import build

    return build(settings, data)


_SCRIPT = ScriptTemplate(script.CLASS, script.IMPORTS, script.sections)
ARCHITECTURE = Architecture(TransformerSettings, _build, explain, _SCRIPT)
