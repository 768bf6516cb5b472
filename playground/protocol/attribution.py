"""Attribution: how the pictures that say which inputs an answer rests on are named, and which methods make them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

PREFIX = "attribution"
ANSWER, TRUTH = "answer", "truth"  # whose score is attributed: the class that the model answers, or the true one

GRADIENT_INPUT = "gradient-x-input"
INTEGRATED = "integrated-gradients"
SMOOTH = "smoothgrad"
OCCLUSION = "occlusion"
GRAD_CAM = "grad-cam"
ROLLOUT = "attention-rollout"
ATTENTION_GRADIENT = "attention-x-gradient"
METHODS = (INTEGRATED, GRADIENT_INPUT, SMOOTH, OCCLUSION, GRAD_CAM, ROLLOUT, ATTENTION_GRADIENT)

# what a picture's labels say beside its axes, one number (as text) for each answer it is about
TARGET = "target"  # the class whose score is attributed
SCORE = "score"  # the model's score of the specimen
WITHOUT = "score without"  # its score of the baseline
SUM = "sum"  # of all attributions
AGREEMENT = "agreement"  # correlation of the two halves of the samples
SAMPLES = "samples"  # passes through the model that it took


@dataclass(frozen=True)
class Attribution:
    """One picture: ``attribution.answer.occlusion.3``.

    Attributes:
        parameter: the side of what is covered, the layer of Grad-CAM; empty for methods without one.
    """

    method: str
    target: str = ANSWER
    parameter: str = ""

    @property
    def name(self) -> str:
        """The picture's name."""
        return ".".join(filter(None, (PREFIX, self.target, self.method, self.parameter)))

    @classmethod
    def parse(cls, name: str) -> Self | None:
        """What a picture shows, by its name; None for those of any other kind."""
        prefix, _, rest = name.partition(".")
        target, _, rest = rest.partition(".")
        method, _, parameter = rest.partition(".")
        if prefix != PREFIX or target not in (ANSWER, TRUTH) or method not in METHODS:
            return None
        return cls(method, target, parameter)
