"""Sizes: what a picture is for decides its shape, how large its letters are in it, and its width in print."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize

MILLIMETRES = 25.4  # an inch
POINTS = 96.0  # of the screen in an inch


@dataclass(frozen=True)
class Size:
    """A place for pictures.

    Attributes:
        name: how the command line calls it.
        room: points that a picture is laid out in; None: as large as it is on the screen.
        double: the same for a picture of several panels.
        inches: its width where it is shown; None: 96 points are an inch.
        fixed: the height is the place's, too; otherwise what needs more height takes it.
    """

    name: str
    room: QSize | None = None
    double: QSize | None = None
    inches: tuple[float, float] | None = None
    fixed: bool = False


SCREEN = Size("screen")
# letters of 13 points become 17 points of a slide of 13.33 × 7.5 inches, curves four pixels of its 1280
LECTURE = Size("lecture", QSize(720, 405), QSize(960, 540), (40 / 3, 40 / 3), fixed=True)
# letters are printed at 7 and 7.6 typographic points, curves at 1.5; 84 mm is one column, 174 mm are two
PAPER = Size("paper", QSize(408, 300), QSize(846, 560), (84 / MILLIMETRES, 174 / MILLIMETRES))
SPREAD = Size("paper-wide", QSize(846, 330), PAPER.double, (174 / MILLIMETRES, 174 / MILLIMETRES))
SIZES = {size.name: size for size in (SCREEN, LECTURE, PAPER, SPREAD)}
