"""Nothing is clipped: in English, in Chinese and in words 40 % longer, in a small window and in a large one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cramped import cramped, longer, speak_longer
from desk import Desk, discard
from PySide6.QtCore import QEventLoop, QPoint
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


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def sized(request: pytest.FixtureRequest, spoken: str, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    one = Desk(tmp_path)
    one.window.resize(*request.param)
    one.window.show()
    one.window.parts.board.prepare()
    one.window.parts.board.docks.default()
    one.say(EngineReady("2.13.0", ("auto", "cpu")))
    yield one
    discard(one)


def look(desk: Desk) -> list[str]:
    for _ in range(3):  # a layout may ask for another one
        QApplication.sendPostedEvents()
        QEventLoop().processEvents()
    return cramped(desk.window)


def test_that_no_panel_clips_what_it_says(sized: Desk, recordings: dict[str, Path]) -> None:
    found: set[str] = set()
    for name in ("cnn-tones", "transformer-translate-german", "vae-digits"):
        sized.window.parts.control.open(open_experiment(str(recordings[name])))
        sized.say()
        for card in sized.window.parts.board.cards:
            if card.panel.fits(sized.window.parts.commands.run.started.pictures):  # type: ignore[union-attr]
                card.show()
                card.raise_()
                card.panel.draw()
                found |= {f"{name}: {words}" for words in look(sized)}
    assert sorted(found) == []


def test_that_every_run_fits_into_the_small_window_with_an_explanation_beside_it(
    sized: Desk, spoken: str, recordings: dict[str, Path]
) -> None:
    wide = sized.window.width()
    for name in ("cnn-tones", "transformer-translate-german", "rnn-sine"):
        sized.window.parts.control.open(open_experiment(str(recordings[name])))
        sized.say()
        sized.window.parts.board.docks.default()
        sized.window.parts.board.reveal(sized.window.parts.board.explain)
        look(sized)
        needed = sized.window.minimumSizeHint().width()
        assert needed <= (1280 if spoken != "longer" else 1600), f"{name} needs {needed}"
        assert sized.window.width() == wide or spoken == "longer"


def test_that_no_form_clips_what_it_says(sized: Desk, recordings: dict[str, Path]) -> None:
    sized.window.parts.control.open(open_experiment(str(recordings["cnn-tones"])))
    found: set[str] = set()
    for tab in (0, 1):
        sized.window.parts.setup.tabs.setCurrentIndex(tab)
        found |= set(look(sized))
    for role in ("architecture", "task"):
        for kind in registry.kinds(role):  # type: ignore[arg-type]
            sized.window.parts.draft.choose_kind(role, kind)  # type: ignore[arg-type]
            sized.window.parts.setup.form.refresh()
            found |= {f"{kind}: {words}" for words in look(sized)}
    assert sorted(found) == []


def test_that_the_runs_and_the_messages_are_not_clipped(sized: Desk) -> None:
    place = sized.folder / "runs"
    place.mkdir()
    for seed in (1, 2):
        recorded(place / f"slow {seed}.run", f"training.seed={seed}")
    sized.window.parts.runs._folder = lambda: place
    sized.window.parts.runs.show()
    view = sized.window.parts.runs.view
    assert view is not None
    view.shelf.read_all()
    sized.window.parts.banner.say(
        "The engine was killed, perhaps because the machine ran out of memory.", ("Resume", view.open)
    )
    assert look(sized) == []


def test_that_no_dialog_and_no_window_of_its_own_clips_what_it_says(sized: Desk, recordings: dict[str, Path]) -> None:
    window = sized.window
    window.parts.control.open(open_experiment(str(recordings["cnn-tones"])))
    sized.say()
    look(sized)
    window.parts.actions_.shortcuts.trigger()
    window.parts.actions_.own_things.trigger()
    window.parts.actions_.about.trigger()
    window.parts.actions_.race.trigger()
    window.parts.saving.save_picture(window.parts.board.loss)
    window.parts.takeaway.ask_film()
    look(sized)
    others = [one for one in window.findChildren(QWidget) if one.isWindow() and one.isVisible()]
    assert {type(one).__name__ for one in others} >= {
        "ShortcutsDialog",
        "OwnThingsDialog",
        "AboutDialog",
        "RaceWindow",
        "PictureDialog",
        "AnimationDialog",
    }
    assert [words for one in others for words in cramped(one)] == []
    for one in others:
        one.close()


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
