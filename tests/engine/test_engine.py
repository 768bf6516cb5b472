"""The real engine process behind the real client: runs, survives, dies, and says so."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path
from threading import Thread

import numpy as np
import psutil
import pytest

from playground.engine import client, link
from playground.engine.client import EngineClient
from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.experiment.overrides import override
from playground.exports.weights import export_weights
from playground.foundation.cores import NICENESS, allowed
from playground.foundation.interpreter import CORES
from playground.protocol.commands import Command, Continue, Pause, Race, Recall, Start, Stop, Watch
from playground.protocol.engine_events import Alive, EngineLost, EngineReady
from playground.protocol.events import CheckpointSaved, Event, Pictures, Progress, RunState, StateChanged
from playground.protocol.explained import StepRecalled
from playground.protocol.mailbox import Mailbox
from playground.runs.reader import RunReader
from playground.session.control import Control
from playground.session.session import Session
from playground.worked.transplant import LANE, SOURCE
from tests.fair_time import FairClock, wait_until

pytestmark = [pytest.mark.early, pytest.mark.usefixtures("warm")]

DIGITS = presets.find("cnn-digits").experiment


class Desk:
    """A client with everything its engine has said."""

    def __init__(self) -> None:
        self.mailbox = Mailbox()
        self.client = EngineClient(self.mailbox)
        self.events: list[Event] = []

    def send(self, command: Command) -> None:
        self.client.send(command)

    def until(self, condition: Callable[[], bool], seconds: float = 60.0) -> None:
        clock = FairClock()
        while not condition():
            assert clock.look() < seconds, f"waited in vain; last events {self.events[-3:]}"
            events, pictures = self.mailbox.take()
            self.events += events
            self.events += pictures
            time.sleep(0.005)

    def saw(self, kind: type[Event]) -> bool:
        return any(isinstance(event, kind) for event in self.events)

    def state(self, run: int) -> RunState | None:
        found = [event.state for event in self.events if isinstance(event, StateChanged) and event.run == run]
        return found[-1] if found else None

    def saved(self, run: int) -> list[int]:
        """Steps whose checkpoints the engine has acknowledged."""
        return [event.step for event in self.events if isinstance(event, CheckpointSaved) and event.run == run]

    def losses(self, run: int) -> list[float]:
        found = [event for event in self.events if isinstance(event, Progress) and event.run == run]
        return [loss for event in found for loss in event.losses.tolist()]


@pytest.fixture
def desk() -> Iterator[Desk]:
    one = Desk()
    one.client.start()
    yield one
    one.client.close()


def experiment_of(steps: int) -> Experiment:
    return override(DIGITS, [f"training.duration={steps}", "training.duration_unit=steps"])


def start(run: int, path: Path, steps: int = 100_000, **more: bool) -> Start:
    return Start(run, experiment_of(steps).to_json(), path, **more)


@pytest.mark.skipif(sys.platform != "linux", reason="each thread has a priority of its own on Linux only")
@pytest.mark.skipif(allowed() < 2, reason="of one core there is none to leave")
def test_that_a_run_that_wants_every_core_leaves_them_to_the_window_first(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CORES, "2")  # read by the engine of the second window
    busy = Desk()
    busy.client.start()
    found = {}
    for one, threads in ((desk, 1), (busy, 2)):
        experiment = override(experiment_of(100_000), [f"training.threads={threads}"])
        one.send(Start(1, experiment.to_json(), tmp_path / f"{threads}.run"))
        one.until(lambda one=one: len(one.losses(1)) > 20)  # type: ignore[misc]
        tasks = Path(f"/proc/{one.client.process_id}/task").iterdir()
        found[threads] = {os.getpriority(os.PRIO_PROCESS, int(task.name)) for task in tasks}
    busy.client.close()
    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert found == {1: {own}, 2: {max(own, NICENESS)}}


def test_that_the_engine_trains_pauses_stops_and_takes_the_next_run(desk: Desk, tmp_path: Path) -> None:
    desk.send(start(1, tmp_path / "a.run"))  # before the engine is ready: commands wait for it
    desk.until(lambda: len(desk.losses(1)) > 50)
    assert desk.saw(EngineReady)
    desk.send(Watch(frozenset({"stages.0.activation"})))
    desk.until(lambda: desk.saw(Pictures))
    desk.send(Pause())
    desk.until(lambda: desk.state(1) is RunState.PAUSED)
    held = len(desk.losses(1))
    desk.until(lambda: True)
    time.sleep(0.3)
    desk.until(lambda: True)
    assert len(desk.losses(1)) == held
    desk.send(Continue())
    desk.until(lambda: len(desk.losses(1)) > held)
    desk.send(Stop())
    desk.until(lambda: desk.state(1) is RunState.STOPPED)
    desk.send(start(2, tmp_path / "b.run", steps=40))
    desk.until(lambda: desk.state(2) is RunState.FINISHED)
    assert len(desk.losses(2)) == 40
    desk.send(start(3, tmp_path / "c.run"))
    desk.until(lambda: len(desk.losses(3)) > 5)
    desk.send(start(4, tmp_path / "d.run", steps=40))  # a start ends the run before it
    desk.until(lambda: desk.state(4) is RunState.FINISHED)
    assert desk.state(3) is RunState.STOPPED
    assert desk.losses(4) == desk.losses(2)


def test_that_the_engine_holds_a_race_at_one_step_and_then_takes_the_next_run(desk: Desk, tmp_path: Path) -> None:
    desk.send(Watch(frozenset({"stages.0.activation"})))
    desk.send(Race(start(-1, tmp_path / "a.run"), start(-2, tmp_path / "b.run")))
    desk.until(lambda: len(desk.losses(-2)) > 50)
    desk.send(Pause())
    desk.until(lambda: {desk.state(-1), desk.state(-2)} == {RunState.PAUSED})
    assert len(desk.losses(-1)) == len(desk.losses(-2))
    assert desk.losses(-1) == desk.losses(-2)  # the same experiment twice
    assert {event.run for event in desk.events if isinstance(event, Pictures)} == {-1, -2}
    desk.send(Continue())
    desk.until(lambda: len(desk.losses(-1)) > 100)
    desk.send(start(1, tmp_path / "c.run", steps=40))  # a start ends the race before it
    desk.until(lambda: desk.state(1) is RunState.FINISHED)
    assert {desk.state(-1), desk.state(-2)} == {RunState.STOPPED}
    assert desk.losses(-1)[:10] == desk.losses(-2)[:10]


def test_that_a_lane_of_a_race_is_given_the_layers_of_the_other_and_both_keep_their_bits(
    desk: Desk, tmp_path: Path
) -> None:
    desk.send(Watch(frozenset({LANE})))
    desk.send(Race(start(-1, tmp_path / "a.run"), start(-2, tmp_path / "b.run")))
    desk.until(lambda: len(desk.losses(-2)) > 30)
    desk.send(Pause())
    desk.until(lambda: {desk.state(-1), desk.state(-2)} == {RunState.PAUSED})

    def whole(run: int) -> bool:
        shots = [shot for event in desk.events if isinstance(event, Pictures) and event.run == run
                 for shot in event.snapshots if shot.name == LANE]  # fmt: skip
        return bool(shots) and len(shots[-1].labels[SOURCE]) > 1 and bool(np.isfinite(shots[-1].values[0]).all())

    desk.until(lambda: whole(-1) and whole(-2))
    desk.send(Continue())
    desk.until(lambda: min(len(desk.losses(-1)), len(desk.losses(-2))) > 60)  # each lane tells in its own time
    assert desk.losses(-1)[:55] == desk.losses(-2)[:55]  # the same experiment twice
    desk.send(Stop())
    desk.until(lambda: {desk.state(-1), desk.state(-2)} == {RunState.STOPPED})


@pytest.mark.parametrize("trials", [4, pytest.param(100, marks=[pytest.mark.slow, pytest.mark.timeout(3600)])])
def test_that_after_many_kills_the_run_is_bitwise_the_uninterrupted_one(
    desk: Desk, tmp_path: Path, trials: int, record_property: Callable[[str, object], None]
) -> None:
    """R01 with the real engine: nothing acknowledged is lost, and each resume goes on bitwise."""
    path, dice, total = tmp_path / "a.run", random.Random(11), 1250 * trials
    record_property("trials", trials)
    for run in range(1, trials + 1):
        desk.send(start(run, path, total, resume=run > 1))
        desk.until(lambda run=run: bool(desk.saved(run)))
        time.sleep(dice.uniform(0.0, 0.8))
        desk.until(lambda: True)
        acknowledged = max(desk.saved(run))
        assert desk.client.process_id is not None
        os.kill(desk.client.process_id, signal.SIGKILL)
        desk.until(lambda run=run: sum(isinstance(event, EngineLost) for event in desk.events) == run, seconds=2.0)
        with RunReader(path) as reader:
            assert reader.checkpoint().step >= acknowledged
            assert len(reader.losses()[0]) >= acknowledged
            if reader.checkpoint().step == total and run > 1:
                break  # a quick machine has come to the end before it was killed so often
        desk.client.start()
    else:
        last = trials + 1
        desk.send(start(last, path, total, resume=True))
        desk.until(lambda last=last: desk.state(last) is RunState.FINISHED, seconds=600.0)
    Session(0, experiment_of(total), tmp_path / "b.run", lambda event: None, Control()).run()
    with RunReader(path) as cut, RunReader(tmp_path / "b.run") as whole:
        assert cut.losses()[1].tobytes() == whole.losses()[1].tobytes()
        ours, theirs = cut.checkpoint(), whole.checkpoint()
    for part in ("weights", "optimizer"):
        one, other = getattr(ours, part), getattr(theirs, part)
        assert {name: array.tobytes() for name, array in one.items()} == {n: a.tobytes() for n, a in other.items()}


def test_that_a_stopped_process_is_noticed_by_its_silence(desk: Desk) -> None:
    desk.until(lambda: desk.saw(EngineReady))
    process = psutil.Process(desk.client.process_id)
    process.suspend()
    try:
        desk.until(lambda: desk.client.silence() > 1.6, seconds=5.0)
    finally:
        process.resume()
    desk.until(lambda: desk.client.silence() < 1.0, seconds=10.0)


def test_that_commands_without_a_pause_do_not_silence_the_engine(desk: Desk) -> None:
    desk.until(lambda: desk.saw(EngineReady))
    begun = time.monotonic()
    alive = sum(isinstance(event, Alive) for event in desk.events)

    def heard() -> int:
        desk.send(Watch(frozenset({"input"})))
        return sum(isinstance(event, Alive) for event in desk.events) - alive

    desk.until(lambda: heard() >= 3)
    assert time.monotonic() - begun >= 2 * link.HEARTBEAT_SECONDS, "and it is no more often than else"


def test_that_a_caller_without_the_key_is_turned_away_and_the_engine_still_gets_in() -> None:
    desk = Desk()
    launch = client._Engine._launch

    def called_first(self: client._Engine) -> subprocess.Popen[bytes] | None:
        address = str(self._listener.address)
        self._callers = [Thread(target=call, args=(address, key)) for key in (b"wrong", None)]  # type: ignore[attr-defined]
        for caller in self._callers:  # type: ignore[attr-defined]
            caller.start()
        return launch(self)

    def call(address: str, key: bytes | None) -> None:
        with suppress(OSError, EOFError, AuthenticationError):
            Client(address, authkey=key).close()

    with pytest.MonkeyPatch.context() as patches:
        patches.setattr(client._Engine, "_launch", called_first)
        desk.client.start()
    try:
        desk.until(lambda: desk.saw(EngineReady))
    finally:
        desk.client.close()


def test_that_an_engine_whose_window_is_gone_ends_with_a_valid_recording(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    desk = Desk()
    desk.client.start()
    desk.send(start(1, path))
    desk.until(lambda: len(desk.losses(1)) > 20)
    process = psutil.Process(desk.client.process_id)
    engine = desk.client._engine
    assert engine is not None and engine._connection is not None
    engine._leaving = True
    with socket.socket(fileno=os.dup(engine._connection.fileno())) as pipe:
        pipe.shutdown(socket.SHUT_RDWR)
    wait_until(lambda: not psutil.wait_procs([process], timeout=0)[1], 10, "the engine goes on without its window")
    desk.client.close()
    with RunReader(path) as reader:
        assert reader.state == "stopped" and reader.checkpoint().step >= 20


def test_that_sigterm_ends_the_engine_with_a_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    desk = Desk()
    desk.client.start()
    desk.send(start(1, path))
    desk.until(lambda: len(desk.losses(1)) > 20)
    process = psutil.Process(desk.client.process_id)
    process.terminate()
    desk.until(lambda: desk.saw(EngineLost), seconds=5.0)
    desk.client.close()
    with RunReader(path) as reader:
        assert reader.state == "stopped" and reader.checkpoint().step >= 20


def test_that_the_engine_started_by_hand_without_a_window_says_how() -> None:
    done = subprocess.run([sys.executable, "-m", "playground.engine"], capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "PLAYGROUND_ENGINE_BY_HAND" in done.stderr


def test_that_a_run_starts_from_weights_and_misfits_fail_it_with_a_sentence(desk: Desk, tmp_path: Path) -> None:
    desk.send(start(1, tmp_path / "a.run", steps=40))
    desk.until(lambda: desk.state(1) is RunState.FINISHED)
    weights = tmp_path / "a.safetensors"
    export_weights(tmp_path / "a.run", weights)
    desk.send(Start(2, experiment_of(40).to_json(), tmp_path / "b.run", paused=True, weights=weights))
    desk.until(lambda: desk.state(2) is RunState.PAUSED)
    with RunReader(tmp_path / "b.run") as reader, RunReader(tmp_path / "a.run") as other:
        found, own = reader.checkpoint(), other.checkpoint()
    assert found.step == 0
    assert {name: a.tobytes() for name, a in found.weights.items()} == {
        name: a.tobytes() for name, a in own.weights.items()
    }
    (tmp_path / "c.safetensors").write_bytes(weights.read_bytes()[:-4])
    desk.send(Start(3, experiment_of(40).to_json(), tmp_path / "c.run", weights=tmp_path / "c.safetensors"))
    desk.until(lambda: desk.state(3) is RunState.FAILED)
    desk.send(Watch(frozenset({"stages.0.activation"})))  # a look at a run that never began is no error
    desk.send(start(4, tmp_path / "d.run", steps=40))
    desk.until(lambda: desk.state(4) is RunState.FINISHED)
    assert desk.losses(4) == desk.losses(1) and not (tmp_path / "c.run").exists()


def test_that_the_engine_replays_any_step_gives_it_up_for_another_and_trains_again(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    desk.send(start(1, path, steps=120))
    desk.until(lambda: desk.state(1) is RunState.FINISHED)
    desk.send(Watch(frozenset({"output"})))
    for step in (117, 30, 109):
        desk.send(Recall(2, path, step))

    def told() -> list[StepRecalled]:
        return [event for event in desk.events if isinstance(event, StepRecalled)]

    desk.until(lambda: any(event.step == 109 for event in told()))
    assert told()[-1].step == 109 and all(event.different is None and not event.problem for event in told())
    desk.until(lambda: any(isinstance(event, Pictures) and event.step == 109 for event in desk.events))
    desk.send(Recall(2, path, 999))
    desk.until(lambda: told()[-1].step == 999)
    assert "has the steps 0 to 120" in told()[-1].problem
    desk.send(start(3, tmp_path / "b.run", steps=40))
    desk.until(lambda: desk.state(3) is RunState.FINISHED)


def test_that_an_engine_may_be_started_before_anybody_reads_what_it_says() -> None:
    client, mailbox, seen = EngineClient(), Mailbox(), []
    client.start()
    time.sleep(0.5)
    client.deliver(mailbox)

    def ready() -> bool:
        seen.extend(event for event in mailbox.take()[0] if isinstance(event, EngineReady))
        return bool(seen)

    wait_until(ready)
    client.close()


def test_that_an_engine_to_whom_nobody_listens_ends_when_it_is_closed() -> None:
    client = EngineClient()
    client.start()
    process = psutil.Process(client.process_id)
    client.close(0.0)
    assert not process.is_running()
