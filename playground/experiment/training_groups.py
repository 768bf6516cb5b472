"""Groups of training settings that most runs leave off: differential privacy, and training on disturbed inputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playground.data.shapes import DataShape, ImageInput, SequenceInput
from playground.foundation.errors import SettingsError
from playground.foundation.settings import Settings, setting

NOISE, NUDGE = "training.privacy.noise", "training.adversarial.epsilon"


class PrivacySettings(Settings):
    """DP-SGD (Abadi et al. 2016, arXiv 1607.00133, algorithm 1). Off while ``noise`` is 0."""

    noise: float = setting(
        0.0,
        "Noise multiplier",
        "DP-SGD: each example's gradient is clipped to the norm C, and normal noise of standard deviation noise × C is "
        "added to their sum. Chance decides for each example whether it is in a batch, so batches differ in size.",
        ge=0.0, le=1000.0, special="off",
    )  # fmt: skip
    clip: float = setting(
        1.0, "Clipping norm C", "Longest gradient that one example may contribute; longer ones are scaled down.",
        gt=0.0, le=1000.0, scale="log", idle_with={"noise": [0.0]},
    )  # fmt: skip
    delta: float = setting(
        1e-5, "Failure probability δ",
        "The chance with which the bound ε may fail; far below one over the number of examples.",
        gt=0.0, lt=1.0, scale="log", idle_with={"noise": [0.0]},
    )  # fmt: skip


class AdversarialSettings(Settings):
    """Adversarial training (Madry et al. 2018, arXiv 1706.06083). Off while ``epsilon`` is 0."""

    epsilon: float = setting(
        0.0,
        "Adversarial nudge",
        "Largest change of each input number, made to raise the loss; the step is then taken on the changed inputs.",
        ge=0.0, le=100.0, special="off",
    )  # fmt: skip
    steps: int = setting(
        1, "Attack steps", "1 is the fast gradient sign method (FGSM); more are projected gradient descent (PGD), "
        "each of which costs a pass more.",
        ge=1, le=100, idle_with={"epsilon": [0.0]},
    )  # fmt: skip


GROUPS: dict[str, type[Settings]] = {"privacy": PrivacySettings, "adversarial": AdversarialSettings}


def completed(training: Mapping[str, Any]) -> dict[str, Any]:
    """The plain values of a training with the groups that its file was written without, because they are off."""
    return {name: group().model_dump(mode="json") for name, group in GROUPS.items()} | dict(training)


def check(privacy: PrivacySettings, adversarial: AdversarialSettings, shape: DataShape, mixed: str) -> None:
    """Raises SettingsError, naming the path, where they do not go with the model, the data or each other.

    Args:
        mixed: why the model has no gradient of one example alone, in half a sentence; empty where it has.
    """
    if privacy.noise and mixed:
        raise SettingsError({NOISE: f"DP-SGD needs the gradient of each example alone, but {mixed}; switch one off."})
    if adversarial.epsilon and privacy.noise:
        raise SettingsError({NUDGE: "Adversarial training and DP-SGD are not combined here; switch one of them off."})
    if adversarial.epsilon and not isinstance(shape.inputs, ImageInput | SequenceInput):
        raise SettingsError({NUDGE: "Only inputs that are numbers can be changed a little; tokens cannot."})
