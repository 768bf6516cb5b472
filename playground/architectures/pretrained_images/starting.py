"""Starting: the experiment that a published model of pictures begins with: a short, careful training."""

from __future__ import annotations

from playground.architectures.pretrained_images.settings import PretrainedImagesSettings
from playground.corpora.published.folder import located
from playground.corpora.published.vision import Encoder, described
from playground.experiment.experiment import Experiment
from playground.experiment.training import TrainingSettings
from playground.tasks.picture_folder import PictureFolderSettings

SIDE = 224  # pixels that a model which takes any is shown
LARGEST = 256  # that a picture folder gives


def starting(folder: str) -> Experiment:
    """Small steps on a picture folder that is still to be chosen, of the size that it reads. Raises DataError."""
    vision, path = described(folder), str(located(folder).resolve())
    size = vision.body.size if isinstance(vision.body, Encoder) else SIDE
    task = PictureFolderSettings(size=max(4, min(size, LARGEST)), colour="rgb" if vision.channels == 3 else "grey")
    training = TrainingSettings(
        optimizer="adamw", learning_rate=5e-5, weight_decay=0.01, schedule="linear", batch_size=8, duration=100,
        duration_unit="steps", gradient_clip=1.0,
    )  # fmt: skip
    return Experiment(architecture=PretrainedImagesSettings(folder=path), task=task, training=training)
