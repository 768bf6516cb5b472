"""What is looked at needs a model that can be asked, not one that is being trained."""

from __future__ import annotations

import ast
from collections.abc import Collection
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

import playground.inspection
from playground.data.datasets import Data
from playground.data.specimen import Specimen
from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.inspection import choosing
from playground.inspection.model import Arrays, InspectedModel
from playground.inspection.views import planes, predictions, surveys
from playground.probes.recorder import Recorder
from playground.training.trainer import Trainer, build

NEED_A_TRAINER = {"explained_step", "vitals"}  # which take the next step, or the one that broke, again


class Loaded:
    """Weights from somewhere, and the data they are tried on."""

    def __init__(self, experiment: Experiment, data: Data) -> None:
        self.experiment, self.data = experiment, data
        self.device, self.step, self.large = torch.device("cpu"), 0, False
        self.model = build(experiment, data.shape).eval()

    def answer(self, *inputs: NDArray[Any]) -> torch.Tensor:
        with torch.no_grad():
            outputs: torch.Tensor = self.model(*(torch.from_numpy(np.ascontiguousarray(array)) for array in inputs))
        return outputs

    def look(self, inputs: tuple[NDArray[Any], ...], names: Collection[str] | None = None) -> Arrays:
        with Recorder(self.model, names) as recorder:
            self.answer(*inputs)
        return recorder.arrays

    def looking(self) -> AbstractContextManager[None]:
        return torch.no_grad()

    def loss(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.cross_entropy(outputs, targets)

    def weights(self) -> dict[str, NDArray[Any]]:
        return {name: tensor.numpy().copy() for name, tensor in self.model.state_dict().items()}


def test_that_a_model_that_is_not_trained_here_shows_what_the_same_model_of_a_run_shows() -> None:
    experiment = presets.find("cnn-digits").experiment
    data = experiment.task.load(1)
    loaded: InspectedModel = Loaded(experiment, data)
    trainer = Trainer(experiment, data)
    shown = Specimen.of_test(data, 0)
    for views in (
        lambda one: predictions.predictions(one, shown),
        lambda one: surveys.surveys(one),
        lambda one: planes.planes(one),
    ):
        ours, theirs = views(loaded), views(trainer)
        assert [view.name for view in ours] == [view.name for view in theirs]
        for mine, other in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(mine.take()[0], other.take()[0], rtol=1e-4, atol=1e-5)
    assert choosing.next_wrong(loaded, 0) == choosing.next_wrong(trainer, 0)


def test_that_only_what_takes_a_step_again_knows_the_trainer() -> None:
    folder = Path(playground.inspection.__file__).parent
    found = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "playground.training.trainer":
                found.add(path.stem)
    assert found == NEED_A_TRAINER
