"""R21: whatever is clicked, typed, dragged and resized, nothing is raised, and Qt warns of nothing."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from monkey import STALL
from monkey_cage import harmless, play
from pytestqt.qtbot import QtBot

ROOMS = ((1024, 600), (1366, 768), (1600, 1000))
SEED = int(os.environ.get("MONKEY_SEED", "0"))  # another monkey: what a long campaign found is played again by its seed


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # says the offscreen platform
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("room", ROOMS, ids=lambda room: f"{room[0]}x{room[1]}")
@pytest.mark.parametrize("trials", [20, pytest.param(8400, marks=[pytest.mark.slow, pytest.mark.timeout(7200)])])
def test_that_a_monkey_breaks_nothing(
    trials: int, room: tuple[int, int], language: str, theme: str, qtbot: QtBot, qtlog: Any, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None],
) -> None:  # fmt: skip
    harmless(monkeypatch, tmp_path)
    seed = SEED + 1000 * ROOMS.index(room) + 10 * (language == "en") + (theme == "dark")
    raised: list[str] = []
    monkeypatch.setattr(sys, "excepthook", lambda *error: raised.append("".join(traceback.format_exception(*error))))

    def warned() -> list[str]:
        return [one.message for one in qtlog.records if not one.ignored] + raised

    monkey = play(tmp_path, seed, trials, room, language, theme, warned)
    record_property("trials", trials)
    record_property("worst", f"{monkey.worst:.2f} s of processor time an action")
    print(f"{monkey.stalls} actions over {STALL} s; the slowest: {monkey.slowest}")
