"""Offscreen: Qt without a display, in a theme and a language, for the commands that draw."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from playground.foundation.errors import PlaygroundError
from playground.foundation.nearest import advice
from playground.runs.reader import RunReader

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from playground.desktop.style.theme import Theme


def start(recording: Path | None, theme: str, language: str) -> tuple[QApplication, Theme]:
    """Keep the application while anything is drawn. Raises RunFileError before Qt is loaded."""
    if recording is not None:
        with RunReader(recording):
            pass
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import qInstallMessageHandler
    from PySide6.QtWidgets import QApplication

    from playground.desktop.style import theme as themes

    qInstallMessageHandler(_told)
    application = QApplication.instance() or QApplication(["playground"])
    assert isinstance(application, QApplication)
    themes.prepare(application)
    themes.apply(application, themes.THEMES[theme])
    speak(language)
    return application, themes.THEMES[theme]


def speak(language: str) -> None:
    """Have everything drawn in a language, ``en`` or ``zh``."""
    from playground.desktop.i18n import language as languages
    from playground.languages import spoken

    code = next(code for code in languages.LANGUAGES if code.split("_")[0] == language)
    if code != spoken.language():
        languages.speak(code)


def _told(kind: object, context: object, words: str) -> None:
    """Qt's messages, but for the one that the platform without a display has about every window."""
    if "propagateSizeHints" not in words:
        sys.stderr.write(f"{words}\n")


def shows(words: list[str]) -> dict[str, list[str]]:
    """``PANEL=CHOICE`` words as panel → choices. Raises PlaygroundError."""
    from playground.desktop.docking.panel_registry import names

    found: dict[str, list[str]] = {}
    for word in words:
        panel, equals, choice = word.partition("=")
        if not equals or panel not in names():
            raise PlaygroundError(f"{word!r} is not PANEL=CHOICE; {advice(panel, names())}")
        found.setdefault(panel, []).append(choice)
    return found


def known_panels(wanted: list[str]) -> list[str]:
    """The same names. Raises PlaygroundError for one that no panel has."""
    from playground.desktop.docking.panel_registry import names
    from playground.desktop.export.window_picture import WHOLE

    panels = (*names(), WHOLE)
    for name in wanted:
        if name not in panels:
            raise PlaygroundError(f"There is no panel named {name!r}; {advice(name, panels)}")
    return wanted
