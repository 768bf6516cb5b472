"""Keys: what the keys of a keyboard, or of a presenter's remote, mean on the stage."""

from __future__ import annotations

import re
from enum import Enum

from PySide6.QtCore import Qt

from playground.desktop.painting.plots.legend import WORD_JOINER

Key = Qt.Key
BETWEEN, NO_BREAK = 5 * " ", "\u00a0"


class Move(Enum):
    """What a lecturer may want; a hand for an option is a number instead."""

    FORWARD = "forward"
    BACK = "back"
    AGAIN = "again"  # this scene once more
    START_OVER = "start over"  # from the first scene, with a new run
    TOGGLE = "toggle"  # hold the training, or let it go on
    TAKE_BACK = "take back"
    BLACK = "black"
    HELP = "help"
    THEME = "theme"
    SPECIMEN = "specimen"  # on the stage, to be drawn, typed or chosen; and away
    RING = "ring"
    MAGNIFIER = "magnifier"
    LEAVE = "leave"


_MOVES = {
    Key.Key_PageDown: Move.FORWARD, Key.Key_Right: Move.FORWARD, Key.Key_Down: Move.FORWARD,
    Key.Key_Return: Move.FORWARD, Key.Key_Enter: Move.FORWARD,
    Key.Key_PageUp: Move.BACK, Key.Key_Left: Move.BACK, Key.Key_Up: Move.BACK,
    Key.Key_R: Move.AGAIN, Key.Key_Home: Move.START_OVER,
    Key.Key_Space: Move.TOGGLE, Key.Key_F5: Move.TOGGLE,
    Key.Key_Backspace: Move.TAKE_BACK, Key.Key_B: Move.BLACK, Key.Key_Period: Move.BLACK,
    Key.Key_Question: Move.HELP, Key.Key_F1: Move.HELP, Key.Key_T: Move.THEME,
    Key.Key_S: Move.SPECIMEN, Key.Key_P: Move.RING, Key.Key_M: Move.MAGNIFIER,
    Key.Key_Escape: Move.LEAVE, Key.Key_F11: Move.LEAVE,
}  # fmt: skip


def meaning(key: int) -> Move | int | None:
    """What to do, or the option from 1 to 9 that a hand is for; None for a key that means nothing."""
    if Key.Key_1 <= key <= Key.Key_9:
        return key - Key.Key_0
    return _MOVES.get(Key(key))


def unbroken(keys: str) -> str:
    """A row of keys and what they do, five spaces apart: it ends a line between two of them only, in Chinese too."""
    entries = (entry.strip().replace(" ", NO_BREAK) for entry in keys.split(BETWEEN))
    return BETWEEN.join(re.sub(r"(?<=[\u2e80-\uffff])(?=[\u2e80-\uffff])", WORD_JOINER, entry) for entry in entries)
