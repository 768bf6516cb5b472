"""A published model of pictures, as the program knows it: settings, model and worked examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.architectures.pretrained_images.settings import PretrainedImagesSettings
from playground.architectures.pretrained_images.worked import explain
from playground.data.shapes import DataShape
from playground.experiment.architecture import Architecture

if TYPE_CHECKING:
    from torch import nn


def _build(settings: PretrainedImagesSettings, data: DataShape) -> nn.Module:
    from playground.architectures.pretrained_images.module import build

    return build(settings, data)


ARCHITECTURE = Architecture(PretrainedImagesSettings, _build, explain)
