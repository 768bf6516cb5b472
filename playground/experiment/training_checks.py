"""Training checks: what of the settings of a training does not go with the model, the data or each other."""

from __future__ import annotations

from playground.data.shapes import DataShape, ImageInput, SequenceInput
from playground.experiment.training import TrainingSettings
from playground.foundation.errors import SettingsError

NOISE, NUDGE = "training.privacy.noise", "training.adversarial.epsilon"


def check(training: TrainingSettings, shape: DataShape, mixed: str) -> None:
    """Raises SettingsError naming the path.

    Args:
        mixed: why the model has no gradient of one example alone, in half a sentence; empty where it has.
    """
    if training.privacy.noise and mixed:
        raise SettingsError({NOISE: f"DP-SGD needs the gradient of each example alone, but {mixed}; switch one off."})
    if training.adversarial.epsilon and training.privacy.noise:
        raise SettingsError({NUDGE: "Adversarial training and DP-SGD are not combined here; switch one of them off."})
    if training.adversarial.epsilon and not isinstance(shape.inputs, ImageInput | SequenceInput):
        raise SettingsError({NUDGE: "Only inputs that are numbers can be changed a little; tokens cannot."})
