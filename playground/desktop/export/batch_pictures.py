"""Portfolio: all panels of a recording drawn into files, without a window."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from playground.desktop.export import panel_picture
from playground.desktop.export.offscreen_panels import OffscreenPanels, Shows
from playground.desktop.export.window_picture import WHOLE, arranged, poster
from playground.desktop.painting import picture_writer
from playground.desktop.painting.picture_sizes import SCREEN, Size
from playground.desktop.panels.base.panel import Panel
from playground.desktop.state.recording_index import RecordingIndex
from playground.desktop.style.theme import Theme
from playground.protocol.events import Event, Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.runs.reader import RunReader
from playground.runs.replay import replay


def draw(
    recording: Path, folder: Path, wanted: Collection[str], scale: int, theme: Theme,
    kind: str = "png", size: Size | None = None, shows: Shows | None = None,
    step: int | None = None, measured: Sequence[Snapshot] = (),
) -> Iterator[Path]:  # fmt: skip
    """Save each wanted panel that has something to show as ``<name>.<kind>``; yields the paths. Raises SaveError.

    The step that is drawn is the recorded one nearest to ``step``; each picture names it.

    Args:
        measured: pictures of that run that its recording does not hold.
    """
    stage = OffscreenPanels(theme, shows)
    try:
        text = feed(stage, recording, step, measured)
        for name, drawing in drawings(stage.filled(), wanted, theme, size, text):
            path = folder / f"{name}.{kind}"
            picture_writer.save(drawing, path, scale)
            yield path
    finally:
        stage.close()


def feed(
    stage: OffscreenPanels, recording: Path, step: int | None = None, measured: Sequence[Snapshot] = ()
) -> dict[str, str]:
    """The whole recording, its pictures as at the recorded step nearest to ``step``, and an explanation.

    Returns what its pictures carry as metadata.
    """
    with RunReader(recording) as reader:
        for event in replay(reader):
            stage.feed(_offering(event, measured))
        experiment = reader.experiment_json
    film = RecordingIndex(recording)
    film.refresh()
    last = film.steps[-1] if film.steps else 0
    shown = last if step is None or not film.steps else nearest_step(film.steps, step)
    pictures = film.pictures(film.index(shown), 0)
    if shown != last and pictures is not None:
        stage.feed(pictures)
        stage.mark(shown)
    if measured:
        stage.feed(Pictures(0, measured[0].step, tuple(measured)))
    stage.ask(recording)
    return {"experiment": experiment, "step": str(shown)}


def _offering(event: Event, measured: Sequence[Snapshot]) -> Event:
    """The run's beginning with the pictures among its own that were measured of it since."""
    if not isinstance(event, RunStarted):
        return event
    more = {shot.name: PictureInfo(shot.name, shot.axes, shot.values.shape) for shot in measured}
    kept = [picture for picture in event.pictures if picture.name not in more]
    return replace(event, pictures=(*kept, *more.values()))


def nearest_step(steps: Sequence[int], step: int) -> int:
    """Of the recorded steps the one nearest to ``step``; of two the earlier."""
    return min(steps, key=lambda known: (abs(known - step), known))


def drawings(
    panels: list[Panel], wanted: Collection[str], theme: Theme, size: Size | None, text: dict[str, str]
) -> Iterator[tuple[str, picture_writer.Picture]]:
    """Name and drawing of each wanted panel, and of all of them together where that is wanted."""
    chosen = size or SCREEN
    for panel in panels:
        if panel.name in wanted:
            yield panel.name, panel_picture.drawing(panel, theme, chosen, text)
    if WHOLE in wanted:
        yield WHOLE, poster(arranged(panels), theme, chosen, text)
