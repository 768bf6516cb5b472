"""The Transformer as code of its own: encoder, decoder or both."""

from __future__ import annotations

from playground.architectures.transformer.settings import TransformerSettings
from playground.blocks.script import attention
from playground.blocks.script.sections import Section, fill
from playground.data.shapes import (
    ClassTarget,
    DataShape,
    ImageTarget,
    PairInput,
    SequenceInput,
    TokenInput,
    ValueTarget,
    output_width,
)

CLASS = "Transformer"
IMPORTS = attention.IMPORTS

MLP = '''
    class MLP(nn.Module):
        """W₂ f(W₁ x + b₁) + b₂ at each step, through $inner units."""

        def __init__(self) -> None:
            super().__init__()
            self.first = nn.Linear($width, $inner)
            self.second = nn.Linear($inner, $width)
            $dropout

        def forward(self, x: Tensor) -> Tensor:
            return self.second($inside)
'''
BLOCK = '''
    class $name(nn.Module):
        """$words, each added to the residual stream (B, T, $width)."""

        def __init__(self) -> None:
            super().__init__()
            self.attention = Attention()
            self.attention_norm = nn.LayerNorm($width)
            $cross
            $mlp
            $dropout

        def forward(self, x: Tensor$parameters) -> Tensor:
            $steps
            return x
'''
MODEL = '''
    class Transformer(nn.Module):
        """Sequences $given → $answers."""

        def __init__(self) -> None:
            super().__init__()
            self.embedding = Embedding()
            self.$form = nn.ModuleList(Block() for _ in range($depth))
            $norm
            self.output = nn.Linear($width, $outputs)

        def forward(self, x: Tensor) -> Tensor:
            $tokens
            $allowed
            x = self.embedding(x)
            for block in self.$form:
                x = block(x$mask)
            $final
            return self.output(states)
'''
PAIR = '''
    class Transformer(nn.Module):
        """A source (B, S) and the target so far (B, T) → $answers (B, T, $outputs)."""

        def __init__(self) -> None:
            super().__init__()
            self.source_embedding = Embedding(length=$source_length, vocabulary=$source_words)
            self.target_embedding = Embedding(length=$target_length, vocabulary=$target_words)
            self.encoder = nn.ModuleList(EncoderBlock() for _ in range($depth))
            self.decoder = nn.ModuleList(DecoderBlock() for _ in range($depth))
            $encoder_norm
            $decoder_norm
            self.output = nn.Linear($width, $outputs)

        def forward(self, source: Tensor, target: Tensor) -> Tensor:
            $readable
            memory = self.source_embedding(source)
            for block in self.encoder:
                memory = block(memory$readable_argument)
            $normed_memory
            x, allowed = self.target_embedding(target), causal(target.shape[1])
            for block in self.decoder:
                x = block(x, memory, allowed$readable_argument)
            return self.output($states)
'''


def sections(settings: TransformerSettings, data: DataShape) -> list[Section]:
    """The model for these settings and no other."""
    inputs, targets = data.inputs, data.targets
    assert not isinstance(targets, ImageTarget) and isinstance(inputs, PairInput | SequenceInput | TokenInput)
    pair = isinstance(inputs, PairInput)
    causal = settings.form != "encoder"
    padding = inputs.source.padding if isinstance(inputs, PairInput) else getattr(inputs, "padding", None)
    masked, width = causal or padding is not None, settings.width
    found = [
        attention.embedding(inputs, width, settings.positions, settings.dropout),
        *attention.masks(causal, padding),
        attention.attention(width, settings.heads, settings.scaled, settings.dropout, masked, pair),
    ]
    if settings.inner:
        found.append(_mlp(settings))
    if isinstance(inputs, PairInput):
        kinds = [_block(settings, "EncoderBlock", padding is not None), _cross_block(settings, padding is not None)]
        code = _pair(settings, inputs, targets, padding is not None)
    else:
        kinds = [_block(settings, "Block", masked)]
        code = _single(settings, inputs, targets, attention.allowed(causal, padding), padding)
    order = "before each part, y = x + f(norm(x))" if settings.norm == "pre" else "after each sum, y = norm(x + f(x))"
    found.append(Section("Blocks", f"Layer norm stands {order}.", "\n\n\n".join(kinds)))
    return [*found, Section("The model", _words(settings, data), code)]


def _words(settings: TransformerSettings, data: DataShape) -> str:
    blocks = f"{settings.depth} block{'s' if settings.depth > 1 else ''}"
    if settings.form == "encoder-decoder":
        return f"{blocks} for the source, {blocks} for the target, which also look at what was read."
    if getattr(data.targets, "length", None) is not None:
        return f"{blocks} one after the other, and an answer at every step."
    source = "the last step" if settings.form == "decoder" else "the mean of all steps"
    return f"{blocks} one after the other, and an answer from {source}."


def _mlp(settings: TransformerSettings) -> Section:
    inside = f"F.{settings.activation}(self.first(x))"
    code = fill(
        MLP, width=settings.width, inner=settings.inner, dropout=_dropout(settings),
        inside=f"self.dropout({inside})" if settings.dropout else inside,
    )  # fmt: skip
    name = {"gelu": "GELU", "relu": "ReLU"}[settings.activation]
    return Section("The network between attentions", f"Two linear layers with a {name} between them.", code)


def _dropout(settings: TransformerSettings) -> str:
    return f"self.dropout = nn.Dropout({settings.dropout})" if settings.dropout else ""


def _add(settings: TransformerSettings, norm: str, part: str, arguments: str = "") -> str:
    """One part and its place on the residual stream."""
    pre = settings.norm == "pre"
    out = f"self.{part}({f'self.{norm}(x)' if pre else 'x'}{arguments})"
    out = f"self.dropout({out})" if settings.dropout else out
    return f"x = x + {out}" if pre else f"x = self.{norm}(x + {out})"


def _block(settings: TransformerSettings, name: str, masked: bool) -> str:
    steps = [_add(settings, "attention_norm", "attention", ", allowed=allowed" if masked else "")]
    return _filled(settings, name, "Self-attention", "", ", allowed: Tensor" if masked else "", steps)


def _cross_block(settings: TransformerSettings, padded: bool) -> str:
    cross = f"self.cross_attention = Attention()\nself.cross_norm = nn.LayerNorm({settings.width})"
    looks = ", memory, readable" if padded else ", memory"
    steps = [
        _add(settings, "attention_norm", "attention", ", allowed=allowed"),
        _add(settings, "cross_norm", "cross_attention", looks),
    ]
    parameters = ", memory: Tensor, allowed: Tensor" + (", readable: Tensor" if padded else "")
    return _filled(settings, "DecoderBlock", "Self-attention, cross-attention", cross, parameters, steps)


def _filled(
    settings: TransformerSettings, name: str, words: str, cross: str, parameters: str, steps: list[str]
) -> str:  # fmt: skip
    mlp = ""
    if settings.inner:
        mlp = f"self.mlp = MLP()\nself.mlp_norm = nn.LayerNorm({settings.width})"
        steps = [*steps, _add(settings, "mlp_norm", "mlp")]
    return fill(
        BLOCK, name=name, words=f"{words} and MLP" if mlp else words, width=settings.width, cross=cross, mlp=mlp,
        dropout=_dropout(settings), parameters=parameters, steps="\n".join(steps),
    )  # fmt: skip


def _single(
    settings: TransformerSettings, inputs: SequenceInput | TokenInput, targets: ClassTarget | ValueTarget, mask: str,
    padding: int | None,
) -> str:  # fmt: skip
    every_step, pre = targets.length is not None, settings.norm == "pre"
    averaged = settings.form == "encoder" and not every_step
    normed = f"self.{settings.form}_norm(x)" if pre else "x"
    final = f"states = {normed}  # (B, T, {settings.width})"
    if not every_step:
        final += "\n" + (attention.mean(padding) if averaged else "states = states[:, -1]")
    steps = "T, " if every_step else ""
    return fill(
        MODEL,
        given="(B, T) of tokens" if isinstance(inputs, TokenInput) else f"(B, T, {len(inputs.features)}) of numbers",
        answers=f"{attention.answers(targets)} (B, {steps}{output_width(targets)})",
        form=settings.form, depth=settings.depth, width=settings.width, outputs=output_width(targets),
        norm=f"self.{settings.form}_norm = nn.LayerNorm({settings.width})" if pre else "",
        tokens="tokens = x" if averaged and padding is not None else "",
        allowed=f"allowed = {mask}" if mask else "", mask=", allowed" if mask else "", final=final,
    )  # fmt: skip


def _pair(
    settings: TransformerSettings, inputs: PairInput, targets: ClassTarget | ValueTarget, padded: bool
) -> str:  # fmt: skip
    pre = settings.norm == "pre"
    norms = [f"self.{name}_norm = nn.LayerNorm({settings.width})" if pre else "" for name in ("encoder", "decoder")]
    return fill(
        PAIR,
        answers=attention.answers(targets), outputs=output_width(targets), width=settings.width, depth=settings.depth,
        source_length=inputs.source.length, source_words=len(inputs.source.vocabulary),
        target_length=inputs.target.length, target_words=len(inputs.target.vocabulary),
        encoder_norm=norms[0], decoder_norm=norms[1],
        readable="readable = present(source)" if padded else "",
        readable_argument=", readable" if padded else "",
        normed_memory="memory = self.encoder_norm(memory)" if pre else "",
        states="self.decoder_norm(x)" if pre else "x",
    )  # fmt: skip
