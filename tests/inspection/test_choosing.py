"""Another specimen: all pictures follow, running, held or over; the run and its recording do not change by a bit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
import torch

from playground.data.specimen import Specimen
from playground.experiment.experiment import Experiment
from playground.inspection.choosing import SEARCHED, mistakes, next_wrong
from playground.inspection.showing import Showing
from playground.protocol.commands import Choose, ChooseExample, ChooseWrong, Pause, Stop, Watch
from playground.protocol.events import Event, Pictures, Progress, RunState, SpecimenShown, StateChanged
from playground.runs.reader import RunReader
from playground.session.control import Control
from playground.session.session import Session
from tests.inspection.test_predictions import trainer
from tests.session.test_session import Ran, _until, experiment, losses, states

pytestmark = pytest.mark.looks

DIGITS = experiment(50).task.load(0)


def drawn(experiment: Experiment, shade: float = 0.5) -> Specimen:
    """A picture that no test example is."""
    return Specimen((np.full((1, 1, 8, 8), shade, np.float32),), np.zeros(1, np.int64), "drawn", known=False)


def shown(events: list[Event]) -> list[str]:
    """The specimens in words; the first is the one that the run begins with."""
    return [event.words for event in events if isinstance(event, SpecimenShown)][1:]


def inputs(events: list[Event]) -> list[np.ndarray]:
    pictures = [event for event in events if isinstance(event, Pictures)]
    return [shot.values for event in pictures for shot in event.snapshots if shot.name == "input"]


def test_that_pictures_of_the_chosen_specimen_follow_its_announcement(tmp_path: Path) -> None:
    control = Control()
    control.send(Watch(frozenset({"input", "prediction"})))
    one = drawn(experiment(60))

    def choose(event: Event, control: Control) -> None:
        if isinstance(event, Progress) and event.first_step == 1:
            control.send(Choose(one))

    ran = Ran(tmp_path / "a.run", experiment(60), choose, control)
    first, at = (index for index, event in enumerate(ran.events) if isinstance(event, SpecimenShown))
    begun = ran.events[first]
    assert isinstance(begun, SpecimenShown) and (begun.index, begun.count) == (0, 360)
    assert shown(ran.events) == ["drawn"]
    following = ran.events[at + 1]
    assert isinstance(following, Pictures) and {shot.name for shot in following.snapshots} == {"input", "prediction"}
    assert all((values == 0.5).all() for values in inputs(ran.events[at:]))
    labels = next(shot.labels for shot in following.snapshots if shot.name == "prediction")
    assert "truth" not in labels


@pytest.mark.parametrize("dropout", ["0.0", "0.3"])
def test_that_choosing_at_every_report_leaves_every_bit_of_the_run_and_its_recording(
    tmp_path: Path, dropout: str
) -> None:  # fmt: skip
    asked = experiment(90, f"architecture.dropout={dropout}")
    plain = Ran(tmp_path / "a.run", asked)
    control = Control()
    control.send(Watch(frozenset({"input", "prediction", "stages.0.activation"})))
    choices = iter([Choose(drawn(asked, 0.1 * n)) if n % 3 else ChooseWrong(n) for n in range(1000)])
    restless = Ran(tmp_path / "b.run", asked, lambda event, control: control.send(next(choices)), control)
    assert len(shown(restless.events)) > 3
    assert losses(restless.events) == losses(plain.events)
    with RunReader(tmp_path / "a.run") as one, RunReader(tmp_path / "b.run") as other:
        mine, theirs = one.checkpoint().weights, other.checkpoint().weights
        assert all(np.array_equal(mine[name], theirs[name]) for name in mine)
        for step in (0, 90):
            expected = {shot.name: shot.values for shot in one.snapshots(step)}
            recorded = other.snapshots(step)
            assert len(recorded) == len(expected) > 3
            for shot in recorded:
                np.testing.assert_array_equal(shot.values, expected[shot.name], shot.name)


def test_that_a_held_session_and_one_that_is_over_show_it_at_once(tmp_path: Path) -> None:
    control, events = Control(Pause()), list[Event]()
    control.send(Watch(frozenset({"input"})))
    asked = experiment(50)
    session = Session(1, asked, tmp_path / "a.run", events.append, control)

    def live() -> None:
        session.run()
        session.linger()

    thread = Thread(target=live)
    thread.start()
    try:
        _until(lambda: RunState.PAUSED in states(events))
        control.send(ChooseExample(5))
        _until(lambda: len(shown(events)) == 1 and np.array_equal(inputs(events)[-1], DIGITS.test.inputs[0][5]))
        control.send(Stop())
        _until(lambda: RunState.STOPPED in states(events))
        control.send(Choose(drawn(asked)))
        _until(lambda: len(shown(events)) == 2 and bool((inputs(events)[-1] == 0.5).all()))
    finally:
        control.release()
        thread.join(10)
    assert not losses(events)


def test_that_a_specimen_of_another_task_changes_nothing_and_is_said(tmp_path: Path) -> None:
    control = Control()
    misfit = replace(drawn(experiment(40)), inputs=(np.zeros((1, 1, 28, 28), np.float32),))

    def choose(event: Event, control: Control) -> None:
        if isinstance(event, StateChanged) and event.state is RunState.RUNNING:
            control.send(Choose(misfit))

    ran = Ran(tmp_path / "a.run", experiment(40), choose, control)
    (_, answer) = [event for event in ran.events if isinstance(event, SpecimenShown)]
    assert answer.index == 0 and answer.note and ran.state is RunState.FINISHED


@pytest.mark.parametrize(
    ("architecture", "task"), [("cnn", {"kind": "digits"}), ("decoder", {"kind": "sort"}), ("pair", {"kind": "dates"})]
)
def test_that_one_goes_through_all_mistakes_the_most_certain_first(architecture: str, task: dict[str, object]) -> None:
    one = trainer(architecture, task, steps=8)
    certain: dict[int, float] = {}
    for index in range(min(len(one.data.test), SEARCHED)):
        given, targets = one.data.example(index)
        odds = one.answer(*given).softmax(-1).numpy()
        wrong = (odds.argmax(-1) != targets) & (targets != -100)
        if wrong.any():
            certain[index] = float(odds.max(-1)[wrong].max())
    right = next((index for index in range(len(one.data.test)) if index not in certain), -1)
    found: list[int] = []
    at = next_wrong(one, right)
    while at is not None and at not in found:
        found.append(at)
        at = next_wrong(one, at) if len(found) < 20 else None
    assert found[0] == max(certain, key=lambda index: round(certain[index], 5))
    assert set(found) <= set(certain) and len(set(found)) == len(found)
    assert [certain[index] for index in found] == pytest.approx(sorted(certain.values(), reverse=True)[: len(found)])
    order = mistakes(one)
    assert set(order) == set(certain) and next_wrong(one, order[-1]) == order[0]


def test_that_of_values_the_worst_tenth_counts_as_wrong_the_largest_error_first() -> None:
    one = trainer("rnn", {"kind": "adding", "length": 6})
    errors = ((one.answer(one.data.test.inputs[0]).numpy() - one.data.test.targets) ** 2)[:, 0]
    order = mistakes(one)
    assert errors[order[0]] == errors.max() and list(errors[order]) == sorted(errors[order], reverse=True)
    assert len(order) <= 0.11 * len(errors) and errors[order].min() >= np.quantile(errors, 0.89)


def test_that_a_model_without_mistakes_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    one = trainer("cnn", {"kind": "digits"})
    answers = torch.eye(10)[torch.from_numpy(one.data.test.targets)]
    place = {image.tobytes(): at for at, image in enumerate(one.data.test.inputs[0])}
    monkeypatch.setattr(one, "answer", lambda images: answers[[place[image.tobytes()] for image in images]])
    assert mistakes(one) == [] and next_wrong(one, 3) is None


def test_that_a_pair_shows_what_was_answered_so_far_beside_what_is_read() -> None:
    one = trainer("pair", {"kind": "reverse"})
    shots = {shot.name: shot for shot in Showing(one).snapshots({"input", "input.target"})}
    assert shots["input.target"].axes == ("target time",)
    np.testing.assert_array_equal(shots["input.target"].values, one.data.test.inputs[1][0])
    assert shots["input.target"].labels["target time"][0] == "‹"


def test_that_a_forecast_stands_behind_its_own_window() -> None:
    one = trainer("rnn", {"kind": "series"})
    showing = Showing(one)
    showing.choose(Specimen.of_test(one.data, 7))
    (shot,) = showing.snapshots({"prediction.specimen"}, all_views=True)
    window, truth = one.data.test.inputs[0][7, :, 0], one.data.test.targets[7, 0]
    curves = dict(zip(shot.labels["curve"], shot.values, strict=True))
    np.testing.assert_array_equal(curves["input"][:-1], window)
    assert curves["truth"][-1] == truth and curves["model"][-2] == window[-1]
    assert curves["model"][-1] == pytest.approx(float(one.answer(one.data.test.inputs[0][7:8])[0, 0]), rel=1e-5)


def test_that_where_no_truth_is_known_a_translator_is_fed_its_own_words() -> None:
    one = trainer("pair", {"kind": "translation"}, steps=30)
    typed = one.experiment.task.specimen_from("the book the")
    assert not typed.known
    showing = Showing(one)
    showing.choose(typed)
    names = {"prediction", "input.target"} | {
        info.name for info in showing.pictures() if info.axes == ("head", "target query", "source key")
    }
    shots = {shot.name: shot for shot in showing.snapshots(names, all_views=True)}
    lines = shots.pop("prediction").labels
    assert lines["line"] == ("question", "model") and lines["question"] == ("the", "book", "the")
    fed = shots.pop("input.target").labels["target time"]
    assert fed == ("‹", *lines["model"][:-1])
    assert shots and all(shot.labels["target query"] == lines["model"] for shot in shots.values())
    assert lines["model"][-1] == "›" or len(lines["model"]) == typed.targets.shape[1]


def test_that_a_typed_text_is_gone_on_from_however_long_it_is() -> None:
    one = trainer("decoder", {"kind": "characters", "kilobytes": 20, "context": 60})
    showing = Showing(one)
    for prompt in ("t", "the " * 15):
        showing.choose(one.experiment.task.specimen_from(prompt))
        (text,) = showing.snapshots({"prediction"}, all_views=True)
        assert text.labels["prompt"] == tuple(prompt.replace(" ", "␣"))
        assert len(text.labels["temperature 0"]) == text.values.shape[1] > len(prompt) + 40


def test_that_a_specimen_chosen_in_the_middle_of_a_test_is_shown_before_its_end() -> None:
    one = trainer("cnn", {"kind": "digits"})
    showing, seen = Showing(one), []

    def look() -> None:
        showing.choose(Specimen.of_test(one.data, len(seen)))
        seen.append([shot.name for shot in showing.snapshots({"input", "prediction"})])

    assert one.evaluate(None, look) == one.evaluate()
    assert seen == [["input", "prediction"]] * 3
