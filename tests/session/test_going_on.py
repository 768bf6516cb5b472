"""A picture that takes seconds is made piece by piece while a run is held or over, and stops when nobody looks."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest

from playground.inspection.robustness import progressive
from playground.protocol.commands import Collected, Continue, Pause, Shutdown, Watch
from playground.protocol.events import Event, Pictures, RunState, StateChanged
from playground.session.control import Control
from playground.session.session import Session
from playground.worked.landscape import RANDOM, unpacked
from tests.session.test_session import experiment


@pytest.fixture(autouse=True)
def _slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progressive, "SECONDS", 0.02)


def run(path: Path, control: Control, steps: int, react: list[Event]) -> Session:
    session = Session(1, experiment(steps), path, react.append, control)
    session.run()
    return session


def known(events: list[Event]) -> list[float]:
    shots = [shot for event in events if isinstance(event, Pictures) for shot in event.snapshots]
    return [unpacked(shot.values).known for shot in shots if shot.name == RANDOM]


class Reacting(list[Event]):
    """Events, and what is sent when one comes."""

    def __init__(self, control: Control) -> None:
        super().__init__()
        self.control = control

    def append(self, event: Event) -> None:
        super().append(event)
        if isinstance(event, Pictures):
            self.control.send(Collected())
            if known([event]) == [1.0]:
                self.control.send(Continue())


def test_that_a_held_run_goes_on_with_a_landscape_until_it_is_whole(tmp_path: Path) -> None:
    control = Control()
    control.send(Watch(frozenset({RANDOM, "input"})))
    control.send(Pause())
    events = Reacting(control)
    session = run(tmp_path / "x.run", control, 3, events)
    shares = known(events)
    assert len(shares) > 2 and shares[0] < 1.0 in shares and session.result.steps == 3
    again = [event for event in events if isinstance(event, Pictures) and known([event]) and event.step == 0]
    assert all(len(event.snapshots) == 1 for event in again[1:-1])  # the others are not made anew each time


def test_that_a_run_that_is_over_goes_on_too_and_stops_when_the_panel_is_hidden(tmp_path: Path) -> None:
    control = Control()
    control.send(Watch(frozenset({RANDOM})))
    events: list[Event] = []
    session = Session(1, experiment(2), tmp_path / "x.run", events.append, control)
    session.run()
    done = len(known(events))

    def look() -> None:
        session.linger()

    thread = Thread(target=look)
    thread.start()
    while len(known(events)) < done + 2 and known(events)[-1] < 1.0:
        pass
    control.send(Watch(frozenset({"input"})))
    while not any(shot.name == "input" for event in events if isinstance(event, Pictures) for shot in event.snapshots):
        pass
    stopped = len(known(events))
    control.send(Shutdown())
    thread.join()
    assert known(events)[-1] < 1.0 and len(known(events)) == stopped
    assert StateChanged(1, RunState.FINISHED) in events
