"""NetworkPicture: the drawing of a model in a file of its own, also of one that never ran."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize

from playground.data.shapes import DataShape
from playground.desktop.export import batch_pictures, panel_picture
from playground.desktop.export.offscreen_panels import OffscreenPanels
from playground.desktop.i18n.network_text import NetworkText
from playground.desktop.painting import picture_writer
from playground.desktop.painting.picture_sizes import Size
from playground.desktop.panels.network import NetworkPanel
from playground.desktop.style.theme import Theme
from playground.experiment.layer_shape import LayerShape
from playground.foundation.atomic import save_bytes
from playground.foundation.errors import SaveError
from playground.network.layout import drawn
from playground.network.tikz import tikz

ENDINGS = (".svg", ".pdf", ".png", ".tex")
SHEET = QSize(1000, 520)  # points


def save_model(
    layers: tuple[LayerShape, ...], data: DataShape, title: str, path: Path, theme: Theme, size: Size, scale: int
) -> None:
    """A model without what flows through it; the ending decides what is written. Raises SaveError."""
    if path.suffix.lower() == ".tex":
        save_bytes(path, _tikz(layers, data).encode())
        return
    panel = NetworkPanel()
    try:
        panel.set_theme(theme)
        panel.resize(SHEET)
        panel.show_model(layers, data)
        picture_writer.save(panel_picture.drawing(panel, theme, size, {"title": title}), path, scale)
    finally:
        panel.deleteLater()


def save_recorded(recording: Path, path: Path, theme: Theme, size: Size, scale: int, step: int | None = None) -> None:
    """The model of a recording with what flowed through it at a step. Raises SaveError, RunFileError."""
    stage = OffscreenPanels(theme)
    try:
        text = batch_pictures.feed(stage, recording, step)
        panel = next(panel for panel in stage.panels if isinstance(panel, NetworkPanel))
        if panel.is_empty() or panel.view.data is None:
            raise SaveError(f"{recording}: does not say what its data looks like; put the data back, then draw again.")
        if path.suffix.lower() == ".tex":
            save_bytes(path, _tikz(panel.view.layers, panel.view.data).encode())
            return
        panel.resize(SHEET)
        panel.draw()
        picture_writer.save(panel_picture.drawing(panel, theme, size, text), path, scale)
    finally:
        stage.close()


def _tikz(layers: tuple[LayerShape, ...], data: DataShape) -> str:
    graph, drawing = drawn(layers, data, SHEET.width(), SHEET.height())
    text = NetworkText()
    return tikz(drawing, {node.name: text.label(node) for node in graph.nodes}, text.groups(graph), text.norm())
