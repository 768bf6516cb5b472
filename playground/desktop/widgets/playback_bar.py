"""PlaybackBar: goes through the recorded steps of a run, live or from a file, and back to what is happening now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QWidget,
)

from playground.desktop.i18n.formatting import grouped, megabytes
from playground.desktop.state.recording_index import RecordingIndex
from playground.desktop.style.icons import icon
from playground.desktop.style.theme import LIGHT, Theme, tabular
from playground.desktop.widgets.elided_combo import ElidedCombo
from playground.desktop.widgets.step_box import StepBox
from playground.desktop.widgets.timeline_slider import TimelineSlider
from playground.foundation.errors import PlaygroundError
from playground.protocol.events import Pictures
from playground.protocol.explained import StepRecalled

SPEEDS = (2, 5, 10, 20, 30)  # recorded looks a second
USUAL = 2


class PlaybackBar(QFrame):
    """A row at the foot of the window.

    Attributes:
        live: the newest pictures are shown, wherever the run is; otherwise one recorded look stands still.
    """

    shown = Signal(Pictures)  # of a recorded step
    exact_wanted = Signal(int)  # a step between the recorded ones
    left = Signal()  # the present is shown again
    failed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.live = True
        self.film = RecordingIndex()
        self._run, self._theme = 0, LIGHT
        self._marked: tuple[int, ...] = ()
        self._buttons: dict[str, QToolButton] = {}
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._advance)
        self._slider = TimelineSlider()
        self._slider.setAccessibleName(self.tr("Recorded step"))
        self._slider.valueChanged.connect(lambda: self._moved(self._slider.index()))
        self._speed = ElidedCombo()
        self._speed.setAccessibleName(self.tr("Snapshots a second of the replay"))
        for speed in SPEEDS:
            self._speed.addItem(self.tr("{0}/s").format(speed), speed)
        self._speed.setCurrentIndex(USUAL)
        self._speed.currentIndexChanged.connect(lambda: self._clock.setInterval(self._pace()))
        self._exact: int | None = None
        self._exactly = ""
        self._number = StepBox()
        self._number.chosen.connect(self.show_exactly)
        self._label, self._size = QLabel(), QLabel()
        for label in (self._label, self._size):
            label.setProperty("second", True)
            label.setFont(tabular(self.font()))
        self._lay_out()
        self.follow(None, 0)

    def follow(self, film: RecordingIndex | None, run: int) -> None:
        """Go through another recording, or through none."""
        self._clock.stop()
        self.film, self._run, self.live, self._exact = film or RecordingIndex(), run, True, None
        self.refresh()

    def refresh(self) -> None:
        """The recording may have grown; a look that stands still keeps its place."""
        kept = self.step if self._exact is None else self.film.steps[self._slider.index()]
        try:
            self.film.refresh()
        except PlaygroundError as error:
            self.failed.emit(str(error))
            return
        with QSignalBlocker(self._slider):
            self._slider.show_steps(self.film.steps)
            self._slider.go(self._last if kept is None else self.film.index(kept))
        self.mark(self._marked)
        self._tell()

    def show_look(self, index: int) -> None:
        """Show one recorded look, the first being 0."""
        with QSignalBlocker(self._slider):
            self._slider.go(index)
        self._moved(self._slider.index())

    def show_step(self, step: int) -> None:
        """Show the look of a step, or the last one before it."""
        self.show_look(self.film.index(step))

    def show_exactly(self, step: int, always: bool = False) -> None:
        """Show any step: the nearest look before it at once, and where it was not recorded ask for it, too.

        ``always``: ask for a recorded one as well.
        """
        self.show_step(step)
        if self.film.steps and (always or step not in self.film.steps):
            self._exact, self._exactly = step, self.tr("replaying …")
            self._tell()
            self.exact_wanted.emit(step)

    def show_exact(self, found: StepRecalled) -> None:
        """The step that was asked for has been replayed."""
        if found.step != self._exact:
            return
        with QSignalBlocker(self._slider):
            self._slider.setValue(found.step)
        if found.different is None:
            self._exactly = self.tr("replayed from {0}, exact").format(grouped(found.start))
        else:
            self._exactly = self.tr("replayed, differs from step {0} on").format(grouped(found.different))
        self._tell()

    def play(self) -> None:
        """Start or hold the replay; at the end it starts over."""
        if self._clock.isActive():
            self._clock.stop()
        elif self.film.steps:
            if self._slider.index() >= self._last:
                self.show_look(0)
            self._clock.start(self._pace())
        self._tell()

    def return_to_live(self) -> None:
        """Show what is happening now again."""
        self._clock.stop()
        was, self.live, self._exact = self.live, True, None
        with QSignalBlocker(self._slider):
            self._slider.go(self._last)
        self._tell()
        if not was:
            self.left.emit()

    @property
    def step(self) -> int | None:
        """The step that is shown, recorded or replayed; None while what happens now is."""
        if self._exact is not None and not self.live:
            return self._exact
        return None if self.live or not self.film.steps else self.film.steps[min(self._slider.index(), self._last)]

    @property
    def _last(self) -> int:
        return max(len(self.film.steps) - 1, 0)

    @property
    def playing(self) -> bool:
        """The replay is running."""
        return self._clock.isActive()

    def mark(self, steps: Sequence[int]) -> None:
        """Show where the run was intervened in."""
        self._marked = tuple(steps)
        self._slider.mark(self._marked if self.film.steps else [])

    def retranslate(self) -> None:
        """Which look is shown, in the language that is spoken now; the room that other words had is given up."""
        self._label.setMinimumWidth(0)
        self._tell()

    def set_theme(self, theme: Theme) -> None:
        """Icons follow the theme."""
        self._theme = self._slider.theme = theme
        for name, button in self._buttons.items():
            button.setIcon(icon(name, theme))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 14, 6)
        row.setSpacing(8)
        for name, words, slot in (
            ("first", self.tr("To the first snapshot"), lambda: self.show_look(0)),
            ("back", self.tr("One snapshot back"), lambda: self.show_look(self._slider.index() - 1)),
            ("run", self.tr("Play the recording"), self.play),
            ("forward", self.tr("One snapshot forward"), lambda: self.show_look(self._slider.index() + 1)),
            ("last", self.tr("Back to now"), self.return_to_live),
        ):
            button = QToolButton()
            button.setToolTip(words)
            button.setAccessibleName(words)
            button.setIconSize(QSize(16, 16))
            button.setFixedSize(30, 28)
            button.clicked.connect(slot)
            self._buttons[name] = button
            row.addWidget(button)
        row.addWidget(self._slider, 1)
        row.addWidget(self._number)
        row.addWidget(self._label)
        row.addWidget(self._speed)
        row.addWidget(self._size)

    def _pace(self) -> int:
        return round(1000 / int(self._speed.currentData()))

    def _moved(self, index: int) -> None:
        """The slider, a key or a button chose a look."""
        self._exact = None
        if not self.film.steps:
            return
        self.live = False
        try:
            pictures = self.film.pictures(index, self._run)
        except PlaygroundError as error:
            self._clock.stop()
            self.failed.emit(str(error))
            return
        self._tell()
        if isinstance(pictures, Pictures):
            self.shown.emit(pictures)

    def _advance(self) -> None:
        if self._slider.index() >= self._last:
            self._clock.stop()
            self._tell()
        else:
            self.show_look(self._slider.index() + 1)

    def _tell(self) -> None:
        """Which look is shown, and how large the recording is."""
        steps, at = self.film.steps, self._slider.index()
        for widget in (*self._buttons.values(), self._slider, self._speed, self._number):
            widget.setEnabled(bool(steps))
        words = self.tr("Nothing recorded yet")
        if steps:
            shown = self.tr("step {0}").format(grouped(steps[min(at, len(steps) - 1)]))
            words = self.tr("now") if self.live else f"{shown} · {at + 1} / {len(steps)}"
            if self._exact is not None:
                words = self._exactly
            self._number.show_step(self.film.last if self.step is None else self.step, self.film.last)
        self._label.setText(words)
        self._label.setMinimumWidth(max(self._label.minimumWidth(), self._label.sizeHint().width()))
        kept = self.tr("1 snapshot · {1}") if len(steps) == 1 else self.tr("{0} snapshots · {1}")
        self._size.setText(kept.format(len(steps), megabytes(self.film.size)) if steps else "")
        play = self._buttons["run"]
        play.setToolTip(self.tr("Hold the replay") if self.playing else self.tr("Play the recording"))
        play.setIcon(icon("pause" if self.playing else "run", self._theme))
