"""Attention: the fused kernel, the weights written out, torch's own module and the formula agree."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from playground.blocks import formulas
from playground.blocks.attention import Attention, both, causal_mask, padding_mask
from playground.blocks.embedding import Embedding
from playground.data.shapes import SequenceInput, TokenInput
from playground.probes.recorder import Recorder

TOLERANCES = [(torch.float32, 1e-6), (torch.float64, 1e-12)]
TOKENS = torch.tensor([[1, 2, 3, 1, 0, 0], [2, 2, 2, 3, 1, 0], [3, 1, 2, 3, 1, 2]])


def block(heads: int = 3, scaled: bool = True, dropout: float = 0.0, dtype: torch.dtype = torch.float64) -> Attention:
    torch.manual_seed(0)
    one = Attention(12, heads, dropout, scaled).to(dtype)
    with torch.no_grad():  # biases that are not zero, so that a lost one is seen
        one.projection.bias.normal_()
        one.output.bias.normal_()
    return one


def numbers(*shape: int, dtype: torch.dtype = torch.float64) -> Tensor:
    return torch.randn(*shape, dtype=dtype, generator=torch.Generator().manual_seed(len(shape)))


def masks() -> dict[str, Tensor | None]:
    causal, padding = causal_mask(6, torch.device("cpu")), padding_mask(TOKENS, 0)
    return {"none": None, "causal": causal, "padding": padding, "both": both(causal, padding)}


@pytest.mark.parametrize("mask", ["none", "causal", "padding", "both"])
@pytest.mark.parametrize("scaled", [True, False])
@pytest.mark.parametrize(("dtype", "tolerance"), TOLERANCES)
def test_that_the_weights_written_out_give_what_the_fused_kernel_gives(
    mask: str, scaled: bool, dtype: torch.dtype, tolerance: float
) -> None:
    one, x = block(scaled=scaled, dtype=dtype), numbers(3, 6, 12, dtype=dtype)
    with torch.no_grad():
        fused = one(x, None, masks()[mask])
        with Recorder(one) as recorder:
            written = one(x, None, masks()[mask])
    torch.testing.assert_close(fused, written, rtol=tolerance, atol=tolerance)
    assert set(recorder.arrays) == {"query", "key", "value", "scores", "mask", "weights", "mix"}


@pytest.mark.parametrize("scaled", [True, False])
def test_that_the_inner_steps_follow_from_each_other_as_the_formula_says(scaled: bool) -> None:
    one, x, causal = block(scaled=scaled, dtype=torch.float64), numbers(3, 6, 12), masks()["causal"]
    with torch.no_grad(), Recorder(one) as recorder:
        one(x, None, causal)
    seen = {name: torch.from_numpy(values).double() for name, (_, values) in recorder.arrays.items()}
    q, k, v = (seen[name].unflatten(1, (one.heads, -1)).transpose(0, 1) for name in ("query", "key", "value"))
    scores = q @ k.transpose(1, 2) / (q.shape[-1] ** 0.5 if scaled else 1.0)
    torch.testing.assert_close(seen["scores"], scores, rtol=1e-5, atol=1e-5)
    weights = scores.masked_fill(seen["mask"] == 0, -torch.inf).softmax(-1)
    torch.testing.assert_close(seen["weights"], weights, rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(seen["mix"], (weights @ v).transpose(0, 1).flatten(1), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("mask", ["none", "causal", "padding", "both"])
@pytest.mark.parametrize(("dtype", "tolerance"), TOLERANCES)
def test_that_torchs_own_attention_gives_the_same_with_the_same_weights(
    mask: str, dtype: torch.dtype, tolerance: float
) -> None:
    one, x, allowed = block(dtype=dtype), numbers(3, 6, 12, dtype=dtype), masks()[mask]
    with torch.no_grad():
        expected, weights = theirs(one)(x, x, x, attn_mask=turned(allowed, 3, 6), average_attn_weights=False)
        with Recorder(one) as recorder:
            mine = one(x, None, allowed)
    torch.testing.assert_close(mine, expected, rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(recorder.arrays["weights"][1], weights[0].float().numpy(), atol=1e-6)


@pytest.mark.parametrize(("dtype", "tolerance"), TOLERANCES)
def test_that_cross_attention_asks_with_one_sequence_and_reads_another(dtype: torch.dtype, tolerance: float) -> None:
    one, x, memory = block(dtype=dtype), numbers(2, 4, 12, dtype=dtype), numbers(2, 7, 12, dtype=dtype)
    with torch.no_grad():
        torch.testing.assert_close(one(x, memory), theirs(one)(x, memory, memory)[0], rtol=tolerance, atol=tolerance)


def theirs(one: Attention) -> nn.MultiheadAttention:
    other = nn.MultiheadAttention(12, one.heads, batch_first=True).to(one.output.weight.dtype).eval()
    with torch.no_grad():
        other.in_proj_weight.copy_(one.projection.weight)
        other.in_proj_bias.copy_(one.projection.bias)
        other.out_proj.weight.copy_(one.output.weight)
        other.out_proj.bias.copy_(one.output.bias)
    return other


def turned(allowed: Tensor | None, heads: int, length: int) -> Tensor | None:
    """torch's module wants True where one may not look, for each example and head."""
    if allowed is None:
        return None
    return ~allowed.expand(3, heads, length, length).reshape(3 * heads, length, length)


@pytest.mark.parametrize("scaled", [True, False])
@pytest.mark.parametrize("mask", ["none", "causal"])
def test_that_attention_computes_its_formula(scaled: bool, mask: str) -> None:
    one, x = block(scaled=scaled), numbers(1, 6, 12)
    allowed = masks()[mask]
    with torch.no_grad():
        mine = one(x, None, allowed)[0].numpy()
    weights = [p.detach().numpy() for p in (*one.projection.parameters(), *one.output.parameters())]
    plain = None if allowed is None else allowed[0, 0].numpy()
    np.testing.assert_allclose(
        mine, formulas.multi_head_attention(x[0].numpy(), x[0].numpy(), *weights, 3, plain, scaled), atol=1e-12
    )


@pytest.mark.parametrize("mask", ["causal", "padding", "both"])
def test_that_each_row_sums_to_one_and_what_may_not_be_seen_has_no_weight(mask: str) -> None:
    one, allowed = block(), masks()[mask]
    with torch.no_grad(), Recorder(one) as recorder:
        one(numbers(3, 6, 12), None, allowed)
    weights, told = recorder.arrays["weights"][1], recorder.arrays["mask"][1]
    np.testing.assert_allclose(weights.sum(axis=-1), 1.0, atol=1e-6)
    assert allowed is not None
    np.testing.assert_array_equal(told, allowed.expand(3, 1, 6, 6)[0, 0].float().numpy())
    assert (weights[:, told == 0] == 0).all() and (weights[:, told == 1] > 0).all()


def test_that_dropout_acts_in_training_only() -> None:
    one, x = block(dropout=0.5), numbers(3, 6, 12)
    with torch.no_grad():
        assert not torch.equal(one(x), one(x))
        one.eval()
        torch.testing.assert_close(one(x), block()(x))


def test_that_positions_are_sines_and_cosines_of_falling_frequency() -> None:
    table = formulas.sinusoidal_positions(5, 7)
    for t in range(5):
        for d in range(7):
            angle = t / 10000 ** ((d - d % 2) / 7)
            assert table[t, d] == pytest.approx(np.cos(angle) if d % 2 else np.sin(angle))


@pytest.mark.parametrize("positions", ["sinusoidal", "learned", "none"])
def test_that_a_shorter_sequence_is_embedded_as_the_beginning_of_a_longer_one(positions: str) -> None:
    torch.manual_seed(0)
    tokens = Embedding(TokenInput(6, tuple("abcd")), 8, positions, 0.0)  # type: ignore[arg-type]
    values = Embedding(SequenceInput(6, ("x", "y")), 8, positions, 0.0)  # type: ignore[arg-type]
    with torch.no_grad():
        torch.testing.assert_close(tokens(TOKENS)[:, :4], tokens(TOKENS[:, :4]))
        x = torch.randn(2, 6, 2)
        torch.testing.assert_close(values(x)[:, :4], values(x[:, :4]))
