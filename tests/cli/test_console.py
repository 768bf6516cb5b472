"""What the commands print survives a console or a pipe that is not UTF-8, full, closed or gone."""

import errno
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from playground.cli import main

PROGRAM = str(Path(sys.executable).parent / "playground")


def run(*words: object, encoding: str) -> subprocess.CompletedProcess[bytes]:
    environment = os.environ | {"PYTHONIOENCODING": encoding}
    return subprocess.run([PROGRAM, *map(str, words)], capture_output=True, env=environment, check=False)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "gb18030", "utf-16"])
def test_that_a_table_shows_replacement_signs_where_the_encoding_ends(encoding: str) -> None:
    done = run("presets", encoding=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode(encoding)
    assert "cnn-digits" in text and ("标题" in text) == (encoding in ("gb18030", "utf-16"))


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_that_json_means_the_same_in_every_encoding(encoding: str) -> None:
    done = run("presets", "--json", encoding=encoding)
    titles = {preset["name"]: preset["title"] for preset in json.loads(done.stdout.decode(encoding))}
    assert done.returncode == 0 and titles["cnn-digits"]["zh"] == "手写数字 · 卷积网络"


def test_that_a_run_is_told_of_and_recorded_under_a_name_the_console_cannot_say(tmp_path: Path) -> None:
    path = tmp_path / "权重 é.run"
    done = run("train", "cnn-digits", "--steps", 3, "--out", path, encoding="ascii")
    assert (done.returncode, done.stderr) == (0, b"") and path.is_file()
    assert b"recorded in " in done.stdout and b"?? ?.run" in done.stdout
    done = run("train", "cnn-digits", "--steps", 3, "--out", path.with_name("数.run"), "--json", encoding="ascii")
    assert done.returncode == 0 and json.loads(done.stdout)["run"] == str(path.with_name("数.run"))


def test_that_an_error_about_a_name_the_console_cannot_say_is_still_said() -> None:
    done = run("check", "没有.toml", encoding="cp1252")
    assert done.returncode == 2 and done.stderr.startswith(b"??.toml: cannot be read")


class Full(io.StringIO):
    """A stream on a disk without room."""

    def write(self, text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_that_an_output_without_room_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", Full())
    assert main(["presets"]) == 2
    said = "The output could not be written (No space left on device); send it to another place.\n"
    assert capsys.readouterr().err == said


def test_that_closed_streams_are_no_error() -> None:
    quoted = f"'{PROGRAM}'"
    assert subprocess.run(f"{quoted} presets >&-", shell=True, capture_output=True, check=False).returncode == 0
    assert subprocess.run(f"{quoted} check nothing 2>&-", shell=True, capture_output=True, check=False).returncode == 2


def test_that_a_reader_who_has_seen_enough_ends_the_command_in_peace() -> None:
    line = f"'{PROGRAM}' presets | head -n 1 >&2; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    assert done.stdout == "0\n" and done.stderr.startswith("NAME") and done.stderr.count("\n") == 1
