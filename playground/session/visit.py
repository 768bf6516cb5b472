"""Visit: a session that only looks: the model of a recording as it was at one step, replayed and then asked."""

from __future__ import annotations

from dataclasses import dataclass, replace

from playground.foundation.errors import PlaygroundError
from playground.inspection.explaining import Explaining
from playground.inspection.showing import Showing
from playground.probes import shortage
from playground.protocol.commands import Recall
from playground.protocol.events import Refused
from playground.protocol.explained import StepRecalled
from playground.session.bisecting import examined
from playground.session.control import Control
from playground.session.live_view import LiveView
from playground.session.recalling import Recalled, recall
from playground.session.requests import Requests
from playground.session.status import Publish, Status
from playground.training.trainer import Trainer


@dataclass(frozen=True)
class Recollection:
    """What a visit looks at."""

    run: int
    requests: Requests
    publish: Publish
    trainer: Trainer
    showing: Showing
    explaining: Explaining


class Visit:
    """Runs in whichever thread calls ``run``, until its control is released; the recording is only read."""

    def __init__(self, asked: Recall, publish: Publish, control: Control) -> None:
        self._asked, self._publish = asked, publish
        self._requests = Requests(control)

    def run(self) -> None:
        """Replay, tell, and answer looks at the model until released; given up as soon as that comes."""
        found = self._found()
        if found is None:
            return
        view = self._begun(found)
        view.show()
        if self._asked.examined and self._asked.step:
            told, _ = examined(self._asked.path, self._asked.step)
            self._publish(replace(told, run=self._asked.run))
        while self._requests.rest():
            if self._requests.take_changes():
                self._publish(Refused(self._asked.run, "A step of a recording can be looked at, but not changed."))
            view.show()

    def _found(self) -> Recalled | None:
        problem = ""
        try:
            return recall(self._asked.path, self._asked.step, self._wanted)
        except PlaygroundError as error:
            problem = str(error)
        except Exception as error:
            if not shortage.is_shortage(error):
                raise
            problem = shortage.sentence(error)
        self._publish(StepRecalled(self._asked.run, self._asked.step, problem=problem))
        return None

    def _wanted(self, step: int) -> bool:
        self._requests.update()
        return not self._requests.stopping

    def _begun(self, found: Recalled) -> LiveView:
        showing = Showing(found.trainer, recording=self._asked.path)
        recollection = Recollection(
            self._asked.run, self._requests, self._publish, found.trainer, showing, Explaining(found.trainer, showing)
        )
        self._publish(StepRecalled(
            self._asked.run, self._asked.step, found.start, found.compared, found.different, found.seconds,
            showing.pictures(),
        ))  # fmt: skip
        return LiveView(recollection, Status(self._asked.run, self._publish))
