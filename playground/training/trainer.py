"""Trainer: one model learning one task, step by step; no thread, no clock, no events."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from math import isfinite
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from playground.experiment import registry
from playground.experiment.data import IGNORED, ClassTarget, Data, DataShape, input_axes
from playground.experiment.experiment import Experiment
from playground.experiment.interventions import Intervention, Taps, after, check
from playground.probes.recorder import Recorder, copied
from playground.probes.tap import taps
from playground.training import devices, evaluation_plan, optimizers, schedules
from playground.training.batches import Batches
from playground.training.interventions import Interventions

Array = NDArray[np.float32]
Arrays = dict[str, tuple[tuple[str, ...], Array]]

EVALUATION_BATCH = 128  # between two of them somebody who chose a specimen is answered


def build(experiment: Experiment, shape: DataShape) -> nn.Module:
    """The model of an experiment with weights drawn from its seed."""
    kind = experiment.architecture.model_dump()["kind"]
    module = importlib.import_module(registry.module_name("architecture", kind) + ".module")
    torch.manual_seed(experiment.training.seed)
    model: nn.Module = module.build(experiment.architecture, shape)
    return model


class Trainer:
    """Everything that decides the bits of a run: model, data order, optimizer, random state.

    Attributes:
        step: steps taken so far.
        gradients: what the last step was taken along, after clipping, in the order of ``parameters``; empty before
            the first one. They live until the next step begins, which costs neither time nor memory.
        rate: the learning rate of the last step.
        last_loss: what the last step returned; None before the first.
    """

    def __init__(self, experiment: Experiment, data: Data) -> None:
        training = experiment.training
        self.experiment = experiment
        self.data = data
        self.device = devices.pick(training.device)
        step_cost = devices.cost(experiment.layers(), training.batch_size)
        self.threads = devices.threads(training.threads, step_cost)
        torch.set_num_threads(self.threads)
        torch.backends.cudnn.deterministic = True
        self.large = step_cost >= devices.MANY_THREADS
        # convolutions run 1.1-1.2 times as fast on a CPU with the channels last; other weights do not mind
        self.model = build(experiment, data.shape).to(self.device)
        self.model = self.model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.parameters = list(self.model.parameters())
        self.optimizer = optimizers.make(self.parameters, training)
        self.batches = Batches(data.train, training.batch_size, training.seed, self.device)
        self.total_steps = training.total_steps(len(data.train))
        self.step = 0
        self.gradients: Sequence[Tensor] = ()
        self.rate = 0.0
        self.last_loss: Tensor | None = None
        self._modules = list(self.model.modules())
        self._taps = list(taps(self.model))
        self.interventions = Interventions(self._taps, training.learning_rate)
        self._penalised = hasattr(self.model, "penalty")

    @property
    def parameter_count(self) -> int:
        """Trainable numbers of the model."""
        return sum(parameter.numel() for parameter in self.parameters)

    def advance(self) -> Tensor:
        """Take one step; returns its training loss as a scalar on the device, not waited for."""
        self.gradients = ()
        inputs, targets = self.batches.at(self.step)
        with self.precision():
            loss = self.penalised(self.model, inputs, targets)
        if self.device.type == "cpu" and not isfinite(loss.item()):
            self.step += 1  # the weights stay as they were, so that the layer that broke can be found
            return loss.detach()
        gradients: Sequence[Tensor] = torch.autograd.grad(loss, self.parameters)
        self.update(gradients)
        self.gradients, self.last_loss = gradients, loss.detach()
        return self.last_loss

    def penalised(self, model: nn.Module, inputs: Sequence[Tensor], targets: Tensor) -> Tensor:
        """The loss of a batch, with what the model adds to it; ``model`` may be a copy of the trainer's own."""
        loss = self.loss(model(*inputs), targets)
        return loss + model.penalty() if self._penalised else loss  # type: ignore[operator]

    def update(self, gradients: Sequence[Tensor]) -> None:
        """The second half of a step: clip the gradients in place, and let the optimizer follow them."""
        clip = self.experiment.training.gradient_clip
        if clip:
            optimizers.clip(gradients, clip)
        factor = schedules.factor(self.experiment.training.schedule, self.step, self.total_steps)
        self.rate = self.interventions.learning_rate * factor
        self.optimizer.step(gradients, self.rate)
        self.step += 1

    def intervene(self, intervention: Intervention) -> None:
        """Change the run from the next step on. Raises InterventionError, and nothing was changed."""
        check(intervention, self.tapped())
        self.interventions.set(after(self.interventions.in_force, intervention))

    def loss(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """What is made small: mean cross-entropy (nats) of logits (B, C) or (B, T, C), or mean squared error."""
        if isinstance(self.data.shape.targets, ClassTarget):
            return functional.cross_entropy(_wide(outputs).flatten(0, -2), targets.flatten(), ignore_index=IGNORED)
        return functional.mse_loss(_wide(outputs), targets)

    def evaluate(self, limit: int | None = None, between: Callable[[], None] | None = None) -> dict[str, float]:
        """Loss and the task's metrics on the test set, or on its first ``limit`` examples.

        The loss is what training makes small, with what the model adds to it, so that both can stand on one axis.
        ``between`` is called after each batch of them; it may look, but change nothing.
        """
        split = self.data.test
        count = min(len(split), limit or len(split))
        parts = range(0, count, EVALUATION_BATCH)
        cuts = [slice(first, min(first + EVALUATION_BATCH, count)) for first in parts]
        answers, added = [], 0.0
        for cut in cuts:
            answers.append(self.answer(*(array[cut] for array in split.inputs)))
            if self._penalised:
                added += float(self.model.penalty()) * (cut.stop - cut.start) / count  # type: ignore[operator]
            if between is not None:
                between()
        outputs = torch.cat(answers)
        targets = split.targets[:count]
        loss = float(self.loss(outputs, torch.from_numpy(targets))) + added
        return {"loss": loss, **self.experiment.task.metrics(outputs.numpy(), targets)}

    def answer(self, *inputs: NDArray[Any]) -> Tensor:
        """The model's outputs (B, …) for inputs (B, …), in float32 on the CPU; changes nothing."""
        tensors = [torch.from_numpy(np.ascontiguousarray(array)).to(self.device) for array in inputs]
        with self.looking(), self.precision():
            outputs: Tensor = self.model(*tensors).float().cpu()
        return outputs

    def looking(self) -> AbstractContextManager[None]:
        """Evaluation mode without gradients, and the mode of before afterwards."""
        return _looking(self._modules)

    def evaluation_interval(self) -> int:
        """Steps between two tests."""
        return evaluation_plan.interval(self.experiment.training, self.total_steps, self.large)

    def live_limit(self, tests: int) -> int:
        """Test examples for each of so many tests."""
        return evaluation_plan.examples(self.data, self.total_steps * self.experiment.training.batch_size, tests)

    def tapped(self) -> Taps:
        """Everything that flows through a tap: name → axes and shape."""
        inputs, _ = self.data.example(0)
        found = self.look(inputs, {name for name, _ in self._taps})
        return {name: (axes, values.shape) for name, (axes, values) in found.items()}

    def look(self, inputs: tuple[NDArray[Any], ...], names: Collection[str] | None = None) -> Arrays:
        """The input, the taps and the kernels for one example: name → (axes, values).

        Changes nothing: evaluation mode, no gradients, no random numbers.

        Args:
            inputs: (1, …), one array an argument of the model; of a pair the second is seen as ``input.target``.
            names: limits it to some.
        """
        found: Arrays = {}
        axes_of = {"input": input_axes(self.data.shape.inputs), "input.target": ("target time",)}
        for (name, axes), array in zip(axes_of.items(), inputs, strict=False):
            if names is None or name in names:
                found[name] = (axes, np.array(array[0], dtype=np.float32))
        kernels: dict[str, tuple[str, ...]] = self.model.kernels()  # type: ignore[operator]
        for path, axes in kernels.items():
            if names is None or path in names:
                found[path] = (axes, copied(self.model.get_parameter(path)))
        if names is None or not set(names) <= set(found):
            with self.looking(), Recorder(self._taps, names) as recorder:
                self.model(*(torch.from_numpy(array).to(self.device) for array in inputs))
            found.update(recorder.arrays)
        return found

    def weights(self) -> dict[str, NDArray[Any]]:
        """The model's parameters and buffers, copied."""
        return {name: _owned(tensor) for name, tensor in self.model.state_dict().items()}

    def memory(self) -> dict[str, NDArray[Any]]:
        """Everything else the next step depends on: the optimizer's memory and the random state, copied."""
        found = {f"optimizer.{name}": _owned(tensor) for name, tensor in self.optimizer.state().items()}
        found["random.cpu"] = _owned(torch.get_rng_state())
        if self.device.type == "cuda":
            found["random.cuda"] = _owned(torch.cuda.get_rng_state(self.device))
        return found

    def restore(self, step: int, weights: dict[str, NDArray[Any]], memory: dict[str, NDArray[Any]]) -> None:
        """Continue from what ``weights`` and ``memory`` gave after ``step`` steps."""
        self.model.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in weights.items()})
        tensors = {name: torch.from_numpy(array.copy()) for name, array in memory.items()}
        self.optimizer.load(
            {name.removeprefix("optimizer."): t for name, t in tensors.items() if name.startswith("optimizer.")}
        )
        torch.set_rng_state(tensors["random.cpu"])
        if self.device.type == "cuda" and "random.cuda" in tensors:
            torch.cuda.set_rng_state(tensors["random.cuda"], self.device)
        self.step = step
        self.gradients = ()

    def precision(self) -> AbstractContextManager[Any]:
        """The number format in which the model computes, while training and looking."""
        if self.experiment.training.precision == "bfloat16":
            return torch.autocast(self.device.type, dtype=torch.bfloat16)
        return nullcontext()


@contextmanager
def _looking(modules: Sequence[nn.Module]) -> Iterator[None]:
    """What ``eval()`` and ``train()`` do, without walking through the model twice at every picture."""
    was = [module.training for module in modules]
    for module in modules:
        module.__dict__["training"] = False
    try:
        with torch.no_grad():
            yield
    finally:
        for module, training in zip(modules, was, strict=True):
            module.__dict__["training"] = training


def _wide(outputs: Tensor) -> Tensor:
    """At least float32: a loss in bfloat16 would have three digits."""
    return outputs if outputs.dtype is torch.float64 else outputs.float()


def _owned(tensor: Tensor) -> NDArray[Any]:
    array: NDArray[Any] = tensor.detach().cpu().contiguous().numpy()
    return array.copy()
