"""Embedding, masks and attention as code of their own, for the architectures that are made of them."""

from __future__ import annotations

from playground.blocks.script.sections import Section, fill
from playground.data.shapes import ClassTarget, PairInput, SequenceInput, TokenInput

IMPORTS = ("from torch import Tensor, nn", "from torch.nn import functional as F")
SINUSOIDS = "import numpy as np"
ACTIVATIONS = {  # of a published model, behind one of its layers
    "relu": "F.relu(self.$layer(x))", "gelu": "F.gelu(self.$layer(x))",
    "gelu-tanh": 'F.gelu(self.$layer(x), approximate="tanh")',
}  # fmt: skip

TABLE = '''
    def sinusoids(length: int, width: int) -> Tensor:
        """Positions (T, D): sines and cosines of wavelengths from 2π to 10000 · 2π."""
        pairs = np.arange(0, width, 2)
        angles = np.arange(length)[:, None] / 10000.0 ** (pairs / width)
        table = np.empty((length, 2 * len(pairs)))
        table[:, 0::2], table[:, 1::2] = np.sin(angles), np.cos(angles)
        return torch.from_numpy(table[:, :width]).float()


'''
EMBEDDING = '''
    class Embedding(nn.Module):
        """$what → vectors (B, T, $width)."""

        def __init__(self$arguments) -> None:
            super().__init__()
            self.values = $values
            $positions
            $dropout

        def forward(self, x: Tensor) -> Tensor:
            $value
            $returned
'''
ATTENTION = '''
    class Attention(nn.Module):
        """$heads: (B, T, $width) → (B, T, $width)."""

        def __init__(self) -> None:
            super().__init__()
            self.projection = nn.Linear($width, $triple)  # queries, keys and values, stacked
            self.output = nn.Linear($width, $width)

        def forward(self, x: Tensor$parameters) -> Tensor:
            $project
            $split
            # the formula above
            mixed = F.scaled_dot_product_attention($options)
            return self.output(mixed.transpose(1, 2).flatten(2))
'''
PROJECT = "q, k, v = self.projection(x).chunk(3, dim=-1)  # (B, T, $width) each"
PROJECT_MEMORY = """
    if memory is None:
        q, k, v = self.projection(x).chunk(3, dim=-1)  # (B, T, $width) each
    else:  # queries of x (B, T, $width), keys and values of the memory (B, S, $width)
        weight, bias = self.projection.weight, self.projection.bias
        q = F.linear(x, weight[:$width], bias[:$width])
        k, v = F.linear(memory, weight[$width:], bias[$width:]).chunk(2, dim=-1)
"""
SPLIT = """
    # one row of attention a head: (B, $heads, T, $size) each
    q, k, v = (part.view(*part.shape[:2], $heads, $size).transpose(1, 2) for part in (q, k, v))
"""
CAUSAL = '''
    def causal(length: int) -> Tensor:
        """(1, 1, T, T), True where key ≤ query: no step looks ahead."""
        return torch.ones(length, length, dtype=torch.bool).tril()[None, None]
'''
PADDING = '''
    def present(tokens: Tensor) -> Tensor:
        """(B, 1, 1, T), False where a sequence is only filled up with the token $padding."""
        return (tokens != $padding)[:, None, None, :]
'''


def embedding(
    inputs: TokenInput | SequenceInput | PairInput, width: int, positions: str, dropout: float
) -> Section:  # fmt: skip
    """How steps become vectors. Those of a pair are made twice, each for its own length and vocabulary."""
    pair, what = isinstance(inputs, PairInput), "Tokens (B, T)"
    made = "Each token is looked up in a table."
    match inputs:
        case SequenceInput():
            length, values = str(inputs.length), f"nn.Linear({len(inputs.features)}, {width})"
            what, made = f"Numbers (B, T, {len(inputs.features)})", "The numbers of each step become a vector."
        case TokenInput():
            length, values = str(inputs.length), f"nn.Embedding({len(inputs.vocabulary)}, {width})"
        case PairInput():
            length, values = "length", f"nn.Embedding(vocabulary, {width})"
    kept = {
        "learned": f"self.positions = nn.Parameter(torch.zeros({length}, {width}))",
        "sinusoidal": f'self.register_buffer("sinusoids", sinusoids({length}, {width}), persistent=False)',
        "none": "",
    }[positions]
    table = {"learned": "positions", "sinusoidal": "sinusoids", "none": ""}[positions]
    out = f"x + self.{table}[: x.shape[1]]" if table else "self.values(x)"
    code = (fill(TABLE) + "\n\n\n" if positions == "sinusoidal" else "") + fill(
        EMBEDDING,
        what=what, width=width, arguments=", length: int, vocabulary: int" if pair else "",
        values=values, positions=kept,
        dropout=f"self.dropout = nn.Dropout({dropout})" if dropout else "",
        value="x = self.values(x)" if table else "",
        returned=f"return self.dropout({out})" if dropout else f"return {out}",
    )  # fmt: skip
    words = {
        "learned": "A learned vector for each position is added, so that order can be seen.",
        "sinusoidal": "For each position its sines and cosines are added (arXiv 1706.03762):\n\n"
        "    P[t, 2i] = sin(t / 10000^(2i/D))    P[t, 2i+1] = cos(t / 10000^(2i/D))",
        "none": "No position is added: the model cannot see the order of the steps.",
    }[positions]
    return Section("Steps become vectors", f"{made} {words}", code)


def attention(width: int, heads: int, scaled: bool, dropout: float, masked: bool, memory: bool) -> Section:
    """Multi-head attention, with ``memory`` to other sequences too."""
    size = width // heads
    parameters = (", memory: Tensor | None = None" if memory else "") + (
        ", allowed: Tensor | None = None" if masked else ""
    )
    options = ["q", "k", "v"]
    if masked:
        options.append("attn_mask=allowed")
    if dropout:
        options.append(f"dropout_p={dropout} if self.training else 0.0")
    if not scaled:
        options.append("scale=1.0")
    called = ", ".join(options)
    if len(options) > 4:
        called = "\n    " + ", ".join(options[:4]) + ",\n    " + ", ".join(options[4:]) + ",\n"
    code = fill(
        ATTENTION,
        heads=f"{heads} heads of {size} numbers" if heads > 1 else "One head", width=width, triple=3 * width,
        parameters=parameters, project=fill(PROJECT_MEMORY if memory else PROJECT, width=width),
        split=fill(SPLIT, heads=heads, size=size), options=called,
    )  # fmt: skip
    root = " / √d_k" if scaled else ""
    forbidden = " Where a query may not look, its score is −∞ and the weight 0." if masked else ""
    text = (
        f"In each head every step asks with a query and takes the values whose keys match (arXiv 1706.03762):\n\n"
        f"    weights = softmax(Q Kᵀ{root})    output = weights V\n\n"
        f"{'Here d_k = ' + str(size) + '.' if scaled else 'The scores are not divided by √d_k here.'}{forbidden}"
    )
    return Section("Attention", text, code)


def masks(causal: bool, padding: int | None) -> list[Section]:
    """The functions that say where may be looked; none where everything may be."""
    code = ([fill(CAUSAL)] if causal else []) + ([fill(PADDING, padding=padding)] if padding is not None else [])
    if not code:
        return []
    words = "The answer at a step may depend on the steps before it only. " if causal else ""
    words += "Short sequences are filled up, and nobody looks at what fills them." if padding is not None else ""
    return [Section("Where may be looked", words, "\n\n\n".join(code))]


def allowed(causal: bool, padding: int | None) -> str:
    """The expression of the mask for the sequence ``x``; empty where all may be looked at."""
    parts = (["present(x)"] if padding is not None else []) + (["causal(x.shape[1])"] if causal else [])
    return " & ".join(parts)


def mean(padding: int | None) -> str:
    """Code that averages ``states`` over the steps that are there."""
    if padding is None:
        return "states = states.mean(dim=1)"
    return (
        "share = present(tokens)[:, 0, 0, :, None].to(states.dtype)  # 1 for a token, 0 for what fills up\n"
        "states = (states * share).sum(dim=1) / share.sum(dim=1)"
    )


def answers(targets: object) -> str:
    """What the model puts out, in a word."""
    return "logits" if isinstance(targets, ClassTarget) else "numbers"
