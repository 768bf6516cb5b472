"""PresetInfo: what the chosen preset is about, and the numbers to expect."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from playground.desktop.i18n.formatting import NARROW_SPACE, THIN_SPACE, metric_words, short
from playground.desktop.setup.preset_model import band
from playground.experiment.presets import Preset


class PresetInfo(QFrame):
    """What the chosen preset is about: its lesson, and the numbers to expect."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("item", True)
        self._lesson = QLabel()
        self._lesson.setWordWrap(True)
        self._numbers = QLabel()
        self._numbers.setWordWrap(True)
        self._numbers.setProperty("second", True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(6)
        layout.addWidget(self._lesson)
        layout.addWidget(self._numbers)
        self.hide()

    def show_preset(self, preset: Preset | None, language: str) -> None:
        """Follow the choice."""
        self.setVisible(preset is not None)
        if preset is not None:
            about = preset.about
            self._lesson.setText(f"{about.summary.read(language)}\n\n{about.lesson.read(language)}")
            numbers = self.tr("Expected test {0}: {1}").format(metric_words(about.expected.metric), band(preset))
            several = len(about.baseline) > 1
            trivial = [
                f"{metric_words(name)} {short(name, value)}" if several else short(name, value)
                for name, value in about.baseline.items()
            ]
            if trivial:
                numbers += " · " + self.tr("baseline {0}").format(" · ".join(trivial))
            if preset.lesson:
                numbers += "\n" + self.tr("Lesson of {0} scenes: press F11").format(len(preset.lesson))
            self._numbers.setText(numbers.replace(THIN_SPACE, NARROW_SPACE))
