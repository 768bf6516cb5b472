"""A pack is unpacked beside the window: with progress, a way to stop, and nothing left behind."""

from __future__ import annotations

import threading
import zipfile
from pathlib import Path

import pytest
from desk import Desk
from filmed import LOOKS, filmed
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from playground.foundation.errors import PlaygroundError
from playground.foundation.places import recordings
from playground.runs import packs
from playground.runs.packs import Shown


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    target = tmp_path / "讲座.zip"
    packs.write(target, filmed(tmp_path / "课堂 é.run"), Shown("课堂 é", LOOKS[3]), {})
    return target


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Unpacking waits at each block until this is set, unless it is stopped."""
    go, unpack = threading.Event(), packs.unpack

    def slowly(path: Path, folder: Path | None = None, tell: packs.Tell = lambda done, whole: None) -> object:
        def wait(done: int, whole: int) -> None:
            while not go.wait(0.01):
                tell(done, whole)
            tell(done, whole)

        return unpack(path, folder, wait)

    monkeypatch.setattr(packs, "unpack", slowly)
    return go


def files() -> set[Path]:
    return {path for path in recordings().parent.rglob("*") if path.is_file() and path.suffix in (".run", ".tmp")}


def test_that_the_window_lives_while_a_pack_is_unpacked_and_then_shows_it(
    qtbot: QtBot, desk: Desk, pack: Path, held: threading.Event
) -> None:
    ticks: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(1))
    timer.start(1)
    desk.parts.doors.open_file(str(pack))
    unpacking = desk.parts.doors._unpacking
    assert unpacking.busy and desk.parts.commands.run.path is None
    qtbot.waitUntil(lambda: len(ticks) > 20)
    assert (
        unpacking.busy and unpacking.progress is not None and unpacking.progress.value() <= unpacking.progress.maximum()
    )
    held.set()
    qtbot.waitUntil(lambda: desk.parts.commands.run.path is not None)
    timer.stop()
    assert not unpacking.busy and unpacking.progress is None
    assert desk.parts.replay.timeline.step == LOOKS[3]


@pytest.mark.parametrize("how", ["stop", "close", "another"])
def test_that_what_is_stopped_in_the_middle_leaves_nothing_behind(
    qtbot: QtBot, desk: Desk, pack: Path, held: threading.Event, how: str
) -> None:
    before = files()
    desk.parts.doors.open_file(str(pack))
    unpacking = desk.parts.doors._unpacking
    match how:
        case "stop":
            unpacking.progress.canceled.emit()
            assert "nothing was opened" in desk.window.statusBar().currentMessage()
        case "close":
            desk.parts.doors.stop()
        case _:
            desk.parts.doors.open_file(str(pack.parent / "课堂 é.run"))
            assert desk.parts.commands.run.path == pack.parent / "课堂 é.run"
    assert not unpacking.busy and unpacking.progress is None and files() == before
    assert not [thread for thread in threading.enumerate() if thread.name == "unpacking"]


def test_that_a_pack_that_is_damaged_is_one_sentence_and_leaves_nothing_behind(
    qtbot: QtBot, desk: Desk, pack: Path, said: list[str]
) -> None:
    before = files()
    with zipfile.ZipFile(pack) as archive:
        place = next(info for info in archive.infolist() if info.filename.endswith(".run")).header_offset + 2000
    data = bytearray(pack.read_bytes())
    data[place] ^= 0xFF
    pack.write_bytes(data)
    desk.parts.doors.open_file(str(pack))
    qtbot.waitUntil(lambda: bool(said))
    assert len(said) == 1 and "damaged" in said[0] and files() == before
    assert desk.parts.commands.run.path is None


def test_that_unpacking_can_be_stopped_at_every_stage(pack: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    packs.unpack(pack, tmp_path / "first", lambda done, whole: told.append((done, whole)))
    assert told[-1][0] == told[-1][1] and all(0 <= done <= whole for done, whole in told)
    for stage in range(len(told)):

        def stop(done: int, whole: int, left: list[int] = [stage]) -> None:  # noqa: B006
            if not left[0]:
                raise PlaygroundError("Stopped.")
            left[0] -= 1

        with pytest.raises(PlaygroundError, match=r"Stopped\."):
            packs.unpack(pack, tmp_path / f"runs {stage}", stop)
        assert not [path for path in (tmp_path / f"runs {stage}").rglob("*") if path.is_file()]
