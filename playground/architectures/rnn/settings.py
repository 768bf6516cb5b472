"""Settings of the RNN, and the layers they make on given data (no torch)."""

from __future__ import annotations

from typing import ClassVar, Literal

from playground.blocks import shapes
from playground.data.shapes import DataShape, ImageTarget, SequenceInput, TokenInput, output_width
from playground.experiment.experiment import ArchitectureSettings
from playground.experiment.layer_shape import LayerShape
from playground.foundation.errors import MisfitError
from playground.foundation.settings import setting

Cell = Literal["elman-tanh", "elman-relu", "lstm", "gru"]
CELLS = {"elman-tanh": "Elman, tanh", "elman-relu": "Elman, ReLU", "lstm": "LSTM", "gru": "GRU"}
# the gates of each cell in the order in which torch stacks their weights
GATE_NAMES: dict[str, tuple[str, ...]] = {
    "elman-tanh": (),
    "elman-relu": (),
    "lstm": ("input", "forget", "candidate", "output"),
    "gru": ("reset", "update", "candidate"),
}


class RNNSettings(ArchitectureSettings):
    """A recurrent network: layers of one kind of cell, then a linear readout."""

    title: ClassVar[str] = "RNN"

    kind: Literal["rnn"] = "rnn"
    cell: Cell = setting(
        "lstm", "Cell",
        "How the next state follows from input and last state: a plain nonlinearity (Elman), or one with gates.",
        labels=CELLS,
    )  # fmt: skip
    hidden: int = setting(32, "Width", "Units of the hidden state.", unit="units", ge=1, le=1024, scale="log")
    depth: int = setting(1, "Layers", "Recurrent layers, each reading the states of the one below.", ge=1, le=6)
    bidirectional: bool = setting(False, "Bidirectional", "Reads the sequence from both ends.")
    embedding: int = setting(
        16, "Embedding", "Numbers that stand for a token; sequences of numbers need none.", ge=1, le=512, scale="log"
    )
    readout: Literal["last", "mean"] = setting(
        "last", "Readout",
        "Answers from the last state, or from the mean of all; a task that wants an answer at every step gets one.",
        labels={"last": "last step", "mean": "mean of all steps"},
    )  # fmt: skip
    forget_bias: float = setting(
        0.0, "Forget-gate bias",
        "Added to the LSTM's forget gate at the start. At 3 the gate begins almost open, and memory lasts.",
        ge=-5.0, le=10.0, idle_with={"cell": ["elman-tanh", "elman-relu", "gru"]},
    )  # fmt: skip
    identity: bool = setting(
        False, "Identity recurrence",
        "Starts an Elman cell's U as the identity, so that its state persists (Le and others, arXiv 1504.00941).",
        idle_with={"cell": ["lstm", "gru"]},
    )  # fmt: skip
    dropout: float = setting(
        0.0, "Dropout", "Share of values set to zero between layers and before the readout, in training only.",
        ge=0.0, lt=1.0,
    )  # fmt: skip

    def layers(self, data: DataShape) -> tuple[LayerShape, ...]:
        """The layer table for sequences. Raises SettingsError."""
        if not isinstance(data.inputs, SequenceInput | TokenInput):
            raise MisfitError("An RNN needs one sequence")
        if isinstance(data.targets, ImageTarget):
            raise MisfitError("An RNN answers with classes or numbers, not with images")
        if data.causal and self.bidirectional:
            raise MisfitError(
                "Read from both ends, the next step of the input would give the answer away", "bidirectional"
            )
        time, rows = data.inputs.length, []
        below: tuple[str, ...] = ("input",)
        if isinstance(data.inputs, SequenceInput):
            width = len(data.inputs.features)
        else:
            width = self.embedding
            vocabulary = len(data.inputs.vocabulary)
            rows.append(LayerShape("embedding", "embedding", (time, width), vocabulary * width, 0, below))
            below = ("embedding",)
        for index in range(self.depth):
            directions = ("layers", "backward_layers") if self.bidirectional else ("layers",)
            layer = [self._layer(f"{direction}.{index}", time, width, below) for direction in directions]
            width = self.hidden * len(layer)
            below = tuple(row.name for row in layer)
            rows += layer
        rows.append(shapes.linear("output", width, output_width(data.targets), data.targets.length, below))
        return tuple(rows)

    def mixes_examples(self) -> str:
        """torch's kernels for recurrences give the sum of a batch alone."""
        return "recurrent layers give no gradient of one example alone"

    def _layer(self, name: str, time: int, width: int, below: tuple[str, ...]) -> LayerShape:
        """One layer in one direction, which reads its own state of the step before."""
        state, gates = f"{name}.hidden", GATE_NAMES[self.cell]
        stacked = max(1, len(gates))
        weights = stacked * self.hidden * (width + self.hidden)
        shape, read = (time, self.hidden), (*below, state)
        parts = [
            LayerShape(f"{name}.{gate}_gate", "tanh" if gate == "candidate" else "sigmoid", shape,
                       (weights + 2 * stacked * self.hidden) // stacked, weights // stacked * time, read)
            for gate in gates
        ]  # fmt: skip
        names = tuple(part.name for part in parts)
        if self.cell == "lstm":
            cell = f"{name}.cell"
            parts.append(LayerShape(cell, "f · c + i · g", shape, 0, 2 * self.hidden * time, (*names[:3], cell)))
            parts.append(LayerShape(state, "o · tanh c", shape, 0, self.hidden * time, (cell, names[3])))
        elif gates:
            parts.append(LayerShape(state, "(1 − z) · n + z · h", shape, 0, 2 * self.hidden * time, (*names, state)))
        parameters = weights + 2 * stacked * self.hidden
        return LayerShape(state, CELLS[self.cell], shape, parameters, weights * time, read, parts=tuple(parts))
