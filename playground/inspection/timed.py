"""Timed: computed pictures that take their turn, the dear ones only within a share of the time."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Sequence
from copy import copy
from typing import Any

from numpy.typing import NDArray

from playground.inspection.looks import PICTURE, attempt
from playground.inspection.model import TrainedModel
from playground.inspection.picture_budget import PictureBudget
from playground.inspection.view import View
from playground.protocol.snapshot import Snapshot

AGAIN_SECONDS = 2.0  # before a picture that could not be made is tried again
DEAR_SECONDS = 0.03  # a computed picture this dear lets the others of a new specimen go first
SAMPLE = 64  # test examples by which the cost of many is foreseen
CHEAP_SECONDS = 0.004  # a computed picture this cheap is in every recorded look


class Timed:
    """Computed pictures that take their turn, so that each costs its share of the time at most."""

    def __init__(
        self, inspected: TrainedModel, views: Iterable[View], budget: PictureBudget, before: Timed | None = None
    ) -> None:  # fmt: skip
        self._inspected, self._budget, self._clock = inspected, budget, budget.clock
        self.views = {view.name: view for view in views}
        known: dict[str, float] = before._cost if before is not None else {}
        self._cost: dict[str, float] = dict.fromkeys(self.views, 0.0) | known
        self._lasted: dict[str, float] = {}
        self._ended: dict[str, float] = {}
        self._failed: dict[str, float] = {}
        self._made: dict[str, Snapshot] = {}
        self._each: float | None = None  # seconds for one test example
        self._asked: set[str] = set()
        self.problems: dict[str, str] = {}
        self._later = {name for name in self.views if self._cost[name] > DEAR_SECONDS}

    def wishes(self, names: Collection[str] | None) -> list[float]:
        """Which share of the time each of the named ones (all when None) would take if it were alone."""
        asked = (view for name, view in self.views.items() if names is None or name in names)
        return [min(view.share, self._lasted.get(view.name, view.share) / view.pause) for view in asked]

    def take(self, names: Collection[str] | None, all_views: bool) -> dict[str, Snapshot]:
        """Those of the named ones (all when None) whose time has come, or all of them for ``all_views``.

        Of what somebody has just turned to the last one is sent again; what has none yet is made at once, though
        after a dear one the others wait for the next look.
        """
        asked = self.views.keys() & (self.views if names is None else names)
        new, self._asked = asked - self._asked, asked
        if all_views:
            return self._all_of(asked)
        later, self._later = self._later, set()
        level = self._budget.level
        due = {name for name in asked - later if self._due(name, min(self.views[name].share, level))}
        again = {name: shot for name, shot in self._made.items() if name in new - due}
        return again | self._all_of(due, DEAR_SECONDS)

    def anew(self, views: Iterable[View]) -> Timed:
        """The same with these in place of those of the same names; they come at once, all else when its time comes."""
        found, other = copy(self), {view.name: view for view in views}
        found.views = self.views | other
        for known in ("_cost", "_lasted", "_ended", "_failed", "_made"):
            setattr(found, known, dict(getattr(self, known)))
        for name in other:
            for dropped in (found._ended, found._failed, found._made):
                dropped.pop(name, None)
        found._asked, found._later, found.problems = self._asked - other.keys(), set(self._later), {}
        return found

    def send_again(self) -> None:
        """Whoever asks next has none of them, also of those that are sent seldom."""
        self._asked = set()

    def film(self, all_views: bool) -> dict[str, Snapshot]:
        """For a recording: those that may be dear enough and whose time has come, or which cost next to nothing.

        With ``all_views`` the dear ones, too; not before the first step, which would have to wait for them.
        """
        begun = self._inspected.step > 0
        due = set()
        for name, view in self.views.items():
            cost = self._foreseen(view)
            cheap = cost < CHEAP_SECONDS or (self._due(name, view.share) and cost <= view.dearest)
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

    def _due(self, name: str, share: float) -> bool:
        """Whether its time has come, if it may take such a share."""
        now = self._clock()
        if name in self._failed:
            return now >= self._failed[name] + AGAIN_SECONDS
        if name not in self._ended:
            return True
        return now >= self._ended[name] + max(self.views[name].pause, self._lasted[name] / share)

    def _all_of(self, names: set[str], seconds: float = float("inf")) -> dict[str, Snapshot]:
        """Those of them that can be made until so many seconds are over; ``problems`` tells of what cannot be made."""
        self.problems, taken, begun = {}, {}, self._clock()
        for name, view in self.views.items():
            if name in names and self._clock() - begun <= seconds and (shot := self._taken(view)) is not None:
                taken[name] = shot
        return taken

    def _taken(self, view: View) -> Snapshot | None:
        begun, name = self._clock(), view.name
        found = attempt(PICTURE, view.take, lambda sentence: self.problems.update({name: sentence}))
        if found is None:
            self._failed[name] = begun
            return None
        self._failed.pop(name, None)
        values, labels = found
        self._ended[name] = self._clock()
        lasted = self._ended[name] - begun
        # on a busy machine one look may last many times as long as its work: the quicker of the last two counts
        self._lasted[name] = min(lasted, self._cost[name] or lasted) if name in self._lasted else lasted
        self._cost[name] = lasted
        self._made[name] = Snapshot(self._inspected.step, name, view.axes, values, {**view.labels, **labels})
        return self._made[name]
