"""Loading: the published tensors as parameters of our modules, read through safetensors, never run."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from math import isfinite
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from playground.architectures.pretrained import checkpoint
from playground.architectures.pretrained.checkpoint import Source
from playground.corpora.published.folder import Published
from playground.corpora.published.weights import Stored
from playground.foundation.errors import DataError


def loaded(make: Callable[[], nn.Module], published: Published, folder: str) -> nn.Module:
    """A model whose parameters are those of a folder. Nothing is drawn: it is laid out without memory, then filled.

    Raises DataError.
    """
    with torch.device("meta"), _Undrawn():
        model = make()
    wanted = {name: tuple(tensor.shape) for name, tensor in model.state_dict().items()}
    with ExitStack() as stack:
        files: dict[Path, Any] = {}
        state = {}
        for name, (source, tensors) in checkpoint.found(published, folder).items():
            for one in tensors:
                if one.path not in files:
                    files[one.path] = stack.enter_context(_opened(one.path))
            state[name] = _read(name, source, tensors, files)
    assert {name: tuple(tensor.shape) for name, tensor in state.items()} == wanted
    model.load_state_dict(state, assign=True)
    return model


class _Undrawn(TorchFunctionMode):
    """Inside, nothing is written into a tensor: first weights that will be overwritten are not drawn.

    Without memory there is nothing to write to, yet to find that out torch loads its compiler, which takes a second.
    """

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        named = kwargs or {}
        if func.__name__.endswith("_") and not func.__name__.endswith("__"):
            return args[0] if args else named["tensor"]
        return func(*args, **named)


def _opened(path: Path) -> Any:
    try:
        return safe_open(path, framework="pt")
    except (SafetensorError, OSError) as error:
        raise DataError(f"{path}: is no safetensors file ({error}); copy it anew.") from None


def _read(name: str, source: Source, tensors: tuple[Stored, ...], files: dict[Path, Any]) -> Tensor:
    """One parameter in float32, in memory of its own: the file may go away while the model learns."""
    parts = []
    for named, one in zip(source.tensors, tensors, strict=True):
        try:
            parts.append(files[one.path].get_tensor(one.name))
        except (SafetensorError, OSError) as error:
            raise DataError(f"{one.path}: {named} cannot be read ({error}); copy it anew.") from None
    whole = parts[0] if len(parts) == 1 else torch.cat(parts)
    found = torch.empty(tuple(reversed(whole.shape)) if source.turned else whole.shape, dtype=torch.float32)
    found.copy_(whole.T if source.turned else whole)
    if not isfinite(float(found.sum())) and not bool(found.isfinite().all()):
        raise DataError(f"{tensors[0].path}: {source.tensors[0]} holds values that are not finite; copy it anew.")
    return found
