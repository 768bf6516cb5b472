"""Settings of the Transformer, and the layers they make on given data (no torch)."""

from __future__ import annotations

from typing import ClassVar, Literal, Self, get_args

from playground.blocks import shapes
from playground.data.datasets import (
    ClassTarget,
    DataShape,
    PairInput,
    SequenceInput,
    TokenInput,
    ValueTarget,
    output_width,
)
from playground.experiment.experiment import ArchitectureSettings, LayerShape
from playground.foundation.errors import MisfitError, SettingsError
from playground.foundation.settings import setting

Form = Literal["encoder", "decoder", "encoder-decoder"]


class TransformerSettings(ArchitectureSettings):
    """Blocks of attention and a small network at each step, with residual connections."""

    title: ClassVar[str] = "Transformer"

    kind: Literal["transformer"] = "transformer"
    form: Form = setting(
        "decoder", "Form",
        "An encoder sees all steps, a decoder only those before; an encoder-decoder answers one sequence with another.",
        labels={"encoder": "encoder", "decoder": "decoder", "encoder-decoder": "encoder-decoder"},
    )  # fmt: skip
    depth: int = setting(2, "Layers", "Blocks, each reading what the one below put out.", ge=1, le=12)
    heads: int = setting(4, "Heads", "Attention patterns side by side; the width is shared among them.", ge=1, le=16)
    width: int = setting(
        64, "Width", "Numbers that stand for a step: a multiple of the heads.", unit="units", ge=1, le=1024, scale="log"
    )
    mlp_ratio: float = setting(
        4.0, "MLP ratio", "Width of the network between attentions, as a multiple; 0 leaves attention only.",
        ge=0.0, le=8.0, special="attention only",
    )  # fmt: skip
    activation: Literal["relu", "gelu"] = setting(
        "gelu", "Activation", "The nonlinearity of that network.", labels={"relu": "ReLU", "gelu": "GELU"},
        idle_with={"mlp_ratio": [0.0]},
    )  # fmt: skip
    positions: Literal["sinusoidal", "learned", "none"] = setting(
        "learned", "Positions", "How a step knows where it stands; without them order is invisible.",
        labels={"sinusoidal": "sinusoidal", "learned": "learned", "none": "none"},
    )  # fmt: skip
    norm: Literal["pre", "post"] = setting(
        "pre", "Layer norm", "Before each part, which trains steadily, or after the sum, as first published.",
        labels={"pre": "before each part", "post": "after each sum"},
    )  # fmt: skip
    scaled: bool = setting(
        True, "Scale by 1/√d_k", "Without it scores grow with the width, softmax saturates and gradients vanish."
    )
    dropout: float = setting(0.0, "Dropout", "Share of values set to zero, in training only.", ge=0.0, lt=1.0)

    @classmethod
    def variants(cls) -> dict[str, Self]:
        """The three forms."""
        return {f"form {form}": cls(form=form) for form in get_args(Form)}

    def layers(self, data: DataShape) -> tuple[LayerShape, ...]:
        """The layer table for sequences, or pairs of them. Raises SettingsError."""
        if self.width % self.heads:
            raise SettingsError({"width": f"Width {self.width} is not a multiple of {self.heads} heads."})
        targets = self._fitting(data)
        learned = self.positions == "learned"
        rows: list[LayerShape] = []
        if isinstance(data.inputs, PairInput):
            source, target = data.inputs.source, data.inputs.target
            rows += shapes.embedding("source_embedding", source, self.width, learned)
            rows += self._blocks("encoder", source.length)
            rows += shapes.embedding("target_embedding", target, self.width, learned)
            rows += self._blocks("decoder", target.length, source.length)
        else:
            assert isinstance(data.inputs, SequenceInput | TokenInput)
            rows += shapes.embedding("embedding", data.inputs, self.width, learned)
            rows += self._blocks(self.form, data.inputs.length)
        rows.append(shapes.linear("output", self.width, output_width(targets), targets.length))
        return tuple(rows)

    def _fitting(self, data: DataShape) -> ClassTarget | ValueTarget:
        """The targets, if inputs and form go together with them. Raises MisfitError."""
        targets = data.targets
        if not isinstance(data.inputs, SequenceInput | TokenInput | PairInput):
            raise MisfitError("A Transformer needs sequences")
        if isinstance(data.inputs, PairInput) != (self.form == "encoder-decoder"):
            kind = "two sequences, one to read and one to write" if self.form == "encoder-decoder" else "one sequence"
            raise MisfitError(f"A Transformer of the form {self.form} needs {kind}", "form")
        if not isinstance(targets, ClassTarget | ValueTarget):
            raise MisfitError("A Transformer answers with classes or numbers")
        if data.causal and self.form == "encoder":
            raise MisfitError("An encoder would see the answer, which is the next step of the input", "form")
        return targets

    def _blocks(self, name: str, length: int, memory: int | None = None) -> list[LayerShape]:
        rows, width = [], self.width
        for index in range(self.depth):
            block = f"{name}.{index}"
            rows += [
                shapes.attention(f"{block}.attention", "self-attention", length, length, width),
                shapes.norm(f"{block}.attention_norm", length, width),
            ]
            if memory is not None:
                rows += [
                    shapes.attention(f"{block}.cross_attention", "cross-attention", length, memory, width),
                    shapes.norm(f"{block}.cross_norm", length, width),
                ]
            if self.inner:
                first = shapes.linear("", width, self.inner, length)
                second = shapes.linear("", self.inner, width, length)
                parameters = first.parameters + second.parameters
                cost = first.multiply_adds + second.multiply_adds
                rows += [
                    LayerShape(f"{block}.mlp", f"MLP, {self.inner} units", (length, width), parameters, cost),
                    shapes.norm(f"{block}.mlp_norm", length, width),
                ]
        if self.norm == "pre":
            rows.append(shapes.norm(f"{name}_norm", length, width))
        return rows

    @property
    def inner(self) -> int:
        """Units of the network between attentions; 0 for attention only."""
        return round(self.mlp_ratio * self.width)
