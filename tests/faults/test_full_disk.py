"""R03 for all that is taken away: a disk that is full in the middle leaves the old file and says one sentence."""

import json
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from playground.desktop.export.recording_frames import FrameSelection, film
from playground.desktop.painting import picture_writer
from playground.desktop.painting.picture_writer import Picture
from playground.desktop.style import theme
from playground.foundation.errors import SaveError
from playground.runs import packs

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "desktop"))
from filmed import filmed

PROGRAM = Path(__file__).parent / "full_disk_trials.py"
LIMIT = 3000  # bytes that a file may have


@contextmanager
def full_disk() -> Iterator[None]:
    """Every file ends at ``LIMIT`` bytes: the call that would write more fails, as on a full disk."""
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, before[1]))
    compiling, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # Python would keep the half of a module
    try:
        yield
    finally:
        sys.dont_write_bytecode = compiling
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def _picture(recording: Path, target: Path) -> None:
    picture_writer.save(Picture(QSize(720, 420), QColor("white"), _noise), target, 2)


def _film(recording: Path, target: Path) -> None:
    film(recording, FrameSelection(("kernels",)), theme.LIGHT, target, 10, lambda done, count: None)


def _pack(recording: Path, target: Path) -> None:
    packs.write(target, recording, packs.Shown("a", 1), {"a.png": b"x" * 20_000})


def _noise(painter: object, scale: float) -> None:
    """Something that no format packs into a few bytes."""
    for index in range(400):
        place = (index * 37) % 700, (index * 91) % 400
        painter.drawText(*place, f"{index * 7919 % 10_007}")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "save"),
    [
        ("x.png", _picture), ("x.svg", _picture), ("x.pdf", _picture),
        ("x.gif", _film), ("x.webp", _film), ("x.apng", _film), ("x.zip", _pack),
    ],
)  # fmt: skip
def test_that_a_full_disk_leaves_the_old_file(
    qtbot: QtBot, tmp_path: Path, name: str, save: Callable[[Path, Path], None]
) -> None:
    recording, target = filmed(tmp_path / "a.run"), tmp_path / "out" / name
    target.parent.mkdir()
    target.write_bytes(b"old")
    with full_disk(), pytest.raises(SaveError, match=rf"{name}: could not be saved") as caught:
        save(recording, target)
    assert "\n" not in str(caught.value)
    assert target.read_bytes() == b"old" and [path.name for path in target.parent.iterdir()] == [name]
    save(recording, target)
    assert target.stat().st_size > LIMIT


OWN_DISKS = ["unshare", "--map-root-user", "--mount"]  # file systems of its own, without being root


def mounts() -> bool:
    """Whether this system lets its users have file systems of their own."""
    return shutil.which(OWN_DISKS[0]) is not None and subprocess.run([*OWN_DISKS, "true"], check=False).returncode == 0


@pytest.mark.skipif(sys.platform != "linux" or not mounts(), reason="file systems of one's own")
@pytest.mark.parametrize("trials", [100, pytest.param(6000, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])])
def test_that_a_recording_says_that_the_disk_was_full_whenever_it_was(
    tmp_path: Path, trials: int, record_property: Callable[[str, object], None]
) -> None:
    words = [*OWN_DISKS, sys.executable, str(PROGRAM), str(tmp_path), "0", str(trials)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    judged = [json.loads(line) for line in done.stdout.splitlines()]
    wrong = [one for one in judged if one["wrong"]]
    record_property("trials", len(judged))
    record_property("worst", f"{len(wrong)} recordings without their reason")
    assert not wrong and len(judged) == trials, wrong[:3]
