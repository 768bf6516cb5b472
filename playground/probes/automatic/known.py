"""Known: the modules and functions of torch whose outputs are worth seeing, and what the field calls them."""

from __future__ import annotations

from torch import nn

CONVOLUTIONS = (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.ConvTranspose1d, nn.ConvTranspose2d)
RECURRENT = (nn.RNN, nn.LSTM, nn.GRU)
CELLS = (nn.RNNCell, nn.LSTMCell, nn.GRUCell)
_MODULES: tuple[tuple[tuple[type[nn.Module], ...], str, str], ...] = (  # classes, kind, operation
    ((nn.Conv2d,), "convolution", "conv2d"),
    ((nn.Conv1d, nn.Conv3d), "convolution", ""),
    ((nn.ConvTranspose1d, nn.ConvTranspose2d), "transposed convolution", ""),
    ((nn.MaxPool1d, nn.MaxPool2d), "max pooling", "max_pool2d"),
    ((nn.AvgPool1d, nn.AvgPool2d), "average pooling", "avg_pool2d"),
    ((nn.AdaptiveMaxPool1d, nn.AdaptiveMaxPool2d), "max pooling", ""),
    ((nn.AdaptiveAvgPool1d, nn.AdaptiveAvgPool2d), "average pooling", ""),
    ((nn.Linear,), "linear", "linear"),
    ((nn.Embedding,), "embedding", "embedding"),
    ((nn.BatchNorm1d, nn.BatchNorm2d), "batch norm", "batch_norm"),
    ((nn.LayerNorm,), "layer norm", "layer_norm"),
    ((nn.GroupNorm, nn.InstanceNorm1d, nn.InstanceNorm2d, nn.RMSNorm), "norm", ""),
    ((nn.ReLU,), "ReLU", "relu"),
    ((nn.GELU,), "GELU", "gelu"),
    ((nn.Tanh,), "tanh", "tanh"),
    ((nn.Sigmoid,), "sigmoid", "sigmoid"),
    ((nn.SiLU, nn.LeakyReLU, nn.ELU, nn.Softplus, nn.PReLU, nn.Hardswish, nn.Mish, nn.ReLU6), "activation", ""),
    ((nn.Softmax,), "softmax", "softmax"),
    ((nn.LSTM, nn.LSTMCell), "LSTM", ""),
    ((nn.GRU, nn.GRUCell), "GRU", ""),
    ((nn.RNN, nn.RNNCell), "Elman, tanh", ""),
    ((nn.MultiheadAttention,), "self-attention", ""),
)
SILENT = (nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Flatten, nn.Unflatten, nn.Identity, nn.AlphaDropout)

FUNCTIONS = {  # name of a torch function → kind, operation
    "relu": ("ReLU", "relu"), "relu_": ("ReLU", "relu"), "gelu": ("GELU", "gelu"), "tanh": ("tanh", "tanh"),
    "sigmoid": ("sigmoid", "sigmoid"), "silu": ("activation", ""), "leaky_relu": ("activation", ""),
    "elu": ("activation", ""), "softplus": ("activation", ""), "max_pool2d": ("max pooling", "max_pool2d"),
    "max_pool1d": ("max pooling", ""), "avg_pool2d": ("average pooling", "avg_pool2d"),
    "avg_pool1d": ("average pooling", ""), "adaptive_avg_pool2d": ("average pooling", ""),
    "adaptive_max_pool2d": ("max pooling", ""), "conv2d": ("convolution", ""), "conv1d": ("convolution", ""),
    "linear": ("linear", ""), "embedding": ("embedding", ""), "layer_norm": ("layer norm", ""),
    "batch_norm": ("batch norm", ""), "softmax": ("softmax", "softmax"), "add": ("sum", "sum"),
    "__add__": ("sum", "sum"), "add_": ("sum", "sum"), "__iadd__": ("sum", "sum"),
    "scaled_dot_product_attention": ("self-attention", ""),
}  # fmt: skip
KINDS = {kind for _, kind, _ in _MODULES} | {kind for kind, _ in FUNCTIONS.values()} | {"cell state", "learned values"}
ATTENTION = "scaled_dot_product_attention"
SUMS = frozenset({"add", "add_", "__add__", "__iadd__"})
RESHAPES = frozenset({"view", "reshape", "flatten", "contiguous", "squeeze", "unsqueeze", "ravel"})


def is_leaf(module: nn.Module) -> bool:
    """Whether it is seen as a whole: what it computes inside has no rows of its own."""
    return kind_of(module) != "" or isinstance(module, SILENT)


def kind_of(module: nn.Module) -> str:
    """What the field calls it; empty where it is not known."""
    return next((kind for classes, kind, _ in _MODULES if isinstance(module, classes)), "")


def operation_of(module: nn.Module) -> str:
    """Which formula it computes; empty where none is written for it."""
    flat = isinstance(module, (nn.MaxPool1d, nn.AvgPool1d))
    return "" if flat else next((name for classes, _, name in _MODULES if isinstance(module, classes)), "")
