"""FollowingPanel: what a panel is told (events, pictures, the moment, the run's position), and what it says aloud."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFocusEvent, QFont
from PySide6.QtWidgets import QWidget

from playground.desktop.panels.base.run_position import RunPosition
from playground.desktop.style import type_size
from playground.protocol.events import Event, Pictures, RunStarted, SpecimenShown
from playground.protocol.snapshot import PictureInfo, Snapshot


class SpokenPanel(QWidget):
    """What a screen reader says of a panel, a header or a picture that stands alone; and in which type.

    The words come from what is shown, never from pixels.

    Attributes:
        info: what and where, for the header of its dock.
    """

    info = ""

    def is_empty(self) -> bool:
        """Nothing to show yet."""
        return True

    def empty_words(self) -> str:
        """What to do about that."""
        return ""

    def shown_arrays(self) -> tuple[Snapshot, ...]:
        """The arrays that are drawn now, for panels that draw arrays."""
        return ()

    def reading(self) -> str:
        """What is shown in words and numbers, for whoever cannot see it."""
        if self.is_empty():
            return self.empty_words()
        from playground.desktop.i18n import screen_reader_text

        parts = [screen_reader_text.plain(self.caption()), *map(screen_reader_text.of_snapshot, self.shown_arrays())]
        return ". ".join(dict.fromkeys(filter(None, parts)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A screen reader says name and description of what gets the focus."""
        self.setAccessibleDescription(self.reading())
        super().focusInEvent(event)

    def speak(self) -> None:
        """Have a screen reader say what is shown now, as when a key has moved the cell that is asked about."""
        words = self.reading()
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def caption(self) -> str:
        """What is shown, for a picture that stands alone, where no header offers a choice."""
        return self.info

    def headline(self) -> str:
        """What is shown, for a header without lists beside a panel that is seen."""
        return self.caption()

    def plain_font(self) -> QFont:
        """13 px, for pictures that are drawn so many times larger as a whole."""
        return type_size.plain(self.font())

    def small_font(self) -> QFont:
        """12 px, for second text inside pictures."""
        font = self.plain_font()
        font.setPixelSize(12)
        return font


class FollowingPanel(SpokenPanel):
    """Bookkeeping only; nothing is drawn here.

    Attributes:
        dirty: there is something new to draw.
        position: where the run stands that the window shows.
        trouble: why the newest picture could not be made, in one sentence.
    """

    wanted_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.dirty = False
        self.position = RunPosition()
        self.trouble = ""

    def fits(self, pictures: tuple[PictureInfo, ...]) -> bool:
        """Whether it has something to show for a run with these pictures."""
        return True

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
        if not pictures.problems and not self.trouble:
            return
        wanted, failed = self.wanted(), pictures.problems
        told = next((failed[name] for name in sorted(wanted) if name in failed), "") or failed.get("", "")
        made = any(shot.name in wanted for shot in pictures.snapshots)
        if (wanted and told) or made:
            self.dirty |= self.trouble != told
            self.trouble = told

    def start(self, started: RunStarted) -> None:
        """A run begins, or goes on from ``started.step``."""

    def offer(self, started: RunStarted) -> None:
        """An engine holds this run's model now, so that more can be shown than was recorded."""

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

    def waits(self) -> bool:
        """An empty panel fills by itself: a run is on."""
        return self.position.waiting

    @property
    def other_step(self) -> int | None:
        """The step of the picture that is shown, where it is another than what the window shows; else None."""
        step = self.shown_step()
        return step if step is not None and self.position.differs_from(step) else None

    def shown_step(self) -> int | None:
        """The step that the picture is of; None where there is none, or where it is drawn over all steps."""
        return min((shot.step for shot in self.shown_arrays()), default=None)
