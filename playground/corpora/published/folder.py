"""Published folders: what a folder with a published model says of itself, read as data: nothing is run or fetched."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from playground.foundation.errors import DataError

CONFIG, WEIGHTS, INDEX, TOKENIZER = "config.json", "model.safetensors", "model.safetensors.index.json", "tokenizer.json"
LAYOUT = f"{CONFIG}, {WEIGHTS} and {TOKENIZER}"
MAX_JSON = 16 * 2**20
FAMILIES = {"gpt2": "GPT-2", "bert": "BERT"}
ACTIVATIONS = {"gelu_new": "gelu-tanh", "gelu_pytorch_tanh": "gelu-tanh", "gelu": "gelu", "relu": "relu"}
LARGEST = {"depth": 256, "heads": 256, "width": 16_384, "inner": 65_536, "length": 65_536, "vocabulary": 1_000_000,
           "channels": 64}  # fmt: skip

Family = Literal["gpt2", "bert"]
Stamp = tuple[str, int, int]  # path, size and time of a file: as long as they stay, it is not read again


@dataclass(frozen=True)
class Published:
    """What ``config.json`` says of a model.

    Attributes:
        depth, heads, width, inner: blocks, heads of each, numbers of a step, units of the MLP.
        length: steps of the longest sequence; vocabulary: tokens; segments: kinds of sentences (BERT).
        activation: ``gelu``, ``gelu-tanh`` or ``relu``; epsilon: of each layer norm.
        scaled: scores are divided by √d_k; tied: the answer is read with the embeddings of the tokens.
    """

    family: Family
    depth: int
    heads: int
    width: int
    inner: int
    length: int
    vocabulary: int
    activation: str
    epsilon: float
    segments: int = 0
    scaled: bool = True
    tied: bool = True

    @property
    def name(self) -> str:
        """The family as it is called."""
        return FAMILIES[self.family]

    @property
    def causal(self) -> bool:
        """A step sees only those before it, and tells the next token; otherwise covered tokens are told."""
        return self.family == "gpt2"


def described(folder: str) -> Published:
    """The model in a folder; read again only when the file has changed. Raises DataError."""
    return _described(stamp(located(folder) / CONFIG))


def located(folder: str) -> Path:
    """The folder, which must be there. Raises DataError."""
    if not folder:
        raise DataError(f"Choose the folder of a published model, with {LAYOUT}.")
    path = Path(folder).expanduser()
    try:
        if not path.is_dir():
            raise DataError(f"{folder}: is no folder; choose that of a published model, with {LAYOUT}.")
    except (OSError, ValueError):
        raise DataError(f"{folder[:200]!r}: cannot be the name of a folder.") from None
    return path


def stamp(path: Path) -> Stamp:
    """A file as it is now. Raises DataError where it is not there."""
    try:
        if not path.is_file():
            raise DataError(f"{path.parent}: has no {path.name}; put it there, as it was published.")
        found = path.stat()
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}).") from None
    return str(path), found.st_size, found.st_mtime_ns


def json_object(path: Path, most: int = MAX_JSON) -> Mapping[str, Any]:
    """The object in a JSON file. Raises DataError."""
    try:
        with path.open("rb") as file:
            raw = file.read(most + 1)
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}).") from None
    if len(raw) > most:
        raise DataError(f"{path}: is larger than {most // 2**20} MiB, which no such file is.")
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        raise DataError(f"{path}: is not valid JSON; copy it anew.") from None
    if not isinstance(found, dict):
        raise DataError(f"{path}: holds no JSON object; copy it anew.")
    return found


@lru_cache(maxsize=8)
def _described(file: Stamp) -> Published:
    path = Path(file[0])
    values = json_object(path)
    kind = values.get("model_type")
    if kind == "gpt2":
        return _gpt2(Config(path, values))
    if kind == "bert":
        return _bert(Config(path, values))
    if kind is None:
        raise DataError(f"{path}: names no model_type, so it is not that of a published model.")
    raise DataError(
        f"{path}: its model_type is {_short(kind)}; texts are read by gpt2 and bert, pictures by vit and resnet."
    )


@dataclass(frozen=True)
class Config:
    """The values of a file, each checked as it is taken."""

    path: Path
    values: Mapping[str, Any]

    def whole(self, key: str, most: str, default: int | None = None) -> int:
        found = self.values.get(key, default)
        found = default if found is None else found
        limit = LARGEST[most]
        if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found <= limit:
            raise DataError(f"{self.path}: {key} is {_short(found)}; it must be a whole number from 1 to {limit}.")
        return found

    def epsilon(self, key: str, default: float) -> float:
        found = self.values.get(key, default)
        if not isinstance(found, int | float) or isinstance(found, bool) or not 0 < found < 1:
            raise DataError(f"{self.path}: {key} is {_short(found)}; it must be a small number above 0.")
        return float(found)

    def activation(self, key: str, default: str) -> str:
        found = self.values.get(key, default)
        if not isinstance(found, str) or found not in ACTIVATIONS:
            raise DataError(f"{self.path}: {key} is {_short(found)}; known are {', '.join(ACTIVATIONS)}.")
        return ACTIVATIONS[found]

    def only(self, key: str, usual: Any) -> None:
        """Refuse a variant that is computed in another way."""
        found = self.values.get(key, usual)
        if found != usual:
            raise DataError(f"{self.path}: {key} is {_short(found)}; only models with {usual!r} can be opened.")

    def heads(self, heads: int, width: int) -> None:
        if width % heads:
            raise DataError(f"{self.path}: the width {width} is not a multiple of {heads} heads.")


def _gpt2(config: Config) -> Published:
    config.only("scale_attn_by_inverse_layer_idx", False)
    config.only("add_cross_attention", False)
    width, heads = config.whole("n_embd", "width", 768), config.whole("n_head", "heads", 12)
    config.heads(heads, width)
    return Published(
        "gpt2", config.whole("n_layer", "depth", 12), heads, width, config.whole("n_inner", "inner", 4 * width),
        config.whole("n_positions", "length", 1024), config.whole("vocab_size", "vocabulary", 50257),
        config.activation("activation_function", "gelu_new"), config.epsilon("layer_norm_epsilon", 1e-5),
        scaled=config.values.get("scale_attn_weights", True) is not False,
        tied=config.values.get("tie_word_embeddings", True) is not False,
    )  # fmt: skip


def _bert(config: Config) -> Published:
    config.only("position_embedding_type", "absolute")
    config.only("is_decoder", False)
    config.only("tie_word_embeddings", True)
    width, heads = config.whole("hidden_size", "width", 768), config.whole("num_attention_heads", "heads", 12)
    config.heads(heads, width)
    return Published(
        "bert", config.whole("num_hidden_layers", "depth", 12), heads, width,
        config.whole("intermediate_size", "inner", 3072), config.whole("max_position_embeddings", "length", 512),
        config.whole("vocab_size", "vocabulary", 30522), config.activation("hidden_act", "gelu"),
        config.epsilon("layer_norm_eps", 1e-12), segments=config.whole("type_vocab_size", "heads", 2),
    )  # fmt: skip


def _short(value: Any) -> str:
    said = repr(value)
    return said if len(said) <= 40 else f"{said[:39]}…"
