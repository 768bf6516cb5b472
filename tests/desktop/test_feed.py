"""The feed decides when a panel draws."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desk import started
from pytestqt.qtbot import QtBot

from playground.desktop.controllers import event_dispatcher
from playground.desktop.panels.base.panel import Panel
from playground.protocol.mailbox import Mailbox


class Busy(Panel):
    """Always has something to draw."""

    name = "busy"

    def __init__(self) -> None:
        super().__init__()
        self.drawn = 0

    def title(self) -> str:
        return "Busy"

    def on_screen(self) -> bool:
        return True

    def draw(self) -> None:
        self.drawn += 1
        self.dirty = True


@pytest.mark.parametrize(("threads", "drawings"), [(1, 2), (2, 1)])
def test_that_a_panel_rests_between_drawings_while_the_run_wants_every_core(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, threads: int, drawings: int
) -> None:
    now, panel = [100.0], Busy()
    qtbot.addWidget(panel)
    monkeypatch.setattr(event_dispatcher.time, "monotonic", lambda: now[0])
    one = event_dispatcher.EventDispatcher(Mailbox(), lambda command: None, lambda: 0.0, lambda event: True, [panel])
    one.give(replace(started(), threads=threads))
    panel.dirty = True
    one.tick()
    now[0] += 0.03
    one.tick()
    assert panel.drawn == drawings
    now[0] += 0.1
    one.tick()
    assert panel.drawn == drawings + 1
