"""A window that is switched to another language says, word for word, what one says that was started in it."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from desk import DIGITS, FAMILIES, Desk, discard, story
from everything import texts
from PySide6.QtCore import QCoreApplication, QEvent, QFileInfo, QLocale
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QDockWidget, QFileDialog, QFileIconProvider, QMessageBox
from pytestqt.qtbot import QtBot
from test_explain import CELL, EXAMPLE
from test_interventions_panels import CHANNEL, explained, intervened

from playground.desktop.i18n import language
from playground.desktop.panels.feature_maps import FeatureMapsPanel
from playground.desktop.state.open_document import OpenDocument, open_experiment
from playground.experiment.diagnoses import DiagnosisKind
from playground.experiment.interventions import SetLearningRate, Undo
from playground.languages import spoken
from playground.protocol.engine_events import EngineReady
from playground.protocol.events import Diagnosed, Explained, Refused, RunState, StateChanged
from tests.recordings import recorded

# what the room of a panel, seen or not, decides
AVERAGED = re.compile("，每 [0-9]+ × [0-9]+ 取(平均|最大值)|, (means of|of each) [0-9]+ × [0-9]+( the largest)?")


def started_in(code: str, folder: Path) -> Desk:
    """A window as one start of the program in that language opens it."""
    language.speak(code)
    folder.mkdir()
    one = Desk(folder)
    one.window.parts.control.open(OpenDocument("cnn-digits", DIGITS))
    one.window.resize(2400, 900)  # everything has room to be said
    one.window.show()
    one.window.parts.board.prepare()
    one.say(EngineReady("2.13.0", ("auto", "cpu")))
    return one


def settled() -> None:
    """What is shortened to its room has been given that room."""
    for _ in range(3):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def said(desk: Desk) -> Counter[str]:
    desk.furnish()
    settled()
    for panel in desk.parts.board.panels:
        panel.draw()
        panel.grab()  # whatever is painted is painted without an error
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    found = texts(desk.window)
    return Counter({AVERAGED.sub("", words): count for words, count in found.items()})


def a_run(desk: Desk) -> None:
    run = desk.run()
    desk.say(*story(run), StateChanged(run, RunState.PAUSED))
    desk.parts.board.panel(FeatureMapsPanel).picked.emit(CELL)
    desk.say(
        Explained(run, 120, CELL, EXAMPLE), explained(run), intervened(run, 120, CHANNEL),
        intervened(run, 140, SetLearningRate(0.1)), intervened(run, 150, Undo(CHANNEL)),
        Diagnosed(run, 300, DiagnosisKind.DEAD_RELUS, "stages.1.activation", "dead_share", 0.94, 0.75),
    )  # fmt: skip


def a_failed_run(desk: Desk) -> None:
    run = desk.run()
    desk.say(*story(run))
    desk.say(
        StateChanged(run, RunState.FAILED, "The engine was killed, perhaps because the machine ran out of memory.")
    )


def a_refusal(desk: Desk) -> None:
    run = desk.run()
    desk.say(*story(run), Refused(run, "A learning rate must be above 0 and at most 10; nan is not."))


def problems(desk: Desk) -> None:
    draft = desk.parts.draft
    draft.set("training.batch_size", 0)
    draft.set("architecture.stages.0.kernel", 99)
    desk.parts.setup.form.refresh()
    desk.parts._follow()


def a_misfit(desk: Desk) -> None:
    desk.parts.draft.choose_kind("task", "sort")
    desk.parts.setup.form.refresh()
    desk.parts._follow()


def the_runs(desk: Desk) -> None:
    place = desk.folder / "runs"
    place.mkdir()
    for seed in (1, 2):
        recorded(place / f"slow {seed}.run", f"training.seed={seed}")
    recorded(place / "fast.run", "training.learning_rate=0.02", state="stopped")
    for path in place.iterdir():  # the table says when: both windows of a test in the same minute
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE meta SET value = '1750000000' WHERE key = 'created'")
    (place / "half.run").write_bytes((place / "fast.run").read_bytes()[:5000])
    desk.parts.runs._folder = lambda: place
    desk.parts.runs.show()
    view = desk.parts.runs.view
    assert view is not None
    view.shelf.read_all()
    view.model.check(place / "slow 1.run", True)


def the_help(desk: Desk) -> None:
    desk.parts.actions_.shortcuts.trigger()
    desk.parts.actions_.own_things.trigger()
    desk.parts.actions_.about.trigger()


def a_race(desk: Desk) -> None:
    desk.parts.actions_.race.trigger()
    race = desk.parts.race
    assert race.window is not None
    race.window.entrants[1].choice.setCurrentIndex(1)


def its_windows(desk: Desk) -> None:
    """Those it opens, beside panels that have nothing to show yet."""
    the_help(desk)
    a_race(desk)
    the_runs(desk)


STATES = [its_windows, a_run, a_failed_run, a_refusal, problems, a_misfit]


@dataclass(frozen=True)
class Spoken:
    """What windows say that were started in a language, and those that were switched to it."""

    fresh: dict[str, Counter[str]]
    switched: dict[str, Counter[str]]

    def unlike(self) -> list[tuple[list[str], list[str]]]:
        """What a switched one says that the other does not, and the reverse; in each language."""
        pairs = [(self.switched[code], self.fresh[code]) for code in self.fresh]
        return [(sorted((one - other).elements()), sorted((other - one).elements())) for one, other in pairs]


def spoken_by(folder: Path, prepare: Callable[[Desk], None]) -> Spoken:
    """Windows so prepared, of both languages and both ways."""
    fresh: dict[str, Counter[str]] = {}
    switched: dict[str, Counter[str]] = {}
    for before, after in (("en", "zh_CN"), ("zh_CN", "en")):
        desk = started_in(before, folder / before)
        prepare(desk)
        fresh[before] = placeless(desk)
        desk.parts.appearance.set_language(after)
        switched[after] = placeless(desk)
        discard(desk)
    assert min(sum(words.values()) for words in fresh.values()) > 800
    return Spoken(fresh, switched)


def placeless(desk: Desk) -> Counter[str]:
    """What a window says, the folder of the test apart."""
    return Counter({key.replace(str(desk.folder), ""): n for key, n in said(desk).items()})


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_that_a_switched_window_reads_as_one_that_was_started_in_the_language(
    tmp_path: Path, state: Callable[[Desk], None]
) -> None:
    assert spoken_by(tmp_path, state).unlike() == [([], [])] * 2


# what has the same name in every language, and what is typed as it stands
SAME = {"torch", "cpu", "auto", "tanh", "softmax", "float", "bfloat", "ubyte", "train", "images",
        "labels", "idx", "dataset", "fashion", "mnist", "adding", "safetensors", "arxiv",
        "logit", "logits", "log", "dropout", "post", "norm", "soft", "lookup"}  # fmt: skip


def english(words_of: Counter[str], tokens: set[str]) -> list[str]:
    """What a Chinese window says in English, but for names, paths, and what is learned: tokens and texts."""
    found = set()
    for key in words_of:
        where, _, words = key.partition(": ")
        data = "placeholderText" in where or "LineEdit" in where or "TextEdit" in where or "/" in words
        data |= where == "MainWindow windowTitle"  # names the file that was opened
        left = set(re.findall(r"\b[a-z]{3,}\b", re.sub(r"<[^>]*>|&\w+;|(?<!\w)\.[a-z]+", " ", words))) - SAME - tokens
        if left and not data:
            found.add(f"{where.rpartition('>')[2]}: {words[:90]} {left}")
    return sorted(found)


@pytest.mark.parametrize("name", FAMILIES)
def test_that_the_recording_of_any_preset_reads_the_same_after_a_switch_and_in_chinese_without_english(
    name: str, recordings: dict[str, Path], tmp_path: Path
) -> None:
    opened = open_experiment(str(recordings[name]))

    def show(desk: Desk) -> None:
        desk.parts.control.open(opened)
        desk.say()

    spoken_in = spoken_by(tmp_path, show)
    assert spoken_in.unlike() == [([], [])] * 2
    tokens = set(re.findall(r"[a-z]{3,}", repr(opened.experiment.task.shape())))  # of which lessons speak
    assert english(spoken_in.fresh["zh_CN"], tokens) == []


def standing(desk: Desk) -> dict[str, tuple[object, bool, bool]]:
    """Where each dock stands, whether it is hidden, and whether it is behind another."""
    docks = desk.window.findChildren(QDockWidget)
    return {dock.objectName(): (dock.geometry().getRect(), dock.isHidden(), dock.visibleRegion().isEmpty())
            for dock in docks if not dock.isHidden()}  # fmt: skip


def test_that_a_switch_leaves_run_edits_choices_and_layout_alone(desk: Desk) -> None:
    a_run(desk)
    window = desk.window
    window.parts.draft.set("training.batch_size", 64)
    window.parts.setup.form.refresh()
    window.parts.setup.tabs.setCurrentIndex(1)
    window.parts.board.panel(FeatureMapsPanel).choose("stages.1.activation")
    settled()
    sent, layout, geometry = list(desk.sent), standing(desk), window.saveGeometry()
    losses = len(window.parts.board.loss.scene.curves.losses)
    for code in ("zh_CN", "en"):
        window.parts.appearance.set_language(code)
    settled()
    assert desk.sent == sent
    assert standing(desk) == layout and window.saveGeometry() == geometry
    assert (
        len(window.parts.board.loss.scene.curves.losses) == losses
        and window.parts.commands.run.state is RunState.PAUSED
    )
    assert window.parts.board.panel(FeatureMapsPanel).layer == "stages.1.activation"
    assert window.parts.setup.tabs.currentIndex() == 1 and window.parts.draft.can_undo
    window.parts.setup.undo()
    assert window.parts.draft.value("training.batch_size") == DIGITS.training.batch_size


def test_that_what_is_being_typed_survives_a_switch(desk: Desk) -> None:
    row = desk.parts.setup.form.row("training.learning_rate")
    row.editor.setText("0.02")
    row.editor.textEdited.emit("0.02")
    desk.parts.appearance.set_language("zh_CN")
    assert desk.parts.draft.value("training.learning_rate") == 0.02


def test_that_the_choice_is_remembered_and_its_names_are_never_translated(desk: Desk) -> None:
    menu = desk.parts.languages
    actions = {action.data(): action for action in menu.actions()}
    assert actions["en"].isChecked()
    actions["zh_CN"].trigger()
    assert spoken.language() == "zh_CN" and desk.memory.language == "zh_CN" and menu.title() == "语言"
    assert {action.text() for action in menu.actions()} == {"English", "简体中文"}
    assert desk.parts.actions_.run.text() == "运行" and language.wished(desk.memory.language) == "zh_CN"


@pytest.mark.parametrize(("system", "expected"), [
    (["de-DE", "zh-CN"], "zh_CN"), (["zh-Hans-CN"], "zh_CN"), (["C"], "en"), (["en-GB", "zh-CN"], "en"),
    (["fr-FR"], "en"),
])  # fmt: skip
def test_that_without_a_choice_the_system_decides(
    system: list[str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QLocale, "uiLanguages", lambda *_: system)
    assert language.wished("") == expected and language.wished("tlh") == expected and language.wished("en") == "en"


def test_that_a_system_without_chinese_characters_is_told_the_package(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFontDatabase, "families", lambda *_: [])
    desk.parts.appearance.set_language("zh_CN")
    assert "fonts-noto-cjk" in desk.parts.banner.text
    assert "Chinese" in desk.parts.banner.text and "中文" in desk.parts.banner.text


def test_that_an_error_of_another_layer_is_said_in_the_language(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.parts.appearance.set_language("zh_CN")
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda parent, title, words: told.append(words))
    desk.parts.doors.open_file("/nowhere/没有 此文件.run")
    assert told == ["/nowhere/没有 此文件.run：不存在；请检查名字。"]


def test_that_qt_itself_speaks_the_language() -> None:
    language.speak("zh_CN")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    language.speak("en")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_that_qts_own_file_dialog_has_no_english_label(qtbot: QtBot) -> None:
    language.speak("zh_CN")
    try:
        dialog = QFileDialog()
        qtbot.addWidget(dialog)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        labels = [dialog.labelText(label) for label in QFileDialog.DialogLabel]
        assert {"查找范围(&L)：", "文件类型(&T)：", "文件夹"} < set(language.missing_in_qt())
        labels.append(QFileIconProvider().type(QFileInfo(str(Path.home()))))
        assert labels[-1] == "文件夹"
    finally:
        language.speak("en")
    assert len(labels) == 6 and [words for words in labels if not re.search("[\u4e00-\u9fff]", words)] == []
