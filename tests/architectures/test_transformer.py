"""The Transformer: equal to torch's layers and to its formulas; it never looks where it may not."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from playground.architectures.transformer import formulas
from playground.architectures.transformer.module import Block, Transformer, build
from playground.architectures.transformer.settings import TransformerSettings
from playground.blocks.attention import causal_mask
from playground.data.shapes import ClassTarget, DataShape, PairInput, SequenceInput, TokenInput, ValueTarget
from playground.experiment.experiment import Experiment
from playground.foundation.errors import SettingsError
from playground.probes.recorder import Recorder

WORDS = tuple("·abcdef")
LINE = DataShape(TokenInput(6, WORDS, padding=0), ClassTarget(WORDS, 6))
ONE = DataShape(TokenInput(6, WORDS, padding=0), ClassTarget(("yes", "no")))
SERIES = DataShape(SequenceInput(6, ("x", "y")), ValueTarget(("z",)))
NEXT = DataShape(TokenInput(6, WORDS), ClassTarget(WORDS, 6), causal=True)
PAIR = DataShape(PairInput(TokenInput(6, WORDS, padding=0), TokenInput(5, WORDS)), ClassTarget(WORDS, 5), causal=True)
TOLERANCES = [(torch.float32, 1e-6), (torch.float64, 1e-12)]
TOKENS = torch.tensor([[1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1]])


def settings(**changed: object) -> TransformerSettings:
    return TransformerSettings(**{"width": 8, "heads": 2, "depth": 2, **changed})  # type: ignore[arg-type]


def model(data: DataShape, **changed: object) -> Transformer:
    torch.manual_seed(0)
    return build(settings(**changed), data).double().eval()


def numbers(*shape: int, dtype: torch.dtype = torch.float64) -> Tensor:
    return torch.randn(*shape, dtype=dtype, generator=torch.Generator().manual_seed(len(shape)))


def copy_attention(mine: nn.Module, theirs: nn.MultiheadAttention) -> None:
    theirs.in_proj_weight.copy_(mine.projection.weight)
    theirs.in_proj_bias.copy_(mine.projection.bias)
    theirs.out_proj.load_state_dict(mine.output.state_dict())


def scrambled(block: Block) -> Block:
    """No weight is zero or one any more, so that a lost or swapped one is seen."""
    generator = torch.Generator().manual_seed(5)
    with torch.no_grad():
        for parameter in block.parameters():
            parameter.add_(0.3 * torch.randn(parameter.shape, generator=generator).to(parameter.dtype))
    return block


@pytest.mark.parametrize("norm", ["pre", "post"])
@pytest.mark.parametrize("activation", ["relu", "gelu"])
@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize(("dtype", "tolerance"), TOLERANCES)
def test_that_an_encoder_block_is_torchs_encoder_layer(
    norm: str, activation: str, causal: bool, dtype: torch.dtype, tolerance: float
) -> None:
    mine = scrambled(Block(settings(norm=norm, activation=activation, mlp_ratio=3.0))).to(dtype)
    theirs = nn.TransformerEncoderLayer(8, 2, 24, 0.0, activation, batch_first=True, norm_first=norm == "pre")
    theirs = theirs.to(dtype)
    mask = causal_mask(6, torch.device("cpu")) if causal else None
    with torch.no_grad():
        copy_attention(mine.attention, theirs.self_attn)
        for own, other in ((mine.mlp.first, theirs.linear1), (mine.mlp.second, theirs.linear2),  # type: ignore[union-attr]
                           (mine.attention_norm, theirs.norm1), (mine.mlp_norm, theirs.norm2)):  # fmt: skip
            other.load_state_dict(own.state_dict())
        x = numbers(3, 6, 8, dtype=dtype)
        expected = theirs(x, src_mask=None if mask is None else ~mask[0, 0])
        torch.testing.assert_close(mine(x, mask), expected, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("norm", ["pre", "post"])
@pytest.mark.parametrize(("dtype", "tolerance"), TOLERANCES)
def test_that_a_decoder_block_is_torchs_decoder_layer(norm: str, dtype: torch.dtype, tolerance: float) -> None:
    mine = scrambled(Block(settings(norm=norm, activation="relu", mlp_ratio=3.0), "target", "source")).to(dtype)
    theirs = nn.TransformerDecoderLayer(8, 2, 24, 0.0, "relu", batch_first=True, norm_first=norm == "pre").to(dtype)
    mask = causal_mask(5, torch.device("cpu"))
    with torch.no_grad():
        copy_attention(mine.attention, theirs.self_attn)
        copy_attention(mine.cross_attention, theirs.multihead_attn)
        for own, other in ((mine.mlp.first, theirs.linear1), (mine.mlp.second, theirs.linear2),  # type: ignore[union-attr]
                           (mine.attention_norm, theirs.norm1), (mine.cross_norm, theirs.norm2),
                           (mine.mlp_norm, theirs.norm3)):  # fmt: skip
            other.load_state_dict(own.state_dict())
        x, memory = numbers(3, 5, 8, dtype=dtype), numbers(3, 6, 8, dtype=dtype) + 1
        expected = theirs(x, memory, tgt_mask=~mask[0, 0])
        torch.testing.assert_close(mine(x, mask, memory), expected, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("activation", ["relu", "gelu"])
def test_that_norm_and_mlp_compute_their_formulas(activation: str) -> None:
    block, x = scrambled(Block(settings(activation=activation))).double(), numbers(1, 6, 8)
    with torch.no_grad():
        norm = block.attention_norm
        np.testing.assert_allclose(
            norm(x)[0].numpy(), formulas.layer_norm(x[0].numpy(), norm.weight.numpy(), norm.bias.numpy()), atol=1e-12
        )
        assert block.mlp is not None
        weights = [p.numpy() for p in (*block.mlp.first.parameters(), *block.mlp.second.parameters())]
        np.testing.assert_allclose(
            block.mlp(x)[0].numpy(), formulas.mlp(x[0].numpy(), *weights, activation), atol=1e-12
        )


def test_that_a_decoder_never_looks_ahead() -> None:
    one, later = model(NEXT), TOKENS.clone()
    later[:, 4:] = 1
    with torch.no_grad():
        torch.testing.assert_close(one(TOKENS)[:, :4], one(later)[:, :4], rtol=0, atol=1e-12)
        assert not torch.allclose(one(TOKENS)[:, 4], one(later)[:, 4])


def test_that_an_answer_never_looks_at_what_is_still_to_be_written() -> None:
    one, target = model(PAIR, form="encoder-decoder"), TOKENS[:, :5]
    later = target.clone()
    later[:, 3:] = 1
    with torch.no_grad():
        torch.testing.assert_close(one(TOKENS, target)[:, :3], one(TOKENS, later)[:, :3], rtol=0, atol=1e-12)


def test_that_padding_changes_nothing() -> None:
    short = TOKENS[:, :4]
    padded = torch.cat([short, torch.zeros(2, 2, dtype=torch.int64)], dim=1)
    pair, one = model(PAIR, form="encoder-decoder"), model(ONE, form="encoder")
    with torch.no_grad():
        torch.testing.assert_close(pair(padded, TOKENS[:, :5]), pair(short, TOKENS[:, :5]), rtol=0, atol=1e-12)
        torch.testing.assert_close(one(padded), one(short), rtol=0, atol=1e-12)


def test_that_order_is_invisible_without_positions() -> None:
    shuffled = TOKENS[:, torch.tensor([3, 1, 5, 0, 2, 4])]
    blind, seeing = model(ONE, form="encoder", positions="none"), model(ONE, form="encoder", positions="sinusoidal")
    with torch.no_grad():
        torch.testing.assert_close(blind(TOKENS), blind(shuffled), rtol=0, atol=1e-12)
        assert not torch.allclose(seeing(TOKENS), seeing(shuffled))


@pytest.mark.parametrize(
    ("data", "changed"),
    [
        (LINE, {"form": "encoder"}), (ONE, {"form": "encoder", "positions": "none"}), (NEXT, {"norm": "post"}),
        (SERIES, {"form": "encoder", "mlp_ratio": 0.0}), (SERIES, {"form": "decoder", "positions": "sinusoidal"}),
        (PAIR, {"form": "encoder-decoder"}), (PAIR, {"form": "encoder-decoder", "mlp_ratio": 0.0, "norm": "post"}),
    ],
)  # fmt: skip
def test_that_the_layer_table_counts_every_parameter_and_knows_the_output(
    data: DataShape, changed: dict[str, object]
) -> None:
    one, rows = model(data, **changed), settings(**changed).layers(data)
    assert sum(parameter.numel() for parameter in one.parameters()) == sum(row.parameters for row in rows)
    inputs = (TOKENS, TOKENS[:, :5]) if data is PAIR else (numbers(2, 6, 2),) if data is SERIES else (TOKENS,)
    with torch.no_grad():
        plain = one(*inputs)
        with Recorder(one) as recorder:
            torch.testing.assert_close(one(*inputs), plain, rtol=0, atol=1e-12)
    assert tuple(plain.shape[1:]) == rows[-1].output
    names = [name for name in recorder.arrays if name.endswith("attention.weights")]
    assert len(names) == {"encoder-decoder": 6}.get(str(changed.get("form")), 2)
    assert any(name.endswith("residual") for name in recorder.arrays)


def test_that_attention_alone_has_no_mlp() -> None:
    assert not any("mlp" in name for name, _ in model(NEXT, mlp_ratio=0.0).named_parameters())


def test_that_a_width_the_heads_cannot_share_is_refused() -> None:
    with pytest.raises(SettingsError, match="Width 9 is not a multiple of 2 heads") as caught:
        settings(width=9).layers(NEXT)
    assert "width" in caught.value.problems


@pytest.mark.parametrize(
    ("form", "task", "words"),
    [
        ("encoder", {"kind": "digits"}, ["needs sequences", "first-symbol", "take cnn"]),
        ("decoder", {"kind": "reverse"}, ["one sequence", "sort", "transformer (form encoder-decoder)"]),
        ("encoder-decoder", {"kind": "sort"}, ["two sequences", "reverse", "form decoder", "self-attention"]),
        ("encoder", {"kind": "sort"}, ["would see the answer", "form decoder"]),
    ],
)
def test_that_a_task_that_does_not_fit_is_refused_with_what_would(
    form: str, task: dict[str, str], words: list[str]
) -> None:
    one = Experiment.parse({"architecture": {"kind": "transformer", "form": form}, "task": task, "training": {}})
    with pytest.raises(SettingsError) as caught:
        one.layers()
    for word in words:
        assert word in str(caught.value)
