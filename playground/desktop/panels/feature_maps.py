"""Feature maps: every channel of a layer for the fixed specimen, which is shown beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from playground.desktop.painting import colormap
from playground.desktop.painting.cell_grid import CellGrid
from playground.desktop.panels.base.spec import PanelSpec
from playground.desktop.panels.base.tile_panel import TilePanel
from playground.languages.spoken import said
from playground.protocol.events import Pictures, RunStarted, SpecimenShown
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.worked.example import Region

INPUT = "input"
_SHARE = 0.24
_LARGEST = 220.0


class FeatureMapsPanel(TilePanel):
    """Pictures with the axes channel, row, column."""

    name: ClassVar[str] = "feature-maps"
    spec: ClassVar[PanelSpec] = PanelSpec(30, telling=0)

    def __init__(self) -> None:
        super().__init__(colormap.Scale())
        self._input: Snapshot | None = None
        self._specimen = ""
        self._beside = QRectF()

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Feature maps")

    def accepts(self, picture: PictureInfo) -> bool:
        """Maps of any layer; the input stands beside them."""
        return picture.axes == ("channel", "row", "column") and picture.name != INPUT

    def preferred(self, names: list[str]) -> str:
        """The first activation says more than the convolution before it."""
        return next((name for name in names if name.endswith("activation")), names[0])

    def wanted(self) -> frozenset[str]:
        """The chosen layer, and the input until it is known."""
        layer = super().wanted()
        return layer | {INPUT} if layer else layer

    def start(self, started: RunStarted) -> None:
        """The specimen of this run."""
        self._specimen = started.specimen
        super().start(started)

    def show_specimen(self, shown: SpecimenShown) -> None:
        """Another one, which comes with the next maps."""
        self._specimen = shown.words

    def show_pictures(self, pictures: Pictures) -> None:
        """The input comes with the maps."""
        super().show_pictures(pictures)
        self._input = next((shot for shot in pictures.snapshots if shot.name == INPUT), self._input)

    def clear(self) -> None:
        """Forget the specimen too."""
        self._input = None
        super().clear()

    def describe(self, snapshot: Snapshot) -> str:
        """Channels and size."""
        channels, rows, columns = snapshot.values.shape
        count = self.tr("{0} channels").format(channels)
        size = f"{rows} × {columns}"
        return f"{count} · {size}"

    def describe_cell(self, snapshot: Snapshot, tile: int, row: int, column: int) -> str:
        """Channel, row, column (from 1)."""
        return self.tr("channel {0}, row {1}, column {2}").format(tile + 1, row + 1, column + 1)

    def places(self, region: Region) -> Sequence[QRectF]:
        """Cells of the maps, or of the specimen beside them."""
        if region.picture != INPUT or self._input is None or self._beside.isEmpty():
            return super().places(region)
        _, rows, columns = self._input.values.shape
        (_, *first), (_, *stop) = region.start, region.stop
        return (CellGrid(self._beside, rows, columns).box((first[0], first[1]), (stop[0], stop[1])),)

    def paint_beside(self, painter: QPainter, place: QRectF, scale: float) -> QRectF:
        """The specimen in grey at the left, with its name below."""
        if self._input is None:
            return place
        painter.setFont(self.small_font())
        said_below = said(self._specimen).replace(" · ", "\n")
        below = 6 + (said_below.count("\n") + 1) * painter.fontMetrics().height()
        values = self._input.values.mean(axis=0)
        side = min(_LARGEST, place.width() * _SHARE, place.height() - below)
        if side < 40:
            return place
        rows, columns = values.shape
        cell = side / max(rows, columns)
        width, height = columns * cell, rows * cell
        top = place.center().y() - (height + below) / 2
        picture = self._beside = QRectF(round(place.left()), round(top), round(width), round(height))
        high = max(1.0, float(np.nanmax(values, initial=0.0)))
        image = colormap.image(colormap.table("grey", self.theme)[colormap.indices(values, 0.0, high)])
        colormap.draw(painter, picture, image)
        painter.setPen(self.theme.color("second"))
        words = QRectF(picture.left(), picture.bottom() + 6, max(picture.width(), 120), below)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(words, int(flags), said_below)
        return place.adjusted(max(width, 108) + 20, 0, 0, 0)
