"""BackgroundCommand: a command of the program in a process of its own."""

from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from playground.desktop.controllers.background_command import BackgroundCommand


def test_that_a_command_runs_in_a_folder_with_files_named_like_modules(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("types.py", "random.py"):
        (tmp_path / name).write_text("raise SystemExit(7)\n")
    monkeypatch.chdir(tmp_path)
    owner, ended, lines = QObject(), [], []
    errand = BackgroundCommand(owner)
    assert errand.start(["presets"], lambda status, said: ended.append((status, said)), heard=lines.append)
    qtbot.waitUntil(lambda: bool(ended), timeout=30000)
    assert ended == [(0, "")] and any("cnn-digits" in line for line in lines)


def test_that_what_a_command_is_given_and_says_is_utf8_whatever_the_console_speaks(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "cp1252")
    owner, ended = QObject(), []
    errand = BackgroundCommand(owner)
    missing = tmp_path / "权重 é.pt"
    assert errand.start(["weights", str(missing), "--of", "cnn-digits"], lambda *end: ended.append(end))
    qtbot.waitUntil(lambda: bool(ended), timeout=30000)
    assert ended[0][0] == 2 and str(missing) in ended[0][1]
