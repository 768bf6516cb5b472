"""The RNN itself: torch's fused recurrence for training, the same recurrence step by step for looking inside."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

import torch
from torch import Tensor, nn

from playground.architectures.rnn.settings import GATE_NAMES, RNNSettings
from playground.data.shapes import DataShape, ImageTarget, SequenceInput, TokenInput, output_axes, output_width
from playground.probes.tap import Tap

STATES = ("time", "unit")


class Layer(nn.Module):
    """The taps of one layer and one direction: hidden state, cell state and gates over time."""

    def __init__(self, cell: str) -> None:
        super().__init__()
        self.hidden_tap = Tap(*STATES, rectified=cell == "elman-relu")
        if cell == "lstm":
            self.cell_tap = Tap(*STATES)
        for name in GATE_NAMES[cell]:
            self.add_module(f"{name}_gate_tap", Tap(*STATES))

    @property
    def heard(self) -> bool:
        """Whether any of the taps is recorded."""
        return any(tap.heard for tap in self.children() if isinstance(tap, Tap))

    @property
    def gates_heard(self) -> bool:
        """Whether any but the hidden state is."""
        return any(tap.heard for tap in self.children() if isinstance(tap, Tap) and tap is not self.hidden_tap)

    @property
    def change(self) -> Callable[[str, Tensor], Tensor]:
        """Puts a state or gate (B, H) of one step through what its tap was changed to, if any was."""
        changed = {
            name.removesuffix("_tap"): tap.change
            for name, tap in self.named_children()
            if isinstance(tap, Tap) and tap.change is not None
        }
        return lambda name, value: changed[name](value, None) if name in changed else value

    def tell(self, states: dict[str, list[Tensor]]) -> None:
        """Pass what was computed, a (B, H) tensor for each step, through the taps as (B, T, H)."""
        for name, values in states.items():
            self.get_submodule(f"{name}_tap")(torch.stack(values, dim=1))


class RNN(nn.Module):
    """Sequences (B, T, F) of numbers, or (B, T) of tokens → outputs (B, K), or (B, T, K) at every step."""

    def __init__(self, settings: RNNSettings, data: DataShape) -> None:
        super().__init__()
        assert not isinstance(data.targets, ImageTarget)  # settings.layers has refused all else
        self.settings = settings
        self.every_step = data.targets.length is not None
        self.directions = 2 if settings.bidirectional else 1
        if isinstance(data.inputs, TokenInput):
            self.embedding: nn.Embedding | None = nn.Embedding(len(data.inputs.vocabulary), settings.embedding)
            self.embedding_tap = Tap("time", "feature")
            width = settings.embedding
        else:
            assert isinstance(data.inputs, SequenceInput)
            self.embedding = None
            width = len(data.inputs.features)
        dropout = settings.dropout if settings.depth > 1 else 0.0
        shape = {"num_layers": settings.depth, "bidirectional": settings.bidirectional, "dropout": dropout}
        self.recurrence: nn.RNNBase
        if settings.cell == "lstm":
            self.recurrence = nn.LSTM(width, settings.hidden, batch_first=True, **shape)
        elif settings.cell == "gru":
            self.recurrence = nn.GRU(width, settings.hidden, batch_first=True, **shape)
        else:
            function = settings.cell.removeprefix("elman-")
            self.recurrence = nn.RNN(width, settings.hidden, nonlinearity=function, batch_first=True, **shape)
        self.layers = nn.ModuleList(Layer(settings.cell) for _ in range(settings.depth))
        if settings.bidirectional:
            self.backward_layers = nn.ModuleList(Layer(settings.cell) for _ in range(settings.depth))
        self.dropout = nn.Dropout(settings.dropout)
        self.output = nn.Linear(self.directions * settings.hidden, output_width(data.targets))
        self.output_tap = Tap(*output_axes(data.targets))
        self._start()

    def forward(self, x: Tensor) -> Tensor:
        """Embedding if there are tokens, recurrence, readout of the last states or of their mean."""
        if self.embedding is not None:
            x = self.embedding_tap(self.embedding(x))
        states = self.step_by_step(x) if self.heard else self._fused(x)
        out: Tensor = self.output_tap(self.output(self.dropout(self._readout(states))))
        return out

    def _readout(self, states: Tensor) -> Tensor:
        """States (B, T, H) → those that are answered from."""
        if self.every_step:
            return states
        if self.settings.readout == "mean":
            return states.mean(dim=1)
        if self.directions == 2:  # the backward direction has read everything at the first step
            half = self.settings.hidden
            return torch.cat([states[:, -1, :half], states[:, 0, half:]], dim=-1)
        return states[:, -1]

    @property
    def heard(self) -> bool:
        """Whether somebody records what the fused recurrence does not show: all but the last hidden states."""
        *below, last = cast(Iterable[Layer], self.layers)
        if self.directions == 2:
            below += [*cast(Iterable[Layer], self.backward_layers)]
        changed = last.hidden_tap.change is not None  # fed back, which the fused recurrence cannot do
        return last.gates_heard or changed or any(layer.heard for layer in below)

    def _fused(self, x: Tensor) -> Tensor:
        """torch's own recurrence; it shows the hidden states of its last layer."""
        states: Tensor = self.recurrence(x)[0]
        last = cast(Layer, self.layers[-1])
        if last.hidden_tap.heard:
            last.hidden_tap(states[..., : self.settings.hidden])
        return states

    def trace(self, x: Tensor) -> tuple[Tensor, list[list[Tensor]]]:
        """Outputs, and the states (B, H) of each layer and step as they stand in the graph of derivatives.

        Of two directions only the forward one is given.
        """
        states: list[list[Tensor]] = []
        if self.embedding is not None:
            x = self.embedding_tap(self.embedding(x))
        return self.output(self.dropout(self._readout(self.step_by_step(x, states)))), states

    def step_by_step(self, x: Tensor, kept: list[list[Tensor]] | None = None) -> Tensor:
        """The recurrence written out: x (B, T, F) → states of the last layer (B, T, directions · H).

        ``kept`` collects the forward direction's states, a list of (B, H) for each layer.
        """
        for index in range(self.settings.depth):
            forward = self._read(x, index, "", cast(Layer, self.layers[index]), kept)
            if self.directions == 2:
                layer = cast(Layer, self.backward_layers[index])
                backward = self._read(x.flip(1), index, "_reverse", layer).flip(1)
                forward = torch.cat([forward, backward], dim=-1)
            last = index == self.settings.depth - 1
            x = forward if last else nn.functional.dropout(forward, self.settings.dropout, self.training)
        return x

    def kernels(self) -> dict[str, tuple[str, ...]]:
        """No parameter of an RNN is worth a picture of its own yet."""
        return {}

    def _read(
        self, x: Tensor, index: int, direction: str, layer: Layer, kept: list[list[Tensor]] | None = None
    ) -> Tensor:
        """One layer in one direction: (B, T, F) → (B, T, H), telling the layer's taps."""
        weights = [
            getattr(self.recurrence, f"{name}_l{index}{direction}")
            for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        ]
        h = x.new_zeros(len(x), self.settings.hidden)
        c = torch.zeros_like(h)
        names = ("hidden", *(("cell",) if self.settings.cell == "lstm" else ()))
        names += tuple(f"{name}_gate" for name in GATE_NAMES[self.settings.cell])
        told: dict[str, list[Tensor]] = {name: [] for name in names}
        w, _, b, _ = weights
        change = layer.change
        for from_input in (x @ w.T + b).unbind(1):
            values = self._step(from_input, h, c, weights, change)
            h, c = values["hidden"], values.get("cell", c)
            for name in names:
                told[name].append(values[name])
        if kept is not None:
            kept.append(told["hidden"])
        if direction:  # told in the order of the sequence, not of the reading
            told = {name: values[::-1] for name, values in told.items()}
        layer.tell(told)
        states = torch.stack(told["hidden"], dim=1)
        return states.flip(1) if direction else states

    def _step(
        self, from_input: Tensor, h: Tensor, c: Tensor, weights: list[Tensor], change: Callable[[str, Tensor], Tensor]
    ) -> dict[str, Tensor]:
        """One step: W x + b (B, gates · H), h and c (B, H) → new states and gates, as in formulas.py."""
        _, u, _, d = weights
        from_state = h @ u.T + d
        if self.settings.cell == "lstm":
            i, f, g, o = (from_input + from_state).chunk(4, dim=-1)
            i, f = change("input_gate", i.sigmoid()), change("forget_gate", f.sigmoid())
            g, o = change("candidate_gate", g.tanh()), change("output_gate", o.sigmoid())
            c = change("cell", f * c + i * g)
            gates = {"input_gate": i, "forget_gate": f, "candidate_gate": g, "output_gate": o}
            return {"hidden": change("hidden", o * c.tanh()), "cell": c, **gates}
        if self.settings.cell == "gru":
            (r, z, n), (hr, hz, hn) = from_input.chunk(3, dim=-1), from_state.chunk(3, dim=-1)
            r, z = change("reset_gate", (r + hr).sigmoid()), change("update_gate", (z + hz).sigmoid())
            n = change("candidate_gate", (n + r * hn).tanh())
            h = change("hidden", (1 - z) * n + z * h)
            return {"hidden": h, "reset_gate": r, "update_gate": z, "candidate_gate": n}
        total = from_input + from_state
        return {"hidden": change("hidden", total.tanh() if self.settings.cell == "elman-tanh" else total.relu())}

    @torch.no_grad()
    def _start(self) -> None:
        """The settings' starting points for biases and recurrent weights."""
        size = self.settings.hidden
        for name, parameter in self.recurrence.named_parameters():
            if self.settings.cell == "lstm" and self.settings.forget_bias and name.startswith("bias_ih"):
                parameter[size : 2 * size] += self.settings.forget_bias
            if self.settings.identity and self.settings.cell.startswith("elman") and name.startswith("weight_hh"):
                parameter.copy_(torch.eye(size))
            if self.settings.identity and self.settings.cell.startswith("elman") and name.startswith("bias"):
                parameter.zero_()


def build(settings: RNNSettings, data: DataShape) -> RNN:
    """An RNN with fresh weights drawn from torch's default generator."""
    return RNN(settings, data)
