"""``playground animate``: panels of a recording over its training, as GIF, WebP, APNG or MP4."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from playground.cli import offscreen
from playground.cli.progress import Counting
from playground.foundation.errors import PlaygroundError

if TYPE_CHECKING:
    from PySide6.QtCore import QRect

    from playground.desktop.export.animation_writer import Tell
    from playground.desktop.style.theme import Theme


def animate(arguments: argparse.Namespace) -> int:
    """Draw the looks of the recording, or the cells of a walk, one after the other. Prints the path."""
    _application, theme = offscreen.start(arguments.recording, arguments.theme, arguments.language)
    from playground.desktop.export import animation_writer

    animation_writer.check(arguments.target)
    counting = Counting(arguments.lines)
    try:
        (_over_steps if arguments.walk is None else _walk)(arguments, theme, counting.tell)
    finally:
        counting.close()
    print(arguments.target)
    if arguments.walk is None:
        _tell_end(arguments)
    return 0


def _walk(arguments: argparse.Namespace, theme: Theme, tell: Tell) -> None:
    from playground.desktop.export.walk_frames import WalkSelection, film
    from playground.desktop.painting.picture_sizes import SIZES

    selection = WalkSelection(arguments.walk, arguments.last, arguments.cells, arguments.scale, SIZES[arguments.size])
    film(arguments.recording, selection, theme, arguments.target, arguments.rate, tell)


def _over_steps(arguments: argparse.Namespace, theme: Theme, tell: Tell) -> None:
    from playground.desktop.export.recording_frames import FrameSelection, film
    from playground.desktop.painting.picture_sizes import SIZES

    if None not in (arguments.first, arguments.last) and arguments.first > arguments.last:
        raise PlaygroundError(f"--from {arguments.first} lies behind --until {arguments.last}; choose other steps.")
    cut = FrameSelection(
        tuple(offscreen.known_panels(arguments.panels)), _places(arguments.places), arguments.first, arguments.last,
        arguments.frames, arguments.scale, SIZES[arguments.size], offscreen.shows(arguments.shows),
    )  # fmt: skip
    film(arguments.recording, cut, theme, arguments.target, arguments.rate, tell)


def _tell_end(arguments: argparse.Namespace) -> None:
    """Where the animation ends, if that is earlier than was asked for."""
    from playground.desktop.state.recording_index import RecordingIndex

    film = RecordingIndex(arguments.recording)
    film.refresh()
    if arguments.last is not None and film.steps and film.steps[-1] < arguments.last and not arguments.lines:
        sys.stderr.write(f"The recording ends at step {film.steps[-1]}, and so does the animation.\n")


def _places(words: list[str]) -> dict[str, QRect]:
    """``PANEL=X,Y,WIDTH,HEIGHT`` words. Raises PlaygroundError."""
    from PySide6.QtCore import QRect

    found = {}
    for panel, words_of in offscreen.shows(words).items():
        try:
            x, y, width, height = map(int, words_of[-1].split(","))
        except ValueError:
            raise PlaygroundError(f"{words_of[-1]!r} is not a place; write X,Y,WIDTH,HEIGHT.") from None
        found[panel] = QRect(x, y, max(width, 60), max(height, 60))
    return found
