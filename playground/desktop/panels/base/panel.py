"""Panel: the base of everything that draws. It consumes events, and draws only when told and when visible."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from playground.desktop.i18n.formatting import grouped
from playground.desktop.painting import attribution_painting
from playground.desktop.panels.base import panel_painting
from playground.desktop.panels.base.following_panel import FollowingPanel
from playground.desktop.panels.base.panel_painting import StillLayer
from playground.desktop.panels.base.run_position import RunPosition, paint_other_step
from playground.desktop.panels.base.spec import PanelSpec
from playground.desktop.style import type_size
from playground.desktop.style.theme import LIGHT, Theme
from playground.languages.spoken import said


class Panel(FollowingPanel):
    """One kind of picture. Subclasses draw; the feed decides when.

    Attributes:
        name: how files and the command line call it.
        spec: declared by every panel that has a dock of its own.
        info: what and where, for the header of its card; info_parts: words, and a number after them that must not be
            shortened.
        zoom: how many times larger than on a desk everything is drawn, for a lecture hall.
    """

    name: ClassVar[str]
    spec: ClassVar[PanelSpec]
    interval: float = 0.0  # seconds between two drawings at least
    hint: ClassVar[bool] = True  # whether the empty state offers to run

    info_changed = Signal(str, str)  # its parts
    hint_pressed = Signal()
    example_chosen = Signal(int)  # the number of a test example that shall become the specimen

    def __init__(self) -> None:
        super().__init__()
        self.theme: Theme = LIGHT
        self.zoom = type_size.share()
        self.info = ""
        self.info_parts = ("", "")
        self._controls: QWidget | None = None
        self._hint: QPushButton | None = None
        self._live = False
        self._roomy = True  # there is a place for the button of the empty state
        self._still = StillLayer()
        self._shortened: tuple[QRectF, str] | None = None
        self.setAccessibleName(self.title())
        self.setMinimumSize(160, 48)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @property
    def controls(self) -> QWidget | None:
        """A widget for the header, where the panel has choices; owned by the panel until it stands there."""
        return self._controls

    @controls.setter
    def controls(self, controls: QWidget) -> None:
        self._controls = controls
        drawer = QWidget(self)
        drawer.hide()
        controls.setParent(drawer)

    def title(self) -> str:
        """The name in the user's language."""
        raise TypeError(f"{type(self).__name__} has no title")

    def on_screen(self) -> bool:
        """Whether anybody can see it: a tab behind another is visible to Qt, but lies outside of the window."""
        if not self.isVisible():
            return False
        window = self.window()
        return QRect(self.mapTo(window, QPoint(0, 0)), self.size()).intersects(window.rect())

    def draw(self) -> None:
        """Bring the widget up to date."""
        self.dirty = False
        self.update()
        if self._hint is not None and not self.is_empty():
            self._hint.hide()

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of a theme from now on."""
        self.theme = theme
        self.dirty = True
        self.update()

    def retranslate(self) -> None:
        """Speak the language that is spoken from now on."""
        self.dirty = True
        if self.on_screen():
            self.draw()

    def picture_size(self, room: QSize | None = None) -> QSize:
        """The size at which it is saved, in points: as on the screen, or in a room; what is cut off there is added."""
        return self.size() if room is None else room

    def set_zoom(self, zoom: float) -> None:
        """Draw everything so many times larger: type, lines, marks and the room they need."""
        self.zoom = zoom
        self.dirty = True
        self.update()

    def render_to(self, painter: QPainter, size: QSize, scale: float) -> None:
        """Draw the panel at ``size`` points with ``scale`` pixels a point."""
        if not self.is_empty():
            self.paint(painter, QRectF(0, 0, size.width(), size.height()), scale)

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """What ``paintEvent`` and ``render_to`` have in common."""

    def is_empty(self) -> bool:
        """Nothing to show yet."""
        return True

    def empty_words(self) -> str:
        """What to do about that."""
        if not self.position.fitting:
            return self.tr("The model or the task that is shown has none of this; other presets have.")
        if self.position.racing:
            return self.tr("No race yet. Press Start.")
        if self.position.recorded and not self.spec.recorded:
            return self.tr(
                "This is measured while a run is live, or by the command line; a recording does not hold it."
            )
        if self.position.recorded:
            return self.tr("The recording holds no picture for this panel up to this step.")
        if self.position.held:
            return self.tr("Nothing of this is measured yet.")
        return self.tr("No run yet. Press Run, or open a recording.")

    def drawn(self, position: QPointF) -> QPointF:
        """A place of this widget in the points that ``paint`` draws with, whatever the type size."""
        return position / self.zoom

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, or a sentence that says how to get one."""
        painter = QPainter(self)
        painter.setFont(self.plain_font())
        painter.scale(self.zoom, self.zoom)
        place = QRectF(0, 0, self.width() / self.zoom, self.height() / self.zoom)
        self._live = True
        try:
            if self.is_empty():
                self.paint_empty(painter, place)
            else:
                self.paint(painter, place, self.devicePixelRatioF() * self.zoom)
                if self.trouble:
                    panel_painting.paint_trouble(painter, place, said(self.trouble), self.theme)
                if self.other_step is not None:
                    painter.setFont(self.small_font())
                    words = self.tr("of step {0}").format(grouped(self.other_step))
                    paint_other_step(painter, place, words, self.theme, veiled=self.position.step is not None)
            if self.hasFocus():
                panel_painting.paint_focus(painter, place, self.theme)
        finally:  # a painter that outlives its event takes the program down
            self._live = False
            painter.end()
        self._place_hint()

    def paint_still(self, painter: QPainter, key: object, draw: Callable[[QPainter], None]) -> None:
        """Draw what stays the same from picture to picture, such as axes and labels: on the screen only once a key."""
        if not self._live:
            painter.save()  # as on the screen: what it sets is its own
            draw(painter)
            painter.restore()
            return
        pixels, ratio = self.size() * self.devicePixelRatioF(), self.devicePixelRatioF() * self.zoom
        self._still.paint(painter, (key, self.theme.name), draw, pixels, ratio)

    def paint_check(self, painter: QPainter, place: QRectF, words: str, holds: bool | None) -> QRectF:
        """What must hold of the picture, beneath it; returns the room above. On the screen a low panel keeps its room
        for the picture, and the tooltip of the one line has all of it."""
        share = attribution_painting.SEEN if self._live else attribution_painting.SAVED
        room, short = attribution_painting.paint_check(painter, place, words, holds, self.theme, share)
        if self._live:
            self._shortened = (short, words) if short is not None else None
        return room

    def whole_at(self, point: QPointF) -> str:
        """All of a sentence that is shortened at a place of the drawing; empty elsewhere."""
        place, words = self._shortened or (QRectF(), "")
        return words if place.contains(point) and not self.is_empty() else ""

    def follow_run(self, position: RunPosition) -> None:
        """Where the run stands that the window shows."""
        if position != self.position:
            self.position = position
            self.update()
            if self._hint is not None:
                self._hint.setEnabled(position.runnable)

    def set_info(self, text: str, number: str = "") -> None:
        """Tell the card's header what is shown; words give way where there is little room, a number never does."""
        info = f"{text}: {number}" if number else text
        if info != self.info:
            self.info, self.info_parts = info, (text, number)
            self.info_changed.emit(text, number)

    def paint_empty(self, painter: QPainter, place: QRectF) -> None:
        """The sentence that says how to get a picture."""
        hope = self.tr("The first picture is on its way …") if self.waits() else self.empty_words()
        words = said(self.trouble) if self.trouble else hope
        self._roomy = panel_painting.paint_empty(painter, place, words, self.theme)

    def _place_hint(self) -> None:
        """The one button of the empty state, below the sentence."""
        if self._hint is None and self.is_empty() and self.hint:
            self._hint = QPushButton(self.tr("Run"), self)
            self._hint.setEnabled(self.position.runnable)
            self._hint.clicked.connect(lambda: self.hint_pressed.emit())
            self._hint.adjustSize()
        if self._hint is not None:
            silent = self.waits() or self.position.recorded or self.position.racing or self.zoom != type_size.share()
            silent = silent or not self.position.fitting or self.position.held
            self._hint.setVisible(self.is_empty() and not silent and self._roomy)
            self._hint.move((self.width() - self._hint.width()) // 2, self.height() // 2 + 4)
