"""The feed decides when a panel draws."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desk import Desk, falling, started

from playground.desktop import feed
from playground.protocol.events import RunState, StateChanged


@pytest.mark.parametrize(("threads", "drawings"), [(1, 2), (2, 1)])
def test_that_a_panel_rests_between_drawings_while_the_run_wants_every_core(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, threads: int, drawings: int
) -> None:
    now = [100.0]
    monkeypatch.setattr(feed.time, "monotonic", lambda: now[0])
    drawn: list[float] = []
    run = desk.run()
    desk.say(StateChanged(run, RunState.PREPARING), replace(started(run), threads=threads))
    now[0] += 1.0
    desk.say()
    draw = desk.window.board.loss.draw
    monkeypatch.setattr(desk.window.board.loss, "draw", lambda: (drawn.append(now[0]), draw()))
    desk.say(falling(1, 10, run))
    now[0] += 0.03
    desk.say(falling(11, 10, run))
    assert len(drawn) == drawings
    now[0] += 0.1
    desk.say()
    assert len(drawn) == 2
