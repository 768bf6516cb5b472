"""Panel: the base of everything that draws. It consumes events, and draws only when told and when visible."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from playground.desktop.i18n.formatting import grouped
from playground.desktop.panels.base import panel_painting
from playground.desktop.panels.base.panel_painting import StillLayer
from playground.desktop.panels.base.run_position import RunPosition, paint_older
from playground.desktop.panels.base.spec import PanelSpec
from playground.desktop.panels.base.spoken_panel import SpokenPanel
from playground.desktop.style import type_size
from playground.desktop.style.theme import LIGHT, Theme
from playground.languages.spoken import said
from playground.protocol.events import Event, Pictures, RunStarted, SpecimenShown
from playground.protocol.snapshot import PictureInfo


class Panel(SpokenPanel):
    """One kind of picture. Subclasses draw; the feed decides when.

    Attributes:
        name: how files and the command line call it.
        spec: declared by every panel that has a dock of its own.
        info: what and where, for the header of its card.
        dirty: there is something new to draw.
        position: where the run stands that the window shows.
        trouble: why the newest picture could not be made, in one sentence.
        controls: a widget for the header of the card, where the panel has choices.
        zoom: how many times larger than on a desk everything is drawn, for a lecture hall.
    """

    name: ClassVar[str]
    spec: ClassVar[PanelSpec]
    interval: float = 0.0  # seconds between two drawings at least
    hint: ClassVar[bool] = True  # whether the empty state offers to run

    info_changed = Signal(str, str)  # words, and a number after them that must not be shortened
    wanted_changed = Signal()
    hint_pressed = Signal()
    example_chosen = Signal(int)  # the number of a test example that shall become the specimen

    def __init__(self) -> None:
        super().__init__()
        self.theme: Theme = LIGHT
        self.zoom = type_size.share()
        self.info = ""
        self.dirty = False
        self.controls: QWidget | None = None
        self.position = RunPosition()
        self.trouble = ""
        self._hint: QPushButton | None = None
        self._live = False
        self._still = StillLayer()
        self.setAccessibleName(self.title())
        self.setMinimumSize(160, 120)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def title(self) -> str:
        """The name in the user's language."""
        raise TypeError(f"{type(self).__name__} has no title")

    def fits(self, pictures: tuple[PictureInfo, ...]) -> bool:
        """Whether it has something to show for a run with these pictures."""
        return True

    def on_screen(self) -> bool:
        """Whether anybody can see it: a tab behind another is visible to Qt, but lies outside of the window."""
        window = self.window()
        place = QRect(self.mapTo(window, QPoint(0, 0)), self.size())
        return self.isVisible() and place.intersects(window.rect())

    def wanted(self) -> frozenset[str]:
        """Names of the pictures it shows now."""
        return frozenset()

    def tell_wanted(self) -> None:
        """It was shown or hidden, so that it may want other pictures now."""
        self.wanted_changed.emit()

    def take(self, event: Event) -> None:
        """Follow an event; only bookkeeping, nothing is drawn."""
        match event:
            case RunStarted():
                self.trouble = ""
                self.start(event)
            case Pictures():
                self._follow_trouble(event)
                self.show_pictures(event)
            case SpecimenShown():
                self.show_specimen(event)
            case _:
                self.add(event)

    def _follow_trouble(self, pictures: Pictures) -> None:
        """A sentence stays until the picture it is about can be made."""
        wanted, failed = self.wanted(), pictures.problems
        told = next((failed[name] for name in sorted(wanted) if name in failed), "") or failed.get("", "")
        made = any(shot.name in wanted for shot in pictures.snapshots)
        if (wanted and told) or made:
            self.dirty |= self.trouble != told
            self.trouble = told

    def start(self, started: RunStarted) -> None:
        """A run begins, or goes on from ``started.step``."""

    def show_specimen(self, shown: SpecimenShown) -> None:
        """All later pictures show another specimen."""

    def add(self, event: Event) -> None:
        """Something happened in the run."""

    def show_pictures(self, pictures: Pictures) -> None:
        """New pictures arrived; keep those that are wanted."""

    def lacking(self, step: int) -> frozenset[str]:
        """Names of pictures that it draws over the steps and knows nothing of up to this one: it was not open then."""
        return frozenset()

    def fill(self, pictures: Pictures) -> None:
        """Pictures of a step that it missed."""

    def show_picture(self, name: str, index: tuple[int, ...] = ()) -> None:
        """Choose this picture, as if in the header's list; nothing happens where it is not offered.

        ``index`` is a cell of it that must be seen.
        """

    def show_moment(self, step: int | None, hide_later: bool = False) -> None:
        """Pictures of a recorded step follow, or with None of the present.

        Args:
            hide_later: what is drawn over the steps ends there.
        """

    def scroll_down(self, points: float) -> None:
        """Show what lies further down, where not all is seen; negative: further up."""

    def clear(self) -> None:
        """Forget the run."""

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
        self.paint(painter, QRectF(0, 0, size.width(), size.height()), scale)

    def paint(self, painter: QPainter, place: QRectF, scale: float) -> None:
        """What ``paintEvent`` and ``render_to`` have in common."""

    def is_empty(self) -> bool:
        """Nothing to show yet."""
        return True

    def empty_words(self) -> str:
        """What to do about that."""
        if self.position.racing:
            return self.tr("No race yet. Press Start.")
        if self.position.recorded:
            return self.tr("The recording holds no picture for this panel up to this step.")
        return self.tr("No run yet. Press Run, or open a recording.")

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
                if self.older is not None:
                    painter.setFont(self.small_font())
                    paint_older(painter, place, self.tr("of step {0}").format(grouped(self.older)), self.theme)
            if self.hasFocus():
                panel_painting.paint_focus(painter, place, self.theme)
        finally:  # a painter that outlives its event takes the program down
            self._live = False
            painter.end()
        self._place_hint()

    def paint_still(self, painter: QPainter, key: object, draw: Callable[[QPainter], None]) -> None:
        """Draw what stays the same from picture to picture, such as axes and labels: on the screen only once a key."""
        if not self._live:
            draw(painter)
            return
        pixels, ratio = self.size() * self.devicePixelRatioF(), self.devicePixelRatioF() * self.zoom
        self._still.paint(painter, (key, self.theme.name), draw, pixels, ratio)

    def follow_run(self, position: RunPosition) -> None:
        """Where the run stands that the window shows."""
        if position != self.position:
            self.position = position
            self.update()
            if self._hint is not None:
                self._hint.setEnabled(position.runnable)

    def waits(self) -> bool:
        """An empty panel fills by itself: a run is on."""
        return self.position.waiting

    @property
    def older(self) -> int | None:
        """The step of the picture that is shown, where it is older than what the window shows; else None."""
        step = self.shown_step()
        return step if step is not None and self.position.is_later_than(step) else None

    def shown_step(self) -> int | None:
        """The step that the picture is of; None where there is none, or where it is drawn over all steps."""
        return min((shot.step for shot in self.shown_arrays()), default=None)

    def set_info(self, text: str, number: str = "") -> None:
        """Tell the card's header what is shown; words give way where there is little room, a number never does."""
        info = f"{text}: {number}" if number else text
        if info != self.info:
            self.info = info
            self.info_changed.emit(text, number)

    def paint_empty(self, painter: QPainter, place: QRectF) -> None:
        """The sentence that says how to get a picture."""
        hope = self.tr("The first picture is on its way …") if self.waits() else self.empty_words()
        panel_painting.paint_empty(painter, place, said(self.trouble) if self.trouble else hope, self.theme)

    def _place_hint(self) -> None:
        """The one button of the empty state, below the sentence."""
        if self._hint is None and self.is_empty() and self.hint:
            self._hint = QPushButton(self.tr("Run"), self)
            self._hint.setEnabled(self.position.runnable)
            self._hint.clicked.connect(lambda: self.hint_pressed.emit())
            self._hint.adjustSize()
        if self._hint is not None:
            silent = self.waits() or self.position.recorded or self.position.racing or self.zoom != type_size.share()
            self._hint.setVisible(self.is_empty() and not silent)
            self._hint.move((self.width() - self._hint.width()) // 2, self.height() // 2 + 4)
