"""LiveView: what the window sees of a run: pictures, the specimen they show, and the number asked about."""

from __future__ import annotations

from typing import Protocol

from playground.inspection import choosing
from playground.inspection.explaining import Explaining
from playground.inspection.looks import CHOICE, EXPLANATION, PICTURE, attempt, unheard
from playground.inspection.showing import Showing
from playground.protocol.commands import Choosing
from playground.protocol.events import Pictures, SpecimenShown
from playground.protocol.snapshot import Snapshot
from playground.session.pace import SLOW
from playground.session.requests import Requests
from playground.session.status import Publish, Status
from playground.training.trainer import Trainer


class Viewed(Protocol):
    """What is looked at: the parts of a run, or a model that was recalled."""

    @property
    def run(self) -> int:
        """The number that all events carry."""

    @property
    def requests(self) -> Requests:
        """What is asked."""

    @property
    def publish(self) -> Publish:
        """Told of each event."""

    @property
    def trainer(self) -> Trainer:
        """The model."""

    @property
    def showing(self) -> Showing:
        """Its pictures."""

    @property
    def explaining(self) -> Explaining:
        """Its numbers."""


class LiveView:
    """Publishes what is asked for, when the run has a moment for it."""

    def __init__(self, parts: Viewed, status: Status) -> None:
        self._parts, self._status = parts, status

    def show(self) -> None:
        """Answer all that is asked, as the model stands now; of what fails the window is told, and the run goes on."""
        attempt(PICTURE, self._show, lambda why: self._publish_pictures((), {"": why}))

    def _show(self) -> None:
        parts, requests = self._parts, self._parts.requests
        requests.update()
        if part := requests.take_unfinished():
            self._go_on(part)
            return
        fresh = requests.take_question()
        if (choice := requests.take_choice()) is not None:
            fresh = True
            self.say_specimen(self._choose(choice))
        parts.showing.sample(requests.sampling)
        requests.collected = False
        if requests.watched:
            calm = self._calm
            if requests.take_all_pictures():
                parts.showing.send_again()
            self._look(requests.watched, calm)
            if calm:
                requests.go_on(parts.showing.unfinished(requests.watched))
        still = not self._status.running  # what stands still is explained as it stands
        if requests.question is not None and (fresh or still or parts.explaining.due()):
            answered = parts.explaining.answer(parts.run, requests.question)
            parts.publish(answered)
            traced = attempt(EXPLANATION, lambda: parts.explaining.traced(answered), unheard)
            if traced is not None:
                parts.publish(traced)

    def glance(self) -> None:
        """In the middle of a test: a person who draws or asks need not wait for its end, nor who opens a model."""
        requests = self._parts.requests
        requests.update()
        if requests.looking or (requests.held and requests.take_look()):
            self.show()

    def say_specimen(self, note: str = "") -> None:
        """Tell which specimen is shown, and what there is to say about it."""
        parts, shown = self._parts, self._parts.showing.specimen
        count = len(parts.trainer.data.test)
        parts.publish(SpecimenShown(parts.run, shown.words, shown.index, note, shown, count))

    @property
    def _calm(self) -> bool:
        """There is time for what cannot be afforded while it runs."""
        return not self._status.running or (self._parts.requests.speed or SLOW + 1) <= SLOW

    def _go_on(self, names: frozenset[str]) -> None:
        """A little more of what was begun; whoever asks for something else is answered before the next."""
        parts = self._parts
        self._look(names, self._calm)
        if self._calm:
            parts.requests.go_on(parts.showing.unfinished(names))

    def _look(self, watched: frozenset[str], calm: bool) -> None:
        showing, problems = self._parts.showing, dict[str, str]()
        shots = attempt(PICTURE, lambda: showing.snapshots(watched, calm), lambda why: problems.update({"": why}))
        self._publish_pictures(shots or (), {**showing.problems, **problems})

    def _publish_pictures(self, shots: tuple[Snapshot, ...], problems: dict[str, str]) -> None:
        parts = self._parts
        parts.publish(Pictures(parts.run, parts.trainer.step, shots, problems))

    def _choose(self, choice: Choosing) -> str:
        """Show another specimen; returns what there is to say about it."""
        parts, notes = self._parts, list[str]()
        note = attempt(CHOICE, lambda: choosing.choose(parts.showing, parts.trainer, choice), notes.append)
        return note if note is not None else notes[0]
