"""The engine describes a user's file beside its work: fenced in time and memory, the last question only."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from playground.architectures.own.settings import OwnSettings
from playground.engine.client import EngineClient
from playground.engine.describing import Describer
from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.foundation import consent
from playground.protocol.commands import Describe, Start
from playground.protocol.described import Described
from playground.protocol.events import Event, Progress
from playground.protocol.mailbox import Mailbox

pytestmark = pytest.mark.usefixtures("warm")

ZOO = Path(__file__).parents[1] / "architectures" / "zoo"
DIGITS = presets.find("cnn-digits").experiment


def asked(name: str, allow: bool = True) -> Experiment:
    file = consent.read(ZOO / f"{name}.py")
    if allow:
        consent.give(file)
    return DIGITS.model_copy(update={"architecture": OwnSettings.of(file)})


def until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def answered(command: Describe) -> Described:
    heard: list[Described] = []
    describer = Describer(heard.append)
    describer.take(command)
    until(lambda: bool(heard))
    describer.end()
    assert heard[0].number == command.number
    return heard[0]


def test_that_a_file_is_described_with_schema_layers_and_taps() -> None:
    report = answered(Describe(7, asked("residual_in_place").to_json())).report
    assert report["error"] == "" and report["parameters"] == 802
    assert report["schema"]["properties"]["channels"]["default"] == 6
    (choice,) = OwnSettings.found(report)["choices"]
    assert (choice["key"], choice["kind"], choice["default"]) == ("channels", "int", 6)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("hangs", "hangs.py:13: did not come to its end within 2 seconds."),
        ("hangs_in_a_call", "hangs_in_a_call.py:12: did not come to its end within 2 seconds."),
        ("raises", "That was in the layer second, a Linear, which was given 2 × 20."),
        ("eats_memory", "eats_memory.py: needs more memory than this machine can give it."),
        ("gives_a_dict", "gives_a_dict.py: the model gives a dict; wanted is one tensor of 2 × 10."),
    ],
)
def test_that_a_file_that_does_not_work_is_one_sentence(name: str, sentence: str) -> None:
    assert answered(Describe(1, asked(name).to_json(), seconds=2.0)).report["error"].endswith(sentence)


def test_that_a_file_nobody_allowed_is_not_run() -> None:
    report = answered(Describe(1, asked("residual_in_place", allow=False).to_json())).report
    assert "is not allowed to run yet" in report["error"] and not report["table"]


def test_that_only_the_last_question_is_answered_and_nothing_is_left_behind() -> None:
    heard: list[Described] = []
    describer = Describer(heard.append)
    describer.take(Describe(1, asked("hangs").to_json()))
    describer.take(Describe(2, asked("shared_convolution").to_json()))
    until(lambda: bool(heard))
    describer.take(Describe(3, asked("hangs").to_json()))
    describer.end()
    assert [one.number for one in heard] == [2]


def test_that_what_is_no_experiment_is_said() -> None:
    heard: list[Described] = []
    Describer(heard.append).take(Describe(1, "{"))
    assert heard[0].report["error"] == "the experiment is not valid JSON"


@pytest.mark.usefixtures("warm_family")
def test_that_the_engine_answers_over_its_pipe_while_it_trains(tmp_path: Path) -> None:
    mailbox = Mailbox()
    client = EngineClient(mailbox)
    heard: list[Event] = []

    def saw(kind: type[Event]) -> bool:
        heard.extend(mailbox.take()[0])
        return any(isinstance(one, kind) for one in heard)

    client.start()
    try:
        long = DIGITS.changed({"training.duration": 10**6, "training.duration_unit": "steps"})
        client.send(Start(1, long.to_json(), tmp_path / "a.run"))
        until(lambda: saw(Progress))
        client.send(Describe(5, asked("residual_in_place").to_json()))
        until(lambda: saw(Described))
        (answer,) = [one for one in heard if isinstance(one, Described)]
        assert answer.number == 5 and answer.report["parameters"] == 802
        heard.clear()
        until(lambda: saw(Progress))  # it still trains
        client.send(Describe(6, asked("hangs").to_json()))
        time.sleep(1.0)
    finally:
        client.close()  # with a file that hangs
