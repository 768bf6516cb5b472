"""Portfolio: all panels of a recording drawn into files, without a window."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from playground.desktop import canvas, figures
from playground.desktop.panel import Panel
from playground.desktop.poster import WHOLE, arranged, poster
from playground.desktop.sizes import SCREEN, Size
from playground.desktop.stage import Shows, Stage
from playground.desktop.theme import Theme
from playground.runs.reader import RunReader
from playground.runs.replay import replay


def draw(
    recording: Path, folder: Path, wanted: Collection[str], scale: int, theme: Theme,
    kind: str = "png", size: Size | None = None, shows: Shows | None = None,
) -> Iterator[Path]:  # fmt: skip
    """Save each wanted panel that has something to show as ``<name>.<kind>``; yields the paths. Raises SaveError."""
    stage = Stage(theme, shows)
    try:
        text = feed(stage, recording)
        for name, drawing in drawings(stage.filled(), wanted, theme, size, text):
            path = folder / f"{name}.{kind}"
            canvas.save(drawing, path, scale)
            yield path
    finally:
        stage.close()


def feed(stage: Stage, recording: Path) -> dict[str, str]:
    """The whole recording, and an explanation; returns what its pictures carry as metadata."""
    with RunReader(recording) as reader:
        for event in replay(reader):
            stage.feed(event)
        steps = reader.snapshot_steps()
        text = {"experiment": reader.experiment_json, "step": str(steps[-1] if steps else 0)}
    stage.ask(recording)
    return text


def drawings(
    panels: list[Panel], wanted: Collection[str], theme: Theme, size: Size | None, text: dict[str, str]
) -> Iterator[tuple[str, canvas.Drawing]]:
    """Name and drawing of each wanted panel, and of all of them together where that is wanted."""
    chosen = size or SCREEN
    for panel in panels:
        if panel.name in wanted:
            yield panel.name, figures.drawing(panel, theme, chosen, text)
    if WHOLE in wanted:
        yield WHOLE, poster(arranged(panels), theme, chosen, text)
