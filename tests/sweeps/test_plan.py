"""The plan of a sweep: the same runs from the same file, and what cannot be run is refused before anything is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.cli import main
from playground.cli.many import report
from playground.experiment import presets
from playground.experiment.overrides import override
from playground.foundation.errors import PlaygroundError, RunFileError, SettingsError
from playground.runs.writer import RunWriter
from playground.sweeps.plan import MOST_RUNS, NAME, Plan
from playground.sweeps.planned import Planned, Progressed, plain

PRESET = "attention-equal-keys"


def plan(*assignments: str, **more: Any) -> Plan:
    experiment = presets.find(PRESET).experiment.to_json()
    return Plan(preset=PRESET, experiment=experiment, assignments=assignments, **more)


def test_that_a_grid_crosses_all_axes_and_each_setting_has_its_seeds(tmp_path: Path) -> None:
    runs = list(plan("training.batch_size=8,16", "training.learning_rate=0.1,0.2", seeds=3).runs(tmp_path))
    assert [run.path.name for run in runs] == [f"{number:03d}.run" for number in range(1, 13)]
    assert [run.experiment.training.seed for run in runs] == [1, 2, 3] * 4
    assert {(run.experiment.training.batch_size, run.experiment.training.learning_rate) for run in runs} == {
        (8, 0.1), (8, 0.2), (16, 0.1), (16, 0.2),
    }  # fmt: skip
    assert {run.experiment.training.validation for run in runs} == {0.1}


def test_that_the_words_of_a_run_ask_for_its_experiment(tmp_path: Path) -> None:
    """What ``playground train`` makes of them is what the plan says."""
    from playground.experiment.overrides import override

    for run in plan("training.learning_rate=1e-05,0.1", "training.optimizer=sgd,adam", seeds=2).runs(tmp_path):
        command, preset, *sets = run.words()
        assert (command, preset, sets[-2:]) == ("train", PRESET, ["--out", str(run.path)])
        assert override(presets.find(PRESET).experiment, sets[1:-2:2]) == run.experiment
    assert plain({"a b": [1, "x", True], "c": 0.5}) == '{"a b" = [1, "x", true], "c" = 0.5}'


def test_that_a_validation_part_that_is_asked_for_stays() -> None:
    assert [run.experiment.training.validation for run in plan("training.validation=0.2").runs(Path())] == [0.2]


def test_that_drawn_settings_are_the_same_each_time_and_none_is_drawn_twice() -> None:
    asked = plan("training.batch_size=1..12", sampler="random", trials=10)
    drawn = [run.experiment.training.batch_size for run in asked.runs(Path())]
    assert len(set(drawn)) == 10
    assert drawn == [
        r.experiment.training.batch_size for r in Plan.model_validate_json(asked.model_dump_json()).runs(Path())
    ]
    few = plan("training.batch_size=1..12", sampler="random", trials=30)
    assert len(few.settings()) == 12  # there are no more


def test_that_a_file_of_something_else_is_not_taken_for_a_run(tmp_path: Path) -> None:
    (run,) = plan().runs(tmp_path)
    assert run.look() == (Progressed.WAITING, None)
    run.path.write_text("my notes")
    with pytest.raises(RunFileError, match="no recording"):
        run.look()
    run.path.unlink()
    with RunWriter.create(run.path, presets.find("cnn-digits").experiment.to_json(), {}) as writer:
        writer.set_info({"total_steps": 3})
        assert run.look()[0] is Progressed.RUNNING
    with pytest.raises(RunFileError, match="holds another experiment"):
        run.look()
    assert run.path.exists()


def test_that_a_recording_of_before_there_was_a_setting_is_known_again(tmp_path: Path) -> None:
    asked = override(presets.find("digits-private").experiment, ["training.privacy.noise=0.0"])
    (run,) = Plan(preset="digits-private", experiment=asked.to_json(), assignments=()).runs(tmp_path)
    old = json.loads(run.experiment.to_json())
    del old["task"]["label_noise"]
    with RunWriter.create(run.path, json.dumps(old), {}) as one:
        one.set_info({"total_steps": 3})
        one.set_state("finished")
    assert run.look()[0] is Progressed.FINISHED


def test_that_a_run_that_was_killed_before_its_first_checkpoint_begins_anew(tmp_path: Path) -> None:
    (run,) = plan().runs(tmp_path)
    with RunWriter.create(run.path, run.experiment.to_json(), {}) as writer:
        writer.set_info({"total_steps": 3})
    assert run.look()[0] is Progressed.INTERRUPTED
    run.clear()
    assert run.look()[0] is Progressed.WAITING and run.words()[:2] == ["train", PRESET]
    run.path.touch()
    run.path.with_name(f"{run.path.name}-lock").touch()  # as a writer leaves it that is killed at once
    assert run.look()[0] is Progressed.INTERRUPTED
    run.clear()
    assert not run.path.exists()


def test_that_too_many_runs_are_refused_at_once() -> None:
    with pytest.raises(PlaygroundError, match=f"{MOST_RUNS} at most"):
        plan("training.batch_size=1..60000:1000", "training.momentum=0..0.9:1000", seeds=1000).check()


def test_that_a_preset_that_has_changed_is_noticed() -> None:
    other = presets.find(PRESET).experiment.changed({"training.batch_size": 7}).to_json()
    with pytest.raises(PlaygroundError, match="has changed"):
        plan().model_copy(update={"experiment": other}).check_preset()


def test_that_a_seed_is_varied_in_one_way_only() -> None:
    assert len(plan("training.seed=1,2").settings()) == 2
    with pytest.raises(SettingsError, match="--seeds"):
        plan("training.seed=1,2", seeds=2).settings()


BAD = [
    ((), "Name a PRESET"),
    (("no-such-preset",), "no-such-preset"),
    ((PRESET, "--set", "training.learning_rate=log:0..1"), "above 0"),
    ((PRESET, "--set", "training.speed=1,2"), "training.speed"),
    ((PRESET, "--set", "training.learning_rate=1,99"), "training.learning_rate"),
    ((PRESET, "--set", "task.length=2..3", "--set", "task.lenght=1"), "task."),
    ((PRESET, "--trials", "3"), "--sampler random"),
    ((PRESET, "--jobs", "0"), "--jobs"),
    ((PRESET, "--jobs", "1000000"), "too many for the cores"),
    ((PRESET, "--set", "training.batch_size=1..60000:1000", "--seeds", "11"), "at most"),
    ((PRESET, "--set", "training.validation=0.00001"), "training.validation"),
    (("cnn-seed-fashion", "--set", "task.folder=/nowhere"), "/nowhere"),
]


@pytest.mark.parametrize(("words", "named"), BAD, ids=[" ".join(words) or "nothing" for words, _ in BAD])
def test_that_a_bad_sweep_is_one_sentence_and_leaves_nothing(
    words: tuple[str, ...], named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "sweep"
    where = ("--out", str(folder)) if words else ()
    try:
        status = main(["sweep", *words, *where])
    except SystemExit as error:  # argparse
        status = int(str(error.code))
    told = capsys.readouterr()
    assert status == 2 and told.err.count("\n") == 1 and named in told.err and told.out == ""
    assert not folder.exists()


def test_that_another_sweep_in_the_same_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan("training.batch_size=8,16").write(tmp_path)
    kept = (tmp_path / NAME).read_bytes()
    for words in (
        (PRESET, "--set", "training.batch_size=8,32"), (PRESET,), ("cnn-digits",), ("--seeds", "2"),
        (PRESET, "--set", "training.batch_size=8,16", "--seeds", "2"),
    ):  # fmt: skip
        assert main(["sweep", *words, "--out", str(tmp_path)]) == 2
        assert str(tmp_path) in capsys.readouterr().err
    assert (tmp_path / NAME).read_bytes() == kept
    for damaged in (b"", b"{", json.dumps({"version": 2}).encode(), b"\xff\xfe"):
        (tmp_path / NAME).write_bytes(damaged)
        assert main(["sweep", "--out", str(tmp_path)]) == 2
        assert "no plan of a sweep" in capsys.readouterr().err


def test_that_a_folder_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert main(["sweep", PRESET, "--out", str(tmp_path / "file" / "sweep")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_that_a_finished_sweep_is_told_though_its_preset_has_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    older = presets.find(PRESET).experiment.changed({"training.batch_size": 7})
    asked = plan("training.momentum=0.5,0.6").model_copy(update={"experiment": older.to_json()})
    asked.write(tmp_path)
    for number, run in enumerate(asked.runs(tmp_path)):
        with RunWriter.create(run.path, run.experiment.to_json(), {}) as writer:
            writer.set_info({"total_steps": 1, "baseline": {"nmse": 1.0}})
            writer.add_losses(1, np.ones(1, np.float32))
            writer.add_metrics(1, {"nmse": 0.3 + number, "validation.nmse": 0.2 + number})
            writer.set_state("finished")
    assert main(["sweep", "--out", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert (
        "chosen: --set training.momentum=0.5\ntest NMSE 0.3, told of this setting only\n" in told and "1.3" not in told
    )  # the test result of the other one
    (tmp_path / "002.run").unlink()
    assert main(["sweep", "--out", str(tmp_path)]) == 2
    assert "has changed" in capsys.readouterr().err


def test_that_settings_of_one_name_are_told_apart_in_the_table() -> None:
    assert report._short(["training.a", "task.b", "architecture.b"]) == ["a", "task.b", "architecture.b"]


def test_that_the_script_for_slurm_names_each_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "a sweep"
    words = [PRESET, "--set", "training.batch_size=8,16", "--seeds", "2", "--jobs", "3", "--print", "slurm"]
    assert main(["sweep", *words, "--out", str(folder)]) == 0
    script = capsys.readouterr().out
    assert script.startswith("#!/bin/bash\n") and "--array=1-4%3\n" in script and f"--out '{folder}' --trial" in script
    assert Plan.read(folder) is not None and not list(folder.glob("*.run"))


def test_that_a_planned_run_looks_the_same_however_its_values_were_written(tmp_path: Path) -> None:
    """1 and 1.0 are the same setting; length and device of a recording may differ from the plan."""
    (run,) = plan("training.learning_rate=1").runs(tmp_path)
    longer = run.experiment.changed({"training.duration": 900})
    with RunWriter.create(run.path, longer.to_json(), {}) as writer:
        writer.set_info({"total_steps": 3})
    assert isinstance(run, Planned) and run.look()[0] is Progressed.INTERRUPTED
