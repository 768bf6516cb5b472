"""A published model of pictures, built in modules of our own and filled with the weights of its folder."""

from __future__ import annotations

from math import isfinite

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from playground.architectures.pretrained_images import checkpoint
from playground.architectures.pretrained_images.resnet import ResNet
from playground.architectures.pretrained_images.settings import PretrainedImagesSettings
from playground.architectures.pretrained_images.vit import ViT
from playground.corpora.published.vision import Encoder
from playground.corpora.published.weights import Stored
from playground.data.shapes import ClassTarget, DataShape
from playground.foundation.errors import DataError


def build(settings: PretrainedImagesSettings, data: DataShape) -> nn.Module:
    """The model with its published weights; a head for other classes is drawn. Raises DataError or SettingsError."""
    vision = settings.vision()
    assert isinstance(data.targets, ClassTarget)
    labels = data.targets.labels
    model: nn.Module = (
        ViT(vision, vision.body, len(labels)) if isinstance(vision.body, Encoder)
        else ResNet(vision, vision.body, len(labels))
    )  # fmt: skip
    chosen = checkpoint.rows(vision, labels)
    found = {name: _read(name, tensors) for name, tensors in
             checkpoint.found(vision, settings.folder, labels).items()}  # fmt: skip
    for name in ("output.weight", "output.bias"):
        if name in found:
            found[name] = found[name][chosen]
    left = set(model.load_state_dict(found, strict=False).missing_keys)
    drawn = {name for name in left if name.startswith("output.") and not chosen}
    assert all(name.endswith("num_batches_tracked") or name in ("mean", "spread") for name in left - drawn), left
    return model


def _read(name: str, tensors: tuple[Stored, ...]) -> Tensor:
    """One parameter in float32, in memory of its own. Raises DataError."""
    parts = []
    for one in tensors:
        try:
            with safe_open(one.path, framework="pt") as file:
                parts.append(file.get_tensor(one.name))
        except (SafetensorError, OSError) as error:
            raise DataError(f"{one.path}: {one.name} cannot be read ({error}); copy it anew.") from None
    found = torch.cat(parts).to(torch.float32, copy=True)
    if not isfinite(float(found.sum())) and not bool(found.isfinite().all()):
        raise DataError(f"{tensors[0].path}: {tensors[0].name} holds values that are not finite; copy it anew.")
    return found
