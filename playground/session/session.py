"""Session: one run of one experiment; drives a Trainer, publishes events and records."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import isfinite
from pathlib import Path

import torch
from torch import Tensor

from playground.experiment.errors import PlaygroundError
from playground.experiment.experiment import Experiment
from playground.experiment.places import log_file
from playground.inspection import choosing
from playground.inspection.explaining import Explaining
from playground.inspection.looks import CHOICE, HEALTH, PICTURE, RECORDED, TEST, attempt
from playground.inspection.showing import Showing
from playground.protocol.commands import Changing, Choosing
from playground.protocol.events import (
    CheckpointSaved,
    Evaluated,
    Event,
    Pictures,
    Progress,
    Refused,
    RunStarted,
    RunState,
    SpecimenShown,
    StateChanged,
)
from playground.runs.interventions import Recorded
from playground.session.control import Control
from playground.session.health import Health
from playground.session.intervening import Intervening, foresee
from playground.session.pace import SLOW, Pace
from playground.session.recording import Recording
from playground.training.shortage import is_shortage, sentence
from playground.training.trainer import Trainer

REPORT_SECONDS = 1 / 22
FLUSH_SECONDS = 1.0
FIRST_CHECKPOINT_SECONDS = 1.0
RATE_MEMORY = 0.9

log = logging.getLogger(__name__)

Publish = Callable[[Event], None]


class Session:
    """Runs in whichever thread calls ``run``; everything else talks to it through ``control``.

    Args:
        run: the number that all events carry.
        path: the run file: new, or one with a checkpoint when ``resume`` is set.
        publish: called with each event from the training thread; must not block.
        begin: sets the new model up before its first step, and returns what the run's log shall say of it.
        plan: interventions of another run to make at the same steps.
    """

    def __init__(
        self, run: int, experiment: Experiment, path: Path, publish: Publish, control: Control, resume: bool = False,
        begin: Callable[[Trainer], str] | None = None, plan: Sequence[Recorded] = (),
    ) -> None:  # fmt: skip
        self.run_number = run
        self.control = control
        self.seconds = 0.0
        self.steps_taken = 0
        self.metrics: dict[str, float] = {}
        self.last_loss = self.last_finite = float("nan")
        self._experiment = experiment
        self._path = path
        self._publish = publish
        self._resume = resume
        self._begin = begin
        self._plan = plan
        self._pace = Pace()
        self._speed: float | None = None
        self._pending: list[Tensor] = []
        self._regretted: set[str] = set()
        self._rate = 0.0
        self._state = RunState.PREPARING
        self._reason = ""

    @property
    def path(self) -> Path:
        """Where the recording lies: where it was asked for, or where somebody has moved it since."""
        return self._recording.path if hasattr(self, "_recording") else self._path

    def run(self) -> RunState:
        """Train to the end, a stop or a failure; the run file is closed and valid whatever happens."""
        shortage = ""
        try:
            self._enter(RunState.PREPARING)
            try:
                self._prepare()
                self._train()
            except PlaygroundError as error:
                self._fail(str(error))
            except Exception as error:
                if not is_shortage(error):
                    self._fail(f"An internal error ended the run; details are in {log_file()}.")
                    raise
                shortage = sentence(error)
            if shortage:  # outside the handler, whose traceback would keep the tensors alive
                self._forget()
                self._fail(shortage)
        finally:
            self._end_recording()
        self._enter(self._state, self._reason)
        return self._state

    def linger(self) -> None:
        """After ``run``: answer looks at the model as it was left, until released."""
        while self.control.rest():
            self._carry_out(self.control.take_requests())
            if hasattr(self, "_intervening"):
                self._show()

    def _fail(self, reason: str) -> None:
        self._state, self._reason = RunState.FAILED, reason

    def _forget(self) -> None:
        """Let go of everything that holds the model, so that its memory is free for the next."""
        for name in ("_trainer", "_showing", "_explaining", "_health", "_intervening"):
            self.__dict__.pop(name, None)
        self._pending.clear()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()

    def _end_recording(self) -> None:
        """Leave a valid file that says how the run ended; why it failed first is what is told."""
        if not hasattr(self, "_recording"):
            return
        try:
            self._recording.close(self._state.value, self._reason)
        except PlaygroundError as error:
            log.warning("the recording could not be closed: %s", error)
            if self._state is not RunState.FAILED:
                self._fail(str(error))

    def _prepare(self) -> None:
        experiment = self._experiment
        data = experiment.task.load(experiment.training.seed)
        trainer = Trainer(experiment, data)
        foresee(self._plan, trainer)
        notes = [self._begin(trainer) if self._begin is not None else "", experiment.task.remark()]
        self._trainer = trainer
        self._recording = Recording(self._path, experiment, trainer, self._resume)
        self._showing = Showing(trainer)
        self._interval = interval = trainer.evaluation_interval()
        self._limit = trainer.live_limit(trainer.total_steps // interval)
        self._explaining = Explaining(trainer, self._showing)
        pictures = attempt(PICTURE, self._showing.pictures, self._note) or ()
        started = RunStarted(
            self.run_number, experiment.to_json(), trainer.step, trainer.total_steps, trainer.parameter_count,
            str(trainer.device), trainer.threads, dict(data.baseline), pictures,
            self._showing.specimen.words, self._path, data.baseline_name, data.others, trainer.batches.per_epoch,
            data.compared(self._limit), min(self._limit, len(data.test)), data.shape,
        )  # fmt: skip
        filmed = attempt(PICTURE, lambda: self._showing.filmed(pictures), self._note) or ()
        self._recording.begin(replace(started, pictures=filmed), " ".join(filter(None, notes)))
        self._publish(started)
        self._say_specimen()
        self._health = Health(self.run_number, trainer, self._recording, self._publish, interval, self._limit)
        self._intervening = Intervening(
            self.run_number, trainer, self._recording, self._publish, self._measured, self._tell, self._plan
        )
        self._intervening.begin()

    def _train(self) -> None:
        trainer, control = self._trainer, self.control
        on_cpu = trainer.device.type == "cpu"
        if trainer.step == 0:
            self._evaluate(self._limit)
            self._record_look()
        begun = self._begun = self._mark = time.perf_counter()
        self._marked_step = self._reported_step = trainer.step
        self._next_report = self._next_flush = begun
        self._next_checkpoint = begun + FIRST_CHECKPOINT_SECONDS
        first = trainer.step
        if not control.attention:
            self._enter(RunState.RUNNING)
        while trainer.step < trainer.total_steps:
            if self._intervening.plan:
                self._intervening.follow_plan()
            if control.attention and not self._attend():
                break
            loss = trainer.advance()
            self._pending.append(loss)
            if on_cpu and not isfinite(loss.item()):
                break
            if trainer.step % self._interval == 0 and trainer.step < trainer.total_steps:
                self._evaluate(self._limit)
            if self._recording.due(trainer.step):
                self._record_look()
            now = time.perf_counter()
            if now >= self._next_report:
                self._report(now)
                if self._state is RunState.FAILED:
                    break
        self.steps_taken = trainer.step - first
        self.seconds = self._trained(time.perf_counter())
        self._finish()

    def _attend(self) -> bool:
        """Answer what was asked; wait while held. False: the run ends."""
        control = self.control
        while not control.stopping:
            if control.take_save():
                if control.held:  # who holds here may want to see it again, and has time
                    self._record_look()
                self._checkpoint()
            if control.take_look():
                self._show()
            self._intervening.check()
            self._carry_out(control.take_requests())
            if self._state is RunState.FAILED:
                return False
            if not control.held:
                if self._slow_down() or not self._take_turn():
                    continue
                control.spend()
                control.attention |= self._intervening.foretold
                if self._state is not RunState.RUNNING and not control.paused:
                    self._enter(RunState.RUNNING)
                return True
            if self._state is not RunState.PAUSED:
                self._report(time.perf_counter())
                self._checkpoint()
                self._enter(RunState.PAUSED)
                self._show()  # calmly: also what could not be afforded while it ran
            held = time.perf_counter()
            self._keep_up(held)
            control.wait(1.0)
            self._excuse(time.perf_counter() - held)
        self._carry_out(control.take_requests())  # what was asked before the end still belongs to the run
        return False

    def _slow_down(self) -> bool:
        """In slow motion: show the step that was taken, and wait. False: the next one is due."""
        control, now = self.control, time.perf_counter()
        if control.speed != self._speed:
            self._speed, self._rate = control.speed, 0.0
            self._marked_step, self._mark = self._trainer.step, now
        if self._speed is not None:
            self._keep_up(now)
        left = self._pace.left(self._speed, now)
        if left:
            control.slow_down(left)
        else:
            self._pace.go(now)
        return left > 0

    def _take_turn(self) -> bool:
        """Beside another run: the other's steps are no training time of this one."""
        begun = time.perf_counter()
        mine = self.control.take_turn()
        self._excuse(time.perf_counter() - begun)
        return mine

    def _keep_up(self, now: float) -> None:
        """Report and show a step that nobody has seen yet."""
        if self._reported_step < self._trainer.step:
            self._report(now)

    def _carry_out(self, requests: list[Changing]) -> None:
        """Interventions and explained steps, followed by new pictures."""
        if not requests:
            return
        if self._state is RunState.FAILED:
            self._publish(Refused(self.run_number, "This run has failed, so nothing can be changed; start a new one."))
            return
        if self._pending:
            self._report(time.perf_counter())
        for request in requests:
            self._intervening.answer(request)
        self._show()

    def _trained(self, now: float) -> float:
        """Seconds of training up to ``now``: pauses are left out."""
        return now - self._begun

    def _excuse(self, seconds: float) -> None:
        """A pause is no training time."""
        self._begun += seconds
        self._mark += seconds
        self._next_checkpoint += seconds

    def _report(self, now: float) -> None:
        """At display rate: losses are read once, pictures taken if the last were collected."""
        self._next_report = max(self._next_report + REPORT_SECONDS, now)  # in the mean, however long a step takes
        trainer = self._trainer
        if self._pending:
            losses = torch.stack(self._pending).cpu().numpy()
            self._pending.clear()
            first = trainer.step - len(losses) + 1
            self._measure(now)
            self._reported_step = trainer.step
            self.last_loss = float(losses[-1])
            self._recording.add_losses(first, losses, self._trained(now))
            self._publish(Progress(self.run_number, first, losses, self._rate))
            finite = [isfinite(loss) for loss in losses.tolist()]
            if not all(finite):
                self._diverged(first + finite.index(False), losses.tolist())
                return
            self.last_finite = self.last_loss
        control = self.control
        welcome = control.collected or control.held or control.speed is not None
        if welcome and (control.watched or control.question):
            self._show()
        if now >= self._next_flush:
            self._recording.flush()
            self._next_flush = now + FLUSH_SECONDS
        if now >= self._next_checkpoint:
            self._checkpoint()
            self._next_checkpoint = time.perf_counter() + self._recording.checkpoint_pause

    def _measure(self, now: float) -> None:
        taken, elapsed = self._trainer.step - self._marked_step, now - self._mark
        if taken and elapsed > 0:
            rate = taken / elapsed
            memory = RATE_MEMORY if self._rate and self._speed is None else 0.0  # slow motion is even by itself
            self._rate = memory * self._rate + (1 - memory) * rate
            self._marked_step, self._mark = self._trainer.step, now

    def _diverged(self, step: int, losses: list[float]) -> None:
        finite = [loss for loss in losses if isfinite(loss)]
        last = finite[-1] if finite else self.last_finite
        layer = attempt(HEALTH, lambda: self._health.diverged(last), self._note)
        place = f"step {step} (the first layer to break is {layer})" if layer else f"step {step}"
        self._fail(f"The loss is no longer a finite number at {place}: try a smaller learning rate.")

    def _show(self) -> None:
        control = self.control
        fresh = control.take_question()
        if (choice := control.take_choice()) is not None:
            fresh = True
            self._say_specimen(self._choose(choice))
        control.collected = False
        if control.watched:
            calm = self._state is not RunState.RUNNING or (self._speed or SLOW + 1) <= SLOW
            if control.take_watch():
                self._showing.send_again()
            self._publish(self._pictures(calm))
        still = self._state is not RunState.RUNNING  # what stands still is explained as it stands
        if control.question is not None and (fresh or still or self._explaining.due()):
            self._publish(self._explaining.answer(self.run_number, control.question))

    def _pictures(self, calm: bool) -> Pictures:
        watched, showing, problems = self.control.watched, self._showing, dict[str, str]()
        shots = attempt(PICTURE, lambda: showing.snapshots(watched, calm), lambda why: problems.update({"": why}))
        return Pictures(self.run_number, self._trainer.step, shots or (), {**showing.problems, **problems})

    def _choose(self, choice: Choosing) -> str:
        """Show another specimen; returns what there is to say about it."""
        notes: list[str] = []
        note = attempt(CHOICE, lambda: choosing.choose(self._showing, self._trainer, choice), notes.append)
        return note if note is not None else notes[0]

    def _say_specimen(self, note: str = "") -> None:
        shown, count = self._showing.specimen, len(self._trainer.data.test)
        self._publish(SpecimenShown(self.run_number, shown.words, shown.index, note, shown, count))

    def _glance(self) -> None:
        """In the middle of a test: a person who draws or asks need not wait for its end."""
        if self.control.choosing or self.control.asking:
            self._show()

    def _record_look(self) -> None:
        whole = self._trainer.step in (0, self._trainer.total_steps) or self.control.held
        recording, showing, weights = self._recording, self._showing, self._trainer.weights
        attempt(RECORDED, lambda: recording.add_look(lambda: showing.film(whole), weights), self._note)

    def _evaluate(self, limit: int | None) -> None:
        metrics = attempt(TEST, lambda: self._trainer.evaluate(limit, self._glance), self._regret)
        if metrics is not None:
            self._tell(metrics)
            attempt(HEALTH, lambda: self._health.tested(self.metrics, final=limit is None), self._regret)
            self.control.tested(self.metrics)

    def _regret(self, sentence: str) -> None:
        """A look that nobody has asked for has failed: say so once, and keep it."""
        if sentence not in self._regretted:
            self._regretted.add(sentence)
            self._note(sentence)
            self._publish(Refused(self.run_number, sentence))

    def _note(self, sentence: str) -> None:
        if not self._recording.closed:
            self._recording.add_log(self._trainer.step, sentence)

    def _measured(self) -> dict[str, float]:
        """The metrics as the model stands now; of a finished run on the whole test set, as its result is."""
        done = self._trainer.step >= self._trainer.total_steps
        limit = None if done else self._limit
        return attempt(TEST, lambda: self._trainer.evaluate(limit), self._regret) or {}

    def _tell(self, metrics: Mapping[str, float]) -> None:
        self.metrics = dict(metrics)
        self._recording.add_metrics(self._trainer.step, self.metrics)
        self._publish(Evaluated(self.run_number, self._trainer.step, self.metrics))

    def _checkpoint(self) -> None:
        self._recording.checkpoint(self._trainer, self._trained(time.perf_counter()))
        self._publish(CheckpointSaved(self.run_number, self._trainer.step, self.path))

    def _finish(self) -> None:
        """Report what is left; a run that did not diverge ends with a test on everything and a checkpoint."""
        self._report(time.perf_counter())
        if self._state is RunState.FAILED:
            return
        self._intervening.check()
        done = self._trainer.step >= self._trainer.total_steps
        if done:
            self._evaluate(None)
            self._record_look()
            self._intervening.follow_plan()
        self._checkpoint()
        self._state = RunState.FINISHED if done else RunState.STOPPED
        self._show()

    def _enter(self, state: RunState, reason: str = "") -> None:
        self._state = state
        self._publish(StateChanged(self.run_number, state, reason))
