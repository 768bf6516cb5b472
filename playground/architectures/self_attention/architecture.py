"""Self-attention, as the program knows it: settings, model, worked examples, script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.architectures.self_attention import script
from playground.architectures.self_attention.settings import SelfAttentionSettings
from playground.architectures.self_attention.worked import explain
from playground.data.shapes import DataShape
from playground.experiment.architecture import Architecture, ScriptTemplate

if TYPE_CHECKING:
    from torch import nn


def _build(settings: SelfAttentionSettings, data: DataShape) -> nn.Module:
    from playground.architectures.self_attention.module import build

    return build(settings, data)


_SCRIPT = ScriptTemplate(script.CLASS, script.IMPORTS, script.sections)
ARCHITECTURE = Architecture(SelfAttentionSettings, _build, explain, _SCRIPT)
