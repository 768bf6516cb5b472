"""Dry step: a process of its own runs a user's file, tries its model on two examples, and writes down what it found.

``python -m playground.inspection.dry_step RESULT SECONDS`` reads a request in JSON from its standard input. Whatever
the file does, hang, fill the memory or end its process, the one who asked goes on and can say so.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from playground.architectures.own import loading, module
from playground.architectures.own.settings import OwnSettings, described
from playground.architectures.own.wrapping import plain
from playground.data.shapes import DataShape
from playground.experiment import registry
from playground.experiment.experiment import TaskSettings
from playground.foundation import consent
from playground.foundation.consent import PythonFile
from playground.foundation.errors import ModelFileError, PlaygroundError
from playground.foundation.logs import log_to_file
from playground.foundation.places import log_file
from playground.inspection import memory
from playground.inspection.time_limit import TimeLimit
from playground.probes import shortage
from playground.probes.automatic import examples
from playground.probes.automatic.layout import SIZES
from playground.probes.automatic.tracing import Tracer
from playground.training.stepper import objective

log = logging.getLogger(__name__)


@dataclass
class Report:
    """What was found of a file; as far as it came where ``error`` says what went wrong.

    Attributes:
        data: what it was tried on. settings: the file's own, complete; schema: of these, in JSON Schema.
        table: the rows of the layer table, as ``OwnSettings`` holds them.
        taps: name → axes and shape of one example.
        unused: parameters that the loss does not depend on.
        same: the same seed gave the same bits twice; differs: what did not.
        seconds: of forward and backward pass. peak: bytes of memory that the process took at most.
    """

    error: str = ""
    data: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    schema: dict[str, Any] = field(default_factory=dict)
    table: list[dict[str, Any]] = field(default_factory=list)
    taps: dict[str, list[Any]] = field(default_factory=dict)
    parameters: int = 0
    trainable: int = 0
    wanted: list[int] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    same: bool = True
    differs: str = ""
    seconds: list[float] = field(default_factory=list)
    peak: int = 0


def examine(settings: OwnSettings, task: TaskSettings, seed: int, reached: Callable[[], object] = bool) -> Report:
    """Run the file and try its model; what goes wrong with it stands in the report.

    Args:
        reached: called right before the first line of the file is run.
    """
    report, traced = Report(), list[Tracer]()
    try:
        data = task.shape()
        report.data, report.wanted = described(data), [SIZES[0], *examples.wanted(data)]
        file = consent.allowed(settings.file, settings.sha256)
        given = plain(settings.settings)
        reached()
        ran = loading.run(file)
        report.settings = loading.settings_of(ran, file, settings.model, given)
        report.schema = loading.schema_of(ran, file, settings.model)
        _try(report, settings, file, data, seed, traced)
    except PlaygroundError as error:
        report.error = str(error)
        report.table = report.table or [row.model_dump(mode="json") for row in module.rows_so_far(traced)]
    except Exception as error:
        report.error = f"{settings.file}: needs more memory than this machine can give it."
        if not shortage.is_shortage(error):
            log.exception("a file could not be tried")
            report.error = f"{settings.file}: could not be tried ({type(error).__name__}); details are in {log_file()}."
    report.peak = memory.peak()
    return report


def _try(
    report: Report, settings: OwnSettings, file: PythonFile, data: DataShape, seed: int, traced: list[Tracer]
) -> None:  # fmt: skip
    model = _built(settings, file, data, seed)
    found = module.examined(model, file, data, traced)
    report.parameters = sum(parameter.numel() for parameter in model.parameters())
    report.trainable = sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)
    report.table = [row.model_dump(mode="json") for row in module.table(found)]
    report.taps = {
        name: [list(one.layout.axes), list(one.layout.shape)]
        for one in found.pictures for name in (one.name, *(f"{one.name}.{gate}" for gate in one.gates))
    }  # fmt: skip
    loss, report.seconds = _step(model, file, data, seed)
    report.unused = [
        path for path, parameter in model.named_parameters() if parameter.requires_grad and parameter.grad is None
    ]
    if not report.trainable:
        raise ModelFileError(f"{file.path}: the model has no parameters that could be trained.")
    other = _built(settings, file, data, seed)
    module.examined(other, file, data)
    again, _ = _step(other, file, data, seed)
    report.differs = _difference(model, other, loss, again)
    report.same = not report.differs


def _built(settings: OwnSettings, file: PythonFile, data: DataShape, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    return loading.model_of(loading.run(file), file, settings.model, plain(settings.settings), data)


def _step(model: nn.Module, file: PythonFile, data: DataShape, seed: int) -> tuple[Tensor, list[float]]:
    """The loss of one training pass and its gradients, with the seconds of both."""
    torch.manual_seed(seed)
    inputs, targets = examples.inputs(data, SIZES[0]), examples.targets(data, SIZES[0])
    begun = time.perf_counter()
    try:
        loss = objective(data.targets)(model.train()(*inputs), targets)
        middle = time.perf_counter()
        loss.backward()  # type: ignore[no-untyped-call]
    except Exception as error:
        if shortage.is_shortage(error):
            raise
        raise ModelFileError(loading.told(error, file)) from None
    return loss.detach(), [middle - begun, time.perf_counter() - middle]


def _difference(one: nn.Module, other: nn.Module, first: Tensor, second: Tensor) -> str:
    """What the same seed did not make the same, to the bit; empty for nothing."""
    others = dict(other.named_parameters())
    for path, parameter in one.named_parameters():
        twin = others.get(path)
        if twin is None or not torch.equal(parameter.detach(), twin.detach()):
            return path
        if parameter.grad is not None and (twin.grad is None or not torch.equal(parameter.grad, twin.grad)):
            return f"the gradient of {path}"
    return "" if torch.equal(first, second) else "the loss"


def main(words: list[str]) -> int:
    """Write the report of what stands on the standard input to the file that is named."""
    target, seconds = Path(words[0]), float(words[1])
    asked = json.loads(sys.stdin.read())
    settings = registry.parse("architecture", _tuples(asked["architecture"]))
    task = registry.parse("task", _tuples(asked["task"]))
    torch.set_num_threads(1)
    log_to_file("model")
    memory.limit()
    limit = TimeLimit(target.with_suffix(".hang"))
    # the time is the file's; what this process needed to get there is not its fault
    report = examine(settings, task, int(asked["seed"]), lambda: limit.begin(seconds))
    limit.end()
    target.write_text(json.dumps(vars(report), default=str), encoding="utf-8")
    return 0


def _tuples(value: Any) -> Any:
    """Lists as the settings' strict check wants them."""
    from playground.experiment.setting_paths import frozen

    return frozen(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
