"""Gates: what torch's fused LSTM and GRU hide, computed again beside them from their weights and what they were given.

Formulas: those of ``architectures/rnn/formulas.py``; a test holds the hidden states that they give to torch's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

LSTM_GATES = ("input_gate", "forget_gate", "candidate_gate", "output_gate", "cell")
GRU_GATES = ("reset_gate", "update_gate", "candidate_gate")
HIDDEN = "hidden"


def names(module: nn.Module | None) -> tuple[str, ...]:
    """Which gates a module has; none where they are not computed here."""
    if not isinstance(module, nn.LSTM | nn.GRU) or module.proj_size:
        return ()
    return LSTM_GATES if isinstance(module, nn.LSTM) else GRU_GATES


def gates(module: nn.RNNBase, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> dict[str, Tensor]:
    """Gates and hidden states of the last layer, laid out as its output is: both directions side by side.

    Empty for what was not given as a batch of plain sequences, and while dropout acts between the layers.
    """
    given = dict(zip(("input", "hx"), arguments, strict=False)) | dict(keywords)
    inputs, state = given.get("input"), given.get("hx")
    dropped = module.training and module.dropout > 0 and module.num_layers > 1
    if not isinstance(inputs, Tensor) or inputs.dim() != 3 or dropped:
        return {}
    with torch.no_grad():
        below = inputs.transpose(0, 1) if module.batch_first else inputs
        states = _states(module, state, below)
        found: dict[str, Tensor] = {}
        for layer in range(module.num_layers):
            ways = [
                _run(module, layer, way, below, [one[layer * _ways(module) + way] for one in states])
                for way in range(_ways(module))
            ]
            found = {name: torch.cat([one[name] for one in ways], dim=-1) for name in ways[0]}
            below = found[HIDDEN]
    return {name: one.transpose(0, 1) if module.batch_first else one for name, one in found.items()}


def _ways(module: nn.RNNBase) -> int:
    return 2 if module.bidirectional else 1


def _states(module: nn.RNNBase, state: Any, below: Tensor) -> list[Tensor]:
    """Where each layer and direction begins: hidden states, and of an LSTM cell states."""
    count = 2 if isinstance(module, nn.LSTM) else 1
    if state is None:
        shape = (module.num_layers * _ways(module), below.shape[1], module.hidden_size)
        return [below.new_zeros(shape)] * count
    return list(state) if count == 2 else [state]


def _run(module: nn.RNNBase, layer: int, way: int, below: Tensor, begin: list[Tensor]) -> dict[str, Tensor]:
    """One layer in one direction over (T, B, F): name → (T, B, H)."""
    ending = f"_l{layer}{'_reverse' if way else ''}"
    from_input = below @ getattr(module, f"weight_ih{ending}").T
    recurrent: Tensor = getattr(module, f"weight_hh{ending}")
    biases = [getattr(module, f"{name}{ending}") if module.bias else 0.0 for name in ("bias_ih", "bias_hh")]
    steps = range(len(below) - 1, -1, -1) if way else range(len(below))
    told: dict[int, dict[str, Tensor]] = {}
    hidden, cell = begin[0], begin[-1]
    for step in steps:
        x, h = from_input[step] + biases[0], hidden @ recurrent.T + biases[1]
        told[step] = _lstm(x + h, cell) if isinstance(module, nn.LSTM) else _gru(x, h, hidden)
        hidden, cell = told[step][HIDDEN], told[step].get("cell", cell)
    return {name: torch.stack([told[step][name] for step in range(len(below))]) for name in told[0]}


def _lstm(total: Tensor, cell: Tensor) -> dict[str, Tensor]:
    i, f, g, o = total.chunk(4, dim=-1)
    i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()
    cell = f * cell + i * g
    return dict(zip(LSTM_GATES, (i, f, g, o, cell), strict=True)) | {HIDDEN: o * cell.tanh()}


def _gru(x: Tensor, h: Tensor, hidden: Tensor) -> dict[str, Tensor]:
    (r, z, n), (hr, hz, hn) = x.chunk(3, dim=-1), h.chunk(3, dim=-1)
    r, z = (r + hr).sigmoid(), (z + hz).sigmoid()
    n = (n + r * hn).tanh()
    return dict(zip(GRU_GATES, (r, z, n), strict=True)) | {HIDDEN: (1 - z) * n + z * hidden}
