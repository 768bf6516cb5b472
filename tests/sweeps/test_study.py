"""A sweep that learns from what is finished: whoever is killed, nothing is lost and nothing is trained twice."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from playground.cli import main
from playground.experiment import presets
from playground.foundation import interpreter
from playground.foundation.errors import PlaygroundError
from playground.runs.reader import RunReader
from playground.sweeps import journal
from playground.sweeps.plan import Plan
from playground.sweeps.planned import Progressed
from playground.sweeps.pool import Pool
from playground.sweeps.study import JOURNAL, Looked, Study
from playground.sweeps.working import work_off
from tests.sweeps import quick

pytestmark = pytest.mark.skipif(find_spec("optuna") is None, reason="optuna is not installed")  # not read here
PRESET = "attention-equal-keys"
RATE = "training.learning_rate=log:1e-4..1e-1"
WORDS = ("sweep", PRESET, "--set", RATE, "--sampler", "tpe", "--jobs", "2")


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreter, "command", quick.command)
    monkeypatch.setattr("playground.sweeps.working.LOOK_SECONDS", 0.02)


def plan(*assignments: str, **more: Any) -> Plan:
    experiment = presets.find(PRESET).experiment.to_json()
    return Plan(preset=PRESET, experiment=experiment, assignments=assignments or (RATE,), sampler="tpe", **more)


def worked(asked: Plan, folder: Path, kind: type[Pool] = quick.InThisProcess) -> list[Looked]:
    folder.mkdir(exist_ok=True)
    pool = kind(2, 2)
    with Study(asked, folder) as study, pool:
        work_off(lambda: study.wanted(pool), pool)
        study.wanted(pool)
        return study.found()


def parent(folder: Path, *words: str, seconds: float = 0.2) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*quick.command("playground", *WORDS, "--out", str(folder), *words)], text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=interpreter.environment() | {quick.SECONDS: str(seconds)},
    )  # fmt: skip


def told(path: Path) -> list[Any]:
    study, _ = journal.open_study(path, json.loads(path.read_text().splitlines()[0])["study_name"], False)
    return study.get_trials()


def test_that_settings_are_drawn_where_results_were_good_and_the_same_each_time(tmp_path: Path) -> None:
    found = [worked(plan(trials=14), tmp_path / name) for name in ("one", "two")]
    rates = [[run.experiment.training.learning_rate for run, *_ in looked] for looked in found]
    assert rates[0] == rates[1] and len(set(rates[0])) == 14
    assert [run.path.name for run, *_ in found[0]] == [f"{number:03d}.run" for number in range(1, 15)]

    def far(values: list[float]) -> float:
        return sum(abs(quick.math.log10(value) + 2) for value in values) / len(values)

    assert far(rates[0][11:]) < far(rates[0][:10])  # ten are drawn before anything is learned
    assert Counter(state for _, state, _ in found[0])[Progressed.FINISHED] >= 12


def test_that_several_parents_share_a_sweep_and_a_killed_one_is_gone_on_for(tmp_path: Path) -> None:
    words = ("--trials", "7", "--storage", str(tmp_path / "shared.log"))
    first, second = parent(tmp_path / "a", *words), parent(tmp_path / "b", *words)
    end = time.monotonic() + 60
    while not list((tmp_path / "a").glob("*.run")) and time.monotonic() < end:
        time.sleep(0.02)
    first.kill()
    first.communicate()
    out, errors = second.communicate(timeout=60)
    assert second.returncode == 0, errors
    assert "running" in out and f"{tmp_path / 'a'}; start the sweep there" in out
    with (tmp_path / "shared.log").open("ab") as file:
        file.write(b'{"op_code":8,"torn')  # as a writer leaves it that is killed
    third = parent(tmp_path / "a", *words)
    out, errors = third.communicate(timeout=60)
    assert third.returncode == 0 and "start the sweep there" not in out, errors
    names = sorted(path.name for folder in "ab" for path in (tmp_path / folder).glob("*.run"))
    assert names == [f"{number:03d}.run" for number in range(1, 8)]
    trials = told(tmp_path / "shared.log")
    assert len(trials) == 7 and all(trial.state.is_finished() for trial in trials)
    for path in [path for folder in "ab" for path in (tmp_path / folder).glob("*.run")]:
        with RunReader(path) as reader:
            assert reader.state in ("finished", "failed") and reader.losses()[0].tolist() == list(range(1, 21))


def test_that_parents_of_one_folder_take_over_from_each_other(tmp_path: Path) -> None:
    first, second = parent(tmp_path, "--trials", "6", seconds=0.5), parent(tmp_path, "--trials", "6", seconds=0.5)
    end = time.monotonic() + 60
    while len(list(tmp_path.glob("*.run"))) < 3 and time.monotonic() < end:
        time.sleep(0.02)
    first.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    first.communicate()
    out, errors = second.communicate(timeout=60)
    assert second.returncode == 0 and "running" not in out, errors
    assert len(list(tmp_path.glob("*.run"))) == 6 and len(told(tmp_path / JOURNAL)) == 6


def test_that_a_signal_leaves_trials_that_are_gone_on_with(tmp_path: Path) -> None:
    running = parent(tmp_path, "--trials", "3", seconds=20)
    end = time.monotonic() + 60
    while len(list(tmp_path.glob("*.run"))) < 2 and time.monotonic() < end:
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=60)
    assert running.returncode == 130 and "Traceback" not in errors
    assert main([*WORDS, "--trials", "3", "--out", str(tmp_path)]) == 0
    assert sorted(path.name for path in tmp_path.glob("*.run")) == ["001.run", "002.run", "003.run"]


def test_that_a_setting_drawn_again_has_seeds_of_its_own(tmp_path: Path) -> None:
    found = worked(plan("training.learning_rate=0.01,0.02", trials=4, seeds=2), tmp_path)
    asked = [(run.experiment.training.learning_rate, run.experiment.training.seed) for run, *_ in found]
    assert len(asked) == len(set(asked)) == 8


def test_that_runs_that_lag_behind_are_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(quick.SECONDS, "0.4")
    monkeypatch.setattr("playground.sweeps.pruning.LOOK_SECONDS", 0.05)
    found = worked(plan(trials=9, prune=True), tmp_path, Pool)
    states = Counter(state for _, state, _ in found)
    assert states[Progressed.PRUNED] >= 1 and states[Progressed.FINISHED] >= 4 and len(found) == 9
    given_up = [run for run, state, _ in found if state is Progressed.PRUNED]
    with RunReader(given_up[0].path) as reader:
        assert reader.state in ("stopped", "finished")
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.run")}
    assert Counter(state for _, state, _ in worked(plan(trials=9, prune=True), tmp_path)) == states
    assert kept == {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.run")}


BAD = [
    (("--sampler", "grid", "--storage", "x"), "--sampler tpe"),
    (("--sampler", "random", "--prune"), "--sampler tpe"),
    (("--storage", "sqlite:///x.db"), "is no file"),
    (("--set", "training.learning_rate=1..99"), "training.learning_rate"),
    (("--set", "training.learning_rate=0.1,0"), "training.learning_rate"),
    (("--print", "slurm"), "--storage for all"),
    (("--trial", "1"), "--storage for all"),
]


@pytest.mark.parametrize(("words", "named"), BAD, ids=[" ".join(words) for words, _ in BAD])
def test_that_what_cannot_be_learned_from_is_one_sentence(
    words: tuple[str, ...], named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*WORDS, "--out", str(tmp_path / "sweep"), *words]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and named in said and not list(tmp_path.glob("*/*.run"))


NONE = (
    b"my notes\nin two lines", b"x" * 2_000_000, b'{"a": 1}', b"{}\n{}\n", b"\x00\n\n", b"[]\n[]\n",
    b'{"op_code":0}\n{"op_code":77}\n',
)  # fmt: skip


@pytest.mark.parametrize("content", NONE)
def test_that_a_journal_of_something_else_is_one_sentence_and_stays(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "journal"
    path.write_bytes(content)
    with pytest.raises(PlaygroundError, match="name another file"):
        worked(plan(trials=2, storage=str(path)), tmp_path)
    assert path.read_bytes() == content and not list(tmp_path.glob("*.run"))


def test_that_another_sweep_is_not_taken_for_this_one(tmp_path: Path) -> None:
    shared = str(tmp_path / "journal")
    worked(plan(trials=1, storage=shared), tmp_path / "a")
    with pytest.raises(PlaygroundError, match="holds another sweep"):
        worked(plan(trials=2, storage=shared), tmp_path / "a")
    with pytest.raises(PlaygroundError, match="cannot be written"):
        worked(plan(trials=2, storage=str(tmp_path / "no" / "where")), tmp_path / "a")


@pytest.fixture
def faster(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, str], list[Any]]:
    """Whoever begins a journal next finds that another parent has begun it a moment before; the other's study."""
    import optuna

    create = optuna.create_study

    def other(path: Path, plan: str) -> list[Any]:
        studies: list[Any] = []

        def late(**words: Any) -> Any:
            monkeypatch.setattr(optuna, "create_study", create)
            studies.append(journal.open_study(path, plan, True)[0])
            return create(**words)

        monkeypatch.setattr(optuna, "create_study", late)
        return studies

    return other


def test_that_of_two_sweeps_that_begin_one_journal_at_once_the_second_is_refused(
    tmp_path: Path, faster: Callable[[Path, str], list[Any]]
) -> None:
    others = faster(tmp_path / "journal", "faster")
    with pytest.raises(PlaygroundError, match="holds another sweep"):
        journal.open_study(tmp_path / "journal", "slower", True)
    again, _ = journal.open_study(tmp_path / "journal", "faster", True)
    assert [again.ask().number, others[0].ask().number] == [0, 1]


def test_that_parents_of_one_sweep_begin_one_journal_at_once(
    tmp_path: Path, faster: Callable[[Path, str], list[Any]]
) -> None:
    others = faster(tmp_path / "journal", "one")
    second, _ = journal.open_study(tmp_path / "journal", "one", True)
    assert [others[0].ask().number, second.ask().number] == [0, 1]
    assert second.direction.name == others[0].direction.name == "MAXIMIZE"


def test_that_a_journal_of_an_earlier_version_is_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    line = '{"op_code":0,"worker_id":"a","study_name":"sweep","directions":[1]}\n'
    told = '{"op_code":2,"worker_id":"a","study_id":0,"user_attr":{"plan":"mine"}}\n'
    for content in (line, line + told):  # one was killed between them
        path.write_text(content)
        assert journal.open_study(path, "mine", False)[0].study_name == "sweep"
    with pytest.raises(PlaygroundError, match="holds another sweep"):
        journal.open_study(path, "another", False)


def test_that_a_torn_line_is_cut_off_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    for content, left in ((b"", b""), (b"a\n", b"a\n"), (b"a\nb", b"a\n"), (b"torn", b""), (b"\n", b"\n")):
        path.write_bytes(content)
        journal.mend(path)
        assert path.read_bytes() == left


def test_that_without_the_library_one_sentence_says_what_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("playground.sweeps.journal.find_spec", lambda name: None)
    assert main([*WORDS, "--out", str(tmp_path)]) == 2
    assert "pip install 'neural-playground[sweep]'" in capsys.readouterr().err
