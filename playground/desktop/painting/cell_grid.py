"""CellGrid: where the cells of a matrix stand in a rectangle, from a cell to its place and back."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF


@dataclass(frozen=True)
class CellGrid:
    """Rows × columns of equal cells that fill ``place``."""

    place: QRectF
    rows: int
    columns: int

    def cell_at(self, point: QPointF) -> tuple[int, int] | None:
        """Row and column under a point; None outside."""
        return self.nearest(point) if self.place.contains(point) else None

    def nearest(self, point: QPointF) -> tuple[int, int]:
        """Row and column under a point, or of the cell at the border that is next to it."""
        row = int((point.y() - self.place.top()) / self.place.height() * self.rows)
        column = int((point.x() - self.place.left()) / self.place.width() * self.columns)
        return min(max(row, 0), self.rows - 1), min(max(column, 0), self.columns - 1)

    def box(self, first: tuple[int, int], stop: tuple[int, int]) -> QRectF:
        """The place of the cells from ``first`` (row, column) to before ``stop``."""
        wide, high = self.place.width() / self.columns, self.place.height() / self.rows
        (top, left), (bottom, right) = first, stop
        x, y = self.place.left() + left * wide, self.place.top() + top * high
        return QRectF(x, y, (right - left) * wide, (bottom - top) * high)
