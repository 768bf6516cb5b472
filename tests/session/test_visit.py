"""A visit: a session that only looks at a recording's model as it was at one step, and answers what is asked of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.experiment.interventions import SetLearningRate
from playground.experiment.overrides import override
from playground.protocol.commands import ChooseExample, Command, ExplainCell, Intervene, Recall, Shutdown, Watch
from playground.protocol.events import Event, Explained, Pictures, Refused, SpecimenShown
from playground.protocol.explained import StepExamined, StepRecalled
from playground.session.control import Control
from playground.session.headless import train
from playground.session.visit import Visit
from playground.training.trainer import Trainer
from playground.worked.example import Question

INTEGRATED, COVERED = "attribution.answer.integrated-gradients", "attribution.truth.occlusion.5"


def short() -> Experiment:
    changes = ["training.duration=60", "training.duration_unit=steps", "training.threads=1"]
    return override(presets.find("cnn-digits").experiment, changes)


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("runs") / "a.run"
    train(short(), path)
    return path


def visited(
    path: Path, step: int, *commands: Command, then: Callable[[Event], Command | None] | None = None
) -> list[Event]:
    """What is published; ``then`` answers an event with the next command."""
    control, events = Control(*commands), list[Event]()

    def publish(event: Event) -> None:
        events.append(event)
        command = then(event) if then is not None else None
        if command is not None:
            control.send(command)

    if then is None:
        control.send(Shutdown())
    Visit(Recall(7, path, step), publish, control).run()
    return events


def after_pictures(*commands: Command) -> Callable[[Event], Command | None]:
    """Each of them once pictures came, then the end."""
    left = [*commands, Shutdown()]
    return lambda event: left.pop(0) if isinstance(event, Pictures) and left else None


def test_that_it_tells_of_the_step_and_shows_what_the_recording_does_not_hold(recording: Path) -> None:
    events = visited(recording, 43, Watch(frozenset({INTEGRATED, COVERED, "input"})), then=after_pictures())
    told, pictures = events[0], next(event for event in events if isinstance(event, Pictures))
    assert isinstance(told, StepRecalled) and (told.run, told.step, told.problem) == (7, 43, "")
    assert told.different is None and told.compared == 43 - told.start
    assert COVERED in {info.name for info in told.pictures}
    assert {shot.name for shot in pictures.snapshots} == {INTEGRATED, COVERED, "input"}
    assert (pictures.run, pictures.step) == (7, 43)


def test_that_its_pictures_are_those_of_the_uninterrupted_run(recording: Path) -> None:
    one = Trainer(short(), short().load())
    for _ in range(31):
        one.advance()
    events = visited(recording, 31, Watch(frozenset({"output"})), then=after_pictures())
    (shot,) = next(event for event in events if isinstance(event, Pictures)).snapshots
    expected = one.look(one.data.example(0)[0], {"output"})["output"][1]
    np.testing.assert_array_equal(shot.values, expected)


def test_that_a_number_is_explained_and_another_specimen_shown_at_that_step(recording: Path) -> None:
    question = Question(INTEGRATED, (3, 3))
    events = visited(
        recording, 20, Watch(frozenset({INTEGRATED})), then=after_pictures(ExplainCell(question), ChooseExample(5))
    )
    answered = [event for event in events if isinstance(event, Explained)]
    assert answered and answered[0].step == 20 and answered[0].example is not None and answered[0].example.agrees
    chosen = next(event for event in events if isinstance(event, SpecimenShown))
    assert chosen.index == 5


def test_that_it_changes_neither_the_recording_nor_the_model(recording: Path) -> None:
    before = recording.read_bytes()
    events = visited(recording, 20, Watch(frozenset({"output"})), then=after_pictures(Intervene(SetLearningRate(0.5))))
    refused = [event for event in events if isinstance(event, Refused)]
    assert [event.reason for event in refused] == ["A step of a recording can be looked at, but not changed."]
    assert recording.read_bytes() == before


@pytest.mark.parametrize(("step", "said"), [(61, "has the steps 0 to 60"), (-3, "has the steps 0 to 60")])
def test_that_a_step_that_never_was_is_one_sentence(recording: Path, step: int, said: str) -> None:
    (told,) = visited(recording, step)
    assert isinstance(told, StepRecalled) and said in told.problem


def test_that_a_file_that_is_no_recording_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    path.write_bytes(b"nothing of the kind")
    (told,) = visited(path, 3)
    assert isinstance(told, StepRecalled) and told.problem.startswith(str(path))


def test_that_whoever_is_sent_away_replays_no_further(recording: Path) -> None:
    assert visited(recording, 1, Shutdown()) == []


def test_that_what_made_the_step_is_told_where_it_is_asked_for(recording: Path) -> None:
    events, control = list[Event](), Control(Watch(frozenset({"output"})))

    def publish(event: Event) -> None:
        events.append(event)
        if isinstance(event, StepExamined):
            control.send(Shutdown())

    Visit(Recall(7, recording, 25, examined=True), publish, control).run()
    (told,) = (event for event in events if isinstance(event, StepExamined))
    assert (told.run, told.step, told.batch) == (7, 25, 32)
    assert told.layers and len(told.examples) == 5
