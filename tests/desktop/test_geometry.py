"""The window on every screen: never larger than it, the pictures get the room, and nothing scrolls sideways."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from cramped import speak_longer
from desk import Desk, discard
from PySide6.QtCore import QEventLoop, QRect, QSize, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QTabBar, QToolButton
from pytestqt.qtbot import QtBot

from playground.desktop.docking.dock_watcher import TabOverflow
from playground.desktop.docking.screen_fit import LEAST
from playground.desktop.i18n import language
from playground.desktop.setup.setup_dock import LEAST as NARROWEST
from playground.desktop.setup.setup_dock import MOST as WIDEST
from playground.desktop.shell.main_window import MainWindow
from playground.desktop.state.open_document import open_experiment
from playground.protocol.engine_events import EngineReady

SCREENS = ((1024, 600), (1280, 720), (1366, 768), (1600, 1000), (2560, 1440))
SCALES = (1.0, 1.25, 1.75, 2.0)
ROOM = sorted({(round(width / scale), round(height / scale)) for width, height in SCREENS for scale in SCALES})
PLAIN = (1000, 560)  # from here on everything is seen whole
RUNS = ("cnn-tones", "transformer-translate-german", "rnn-sine")


@pytest.fixture
def spoken(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    name = getattr(request, "param", "en")
    translator = speak_longer() if name == "longer" else language.speak(name)
    yield name
    if translator is not None:
        QApplication.removeTranslator(translator)
    language.speak("en")


def settle() -> None:
    for _ in range(3):
        QApplication.sendPostedEvents()
        QEventLoop().processEvents()


def on_screen(monkeypatch: pytest.MonkeyPatch, room: tuple[int, int]) -> None:
    """The window believes that it stands on a screen of this size."""
    screen = SimpleNamespace(
        availableSize=lambda: QSize(*room), availableGeometry=lambda: QRect(0, 0, *room), size=lambda: QSize(*room),
        devicePixelRatio=lambda: 1.0,
    )  # fmt: skip
    monkeypatch.setattr(MainWindow, "screen", lambda self: screen)


def begun(folder: Path) -> Desk:
    """As the program starts."""
    desk = Desk(folder)
    desk.window.show()
    desk.parts.start()
    desk.parts.feed.stop()
    desk.parts.board.prepare()
    desk.say(EngineReady("2.13.0", ("auto", "cpu")))
    return desk


def scrolled_sideways(window: MainWindow) -> list[str]:
    return [
        type(area).__name__ for area in window.findChildren(QAbstractScrollArea)
        if area.isVisible() and area.horizontalScrollBar().isVisible() and area.horizontalScrollBar().maximum() > 0
    ]  # fmt: skip


def check(desk: Desk, room: tuple[int, int]) -> None:
    settle()
    window = desk.window
    frame = window.frameGeometry()
    assert frame.width() <= room[0] and frame.height() <= room[1], f"{frame.size()} on {room}"
    if room >= PLAIN and room[1] >= PLAIN[1]:
        assert NARROWEST <= window.parts.setup.width() <= WIDEST
        assert scrolled_sideways(window) == []


@pytest.mark.parametrize(
    ("room", "spoken"),
    [*((room, "en") for room in ROOM), ((1024, 600), "zh_CN"), ((1280, 720), "longer"), ((1600, 1000), "zh_CN")],
    indirect=["spoken"],
)
def test_that_the_window_is_never_larger_than_its_screen_whatever_is_shown(
    room: tuple[int, int], spoken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recordings: dict[str, Path],
) -> None:  # fmt: skip
    on_screen(monkeypatch, room)
    desk = begun(tmp_path)
    window = desk.window
    try:
        check(desk, room)
        for name in RUNS if room in ((1024, 600), (1280, 720)) else RUNS[:2]:
            window.parts.control.open(open_experiment(str(recordings[name])))
            desk.say()
            check(desk, room)
            window.parts.board.reveal(window.parts.board.explain)
            check(desk, room)
            window.parts.banner.say("The engine was killed, perhaps because the machine ran out of memory.")
            check(desk, room)
            window.parts.banner.dismiss()
            window.parts.board.docks.default()
            check(desk, room)
        window.parts.setup.tabs.setCurrentWidget(window.parts.setup.form)
        check(desk, room)
    finally:
        discard(desk)


@pytest.mark.parametrize("spoken", ["en", "zh_CN"], indirect=True)
def test_that_in_a_small_window_the_result_and_how_far_it_is_are_in_the_toolbar(
    spoken: str, tmp_path: Path, qtbot: QtBot, recordings: dict[str, Path]
) -> None:
    desk = begun(tmp_path)
    desk.window.resize(1000, 560)
    desk.parts.control.open(open_experiment(str(recordings["transformer-sort"])))
    desk.say()
    settle()
    progress = desk.parts.progress
    assert progress.isVisible() and progress.result.isVisible() and progress._label.isVisible()
    assert progress._label.width() >= progress._label.minimumSizeHint().width()
    assert progress.result.width() >= progress.result.minimumSizeHint().width()
    for action in (desk.parts.actions_.theme, desk.parts.actions_.export):
        assert any(button.isVisible() for button in action.associatedObjects() if isinstance(button, QToolButton))
    discard(desk)


@pytest.mark.parametrize("spoken", ["en", "zh_CN"], indirect=True)
def test_that_nothing_needs_more_than_a_small_window(
    spoken: str, tmp_path: Path, qtbot: QtBot, recordings: dict[str, Path]
) -> None:
    desk = begun(tmp_path)
    desk.window.resize(*PLAIN)
    for name in RUNS:
        desk.parts.control.open(open_experiment(str(recordings[name])))
        desk.say()
        desk.parts.board.docks.default()
        settle()
        needed = desk.window.minimumSizeHint()
        assert needed.width() <= PLAIN[0] and needed.height() <= PLAIN[1], f"{name}: {needed}"
        assert desk.window.minimumSize().boundedTo(LEAST) == desk.window.minimumSize()
    discard(desk)


def test_that_extra_width_goes_to_the_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recordings: dict[str, Path]
) -> None:
    on_screen(monkeypatch, (2560, 1440))
    desk = begun(tmp_path)
    window = desk.window
    for width in (1600, 2500):
        window.resize(width, 1300)
        window.parts.control.open(open_experiment(str(recordings["cnn-tones"])))
        settle()
        assert window.parts.setup.width() <= WIDEST and window.parts.board.network.width() >= width - WIDEST - 120
    discard(desk)


def test_that_a_layout_of_a_small_screen_is_arranged_anew_on_a_large_one_and_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def specimen_has_a_column(desk: Desk) -> bool:
        settle()
        specimen = next(card for card in desk.parts.board.cards if card.panel.name == "specimen")
        return desk.parts.setup not in desk.window.tabifiedDockWidgets(specimen)

    on_screen(monkeypatch, (1280, 720))
    small = begun(tmp_path)
    assert not specimen_has_a_column(small)
    small.window.close()
    small.memory.save()
    discard(small)
    on_screen(monkeypatch, (2560, 1440))
    large = begun(tmp_path)
    large.window.resize(2000, 1200)
    assert specimen_has_a_column(large)
    large.window.resize(1200, 700)
    assert not specimen_has_a_column(large)
    discard(large)


def test_that_what_a_person_arranged_stays_when_the_window_is_resized(tmp_path: Path) -> None:
    desk = begun(tmp_path)
    desk.window.resize(1600, 900)
    settle()
    loss = next(card for card in desk.parts.board.cards if card.panel.name == "loss")
    loss.toggleViewAction().trigger()
    desk.window.resize(1200, 700)
    settle()
    assert loss.isHidden()
    desk.parts.board.docks.default()
    assert not loss.isHidden()
    discard(desk)


def test_that_tabs_say_whole_words_and_a_list_has_all_of_them(
    tmp_path: Path, qtbot: QtBot, recordings: dict[str, Path]
) -> None:
    desk = begun(tmp_path)
    desk.window.resize(1280, 720)
    desk.parts.control.open(open_experiment(str(recordings["rnn-sine"])))
    desk.parts.board.docks.default()
    settle()
    bars = [bar for bar in desk.window.findChildren(QTabBar) if bar.parent() is desk.window and bar.count() > 1]
    assert bars
    for bar in bars:
        assert bar.elideMode() is Qt.TextElideMode.ElideNone and bar.usesScrollButtons()
        for index in range(bar.count()):
            words = bar.fontMetrics().horizontalAdvance(bar.tabText(index))
            assert bar.tabRect(index).width() >= words, bar.tabText(index)
        overflow = bar.findChild(TabOverflow)
        assert overflow is not None
        cut = [at for at in range(bar.count()) if not bar.rect().contains(bar.tabRect(at))]
        assert overflow.isVisible() or not cut, "a list wherever a tab is not seen whole"
        listed = overflow.tabs()
        assert [action.text() for action in listed.actions()] == [bar.tabText(at) for at in range(bar.count())]
        listed.actions()[-1].trigger()
        assert bar.currentIndex() == bar.count() - 1
        listed.deleteLater()
    discard(desk)
