"""The RNN's formulas in plain NumPy: one step of each cell, gate by gate."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def sigmoid(x: Array) -> Array:
    """σ(x) = 1 / (1 + e^−x)."""
    result: Array = 1.0 / (1.0 + np.exp(-x))
    return result


def elman(x: Array, h: Array, w: Array, u: Array, b: Array, function: str = "tanh") -> Array:
    """h_t = f(W x_t + U h_{t−1} + b), f = tanh or max(0, ·) (Elman, Cognitive Science 14, 1990).

    Args:
        x: input (F,), h: last state (H,), w: (H, F), u: (H, H), b: (H,).
    """
    total = w @ x + u @ h + b
    result: Array = np.tanh(total) if function == "tanh" else np.maximum(total, 0.0)
    return result


def lstm(x: Array, h: Array, c: Array, w: Array, u: Array, b: Array) -> dict[str, Array]:
    """One step of the LSTM with a forget gate (Hochreiter & Schmidhuber 1997; Gers and others 2000).

    i = σ(W_i x + U_i h + b_i), f and o alike, g = tanh(W_g x + U_g h + b_g);
    c_t = f ⊙ c_{t−1} + i ⊙ g; h_t = o ⊙ tanh(c_t).

    Args:
        w, u, b: the gates i, f, g, o stacked along the first axis: (4H, F), (4H, H), (4H,).
    """
    i, f, g, o = np.split(w @ x + u @ h + b, 4)
    i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
    cell = f * c + i * g
    return {"input": i, "forget": f, "candidate": g, "output": o, "cell": cell, "hidden": o * np.tanh(cell)}


def gru(x: Array, h: Array, w: Array, u: Array, from_input: Array, from_state: Array) -> dict[str, Array]:
    """One step of the GRU (Cho and others, arXiv 1406.1078, with the reset inside as cuDNN has it).

    r = σ(W_r x + U_r h + b_r), z alike; n = tanh(W_n x + b_in + r ⊙ (U_n h + b_hn)); h_t = (1 − z) ⊙ n + z ⊙ h_{t−1}.
    As in torch each bias is given as two numbers: b_r is the sum of b_ir and b_hr; only those of n act apart.

    Args:
        w, u: the gates r, z, n stacked along the first axis: (3H, F), (3H, H).
        from_input, from_state: their biases b_i and b_h, (3H,) each.
    """
    (r, z, n), (hr, hz, hn) = np.split(w @ x + from_input, 3), np.split(u @ h + from_state, 3)
    r, z = sigmoid(r + hr), sigmoid(z + hz)
    n = np.tanh(n + r * hn)
    return {"reset": r, "update": z, "candidate": n, "hidden": (1 - z) * n + z * h}
