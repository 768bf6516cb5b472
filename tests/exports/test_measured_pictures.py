"""Measured pictures: what no recording holds is made of its model, at the step that is asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from playground.cli.arguments import parse
from playground.exports.measured_pictures import measured
from playground.foundation.errors import PlaygroundError
from playground.training.trainer import Trainer
from playground.worked.landscape import PATH, RANDOM, SIDE, unpacked
from playground.worked.nudge import CURVES
from tests.session.test_session import Ran, experiment


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("measured") / "a.run"
    Ran(path, experiment(30, "training.privacy.noise=0.5"))
    return path


def test_that_a_panel_gets_its_pictures_and_no_others(recording: Path) -> None:
    assert {shot.name for shot in measured(recording, ["landscape", "loss"])} == {RANDOM, PATH}
    (curves,) = measured(recording, ["disturbances"])
    assert curves.name == CURVES and np.isfinite(curves.values).all() and curves.step == 30


def test_that_another_step_has_the_landscape_of_its_own_weights(recording: Path) -> None:
    early = next(shot for shot in measured(recording, ["landscape"], step=4) if shot.name == RANDOM)
    assert early.step == 4
    one = Trainer(experiment(30, "training.privacy.noise=0.5"), experiment(30).load())
    for _ in range(4):
        one.advance()
    outputs = one.answer(one.data.train.inputs[0][:256])
    loss = float(one.loss(outputs, torch.from_numpy(one.data.train.targets[:256])))
    found = unpacked(early.values)
    assert found.middle == pytest.approx(loss, rel=1e-4) and found.grid[SIDE // 2, SIDE // 2] == pytest.approx(loss)


def test_that_the_command_line_draws_them_with_contours_that_stay_lines(recording: Path, tmp_path: Path) -> None:
    for kind in ("svg", "png"):
        words = ["figures", str(recording), "--out", str(tmp_path), "--panel", "landscape", "--format", kind]
        arguments = parse(words)
        assert arguments.command(arguments) == 0
    assert (tmp_path / "landscape.svg").read_text(encoding="utf-8").count("<polyline") > 5
    assert (tmp_path / "landscape.png").stat().st_size > 10_000


def test_that_what_is_no_recording_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.run").write_bytes(b"nothing")
    with pytest.raises(PlaygroundError, match=r"x\.run"):
        measured(tmp_path / "x.run", ["landscape"])
