"""A validation part is kept back where it is asked for: tested, recorded and shown, and what choices are made by."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from playground.cli import main
from playground.data.fingerprint import Fingerprint
from playground.data.validation import keeping_back
from playground.experiment import presets
from playground.experiment.experiment import Experiment
from playground.experiment.overrides import override
from playground.foundation.errors import RunFileError, SettingsError
from playground.inspection.diagnosis import Diagnostician
from playground.protocol.commands import Advance, Goal, Pause, Stop
from playground.protocol.events import Evaluated, Event, RunState, StateChanged
from playground.runs import provenance
from playground.runs.follow import Follower
from playground.runs.listing import read
from playground.runs.reader import RunReader
from playground.runs.replay import replay
from playground.runs.schema import DataPart
from playground.session.control import Control
from playground.session.headless import train
from playground.session.session import Session


def asked(*changes: str, preset: str = "cnn-digits") -> Experiment:
    short = ["training.duration=60", "training.duration_unit=steps", "training.device=cpu", "training.threads=1"]
    return override(presets.find(preset).experiment, [*short, *changes])


HELD = asked("training.validation=0.1")


def told_in(events: list[Event]) -> list[Evaluated]:
    return [event for event in events if isinstance(event, Evaluated)]


def test_that_what_is_kept_back_is_trained_on_no_more_and_nothing_is_lost() -> None:
    whole, held = asked().load(), HELD.load()
    assert whole.validation is None and held.validation is not None
    assert (len(held.train), len(held.validation), len(held.test)) == (1293, 144, len(whole.test))
    both = [*held.train.inputs[0], *held.validation.inputs[0]]
    assert sorted(image.tobytes() for image in both) == sorted(image.tobytes() for image in whole.train.inputs[0])
    same, other = HELD.load(), override(HELD, ["training.seed=2"]).load()
    assert same.validation is not None and other.validation is not None
    assert np.array_equal(same.validation.targets, held.validation.targets)
    assert not np.array_equal(other.validation.targets, held.validation.targets)
    assert len(np.unique(held.validation.targets)) == 10


@pytest.mark.parametrize("preset", ["rnn-sine", "transformer-gpt"])
def test_that_of_a_series_the_end_is_kept_back_and_no_value_stands_on_both_sides(preset: str) -> None:
    whole, held = (asked(f"training.validation={share}", preset=preset).load() for share in (0.0, 0.1))
    assert held.validation is not None and whole.overlap > 0
    assert len(held.train) + whole.overlap + len(held.validation) == len(whole.train)
    assert np.array_equal(held.validation.inputs[0][-1], whole.train.inputs[0][-1])
    if preset == "rnn-sine":
        assert not set(held.train.targets.ravel().tolist()) & set(held.validation.inputs[0][0].ravel().tolist())


@pytest.mark.parametrize("share", [1e-9, 0.5])
def test_that_a_share_that_leaves_nothing_is_refused_in_one_sentence(share: float) -> None:
    data = asked(preset="rnn-sine").load()
    short = keeping_back(data, 0.0, 1)
    assert short is data
    few = data.__class__(data.shape, data.train.first(20), data.test, data.references, overlap=data.overlap)
    with pytest.raises(SettingsError, match=r"training\.validation: A share of .* of 20 training examples"):
        keeping_back(few, share, 1)
    for wrong in ("-0.1", "0.9", "nan"):
        with pytest.raises(SettingsError, match=r"training\.validation"):
            asked(f"training.validation={wrong}")


def test_that_a_run_that_cannot_keep_it_back_says_so_and_a_later_one_goes(tmp_path: Path) -> None:
    session = Session(1, asked("training.validation=0.0001"), tmp_path / "a.run", lambda event: None, Control())
    assert session.run() is RunState.FAILED and not (tmp_path / "a.run").exists()
    assert train(HELD, tmp_path / "a.run").state is RunState.FINISHED


def test_that_it_is_tested_recorded_replayed_followed_and_listed(tmp_path: Path) -> None:
    events: list[Event] = []
    outcome = train(HELD, path := tmp_path / "a.run", events.append)
    told = told_in(events)
    assert told[-1].validation.keys() == told[-1].metrics.keys() == {"loss", "accuracy"}
    assert told[-1].validation != told[-1].metrics and all(one.validation for one in told)
    assert outcome.validation == told[-1].validation and told[-1].chosen_by is told[-1].validation
    with RunReader(path) as reader:
        assert reader.metrics(DataPart.VALIDATION) == [(one.step, dict(one.validation)) for one in told]
        assert reader.metrics() == [(one.step, dict(one.metrics)) for one in told]
        assert reader.last_metrics(DataPart.VALIDATION) == told[-1].validation
        assert [one.validation for one in told_in(list(replay(reader)))] == [one.validation for one in told]
        experiment, data = provenance.load(reader)
    assert experiment == HELD and data.validation is not None
    followed = told_in(list(Follower(path, 1).poll(0.0)))
    assert [one.validation for one in followed] == [one.validation for one in told]
    entry = read(path, path.stat().st_size, held=False)
    assert entry.validation == told[-1].validation["accuracy"] and entry.result == told[-1].metrics["accuracy"]


def test_that_without_one_nothing_of_it_is_recorded(tmp_path: Path) -> None:
    outcome = train(asked(), tmp_path / "a.run")
    with RunReader(tmp_path / "a.run") as reader:
        assert reader.metrics(DataPart.VALIDATION) == [] and reader.last_metrics(DataPart.VALIDATION) == {}
        names = reader._rows((str,), "SELECT DISTINCT name FROM metrics")
    assert outcome.validation == {} and {name for (name,) in names} == {"loss", "accuracy"}
    assert read(outcome.path, 1, held=False).validation is None


def test_that_the_terminal_tells_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["train", "cnn-digits", "--steps", "20", "--set", "training.validation=0.2", "--out"]
    assert main([*words, str(tmp_path / "a.run"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["validation"].keys() == told["metrics"].keys()
    assert main([*words, str(tmp_path / "b.run")]) == 0
    assert "validation loss " in capsys.readouterr().out
    assert main(["runs", str(tmp_path)]) == 0
    assert "VALIDATION" in capsys.readouterr().out
    for path in tmp_path.glob("*.run"):
        path.unlink()
    train(asked(), tmp_path / "c.run")
    assert main(["runs", str(tmp_path)]) == 0 and "VALIDATION" not in capsys.readouterr().out


def test_that_a_goal_is_met_on_the_validation_part_and_never_on_the_test_set(tmp_path: Path) -> None:
    often = override(HELD, ["training.evaluate_every=1"])
    events: list[Event] = []
    train(often, tmp_path / "a.run", events.append)
    told = told_in(events)

    def first(share: float, part: str) -> int:
        return next((one.step for one in told if getattr(one, part)["accuracy"] > share), -1)

    share = next(
        share for share in np.arange(0.2, 0.8, 0.02).tolist()
        if -1 < first(share, "validation") != first(share, "metrics")
    )  # fmt: skip
    goal, control, held = Goal("accuracy", above=share), Control(), []

    def publish(event: Event) -> None:
        if isinstance(event, Evaluated):
            held.append(event.step)
        if isinstance(event, StateChanged) and event.state is RunState.PAUSED and held:
            control.send(Stop())

    control.send(Pause())
    control.send(Advance(60, goal))
    assert Session(1, often, tmp_path / "b.run", publish, control).run() is RunState.STOPPED
    assert held[-1] == first(share, "validation") < 60


def test_that_a_turning_loss_is_seen_on_the_validation_part() -> None:
    rules = Diagnostician(100, {}, {})
    falling, rising = [1.0 - 0.05 * step for step in range(12)], [0.5 + 0.1 * abs(step - 3) for step in range(12)]
    found = [
        verdict.finding.quantity
        for step in range(12)
        for verdict in rules.tested(
            step, {"loss": falling[step]}, falling[step], {}, validation={"loss": rising[step]}
        )
    ]  # fmt: skip
    assert found == ["validation_loss_to_minimum"]


def test_that_resuming_keeps_the_same_part_and_another_share_is_refused(tmp_path: Path) -> None:
    whole = train(HELD, tmp_path / "whole.run")
    train(override(HELD, ["training.duration=30"]), part := tmp_path / "part.run")
    with pytest.raises(RunFileError, match="holds another experiment"):
        from playground.runs.extending import check_continuation

        with RunReader(part) as reader:
            check_continuation(reader, asked("training.validation=0.2"))
    resumed = train(HELD, part, resume=True)
    assert resumed.metrics == whole.metrics and resumed.validation == whole.validation


def test_that_the_fingerprint_of_data_without_a_part_is_what_it_was() -> None:
    plain, held = Fingerprint.of(asked().load()), Fingerprint.of(HELD.load())
    assert plain.validation == 0 and held.validation == 144
    assert "1293 training" in plain.difference(held)
    older = json.loads(plain.to_json())
    del older["validation"]
    assert Fingerprint.from_json(json.dumps(older)) == plain
