"""Settings of the Transformer, and the layers they make on given data (no torch)."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal, Self, get_args

from playground.blocks import shapes
from playground.data.shapes import (
    ClassTarget,
    DataShape,
    PairInput,
    SequenceInput,
    TokenInput,
    ValueTarget,
    output_width,
)
from playground.experiment.experiment import ArchitectureSettings
from playground.experiment.layer_shape import LayerShape
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
            rows += self._blocks("encoder", source.length, rows[-1].name)
            memory = rows[-1].name
            rows += shapes.embedding("target_embedding", target, self.width, learned, "input.target")
            rows += self._blocks("decoder", target.length, rows[-1].name, (memory, source.length))
        else:
            assert isinstance(data.inputs, SequenceInput | TokenInput)
            rows += shapes.embedding("embedding", data.inputs, self.width, learned)
            rows += self._blocks(self.form, data.inputs.length, rows[-1].name)
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

    def _blocks(
        self, name: str, length: int, stream: str, memory: tuple[str, int] | None = None
    ) -> list[LayerShape]:  # fmt: skip
        """The blocks of a part, which reads the residual stream where ``stream`` left it.

        Args:
            memory: the row that cross-attention looks at, and how long its sequence is.
        """
        rows: list[LayerShape] = []
        for index in range(self.depth):
            block = f"{name}.{index}"
            for part in ("attention", *(("cross",) if memory else ()), *(("mlp",) if self.inner else ())):
                last = part == ("mlp" if self.inner else "cross" if memory else "attention")
                rows += self._residual(block, part, length, stream, memory, f"{block}.residual" if last else "")
                stream = rows[-1].name
        if self.norm == "pre":
            rows.append(shapes.norm(f"{name}_norm", length, self.width, (stream,)))
        return rows

    def _residual(
        self, block: str, part: str, length: int, stream: str, memory: tuple[str, int] | None, tap: str
    ) -> list[LayerShape]:
        """One part of a block with its norm, added to the residual stream, whose picture at that place is ``tap``."""
        norm, before = f"{block}.{part}_norm", self.norm == "pre"
        reads = norm if before else stream
        name = f"{block}.{part}_attention" if part == "cross" else f"{block}.{part}"
        if part == "mlp":
            one = self._mlp(block, length, reads)
        else:
            looked_at, size = memory if memory and part == "cross" else ("", length)
            inputs = (reads, looked_at) if looked_at else (reads,)
            kind = "cross-attention" if looked_at else "self-attention"
            one = shapes.attention(name, kind, length, size, self.width, self.heads, inputs, block)
        total = f"{block}.{part}_sum"
        if before:
            first = shapes.norm(norm, length, self.width, (stream,), block)
            return [first, one, shapes.added(total, length, self.width, (stream, name), block, tap)]
        normed = replace(shapes.norm(norm, length, self.width, (total,), block), tap=tap)
        return [one, shapes.added(total, length, self.width, (stream, name), block), normed]

    def _mlp(self, block: str, length: int, reads: str) -> LayerShape:
        first = shapes.linear("", self.width, self.inner, length)
        second = shapes.linear("", self.inner, self.width, length)
        parameters = first.parameters + second.parameters
        cost = first.multiply_adds + second.multiply_adds
        kind, tap = f"MLP, {self.inner} units", f"{block}.mlp.activation"
        return LayerShape(f"{block}.mlp", kind, (length, self.width), parameters, cost, (reads,), block, tap)

    @property
    def inner(self) -> int:
        """Units of the network between attentions; 0 for attention only."""
        return round(self.mlp_ratio * self.width)
