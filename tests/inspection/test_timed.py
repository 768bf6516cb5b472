"""Computed pictures: the first step waits for none that is dear, and all of them take a small part of the time."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest

from playground.experiment import presets
from playground.inspection.picture_budget import ALL, PictureBudget
from playground.inspection.showing import Showing
from playground.inspection.timed import Timed
from playground.inspection.view import View
from playground.session.clock import REPORT_SECONDS
from playground.training.trainer import Trainer

DEAR = {"survey.membership", "survey.calibration", "confusion", "plane.code"}


@pytest.mark.parametrize(("seconds", "first"), [(64.0, set()), (64e-9, DEAR)])
def test_that_the_first_step_waits_for_no_picture_that_its_examples_make_dear(
    seconds: float, first: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Timed, "_answering", lambda self, inputs: seconds)
    experiment = presets.find("cnn-digits").experiment
    one = Trainer(experiment, experiment.load())
    showing = Showing(one)
    assert {shot.name for shot in showing.film(True)} & DEAR == first
    one.advance()
    assert {shot.name for shot in showing.film(True)} >= DEAR


class Clock:
    """Seconds that only pass when somebody says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Live:
    """Pictures of a run that trains: each costs so many seconds, and somebody looks 22 times a second."""

    def __init__(self, **costs: float) -> None:
        self.clock, self.taken = Clock(), Counter[str]()
        self.budget = PictureBudget(self.clock)
        self.spent: dict[str, float] = dict.fromkeys(costs, 0.0)
        views = [self._view(name, cost) for name, cost in costs.items()]
        self.timed = Timed(SimpleNamespace(step=7), views, self.budget)  # type: ignore[arg-type]

    def _view(self, name: str, cost: float) -> View:
        def take() -> tuple[np.ndarray, dict[str, tuple[str, ...]]]:
            self.clock.now += cost
            self.taken[name] += 1
            self.spent[name] += cost
            return np.zeros(1, np.float32), {}

        return View(name, ("unit",), (1,), take, share=0.02)

    def look(self, *names: str) -> set[str]:
        self.budget.divide(self.timed.wishes(names))
        return set(self.timed.take(names, all_views=False))

    def train(self, seconds: float, *names: str) -> None:
        until = self.clock.now + seconds
        while self.clock.now < until:
            self.look(*names)
            self.clock.now += REPORT_SECONDS


SIX = ("landscape", "disturbances", "sanity", "wanted", "membership", "canary")


def test_that_six_dear_pictures_seen_at_once_take_no_more_of_the_time_than_all_are_allowed() -> None:
    live = Live(prediction=0.0002, **dict.fromkeys(SIX, 0.1))
    live.train(2.0, "prediction", *SIX)
    before, counted = sum(live.spent.values()), Counter(live.taken)
    live.train(600.0, "prediction", *SIX)
    assert 0.9 * ALL < (sum(live.spent.values()) - before) / 600.0 <= ALL
    turns = [live.taken[name] - counted[name] for name in SIX]
    assert max(turns) - min(turns) <= 1
    assert live.taken["prediction"] - counted["prediction"] > 600 * 6.5  # who costs next to nothing waits for none


def test_that_one_dear_picture_alone_takes_its_share_and_leaves_the_rest_to_the_training() -> None:
    live = Live(wanted=0.1)
    live.train(600.0, "wanted")
    assert live.spent["wanted"] / 600.0 == pytest.approx(0.02, rel=0.05)


def test_that_another_panel_that_is_opened_makes_no_picture_anew_before_its_time_but_sends_it_again() -> None:
    live = Live(wanted=0.1, calibration=0.01)
    live.train(1.0, "wanted")
    assert live.taken["wanted"] == 1
    live.timed.send_again()  # the window has said anew what it shows
    assert live.look("wanted", "calibration") == {"wanted", "calibration"}
    assert live.taken == {"wanted": 1, "calibration": 1}
    assert live.look("wanted", "calibration") == set()


def test_that_dear_pictures_that_are_turned_to_together_come_one_a_look() -> None:
    live = Live(**dict.fromkeys(SIX, 0.1))
    assert [len(live.look(*SIX)) for _ in range(7)] == [1, 1, 1, 1, 1, 1, 0]
