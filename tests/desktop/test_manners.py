"""Manners: asking before a run is ended, recent files, keys, versions, and pictures in words."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from desk import Desk, shown, story
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPushButton,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot

from playground.desktop.i18n import screen_reader_text
from playground.desktop.panels.attention import AttentionPanel
from playground.desktop.panels.feature_maps import FeatureMapsPanel
from playground.desktop.panels.loss import LossPanel
from playground.desktop.shell.help import shortcuts
from playground.desktop.shell.help.about import AboutDialog
from playground.desktop.shell.help.shortcuts import ShortcutsDialog
from playground.desktop.style import theme
from playground.desktop.style.theme import LIGHT
from playground.foundation import versions
from playground.foundation.places import shipped
from playground.protocol.events import RunState, StateChanged
from playground.protocol.snapshot import Snapshot


def running(desk: Desk) -> None:
    desk.say(*story(desk.run()))


def test_that_closing_asks_once_while_a_run_is_on_and_the_run_goes_on_meanwhile(desk: Desk) -> None:
    running(desk)
    window = desk.window
    assert not window.close() and window.isVisible()
    assert "Close again to end it" in window.parts.banner.text
    assert window.parts.commands.run.state is RunState.RUNNING
    assert window.close() and not window.isVisible()


def test_that_whoever_dismisses_the_question_is_asked_again(desk: Desk) -> None:
    running(desk)
    assert not desk.window.close()
    dismiss = next(b for b in desk.parts.banner.findChildren(QPushButton) if b.text() == "Dismiss")
    dismiss.click()
    assert not desk.window.close()


def test_that_a_window_without_a_run_closes_at_once(desk: Desk) -> None:
    run = desk.run()
    desk.say(*story(run), StateChanged(run, RunState.FINISHED))
    assert desk.window.close()


def test_that_files_that_were_opened_are_offered_newest_first_and_one_that_is_gone_cannot_be_chosen(
    desk: Desk, tmp_path: Path
) -> None:
    text = (shipped("presets") / "cnn-digits.toml").read_text(encoding="utf-8")
    for name in ("eins", "zwei", "三"):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
        desk.parts.doors.open_file(str(tmp_path / f"{name}.toml"))
    desk.parts.doors.open_file(str(tmp_path / "eins.toml"))
    (tmp_path / "zwei.toml").unlink()
    menu = desk.parts.recent
    menu.fill()
    entries = [action for action in menu.actions() if not action.isSeparator()][:-1]
    assert [entry.text() for entry in entries] == ["1  eins.toml", "2  三.toml", "3  zwei.toml"]
    assert [entry.isEnabled() for entry in entries] == [True, True, False]
    entries[1].trigger()
    assert desk.parts.setup.name == "三" and Path(desk.memory.recent[0]).name == "三.toml"
    menu.actions()[-1].trigger()
    assert desk.memory.recent == [] and not menu.menuAction().isEnabled()


def test_that_one_remembered_file_is_remembered_as_one(desk: Desk) -> None:
    desk.memory.recent = ["/a/b.run"]
    desk.memory.save()
    assert desk.memory.recent == ["/a/b.run"]


def test_that_the_sheet_of_shortcuts_names_every_key_of_every_menu(desk: Desk) -> None:
    desk.parts.actions_.shortcuts.trigger()
    sheet = desk.window.findChild(ShortcutsDialog)
    assert isinstance(sheet, ShortcutsDialog)
    listed = {words for _, rows in sheet.groups for _, words in rows}
    with_keys = [a for a in desk.window.findChildren(QAction) if not a.shortcut().isEmpty() and a.isVisible()]
    in_menus = [action for action in with_keys if action.menu() is None and action.parent() is desk.parts.actions_]
    assert len(in_menus) > 12
    assert {action.text() for action in in_menus} <= listed
    assert "F5" in sheet.text.toPlainText() and "count a hand" in sheet.text.toPlainText()
    sheet.close()


def test_that_the_sheet_of_shortcuts_shows_no_letter_that_opens_a_menu() -> None:
    told = shortcuts._column(
        [("文件(&F)", [("Ctrl+N", "新建实验(&N) …")]), ("&Edit", [("Ctrl+Z", "Undo (&all)")])], LIGHT
    )
    assert "文件<" in told and "新建实验 …" in told and "Edit<" in told and "Undo (all)" in told


def test_that_no_two_actions_have_the_same_key(desk: Desk) -> None:
    keys = [(a.shortcut().toString(), a.text()) for a in desk.window.findChildren(QAction)
            if not a.shortcut().isEmpty() and a.shortcutContext() == Qt.ShortcutContext.WindowShortcut]  # fmt: skip
    clashes = [(one, other) for one, other in combinations(keys, 2) if one[0] == other[0] and one[1] != other[1]]
    assert not clashes


def test_that_about_names_versions_and_licences_and_copies_diagnostics(desk: Desk) -> None:
    desk.parts.actions_.about.trigger()
    about = desk.window.findChild(AboutDialog)
    assert isinstance(about, AboutDialog)
    text = about.text.toPlainText()
    for part in versions.parts():
        assert f"{part.name} {part.version}" in text and part.licence and part.licence in text
    for data in (shipped("resources") / "data").glob("*.*sv*"):
        assert data.name in text
    about.copy.click()
    copied = QApplication.clipboard().text()
    assert "torch 2.13.0" in copied and "Recordings: " in copied and "scale 1" in copied
    about.close()


def test_that_everything_that_takes_the_focus_has_a_name(desk: Desk) -> None:
    running(desk)
    desk.furnish()
    kinds = (QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox, QSlider)
    nameless = [
        f"{type(widget).__name__} in {_place(widget)}" for kind in kinds for widget in desk.window.findChildren(kind)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not _name(widget)
    ]  # fmt: skip
    assert not nameless
    assert all(panel.accessibleName() for panel in desk.parts.board.panels)


def _name(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    above = widget.parentWidget()
    inner = isinstance(above, QComboBox | QAbstractSpinBox)  # the field of a list or a number speaks for its owner
    return widget.accessibleName() or text or widget.toolTip() or (_name(above) if inner and above else "")


def _place(widget: QWidget | None) -> str:
    names = []
    while widget is not None:
        names.append(type(widget).__name__)
        widget = widget.parentWidget()
    return " < ".join(names[1:5])


@pytest.mark.parametrize("name", ["light", "dark"])
def test_that_text_has_a_contrast_of_four_and_a_half_to_one(name: str) -> None:
    colors = theme.THEMES[name]
    for text, ground in (
        (colors.text, colors.ground), (colors.text, colors.panel), (colors.second, colors.panel),
        (colors.second, colors.ground), (colors.on_accent, colors.accent), (colors.error, colors.panel),
    ):  # fmt: skip
        assert _contrast(text, ground) >= 4.5, f"{text} on {ground}"


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2: (L1 + 0.05) / (L2 + 0.05) of the relative luminances."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    parts = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def test_that_a_picture_is_read_out_when_it_gets_the_focus(desk: Desk) -> None:
    running(desk)
    desk.say(shown(300, desk.parts.commands.run.number))
    panel = desk.parts.board.panel(FeatureMapsPanel)
    panel.setFocus()
    panel.focusInEvent(_focus())
    values = panel.shown_arrays()[0].values
    words = panel.accessibleDescription()
    assert f"{values.max():.3g}" in words and "channel" in words and "mean" in words
    loss = desk.parts.board.panel(LossPanel)
    assert "accuracy" in loss.reading() and "<" not in loss.reading()


def _focus() -> object:
    from PySide6.QtGui import QFocusEvent

    return QFocusEvent(QFocusEvent.Type.FocusIn)


def test_that_attention_is_read_as_what_each_query_turns_to() -> None:
    values = np.array([[[0.9, 0.1], [0.3, 0.7]]], np.float32)
    shot = Snapshot(5, "blocks.0.attention", ("head", "query", "key"), values, {"time": ("I", "am")})
    words = screen_reader_text.of_snapshot(shot)
    assert words.startswith("block 1 · attention (1 head × 2 query × 2 key): from 0.1 to 0.9, mean 0.5")
    assert "I → I 0.9; am → am 0.7" in words
    odds = Snapshot(5, "prediction", ("class",), np.array([0.2, 0.7, 0.1], np.float32), {"class": ("a", "b", "c")})
    assert screen_reader_text.of_snapshot(odds).endswith("b 70.0\u2009%, a 20.0\u2009%, c 10.0\u2009%")


def test_that_every_panel_says_something_in_words(desk: Desk, qtbot: QtBot) -> None:
    for panel in desk.parts.board.panels:
        assert panel.reading()
    running(desk)
    assert AttentionPanel.name not in [panel.name for panel in desk.parts.board.panels if not panel.reading()]
