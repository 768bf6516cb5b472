"""How an experiment is trained: optimizer, schedule, length, seed, device."""

from __future__ import annotations

from typing import Literal

from playground.experiment.training_groups import GROUPS, AdversarialSettings, PrivacySettings
from playground.foundation.settings import Settings, setting


class TrainingSettings(Settings):
    """Everything about the training that is not the model or the data."""

    optimizer: Literal["adam", "adamw", "sgd", "rmsprop"] = setting(
        "adam",
        "Optimizer",
        "How a gradient becomes a step. Adam scales each weight's step by its recent gradients.",
        labels={"adam": "Adam", "adamw": "AdamW", "sgd": "SGD with momentum", "rmsprop": "RMSprop"},
    )
    learning_rate: float = setting(
        1e-3,
        "Learning rate",
        "The size of a step. Too large diverges, too small crawls.",
        gt=0.0,
        le=10.0,
        scale="log",
    )
    momentum: float = setting(
        0.9, "Momentum", "Share of the last step kept in the next one (SGD only).", ge=0.0, lt=1.0,
        idle_with={"optimizer": ["adam", "adamw", "rmsprop"]},
    )  # fmt: skip
    schedule: Literal["constant", "cosine", "linear", "onecycle"] = setting(
        "constant",
        "Schedule",
        "How the learning rate changes over the run: constant, falling to zero along a cosine or a line, "
        "or one cycle (a linear rise over the first 30 %, then a cosine fall).",
        labels={"constant": "Constant", "cosine": "Cosine", "linear": "Linear", "onecycle": "One cycle"},
    )
    weight_decay: float = setting(
        0.0,
        "Weight decay",
        "Pulls weights towards zero: added to the gradient as L2, or applied directly in AdamW.",
        ge=0.0,
        le=1.0,
        scale="log",
        special="off",
    )
    batch_size: int = setting(32, "Batch size", "Examples averaged into one step.", ge=1, le=65536, scale="log")
    duration: int = setting(10, "Duration", "How long to train, counted in the unit below.", ge=1, le=10_000_000)
    duration_unit: Literal["epochs", "steps"] = setting(
        "epochs",
        "Unit",
        "An epoch shows every training example once; a step is one batch.",
        labels={"epochs": "Epochs", "steps": "Steps"},
    )
    gradient_clip: float = setting(
        0.0,
        "Gradient clipping",
        "Largest norm of the whole gradient; longer ones are scaled down.",
        ge=0.0,
        le=1000.0,
        special="off",
    )
    seed: int = setting(
        1,
        "Seed",
        "Decides the initial weights, the order of the examples and dropout. Same seed, same run.",
        ge=0,
        le=2**31 - 1,
    )
    weights: str = setting(
        "", "Starting weights", "A file of weights to start from instead of drawn ones: .safetensors, .pt, or a "
        "recording (.run) of the same architecture. This is fine-tuning; empty draws them from the seed.",
        max_length=4096, editor="file", empty="drawn from the seed",
    )  # fmt: skip
    device: str = setting(
        "auto",
        "Device",
        "Where the model is trained: auto takes a GPU if there is one.",
        pattern=r"^(auto|cpu|mps|cuda(:\d{1,2})?)$",
        editor="device",
    )
    threads: int = setting(
        0,
        "Threads",
        "CPU threads; auto takes one for small models and all cores for large ones. "
        "The last bits of a run depend on it.",
        ge=0,
        le=256,
        special="auto",
    )
    precision: Literal["float32", "bfloat16"] = setting(
        "float32",
        "Precision",
        "float32 everywhere, or bfloat16 for matrix products with float32 weights.",
        labels={"float32": "float32", "bfloat16": "bfloat16 (mixed)"},
    )
    evaluate_every: int = setting(
        0,
        "Test every",
        "Steps between two looks at the test set; auto takes about 30 looks a run.",
        unit="steps",
        ge=0,
        le=10_000_000,
        special="auto",
    )
    validation: float = setting(
        0.0,
        "Validation share",
        "Of the training examples, kept back from training. Choose by these, and the test set stays an honest judge.",
        ge=0.0,
        le=0.5,
        special="off",
    )
    recording: int = setting(
        200,
        "Recording",
        "Room for recorded pictures in the run file; when it is full every second recorded step is dropped.",
        unit="MB",
        ge=1,
        le=100_000,
        scale="log",
    )
    privacy: PrivacySettings = PrivacySettings()
    adversarial: AdversarialSettings = AdversarialSettings()

    @property
    def plain_groups(self) -> set[str]:
        """The groups that are as they were before there were any: files are written without them."""
        return {name for name, group in GROUPS.items() if getattr(self, name) == group()}

    def total_steps(self, examples: int) -> int:
        """Steps of the whole run with ``examples`` training examples; the last batch of an epoch may be short."""
        if self.duration_unit == "steps":
            return self.duration
        return self.duration * self.steps_per_epoch(examples)

    def steps_per_epoch(self, examples: int) -> int:
        """Batches that show every example once."""
        return -(-examples // self.batch_size)

    def evaluation_interval(self, total_steps: int) -> int:
        """Steps between two evaluations on the test set."""
        return self.evaluate_every or max(1, total_steps // 30)
