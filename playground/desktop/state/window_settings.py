"""WindowSettings: what the window remembers between two starts; anything damaged is simply forgotten."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings

from playground.foundation.errors import PlaygroundError
from playground.foundation.places import recordings

if TYPE_CHECKING:
    from playground.experiment.experiment import Experiment

THEMES = ("system", "light", "dark")
LAYOUT_VERSION = 6


class WindowSettings:
    """A small INI file."""

    def __init__(self, path: Path) -> None:
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    @property
    def theme(self) -> str:
        """``light``, ``dark``, or ``system``: as the system has it."""
        value = self._settings.value("theme")
        return value if isinstance(value, str) and value in THEMES else THEMES[0]

    @theme.setter
    def theme(self, name: str) -> None:
        self._settings.setValue("theme", name)

    @property
    def language(self) -> str:
        """The code of the language that was chosen; empty: as the system says."""
        value = self._settings.value("language")
        return value if isinstance(value, str) else ""

    @language.setter
    def language(self, code: str) -> None:
        self._settings.setValue("language", code)

    @property
    def type_size(self) -> int:
        """Percent of the usual size."""
        return self._number("type_size", 100)

    @type_size.setter
    def type_size(self, percent: int) -> None:
        self._settings.setValue("type_size", percent)

    @property
    def folder(self) -> Path:
        """Where runs are recorded."""
        value = self._settings.value("folder")
        return Path(value) if isinstance(value, str) and value else recordings()

    @folder.setter
    def folder(self, folder: Path | None) -> None:
        self._settings.setValue("folder", "" if folder is None or folder == recordings() else str(folder))

    @property
    def room(self) -> int:
        """Megabytes for the pictures of a recording; 0: as each experiment says."""
        return self._number("room", 0)

    @room.setter
    def room(self, megabytes: int) -> None:
        self._settings.setValue("room", megabytes)

    @property
    def geometry(self) -> QByteArray:
        """Size and place of the window; empty when unknown."""
        return self._bytes("geometry")

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._settings.setValue("geometry", value)

    @property
    def layout(self) -> QByteArray:
        """Where the panels are; empty when unknown or of another version."""
        return self._bytes(f"layout{LAYOUT_VERSION}")

    @layout.setter
    def layout(self, value: QByteArray) -> None:
        self._settings.setValue(f"layout{LAYOUT_VERSION}", value)

    @property
    def width(self) -> int:
        """How wide the window was with that layout; 0 when unknown."""
        return self._number("width", 0)

    @width.setter
    def width(self, points: int) -> None:
        self._settings.setValue("width", points)

    @property
    def fitting(self) -> frozenset[str]:
        """The panels for whose run that layout was; empty when unknown."""
        value = self._settings.value("fitting")
        return frozenset(value.split()) if isinstance(value, str) else frozenset()

    @fitting.setter
    def fitting(self, names: frozenset[str]) -> None:
        self._settings.setValue("fitting", " ".join(sorted(names)))

    @property
    def preset(self) -> str:
        """The preset chosen last; empty when there was none."""
        value = self._settings.value("preset")
        return value if isinstance(value, str) else ""

    @preset.setter
    def preset(self, name: str) -> None:
        self._settings.setValue("preset", name)

    @property
    def run(self) -> str:
        """Path of the recording that was shown last; empty when there was none."""
        value = self._settings.value("run")
        return value if isinstance(value, str) else ""

    @run.setter
    def run(self, path: str) -> None:
        self._settings.setValue("run", path)

    @property
    def times(self) -> dict[str, float]:
        """Seconds that presets took on this machine, by name."""
        value = self._settings.value("times")
        try:
            found = json.loads(value) if isinstance(value, str) else {}
        except ValueError:
            return {}
        if not isinstance(found, dict):
            return {}
        return {str(name): float(seconds) for name, seconds in found.items() if isinstance(seconds, int | float)}

    @times.setter
    def times(self, seconds: dict[str, float]) -> None:
        self._settings.setValue("times", json.dumps(seconds))

    @property
    def recent(self) -> list[str]:
        """Paths of the files that were used last, newest first."""
        value = self._settings.value("recent")
        return [value] if isinstance(value, str) and value else [str(path) for path in value or ()]

    @recent.setter
    def recent(self, paths: list[str]) -> None:
        self._settings.setValue("recent", paths)

    @property
    def experiment(self) -> Experiment | None:
        """The experiment edited last; None when there is none or it is no longer valid."""
        from playground.experiment.experiment import Experiment

        value = self._settings.value("experiment")
        try:
            return Experiment.from_json(value) if isinstance(value, str) else None
        except PlaygroundError:
            return None

    @experiment.setter
    def experiment(self, experiment: Experiment | None) -> None:
        if experiment is not None:
            self._settings.setValue("experiment", experiment.to_json())

    def save(self) -> None:
        """Write to disk now."""
        self._settings.sync()

    def _number(self, key: str, otherwise: int) -> int:
        value = str(self._settings.value(key))
        return int(value) if value.isdecimal() else otherwise

    def _bytes(self, key: str) -> QByteArray:
        value = self._settings.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()
