"""Held at its start: who opens a model sees it at once, before it was tested."""

from __future__ import annotations

from pathlib import Path

from playground.experiment import presets
from playground.protocol.commands import Pause, Shutdown, Stop, Watch
from playground.protocol.events import Evaluated, Event, Pictures, RunStarted, RunState, StateChanged
from playground.session.control import Control
from playground.session.session import Session


def story(paused: bool, folder: Path) -> list[Event]:
    """The events of a run whose window says what it shows as soon as it knows the pictures."""
    control, events = Control(*([Pause()] if paused else [])), list[Event]()

    def hear(event: Event) -> None:
        events.append(event)
        if isinstance(event, RunStarted):
            control.send(Watch(frozenset({"prediction"})))
        if isinstance(event, Evaluated):
            control.send(Stop())
            control.send(Shutdown())

    Session(0, presets.find("cnn-digits").experiment, folder / "a.run", hear, control).run()
    return events


def test_that_a_held_run_shows_itself_before_its_test_and_a_running_one_after(tmp_path: Path) -> None:
    for paused in (True, False):
        folder = tmp_path / str(paused)
        events = story(paused, folder)
        kinds = [type(event) for event in events]
        assert (kinds.index(Pictures) < kinds.index(Evaluated)) == paused
        assert next(event for event in events if isinstance(event, Evaluated)).step == 0
        assert isinstance(events[-1], StateChanged) and events[-1].state is RunState.STOPPED
