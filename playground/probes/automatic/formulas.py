"""Formulas: what a call computes, by which operation with which numbers, where a formula is written for it."""

from __future__ import annotations

from typing import Any

from torch import nn

from playground.probes.automatic import known
from playground.probes.automatic.watch import Heard

Found = tuple[str, str, str, dict[str, float], str]  # kind, operation, path of the weights, numbers, detail


def formula(heard: Heard, model: nn.Module) -> Found:
    """The kind of a call and its operation; the latter is empty for what no formula is written."""
    module, path = heard.module, heard.key.path
    if heard.key.part == "weights":
        heads = heard.output.shape[1] if heard.output.dim() == 4 else 1
        operation = "attention" if heard.scores is not None else ""
        return "self-attention", operation, "", {}, f"{heads} heads" if heads > 1 else "1 head"
    if heard.key.part == "cell":
        return "cell state", "", "", {}, ""
    if module is None:
        kind, operation = known.FUNCTIONS.get(heard.key.function, ("", ""))
        if operation in ("max_pool2d", "avg_pool2d"):
            return (kind, *_pooled(_sizes_of(heard), operation))
        if operation in ("softmax",):
            last = heard.keywords.get("dim", heard.arguments[1] if len(heard.arguments) > 1 else None)
            return kind, operation if last in (-1, heard.output.dim() - 1) else "", "", {}, ""
        exact = heard.keywords.get("approximate", "none") == "none"
        return kind, operation if exact else "", "", {}, ""
    kind, operation = known.kind_of(module), known.operation_of(module)
    match module:
        case nn.Conv2d():
            return (kind, *_convolution(module, path))
        case nn.MaxPool2d() | nn.AvgPool2d():
            return (kind, *_pooled(vars(module), operation))
        case nn.GELU():
            return kind, operation if module.approximate == "none" else "", "", {}, ""
        case nn.Softmax():
            return kind, operation if module.dim in (-1, heard.output.dim() - 1) else "", "", {}, ""
        case nn.LayerNorm():
            single = len(module.normalized_shape) == 1 and module.elementwise_affine
            return kind, operation if single else "", path, {"eps": float(module.eps)}, ""
        case nn.BatchNorm1d() | nn.BatchNorm2d():
            kept = module.affine and module.track_running_stats
            return kind, operation if kept else "", path, {"eps": float(module.eps)}, ""
        case nn.Linear():
            return kind, operation, path, {"bias": float(module.bias is not None)}, ""
        case nn.RNN():
            return ("Elman, ReLU" if module.nonlinearity == "relu" else kind), "", path, {}, _directions(module)
        case nn.RNNBase():
            return kind, "", path, {}, _directions(module)
    return (kind or type(module).__name__), operation, path, {}, ""


def _directions(module: nn.RNNBase) -> str:
    words = [f"{module.num_layers} layers"] if module.num_layers > 1 else []
    return ", ".join([*words, *(["both directions"] if module.bidirectional else [])])


def _convolution(module: nn.Conv2d, path: str) -> tuple[str, str, dict[str, float], str]:
    rows, columns = module.kernel_size
    plain = module.groups == 1 and module.dilation == (1, 1) and module.padding_mode == "zeros"
    padding = module.padding if isinstance(module.padding, tuple) else (-1, -2)
    square = module.stride[0] == module.stride[1] and padding[0] == padding[1]
    numbers = {"stride": float(module.stride[0]), "padding": float(padding[0]), "bias": float(module.bias is not None)}
    return "conv2d" if plain and square else "", path, numbers, f"{rows} × {columns}"


def _sizes_of(heard: Heard) -> dict[str, Any]:
    """The arguments of a pooling function by name, with the defaults of torch."""
    names = ("kernel_size", "stride", "padding")
    given = {**dict(zip(names, heard.arguments[1:4], strict=False)), **heard.keywords}
    return {"stride": None, "padding": 0, "dilation": 1, "ceil_mode": False, **given}


def _pooled(given: dict[str, Any], operation: str) -> tuple[str, str, dict[str, float], str]:
    size, stride = _pair(given["kernel_size"]), _pair(given["stride"] or given["kernel_size"])
    plain = size is not None and stride is not None and size[0] == size[1] and stride[0] == stride[1]
    plain = plain and _pair(given["padding"]) == (0, 0) and _pair(given.get("dilation", 1)) == (1, 1)
    plain = plain and not given["ceil_mode"] and not given.get("divisor_override")
    if size is None or stride is None:
        return "", "", {}, ""
    numbers = {"size": float(size[0]), "stride": float(stride[0])}
    return operation if plain else "", "", numbers, f"{size[0]} × {size[1]}"


def _pair(value: Any) -> tuple[int, int] | None:
    """Rows and columns of what may be given as one number, a pair, or an empty list of torch's."""
    if isinstance(value, int):
        return value, value
    found = tuple(value)
    return (found[0], found[-1]) if found and all(isinstance(one, int) for one in found) else None
