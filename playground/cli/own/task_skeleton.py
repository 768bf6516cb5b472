"""A task to begin from: a folder that pip installs, and whose entry point the playground finds."""

from __future__ import annotations

PROJECT = """[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{kind}"
version = "0.1.0"
description = "{title}: a task for the playground of neural architectures."
requires-python = ">=3.11"
dependencies = ["numpy>=2.0"]  # the playground itself finds this package, not the other way round

[project.entry-points."playground.tasks"]
{kind} = "{module}"

[tool.hatch.build.targets.wheel]
only-include = ["{module}.py"]
"""

MODULE = '''"""{title}: a task of my own: does a bar lie or stand in a noisy picture?

Make it known once with ``pip install -e {module}``, then train on it with
``playground train cnn-digits --set task.kind={kind}``; ``playground doctor --trace`` says whether it was found.
"""

from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.data.datasets import Data, Split
from playground.data.measures import accuracy, majority_baseline
from playground.data.metrics import ACCURACY, Metric
from playground.data.shapes import ClassTarget, DataShape, ImageInput
from playground.experiment.experiment import TaskSettings
from playground.foundation.settings import setting

CLASSES = ("lies", "stands")
TRAIN, TEST = 2_000, 500


class {title}Settings(TaskSettings):
    """What can be chosen: ``--set task.size=16``. The form and the help are made from it."""

    title: ClassVar[str] = "{title}"
    measured: ClassVar[tuple[Metric, ...]] = (ACCURACY,)  # the first one judges

    kind: Literal["{kind}"] = "{kind}"  # the name of the entry point
    size: int = setting(8, "Size", "Rows and columns of a picture.", ge=4, le=64)
    noise: float = setting(0.5, "Noise", "How bright the ground gets; the bar has 1.", ge=0.0, le=1.0)

    def shape(self) -> DataShape:
        """What goes in and what is wanted, without loading anything: pictures (1, size, size), two classes."""
        return DataShape(ImageInput(1, self.size, self.size), ClassTarget(CLASSES))

    def load(self, seed: int) -> Data:
        """The examples: the same for the same seed, on every machine."""
        train, test = self._drawn(seed, 0, TRAIN), self._drawn(seed, 1, TEST)

        def references(count: int) -> dict[str, dict[str, float]]:
            """What is had without a network; the first is the baseline."""
            return {{"majority class": majority_baseline(train.targets, test.targets[:count], len(CLASSES))}}

        return Data(self.shape(), train, test, references)

    def metrics(self, outputs: NDArray[np.float32], targets: NDArray[Any]) -> dict[str, float]:
        """Logits (B, 2) and classes (B,) to a value for each metric in ``measured``."""
        return {{"accuracy": accuracy(outputs, targets)}}

    def _drawn(self, seed: int, part: int, count: int) -> Split:
        dice = np.random.Generator(np.random.PCG64([seed, part]))
        images = dice.random((count, 1, self.size, self.size), dtype=np.float32) * np.float32(self.noise)
        targets = dice.integers(0, len(CLASSES), count)
        places = dice.integers(0, self.size, count)
        for image, target, place in zip(images, targets, places, strict=True):
            if CLASSES[target] == "lies":
                image[0, place, :] = 1.0
            else:
                image[0, :, place] = 1.0
        return Split((images,), targets)
'''
