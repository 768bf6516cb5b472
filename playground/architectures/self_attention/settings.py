"""Settings of the bare self-attention block, and the layers it makes on given data (no torch)."""

from __future__ import annotations

from typing import ClassVar, Literal

from playground.blocks import shapes
from playground.data.shapes import ClassTarget, DataShape, SequenceInput, TokenInput, ValueTarget, output_width
from playground.experiment.experiment import ArchitectureSettings
from playground.experiment.layer_shape import LayerShape
from playground.foundation.errors import MisfitError, SettingsError
from playground.foundation.settings import setting


class SelfAttentionSettings(ArchitectureSettings):
    """Embedding, one multi-head attention, a linear output: no residual connection, no norm, no MLP."""

    title: ClassVar[str] = "Self-Attention"

    kind: Literal["self-attention"] = "self-attention"
    heads: int = setting(1, "Heads", "Attention patterns side by side; the width is shared among them.", ge=1, le=16)
    width: int = setting(
        32, "Width", "Numbers that stand for a step: a multiple of the heads.", unit="units", ge=1, le=1024, scale="log"
    )
    positions: Literal["sinusoidal", "learned", "none"] = setting(
        "none", "Positions", "How a step knows where it stands; without them order is invisible.",
        labels={"sinusoidal": "sinusoidal", "learned": "learned", "none": "none"},
    )  # fmt: skip
    scaled: bool = setting(
        True, "Scale by 1/√d_k", "Without it scores grow with the width, softmax saturates and gradients vanish."
    )
    dropout: float = setting(
        0.0, "Dropout", "Share of embedded values and attention weights set to zero, in training only.", ge=0.0, lt=1.0
    )

    def layers(self, data: DataShape) -> tuple[LayerShape, ...]:
        """The layer table for sequences. Raises SettingsError."""
        if self.width % self.heads:
            raise SettingsError({"width": f"Width {self.width} is not a multiple of {self.heads} heads."})
        inputs, targets = data.inputs, data.targets
        if not isinstance(inputs, SequenceInput | TokenInput):
            raise MisfitError("Self-attention needs one sequence")
        if not isinstance(targets, ClassTarget | ValueTarget):
            raise MisfitError("Self-attention answers with classes or numbers")
        length, width = inputs.length, self.width
        embedded = shapes.embedding("embedding", inputs, width, self.positions == "learned")
        reads = (embedded[-1].name,)
        return (
            *embedded,
            shapes.attention(
                "attention", "self-attention", length, length, width, self.heads, reads, output_tap="mixed"
            ),
            shapes.linear("output", width, output_width(targets), targets.length),
        )
