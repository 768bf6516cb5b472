"""Fixtures of the desktop's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import DIGITS, Desk, discard
from pytestqt.qtbot import QtBot

from playground.desktop import theme
from playground.desktop.opening import Opened
from playground.protocol.events import EngineReady


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    one = Desk(tmp_path)
    one.window.open(Opened("cnn-digits", DIGITS))
    one.window.show()
    one.window.board.prepare()
    one.say(EngineReady("2.13.0", ("auto", "cpu")))
    yield one
    discard(one)


@pytest.fixture(params=["light", "dark"])
def themed(request: pytest.FixtureRequest) -> theme.Theme:
    return theme.THEMES[request.param]
