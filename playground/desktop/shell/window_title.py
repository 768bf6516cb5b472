"""WindowTitle: what is shown and how far it is, where a list of windows says it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from playground.desktop.i18n.formatting import grouped
from playground.desktop.state.run_state import Run
from playground.foundation.product import NAME
from playground.languages.spoken import language

if TYPE_CHECKING:
    from playground.experiment.presets import Preset

SECONDS = 0.5  # between two titles of a run that trains


class WindowTitle(QObject):
    """``Digits, convolutional · step 340 · Neural Playground``."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._presets: dict[str, Preset] = {}
        self._seen: tuple[object, ...] = ()
        self._next = 0.0

    def take_preset(self, preset: Preset | None) -> None:
        """One was loaded: a run that comes from it bears its title."""
        self._seen = ()
        if preset is not None:
            self._presets[preset.name] = preset

    def show_state(self, name: str, run: Run, shown: int | None) -> None:
        """The run and the step that are seen; before there is one, the ``name`` of what is in the form."""
        name = run.name if run.started is not None and run.name else name
        now, seen = time.monotonic(), (name, run.state, shown, language())
        if seen == self._seen and now < self._next:
            return
        self._seen, self._next = seen, now + SECONDS
        if name in self._presets:
            name = self._presets[name].about.title.read(language())
        step = run.step if shown is None else shown
        parts = [name, self.tr("step {0}").format(grouped(step)) if run.started is not None else "", NAME]
        title = " · ".join(filter(None, parts))
        if title != self._window.windowTitle():
            self._window.setWindowTitle(title)
