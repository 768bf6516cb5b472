"""The bare block: its formula, its scale, its masks, and what it refuses."""

import numpy as np
import pytest
import torch

from playground.architectures.self_attention import formulas
from playground.architectures.self_attention.module import SelfAttention, build
from playground.architectures.self_attention.settings import SelfAttentionSettings
from playground.data.shapes import ClassTarget, DataShape, ImageInput, PairInput, SequenceInput, TokenInput, ValueTarget
from playground.foundation.errors import SettingsError
from playground.probes.recorder import Recorder

WORDS = tuple("·abcd")
STEPS = DataShape(SequenceInput(5, ("x", "y")), ValueTarget(("mean",), 5))
CLASS = DataShape(TokenInput(5, WORDS, padding=0), ClassTarget(("yes", "no")))
NEXT = DataShape(TokenInput(5, WORDS), ClassTarget(WORDS, 5), causal=True)
TOKENS = torch.tensor([[1, 2, 3, 4, 1], [4, 4, 2, 1, 3]])


def model(data: DataShape, **changed: object) -> SelfAttention:
    torch.manual_seed(0)
    settings = SelfAttentionSettings(**{"width": 8, "heads": 2, **changed})  # type: ignore[arg-type]
    return build(settings, data).double().eval()


@pytest.mark.parametrize("scaled", [True, False])
def test_that_the_block_computes_its_formula(scaled: bool) -> None:
    one, x = model(STEPS, scaled=scaled), torch.randn(1, 5, 2, dtype=torch.float64)
    with torch.no_grad():
        mine, embedded = one(x)[0].numpy(), one.embedding(x)[0].numpy()
        parts = (one.attention.projection, one.attention.output, one.output)
        weights = [parameter.numpy() for part in parts for parameter in part.parameters()]
    np.testing.assert_allclose(mine, formulas.block(embedded, *weights, 2, scaled), atol=1e-12)


def test_that_the_scale_is_a_switch() -> None:
    x = torch.randn(1, 5, 2, dtype=torch.float64)
    with torch.no_grad():
        assert not torch.allclose(model(STEPS)(x), model(STEPS, scaled=False)(x))


def test_that_no_step_looks_ahead_where_the_next_input_is_the_answer() -> None:
    one, later = model(NEXT), TOKENS.clone()
    later[:, 3:] = 1
    with torch.no_grad():
        torch.testing.assert_close(one(TOKENS)[:, :3], one(later)[:, :3], rtol=0, atol=1e-12)


def test_that_the_answer_is_read_from_the_steps_that_are_there() -> None:
    one, short = model(CLASS), TOKENS[:, :3]
    padded = torch.cat([short, torch.zeros(2, 2, dtype=torch.int64)], dim=1)
    with torch.no_grad():
        torch.testing.assert_close(one(padded), one(short), rtol=0, atol=1e-12)


@pytest.mark.parametrize("data", [STEPS, CLASS, NEXT])
@pytest.mark.parametrize("positions", ["none", "learned", "sinusoidal"])
def test_that_the_layer_table_counts_every_parameter(data: DataShape, positions: str) -> None:
    one = model(data, positions=positions)
    rows = SelfAttentionSettings(width=8, heads=2, positions=positions).layers(data)  # type: ignore[arg-type]
    assert sum(parameter.numel() for parameter in one.parameters()) == sum(row.parameters for row in rows)
    x = torch.randn(1, 5, 2, dtype=torch.float64) if data is STEPS else TOKENS[:1]
    with torch.no_grad():
        plain = one(x)
        with Recorder(one) as recorder:
            torch.testing.assert_close(one(x), plain, rtol=0, atol=1e-12)
    assert recorder.arrays["attention.weights"][0] == ("head", "query", "key")


@pytest.mark.parametrize("inputs", [ImageInput(1, 8, 8), PairInput(TokenInput(3, WORDS), TokenInput(3, WORDS))])
def test_that_images_and_pairs_are_refused(inputs: ImageInput | PairInput) -> None:
    with pytest.raises(SettingsError, match="one sequence"):
        SelfAttentionSettings().layers(DataShape(inputs, ClassTarget(WORDS)))
