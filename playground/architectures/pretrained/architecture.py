"""A published model, as the program knows it: settings, model, worked examples; it writes no script yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.architectures.pretrained.settings import PretrainedSettings
from playground.architectures.pretrained.worked import explain
from playground.data.shapes import DataShape
from playground.experiment.architecture import Architecture

if TYPE_CHECKING:
    from torch import nn


def _build(settings: PretrainedSettings, data: DataShape) -> nn.Module:
    from playground.architectures.pretrained.module import build

    return build(settings, data)


ARCHITECTURE = Architecture(PretrainedSettings, _build, explain)
