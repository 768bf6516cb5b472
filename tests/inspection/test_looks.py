"""Whatever fails while a run is looked at ends in a sentence, and the run finishes with the same bits."""

from __future__ import annotations

import importlib
import inspect
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from playground.experiment import presets
from playground.experiment.experiment import Experiment, TaskSettings
from playground.experiment.overrides import override
from playground.inspection.robustness import progressive
from playground.probes.recorder import Recorder
from playground.protocol.commands import (
    Advance,
    ChooseExample,
    ChooseWrong,
    Continue,
    ExplainCell,
    ExplainStep,
    Pause,
    Watch,
)
from playground.protocol.events import (
    Event,
    Explained,
    Pictures,
    Progress,
    Refused,
    RunStarted,
    RunState,
    SpecimenShown,
    StateChanged,
)
from playground.runs.reader import RunReader
from playground.session import health
from playground.session.control import Control
from playground.session.session import Session
from playground.training.trainer import Trainer
from playground.worked import ask
from playground.worked.example import Question

pytestmark = pytest.mark.looks

LOOKING = (
    "attribution.making", "attribution.unfolding", "attribution.views",
    "choosing", "diagnosis", "explained_step", "explaining", "showing", "timed", "view", "views.gradients",
    "views.planes", "views.predictions", "views.statistics", "views.surveys", "views.timing", "vitals", "wording",
)  # fmt: skip
RUNS = {
    "cnn-digits": ("output", (0,)),
    "rnn-first-symbol-lstm": ("output", (0,)),
    "transformer-sort": ("output", (0, 0)),
}
STEPS = 6
# asked for in the long test alone
DEAR = (
    "maximising", "plane", "attribution", "landscape", "survey.wanted", "survey.sanity", "survey.transplant",
    "survey.disturbances", "survey.nudge",
)  # fmt: skip


ENTRANCES = {
    "Trainer.look",
    "Trainer.evaluate",
    "Trainer.answer",
    "Recorder.__enter__",
    "TaskSettings.metrics",
    "ask.explain",
    "choosing.choose",
    "explained_step.explain",
    "explained_step.value_of",
    "Explaining.traced",
    "Health.tested",
    "Showing.snapshots",
    "Showing.film",
    "Showing.pictures",
    "Showing.filmed",
    "Showing.sample",
    "Showing.unfinished",
    "Timed._taken",
}
# what cannot even be begun is not offered, and only the log says why; nobody waits for what these give
UNSEEN = {"Explaining.traced", "Showing.film", "Showing.filmed", "Showing.pictures"}

GUARDS = {
    "Explaining.answer",
    "Explaining.due",
    "looks.offered",
    "looks.unheard",
}  # these do not look; they catch what fails

Place = tuple[Any, str]


def places() -> list[Place]:
    """Every function and method that is there for looking: of the modules that only look, and what they stand on."""
    found: list[Place] = [
        (Trainer, "look"), (Trainer, "evaluate"), (Trainer, "answer"), (Recorder, "__enter__"),
        (TaskSettings, "metrics"), (ask, "explain"),
    ]  # fmt: skip
    modules = [importlib.import_module(f"playground.inspection.{name}") for name in LOOKING]
    for module in (*modules, health):
        for owner in (module, *(one for _, one in inspect.getmembers(module, inspect.isclass))):
            if owner is not module and owner.__module__ != module.__name__:
                continue
            for key, member in vars(owner).items():
                own = inspect.isfunction(member) and member.__module__ == module.__name__
                if (
                    own
                    and words((owner, key)) not in GUARDS
                    and not key.startswith("__")
                    and not inspect.isgeneratorfunction(inspect.unwrap(member))
                ):
                    found.append((owner, key))
    return found


def words(place: Place) -> str:
    return f"{place[0].__name__.rpartition('.')[2]}.{place[1]}"


class Broken(Exception):  # noqa: N818 - what a look may meet
    """Something that nobody has thought of."""


def breaking(place: Place, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Have it raise at every call; the list counts them."""
    calls: list[int] = []

    def broken(*given: object, **named: object) -> object:
        calls.append(1)
        raise Broken(words(place))

    owner, name = place
    original = vars(owner)[name]
    for one in [owner] if inspect.ismodule(owner) else [owner, *owner.__subclasses__()]:
        if name in vars(one):
            monkeypatch.setattr(one, name, broken)
    if inspect.ismodule(owner):  # others have it by its name
        for module in [found for key, found in sys.modules.items() if key.startswith("playground.")]:
            for key in [key for key, value in vars(module).items() if value is original]:
                monkeypatch.setattr(module, key, broken)
    return calls


def experiment_of(name: str) -> Experiment:
    changes = [f"training.duration={STEPS}", "training.duration_unit=steps", "training.evaluate_every=3"]
    return override(presets.find(name).experiment, [*changes, "training.batch_size=8"])


def looked_at(name: str, path: Path, dear: tuple[str, ...] = DEAR) -> tuple[list[Event], bytes]:
    """A run that is watched and asked in every way; its events, and the bits it ends with."""
    control, events, turns = Control(Pause()), [], []
    picture, index = RUNS[name]

    def hear(event: Event) -> None:
        events.append(event)
        if isinstance(event, RunStarted):
            control.send(Watch(frozenset(info.name for info in event.pictures if not info.name.startswith(dear))))
            control.send(ExplainCell(Question(picture, index)))
        paused = isinstance(event, StateChanged) and event.state is RunState.PAUSED
        if paused or (len(turns) == 1 and isinstance(event, Progress) and event.last_step == 2):
            turns.append(1)
            control.send(ChooseExample(3) if len(turns) % 2 else ChooseWrong(0))
            control.send(ExplainStep("", ()))
            if len(turns) < 2:
                control.send(Advance(2))
            else:
                control.send(Continue())

    state = Session(1, experiment_of(name), path, hear, control).run()
    assert state is RunState.FINISHED, [event for event in events if isinstance(event, StateChanged)][-1]
    with RunReader(path) as reader:
        checkpoint = reader.checkpoint()
        return events, reader.losses()[1].tobytes() + b"".join(
            array.tobytes() for _, array in sorted(checkpoint.weights.items())
        )


@cache
def undisturbed(name: str) -> bytes:
    with TemporaryDirectory() as folder:
        return looked_at(name, Path(folder) / "a.run")[1]


def told(events: list[Event]) -> bool:
    """Whether a person reads that something failed."""
    said = [event.reason for event in events if isinstance(event, Refused)]
    for event in events:
        match event:
            case Pictures():
                said += event.problems.values()
            case Explained():
                said.append(event.problem)
            case SpecimenShown():
                said.append(event.note)
    return any("; the run goes on, and the details are in " in sentence for sentence in said)


def break_each(name: str, chosen: list[Place], folder: Path, dear: tuple[str, ...] = DEAR) -> set[str]:
    """Each in a run of its own; returns those that the run came to."""
    reached = set()
    for number, place in enumerate(chosen):
        with pytest.MonkeyPatch.context() as monkeypatch:
            calls = breaking(place, monkeypatch)
            events, bits = looked_at(name, folder / f"{number}.run", dear)
        assert bits == undisturbed(name), words(place)
        if calls:
            reached.add(words(place))
            assert told(events) or words(place) not in ENTRANCES - UNSEEN, words(place)
    return reached


def test_that_no_look_that_fails_ends_a_run_or_changes_a_bit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progressive, "SECONDS", 0.01)  # of a picture that takes longer, in each look, as nobody waits
    chosen = [place for place in places() if words(place) in ENTRANCES]
    assert break_each("cnn-digits", chosen, tmp_path) == ENTRANCES


@pytest.mark.slow
@pytest.mark.parametrize("name", RUNS)
def test_that_nothing_that_looks_ends_a_run_or_changes_a_bit(name: str, tmp_path: Path) -> None:
    assert break_each(name, places(), tmp_path, ("nothing",)) > ENTRANCES
