"""What is tapped is what torchlens, which wraps all of torch, finds in the same pass: an oracle that is not ours."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
import torchlens
from test_own import TASKS, ZOO, asked, trained

from playground.architectures.own import loading
from playground.foundation import consent

LAYERS = {  # pictures of layers that are called once or in a loop, whose values torchlens saves under their paths
    "residual_in_place": ("stem", "blocks.0.conv", "blocks.1.conv"), "shared_convolution": ("conv", "conv.2", "conv.3"),
    "lstm_cell_loop": ("embedding", "cell", "cell.cell"), "both_directions": ("embedding", "gru"),
    "attention_by_hand": ("norm",), "dict_inside": ("stem", "parts.0.activation", "parts.1.linear"),
}  # fmt: skip


def seen(path: Path, inputs: torch.Tensor, weights: dict[str, np.ndarray]) -> dict[str, list[np.ndarray]]:
    """Path of a module → what each of its calls put out, by torchlens."""
    file = consent.read(path)
    model = loading.model_of(loading.run(file), file, "", {}, asked(path, TASKS[path.stem]).task.shape()).eval()
    model.load_state_dict({name: torch.from_numpy(values) for name, values in weights.items()})
    before = torch.relu
    with torch.no_grad():
        trace = torchlens.trace(model, inputs, capture=torchlens.options.CaptureOptions(unwrap_when_done=True))
    assert torch.relu is before
    found: dict[str, list[np.ndarray]] = {}
    for op in trace:
        for call in op.output_of_module_calls:
            found.setdefault(str(call).rpartition(":")[0], []).append(op.out.numpy().copy())
    return found


@pytest.mark.filterwarnings("ignore")  # it warns of what it cannot follow, which is not asked for here
@pytest.mark.parametrize("name", LAYERS)
def test_that_tapped_values_are_those_of_torchlens(name: str) -> None:
    trainer = trained(asked(ZOO / f"{name}.py", TASKS[name]), look=False)
    (inputs,) = trainer.data.example(2)[0]
    look = trainer.look((inputs,))
    found = seen(ZOO / f"{name}.py", torch.from_numpy(inputs), trainer.weights())
    for picture in LAYERS[name]:
        path, _, last = picture.rpartition(".")
        if name == "lstm_cell_loop" and picture.startswith("cell"):  # each call puts out a hidden and a cell state
            wanted = np.stack([one[0] for one in found["cell"][picture == "cell.cell" :: 2]])
        elif name == "shared_convolution" and last.isdigit():
            wanted = found[path][int(last) - 1][0]
        else:
            wanted = found[picture][0][0]
        assert np.allclose(look[picture][1], wanted.reshape(look[picture][1].shape), atol=1e-6), picture
