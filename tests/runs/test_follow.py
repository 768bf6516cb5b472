"""Following: a recording is read while another writes it, and nothing is said twice."""

from __future__ import annotations

import threading
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from made_up import look

from playground.experiment import presets
from playground.experiment.diagnoses import DiagnosisKind
from playground.experiment.interventions import SetLearningRate
from playground.experiment.overrides import override
from playground.foundation.errors import RunFileError
from playground.protocol.events import (
    CheckpointSaved,
    Diagnosed,
    Evaluated,
    Event,
    Intervened,
    Pictures,
    Progress,
    RunStarted,
    RunState,
    StateChanged,
)
from playground.runs import findings
from playground.runs.follow import Follower
from playground.runs.interventions import Recorded
from playground.runs.lock import WriterLock, is_held
from playground.runs.reader import RunReader
from playground.runs.replay import run_info
from playground.runs.writer import RunWriter
from playground.session.control import Control
from playground.session.session import Session


def test_that_a_lock_is_seen_while_it_is_held_and_looking_does_not_take_it(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    assert not is_held(path)
    lock = WriterLock(path)
    assert is_held(path) and is_held(path)
    lock.release()
    assert not is_held(path)
    WriterLock(path).release()


def test_that_losses_can_be_read_from_a_step_on(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    with RunWriter.create(path, "{}", {}) as writer:
        writer.add_losses(1, np.arange(1, 6, dtype=np.float32))
        writer.add_losses(6, np.arange(6, 9, dtype=np.float32))
    with RunReader(path) as reader:
        for after in (-1, 0, 3, 5, 6, 8):
            steps, losses = reader.losses(after)
            assert steps.tolist() == [step for step in range(1, 9) if step > after]
            assert losses.tolist() == steps.tolist()


def test_that_each_picture_is_found_as_it_was_last_recorded(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    with RunWriter.create(path, "{}", {}) as writer:
        writer.add_snapshots(look(1))
        writer.add_snapshots(look(9))
    name = look(1)[0].name
    with RunReader(path) as reader:
        found = [reader.latest(name, step) for step in (0, 1, 8, 9, 50)]
    assert [shot.step if shot else None for shot in found] == [None, 1, 1, 9, 9]


def test_that_a_run_of_another_thread_is_followed_to_its_end(tmp_path: Path) -> None:
    path, steps = tmp_path / "a.run", 400
    short = override(
        presets.find("cnn-digits").experiment, [f"training.duration={steps}", "training.duration_unit=steps"]
    )
    told: list[Event] = []
    control = Control()
    session = Session(1, short, path, lambda event: told.append(event), control)
    writer = threading.Thread(target=session.run)
    writer.start()
    heard: list[Event] = []
    follower, now = None, 0.0
    while follower is None or not follower.over:
        if follower is None:
            if any(isinstance(event, RunStarted) for event in told):
                follower = Follower(path, 7)
            continue
        now += 0.5
        heard += follower.poll(now)
    writer.join()
    assert isinstance(heard[0], RunStarted) and heard[0].run == 7
    losses = np.concatenate([event.losses for event in heard if isinstance(event, Progress)])
    spans = [(event.first_step, event.last_step) for event in heard if isinstance(event, Progress)]
    assert len(losses) == steps and spans[0][0] == 1
    assert all(later[0] == before[1] + 1 for before, later in pairwise(spans))
    with RunReader(path) as reader:
        np.testing.assert_array_equal(losses, reader.losses()[1])
        evaluated = [event.step for event in heard if isinstance(event, Evaluated)]
        assert evaluated == [step for step, _ in reader.metrics()]
    assert [event.step for event in heard if isinstance(event, Pictures)][-1] == steps
    assert [event.step for event in heard if isinstance(event, CheckpointSaved)][-1] == steps
    assert heard[-1] == StateChanged(7, RunState.FINISHED, "")


def test_that_a_writer_that_was_killed_leaves_a_run_that_stopped(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    short = override(presets.find("cnn-digits").experiment, ["training.duration=30", "training.duration_unit=steps"])
    Session(1, short, path, lambda event: None, Control()).run()
    import sqlite3

    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE meta SET value = 'running' WHERE key = 'state'")
    connection.close()
    heard = list(Follower(path, 1).poll(0.0))
    assert heard[-1] == StateChanged(1, RunState.STOPPED, "")


def test_that_a_recording_that_vanished_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(RunFileError, match="is not there"):
        list(Follower(tmp_path / "no.run", 1).poll(0.0))


def test_that_what_was_done_to_a_followed_run_and_found_in_it_is_told_once_and_in_time(tmp_path: Path) -> None:
    path, experiment = tmp_path / "a.run", presets.find("cnn-digits").experiment
    told: list[Event] = []
    Session(1, override(experiment, ["training.duration=1"]), tmp_path / "b.run", told.append, Control()).run()
    (started,) = (event for event in told if isinstance(event, RunStarted))
    follower, heard = Follower(path, 1), list[Event]()
    changes = [Recorded(step, SetLearningRate(step / 1000), {"loss": 2.0}, {"loss": 2.0}) for step in (5, 9)]
    found = Diagnosed(1, 7, DiagnosisKind.DEAD_RELUS, "output", "dead", 0.9, 0.5)
    with RunWriter.create(path, experiment.to_json(), {}) as writer:
        writer.set_info(run_info(started))
        writer.set_state("running")
        for line in (changes[0].line(), findings.line(found), changes[1].line()):
            writer.add_log(7, line)
            writer.flush()
            heard += follower.poll(0.0)
    heard += follower.poll(1.0)
    intervened = [event.intervention for event in heard if isinstance(event, Intervened)]
    assert intervened == [SetLearningRate(0.005), SetLearningRate(0.009)]
    assert [event for event in heard if isinstance(event, Diagnosed)] == [found]
    kinds = [type(event) for event in heard if isinstance(event, (Intervened, Diagnosed))]
    assert kinds == [Intervened, Diagnosed, Intervened]
