"""Fixtures of the desktop's tests."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import DIGITS, FAMILIES, Desk, discard, widgets
from filelock import FileLock
from PySide6.QtCore import QEvent
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from playground.desktop.i18n.language import speak
from playground.desktop.state.open_document import OpenDocument
from playground.desktop.style import theme, type_size
from playground.languages.spoken import ENGLISH, language
from playground.protocol.engine_events import EngineReady
from tests.fork_server import ForkServer

LASTING = 60  # widgets that Qt or a library makes once, and keeps


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    one = Desk(tmp_path)
    one.window.parts.control.open(OpenDocument("cnn-digits", DIGITS))
    one.window.show()
    one.say(EngineReady("2.13.0", ("auto", "cpu")))
    yield one
    discard(one)


@pytest.fixture(autouse=True)
def _english_and_light_again(qapp: QApplication) -> Iterator[None]:
    """What one test says in another language, size or theme, the next one says in English, at 100 % and light again."""
    yield
    if qapp.palette().color(QPalette.ColorRole.Window).lightness() < 128:
        theme.apply(qapp, theme.LIGHT)
    if type_size.percent() != 100:
        type_size.choose(100)
    if language() != ENGLISH:
        speak(ENGLISH)


@pytest.fixture(autouse=True)
def _deleted_at_once(qapp: QApplication) -> Iterator[None]:
    """Widgets that wait for an event loop to delete them are gone before the next test, which may run none.

    Every change of style or font goes through all widgets there are: with thousands of dead ones it takes minutes.
    """
    yield
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture(scope="module", autouse=True)
def _collected(qapp: QApplication) -> Iterator[None]:
    """Widgets in circles of references, such as the menus of plots, go with the file that made them.

    A file whose widgets stay fails: each window after it would take the longer to make.
    """
    before = len(widgets())
    yield
    gc.collect()
    gc.freeze()  # what is left was loaded, and is not looked through after each file again
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    left = Counter(type(widget).__name__ for widget in widgets())
    assert left.total() <= before + LASTING, f"left behind: {left.most_common(5)}"


@pytest.fixture(params=["light", "dark"])
def themed(request: pytest.FixtureRequest) -> theme.Theme:
    return theme.THEMES[request.param]


@pytest.fixture(scope="session")
def recordings(tmp_path_factory: pytest.TempPathFactory, _fork_server: ForkServer) -> dict[str, Path]:
    """A short real run of each family of presets, with all its pictures; of two processes that test, one trains."""
    folder = tmp_path_factory.mktemp("recordings")
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "trained"
    with FileLock(f"{shared}.lock"):
        if not shared.exists():
            words = [sys.executable, "-c", TRAIN, f"{shared}.part", *FAMILIES]
            with _fork_server.standing_in():
                subprocess.run(words, check=True, capture_output=True)
            Path(f"{shared}.part").rename(shared)
    return {name: Path(shutil.copy(shared / f"{name}.run", folder)) for name in FAMILIES}


TRAIN = """
import sys
from pathlib import Path
from playground.experiment import presets
from playground.experiment.overrides import override
from playground.session.headless import train
folder = Path(sys.argv[1])
folder.mkdir()
short = ["training.duration=4", "training.duration_unit=steps", "training.evaluate_every=4"]
for name in sys.argv[2:]:
    train(override(presets.find(name).experiment, short), folder / f"{name}.run")
"""


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sentences of message boxes, which nobody has to close; processes that are started run this tree."""
    found: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda parent, title, text: found.append(text))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(Path(__file__).resolve().parents[2])]))
    return found
