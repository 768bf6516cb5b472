"""A session that cannot go on says why, in the window and in its recording, and keeps neither memory nor file."""

from __future__ import annotations

import gc
import sqlite3
import weakref
from pathlib import Path
from threading import Thread

import pytest
import torch

from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.experiment.interventions import SetLearningRate
from playground.experiment.overrides import override
from playground.foundation.errors import RunFileError
from playground.protocol.commands import ExplainCell, Intervene, Watch
from playground.protocol.events import Event, Pictures, Refused, RunState, StateChanged
from playground.runs.database import RunDatabase
from playground.runs.lock import is_held
from playground.runs.reader import RunReader
from playground.runs.writer import RunWriter
from playground.session.control import Control
from playground.session.session import Session
from playground.training import trainer as trainer_module
from playground.training.trainer import Trainer
from playground.worked.example import Question

SHORTAGES = [
    torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB."),
    RuntimeError("[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you tried"),
    MemoryError("Unable to allocate 7 TiB for an array"),
]


def experiment(steps: int = 40, *changes: str) -> Experiment:
    length = [f"training.duration={steps}", "training.duration_unit=steps", "training.threads=1"]
    return override(presets.find("cnn-digits").experiment, [*length, *changes])


class Run:
    """One session, run to its end and looked at afterwards."""

    def __init__(self, path: Path, resume: bool = False) -> None:
        self.path, self.control = path, Control()
        self.events: list[Event] = []
        self.session = Session(1, experiment(), path, self.events.append, self.control, resume)
        self.state = self.session.run()

    @property
    def reason(self) -> str:
        return [event.reason for event in self.events if isinstance(event, StateChanged)][-1]

    def looked_at(self) -> list[Event]:
        """What is said when the window goes on asking."""
        before = len(self.events)
        self.control.send(Watch(frozenset({"input"})))
        self.control.send(ExplainCell(Question("stages.0.activation", (0, 0, 0))))
        self.control.send(Intervene(SetLearningRate(0.1)))
        thread = Thread(target=self.session.linger)
        thread.start()
        for _ in range(200):
            if any(isinstance(event, (Refused, Pictures)) for event in self.events[before:]):
                break
            thread.join(0.01)
        self.control.release()
        thread.join(5)
        assert not thread.is_alive()
        return self.events[before:]


def kept(path: Path) -> tuple[str, str]:
    with RunReader(path) as reader:
        return reader.state, reader.reason


def runs_out_in_its_steps(monkeypatch: pytest.MonkeyPatch, error: Exception) -> list[weakref.ref[torch.nn.Module]]:
    """After five steps there is no memory left; returns what is known of the models afterwards."""
    models: list[weakref.ref[torch.nn.Module]] = []
    advance = Trainer.advance

    def short(self: Trainer) -> torch.Tensor:
        if self.step == 5:
            models.append(weakref.ref(self.model))
            raise type(error)(*error.args)  # one of its own: its traceback holds what it meets
        return advance(self)

    monkeypatch.setattr(Trainer, "advance", short)
    return models


@pytest.mark.parametrize("error", SHORTAGES, ids=lambda error: type(error).__name__)
def test_that_no_room_for_the_model_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def build(*_: object) -> None:
        raise type(error)(*error.args)  # one of its own: its traceback holds what it meets

    monkeypatch.setattr(trainer_module, "build", build)
    run = Run(tmp_path / "a.run")
    assert run.state is RunState.FAILED
    assert "ran out of memory: choose a smaller batch or model" in run.reason and "\n" not in run.reason
    assert [type(event) for event in run.looked_at()] == [Refused]
    assert not list(tmp_path.iterdir()), "nothing was begun"


@pytest.mark.parametrize("error", SHORTAGES, ids=lambda error: type(error).__name__)
def test_that_no_room_for_a_step_frees_the_model_and_is_told_in_the_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    (models, run) = runs_out_in_its_steps(monkeypatch, error), Run(tmp_path / "a.run")
    assert run.state is RunState.FAILED and "ran out of memory" in run.reason
    gc.collect()
    assert [model() for model in models] == [None]
    assert kept(run.path) == ("failed", run.reason)
    assert [type(event) for event in run.looked_at()] == [Refused]


def test_that_the_failure_of_the_real_allocator_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(self: Trainer) -> torch.Tensor:
        return torch.empty(10**15)

    monkeypatch.setattr(Trainer, "advance", greedy)
    assert "ran out of memory" in Run(tmp_path / "a.run").reason


def test_that_an_error_of_ours_is_no_shortage_and_the_recording_says_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs_out_in_its_steps(monkeypatch, RuntimeError("shapes do not fit"))
    path = tmp_path / "a.run"
    with pytest.raises(RuntimeError, match="shapes do not fit"):
        Run(path)
    state, reason = kept(path)
    assert state == "failed" and reason.startswith("An internal error ended the run")
    assert not is_held(path)


def test_that_a_recording_that_cannot_be_made_keeps_its_sentence_while_it_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "a.run").write_bytes(b"somebody's")
    run = Run(tmp_path / "a.run")
    assert run.state is RunState.FAILED and "is there already" in run.reason
    assert [type(event) for event in run.looked_at()] == [Refused]
    assert (tmp_path / "a.run").read_bytes() == b"somebody's"


def fill(monkeypatch: pytest.MonkeyPatch, pages: int) -> None:
    """Every recording may grow to so many pages, then SQLite itself says that the disk is full."""
    configure = RunDatabase.configure

    def configured(self: RunDatabase) -> None:
        configure(self)
        self.connection.execute(f"PRAGMA max_page_count = {pages}")

    monkeypatch.setattr(RunDatabase, "configure", configured)


@pytest.mark.parametrize("pages", [10, 11, 12, 13, 14, 15, 16, 18, 20, 24, 30])
def test_that_a_full_disk_is_told_in_the_recording_and_the_run_resumes_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pages: int
) -> None:
    path = tmp_path / "a.run"
    with monkeypatch.context() as patches:
        fill(patches, pages)
        run = Run(path)
    assert run.state is RunState.FAILED and "check the disk and its free space" in run.reason
    assert not is_held(path)
    if path.exists():  # there was room for its tables
        assert kept(path) == ("failed", run.reason)
    assert isinstance(run.looked_at()[0], (Refused, Pictures))
    again = Run(path, resume=path.exists())
    if "no checkpoint" not in again.reason:
        assert again.state is RunState.FINISHED
    assert not is_held(path)


@pytest.mark.parametrize("method", ["set_facts", "set_info", "fold", "set_state"])
def test_that_whatever_cannot_be_kept_at_the_beginning_lets_go_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    path = tmp_path / "a.run"

    def refuse(self: RunWriter, *_: object) -> None:
        raise RunFileError("the disk is full")

    with monkeypatch.context() as patches:
        patches.setattr(RunWriter, method, refuse)
        run = Run(path)
    assert run.state is RunState.FAILED and run.reason == "the disk is full"
    assert not is_held(path)


def test_that_a_connection_that_cannot_be_closed_still_lets_go_of_the_lock(tmp_path: Path) -> None:
    class Stuck:
        """A connection whose last write fails."""

        def close(self) -> None:
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error

        def execute(self, *_: object) -> None:
            self.close()

    path = tmp_path / "a.run"
    writer = RunWriter.create(path, "{}", {})
    writer._database.connection.close()
    writer._database.connection = Stuck()  # type: ignore[assignment]
    with pytest.raises(RunFileError, match="check the disk"):
        writer.close("failed", "")
    assert not is_held(path)
