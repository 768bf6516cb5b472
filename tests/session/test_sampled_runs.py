"""How a text is drawn is chosen while a run is on: it is written so, and no bit of the run or its recording differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.data.sampling import Sampling
from playground.engine.worker import Worker
from playground.experiment import presets
from playground.experiment.overrides import override
from playground.protocol.commands import Collected, Command, SampleTexts, Start, Watch
from playground.protocol.events import Event, Pictures, Progress
from playground.runs.reader import RunReader
from playground.session.control import Control
from playground.session.session import Session

SMALL = override(
    presets.find("transformer-gpt").experiment,
    ["training.duration=12", "training.duration_unit=steps", "task.kilobytes=20", "task.context=24"],
)
OWN = Sampling(0.5, 3, 0.9)


def ran(path: Path, *commands: Command) -> list[Event]:
    control, events = Control(), list[Event]()
    for command in commands:
        control.send(command)

    def react(event: Event) -> None:
        events.append(event)
        if isinstance(event, Pictures):
            control.send(Collected())

    Session(1, SMALL, path, react, control).run()
    return events


def lines(events: list[Event]) -> set[tuple[str, ...]]:
    shots = [shot for event in events if isinstance(event, Pictures) for shot in event.snapshots]
    return {shot.labels["line"] for shot in shots if shot.name == "prediction"}


def test_that_a_text_is_drawn_as_chosen_and_neither_run_nor_recording_differ_by_a_bit(tmp_path: Path) -> None:
    watch = Watch(frozenset({"prediction"}))
    plain, sampled = ran(tmp_path / "a.run", watch), ran(tmp_path / "b.run", watch, SampleTexts(OWN))
    usual = ("prompt", "temperature 0", "temperature 0.5", "temperature 1")
    assert lines(plain) == {usual} and lines(sampled) == {(*usual, OWN.words)}
    one, other = ([event.losses.tobytes() for event in events if isinstance(event, Progress)]
                  for events in (plain, sampled))  # fmt: skip
    assert b"".join(one) == b"".join(other)
    with RunReader(tmp_path / "a.run") as first, RunReader(tmp_path / "b.run") as second:
        for step in (0, 12):
            kept = [{shot.name: shot for shot in reader.snapshots(step)}["prediction"] for reader in (first, second)]
            assert kept[0].labels == kept[1].labels and kept[0].values.tobytes() == kept[1].values.tobytes()


def test_that_a_run_that_begins_later_hears_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker, sent = Worker(lambda event: None), list[Command]()
    monkeypatch.setattr(Control, "send", lambda self, command: sent.append(command))
    worker.take(Start(1, SMALL.to_json(), tmp_path / "x.run"))
    assert not [command for command in sent if isinstance(command, SampleTexts)], "by default there is nothing to say"
    worker.take(SampleTexts(OWN))
    sent.clear()
    worker.take(Start(2, SMALL.to_json(), tmp_path / "y.run"))
    assert SampleTexts(OWN) in sent
