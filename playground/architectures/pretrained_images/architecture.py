"""A published model of pictures, as the program knows it: settings, model, worked examples and script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.architectures.pretrained_images import script
from playground.architectures.pretrained_images.settings import PretrainedImagesSettings
from playground.architectures.pretrained_images.worked import explain
from playground.data.shapes import DataShape
from playground.experiment.architecture import Architecture, ScriptTemplate

if TYPE_CHECKING:
    from torch import nn


def _build(settings: PretrainedImagesSettings, data: DataShape) -> nn.Module:
    from playground.architectures.pretrained_images.module import build

    return build(settings, data)


SCRIPT = ScriptTemplate(script.CLASS, script.IMPORTS, script.sections)
ARCHITECTURE = Architecture(PretrainedImagesSettings, _build, explain, SCRIPT)
