"""Kernels: the weights of a convolution, signed, with zero in the colour of the ground."""

from __future__ import annotations

from typing import ClassVar

from playground.desktop.painting import colormap
from playground.desktop.panels.base.spec import PanelSpec
from playground.desktop.panels.base.tile_panel import Array, TilePanel
from playground.protocol.snapshot import PictureInfo, Snapshot


class KernelsPanel(TilePanel):
    """Pictures with the axes out channel, in channel, row, column."""

    name: ClassVar[str] = "kernels"
    spec: ClassVar[PanelSpec] = PanelSpec(80)

    def __init__(self) -> None:
        super().__init__(colormap.Scale(signed=True))

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Kernels")

    def accepts(self, picture: PictureInfo) -> bool:
        """Weights of convolutions."""
        return picture.axes == ("out channel", "in channel", "row", "column")

    def tiles(self, snapshot: Snapshot) -> tuple[Array, int | None]:
        """One row for each input channel, one column for each kernel; a single row of inputs fills the panel."""
        outputs, inputs, rows, columns = snapshot.values.shape
        turned = snapshot.values.swapaxes(0, 1).reshape(-1, rows, columns)
        return turned, outputs if inputs > 1 else None

    def describe(self, snapshot: Snapshot) -> str:
        """How many, and their size."""
        outputs, inputs, rows, columns = snapshot.values.shape
        count = f"{outputs} × {inputs}" if inputs > 1 else f"{outputs}"
        kernels = self.tr("{0} kernels").format(count)
        size = f"{rows} × {columns}"
        return f"{kernels} · {size}"

    def describe_cell(self, snapshot: Snapshot, tile: int, row: int, column: int) -> str:
        """Which kernel, and where in it."""
        channel, output = divmod(tile, snapshot.values.shape[0])
        return self.tr("output {0}, input {1}, row {2}, column {3}").format(
            output + 1, channel + 1, row + 1, column + 1
        )

    def index_of(self, snapshot: Snapshot, tile: int, row: int, column: int) -> tuple[int, ...]:
        """Output, input, row and column."""
        channel, output = divmod(tile, snapshot.values.shape[0])
        return (output, channel, row, column)

    def tile_of(self, snapshot: Snapshot, index: tuple[int, ...]) -> int:
        """Rows of the mosaic are input channels."""
        return int(index[1] * snapshot.values.shape[0] + index[0])
