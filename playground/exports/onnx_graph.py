"""The model as an ONNX graph, for other programs; an extra, since its packages are large."""

from __future__ import annotations

import contextlib
import logging
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from playground.experiment.errors import PlaygroundError
from playground.exports.model import rebuild
from playground.runs.atomic import save_bytes

PACKAGES = ("onnx", "onnxscript")
EXAMPLES = 2  # the smallest batch that torch does not take for a constant


class OnePair(nn.Module):
    """A model of two sequences under the names ``source`` and ``target``."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        """The model's own answer."""
        out: Tensor = self.model(source, target)
        return out


class One(nn.Module):
    """A model of one input, whose name in the graph is ``input``."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, x: Tensor) -> Tensor:
        """The model's own answer."""
        out: Tensor = self.model(x)
        return out


def missing() -> list[str]:
    """Packages of the extra that are not installed."""
    return [name for name in PACKAGES if find_spec(name) is None]


def export(recording: Path, target: Path) -> int:
    """Write the newest checkpoint's model, batch size free and sequence length fixed. Returns its step.

    Raises PlaygroundError when the extra's packages are missing; what ``rebuild`` and ``save_bytes`` raise.
    """
    if missing():
        raise PlaygroundError(
            f"ONNX needs the packages {' and '.join(missing())}: pip install 'neural-playground[onnx]' brings them."
        )
    rebuilt = rebuild(recording)
    inputs = tuple(torch.from_numpy(np.ascontiguousarray(array[:EXAMPLES])) for array in rebuilt.data.test.inputs)
    save_bytes(target, graph(rebuilt.model, inputs))
    return rebuilt.step


def graph(model: nn.Module, inputs: tuple[Tensor, ...]) -> bytes:
    """The model as the bytes of an ONNX file, in float32."""
    pair = len(inputs) == 2
    with _quietly(), torch.no_grad():
        program = torch.onnx.export(
            OnePair(model) if pair else One(model),
            inputs,
            dynamo=True,
            verbose=False,
            input_names=["source", "target"] if pair else ["input"],
            output_names=["output"],
            dynamic_shapes=tuple({0: torch.export.Dim("batch")} for _ in inputs),
        )
    assert program is not None
    data: bytes = program.model_proto.SerializeToString()
    return data


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """The exporter warns of its own workings, which nobody here can change."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
