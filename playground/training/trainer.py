"""Trainer: one model learning one task, step by step; no thread, no clock, no events."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground.data.datasets import Data, Split
from playground.data.shapes import DataShape, input_axes
from playground.experiment import registry
from playground.experiment.experiment import Experiment
from playground.experiment.interventions import Intervention, Taps, after, check
from playground.probes.abilities import HasKernels, HasPenalty, NamesLines
from playground.probes.recorder import Recorder, copied
from playground.probes.tap import taps
from playground.training import devices, evaluation_plan, large_answers, schedules, steppers
from playground.training.interventions import Interventions

Array = NDArray[np.float32]
Arrays = dict[str, tuple[tuple[str, ...], Array]]

EVALUATION_BATCH = 128  # between two of them somebody who chose a specimen is answered


def build(experiment: Experiment, shape: DataShape) -> nn.Module:
    """The model of an experiment with weights drawn from its seed."""
    settings = experiment.architecture
    record = registry.architecture(type(settings))
    torch.manual_seed(experiment.training.seed)
    model: nn.Module = record.build(settings, shape)
    return model


class Trainer:
    """Everything that decides the bits of a run: model, data order, optimizer, random state.

    Attributes:
        step: steps taken so far.
        stepper: takes the steps.
        rate: the learning rate of the last step.
        threads: of the CPU, with which it computes.
    """

    def __init__(self, experiment: Experiment, data: Data) -> None:
        training = experiment.training
        self.experiment = experiment
        self.data = data
        self.device = devices.pick(training.device)
        layers = experiment.layers()
        self.use_threads(devices.threads(training.threads, devices.cost(layers, training.batch_size)))
        devices.make_deterministic(self.device)
        self.large = devices.has_large_layer(layers, training.batch_size)
        # convolutions run 1.1-1.2 times as fast on a CPU with the channels last; other weights do not mind
        self.model = build(experiment, data.shape).to(self.device)
        if experiment.architecture.channels_last:
            self.model = self.model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.stepper = steppers.stepper(self.model, data, self.device, training)
        self.batches = steppers.batches(data, training, self.device)
        self.total_steps = training.total_steps(len(data.train))
        self._long = evaluation_plan.is_long(layers, training, self.total_steps)
        self.step = 0
        self.rate = 0.0
        self._modules = list(self.model.modules())
        self._taps = list(taps(self.model))
        self.interventions = Interventions(self._taps, training.learning_rate)

    def use_threads(self, count: int) -> None:
        """Compute with so many threads of the CPU from now on: the last bits of a sum depend on it."""
        self.threads = count
        torch.set_num_threads(count)

    @property
    def parameters(self) -> Sequence[Tensor]:
        """What is trained, in the order of the model."""
        return self.stepper.parameters

    @property
    def gradients(self) -> Sequence[Tensor]:
        """What the last step was taken along; empty before the first."""
        return self.stepper.gradients

    def updates(self) -> list[Tensor]:
        """What the last step added to each parameter; empty before the first."""
        return self.stepper.optimizer.updates(self.gradients, self.rate) if self.gradients else []

    @property
    def parameter_count(self) -> int:
        """Trainable numbers of the model."""
        return sum(parameter.numel() for parameter in self.parameters)

    def advance(self) -> Tensor:
        """Take one step; returns its training loss as a scalar on the device, not waited for.

        Raises ModelFileError from the lines of a model of one's own, its backward pass included.
        """
        inputs, targets = self.batches.at(self.step)
        self.rate = self.next_rate()
        try:
            loss = self.stepper.step(inputs, targets, self.rate)
        except Exception as error:
            if isinstance(self.model, NamesLines) and (found := self.model.blamed(error)) is not None:
                raise found from None
            raise
        self.step += 1
        return loss

    def next_rate(self) -> float:
        """The learning rate of the next step."""
        factor = schedules.factor(self.experiment.training.schedule, self.step, self.total_steps)
        return self.interventions.learning_rate * factor

    def broken_step(self) -> int:
        """The first step whose loss is no finite number, once there is one; waits for the device."""
        return self.step - max(0, self.stepper.skipped() - 1)

    def intervene(self, intervention: Intervention) -> None:
        """Change the run from the next step on. Raises InterventionError, and nothing was changed."""
        check(intervention, self.tapped())
        self.interventions.set(after(self.interventions.in_force, intervention))

    def loss(self, outputs: Tensor, targets: Tensor) -> Tensor:
        """What is made small: mean cross-entropy (nats) of logits (B, C) or (B, T, C), or mean squared error."""
        return self.stepper.objective(outputs, targets)

    def evaluate(
        self, limit: int | None = None, between: Callable[[], None] | None = None, split: Split | None = None
    ) -> dict[str, float]:
        """Loss and the task's metrics on the test set, or on another ``split``; or on its first ``limit`` examples.

        The loss is what training makes small, with what the model adds to it, so that both can stand on one axis.
        ``between`` is called after each batch of them; it may look, but change nothing.
        """
        split = split or self.data.test
        count = min(len(split), limit or len(split))
        if large_answers.too_large(self.data.shape, count):
            parted = large_answers.evaluate(self, self.data.shape, split.first(count), between)
            return {**parted, **self.stepper.spent(self.step)}
        parts = range(0, count, EVALUATION_BATCH)
        cuts = [slice(first, min(first + EVALUATION_BATCH, count)) for first in parts]
        answers, added = [], 0.0
        for cut in cuts:
            answers.append(self.answer(*(array[cut] for array in split.inputs)))
            if isinstance(self.model, HasPenalty):
                added += float(self.model.penalty()) * (cut.stop - cut.start) / count
            if between is not None:
                between()
        outputs = torch.cat(answers)
        targets = split.targets[:count]
        loss = float(self.loss(outputs, torch.from_numpy(targets))) + added
        answered = self.experiment.task.metrics(outputs.numpy(), targets)
        return {"loss": loss, **answered, **self.stepper.spent(self.step)}

    def answer(self, *inputs: NDArray[Any]) -> Tensor:
        """The model's outputs (B, …) for inputs (B, …), in float32 on the CPU; changes nothing."""
        tensors = [torch.from_numpy(np.ascontiguousarray(array)).to(self.device) for array in inputs]
        with self.looking():
            outputs: Tensor = self.model(*tensors).float().cpu()
        return outputs

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Evaluation mode without gradients, in the number format of the training; the mode of before afterwards."""
        with _looking(self._modules), self.stepper.precision():
            yield

    def evaluation_interval(self) -> int:
        """Steps between two tests."""
        return evaluation_plan.interval(self.experiment.training, self.total_steps, self.data, self._long)

    def live_limit(self, tests: int) -> int:
        """Test examples for each of so many tests."""
        trained_on = self.total_steps * self.experiment.training.batch_size
        return evaluation_plan.examples(self.data, trained_on, tests, self._long)

    def tapped(self) -> Taps:
        """Everything that flows through a tap and can be changed there: name → axes and shape."""
        inputs, _ = self.data.example(0)
        found = self.look(inputs, {name for name, tap in self._taps if tap.changeable})
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
        kernels = self.model.kernels() if isinstance(self.model, HasKernels) else {}
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
        found = {f"optimizer.{name}": _owned(tensor) for name, tensor in self.stepper.optimizer.state().items()}
        return found | {f"random.{kind}": _owned(state) for kind, state in devices.random_state(self.device).items()}

    def restore(self, step: int, weights: dict[str, NDArray[Any]], memory: dict[str, NDArray[Any]]) -> None:
        """Continue from what ``weights`` and ``memory`` gave after ``step`` steps."""
        self.model.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in weights.items()})
        tensors = {name: torch.from_numpy(array.copy()) for name, array in memory.items()}
        self.stepper.optimizer.load(
            {name.removeprefix("optimizer."): t for name, t in tensors.items() if name.startswith("optimizer.")}
        )
        random = {name.removeprefix("random."): t for name, t in tensors.items() if name.startswith("random.")}
        devices.set_random_state(self.device, random)
        self.step = step
        self.stepper.forget()


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


def _owned(tensor: Tensor) -> NDArray[Any]:
    array: NDArray[Any] = tensor.detach().cpu().contiguous().numpy()
    return array.copy()
