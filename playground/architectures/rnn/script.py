"""The RNN as code of its own."""

from __future__ import annotations

from playground.architectures.rnn.settings import RNNSettings
from playground.blocks.script.sections import Section, fill
from playground.data.shapes import ClassTarget, DataShape, ImageTarget, SequenceInput, TokenInput, output_width

CLASS = "RNN"
IMPORTS = ("from torch import Tensor, nn",)

MODEL = '''
    class RNN(nn.Module):
        """Sequences $given → $answers."""

        def __init__(self) -> None:
            super().__init__()
            $embedding
            self.recurrence = nn.$cell($inputs, $hidden, $options)
            $dropout
            self.output = nn.Linear($states, $outputs)

        def forward(self, x: Tensor) -> Tensor:
            $embed
            states, _ = self.recurrence(x)  # (B, T, $states), the states of the last layer
            $readout
            return $answer
'''
CELLS = {"elman-tanh": "RNN", "elman-relu": "RNN", "lstm": "LSTM", "gru": "GRU"}
ELMAN = """
    h_t = $function(W x_t + U h_{t−1} + b)
"""
LSTM = """
    i_t = σ(W_i x_t + U_i h_{t−1} + b_i)        input gate
    f_t = σ(W_f x_t + U_f h_{t−1} + b_f)        forget gate
    g_t = tanh(W_g x_t + U_g h_{t−1} + b_g)     candidate state
    o_t = σ(W_o x_t + U_o h_{t−1} + b_o)        output gate
    c_t = f_t ⊙ c_{t−1} + i_t ⊙ g_t             cell state
    h_t = o_t ⊙ tanh(c_t)
"""
GRU = """
    r_t = σ(W_r x_t + U_r h_{t−1} + b_r)                        reset gate
    z_t = σ(W_z x_t + U_z h_{t−1} + b_z)                        update gate
    n_t = tanh(W_n x_t + b_in + r_t ⊙ (U_n h_{t−1} + b_hn))     candidate state
    h_t = (1 − z_t) ⊙ n_t + z_t ⊙ h_{t−1}
"""
FORMULAS = {
    "elman-tanh": ELMAN.replace("$function", "tanh"),
    "elman-relu": ELMAN.replace("$function", "relu"),
    "lstm": LSTM,
    "gru": GRU,
}


def sections(settings: RNNSettings, data: DataShape) -> list[Section]:
    """The model for these settings and no other."""
    inputs, targets = data.inputs, data.targets
    assert isinstance(inputs, SequenceInput | TokenInput) and not isinstance(targets, ImageTarget)
    if isinstance(inputs, TokenInput):
        width = settings.embedding
        given, embedding = "(B, T) of tokens", f"self.embedding = nn.Embedding({len(inputs.vocabulary)}, {width})"
        embed = f"x = self.embedding(x)  # (B, T, {width})"
    else:
        width, embedding, embed = len(inputs.features), "", ""
        given = f"(B, T, {width}) of numbers"
    answered = "logits" if isinstance(targets, ClassTarget) else "numbers"
    states, outputs = settings.hidden * (2 if settings.bidirectional else 1), output_width(targets)
    every_step = targets.length is not None
    read = "states" if every_step else "state"
    code = fill(
        MODEL,
        given=given, embedding=embedding, embed=embed,
        answers=f"{answered} (B, {'T, ' if every_step else ''}{outputs})",
        cell=CELLS[settings.cell], inputs=width, hidden=settings.hidden, options=", ".join(_options(settings)),
        dropout=f"self.dropout = nn.Dropout({settings.dropout})" if settings.dropout else "",
        states=states, outputs=outputs,
        readout="" if every_step else _readout(settings),
        answer=f"self.output(self.dropout({read}))" if settings.dropout else f"self.output({read})",
    )  # fmt: skip
    layers = "The layer computes" if settings.depth == 1 else f"Each of the {settings.depth} layers computes"
    both = " once in each direction, and its states are joined," if settings.bidirectional else ""
    text = f"{layers}{both} for t = 1, 2, …, with h_0 = 0 and W, U, b its weights:\n"
    biases = "\nA bias b is the sum of the two that torch keeps, bias_ih and bias_hh"
    biases += "; of the candidate state they act apart.\n" if settings.cell == "gru" else ".\n"
    return [Section("The model", text + FORMULAS[settings.cell] + biases, code)]


def _options(settings: RNNSettings) -> list[str]:
    """What differs from torch's defaults."""
    found = ["batch_first=True"]
    if settings.cell == "elman-relu":
        found.append('nonlinearity="relu"')
    if settings.depth > 1:
        found.append(f"num_layers={settings.depth}")
        if settings.dropout:
            found.append(f"dropout={settings.dropout}")
    if settings.bidirectional:
        found.append("bidirectional=True")
    return found


def _readout(settings: RNNSettings) -> str:
    if settings.readout == "mean":
        return "state = states.mean(dim=1)"
    if not settings.bidirectional:
        return "state = states[:, -1]"
    half = settings.hidden
    return (
        "# the backward direction has read everything at the first step\n"
        f"state = torch.cat([states[:, -1, :{half}], states[:, 0, {half}:]], dim=-1)"
    )
