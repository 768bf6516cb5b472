"""A queue is what its file says now: read again when it was edited, and as it was before while it makes no sense."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from playground.cli import main
from playground.foundation.errors import PlaygroundError
from playground.sweeps.planned import Planned
from playground.sweeps.queue_file import NAME, QueueFile
from playground.sweeps.working import Verb, work_off

RUN = '[[run]]\npreset = "mlp-digits"\n'
_TIMES = iter(range(1, 10_000))


def write(folder: Path, text: str) -> None:
    path = folder / NAME
    path.write_text(text, encoding="utf-8")
    os.utime(path, (1_700_000_000 + next(_TIMES), 1_700_000_000 + next(_TIMES)))


def names(file: QueueFile) -> list[str]:
    return [run.path.stem for run in file.runs]


def test_that_a_run_keeps_its_recording_wherever_it_stands(tmp_path: Path) -> None:
    first = f'{RUN}set = {{ "training.learning_rate" = 0.1 }}\n'
    write(tmp_path, first + RUN + f'{RUN}name = "named"\n')
    file = QueueFile(tmp_path)
    before = names(file)
    assert before[2] == "named" and len(set(before)) == 3 and before[0].startswith("mlp-digits-")
    assert file.runs[0].experiment.training.learning_rate == 0.1
    write(tmp_path, f'{RUN}name = "new"\n' + RUN + first)
    file.refresh()
    assert names(file) == ["new", before[1], before[0]] and file.problem == ""


BAD = {
    "[[run]": "not valid TOML",
    "state = 'halt'": "run, pause, stop, cancel",
    "state = 3": "state",
    "x = 1": "x",
    "run = 3": "run",
    "[[run]]\n": "preset",
    "[[run]]\npreset = 'nothing'": "run 1 cannot be trained: There is no preset",
    f"{RUN}name = '../away'": "name",
    f"{RUN}set = {{ x = 1 }}": "cannot be trained: x",
    RUN + RUN: "stands there twice",
    f"{RUN}set = {{ 'training.learning_rate' = nan }}": "training.learning_rate",
    "#" * 70_000: "larger than",
    "a" + ".a" * 20_000 + " = 1": "parts",
    f"{RUN}set = 5": "set",
}


@pytest.mark.parametrize(("text", "named"), BAD.items(), ids=[words[:30] for words in BAD])
def test_that_what_makes_no_sense_is_told_and_what_was_said_before_goes_on(
    text: str, named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, RUN)
    file = QueueFile(tmp_path)
    before = names(file)
    write(tmp_path, text)
    file.refresh()
    assert named in file.problem and "\n" not in file.problem and names(file) == before
    file.refresh()
    assert named in file.problem
    assert main(["queue", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    write(tmp_path, "state = 'pause'\n" + RUN)
    file.refresh()
    assert file.problem == "" and file.verb is Verb.PAUSE


def test_that_a_missing_file_and_a_stopped_queue_are_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["queue", str(tmp_path)]) == 2
    assert str(tmp_path / NAME) in capsys.readouterr().err
    for state in ("stop", "cancel"):
        write(tmp_path, f"state = '{state}'\n{RUN}")
        assert main(["queue", str(tmp_path)]) == 2
        assert "write 'run' there" in capsys.readouterr().err
    write(tmp_path, "")
    assert main(["queue", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


class FakePool:
    """Runs take two looks, nothing is started."""

    def __init__(self, jobs: int) -> None:
        self.jobs, self.left, self.begun, self.said = jobs, dict[Path, int](), list[str](), dict[Path, str]()
        self.done: set[Path] = set()

    @property
    def free(self) -> bool:
        return len(self.left) < self.jobs

    @property
    def running(self) -> frozenset[Path]:
        return frozenset(self.left)

    def offer(self, run: Planned) -> bool:
        if run.path in self.done:
            return False
        self.begun.append(run.path.stem)
        self.left[run.path] = 2
        return True

    def ended(self) -> list[Planned]:
        self.left = {path: left - 1 for path, left in self.left.items()}
        self.done |= {path for path, left in self.left.items() if not left}
        self.left = {path: left for path, left in self.left.items() if left}
        return []


@pytest.fixture
def planned(tmp_path: Path) -> Sequence[Planned]:
    write(tmp_path, "".join(f'{RUN}name = "{name}"\n' for name in "abcd"))
    return QueueFile(tmp_path).runs


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.sweeps.working.LOOK_SECONDS", 0.0)


def test_that_runs_begin_in_the_order_that_the_list_has_now(planned: Sequence[Planned]) -> None:
    lists = [list(planned), list(planned), list(planned), [*planned[:2], planned[3], planned[2]]]
    pool = FakePool(1)
    work_off(lambda: lists.pop(0) if len(lists) > 1 else lists[0], pool)  # type: ignore[arg-type]
    assert pool.begun == ["a", "b", "d", "c"]


@pytest.mark.parametrize(
    ("verbs", "begun", "finished"),
    [
        ([Verb.RUN], "abcd", 4),
        ([Verb.RUN, Verb.PAUSE, Verb.PAUSE, Verb.PAUSE, Verb.PAUSE, Verb.RUN], "abcd", 4),
        ([Verb.RUN, Verb.STOP], "ab", 2),
        ([Verb.RUN, Verb.STOP, Verb.RUN], "abcd", 4),
        ([Verb.RUN, Verb.CANCEL], "ab", 0),
    ],
)
def test_that_verbs_do_what_they_say(verbs: list[Verb], begun: str, finished: int, planned: Sequence[Planned]) -> None:
    pool, left = FakePool(2), list(verbs)
    work_off(lambda: planned, pool, lambda: left.pop(0) if len(left) > 1 else left[0])  # type: ignore[arg-type]
    assert "".join(pool.begun) == begun and len(pool.done) == finished


@pytest.mark.usefixtures("warm")
def test_that_a_queue_trains_what_its_file_lists(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    short = '[run.set]\n"training.duration" = 20\n"training.duration_unit" = "steps"\n'
    write(tmp_path, f'{RUN}name = "good"\n{short}{RUN}name = "foreign"\n{short}')
    (tmp_path / "foreign.run").write_text("my notes")
    assert main(["queue", str(tmp_path), "--json"]) == 0
    good, foreign = json.loads(capsys.readouterr().out)
    assert (good["state"], good["steps"], good["metric"], good["error"]) == ("finished", 20, "accuracy", "")
    assert foreign["state"] == "failed" and "foreign.run" in foreign["error"]
    assert (tmp_path / "foreign.run").read_text() == "my notes"


def test_that_only_one_process_works_on_a_queue(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from playground.cli.many.leading import alone

    write(tmp_path, RUN)
    with alone(tmp_path / NAME):
        assert main(["queue", str(tmp_path)]) == 2
    assert "another process works on it" in capsys.readouterr().err
    with pytest.raises(PlaygroundError), alone(tmp_path / NAME), alone(tmp_path / NAME):
        pass
