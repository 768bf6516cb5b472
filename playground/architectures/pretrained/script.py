"""A published model as code of its own: GPT-2 or BERT, as large as its folder says."""

from __future__ import annotations

from playground.architectures.pretrained.settings import PretrainedSettings
from playground.blocks.script import attention
from playground.blocks.script.sections import Section, fill
from playground.corpora.published.folder import Published
from playground.data.shapes import DataShape, TokenInput

CLASS = "Model"
IMPORTS = attention.IMPORTS

PARTS = '''
    class MLP(nn.Module):
        """W₂ f(W₁ x + b₁) + b₂ at each step, through $inner units."""

        def __init__(self) -> None:
            super().__init__()
            self.first = nn.Linear($width, $inner)
            self.second = nn.Linear($inner, $width)
            $dropout

        def forward(self, x: Tensor) -> Tensor:
            return $second


    class Block(nn.Module):
        """Self-attention and MLP, each added to the residual stream (B, T, $width)."""

        def __init__(self) -> None:
            super().__init__()
            self.attention = Attention()
            self.attention_norm = nn.LayerNorm($width, eps=$epsilon)
            self.mlp = MLP()
            self.mlp_norm = nn.LayerNorm($width, eps=$epsilon)
            $dropout

        def forward(self, x: Tensor$parameters) -> Tensor:
            $attended
            return $added
'''
GPT2 = '''
    class Model(nn.Module):
        """Tokens (B, T) → logits of the next token (B, T, $vocabulary)."""

        def __init__(self) -> None:
            super().__init__()
            self.embedding = Embedding()
            self.blocks = nn.ModuleList(Block() for _ in range($depth))
            self.norm = nn.LayerNorm($width, eps=$epsilon)
            $output

        def forward(self, tokens: Tensor) -> Tensor:
            x, allowed = self.embedding(tokens), causal(tokens.shape[1])
            for block in self.blocks:
                x = block(x, allowed)
            return $read
'''
BERT_EMBEDDING = '''
    class Embedding(nn.Module):
        """Tokens (B, T) → vectors (B, T, $width)."""

        def __init__(self) -> None:
            super().__init__()
            self.values = nn.Embedding($vocabulary, $width)
            self.positions = nn.Parameter(torch.zeros($length, $width))
            self.segments = nn.Parameter(torch.zeros($segments, $width))
            self.norm = nn.LayerNorm($width, eps=$epsilon)
            $dropout

        def forward(self, x: Tensor) -> Tensor:
            # all tokens are of the first sentence
            x = self.norm(self.values(x) + self.positions[: x.shape[1]] + self.segments[0])
            return $returned
'''
BERT = '''
    class Head(nn.Module):
        """What is compared with the embeddings of the tokens, (B, T, $width)."""

        def __init__(self) -> None:
            super().__init__()
            self.dense = nn.Linear($width, $width)
            self.norm = nn.LayerNorm($width, eps=$epsilon)
            self.bias = nn.Parameter(torch.zeros($vocabulary))

        def forward(self, x: Tensor) -> Tensor:
            return self.norm($dense)


    class Model(nn.Module):
        """Tokens (B, T), some of them covered → logits of the token that stands there (B, T, $vocabulary)."""

        def __init__(self) -> None:
            super().__init__()
            self.embedding = Embedding()
            self.blocks = nn.ModuleList(Block() for _ in range($depth))
            self.head = Head()

        def forward(self, tokens: Tensor) -> Tensor:
            x = self.embedding(tokens)
            for block in self.blocks:
                x = block(x)
            return F.linear(self.head(x), self.embedding.values.weight, self.head.bias)
'''
PRE = "Each block adds what attention and an MLP make of the normed stream (GPT-2)."
POST = "Each block adds what attention and an MLP make of the stream, and norms the sum (arXiv 1810.04805)."
COVERED = (
    "Each token is looked up in a table; vectors for its position and its sentence are added, and the sum is normed."
)


def sections(settings: PretrainedSettings, data: DataShape) -> list[Section]:
    """Embedding, masks, attention and the model. Raises SettingsError where its folder is not in order."""
    model, dropout = settings.published(), settings.dropout
    width, causal = model.width, model.causal
    attends = attention.attention(width, model.heads, model.scaled, dropout, masked=causal, memory=False)
    parts = fill(
        PARTS, width=width, inner=model.inner, epsilon=model.epsilon, dropout=_dropout(dropout),
        second=_dropped(f"self.second({_activated(model, 'first')})", dropout),
        parameters=", allowed: Tensor" if causal else "",
        attended=_attended(causal, dropout),
        added="x + self.mlp(self.mlp_norm(x))" if causal else "self.mlp_norm(x + self.mlp(x))",
    )  # fmt: skip
    if causal:
        tokens = TokenInput(model.length, ("",) * model.vocabulary)
        begun = [attention.embedding(tokens, width, "learned", dropout), *attention.masks(True, None)]
    else:
        begun = [Section("Steps become vectors", COVERED, _covered(model, dropout))]
    whole = _gpt2(model) if causal else _bert(model)
    return [*begun, attends, Section("Blocks", PRE if causal else POST, parts), Section("The model", "", whole)]


def _attended(causal: bool, dropout: float) -> str:
    if causal:
        return f"x = x + {_dropped('self.attention(self.attention_norm(x), allowed)', dropout)}"
    return f"x = self.attention_norm(x + {_dropped('self.attention(x)', dropout)})"


def _gpt2(model: Published) -> str:
    return fill(
        GPT2, vocabulary=model.vocabulary, depth=model.depth, width=model.width, epsilon=model.epsilon,
        output="" if model.tied else f"self.output = nn.Linear({model.width}, {model.vocabulary}, bias=False)",
        read="F.linear(self.norm(x), self.embedding.values.weight)" if model.tied else "self.output(self.norm(x))",
    )  # fmt: skip


def _covered(model: Published, dropout: float) -> str:
    return fill(
        BERT_EMBEDDING, vocabulary=model.vocabulary, width=model.width, length=model.length, segments=model.segments,
        epsilon=model.epsilon, dropout=_dropout(dropout), returned=_dropped("x", dropout),
    )  # fmt: skip


def _bert(model: Published) -> str:
    return fill(
        BERT, vocabulary=model.vocabulary, width=model.width, depth=model.depth, epsilon=model.epsilon,
        dense=_activated(model, "dense"),
    )  # fmt: skip


def _activated(model: Published, layer: str) -> str:
    return attention.ACTIVATIONS[model.activation].replace("$layer", layer)


def _dropout(dropout: float) -> str:
    return f"self.dropout = nn.Dropout({dropout})" if dropout else ""


def _dropped(code: str, dropout: float) -> str:
    return f"self.dropout({code})" if dropout else code
