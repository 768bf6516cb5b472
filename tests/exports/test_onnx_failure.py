"""A model of one's own that cannot be written as ONNX: one sentence says why, and no file is left."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from playground.cli import main
from playground.exports.onnx_failure import failure
from playground.foundation.errors import ModelFileError

pytestmark = [
    pytest.mark.usefixtures("warm"),
    pytest.mark.skipif(
        any(find_spec(name) is None for name in ("onnx", "onnxscript")), reason="the extra 'onnx' is not installed"
    ),
]

MODEL = """
import torch
from torch import nn

class Mine(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden, self.output = nn.Linear(64, 8), nn.Linear(8, 10)

    def forward(self, x):
        x = self.hidden(x.flatten(1)).relu()
        {line}
        return self.output(x)
"""
LINES = {
    "branches": (
        "x = x * 2 if x.sum() > 0 else x",
        "mine.py:12 computed numbers decide which way is taken, and a graph has one way.",
    ),
    "operator": ("x = x + torch.special.bessel_j0(x)", "which has no operator for prims.bessel_j0."),
    "len": ("x = x + torch.zeros(len(x), 8)", "write x.shape[0] instead of len(x)"),
}


@pytest.mark.parametrize("fault", LINES)
def test_that_the_reason_is_said_in_one_sentence(fault: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    line, reason = LINES[fault]
    file, run, target = tmp_path / "mine.py", tmp_path / "a.run", tmp_path / "a.onnx"
    file.write_text(MODEL.format(line=line), encoding="utf-8")
    assert main(["train", str(file), "--steps", "2", "--out", str(run)]) == 0
    capfd.readouterr()
    assert main(["export", str(run), "--to", str(target)]) == 2
    said = capfd.readouterr().err
    assert said.startswith("This model cannot be written as ONNX") and reason in said
    assert len(said.strip().splitlines()) == 1 and len(said) < 500
    assert not target.exists()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ModelFileError("mine.py:12: .numpy() is not supported."), "mine.py:12: .numpy() is not supported."),
        (RuntimeError("first line\nsecond line"), "first line"),
        (RuntimeError("x" * 5000), "x" * 300),
        (KeyError(), "KeyError"),
    ],
)
def test_that_whatever_torch_raised_is_one_short_line(error: Exception, sentence: str) -> None:
    try:
        raise RuntimeError("Failed to export the model. Next steps:\n- ask its developers") from error
    except RuntimeError as raised:
        assert str(failure(raised)) == f"This model cannot be written as ONNX: {sentence}"
