"""Parts: everything one run is made of, complete before its first step."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playground.experiment.experiment import Experiment
from playground.inspection.explaining import Explaining
from playground.inspection.looks import PICTURE, RECORDED, attempt
from playground.inspection.showing import Showing
from playground.protocol.events import RunStarted
from playground.protocol.snapshot import PictureInfo
from playground.session.recording import Recording
from playground.session.requests import Requests
from playground.session.status import Publish
from playground.training.trainer import Trainer


@dataclass(frozen=True)
class Parts:
    """What the loop, the tests and the view of one run share.

    Attributes:
        run: the number that all events carry.
        interval: steps between two tests.
        limit: test examples of all but the last test.
    """

    run: int
    experiment: Experiment
    requests: Requests
    publish: Publish
    trainer: Trainer
    recording: Recording
    showing: Showing
    explaining: Explaining
    interval: int
    limit: int

    @classmethod
    def of(
        cls, run: int, experiment: Experiment, requests: Requests, publish: Publish, trainer: Trainer,
        recording: Recording, beside: Path | None = None,
    ) -> Parts:  # fmt: skip
        """Those that follow from a trainer and its recording."""
        showing = Showing(trainer, recording=recording.path, beside=beside)
        interval = trainer.evaluation_interval()
        return cls(
            run, experiment, requests, publish, trainer, recording, showing, Explaining(trainer, showing), interval,
            trainer.live_limit(trainer.total_steps // interval),
        )  # fmt: skip

    def started(self, pictures: tuple[PictureInfo, ...]) -> RunStarted:
        """The event that a run begins with."""
        trainer, data = self.trainer, self.trainer.data
        return RunStarted(
            self.run, self.experiment.to_json(), trainer.step, trainer.total_steps, trainer.parameter_count,
            str(trainer.device), trainer.threads, dict(data.baseline), pictures,
            self.showing.specimen.words, self.recording.path, data.baseline_name, data.others,
            trainer.batches.per_epoch, data.compared(self.limit), min(self.limit, len(data.test)), data.shape,
        )  # fmt: skip

    def pictures(self) -> tuple[PictureInfo, ...]:
        """Every picture that can be asked for."""
        return attempt(PICTURE, self.showing.pictures, self.note) or ()

    def filmed(self, pictures: tuple[PictureInfo, ...]) -> tuple[PictureInfo, ...]:
        """Those that the recording may hold."""
        return attempt(PICTURE, lambda: self.showing.filmed(pictures), self.note) or ()

    def record_look(self) -> None:
        """Keep the pictures of this step: all of them at both ends of the run, and while it is held."""
        trainer, showing = self.trainer, self.showing
        whole = trainer.step in (0, trainer.total_steps) or self.requests.held
        attempt(RECORDED, lambda: self.recording.add_look(lambda: showing.film(whole), trainer.weights), self.note)

    def note(self, sentence: str) -> None:
        """Keep a line in the log of a run that is not over."""
        if not self.recording.closed:
            self.recording.add_log(self.trainer.step, sentence)
