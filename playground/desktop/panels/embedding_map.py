"""Plane: embeddings of tokens, or codes of test examples, in two dimensions."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter

from playground.desktop.painting import predictions
from playground.desktop.painting.token_chips import shown_token
from playground.desktop.panels.base.picture_panel import PicturePanel
from playground.desktop.panels.base.spec import Area, PanelSpec
from playground.desktop.style.theme import tabular
from playground.desktop.widgets.header_combo import HeaderCombo
from playground.languages.spoken import said
from playground.protocol.events import Pictures, RunStarted
from playground.protocol.snapshot import PictureInfo, Snapshot

PREFIX = "plane."
NEAR = 12.0  # points between the pointer and what it means


class EmbeddingMapPanel(PicturePanel):
    """Points with names: words stand at their places; test examples as their class, and one can be chosen."""

    name: ClassVar[str] = "plane"
    spec: ClassVar[PanelSpec] = PanelSpec(130, Area.BEHIND)
    interval = 0.2

    def __init__(self) -> None:
        super().__init__()
        self._choice = HeaderCombo(self.tr("Embeddings"))
        self._choice.currentIndexChanged.connect(lambda: self._chosen())
        self.controls = self._choice
        self._kept: dict[str, Snapshot] = {}
        self._points: list[QPointF] = []
        self.setMouseTracking(True)

    def title(self) -> str:
        """The name in the user's language."""
        return self.tr("Embeddings")

    def accepts(self, picture: PictureInfo) -> bool:
        """Vectors in a plane."""
        return accepts_name(picture.name) and picture.axes == ("example", "coordinate")

    @property
    def shown(self) -> str:
        """The name of the picture that is shown; empty when there is none."""
        return self._choice.value or ""

    def wanted(self) -> frozenset[str]:
        """The chosen one."""
        return frozenset({self.shown}) if self.shown else frozenset()

    def choose(self, name: str) -> None:
        """Show another plane."""
        self._choice.choose(PREFIX + name)

    def show_picture(self, name: str, index: tuple[int, ...] = ()) -> None:
        """All points are seen at once."""
        self._choice.choose(name)

    def start(self, started: RunStarted) -> None:
        """Offer the planes of this run."""
        words = {
            "code": self.tr("codes before the answer"),
            "words": self.tr("embeddings"),
            "source words": self.tr("embeddings read"),
            "target words": self.tr("embeddings written"),
        }
        names = [info.name for info in self.accepted(started)]
        self._choice.offer([(words.get(name.removeprefix(PREFIX), name), name) for name in names])
        self.wanted_changed.emit()

    def show_pictures(self, pictures: Pictures) -> None:
        """Keep the newest of each."""
        for snapshot in pictures.snapshots:
            if accepts_name(snapshot.name):
                self._kept[snapshot.name] = snapshot
                self.dirty = self.dirty or snapshot.name == self.shown

    def clear(self) -> None:
        """Forget the run."""
        self._kept.clear()
        self._choice.forget()
        self.set_info("")
        self.dirty = True
        self.wanted_changed.emit()

    def shown_step(self) -> int | None:
        """When the plane was computed."""
        return self._kept[self.shown].step if self.shown in self._kept else None

    def is_empty(self) -> bool:
        """Nothing computed yet."""
        return self.shown not in self._kept

    def draw(self) -> None:
        """Say what the axes are."""
        if not self.is_empty():
            self.set_info(self._words())
        super().draw()

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """Words at their places, or classes in their colours."""
        snapshot = self._kept.get(self.shown)
        if snapshot is None:
            return
        place = place.adjusted(6, 4, -6, -4)
        painter.setFont(self.plain_font())
        if "class" in snapshot.labels:
            self._points = predictions.paint_plane(painter, place, snapshot, self.theme)
        else:
            self._points = self._paint_words(painter, place, snapshot)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Name what is under the pointer."""
        snapshot, index = self._kept.get(self.shown), self._nearest(self.drawn(event.position()))
        if snapshot is not None:
            name = snapshot.labels["example"][index] if index is not None else ""
            if index is not None and "class" in snapshot.labels:
                name = self.tr("test example {0} · {1}").format(index + 1, said(name))
            self.set_info(shown_token(name) or self._words())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A test example becomes the specimen."""
        snapshot, index = self._kept.get(self.shown), self._nearest(self.drawn(event.position()))
        if snapshot is not None and index is not None and "class" in snapshot.labels:
            self.example_chosen.emit(index)

    def _paint_words(self, painter: QPainter, place: QRectF, snapshot: Snapshot) -> list[QPointF]:
        """Dots with their words, which are left out where they would lie over others."""
        painter.setPen(self.theme.color("line"))
        painter.drawRect(place)
        spots = predictions.spread(snapshot.values, place.adjusted(24, 12, -24, -12), stretched=True)
        painter.setFont(tabular(self.small_font()))
        metrics, taken = QFontMetricsF(painter.font()), list[QRectF]()
        for spot, word in zip(spots, snapshot.labels["example"], strict=True):
            if not np.isfinite(spot.x() + spot.y()):
                continue
            shown = shown_token(word)
            width = metrics.horizontalAdvance(shown)
            x = spot.x() + 5 if spot.x() + 5 + width < place.right() else spot.x() - 5 - width
            label = QRectF(x, spot.y() - 8, width + 1, 16)
            painter.setPen(self.theme.color("train"))
            painter.setBrush(self.theme.color("train"))
            painter.drawEllipse(spot, 2, 2)
            if not any(label.intersects(other) for other in taken):
                taken.append(label)
                painter.setPen(self.theme.color("text"))
                painter.drawText(label, int(Qt.AlignmentFlag.AlignCenter), shown)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        return spots

    def _nearest(self, at: QPointF) -> int | None:
        """The point closest to a place, if one is close."""
        away = [(spot - at).manhattanLength() for spot in self._points]
        close = [index for index, distance in enumerate(away) if distance < NEAR]
        return min(close, key=lambda index: away[index]) if close else None

    def _words(self) -> str:
        return self.tr("PCA")

    def _chosen(self) -> None:
        self._points = []
        self.dirty = True
        self.wanted_changed.emit()


def accepts_name(name: str) -> bool:
    """Whether a picture of this name is one."""
    return name.startswith(PREFIX)
