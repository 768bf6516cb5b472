"""Loop: takes the steps of a run, and between two of them does what is asked and due."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from math import isfinite

import torch
from torch import Tensor

from playground.protocol.commands import Changing
from playground.protocol.events import CheckpointSaved, Progress, Refused, RunState
from playground.runs.interventions import Recorded
from playground.session.clock import FLUSH_SECONDS, Clock
from playground.session.intervening import Intervening
from playground.session.live_view import LiveView
from playground.session.pace import Pace
from playground.session.parts import Parts
from playground.session.status import RunResult, Status
from playground.session.tester import Tester


class Loop:
    """Used by the training thread only.

    Args:
        result: what the run comes to is put down here.
        plan: interventions of another run to make at the same steps.
    """

    def __init__(self, parts: Parts, status: Status, result: RunResult, plan: Sequence[Recorded]) -> None:
        self._parts, self._status, self._result = parts, status, result
        self._trainer, self._recording, self._requests = parts.trainer, parts.recording, parts.requests
        self._pace = Pace()
        self._pending: list[Tensor] = []  # losses on the device that nobody has read yet
        self._view = LiveView(parts, status)
        self._tester = Tester(parts, result, self._view.glance)
        self._intervening = Intervening(
            parts.run, parts.trainer, parts.recording, parts.publish, self._tester.measured, self._tester.tell, plan
        )
        self._clock = self._clock_from(parts.trainer.step)

    def begin(self, note: str) -> None:
        """Keep and tell what the run is about to do."""
        parts, pictures = self._parts, self._parts.pictures()
        started = parts.started(pictures)
        self._recording.begin(replace(started, pictures=parts.filmed(pictures)), note)
        parts.publish(started)
        self._view.say_specimen()
        self._intervening.begin()

    def train(self) -> None:
        """Take steps to the end, a stop or a loss that is no number."""
        trainer, requests = self._trainer, self._requests
        if trainer.step == 0:
            self._tester.test()
            self._parts.record_look()
        first = trainer.step
        clock = self._clock = self._clock_from(first)
        if not requests.attention:
            self._status.enter(RunState.RUNNING)
        while trainer.step < trainer.total_steps:
            if self._intervening.plan:
                self._intervening.follow_plan()
            if (requests.attention or self._intervening.foretold) and not self._attend():
                break
            loss = trainer.advance()
            self._pending.append(loss)
            if trainer.stepper.waits and not isfinite(loss.item()):
                break
            if trainer.step % self._parts.interval == 0 and trainer.step < trainer.total_steps:
                self._tester.test()
            if self._recording.due(trainer.step):
                self._parts.record_look()
            now = time.perf_counter()
            if now >= clock.next_report:
                self._report(now)
                if self._status.failed:
                    break
        self._result.steps = trainer.step - first
        self._result.seconds = clock.trained(time.perf_counter())
        self._finish()

    def _clock_from(self, step: int) -> Clock:
        trainer = self._trainer
        return Clock(step, trainer.threads if trainer.device.type == "cpu" else 1)

    def carry_out(self, changes: list[Changing]) -> None:
        """Interventions and explained steps, followed by new pictures."""
        if not changes:
            return
        if self._status.failed:
            self._parts.publish(refused(self._parts.run))
            return
        if self._pending:
            self._report(time.perf_counter())
        for change in changes:
            self._intervening.answer(change)
        self.show()

    def keep(self) -> None:
        """What has been trained up to now is safe, although the run cannot go on."""
        self._report(time.perf_counter())
        self._checkpoint_if_new()

    def show(self) -> None:
        """What is asked for, as the model stands now."""
        self._view.show()

    def _attend(self) -> bool:
        """Answer what was asked; wait while held. False: the run ends."""
        requests = self._requests
        requests.update()
        while not requests.stopping:
            self._answer()
            if self._status.failed:
                return False
            requests.update()
            if requests.held:
                self._hold()
            elif not requests.stopping and not self._slow_down() and self._take_turn():
                if not self._status.running and not requests.paused:
                    self._status.enter(RunState.RUNNING)
                return True
        self.carry_out(requests.take_changes())  # what was asked before the end still belongs to the run
        return False

    def _answer(self) -> None:
        requests = self._requests
        if requests.take_save():
            if requests.held:  # who holds here may want to see it again, and has time
                self._parts.record_look()
            self._checkpoint()
        if requests.take_look():
            self.show()
        self._intervening.check()
        self.carry_out(requests.take_changes())

    def _hold(self) -> None:
        """Stand still for a while, or until something is asked."""
        if self._status.state is not RunState.PAUSED:
            self._report(time.perf_counter())
            self._checkpoint_if_new()
            self._status.enter(RunState.PAUSED)
            self.show()  # calmly: also what could not be afforded while it ran
        held = time.perf_counter()
        self._keep_up(held)
        self._requests.wait(1.0)
        self._clock.excuse(time.perf_counter() - held)

    def _slow_down(self) -> bool:
        """In slow motion: show the step that was taken, and wait. False: the next one is due."""
        speed, now = self._requests.speed, time.perf_counter()
        if self._clock.follow(speed, self._trainer.step, now):
            self._keep_up(now)
        left = self._pace.left(speed, now)
        if left:
            self._requests.wait(left)
        else:
            self._pace.go(now)
        return left > 0

    def _take_turn(self) -> bool:
        """Beside another run: the other's steps are no training time of this one."""
        begun = time.perf_counter()
        mine = self._requests.take_turn()
        self._clock.excuse(time.perf_counter() - begun)
        return mine

    def _keep_up(self, now: float) -> None:
        """Report and show a step that nobody has seen yet."""
        if self._clock.reported_step < self._trainer.step:
            self._report(now)

    def _report(self, now: float) -> None:
        """At display rate: losses are read once, pictures taken if the last were collected."""
        clock, requests = self._clock, self._requests
        clock.reporting(now)
        if self._pending and not self._tell_losses(now):
            return
        requests.update()
        welcome = requests.collected or requests.held or requests.speed is not None
        if welcome and (requests.watched or requests.question):
            self.show()
        if now >= clock.next_flush:
            self._recording.flush()
            clock.next_flush = now + FLUSH_SECONDS
        if now >= clock.next_checkpoint:
            self._checkpoint()
            pause = min(self._recording.checkpoint_pause, self._recording.milestone_pause)
            clock.next_checkpoint = time.perf_counter() + pause

    def _tell_losses(self, now: float) -> bool:
        """Read, keep and publish the losses since the last report. False: one of them is no number."""
        clock, step, result = self._clock, self._trainer.step, self._result
        losses = torch.stack(self._pending).cpu().numpy()
        self._pending.clear()
        first = step - len(losses) + 1
        clock.measure(step, now)
        clock.reported_step = step
        result.last_loss = float(losses[-1])
        self._recording.add_losses(first, losses, clock.trained(now))
        self._parts.publish(Progress(self._parts.run, first, losses, clock.rate))
        finite = [isfinite(loss) for loss in losses.tolist()]
        if not all(finite):
            self._diverged(first + finite.index(False), losses.tolist())
            return False
        result.last_finite = result.last_loss
        return True

    def _diverged(self, step: int, losses: list[float]) -> None:
        finite = [loss for loss in losses if isfinite(loss)]
        layer = self._tester.diverged(finite[-1] if finite else self._result.last_finite)
        place = f"step {step} (the first layer to break is {layer})" if layer else f"step {step}"
        self._status.fail(f"The loss is no longer a finite number at {place}: try a smaller learning rate.")

    def _checkpoint_if_new(self) -> None:
        experiment = self._trainer.experiment
        if self._trainer.step or experiment.training.weights or not experiment.architecture.ready_made:
            self._checkpoint()

    def _checkpoint(self) -> None:
        self._recording.checkpoint(self._trainer, self._clock.trained(time.perf_counter()))
        self._parts.publish(CheckpointSaved(self._parts.run, self._trainer.step, self._recording.path))

    def _finish(self) -> None:
        """Report what is left; a run that did not diverge ends with a test on everything and a checkpoint."""
        self._report(time.perf_counter())
        if self._status.failed:
            return
        self._intervening.check()
        done = self._trainer.step >= self._trainer.total_steps
        if done:
            self._tester.test(final=True)
            self._parts.record_look()
            self._intervening.follow_plan()
        self._checkpoint_if_new()
        self._status.state = RunState.FINISHED if done else RunState.STOPPED
        self.show()


def refused(run: int) -> Refused:
    """A run that has failed takes no changes."""
    return Refused(run, "This run has failed, so nothing can be changed; start a new one.")
