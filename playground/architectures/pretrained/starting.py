"""Starting: the experiment that a published model begins with: a short, careful training on a text."""

from __future__ import annotations

from pathlib import Path

from playground.architectures.pretrained.settings import PretrainedSettings
from playground.corpora.published.folder import CONFIG, INDEX, WEIGHTS, described, located
from playground.experiment.experiment import Experiment
from playground.experiment.training import TrainingSettings
from playground.tasks.text_file import TextFileSettings

CONTEXT = 32


def starting(folder: str) -> Experiment:
    """Small steps (AdamW) over few windows, so that what was learned before is not lost. Raises PlaygroundError."""
    model, path = described(folder), str(located(folder).resolve())
    task = TextFileSettings(context=min(CONTEXT, model.length))
    training = TrainingSettings(
        optimizer="adamw", learning_rate=5e-5, weight_decay=0.01, schedule="linear", batch_size=4, duration=200,
        duration_unit="steps", gradient_clip=1.0,
    )  # fmt: skip
    return Experiment(architecture=PretrainedSettings(folder=path), task=task, training=training)


def is_published(path: Path) -> bool:
    """Whether this is a folder that looks like a published model, whole or not."""
    return path.is_dir() and any((path / name).is_file() for name in (CONFIG, WEIGHTS, INDEX))
