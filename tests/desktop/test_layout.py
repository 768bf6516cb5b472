"""Nothing is clipped: in English, in Chinese and in words 40 % longer, in a small window and in a large one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cramped import cramped, longer, speak_longer
from desk import Desk, discard
from PySide6.QtCore import QEvent, QEventLoop, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from playground.desktop.i18n import language
from playground.desktop.state.open_document import open_experiment
from playground.desktop.widgets.header_combo import HeaderCombo
from playground.experiment import registry
from playground.protocol.engine_events import EngineReady
from tests.recordings import recorded

SIZES = ((1280, 720), (1600, 1000))
SPOKEN = ("en", "zh_CN", "longer")


@pytest.fixture(params=SPOKEN)
def spoken(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    translator = speak_longer() if request.param == "longer" else language.speak(request.param)
    yield request.param
    if translator is not None:
        QApplication.removeTranslator(translator)
    language.speak("en")


@pytest.fixture
def desk(spoken: str, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    one = Desk(tmp_path)
    one.window.show()
    one.window.parts.board.prepare()
    one.say(EngineReady("2.13.0", ("auto", "cpu")))
    yield one
    discard(one)


def at_each_size(desk: Desk) -> Iterator[str]:
    """The window in its default layout, small and then large."""
    for size in SIZES:
        desk.window.resize(*size)
        desk.window.parts.board.docks.default()
        yield f"{size[0]}x{size[1]}"


def look(desk: Desk) -> list[str]:
    for _ in range(3):  # a layout may ask for another one
        QApplication.sendPostedEvents()
        QEventLoop().processEvents()
    return cramped(desk.window)


def test_that_no_panel_clips_what_it_says(desk: Desk, recordings: dict[str, Path]) -> None:
    found: set[str] = set()
    for size in at_each_size(desk):
        for name in ("cnn-tones", "transformer-translate-german", "vae-digits"):
            desk.window.parts.control.open(open_experiment(str(recordings[name])))
            desk.say()
            for card in desk.window.parts.board.cards:
                if card.panel.fits(desk.window.parts.commands.run.started.pictures):  # type: ignore[union-attr]
                    card.show()
                    card.raise_()
                    card.panel.draw()
                    found |= {f"{name} {size}: {words}" for words in look(desk)}
    assert sorted(found) == []


def test_that_every_run_fits_into_the_small_window_with_an_explanation_beside_it(
    desk: Desk, spoken: str, recordings: dict[str, Path]
) -> None:
    for name in ("cnn-tones", "transformer-translate-german", "rnn-sine"):
        desk.window.parts.control.open(open_experiment(str(recordings[name])))
        desk.say()
        for (wide, _), size in zip(SIZES, at_each_size(desk), strict=True):
            desk.window.parts.board.reveal(desk.window.parts.board.explain)
            look(desk)
            needed = desk.window.minimumSizeHint().width()
            assert needed <= (1280 if spoken != "longer" else 1600), f"{name} at {size} needs {needed}"
            assert desk.window.width() == wide or spoken == "longer"


def test_that_no_form_clips_what_it_says(desk: Desk, recordings: dict[str, Path]) -> None:
    desk.window.parts.control.open(open_experiment(str(recordings["cnn-tones"])))
    found: set[str] = set()
    for tab in (1, 0):
        desk.window.parts.setup.tabs.setCurrentIndex(tab)
        found |= {words for _ in at_each_size(desk) for words in look(desk)}
    form, room = desk.window.parts.setup.form, {}
    desk.window.parts.setup.tabs.setCurrentWidget(form)
    for size in at_each_size(desk):
        found |= {f"{size}: {words}" for words in look(desk)}
        room[form.width()] = desk.window.size()
    desk.window.resize(room[min(room)])  # where a form has the least
    for role in ("architecture", "task"):
        for kind in registry.kinds(role):  # type: ignore[arg-type]
            desk.window.parts.draft.choose_kind(role, kind)  # type: ignore[arg-type]
            form.refresh()
            found |= {f"{kind}: {words}" for words in look(desk)}
    assert sorted(found) == []


def test_that_the_runs_and_the_messages_are_not_clipped(desk: Desk) -> None:
    place = desk.folder / "runs"
    place.mkdir()
    for seed in (1, 2):
        recorded(place / f"slow {seed}.run", f"training.seed={seed}")
    desk.window.parts.runs._folder = lambda: place
    desk.window.parts.runs.show()
    view = desk.window.parts.runs.view
    assert view is not None
    view.shelf.read_all()
    for size in at_each_size(desk):
        desk.window.parts.runs.show()
        desk.window.parts.banner.say(
            "The engine was killed, perhaps because the machine ran out of memory.", ("Resume", view.open)
        )
        assert look(desk) == [], size


def test_that_no_dialog_and_no_window_of_its_own_clips_what_it_says(desk: Desk, recordings: dict[str, Path]) -> None:
    window = desk.window
    window.parts.control.open(open_experiment(str(recordings["cnn-tones"])))
    desk.say()
    for size in at_each_size(desk):
        look(desk)
        window.parts.actions_.shortcuts.trigger()
        window.parts.actions_.own_things.trigger()
        window.parts.actions_.about.trigger()
        window.parts.actions_.race.trigger()
        window.parts.saving.save_picture(window.parts.board.loss)
        window.parts.takeaway.ask_film()
        look(desk)
        others = [one for one in window.findChildren(QWidget) if one.isWindow() and one.isVisible()]
        assert {type(one).__name__ for one in others} >= {
            "ShortcutsDialog",
            "OwnThingsDialog",
            "AboutDialog",
            "RaceWindow",
            "PictureDialog",
            "AnimationDialog",
        }
        assert [words for one in others for words in cramped(one)] == [], size
        for one in others:
            one.close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_that_a_text_without_room_is_found(qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    layout = QVBoxLayout(box)
    label = QLabel(longer("A sentence that is much too long for this small box"))
    label.setFixedWidth(80)
    layout.addWidget(label)
    box.show()
    assert len(cramped(box)) == 1
    label.setToolTip(label.text())
    assert cramped(box) == []


def test_that_a_choice_is_seen_in_a_header_and_only_where_there_is_something_to_choose(qtbot: QtBot) -> None:
    around, box = QWidget(), HeaderCombo("Layer")
    qtbot.addWidget(around)
    box.offer([("a", 1), ("b", 2)])
    assert box.isHidden(), "without a header it would be a window"
    QVBoxLayout(around).addWidget(box)
    for entries, seen in (([("a", 1), ("b", 2)], True), ([("a", 1)], False), ([], False)):
        box.offer(entries)
        assert box.isHidden() is not seen


def test_that_a_list_that_is_shortened_says_the_whole_in_its_tooltip(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda place, words, widget: shown.append(words))
    box = HeaderCombo("Layer")
    qtbot.addWidget(box)
    box.offer([("decoder 1 · cross-attention · weights", 1), ("b", 2)])
    box.setToolTip("Which layer")
    box.setFixedWidth(90)
    box.show()
    QApplication.sendEvent(box, QHelpEvent(QHelpEvent.Type.ToolTip, QPoint(5, 5), QPoint(5, 5)))
    box.choose(2)
    QApplication.sendEvent(box, QHelpEvent(QHelpEvent.Type.ToolTip, QPoint(5, 5), QPoint(5, 5)))
    assert shown == ["decoder 1 · cross-attention · weights\nWhich layer", "Which layer"]
