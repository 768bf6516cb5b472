"""A queue or a sweep that is led by a process of its own, after the one that asked for it has gone."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from playground.cli import main
from playground.foundation import interpreter
from playground.runs.lock import WriterLock, is_held
from playground.runs.reader import RunReader
from tests.sweeps import quick


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreter, "command", quick.command)


def wait_for(led: Path, words: str) -> str:
    """What the process has said, once it is over."""
    end = time.monotonic() + 60
    while not ((told := led.with_suffix(".log").read_text()) and words in told and not is_held(led)):
        assert time.monotonic() < end, told
        time.sleep(0.05)
    return told


def test_that_a_queue_goes_on_without_the_one_that_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    queue = tmp_path / "queue.toml"
    queue.write_text('[[run]]\npreset = "attention-equal-keys"\nname = "one"\n')
    assert main(["queue", str(tmp_path), "--detach"]) == 0
    assert str(tmp_path / "queue.log") in capsys.readouterr().out
    assert "finished" in wait_for(queue, "NAME")
    with RunReader(tmp_path / "one.run") as reader:
        assert reader.state == "finished"


def test_that_a_sweep_goes_on_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", "attention-equal-keys", "--out", str(tmp_path), "--detach"]) == 0
    assert "goes on by itself" in capsys.readouterr().out
    assert "chosen:" in wait_for(tmp_path / "sweep.json", "recorded in")


def test_that_nothing_is_started_beside_one_that_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    queue = tmp_path / "queue.toml"
    queue.write_text('[[run]]\npreset = "attention-equal-keys"\n')
    lock = WriterLock(queue)
    assert main(["queue", str(tmp_path), "--detach"]) == 2
    lock.release()
    assert "another process works on it" in capsys.readouterr().err and not (tmp_path / "queue.log").exists()
