"""Where the monkey plays: a window from its start to its end, out of which nothing it does can come."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from desk import DIGITS, Desk, discard
from monkey import Monkey
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QMenu, QMessageBox

from playground.desktop.controllers.background_command import BackgroundCommand
from playground.desktop.state.open_document import OpenDocument
from playground.protocol.engine_events import EngineReady
from playground.sweeps import leading_on


def harmless(patches: pytest.MonkeyPatch, folder: Path) -> None:
    """Nothing the monkey does leaves the window: no process is started, no file dialog waits for an answer."""
    dice = random.Random(0)

    def command(self: object, words: object, done: Callable[[int, str], None], *more: object, **named: object) -> bool:
        done(2, "The monkey starts no processes.")
        return True

    patches.setattr(BackgroundCommand, "start", command)
    patches.setattr(leading_on, "lead", lambda command, folder, jobs: folder / f"{command}.log")
    patches.setattr(QDesktopServices, "openUrl", lambda url: True)
    for name in ("warning", "information", "critical"):
        patches.setattr(QMessageBox, name, lambda *words: None)
    patches.setattr(
        QMessageBox, "question",
        lambda *words: dice.choice((QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No)),
    )  # fmt: skip
    target = str(folder / "monkey")
    patches.setattr(QFileDialog, "getSaveFileName", lambda *words, **named: (dice.choice(("", target)), ""))
    patches.setattr(QFileDialog, "getOpenFileName", lambda *words, **named: (dice.choice(("", __file__)), ""))
    patches.setattr(QFileDialog, "getExistingDirectory", lambda *words, **named: dice.choice(("", str(folder))))
    patches.setattr(QInputDialog, "getText", lambda *words, **named: (dice.choice(("", "a name")), dice.random() < 0.5))
    patches.setattr(QMenu, "exec", lambda self, *words: self.popup(*words[:1]) if words else None)


def play(
    folder: Path, seed: int, count: int, room: tuple[int, int], language: str, theme: str,
    warned: Callable[[], list[str]],
) -> Monkey:  # fmt: skip
    """One window, from its start to its end; ``warned`` tells what Qt complained of or what was raised so far."""
    desk = Desk(folder)
    window = desk.window
    window.parts.appearance.set_language(language)
    window.parts.appearance.choose_theme(theme)
    window.parts.control.open(OpenDocument("cnn-digits", DIGITS))
    window.resize(*room)
    window.show()
    window.parts.board.prepare()
    desk.say(EngineReady("2.13.0", ("auto", "cpu")))
    monkey = Monkey(desk, seed, room, warned)
    try:
        monkey.play(count)
    finally:
        monkey.end()
        for other in QApplication.topLevelWidgets():
            if other is not window and other.isVisible():
                other.close()
        discard(desk)
    return monkey
