"""WorkedStage: a worked example large: what was read, the operands and their sum, and the cell that comes of it.

It knows parts of a calculation, never architectures: whatever unfolds into grids, tables and lines is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen, QTextDocument

from playground.desktop.explain.worked_example_html import SERIF
from playground.desktop.i18n.formatting import figure, readable
from playground.desktop.panels.base import worked_operands
from playground.desktop.panels.base.slice_view import SliceView
from playground.desktop.style.theme import Theme
from playground.protocol.snapshot import Snapshot
from playground.worked.example import Formula, Grids, Line, Region, Table, WorkedExample
from playground.worked.notation import to_html

GLIDE, OPERANDS, SUM = 0.25, 0.65, 0.9  # parts of the time of one cell: the field moves, products appear, they add up
LINES = 4  # of a calculation
RESULT = 200  # points at the right of them, for the result
SCALES = (1.0, 0.9, 0.8, 0.7)
_CENTER = int(Qt.AlignmentFlag.AlignCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
Words = Callable[[str], str]


@dataclass(frozen=True)
class StageScene:
    """What is on the stage.

    Attributes:
        shots: the pictures that are drawn large.
        before: the field that the last cell was made from, from which the outline glides.
        walking: later cells of the asked picture are not there yet.
        phase: 0…1, how much of the calculation has been shown.
    """

    example: WorkedExample
    shots: Mapping[str, Snapshot] = field(default_factory=dict)
    before: Region | None = None
    walking: bool = False
    phase: float = 1.0


def source_of(example: WorkedExample) -> Region | None:
    """The cells that are shown beside the operands: of the first grid, or else the first that was read."""
    for part in example.parts:
        if isinstance(part, Grids):
            found = next((grid.source for grid in part.grids if grid.source is not None), None)
            if found is not None:
                return found
    return next((region for region in example.regions if region.picture != example.question.picture), None)


def paint(painter: QPainter, room: QRectF, scene: StageScene, theme: Theme, words: Words) -> None:
    """Source, operands and result side by side, the calculation in large type below them."""
    example = scene.example
    below = min(0.36 * room.height(), 210.0)
    above = QRectF(room.left(), room.top(), room.width(), room.height() - below - 8)
    side = min(0.3 * room.width(), above.height())  # pictures are square: what is left belongs to the operands
    left = QRectF(above.left(), above.top(), side, above.height())
    right = QRectF(above.right() - side, above.top(), side, above.height())
    middle = QRectF(left.right() + 24, above.top(), right.left() - left.right() - 48, above.height())
    source = source_of(example)
    patch = _source(painter, left, scene, source, theme)
    target = _target(painter, right, scene, theme)
    if target is None:  # nothing stands at the right
        middle.setRight(room.right())
    operands = _operands(painter, middle, scene, theme, words)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("highlight"), 1.4, Qt.PenStyle.DashLine))
    if patch is not None:
        painter.drawLine(patch.topRight(), operands.topLeft() + QPointF(-4, 0))
        painter.drawLine(patch.bottomRight(), operands.bottomLeft() + QPointF(-4, 0))
    if target is not None and scene.phase >= SUM:
        painter.setPen(QPen(theme.color("highlight"), 2.0))
        painter.drawLine(QPointF(middle.right() + 6, middle.center().y()), target - QPointF(3, 0))
    _calculation(painter, QRectF(room.left(), above.bottom() + 8, room.width(), below), scene, theme, words)


def _titled(painter: QPainter, room: QRectF, title: str, theme: Theme) -> QRectF:
    """A name above a picture; returns the room below it."""
    font = QFont(painter.font())
    font.setPixelSize(15)
    painter.setFont(font)
    painter.setPen(theme.color("second"))
    shown = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, round(room.width()))
    painter.drawText(QRectF(room.left(), room.top(), room.width(), 22), _CENTER, shown)
    return room.adjusted(0, 26, 0, 0)


def _source(
    painter: QPainter, room: QRectF, scene: StageScene, source: Region | None, theme: Theme
) -> QRectF | None:  # fmt: skip
    """The picture below with the cells that are read; returns where these are."""
    shot = scene.shots.get(source.picture) if source is not None else None
    if source is None or shot is None or len(source.start) != shot.values.ndim:
        return None
    place = _titled(painter, room, _name(shot, source.start), theme)
    view = SliceView.around(shot, source.start)
    view.paint(painter, place, theme)
    patch = view.box(place, source)
    before = scene.before
    if before is not None and before.picture == source.picture and scene.phase < GLIDE:
        patch = _between(view.box(place, before), patch, scene.phase / GLIDE)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("highlight"), 3.0))
    painter.drawRect(patch)
    return patch


def _target(painter: QPainter, room: QRectF, scene: StageScene, theme: Theme) -> QPointF | None:
    """The picture that was asked about, with its cell; on a walk the cells that are not computed yet are blank.

    Returns where the row of the cell begins: a line to the cell itself would strike out the numbers before it.
    """
    question = scene.example.question
    shot = scene.shots.get(question.picture)
    if shot is None or len(question.index) != shot.values.ndim or min(question.index) < 0:
        return None
    place = _titled(painter, room, _name(shot, question.index), theme)
    view = SliceView.around(shot, question.index)
    until = question.index if scene.walking else None
    view.paint(painter, place, theme, until)
    cell = view.box(place, Region.cell(question.picture, *question.index))
    if scene.walking and scene.phase < SUM:
        painter.fillRect(cell, theme.color("panel"))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("highlight"), 3.0))
    painter.drawRect(cell)
    return QPointF(view.place(place).left(), cell.center().y())


def _operands(painter: QPainter, room: QRectF, scene: StageScene, theme: Theme, words: Words) -> QRectF:
    """The first grids or the first table of the calculation; returns where the first operand stands."""
    share = min(1.0, max(0.0, (scene.phase - GLIDE) / (OPERANDS - GLIDE)))
    part = next((part for part in scene.example.parts if isinstance(part, Grids | Table)), None)
    if part is None:
        return room
    below = _titled(painter, room, words(part.caption), theme)
    if isinstance(part, Grids):
        return worked_operands.paint_grids(painter, below, part.grids, part.signs, share, theme)
    if part.rows:
        worked_operands.paint_table(painter, below, part, share, theme, words)
    return below


def _calculation(painter: QPainter, room: QRectF, scene: StageScene, theme: Theme, words: Words) -> None:
    """The formula, its last lines with numbers, and the result, in type that the last row can read."""
    formulas = [part for part in scene.example.parts if isinstance(part, Formula)]
    lines = [part for part in scene.example.parts if isinstance(part, Line)][-LINES:]
    share = min(1.0, max(0.0, (scene.phase - OPERANDS) / (SUM - OPERANDS)))
    shown = lines[: round(share * len(lines))] if scene.phase < 1.0 else lines
    document, scale = _fitted(painter, room, formulas[:1], shown, theme, words)
    painter.save()
    painter.setClipRect(room)
    painter.translate(room.left(), room.top())
    painter.scale(scale, scale)
    document.drawContents(painter)
    painter.restore()
    if scene.phase >= SUM:
        font = QFont(painter.font())
        font.setPixelSize(34)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(theme.color("highlight"))
        painter.drawText(
            QRectF(room.right() - RESULT + 10, room.top(), RESULT - 10, 48), _RIGHT, figure(scene.example.value)
        )


def _fitted(
    painter: QPainter, room: QRectF, formulas: list[Formula], lines: list[Line], theme: Theme, words: Words
) -> tuple[QTextDocument, float]:  # fmt: skip
    """The words of the calculation, and by how much they are drawn smaller to stand in the room.

    Where even the smallest type leaves no room for all lines, the first ones go: the last is the result.
    """
    for first in range(len(lines) + 1):
        text = "".join(f'<p style="margin:0 0 6px 0">{to_html(part.latex)}</p>' for part in formulas)
        text += "".join(
            f'<p style="margin:0 0 4px 0; font-size:19px">{to_html(part.latex)}'
            f'<span style="color:{theme.second}; font-size:14px">&nbsp;&nbsp; {words(part.caption)}</span></p>'
            for part in lines[first:]
        )
        document = QTextDocument()
        document.setDefaultFont(painter.font())
        document.setHtml(f'<div style="{SERIF}; font-size:24px; color:{theme.text}">{text}</div>')
        for scale in SCALES:
            document.setTextWidth((room.width() - RESULT) / scale)
            if document.size().height() * scale <= room.height():
                return document, scale
    return document, SCALES[-1]


def _name(shot: Snapshot, index: tuple[int, ...]) -> str:
    """The layer, and of several maps which one."""
    name = readable(shot.name)
    return f"{name} · {index[0] + 1}" if len(index) == 3 and shot.values.shape[0] > 1 else name


def _between(one: QRectF, other: QRectF, share: float) -> QRectF:
    def mixed(a: float, b: float) -> float:
        return a + (b - a) * share

    return QRectF(
        mixed(one.left(), other.left()), mixed(one.top(), other.top()),
        mixed(one.width(), other.width()), mixed(one.height(), other.height()),
    )  # fmt: skip
