"""The gates of torch's fused LSTM and GRU, computed again: they give the very states that torch gives."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_sequence

from playground.architectures.rnn import formulas
from playground.probes.automatic.gates import GRU_GATES, HIDDEN, LSTM_GATES, gates, names

SETTINGS: list[dict[str, Any]] = [
    {}, {"batch_first": True}, {"bidirectional": True, "batch_first": True}, {"num_layers": 3}, {"bias": False},
    {"num_layers": 2, "bidirectional": True, "dropout": 0.5},
]  # fmt: skip


@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU])
@pytest.mark.parametrize("settings", SETTINGS, ids=str)
@pytest.mark.parametrize("begun", [False, True])
def test_that_the_states_are_those_of_torch(kind: Any, settings: dict[str, Any], begun: bool) -> None:
    torch.manual_seed(0)
    module = kind(5, 7, **settings).eval()
    inputs = torch.randn(4, 9, 5)
    shape = (module.num_layers * (2 if module.bidirectional else 1), 4 if module.batch_first else 9, 7)
    state: Any = torch.randn(shape)
    state = (state, torch.randn(shape)) if kind is nn.LSTM else state
    arguments = (inputs, state) if begun else (inputs,)
    wanted, last = module(*arguments)
    found = gates(module, arguments, {})
    assert set(found) == {*names(module), HIDDEN}
    assert (found[HIDDEN] - wanted).abs().max() <= 1e-5
    assert all(one.shape == wanted.shape for one in found.values())
    if kind is nn.LSTM and not module.bidirectional:
        end = found["cell"][:, -1] if module.batch_first else found["cell"][-1]
        assert (end - last[1][-1]).abs().max() <= 1e-5


@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU])
def test_that_gates_are_those_of_the_formulas(kind: Any) -> None:
    torch.manual_seed(1)
    module = kind(3, 4)
    inputs = torch.randn(1, 1, 3)
    found = {name: one[0, 0].double().numpy() for name, one in gates(module, (inputs,), {}).items()}
    w, u, b, c = (p.detach().double().numpy() for p in module.parameters())
    x, zero = inputs[0, 0].double().numpy(), 0 * found[HIDDEN]
    wanted = formulas.lstm(x, zero, zero, w, u, b + c) if kind is nn.LSTM else formulas.gru(x, zero, w, u, b, c)
    for name in LSTM_GATES if kind is nn.LSTM else GRU_GATES:
        assert abs(found[name] - wanted[name.removesuffix("_gate")]).max() <= 1e-6, name


def test_that_what_is_not_computed_here_has_no_gates() -> None:
    assert not names(nn.RNN(3, 4)) and not names(nn.Linear(3, 4)) and not names(nn.LSTM(3, 4, proj_size=2))
    module = nn.GRU(3, 4)
    assert gates(module, (torch.randn(5, 3),), {}) == {}
    assert gates(module, (pack_sequence([torch.randn(5, 3)]),), {}) == {}
    assert gates(nn.GRU(3, 4, num_layers=2, dropout=0.5), (torch.randn(2, 5, 3),), {}) == {}
