"""RecordingFrames: a recording as frames; the panels are fed as far as each recorded look, so that curves grow with
the steps."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from playground.desktop.export import animation_writer, panel_picture
from playground.desktop.export.offscreen_panels import OffscreenPanels, Shows
from playground.desktop.export.window_picture import WHOLE, arranged, poster
from playground.desktop.painting import picture_writer
from playground.desktop.painting.picture_sizes import SCREEN, Size
from playground.desktop.painting.picture_writer import Picture
from playground.desktop.panels.base.panel import Panel
from playground.desktop.state.recording_index import RecordingIndex
from playground.desktop.style.theme import Theme
from playground.foundation.errors import PlaygroundError
from playground.protocol.events import Intervened, Pictures, Progress, RunStarted
from playground.protocol.snapshot import PictureInfo
from playground.runs.interventions import recorded
from playground.runs.reader import RunReader
from playground.runs.replay import OVER_STEPS, evaluations, started_from


@dataclass(frozen=True)
class FrameSelection:
    """What of a recording is shown, and how.

    Attributes:
        panels: their names; several stand beside each other, none or ``window`` means the leading ones.
        places: of the panels in a window, in its points; otherwise they are arranged.
        first, last: the steps between which looks are taken; None for all.
        frames: at most so many looks, evenly chosen.
        scale: pixels a point of the layout.
    """

    panels: tuple[str, ...] = ()
    places: dict[str, QRect] = field(default_factory=dict)
    first: int | None = None
    last: int | None = None
    frames: int = 150
    scale: float = 1.0
    size: Size = SCREEN
    shows: Shows = field(default_factory=dict)


class RecordingFrames:
    """Frames one after the other. Close it.

    Attributes:
        steps: those whose looks are shown, in order; text: what a file carries beside them.
    """

    def __init__(self, recording: Path, cut: FrameSelection, theme: Theme) -> None:
        """Raises PlaygroundError when there is nothing to show."""
        self._path, self._cut, self._theme = recording, cut, theme
        self._film = RecordingIndex(recording)
        self._film.refresh()
        self.steps = chosen(self._film.steps, cut)
        with RunReader(recording) as reader:
            self._started = started_from(reader, 0)
            self.text = {"experiment": reader.experiment_json, "step": str(self.steps[-1] if self.steps else 0)}
        if not self._film.steps or self._started is None:
            raise PlaygroundError(f"{recording}: holds no pictures; nothing can be drawn.")
        if not self.steps:
            raise PlaygroundError(
                f"{recording}: was recorded from step {self._film.steps[0]} to {self._film.steps[-1]}, nothing of it "
                f"between {cut.first or 0} and {cut.last if cut.last is not None else 'its end'}; choose other steps."
            )
        self._stage = OffscreenPanels(theme, cut.shows)

    def close(self) -> None:
        """Let the panels go."""
        self._stage.close()

    def images(self, wanted: Collection[int] | None = None) -> Iterator[QImage]:
        """One image a step, or only those with the wanted numbers from 0, all of one size.

        Raises PlaygroundError when a panel that is wanted never shows anything.
        """
        assert self._started is not None
        self._stage.feed(self._started)
        panels = self._wanted(self._started)
        first: QImage | None = None
        for index, _ in enumerate(self._played()):
            drawing = self._drawing(panels, self.steps[index]) if wanted is None or index in wanted else None
            if drawing is None:
                continue
            image = picture_writer.image(drawing, self._cut.scale)
            first = first or image
            yield image if image.size() == first.size() else image.copy(first.rect())
        bare = [panel for panel in panels if panel.is_empty()]
        if bare and not self._cut.places:  # a window may well show one that waits for something
            raise nothing(self._path, bare)
        if first is None:
            raise nothing(self._path, panels)

    def _played(self) -> Iterator[int]:
        """Feeds up to each look in turn."""
        feeds = self._feeds()
        done = -1
        for step in self.steps:
            for feed in feeds:
                feed(done, step)
            done = step
            pictures = self._film.pictures(self._film.index(step), 0)
            if pictures is not None:
                self._stage.feed(pictures)
            self._stage.filled()
            if "explain" in self._cut.panels:
                self._stage.ask(self._path)
                self._stage.filled()
            yield step

    def _feeds(self) -> list[Callable[[int, int], None]]:
        """Functions that feed what happened after one step and up to another."""
        assert self._started is not None
        with RunReader(self._path) as reader:
            (steps, losses), tested, changes = reader.losses(), list(evaluations(reader)), recorded(reader)

        def curves(after: int, until: int) -> None:
            begin, end = np.searchsorted(steps, (after, until), side="right").tolist()
            if end > begin:
                self._stage.feed(Progress(0, int(steps[begin]), losses[begin:end], 0.0))
            for one in tested:
                if after < one.step <= until:
                    self._stage.feed(one)

        def interventions(after: int, until: int) -> None:
            for one in changes:
                if after < one.step <= until:
                    self._stage.feed(Intervened(0, one.step, one.intervention, one.before, one.after))

        followed = {info.name for info in self._started.pictures if info.axes in OVER_STEPS}

        def histories(after: int, until: int) -> None:
            """Pictures over the steps need the looks between two frames, too."""
            between = [step for step in self._film.steps if after < step < until] if followed else []
            with RunReader(self._path) as reader:
                for step in between:
                    if shots := tuple(reader.snapshots(step, followed)):
                        self._stage.feed(Pictures(0, step, shots))

        return [curves, interventions, histories]

    def _wanted(self, started: RunStarted) -> list[Panel]:
        names = [*self._cut.places] or [name for name in self._cut.panels if name != WHOLE]
        found = {panel.name: panel for panel in self._stage.panels}
        return [found[name] for name in names] or leading(self._stage.panels, started.pictures)

    def _drawing(self, panels: list[Panel], step: int) -> Picture | None:
        """None while there is nothing to show yet."""
        if all(panel.is_empty() for panel in panels):
            return None
        text = {"step": str(step)}
        if len(panels) == 1 and not self._cut.places:
            return panel_picture.drawing(panels[0], self._theme, self._cut.size, text)
        places = {panel: self._cut.places[panel.name] for panel in panels if panel.name in self._cut.places}
        return poster(places or arranged(panels), self._theme, self._cut.size, text)


def film(
    recording: Path, cut: FrameSelection, theme: Theme, target: Path, rate: float, tell: animation_writer.Tell
) -> None:
    """Save a recording as an animation with ``rate`` looks a second; see ``animation.write``. May raise."""

    def frames(wanted: Collection[int] | None) -> Iterator[QImage]:
        reel = RecordingFrames(recording, cut, theme)
        try:
            yield from reel.images(wanted)
        finally:
            reel.close()

    reel = RecordingFrames(recording, cut, theme)
    reel.close()
    animation_writer.write(frames, len(reel.steps), target, rate, reel.text, tell)


def nothing(recording: Path, panels: Sequence[Panel]) -> PlaygroundError:
    """The sentence for panels that stay empty."""
    titles = ", ".join(panel.title() for panel in panels)
    return PlaygroundError(f"{recording}: there is nothing of this run to show in {titles}; choose another panel.")


def leading(panels: Sequence[Panel], pictures: tuple[PictureInfo, ...]) -> list[Panel]:
    """The panels that say most of a run with these pictures."""
    return [panel for panel in panels if panel.fits(pictures) and panel.spec.in_animations]


def chosen(steps: Sequence[int], cut: FrameSelection) -> list[int]:
    """The recorded steps within the range, thinned evenly; the first and the last one stay."""
    first, last = cut.first if cut.first is not None else 0, cut.last
    inside = [step for step in steps if step >= first and (last is None or step <= last)]
    if len(inside) <= cut.frames:
        return inside
    places = np.linspace(0, len(inside) - 1, max(cut.frames, 2)).round().astype(int)
    return [inside[place] for place in places.tolist()]
