"""SamplingControls: what stands above the bars of the next token: a slider of the temperature, and the boxes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSignalBlocker, Qt
from PySide6.QtWidgets import QSlider, QWidget

from playground.data.sampling import Sampling
from playground.desktop.widgets.sampling.sampling_boxes import SamplingBoxes


class SamplingControls:
    """Children of a drawing, hidden while it has no such bars.

    Attributes:
        slider: in hundredths. boxes: whose ``changed`` speaks of both.
    """

    def __init__(self, parent: QWidget) -> None:
        self.boxes = SamplingBoxes()
        self.slider = QSlider(Qt.Orientation.Horizontal, parent)
        self.slider.setRange(0, 200)
        self.slider.setValue(100)
        self.slider.valueChanged.connect(lambda hundredths: self.boxes.heat.setValue(hundredths / 100))
        self.boxes.setParent(parent)
        self.boxes.heat.hide()
        self.boxes.changed.connect(self._follow)
        for widget in (self.slider, self.boxes):
            widget.hide()

    @property
    def value(self) -> Sampling:
        """What is chosen."""
        return self.boxes.value

    def put(self, sampling: Sampling) -> None:
        """Chosen elsewhere; nobody is told."""
        with QSignalBlocker(self.boxes):
            self.boxes.put(sampling)
        self._follow()

    def stand(self, places: Sequence[QRectF], shown: bool, zoom: float) -> None:
        """In the places of slider and boxes, in points of the drawing; none where it has no bars."""
        for widget, place in zip((self.slider, self.boxes), places, strict=False):
            widget.setGeometry(QRectF(place.topLeft() * zoom, place.size() * zoom).toRect())
        for widget in (self.slider, self.boxes):
            widget.setVisible(shown)

    def _follow(self) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(100 * self.value.temperature))
