"""OwnModel: a user's module as it is trained here, with taps beside it and errors that name the lines of its file."""

from __future__ import annotations

import random
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from playground.architectures.own.loading import told
from playground.foundation.consent import PythonFile
from playground.foundation.errors import ModelFileError, PlaygroundError
from playground.probes import shortage
from playground.probes.automatic.taps import OUTPUT, Found, Hearing, hearing
from playground.probes.tap import Tap, taps

ABILITIES = frozenset({"penalty", "trace", "encode", "decode"})  # by which models of ours say what they can do


class OwnModel(nn.Module):
    """Shares layers, parameters and buffers with the user's module, under the same names, and calls it.

    While nobody listens or intervenes its forward pass is that of the module and nothing else. A pass without gradients
    draws from random numbers that are put back, and leaves the buffers as they were.

    Attributes:
        model: the module itself. found: its taps and layers.
        automatic_taps: those of them that the module has not named itself, under their names.
    """

    model: nn.Module
    found: Found
    automatic_taps: tuple[tuple[str, Tap], ...]

    def __init__(self, model: nn.Module, file: PythonFile, found: Found) -> None:
        super().__init__()
        own = {name for name, _ in taps(model)}
        kept = self.__dict__  # not as a part of this module: its layers are this module's own
        kept["_modules"], kept["_parameters"], kept["_buffers"] = model._modules, model._parameters, model._buffers
        kept["_non_persistent_buffers_set"] = model._non_persistent_buffers_set
        kept["model"], kept["file"], kept["found"] = model, file, found
        kept["automatic_taps"] = tuple((name, tap) for name, tap in found.taps.items() if name not in own)
        kept["hearing"] = Hearing(found)
        kept["wanted"] = tuple(found.output.shape[1:]) if isinstance(found.output, Tensor) else ()
        kept["answered"] = not found.last and OUTPUT not in own

    def forward(self, *inputs: Tensor) -> Tensor:
        """The module's own answer. Raises ModelFileError, which names the line of its file."""
        model: nn.Module = self.__dict__["model"]
        model.__dict__["training"] = self.training
        automatic = self.__dict__["automatic_taps"]
        heard = any(tap.heard for _, tap in automatic)
        file: PythonFile = self.__dict__["file"]
        listening = (
            hearing(model, self.__dict__["found"], self.__dict__["hearing"], str(file.path)) if heard else nullcontext()
        )
        with nullcontext() if torch.is_grad_enabled() else undisturbed(model):
            try:
                with listening:
                    out: Tensor = model(*inputs)
            except PlaygroundError:
                raise
            except BaseException as error:  # sys.exit() in a file must end neither the engine nor its thread
                if shortage.is_shortage(error):
                    raise
                raise ModelFileError(told(error, file)) from None
        if not isinstance(out, Tensor):
            raise ModelFileError(f"{file.path}: the model gives a {type(out).__name__}; it must return one tensor.")
        wanted: tuple[int, ...] = self.__dict__["wanted"]
        if wanted and self.training and out.shape[-len(wanted) :] != wanted:
            sizes = [" × ".join(map(str, shape)) for shape in (out.shape[1:], wanted)]
            raise ModelFileError(
                f"{file.path}: in this step the model gives {sizes[0]} for an example; wanted is {sizes[1]}."
            )
        return dict(automatic)[OUTPUT](out) if heard and self.__dict__["answered"] else out

    def blamed(self, error: Exception) -> PlaygroundError | None:
        """An error of the file's own lines, such as those of a backward pass that it defines."""
        file: PythonFile = self.__dict__["file"]
        frames = traceback.extract_tb(error.__traceback__)
        if shortage.is_shortage(error) or str(file.path) not in {frame.filename for frame in frames}:
            return None
        return ModelFileError(told(error, file))

    def __getattr__(self, name: str) -> Any:
        """A layer that is called like something that our models can be asked for is still only a layer."""
        if name in ABILITIES:
            raise AttributeError(name)
        return super().__getattr__(name)

    def get_submodule(self, target: str) -> nn.Module:
        """The module's own layer, whatever it is called."""
        model: nn.Module = self.__dict__["model"]
        return model.get_submodule(target)

    def named_parameters(self, *words: Any, **more: Any) -> Iterator[tuple[str, nn.Parameter]]:
        """Those that are trained: what the file froze stays as it is."""
        return ((name, one) for name, one in super().named_parameters(*words, **more) if one.requires_grad)

    def kernels(self) -> dict[str, tuple[str, ...]]:
        """The weights of two-dimensional convolutions."""
        convolutions = ((path, one) for path, one in self.named_modules() if isinstance(one, nn.Conv2d))
        axes = ("out channel", "in channel", "row", "column")
        return {f"{path}.weight": axes for path, one in convolutions if path}


@contextmanager
def undisturbed(model: nn.Module) -> Iterator[None]:
    """Random numbers of torch, NumPy and Python, and the model's buffers, are afterwards what they were."""
    devices = sorted({tensor.device.index or 0 for tensor in model.parameters() if tensor.device.type == "cuda"})
    states = random.getstate(), np.random.get_state()
    buffers = [(buffer, buffer._version) for buffer in model.buffers()]
    copies = [buffer.clone() for buffer, _ in buffers]
    with torch.random.fork_rng(devices):
        try:
            yield
        finally:
            random.setstate(states[0])
            np.random.set_state(states[1])
            for (buffer, version), copy in zip(buffers, copies, strict=True):
                if buffer._version != version:
                    with torch.no_grad():
                        buffer.copy_(copy)


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Settings with lists where the experiment holds tuples, as JSON has them."""
    return {key: _plain(value) for key, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return plain(value)
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
