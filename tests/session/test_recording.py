"""What a recording costs is a share of the training time: looks and checkpoints alike."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from playground.experiment import presets
from playground.runs.checkpoint import Checkpoint
from playground.runs.writer import RunWriter
from playground.session.recording import CHECKPOINT_SECONDS, CHECKPOINT_SHARE, Recording
from playground.training.trainer import Trainer


class Clock:
    """Stands still but where a test lets time pass."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(time, "perf_counter", lambda: self.now)


def test_that_dear_checkpoints_are_written_more_seldom_and_take_their_time_from_the_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    experiment = presets.find("cnn-digits").experiment
    trainer = Trainer(experiment, experiment.task.load(1))
    clock, cost = Clock(monkeypatch), 0.0
    save = RunWriter.save_checkpoint

    def slow(self: RunWriter, checkpoint: Checkpoint) -> None:
        clock.now += cost
        save(self, checkpoint)

    monkeypatch.setattr(RunWriter, "save_checkpoint", slow)
    recording = Recording(tmp_path / "a.run", experiment, trainer, resume=False)
    try:
        clock.now += 10.0
        recording.checkpoint(trainer, 10.0)
        assert recording.checkpoint_pause == CHECKPOINT_SECONDS and recording.due(1)
        cost = 2.0
        recording.checkpoint(trainer, 12.0)
        assert recording.checkpoint_pause == pytest.approx(2.0 / CHECKPOINT_SHARE)
        assert not recording.due(2), "two seconds are more than the share of twelve"
        clock.now += 200.0
        assert recording.due(3)
    finally:
        recording.close("stopped", "")
