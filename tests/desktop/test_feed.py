"""The feed decides when a panel draws."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desk import started
from pytestqt.qtbot import QtBot

from playground.desktop.controllers import event_dispatcher
from playground.desktop.panels.base.panel import Panel
from playground.foundation import cores
from playground.protocol.commands import Collected, Command
from playground.protocol.events import Event, Pictures, RunState, StateChanged
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


@pytest.mark.parametrize(
    ("device", "threads", "drawings"), [("cpu", 1, 2), ("cpu", 2, 2), ("cpu", 4, 1), ("cuda:0", 4, 2)]
)
def test_that_a_panel_rests_between_drawings_while_the_run_wants_every_core(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, device: str, threads: int, drawings: int
) -> None:
    now, panel = [100.0], Busy()
    qtbot.addWidget(panel)
    monkeypatch.setattr(event_dispatcher.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(cores, "cores", lambda: 4)
    one = event_dispatcher.EventDispatcher(Mailbox(), lambda command: None, lambda: 0.0, lambda event: True, [panel])
    one.give(replace(started(), threads=threads, device=device))
    one.give(StateChanged(1, RunState.RUNNING))
    panel.dirty = True
    one.tick()
    now[0] += 0.1
    one.tick()
    assert panel.drawn == drawings
    now[0] += event_dispatcher.BUSY_SECONDS
    one.tick()
    assert panel.drawn == drawings + 1
    one.give(StateChanged(1, RunState.PAUSED))
    one.tick()
    assert panel.drawn == drawings + 2, "a run that is held wants no core"


class Pictured(Busy):
    """Draws pictures ten times a second at most, where it can be seen."""

    interval = 0.1

    def __init__(self, seen: bool) -> None:
        super().__init__()
        self.seen = seen

    def wanted(self) -> frozenset[str]:
        return frozenset({"input"})

    def on_screen(self) -> bool:
        return self.seen

    def take(self, event: Event) -> None:
        self.dirty = self.dirty or isinstance(event, Pictures)

    def draw(self) -> None:
        self.drawn += 1
        self.dirty = False


def test_that_no_picture_is_asked_for_that_nobody_would_see_before_the_next(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, panel, mailbox = [100.0], Pictured(True), Mailbox()
    qtbot.addWidget(panel)
    sent: list[Command] = []
    monkeypatch.setattr(event_dispatcher.time, "monotonic", lambda: now[0])
    one = event_dispatcher.EventDispatcher(mailbox, sent.append, lambda: 0.0, lambda event: True, [panel])
    taken = 0
    while now[0] < 110.0:  # the engine answers as soon as it may
        if taken <= sent.count(Collected()):
            mailbox.put(Pictures(1, taken, ()))
            taken += 1
        one.tick()
        now[0] += 0.012
    assert taken - panel.drawn in (0, 1)
    assert 85 <= panel.drawn <= 101


def test_that_pictures_are_collected_at_once_where_no_panel_is_seen_and_once_it_is_hidden(qtbot: QtBot) -> None:
    sent: list[Command] = []
    for seen in (False, True):
        panel, mailbox = Pictured(seen), Mailbox()
        qtbot.addWidget(panel)
        one = event_dispatcher.EventDispatcher(mailbox, sent.append, lambda: 0.0, lambda event: True, [panel])
        for step in (1, 2):
            mailbox.put(Pictures(1, step, ()))
            one.tick()
        assert sent.count(Collected()) == (1 if seen else 2), "the second waits for its drawing"
        panel.seen = False
        one.tick()
        assert sent.count(Collected()) == 2
        sent.clear()
