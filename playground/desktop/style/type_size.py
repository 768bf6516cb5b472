"""Type size: how many times larger than usual everything is, letters and pictures, on this screen."""

from __future__ import annotations

import re

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

USUAL = 13  # pixels of the usual letters
PERCENT = (80, 90, 100, 110, 125, 150)
_chosen = [100]


def percent() -> int:
    """What was chosen; 100 is the usual size."""
    return _chosen[0]


def share() -> float:
    """The same as a factor, with which panels draw."""
    return percent() / 100


def choose(percents: int) -> None:
    """From now on so large; the nearest of what is offered."""
    _chosen[0] = min(PERCENT, key=lambda one: abs(one - percents))


def beside(steps: int) -> int:
    """What is so many steps larger or smaller, as far as there is any."""
    return PERCENT[max(0, min(PERCENT.index(percent()) + steps, len(PERCENT) - 1))]


def set_font(app: QApplication) -> None:
    """The letters of all widgets that have no size of their own."""
    font = app.font()
    if font.pixelSize() != round(USUAL * share()):
        font.setPixelSize(round(USUAL * share()))
        app.setFont(font)


def scaled(sheet: str) -> str:
    """A style sheet with its sizes of letters in proportion."""
    return re.sub(r"(?<=font-size: )\d+(?=px)", lambda found: str(round(int(found[0]) * share())), sheet)


def plain(font: QFont) -> QFont:
    """A widget's font at the usual size, for pictures that are drawn so many times larger as a whole."""
    result = QFont(font)
    result.setPixelSize(USUAL)
    return result
