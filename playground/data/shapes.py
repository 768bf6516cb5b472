"""Shapes: what goes into a model and what is wanted out of it, without the data itself."""

from __future__ import annotations

from dataclasses import dataclass

IGNORED = -100  # a target that no answer is wanted for, as torch's cross-entropy has it


@dataclass(frozen=True)
class ImageInput:
    """Images (B, C, H, W) of C channels, H rows and W columns, values 0…1."""

    channels: int
    height: int
    width: int

    def describe(self) -> str:
        """The shape in words, for refusals."""
        return f"images of {self.channels} × {self.height} × {self.width}"


@dataclass(frozen=True)
class SequenceInput:
    """Sequences (B, T, F) of numbers: T steps, one number for each of the named features."""

    length: int
    features: tuple[str, ...]

    def describe(self) -> str:
        """The shape in words, for refusals."""
        return f"sequences of {self.length} × {len(self.features)} numbers"


@dataclass(frozen=True)
class TokenInput:
    """Sequences (B, T) of token numbers, each an index into the vocabulary.

    Attributes:
        padding: the token that fills up short sequences and means nothing; None where all are of one length.
    """

    length: int
    vocabulary: tuple[str, ...]
    padding: int | None = None

    def describe(self) -> str:
        """The shape in words, for refusals."""
        return f"sequences of {self.length} tokens out of {len(self.vocabulary)}"


@dataclass(frozen=True)
class PairInput:
    """Two token sequences: ``source`` (B, S) is read whole, ``target`` (B, T) is what was answered so far.

    The target begins with a start token and lags one behind the wanted tokens (teacher forcing).
    """

    source: TokenInput
    target: TokenInput

    def describe(self) -> str:
        """The shape in words, for refusals."""
        return f"pairs of sequences of {self.source.length} and {self.target.length} tokens"


@dataclass(frozen=True)
class ClassTarget:
    """A class index, one an example or, with a ``length``, one at every step; ``labels`` names the classes.

    Steps at which no answer is wanted hold ``IGNORED``.
    """

    labels: tuple[str, ...]
    length: int | None = None

    def describe(self) -> str:
        """The target in words, for refusals."""
        return f"{len(self.labels)} classes{' at every step' if self.length else ''}"


@dataclass(frozen=True)
class ValueTarget:
    """Numbers (B, K), or with a ``length`` (B, T, K) at every step; ``names`` says what they are."""

    names: tuple[str, ...]
    length: int | None = None

    def describe(self) -> str:
        """The target in words, for refusals."""
        return f"{len(self.names)} numbers{' at every step' if self.length else ''}"


@dataclass(frozen=True)
class ImageTarget:
    """Images (B, C, H, W) of values 0…1: the input itself, to be reconstructed from a short code."""

    channels: int
    height: int
    width: int

    def describe(self) -> str:
        """The target in words, for refusals."""
        return f"images of {self.channels} × {self.height} × {self.width}"


InputShape = ImageInput | SequenceInput | TokenInput | PairInput
TargetShape = ClassTarget | ValueTarget | ImageTarget


@dataclass(frozen=True)
class DataShape:
    """What goes in and what is wanted out: all an architecture needs to be built.

    Attributes:
        causal: the answer at a step may depend on the inputs up to that step only, since the next input gives it away.
    """

    inputs: InputShape
    targets: TargetShape
    causal: bool = False


def output_width(targets: ClassTarget | ValueTarget) -> int:
    """Numbers a model puts out for one answer: a logit a class, or the values themselves."""
    return len(targets.labels) if isinstance(targets, ClassTarget) else len(targets.names)


def output_shape(targets: ClassTarget | ValueTarget) -> tuple[int, ...]:
    """The shape of one example's output: (K,), or (T, K) where an answer is wanted at every step."""
    width = output_width(targets)
    return (targets.length, width) if targets.length else (width,)


def output_axes(targets: ClassTarget | ValueTarget, sequence: str = "time") -> tuple[str, ...]:
    """What the dimensions of one example's output mean."""
    last = "class" if isinstance(targets, ClassTarget) else "value"
    return (sequence, last) if targets.length else (last,)


def input_axes(inputs: InputShape) -> tuple[str, ...]:
    """What the dimensions of one example mean; of a pair, those of its source."""
    match inputs:
        case ImageInput():
            return ("channel", "row", "column")
        case SequenceInput():
            return ("time", "feature")
        case TokenInput():
            return ("time",)
        case PairInput():
            return ("source time",)
