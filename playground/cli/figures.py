"""``playground figures``: the panels of a recording as pictures, drawn without a display."""

from __future__ import annotations

import argparse
from pathlib import Path

from playground.cli import offscreen
from playground.experiment.errors import PlaygroundError


def figures(arguments: argparse.Namespace) -> int:
    """Draw each panel that has something to show. Prints one path a line."""
    _application, theme = offscreen.start(arguments.recording, arguments.theme, arguments.language)
    from playground.desktop import portfolio, stage
    from playground.desktop.sizes import SIZES

    wanted = offscreen.known_panels(arguments.panels) or stage.names()
    folder: Path = arguments.folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PlaygroundError(f"{folder}: cannot be made ({error.strerror}); choose another folder.") from None
    drawn = portfolio.draw(
        arguments.recording, folder, wanted, arguments.scale, theme,
        arguments.format, SIZES[arguments.size], offscreen.shows(arguments.shows), arguments.step,
    )  # fmt: skip
    for path in drawn:
        print(path)
    return 0
