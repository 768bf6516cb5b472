"""The bare self-attention block as code of its own."""

from __future__ import annotations

from playground.architectures.self_attention.settings import SelfAttentionSettings
from playground.blocks.script import attention
from playground.blocks.script.sections import Section, fill
from playground.data.shapes import ClassTarget, DataShape, ImageTarget, SequenceInput, TokenInput, output_width

CLASS = "SelfAttention"
IMPORTS = attention.IMPORTS

MODEL = '''
    class SelfAttention(nn.Module):
        """Sequences $given → $answers."""

        def __init__(self) -> None:
            super().__init__()
            self.embedding = Embedding()
            self.attention = Attention()
            self.output = nn.Linear($width, $outputs)

        def forward(self, x: Tensor) -> Tensor:
            $tokens
            states = self.attention(self.embedding(x)$allowed)  # (B, T, $width)
            $readout
            return self.output(states)
'''


def sections(settings: SelfAttentionSettings, data: DataShape) -> list[Section]:
    """The model for these settings and no other."""
    inputs, targets = data.inputs, data.targets
    assert isinstance(inputs, SequenceInput | TokenInput) and not isinstance(targets, ImageTarget)
    padding, every_step = getattr(inputs, "padding", None), targets.length is not None
    mask = attention.allowed(data.causal, padding)
    width, outputs, steps = settings.width, output_width(targets), "T, " if every_step else ""
    what = "logits" if isinstance(targets, ClassTarget) else "numbers"
    code = fill(
        MODEL,
        given="(B, T) of tokens" if isinstance(inputs, TokenInput) else f"(B, T, {len(inputs.features)}) of numbers",
        answers=f"{what} (B, {steps}{outputs})", width=width, outputs=outputs,
        tokens="tokens = x" if padding is not None and not every_step else "",
        allowed=f", {mask}" if mask else "", readout="" if every_step else attention.mean(padding),
    )  # fmt: skip
    answered = "every step answers" if every_step else "the answer is read from their mean"
    return [
        attention.embedding(inputs, width, settings.positions, settings.dropout),
        *attention.masks(data.causal, padding),
        attention.attention(width, settings.heads, settings.scaled, settings.dropout, bool(mask), False),
        Section("The model", f"One attention, no residual connection, no norm, no MLP; {answered}.", code),
    ]
