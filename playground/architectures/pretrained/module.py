"""A published model, built in modules of our own and filled with the weights of its folder."""

from __future__ import annotations

from torch import nn

from playground.architectures.pretrained.bert import BERT
from playground.architectures.pretrained.gpt2 import GPT2
from playground.architectures.pretrained.loading import loaded
from playground.architectures.pretrained.settings import PretrainedSettings
from playground.data.shapes import DataShape


def build(settings: PretrainedSettings, data: DataShape) -> nn.Module:
    """The model with its published weights. Raises DataError or SettingsError where the folder is not in order."""
    published = settings.published()
    family = GPT2 if published.family == "gpt2" else BERT
    return loaded(lambda: family(published, settings.dropout), published, settings.folder)
