"""The autoencoder, as the program knows it: settings, model, worked examples, script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.architectures.autoencoder import script
from playground.architectures.autoencoder.settings import AutoencoderSettings
from playground.architectures.autoencoder.worked import explain
from playground.data.shapes import DataShape
from playground.experiment.architecture import Architecture, ScriptTemplate

if TYPE_CHECKING:
    from torch import nn


def _build(settings: AutoencoderSettings, data: DataShape) -> nn.Module:
    from playground.architectures.autoencoder.module import build

    return build(settings, data)


_SCRIPT = ScriptTemplate(script.CLASS, script.IMPORTS, script.sections)
ARCHITECTURE = Architecture(AutoencoderSettings, _build, explain, _SCRIPT)
