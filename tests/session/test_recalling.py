"""Recalling: any step of a recording is the model that was, bit for bit, whichever way it is reached."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from math import inf
from pathlib import Path

import numpy as np
import pytest

from playground.experiment.experiment import Experiment
from playground.experiment.interventions import SetLearningRate, SwitchOff
from playground.foundation.errors import RunFileError
from playground.protocol.commands import Advance, Intervene, Pause, Save, Stop
from playground.runs.checkpoint import Checkpoint, kept
from playground.runs.reader import RunReader
from playground.runs.writer import RunWriter
from playground.session import clock
from playground.session.control import Control
from playground.session.headless import train
from playground.session.recalling import recall
from playground.training.trainer import Trainer
from tests.inspection.test_predictions import SMALL

FAMILIES = [
    ("cnn", {"kind": "digits"}), ("rnn", {"kind": "first-symbol", "length": 8}), ("decoder", {"kind": "sort"}),
    ("attention", {"kind": "flagged-token"}), ("autoencoder", {"kind": "digits", "goal": "image"}),
]  # fmt: skip


def experiment(architecture: str, task: dict[str, object], steps: int = 40, **training: object) -> Experiment:
    settings = {"seed": 1, "batch_size": 16, "duration": steps, "duration_unit": "steps", "threads": 1, **training}
    return Experiment.parse({"architecture": SMALL[architecture], "task": task, "training": settings})


def uninterrupted(asked: Experiment, steps: int) -> Trainer:
    one = Trainer(asked, asked.load())
    for _ in range(steps):
        one.advance()
    return one


def same(one: Trainer, other: Trainer) -> bool:
    pairs = ((one.weights(), other.weights()), (one.memory(), other.memory()))
    return all(mine.keys() == theirs.keys() and all(np.array_equal(mine[name], theirs[name]) for name in mine)
               for mine, theirs in pairs)  # fmt: skip


@pytest.fixture
def kept_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """No state is kept on the way, however busy the machine is, so that a replay begins at the start."""
    monkeypatch.setattr(clock, "FIRST_CHECKPOINT_SECONDS", inf)


@pytest.mark.parametrize(("architecture", "task"), FAMILIES)
def test_that_any_step_is_the_model_of_the_uninterrupted_run(
    architecture: str, task: dict[str, object], tmp_path: Path
) -> None:
    asked, path = experiment(architecture, task), tmp_path / "a.run"
    control = Control(Advance(15), Save(), Advance(12), Save(), Advance(13))  # checkpoints on the way
    train(asked, path, control=control)
    before = path.read_bytes()
    for step in (0, 7, 15, 26, 40):
        found = recall(path, step)
        assert found is not None and found.exact and found.trainer.step == step
        memory, expected = found.trainer, uninterrupted(asked, step)
        assert same(memory, expected), step
    assert path.read_bytes() == before and [file.name for file in tmp_path.iterdir()] == ["a.run"]


def test_that_the_replay_begins_at_the_last_checkpoint_before_and_compares_every_loss(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    train(experiment("cnn", {"kind": "digits"}), path, control=Control(Pause(), Advance(10), Save(), Advance(30)))
    with RunReader(path) as reader:
        kept = reader.checkpoint_steps()
    found = recall(path, 39)
    assert found is not None and found.start == max(step for step in kept if step <= 39)
    assert found.compared == 39 - found.start and found.different is None
    newest = recall(path)
    assert newest is not None and newest.trainer.step == newest.start == kept[-1]


def test_that_what_a_run_was_changed_by_is_done_again(tmp_path: Path) -> None:
    path, asked = tmp_path / "a.run", experiment("cnn", {"kind": "digits"})
    changes = (SetLearningRate(0.0005), SwitchOff("stages.0.activation", "channel", 1))
    control = Control(
        Pause(), Advance(10), Intervene(changes[0]), Advance(5), Intervene(changes[1]), Advance(25), Stop()
    )  # fmt: skip
    train(asked, path, control=control)
    with RunReader(path) as reader:
        logged = [text for _, _, text in reader.log() if "intervention" in text]
        losses = reader.losses()[1]
    assert len(logged) == 2
    for step in range(1, len(losses) + 1, 3):
        found = recall(path, step)
        assert found is not None and found.exact, (step, found)


@pytest.mark.usefixtures("kept_at_the_end")
def test_that_a_loss_that_is_another_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    train(experiment("cnn", {"kind": "digits"}), path)
    with closing(sqlite3.connect(path)) as file, file:
        query = "SELECT first_step, data FROM losses WHERE first_step <= 5 ORDER BY first_step DESC LIMIT 1"
        first, data = file.execute(query).fetchone()
        changed = np.frombuffer(data, np.float32).copy()
        changed[5 - first] += 1e-6
        file.execute("UPDATE losses SET data = ? WHERE first_step = ?", (changed.tobytes(), first))
    found = recall(path, 9)
    assert found is not None and not found.exact and found.different == 5


@pytest.mark.usefixtures("kept_at_the_end")
def test_that_a_replay_can_be_given_up(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    train(experiment("cnn", {"kind": "digits"}), path)
    reached: list[int] = []

    def going_on(step: int) -> bool:
        reached.append(step)
        return step < 5

    assert recall(path, 30, going_on) is None and reached[-1] == 5


@pytest.mark.parametrize("step", [-1, 41, 10**9])
def test_that_a_step_that_never_was_is_refused_in_one_sentence(step: int, tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    train(experiment("cnn", {"kind": "digits"}), path)
    with pytest.raises(RunFileError, match="has the steps 0 to 40; choose one of them"):
        recall(path, step)


def test_that_checkpoints_are_kept_over_the_whole_run_and_thinned_evenly() -> None:
    assert kept([1, 2, 3, 4, 5], 3, 0) == [3, 4, 5]
    assert kept([1, 2, 3, 4, 5], 3, 4) == [1, 2, 3, 4, 5]
    steps: list[int] = []
    for step in range(10, 1010, 10):
        steps = kept([*steps, step], 3, 8)
        assert steps[-1] == step and len(steps) <= 11
    gaps = np.diff(steps[:-3])
    assert steps[0] == 10 and gaps.max() <= 1000 / 3


def test_that_a_recording_holds_milestones_and_its_newest_checkpoints(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    with RunWriter.create(path, "{}", {}, milestones=4) as writer:
        for step in range(1, 21):
            writer.save_checkpoint(Checkpoint(step, {"w": np.full(3, step, np.float32)}, {}))
    with RunReader(path) as reader:
        steps = reader.checkpoint_steps()
        assert steps[-3:] == [18, 19, 20] and steps[0] == 1 and 5 <= len(steps) <= 7
        assert all((reader.checkpoint(step).weights["w"] == step).all() for step in steps)
