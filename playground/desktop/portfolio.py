"""Portfolio: all panels of a recording drawn into files, without a window."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from PySide6.QtCore import QSize

from playground.desktop import figures
from playground.desktop.board import panel_classes
from playground.desktop.theme import Theme
from playground.runs.reader import RunReader
from playground.runs.replay import replay

SIZE = QSize(800, 500)


def names() -> tuple[str, ...]:
    """The panels there are."""
    return tuple(panel.name for panel in panel_classes())


def draw(recording: Path, folder: Path, wanted: Collection[str], scale: int, theme: Theme) -> Iterator[Path]:
    """Save each wanted panel that has something to show as ``<name>.png``; yields the paths. Raises SaveError."""
    with RunReader(recording) as reader:
        events = list(replay(reader))
        steps = reader.snapshot_steps()
        text = {"experiment": reader.experiment_json, "step": str(steps[-1] if steps else 0)}
    for panel_class in panel_classes():
        if panel_class.name not in wanted:
            continue
        panel = panel_class()
        panel.set_theme(theme)
        panel.resize(SIZE)
        for event in events:
            panel.take(event)
        if panel.is_empty():
            panel.deleteLater()
            continue
        panel.draw()
        path = folder / f"{panel.name}.png"
        figures.save_png(panel, path, scale, theme, text)
        panel.deleteLater()
        yield path
