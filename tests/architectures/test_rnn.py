"""The RNN: the fused recurrence, the one written out, torch's own modules and the textbook's formulas agree."""

import numpy as np
import pytest
import torch
from torch import nn

from playground.architectures.rnn import formulas
from playground.architectures.rnn.module import RNN, build
from playground.architectures.rnn.settings import RNNSettings
from playground.data.shapes import ClassTarget, DataShape, ImageInput, SequenceInput, TokenInput, ValueTarget
from playground.foundation.errors import SettingsError
from playground.probes.recorder import Recorder

NUMBERS = DataShape(SequenceInput(7, ("a", "b", "c")), ValueTarget(("y",)))
TOKENS = DataShape(TokenInput(9, tuple("abcde")), ClassTarget(("yes", "no")))
CELLS = ("elman-tanh", "elman-relu", "lstm", "gru")


def model(**settings: object) -> RNN:
    torch.manual_seed(0)
    return build(RNNSettings(hidden=5, **settings), NUMBERS)  # type: ignore[arg-type]


def numbers(dtype: torch.dtype) -> torch.Tensor:
    return torch.rand(4, 7, 3, dtype=dtype, generator=torch.Generator().manual_seed(1)) * 2 - 1


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float32, 1e-6), (torch.float64, 1e-12)])
def test_that_the_recurrence_written_out_is_torchs_own(
    cell: str, bidirectional: bool, dtype: torch.dtype, tolerance: float
) -> None:
    """``recurrence`` is an nn.LSTM, nn.GRU or nn.RNN itself: the same weights are its."""
    one = model(cell=cell, depth=2, bidirectional=bidirectional).to(dtype)
    expected = {"lstm": nn.LSTM, "gru": nn.GRU}.get(cell, nn.RNN)
    assert type(one.recurrence) is expected
    with torch.no_grad():
        torch.testing.assert_close(
            one.step_by_step(numbers(dtype)), one.recurrence(numbers(dtype))[0], rtol=tolerance, atol=tolerance
        )


@pytest.mark.parametrize("cell", CELLS)
def test_that_recording_does_not_change_the_answer(cell: str) -> None:
    one = model(cell=cell, depth=2).double().eval()
    with torch.no_grad():
        plain = one(numbers(torch.float64))
        with Recorder(one):
            watched = one(numbers(torch.float64))
    torch.testing.assert_close(plain, watched, rtol=1e-12, atol=1e-12)


def weights(one: RNN) -> list[np.ndarray]:
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    return [getattr(one.recurrence, name).detach().numpy() for name in names]


def recorded(one: RNN) -> dict[str, np.ndarray]:
    with torch.no_grad(), Recorder(one) as recorder:
        one(numbers(torch.float64))
    return {name: values for name, (_, values) in recorder.arrays.items()}


@pytest.mark.parametrize("function", ["tanh", "relu"])
def test_that_an_elman_cell_computes_its_formula(function: str) -> None:
    one = model(cell=f"elman-{function}").double()
    w, u, b, d = weights(one)
    h = np.zeros(5)
    for step, x in enumerate(numbers(torch.float64)[0].numpy()):
        h = formulas.elman(x, h, w, u, b + d, function)
        np.testing.assert_allclose(recorded(one)["layers.0.hidden"][step], h, atol=1e-6)


def test_that_an_lstm_computes_its_formula_gate_by_gate() -> None:
    one = model(cell="lstm").double()
    w, u, b, d = weights(one)
    told, state = recorded(one), {"hidden": np.zeros(5), "cell": np.zeros(5)}
    for step, x in enumerate(numbers(torch.float64)[0].numpy()):
        state = formulas.lstm(x, state["hidden"], state["cell"], w, u, b + d)
        for name, value in state.items():
            tap = f"layers.0.{name}" if name in ("hidden", "cell") else f"layers.0.{name}_gate"
            np.testing.assert_allclose(told[tap][step], value, atol=1e-6)


def test_that_a_gru_computes_its_formula_gate_by_gate() -> None:
    one = model(cell="gru").double()
    told, h = recorded(one), np.zeros(5)
    for step, x in enumerate(numbers(torch.float64)[0].numpy()):
        state = formulas.gru(x, h, *weights(one))
        h = state["hidden"]
        for name, value in state.items():
            tap = "layers.0.hidden" if name == "hidden" else f"layers.0.{name}_gate"
            np.testing.assert_allclose(told[tap][step], value, atol=1e-6)


def test_that_the_textbook_listing_is_reproduced() -> None:
    """LSTM(input, hidden, layers) from zero states, last time step, linear - written once more."""
    one = build(RNNSettings(cell="lstm", hidden=5, depth=2), NUMBERS).eval()
    x = numbers(torch.float32)
    zeros = torch.zeros(2, 4, 5)
    output, _ = one.recurrence(x, (zeros, zeros))
    assert torch.equal(one(x), one.output(output[:, -1, :]))


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("more", [{}, {"depth": 3}, {"bidirectional": True, "depth": 2}, {"readout": "mean"}])
@pytest.mark.parametrize("data", [NUMBERS, TOKENS])
def test_that_the_layer_table_agrees_with_the_model(cell: str, more: dict[str, object], data: DataShape) -> None:
    settings = RNNSettings(cell=cell, hidden=6, embedding=4, **more)  # type: ignore[arg-type]
    one = build(settings, data)
    layers = settings.layers(data)
    assert sum(layer.parameters for layer in layers) == sum(p.numel() for p in one.parameters())
    x = torch.zeros(2, 9, dtype=torch.int64) if data is TOKENS else torch.zeros(2, 7, 3)
    assert one(x).shape == (2, *layers[-1].output)


def test_that_the_forget_bias_opens_the_gate() -> None:
    closed, opened = (recorded(model(cell="lstm", forget_bias=bias).double()) for bias in (0.0, 3.0))
    assert opened["layers.0.forget_gate"].mean() > 0.9 > 0.7 > closed["layers.0.forget_gate"].mean()


def test_that_identity_recurrence_keeps_a_state() -> None:
    one = model(cell="elman-relu", identity=True)
    assert torch.equal(one.recurrence.weight_hh_l0, torch.eye(5))


def test_that_both_directions_have_read_everything_at_the_readout() -> None:
    one = model(cell="gru", bidirectional=True).eval()
    x = numbers(torch.float32).requires_grad_()
    one(x).sum().backward()
    assert x.grad is not None and (x.grad.abs().sum(dim=(0, 2)) > 0).all()


def test_that_images_are_refused_with_a_task_that_fits() -> None:
    images = DataShape(ImageInput(1, 8, 8), ClassTarget(("a", "b")))
    with pytest.raises(SettingsError, match="one sequence"):
        RNNSettings().layers(images)
