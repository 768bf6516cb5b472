"""The model as an ONNX graph, for other programs; an extra, since its packages are large."""

from __future__ import annotations

import contextlib
import logging
import warnings
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

import playground
from playground.experiment import registry
from playground.experiment.experiment import Experiment
from playground.exports.model import rebuild
from playground.exports.onnx_facts import facts, of_several_lengths
from playground.exports.onnx_failure import failure, fixed
from playground.foundation import product
from playground.foundation.atomic import save_bytes
from playground.foundation.errors import PlaygroundError
from playground.runs.reader import RunReader

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
    """Write the newest checkpoint's model, with what it reads and answers in its metadata. Returns its step.

    The batch size is free. Where the task has examples of several lengths, and the architecture is one whose graph
    allows it (the recurrent ones do not), the lengths are free as well, so that nothing has to be filled up.

    Raises PlaygroundError when the extra's packages are missing, or with the reason why torch cannot write the model;
    what ``rebuild`` and ``save_bytes`` raise.
    """
    if missing():
        raise PlaygroundError(
            f"ONNX needs the packages {' and '.join(missing())}: pip install 'neural-playground[onnx]' brings them."
        )
    rebuilt = rebuild(recording)
    inputs = tuple(torch.from_numpy(np.ascontiguousarray(array[:EXAMPLES])) for array in rebuilt.data.test.inputs)
    with RunReader(recording) as reader:
        experiment = Experiment.from_json(reader.experiment_json)
    shape = rebuilt.data.shape
    free = registry.kind_of(experiment.architecture) == "transformer" and of_several_lengths(shape)
    save_bytes(target, graph(rebuilt.model, inputs, free, facts(experiment, shape, rebuilt.step, free)))
    return rebuilt.step


def graph(
    model: nn.Module, inputs: tuple[Tensor, ...], free: bool = False, texts: Mapping[str, str] | None = None
) -> bytes:
    """The model as the bytes of an ONNX file, in float32, its sequences of any length where that is ``free``.

    Raises PlaygroundError with what torch stumbled over.
    """
    pair = len(inputs) == 2
    names = ["source", "target"] if pair else ["input"]
    dims = [{0: "batch", **({1: f"{name}_length"} if free else {})} for name in names]
    shapes = tuple(
        {axis: torch.export.Dim(name, **({"min": 2, "max": tensor.shape[1]} if axis else {}))
         for axis, name in known.items()}
        for known, tensor in zip(dims, inputs, strict=True)
    )  # fmt: skip
    wrapped = OnePair(model) if pair else One(model)
    try:
        with _quietly(), torch.no_grad():
            program = torch.onnx.export(
                wrapped, inputs, dynamo=True, verbose=False, input_names=names, output_names=["output"],
                dynamic_shapes=shapes,
            )  # fmt: skip
    except torch.onnx.OnnxExporterError as error:
        raise failure(error) from None
    assert program is not None
    proto = program.model_proto
    if not all(tensor.type.tensor_type.shape.dim[0].dim_param for tensor in proto.graph.input):
        raise fixed(EXAMPLES)
    proto.producer_name, proto.producer_version = product.NAME, playground.__version__
    for key, value in (texts or {}).items():
        proto.metadata_props.add(key=key, value=value)
    data: bytes = proto.SerializeToString()
    return data


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """The exporter warns of its own workings, which nobody here can change."""
    loggers = [logging.getLogger(name) for name in ("torch.onnx", "torch.fx.experimental.symbolic_shapes")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
