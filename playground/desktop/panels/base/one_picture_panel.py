"""OnePicturePanel: a panel that draws one picture of a run, of which only the newest matters; also as cells."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from playground.desktop.painting import attribution_painting, colorbar, colormap
from playground.desktop.painting.cell_grid import CellGrid
from playground.desktop.panels.base.cell_panel import CellPanel
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo, Snapshot
from playground.worked.example import Question, Region


class OnePicturePanel(CellPanel):
    """Subclasses say which pictures there are by ``pictures``, and which of them is shown by ``shown``."""

    def __init__(self) -> None:
        super().__init__()
        self.offered: frozenset[str] = frozenset()
        self._kept: dict[str, Snapshot] = {}

    def pictures(self) -> tuple[str, ...]:
        """Names of the pictures that it can draw, the first one unless somebody chooses."""
        raise TypeError(f"{type(self).__name__} draws nothing")

    @property
    def shown(self) -> str:
        """The name of the one that is drawn; empty when the run has none."""
        return next((name for name in self.pictures() if name in self.offered), "")

    @property
    def shot(self) -> Snapshot | None:
        """The newest of it."""
        return self._kept.get(self.shown)

    def accepts(self, picture: PictureInfo) -> bool:
        """One of these."""
        return picture.name in self.pictures()

    def wanted(self) -> frozenset[str]:
        """The one that is drawn."""
        return frozenset({self.shown}) if self.shown else frozenset()

    def start(self, started: RunStarted) -> None:
        """Whether this run has it."""
        self.offered = frozenset(picture.name for picture in self.accepted(started))
        self.wanted_changed.emit()

    def show_pictures(self, pictures: Pictures) -> None:
        """Keep the newest."""
        for snapshot in pictures.snapshots:
            if snapshot.name in self.offered:
                self._kept[snapshot.name] = snapshot
                if snapshot.name == self.shown:
                    self.dirty = True
                    self.take_in(snapshot)

    def take_in(self, snapshot: Snapshot) -> None:
        """A newer one of what is drawn has come: work out what is drawn of it."""

    def clear(self) -> None:
        """Forget the run."""
        self._kept.clear()
        self.offered = frozenset()
        self.set_info("")
        self.dirty = True
        self.wanted_changed.emit()

    def shown_step(self) -> int | None:
        """When it was taken; of what takes long, when it was begun."""
        if self.shot is None:
            return None
        begun = self.shot.labels.get("step", ())
        return int(begun[0]) if begun else self.shot.step

    def is_empty(self) -> bool:
        """Nothing taken yet."""
        return self.shot is None

    def reading(self) -> str:
        """The header says it all."""
        return self.empty_words() if self.is_empty() else self.info


class CheckedCellsPanel(OnePicturePanel):
    """The picture as named rows of cells beside a colour bar, and beneath them in words what must hold.

    Subclasses give ``check``, ``titles`` of rows and columns, ``shown_arrays`` with their names, and ``tell``.
    """

    def __init__(self, scale: colormap.Scale) -> None:
        super().__init__()
        self._scale = scale
        self._cells: CellGrid | None = None

    def check(self) -> tuple[str, bool | None]:
        """What must hold, with its numbers, and whether it does; None where that is not known."""
        raise TypeError(f"{type(self).__name__} checks nothing")

    def titles(self) -> tuple[str, str]:
        """Of the rows and of the columns."""
        raise TypeError(f"{type(self).__name__} names nothing")

    def tell(self, pointed: Question | None) -> None:
        """Say in the header what is under the pointer, or what the whole is about."""
        raise TypeError(f"{type(self).__name__} tells nothing")

    def clear(self) -> None:
        """Forget the run."""
        self._scale.reset()
        self._cells = None
        super().clear()

    def draw(self) -> None:
        """Follow the levels."""
        if self.shot is not None and not self.is_empty():
            self._scale.follow(self.shot.values)
            self._tell()
        super().draw()

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """The cells, a colour bar, and the check beneath."""
        if self.is_empty():
            return
        (shot,) = self.shown_arrays()
        painter.setFont(self.small_font())
        room = self.paint_check(painter, place.adjusted(6, 2, -6, -4), *self.check())
        bar = QRectF(room.right() - colorbar.WIDTH, room.top(), colorbar.WIDTH, room.height())
        levels = (self._scale.kind, self._scale.low, self._scale.high)
        colorbar.paint(painter, bar, *levels, self.theme)
        painter.setFont(self.small_font())
        room = room.adjusted(0, 0, -colorbar.WIDTH, 0)
        self._cells = attribution_painting.paint_steps(
            painter, room, shot, levels, self.titles(), self.theme, progressive=True
        )

    def question_at(self, point: QPointF) -> Question | None:
        """The cell under a point."""
        found = self._cells.cell_at(point) if self._cells is not None else None
        return Question(self.shown, found) if found is not None else None

    def places(self, region: Region) -> Sequence[QRectF]:
        """Where cells are drawn."""
        if self._cells is None or region.picture != self.shown:
            return ()
        (top, left), (bottom, right) = region.start, region.stop
        return (self._cells.box((top, left), (bottom, right)),)

    def neighbour(self, question: Question, across: int, down: int) -> Question | None:
        """The cell beside."""
        row, column = question.index[0] + down, question.index[1] + across
        shape = (self._cells.rows, self._cells.columns) if self._cells is not None else (0, 0)
        return Question(self.shown, (row, column)) if 0 <= row < shape[0] and 0 <= column < shape[1] else None

    def _tell(self) -> None:
        if not self.is_empty():
            self.tell(self.pointed)
