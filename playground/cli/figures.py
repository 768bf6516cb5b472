"""``playground figures``: the panels of a recording as pictures, drawn without a display."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from playground.cli import offscreen
from playground.foundation.errors import PlaygroundError
from playground.protocol.snapshot import Snapshot

# panels whose pictures no recording holds
UNRECORDED = {"landscape", "disturbances", "wanted", "maximising", "transplant", "sanity", "exchange"}


def figures(arguments: argparse.Namespace) -> int:
    """Draw each panel that has something to show. Prints one path a line.

    Raises PlaygroundError when a panel that was named, or every panel, has nothing.
    """
    measured = _measured(arguments)
    _application, theme = offscreen.start(arguments.recording, arguments.theme, arguments.language)
    from playground.desktop.docking import panel_registry
    from playground.desktop.export import batch_pictures
    from playground.desktop.painting.picture_sizes import SIZES

    wanted = offscreen.known_panels(arguments.panels) or panel_registry.names()
    folder: Path = arguments.folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PlaygroundError(f"{folder}: cannot be made ({error.strerror}); choose another folder.") from None
    drawn = batch_pictures.draw(
        arguments.recording, folder, wanted, arguments.scale, theme,
        arguments.format, SIZES[arguments.size], offscreen.shows(arguments.shows), arguments.step,
        measured,
    )  # fmt: skip
    names = set()
    for path in drawn:
        print(path)
        names.add(path.stem)
    _tell_step(arguments)
    missing = [name for name in arguments.panels if name not in names]
    if missing or not names:
        words = ", ".join(missing) or "any panel"
        raise PlaygroundError(f"{arguments.recording}: there is nothing of this run to show in {words}.")
    return 0


def _measured(arguments: argparse.Namespace) -> tuple[Snapshot, ...]:
    """What is in no recording; before Qt is loaded, after which torch does not load everywhere."""
    wanted = {*arguments.panels} & {
        "landscape",
        "disturbances",
        "wanted",
        "maximising",
        "transplant",
        "sanity",
        "exchange",
    }
    if "attribution" in arguments.panels and any(word.startswith("attribution=") for word in arguments.shows):
        wanted.add("attribution")  # of which a recording holds the usual ones
    if not wanted:
        return ()
    from playground.exports.measured_pictures import measured

    return measured(arguments.recording, wanted, arguments.step)


def _tell_step(arguments: argparse.Namespace) -> None:
    """Which step is drawn, where it is not the one that was asked for."""
    from playground.desktop.export.batch_pictures import nearest_step
    from playground.desktop.state.recording_index import RecordingIndex

    film = RecordingIndex(arguments.recording)
    film.refresh()
    if arguments.step is None or not film.steps or arguments.step in film.steps:
        return
    shown = nearest_step(film.steps, arguments.step)
    sys.stderr.write(f"Step {arguments.step} was not recorded; the pictures show step {shown}, the nearest one.\n")
