"""``playground figures``: the panels of a recording as pictures, drawn without a display."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from playground.experiment.errors import PlaygroundError
from playground.runs.reader import RunReader


def figures(arguments: argparse.Namespace) -> int:
    """Draw each panel that has something to show. Prints one path a line."""
    with RunReader(arguments.recording):
        pass  # a bad recording is refused before Qt is loaded
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication

    from playground.desktop import portfolio, theme

    names = portfolio.names()
    for name in arguments.panels:
        if name not in names:
            raise PlaygroundError(f"There is no panel named {name!r}; choose among {', '.join(names)}.")
    application = QApplication.instance() or QApplication(["playground"])
    assert isinstance(application, QApplication)
    chosen = theme.THEMES[arguments.theme]
    theme.apply(application, chosen)
    folder: Path = arguments.folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PlaygroundError(f"{folder}: cannot be made ({error.strerror}); choose another folder.") from None
    for path in portfolio.draw(arguments.recording, folder, arguments.panels or names, arguments.scale, chosen):
        print(path)
    return 0
