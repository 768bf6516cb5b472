"""The pool starts so many processes at a time, begins again what was killed, and ends them when it is left."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from playground.experiment import presets
from playground.foundation import interpreter
from playground.runs.lock import WriterLock
from playground.sweeps.planned import Planned
from playground.sweeps.pool import ATTEMPTS, Pool, gpus
from playground.sweeps.working import work_off


@pytest.fixture
def runs(tmp_path: Path) -> list[Planned]:
    experiment = presets.find("mlp-digits").experiment
    return [Planned(tmp_path / f"{number}.run", "mlp-digits", {}, experiment) for number in range(4)]


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.sweeps.working.LOOK_SECONDS", 0.01)


def instead(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Processes that run this code in place of a training; their words are in ``sys.argv``."""
    monkeypatch.setattr(interpreter, "command", lambda module, *words: [sys.executable, "-S", "-c", code, *words])


def started(folder: Path) -> int:
    return len(list(folder.glob("*.begun")))


BEGIN = (
    "import os, sys, time, uuid; path = sys.argv[sys.argv.index('--out') + 1];"
    "open(path + uuid.uuid4().hex + '.begun', 'x').close();"
)


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
def test_that_a_run_that_is_killed_again_and_again_is_given_up_in_one_sentence(
    runs: list[Planned], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead(monkeypatch, BEGIN + "os.kill(os.getpid(), 9)")
    with Pool(2, 2) as pool:
        work_off(lambda: runs[:1], pool)
    assert started(tmp_path) == ATTEMPTS and "lack of memory" in pool.said[runs[0].path]


def test_that_what_a_run_says_is_its_last_line_and_it_is_not_begun_again(
    runs: list[Planned], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead(monkeypatch, BEGIN + "sys.stderr.write('a warning\\n' * 9000 + 'The data is missing.\\n'); sys.exit(2)")
    with Pool(2, 2) as pool:
        work_off(lambda: runs, pool)
    assert started(tmp_path) == 4 and set(pool.said.values()) == {"The data is missing."}


def test_that_no_more_run_than_were_asked_for_and_each_has_its_share_of_the_cores(
    runs: list[Planned], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead(monkeypatch, BEGIN + f"sys.exit('has ' + os.environ['{interpreter.CORES}'])")
    seen = []
    with Pool(2, 7) as pool:
        work_off(lambda: runs, pool, tell=lambda pool, over: seen.append(len(pool.running)))
    assert max(seen) <= 2 and set(pool.said.values()) == {"has 3"}


def test_that_leaving_ends_every_process(runs: list[Planned], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They end by themselves, because what they read is closed; so they do when this process is killed."""
    instead(monkeypatch, BEGIN + "sys.stdin.read(); open(path + '.ended', 'x').close()")
    with pytest.raises(KeyboardInterrupt), Pool(3, 2) as pool:
        assert all(pool.offer(run) for run in runs[:3]) and not pool.free
        while started(tmp_path) < 3:
            time.sleep(0.01)
        raise KeyboardInterrupt
    assert len(list(tmp_path.glob("*.ended"))) == 3 and not pool.running


def test_that_what_another_process_records_is_waited_for(
    runs: list[Planned], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead(monkeypatch, BEGIN + "sys.exit('was begun')")
    lock = WriterLock(runs[0].path)
    looks: list[frozenset[Path]] = []

    def tell(pool: Pool, over: set[Path]) -> None:
        looks.append(pool.running)
        if len(looks) == 3:
            lock.release()

    with Pool(1, 1) as pool:
        work_off(lambda: runs[:2], pool, tell=tell)
    assert looks[:3] == [{runs[0].path}] * 3
    assert started(tmp_path) == 2 and set(pool.said.values()) == {"was begun"}


def test_that_a_run_that_is_held_is_ended_and_begun_again_once_it_is_not(
    runs: list[Planned], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead(monkeypatch, BEGIN + "sys.stdin.read()")
    held: set[Path] = set()
    with Pool(1, 1) as pool:
        for number in range(1, 6):  # oftener than a run that is ended by others is begun again

            def tell(pool: Pool, over: set[Path], number: int = number) -> None:
                if started(tmp_path) == number:
                    held.add(runs[0].path)

            held.clear()
            work_off(lambda: runs[:1], pool, tell=tell, held=lambda: held)
            assert started(tmp_path) == number and not pool.running and not pool.said


def test_that_runs_take_the_gpus_in_turn(runs: list[Planned], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    instead(monkeypatch, BEGIN + "sys.exit('on ' + os.environ.get('CUDA_VISIBLE_DEVICES', 'any'))")
    for visible, wanted in (("4, 7", {"on 4", "on 7"}), ("4", {"on 4"}), ("", {"on"})):
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
        with Pool(2, 2) as pool:
            work_off(lambda: runs, pool)
        assert set(pool.said.values()) == wanted
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES")
    for names in ((), ("0000:01",), ("0000:01", "0000:02")):
        for name in names:
            (tmp_path / "gpus" / name).mkdir(parents=True, exist_ok=True)
        monkeypatch.setattr("playground.sweeps.pool.DRIVER", tmp_path / "gpus")
        assert gpus() == ([str(at) for at in range(len(names))] if len(names) > 1 else [])
