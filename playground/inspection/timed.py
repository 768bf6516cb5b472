"""Timed: computed pictures that take their turn, the dear ones only within a share of the time."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from numpy.typing import NDArray

from playground.inspection.looks import PICTURE, attempt
from playground.inspection.model import TrainedModel
from playground.inspection.view import View
from playground.protocol.snapshot import Snapshot

AGAIN_SECONDS = 2.0  # before a picture that could not be made is tried again
DEAR_SECONDS = 0.03  # a computed picture this dear lets the others of a new specimen go first
SAMPLE = 64  # test examples by which the cost of many is foreseen
CHEAP_SECONDS = 0.004  # a computed picture this cheap is in every recorded look


class Timed:
    """Computed pictures that take their turn, so that each costs its share of the time at most."""

    def __init__(self, inspected: TrainedModel, views: Iterable[View], before: Timed | None = None) -> None:
        self._inspected = inspected
        self.views = {view.name: view for view in views}
        self._next = dict.fromkeys(self.views, 0.0)
        known: dict[str, float] = before._cost if before is not None else {}
        self._cost: dict[str, float] = dict.fromkeys(self.views, 0.0) | known
        self._last: dict[str, float] = {}
        self._each: float | None = None  # seconds for one test example
        self._asked: set[str] = set()
        self.problems: dict[str, str] = {}
        self._later = {name for name in self.views if self._cost[name] > DEAR_SECONDS}

    def take(self, names: Collection[str] | None, all_views: bool) -> dict[str, Snapshot]:
        """Those of the named ones (all when None) whose time has come, or all of them for ``all_views``."""
        now, later = time.perf_counter(), self._later
        asked = set(self.views if names is None else names)
        new, self._asked = asked - self._asked, asked  # what somebody has just turned to comes at once
        if not all_views:
            self._later = set()
        due = {name for name in asked - later if name in new or now >= self._next.get(name, now)}
        return self._all_of(asked if all_views else due)

    def send_again(self) -> None:
        """Whoever asks next has none of them, also of those that are sent seldom."""
        self._asked = set()

    def film(self, all_views: bool) -> dict[str, Snapshot]:
        """For a recording: those that may be dear enough and whose time has come, or which cost next to nothing.

        With ``all_views`` the dear ones, too; not before the first step, which would have to wait for them.
        """
        now, begun = time.perf_counter(), self._inspected.step > 0
        due = set()
        for name, view in self.views.items():
            cost = self._foreseen(view)
            cheap = cost < CHEAP_SECONDS or (now >= self._next[name] and cost <= view.dearest)
            whole = all_views and (begun or cost <= view.dearest)
            if view.dearest and (whole or (cheap and not view.seldom)):
                due.add(name)
        return self._all_of(due)

    def _foreseen(self, view: View) -> float:
        """Seconds: what it cost, or will cost by the examples that it answers."""
        known = self._cost[view.name]
        if known or not view.examples:
            return known
        if self._each is None:
            inputs = [array[:SAMPLE] for array in self._inspected.data.test.inputs]
            self._each = min(self._answering(inputs) for _ in range(2)) / len(inputs[0])
        return view.examples * self._each

    def _answering(self, inputs: Sequence[NDArray[Any]]) -> float:
        begun = time.thread_time()  # not of the clock: what else the machine does must not decide what is recorded
        self._inspected.answer(*inputs)
        return time.thread_time() - begun

    def _all_of(self, names: set[str]) -> dict[str, Snapshot]:
        """Those of them that can be made; ``problems`` tells of the others."""
        self.problems = {}
        taken = ((name, self._taken(view)) for name, view in self.views.items() if name in names)
        return {name: shot for name, shot in taken if shot is not None}

    def _taken(self, view: View) -> Snapshot | None:
        begun = time.perf_counter()
        found = attempt(PICTURE, view.take, lambda sentence: self.problems.update({view.name: sentence}))
        if found is None:
            self._next[view.name] = begun + AGAIN_SECONDS
            return None
        values, labels = found
        ended = time.perf_counter()
        # on a busy machine one look may last many times as long as its work: the quicker of the last two counts
        lasted = min(ended - begun, self._last.get(view.name, ended - begun))
        self._last[view.name] = self._cost[view.name] = ended - begun
        self._next[view.name] = ended + max(view.pause, lasted / view.share)
        return Snapshot(self._inspected.step, view.name, view.axes, values, {**view.labels, **labels})
