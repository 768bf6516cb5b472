"""The model of a recording, built again with the weights of its newest checkpoint."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from playground.data.datasets import Data
from playground.data.shapes import DataShape
from playground.experiment.experiment import Experiment
from playground.runs import provenance
from playground.runs.checkpoint import Arrays
from playground.runs.reader import RunReader
from playground.training.trainer import build


@dataclass(frozen=True)
class Rebuilt:
    """A model in evaluation mode on the CPU, and the data of its task."""

    model: nn.Module
    data: Data
    step: int


def rebuild(recording: Path) -> Rebuilt:
    """Raises RunFileError, also where the data is not what the run learned from, SettingsError or DataError."""
    with RunReader(recording) as reader:
        checkpoint = reader.checkpoint()
        experiment, data = provenance.load(reader)
    model = build(experiment, data.shape)
    model.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in checkpoint.weights.items()})
    return Rebuilt(model.eval(), data, checkpoint.step)


def expected_weights(experiment: Experiment, shape: DataShape) -> Arrays:
    """The fresh weights of an experiment's model: the names, shapes and kinds that others must have."""
    experiment.architecture.layers(shape)
    model = build(experiment, shape)
    return {name: tensor.detach().numpy() for name, tensor in model.state_dict().items()}
