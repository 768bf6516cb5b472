"""A run that is broken on purpose is told what is wrong; a healthy one is told nothing, and neither is disturbed."""

import json
from pathlib import Path

import pytest

from playground.experiment import presets
from playground.experiment.diagnoses import DiagnosisKind as Kind
from playground.experiment.overrides import override
from playground.protocol.events import Diagnosed, Event, Progress, RunState
from playground.runs.reader import RunReader
from playground.runs.replay import replay
from playground.session.control import Control
from playground.session.session import Session
from playground.training.trainer import Trainer


def run(preset: str, path: Path, *assignments: str) -> tuple[list[Event], RunState]:
    events: list[Event] = []
    experiment = override(presets.find(preset).experiment, list(assignments))
    return events, Session(3, experiment, path, events.append, Control()).run()


def diagnosed(events: list[Event]) -> list[Diagnosed]:
    return [event for event in events if isinstance(event, Diagnosed)]


@pytest.mark.parametrize(
    "preset", ["broken-dead-relus", "broken-diverged", "broken-baseline-not-beaten", "broken-collapsed-attention"]
)
def test_that_a_broken_preset_is_found_out_and_its_recording_says_the_same(preset: str, tmp_path: Path) -> None:
    events, _ = run(preset, tmp_path / "a.run")
    found = diagnosed(events)
    declared = presets.find(preset).about.diagnoses
    assert declared[0] in {event.kind.value for event in found if event.holds}
    assert {event.kind.value for event in found} <= {*declared, Kind.BASELINE.value}
    with RunReader(tmp_path / "a.run") as reader:
        assert diagnosed(list(replay(reader, 3))) == found


def test_that_a_healthy_run_is_told_nothing(tmp_path: Path) -> None:
    events, state = run("cnn-digits", tmp_path / "a.run", "training.duration=10")
    assert state is RunState.FINISHED and diagnosed(events) == []


def test_that_a_diverged_run_names_the_step_the_layer_and_the_last_loss_that_was_a_number(tmp_path: Path) -> None:
    events, state = run("broken-diverged", tmp_path / "a.run")
    (event,) = diagnosed(events)
    losses = [loss for progress in events if isinstance(progress, Progress) for loss in progress.losses.tolist()]
    assert state is RunState.FAILED
    assert (event.kind, event.step, event.layer) == (Kind.DIVERGED, len(losses), "output")
    assert event.value == losses[-2] > 1e6


def test_that_a_diagnosed_run_has_the_bits_of_one_that_nobody_looks_at(tmp_path: Path) -> None:
    events, _ = run("broken-dead-relus", tmp_path / "a.run")
    experiment = presets.find("broken-dead-relus").experiment
    trainer = Trainer(experiment, experiment.task.load(experiment.training.seed))
    bare = [trainer.advance().item() for _ in range(trainer.total_steps)]
    assert [loss for one in events if isinstance(one, Progress) for loss in one.losses.tolist()] == bare


def test_that_a_resumed_run_forgets_what_was_said_after_its_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    run("broken-dead-relus", path)
    from playground.runs.writer import RunWriter

    with RunReader(path) as reader:
        said = [step for _, step, text in reader.log() if "diagnosed" in json.loads(text)]
    writer = RunWriter.resume(path, said[0] - 1)
    writer.add_log(said[0], "resumed")
    writer.close()
    with RunReader(path) as reader:
        assert [text for _, _, text in reader.log()] == ["resumed"] and diagnosed(list(replay(reader))) == []
