"""Appearance: light or dark, and the language, of everything at once; a run that is on does not notice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from playground.desktop.i18n.language import NO_FONT, readable, speak
from playground.desktop.panels.base.panel import Panel
from playground.desktop.state.window_settings import WindowSettings
from playground.desktop.style import theme as themes
from playground.desktop.style import type_size
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
        self.theme = themes.wished(memory.theme)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    def follow(self, themed: Sequence[Themed]) -> None:
        """These draw in the theme of now and in each one after it: what does not follow the palette by itself."""
        self._themed = themed
        self.set_theme(self.theme)
        if type_size.share() != 1.0:  # as it was chosen at an earlier start
            self.set_type_size(type_size.percent())

    def set_theme(self, theme: themes.Theme) -> None:
        """Light or dark."""
        self.theme = theme
        themes.apply(self._application, theme)
        for thing in self._themed:
            thing.set_theme(theme)

    def choose_theme(self, name: str) -> None:
        """``light``, ``dark``, or ``system``: as the system has it, now and whenever it changes."""
        self._memory.theme = name
        self.set_theme(themes.wished(self._memory.theme))

    def toggle_theme(self) -> None:
        """The other theme."""
        self.choose_theme("light" if self.theme.name == "dark" else "dark")

    def set_type_size(self, percent: int) -> None:
        """Everything so large: letters, and the pictures of all panels there are."""
        type_size.choose(percent)
        self._memory.type_size = type_size.percent()
        themes.apply(self._application, self.theme)
        # of this window and those it owns: reading the list of all widgets there are has crashed where some just died
        for panel in self._window.findChildren(Panel):
            panel.set_zoom(type_size.share())  # which may delete parts of it: nothing else is held meanwhile
        for widget in self._window.findChildren(QWidget):
            widget.updateGeometry()  # what a label in a style sheet's type needs is not asked for again by itself

    def _follow_system(self) -> None:
        if (wished := themes.wished(self._memory.theme)) is not self.theme:
            self.set_theme(wished)

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
