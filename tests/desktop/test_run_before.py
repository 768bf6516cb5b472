"""A run that could not begin leaves nothing of the recording that was open before, whatever was chosen meanwhile."""

from __future__ import annotations

import gzip
from pathlib import Path

from desk import Desk
from PySide6.QtCore import QEventLoop

from playground.desktop.state.open_document import open_experiment
from playground.protocol.events import RunState, StateChanged

GOLDEN = Path(__file__).parents[1] / "golden" / "recording-1.run.gz"


def opened(desk: Desk, path: Path) -> None:
    path.write_bytes(gzip.decompress(GOLDEN.read_bytes()))
    desk.parts.control.open(open_experiment(str(path)))
    assert desk.parts.replay.timeline.film.steps


def test_that_no_look_of_it_is_drawn_into_the_network_of_another_preset(desk: Desk, tmp_path: Path) -> None:
    window = desk.window
    opened(desk, tmp_path / "golden.run")
    run = desk.run()
    window.parts.control.choose("text-canary")
    desk.say(StateChanged(run, RunState.FAILED, "There is no room."))
    assert not window.parts.replay.timeline.film.steps
    window.parts.replay.timeline.show_step(0)
    desk.say()
    QEventLoop().processEvents()  # paints; what is raised there fails the test
    assert window.parts.draft.values["task"]["kind"] == "characters"


def test_that_a_run_that_is_resumed_keeps_its_network_while_another_preset_is_chosen(
    desk: Desk, tmp_path: Path
) -> None:
    window = desk.window
    opened(desk, tmp_path / "golden.run")
    window.parts.draft.set("training.duration", 2000)
    window.parts.setup.form.refresh()
    window.parts.control.resume()
    window.parts.control.choose("text-canary")
    desk.say(StateChanged(window.parts.commands.run.number, RunState.FAILED, "There is no room."))
    assert window.parts.replay.timeline.film.steps
    window.parts.replay.timeline.show_step(0)
    desk.say()
    QEventLoop().processEvents()
