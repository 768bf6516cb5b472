"""Appearance: light or dark, and the language, of everything at once; a run that is on does not notice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QMainWindow

from playground.desktop.i18n.language import NO_FONT, readable, speak
from playground.desktop.state.window_settings import WindowSettings
from playground.desktop.style import theme as themes
from playground.desktop.widgets.message_bar import MessageBar
from playground.languages import spoken


class Themed(Protocol):
    """Draws in the colours of a theme."""

    def set_theme(self, theme: themes.Theme) -> None:
        """From now on in these."""


class Appearance(QObject):
    """What the two choices change, and that they are kept for the next start."""

    reworded = Signal()  # another language is spoken

    def __init__(
        self, window: QMainWindow, application: QApplication, memory: WindowSettings, banner: MessageBar
    ) -> None:
        super().__init__(window)
        self._window, self._application, self._memory, self._banner = window, application, memory, banner
        self._themed: Sequence[Themed] = ()
        self.theme = themes.THEMES[memory.theme]

    def follow(self, themed: Sequence[Themed]) -> None:
        """These draw in the theme of now and in each one after it: what does not follow the palette by itself."""
        self._themed = themed
        self.set_theme(self.theme)

    def set_theme(self, theme: themes.Theme) -> None:
        """Light or dark."""
        self.theme = theme
        themes.apply(self._application, theme)
        for thing in self._themed:
            thing.set_theme(theme)
        self._memory.theme = theme.name

    def toggle_theme(self) -> None:
        """The other theme."""
        self.set_theme(themes.LIGHT if self.theme.name == "dark" else themes.DARK)

    def set_language(self, language: str) -> None:
        """Say everything in another language."""
        from playground.desktop.i18n import retranslation

        before = spoken.language()
        self._memory.language = language
        if language != before:
            speak(language)
            retranslation.retranslate(self._window, before, language)
            self.reworded.emit()
        self.say_font()

    def say_font(self) -> None:
        """Say which package has the characters of the language, where no installed font has them."""
        if not readable():
            self._banner.say(NO_FONT)
