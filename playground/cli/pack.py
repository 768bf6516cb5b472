"""``playground pack``: everything a lecture needs of a recording in one ZIP file."""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from playground.cli import offscreen
from playground.cli.progress import Counting
from playground.experiment.experiment import Experiment
from playground.exports import packed_data
from playground.foundation.errors import PlaygroundError
from playground.runs import packs, provenance
from playground.runs.reader import RunReader

if TYPE_CHECKING:
    from playground.desktop.style.theme import Theme

EXPORTS = (".safetensors", ".py", ".ipynb")
LOOKS = 60  # frames of the animation


def pack(arguments: argparse.Namespace) -> int:
    """Draw, export and pack. Prints the path."""
    counting = Counting(arguments.lines)
    try:
        _pack(arguments, counting)
    finally:
        counting.close()
    print(arguments.target)
    return 0


def _pack(arguments: argparse.Namespace, counting: Counting) -> None:
    _application, theme = offscreen.start(arguments.recording, arguments.theme, arguments.language)
    if arguments.target.suffix.lower() != ".zip":
        raise PlaygroundError(f"{arguments.target}: a lecture pack is a .zip file; choose such a name.")
    with RunReader(arguments.recording) as reader:
        provenance.load(reader)  # before anything is drawn: the code and the weights rest on this data
        credits = reader.note("attribution", "")
        experiment = Experiment.from_json(reader.experiment_json)
    data = packed_data.gather(experiment) if arguments.data else None
    steps = 5  # of the work, beside the frames of the animation
    with TemporaryDirectory(prefix="pack-") as place:
        recording = Path(place) / f"{arguments.recording.stem}.run"
        counting.tell(0, steps + LOOKS)
        packs.copy(arguments.recording, recording)
        counting.tell(1, steps + LOOKS)
        files = _exported(recording, Path(place))
        counting.tell(2, steps + LOOKS)
        step, drawn = _drawn(recording, arguments, theme)
        files |= drawn
        counting.tell(3, steps + LOOKS)
        if credits:
            files["attribution.txt"] = credits.encode()
        files["film.gif"] = _film(recording, Path(place), theme, arguments, counting, steps)
        counting.tell(steps + LOOKS - 1, steps + LOOKS)
        along = Path(place) / packs.DATA if data is not None else None
        if data is not None and along is not None:
            packed_data.write(data, along)
        shown = packs.Shown(arguments.recording.stem, step)
        packs.write(arguments.target, recording, shown, files, arguments.recording.stat().st_mtime, along)
    counting.tell(steps + LOOKS, steps + LOOKS)


def _exported(recording: Path, place: Path) -> dict[str, bytes]:
    """Weights, script and notebook. Raises RunFileError where there is no checkpoint."""
    from playground.exports.formats import export

    name = "model"
    for ending in EXPORTS:
        export(recording, place / f"{name}{ending}")
    return {f"code/{name}{ending}": (place / f"{name}{ending}").read_bytes() for ending in EXPORTS}


def _drawn(recording: Path, arguments: argparse.Namespace, theme: Theme) -> tuple[int, dict[str, bytes]]:
    """Pictures, the handout and the preset; and the step that they show."""
    from playground.desktop.docking.panel_registry import names
    from playground.desktop.export import batch_pictures
    from playground.desktop.export.handout import content, pages, readme, web
    from playground.desktop.export.offscreen_panels import OffscreenPanels
    from playground.desktop.export.window_picture import WHOLE
    from playground.desktop.painting import picture_writer
    from playground.desktop.style.theme import THEMES
    from playground.experiment.writing import to_toml

    files: dict[str, bytes] = {}
    stage = OffscreenPanels(theme, offscreen.shows(arguments.shows))
    try:
        text = batch_pictures.feed(stage, recording, arguments.step)
        panels = stage.filled()
        for colours in THEMES.values():
            for name, drawing in batch_pictures.drawings(panels, (*names(), WHOLE), colours, None, text):
                files[f"pictures/{colours.name}/{name}.png"] = picture_writer.png(drawing, 2)
                if colours.name == "light":
                    files[f"pictures/vector/{name}.svg"] = picture_writer.svg(drawing)
                    files[f"pictures/vector/{name}.pdf"] = picture_writer.pdf(drawing)
        told = content.gather(recording, panels, arguments.language, int(text["step"]))
        files["README.txt"] = readme.text(told, int(text["step"]), arguments.data).encode("utf-8-sig")
        files["handout.html"] = web.page(told, arguments.language)
        files["handout.pdf"] = pages.pdf(told)
        files["preset.toml"] = to_toml(told.about, Experiment.from_json(text["experiment"])).encode()
    finally:
        stage.close()
    return int(text["step"]), files


def _film(
    recording: Path, place: Path, theme: Theme, arguments: argparse.Namespace, counting: Counting, steps: int
) -> bytes:
    """The leading panels over the training."""
    from playground.desktop.export.recording_frames import FrameSelection, film

    target = place / "film.gif"
    cut = FrameSelection(frames=LOOKS, shows=offscreen.shows(arguments.shows))
    film(recording, cut, theme, target, 10, lambda done, count: counting.tell(3 + done * LOOKS // count, steps + LOOKS))
    return target.read_bytes()
