"""Together: how a trainer takes its steps as one of a group, and what the processes do that do not lead."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import cast

import torch
from torch import Tensor
from torch.nn.modules.batchnorm import _BatchNorm

from playground.data.fingerprint import Fingerprint
from playground.data.shapes import IGNORED, ClassTarget
from playground.experiment.experiment import Experiment
from playground.experiment.interventions import InForce, changes_from, to_values
from playground.foundation.cores import cores
from playground.foundation.errors import DataError, SettingsError
from playground.foundation.ranks import Rank
from playground.probes.abilities import HasPenalty
from playground.probes.tap import taps
from playground.training.group import Group, Order
from playground.training.interventions import Interventions
from playground.training.stepper import Stepper
from playground.training.trainer import Trainer

APART = 1_000_003  # between the random numbers of two processes; the first one's are those of a run alone


class GroupStepper(Stepper):
    """Takes steps on this process's part of each batch; all processes move their weights alike.

    A mean over the batch is the sum of the parts' means, each weighted by its share of what is averaged: targets that
    count for the loss, and examples for what the model adds to it.
    """

    def __init__(self, trainer: Trainer, group: Group) -> None:
        super().__init__(trainer.model, trainer.stepper.objective, trainer.device, trainer.experiment.training)
        self._trainer, self._group = trainer, group
        classes = isinstance(trainer.data.shape.targets, ClassTarget)
        self._ignores = classes and bool((trainer.data.train.targets == IGNORED).any())  # counting waits for the device
        self._taken = False
        size = sum(parameter.numel() for parameter in self.parameters)
        kind = torch.float64 if any(p.dtype is torch.float64 for p in self.parameters) else torch.float32
        self._flat = torch.zeros(size + 1, dtype=kind, device=trainer.device)

    def step(self, inputs: Sequence[Tensor], targets: Tensor, rate: float) -> Tensor:
        """One step; returns the loss of the whole batch. Raises GroupLostError, and nothing has moved."""
        self.gradients = ()
        if self._group.rank.leads:
            self._lead()
        self._fill(inputs, targets)
        self._group.sum(self._flat)
        loss = self._flat[-1].clone()
        if self.waits and not isfinite(loss.item()):
            return loss
        gradients = self._gradients()
        self.update(gradients, rate, None if self.waits else self._broken(loss))
        self.gradients, self.last_loss = gradients, loss
        return loss

    def take(self) -> None:
        """Weights, memory and what is in force, as the first process has them."""
        trainer, group = self._trainer, self._group
        own = Fingerprint.of(trainer.data)
        told = group.tell({"step": trainer.step, "data": own.to_json()})
        if Fingerprint.from_json(told["data"]).difference(own):
            raise DataError("This process learns from other data than the first one; give all machines the same.")
        group.share([*trainer.model.state_dict().values(), *self.optimizer.state().values()])
        trainer.step = int(told["step"])
        if not group.rank.leads:
            torch.manual_seed(trainer.experiment.training.seed + APART * group.rank.rank + trainer.step)
        trainer.use_threads(min(trainer.threads, cores()))
        self.forget()

    def _lead(self) -> None:
        if not self._taken:
            self._taken = True
            self._group.say(Order.TAKE)
            self.take()
        self._group.say(Order.STEP, self._trainer.step)

    def _fill(self, inputs: Sequence[Tensor], targets: Tensor) -> None:
        """What this process adds to the gradient and to the loss of the whole batch."""
        cut = self._group.part(len(targets))
        mine = targets[cut]
        weight = self._counted(mine) / max(1, self._counted(targets))
        self._flat.zero_()
        if not len(mine) or (not weight and not self.penalised and self._counted(targets)):
            return
        with self.precision():
            outputs = self.model(*(tensor[cut] for tensor in inputs))
            loss = self.objective(outputs, mine) * weight
            if self.penalised:
                loss = loss + cast(HasPenalty, self.model).penalty() * (len(mine) / len(targets))
        at = 0
        for gradient in self.gradients_of(loss):
            self._flat[at : at + gradient.numel()] = gradient.reshape(-1)
            at += gradient.numel()
        self._flat[-1] = loss.detach()

    def _counted(self, targets: Tensor) -> int:
        """Over how many numbers their mean loss is taken."""
        return int((targets != IGNORED).sum()) if self._ignores else targets.numel()

    def _gradients(self) -> list[Tensor]:
        """Those of the whole batch, each laid out in memory as its parameter is, which the optimizers rely on."""
        found, at = [], 0
        for parameter in self.parameters:
            part = self._flat[at : at + parameter.numel()].view(parameter.shape)
            found.append(torch.empty_like(parameter, requires_grad=False).copy_(part))
            at += parameter.numel()
        return found


class ToldInterventions(Interventions):
    """What is in force in the first process is so in all."""

    def __init__(self, trainer: Trainer, group: Group) -> None:
        super().__init__(list(taps(trainer.model)), trainer.experiment.training.learning_rate)
        self._group = group

    def set(self, in_force: InForce) -> None:
        """These, and no others, from the next step on. Raises GroupLostError."""
        super().set(in_force)
        self._group.say(Order.CHANGE)
        self._group.tell([to_values(change) for change in in_force])


def placed(experiment: Experiment, rank: Rank) -> Experiment:
    """The same on the device of one process: each has a GPU of its own. Raises SettingsError."""
    wanted = experiment.training.device
    if wanted == "cpu" or not torch.cuda.is_available():
        return experiment
    if wanted not in ("auto", "cuda", "cuda:0"):
        raise SettingsError({"training.device": f"{wanted} is one device, and each process needs its own; take auto"})
    if rank.beside > torch.cuda.device_count():
        raise SettingsError({"training.device": f"{rank.beside} processes are more than this machine has GPUs; start "
                             f"{torch.cuda.device_count()}, or take cpu"})  # fmt: skip
    torch.cuda.set_device(rank.local)
    return experiment.changed({"training.device": f"cuda:{rank.local}"})


def join(trainer: Trainer, group: Group) -> str:
    """Have a trainer take its steps with the others; returns what the log of the run shall say."""
    trainer.stepper = GroupStepper(trainer, group)
    said = [f"Trained by {group.rank.size} processes."]
    if any(isinstance(module, _BatchNorm) for module in trainer.model.modules()):
        said.append("Batch norm takes the mean of each process's part of a batch: one process alone has other numbers.")
    if group.rank.leads:
        trainer.interventions = ToldInterventions(trainer, group)
    return " ".join(said)


def follow(trainer: Trainer, group: Group) -> None:
    """Do what the first process says, until it ends. Raises PlaygroundError."""
    join(trainer, group)
    while True:
        match group.hear():
            case Order.STEP, step:
                assert step == trainer.step
                trainer.advance()
            case Order.TAKE, _:
                cast(GroupStepper, trainer.stepper).take()
            case Order.CHANGE, _:
                trainer.interventions.set(changes_from(group.tell()))
            case Order.END, _:
                return
