"""Published models of pictures: what the folder of a ViT or a ResNet says of itself, read as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import Any

from playground.corpora.published.folder import CONFIG, Config, Stamp, json_object, located, stamp
from playground.foundation.errors import DataError

PREPROCESSOR = "preprocessor_config.json"
VIT, RESNET = "vit", "resnet"
NAMES = {VIT: "ViT", RESNET: "ResNet"}
USUAL = {  # mean and spread of a channel, where the folder does not say them
    VIT: ((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
    RESNET: ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
}
CLASSES = 100_000
STAGES, LAYERS = 8, 64


@dataclass(frozen=True)
class Encoder:
    """A ViT: pictures of ``size`` pixels a side, cut into patches of ``patch``, read by a Transformer."""

    depth: int
    heads: int
    width: int
    inner: int
    size: int
    patch: int
    activation: str
    epsilon: float

    @property
    def patches(self) -> int:
        """Of a picture."""
        return (self.size // self.patch) ** 2


@dataclass(frozen=True)
class ResidualStage:
    """Blocks of a ResNet of equally many channels; the first of them takes every ``stride``-th row and column."""

    channels: int
    blocks: int
    stride: int


@dataclass(frozen=True)
class Residual:
    """A ResNet: channels of its stem, and its stages.

    Attributes:
        bottleneck: blocks of 1 × 1, 3 × 3 and 1 × 1; otherwise of two 3 × 3.
        early: a bottleneck strides in its first convolution, not in its second.
    """

    stem: int
    stages: tuple[ResidualStage, ...]
    bottleneck: bool
    early: bool


@dataclass(frozen=True)
class Vision:
    """A published model of pictures.

    Attributes:
        body: what it is made of.
        labels: names of the classes that its published head tells, in their order.
        mean, spread: of each channel, taken off and divided by before anything else; pixels are 0…1.
    """

    family: str
    body: Encoder | Residual
    channels: int
    labels: tuple[str, ...]
    mean: tuple[float, ...]
    spread: tuple[float, ...]

    @property
    def name(self) -> str:
        """The family as it is called."""
        return NAMES[self.family]


def is_vision(folder: str) -> bool:
    """Whether a folder says that it holds one of these; False for what cannot be read."""
    try:
        return json_object(Path(stamp(located(folder) / CONFIG)[0])).get("model_type") in NAMES
    except DataError:
        return False


def described(folder: str) -> Vision:
    """The model in a folder; read again only when a file has changed. Raises DataError."""
    path = located(folder)
    beside = path / PREPROCESSOR
    return _described(stamp(path / CONFIG), stamp(beside) if beside.is_file() else None)


@lru_cache(maxsize=8)
def _described(file: Stamp, beside: Stamp | None) -> Vision:
    path = Path(file[0])
    config = Config(path, json_object(path))
    family = config.values.get("model_type")
    if family not in NAMES:
        raise DataError(f"{path}: its model_type is {family!r:.40}; of pictures only vit and resnet can be opened.")
    channels = config.whole("num_channels", "channels", 3)
    mean, spread = _normalised(beside, str(family), channels)
    body = _vit(config) if family == VIT else _resnet(config)
    return Vision(str(family), body, channels, _labels(config), mean, spread)


def _vit(config: Config) -> Encoder:
    config.only("qkv_bias", True)
    width, heads = config.whole("hidden_size", "width", 768), config.whole("num_attention_heads", "heads", 12)
    config.heads(heads, width)
    size, patch = config.whole("image_size", "length", 224), config.whole("patch_size", "length", 16)
    if size % patch:
        raise DataError(f"{config.path}: image_size {size} is no multiple of patch_size {patch}.")
    if (size // patch) ** 2 > 4096:
        raise DataError(f"{config.path}: cuts a picture into {(size // patch) ** 2} patches; 4096 are the most.")
    return Encoder(
        config.whole("num_hidden_layers", "depth", 12), heads, width, config.whole("intermediate_size", "inner", 3072),
        size, patch, config.activation("hidden_act", "gelu"), config.epsilon("layer_norm_eps", 1e-12),
    )  # fmt: skip


def _resnet(config: Config) -> Residual:
    config.only("hidden_act", "relu")
    kind = config.values.get("layer_type", "bottleneck")
    if kind not in ("basic", "bottleneck"):
        raise DataError(f"{config.path}: layer_type is {kind!r:.40}; known are basic and bottleneck.")
    sizes = _wholes(config, "hidden_sizes", (256, 512, 1024, 2048), 65_536)
    depths = _wholes(config, "depths", (3, 4, 6, 3), LAYERS)
    if len(sizes) != len(depths):
        raise DataError(f"{config.path}: has {len(sizes)} hidden_sizes, but {len(depths)} depths; copy it anew.")
    if kind == "bottleneck" and any(size % 4 for size in sizes):
        raise DataError(f"{config.path}: a size in hidden_sizes is no multiple of 4, as a bottleneck needs.")
    first = 2 if config.values.get("downsample_in_first_stage", False) is True else 1
    rows = enumerate(zip(sizes, depths, strict=True))
    stages = tuple(ResidualStage(size, depth, 2 if index else first) for index, (size, depth) in rows)
    early = config.values.get("downsample_in_bottleneck", False) is True
    return Residual(config.whole("embedding_size", "width", 64), stages, kind == "bottleneck", early)


def _wholes(config: Config, key: str, default: tuple[int, ...], most: int) -> tuple[int, ...]:
    found = config.values.get(key, list(default))
    good = isinstance(found, list) and 1 <= len(found) <= STAGES
    if not good or not all(isinstance(one, int) and not isinstance(one, bool) and 1 <= one <= most for one in found):
        raise DataError(f"{config.path}: {key} must be 1 to {STAGES} whole numbers from 1 to {most}; copy it anew.")
    return tuple(found)


def _labels(config: Config) -> tuple[str, ...]:
    """The names of the classes; numbered where only their count is said."""
    named = config.values.get("id2label")
    if named is None:
        count = config.values.get("num_labels", 2)
        if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= CLASSES:
            raise DataError(f"{config.path}: num_labels must be a whole number from 1 to {CLASSES}; copy it anew.")
        return tuple(f"class {index + 1}" for index in range(count))
    good = isinstance(named, dict) and 1 <= len(named) <= CLASSES
    keys = [str(index) for index in range(len(named))] if good else []
    if not good or sorted(named) != sorted(keys):
        raise DataError(f"{config.path}: id2label must name classes 0, 1, 2 …; copy it anew.")
    return tuple(str(named[key])[:200] for key in keys)


def _normalised(beside: Stamp | None, family: str, channels: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Mean and spread of each channel."""
    values = json_object(Path(beside[0])) if beside is not None else {}
    if values.get("do_normalize", True) is False:
        return (0.0,) * channels, (1.0,) * channels
    usual = [one if channels == 3 else (0.5,) * channels for one in USUAL[family]]
    mean, spread = values.get("image_mean", list(usual[0])), values.get("image_std", list(usual[1]))
    if not _numbers(mean, channels) or not _numbers(spread, channels) or min(spread) <= 0:
        raise DataError(f"{beside[0] if beside else ''}: image_mean and image_std must be {channels} numbers each.")
    return tuple(map(float, mean)), tuple(map(float, spread))


def _numbers(found: Any, count: int) -> bool:
    return (
        isinstance(found, list) and len(found) == count
        and all(isinstance(one, int | float) and not isinstance(one, bool) and isfinite(one) for one in found)
    )  # fmt: skip
