"""The conductor as a state machine, with a run that only counts; and what keys mean, and how panels are arranged."""

from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt

from playground.desktop.presentation.grid import columns
from playground.desktop.presentation.key_bindings import Move, meaning
from playground.desktop.presentation.lesson.lesson_player import LessonPlayer, Phase
from playground.desktop.presentation.panel_tour import PanelTour
from playground.experiment.lessons import Ask, Lesson, Scene, Show, Until
from playground.foundation.texts import Text

WORDS = Text(en="words", zh="话")


@dataclass
class Counting:
    """Trains when told, one step at a time; the metric is a hundredth of the step."""

    step: int = 0
    over: bool = False
    held: bool = True
    allowed: int = 0
    said: list[str] = field(default_factory=list)
    shown: int | None = None
    until: Until | None = None

    def first(self, until: Until) -> int | None:
        return next((step for step in range(0, self.step + 1, 10) if until.met(step / 100)), None)

    def hold(self) -> None:
        self.allowed, self.held = 0, True
        self.said.append("hold")

    def advance(self, steps: int, until: Until | None) -> None:
        self.allowed, self.held, self.until = steps, False, until
        self.said.append(f"advance {steps}")

    def show(self, step: int | None) -> None:
        self.shown = step

    def train(self, conductor: LessonPlayer, steps: int) -> None:
        for _ in range(steps):
            if self.allowed:
                self.allowed -= 1
                self.step += 1
                if self.until is not None and self.step % 10 == 0 and self.until.met(self.step / 100):
                    self.allowed = 0
                self.held = self.allowed == 0
            conductor.follow()


def scene(show: Show | None = None, asks: bool = False) -> Scene:
    ask = Ask(text=WORDS, options=(WORDS, WORDS, WORDS), answer=2, reveal=WORDS) if asks else None
    return Scene(text=WORDS, panels=("loss",), show=show, ask=ask)


def step(number: int) -> Show:
    return Show(step=number)


ABOVE = Show(until=Until(metric="accuracy", above=0.5, at_most=90))
LESSON: Lesson = (scene(step(0)), scene(step(30), asks=True), scene(), scene(ABOVE), scene(asks=True), scene(step(100)))


def test_that_a_lesson_goes_from_scene_to_scene_and_trains_on_the_way() -> None:
    run = Counting()
    conductor = LessonPlayer(LESSON, run)
    assert (conductor.index, conductor.phase, run.step) == (0, Phase.SHOWN, 0)
    conductor.forward()
    assert (conductor.index, conductor.phase, run.said) == (1, Phase.ASKING, [])
    conductor.forward()
    assert conductor.phase is Phase.WORKING and conductor.goal == 30
    run.train(conductor, 29)
    assert conductor.phase is Phase.WORKING
    run.train(conductor, 1)
    assert conductor.phase is Phase.SHOWN and run.step == 30 and run.held
    conductor.forward()
    assert (conductor.index, conductor.phase, run.step) == (2, Phase.SHOWN, 30)
    conductor.forward()
    run.train(conductor, 60)
    assert (conductor.index, conductor.phase, run.step) == (3, Phase.SHOWN, 60)  # 0.6 is the first above 0.5
    conductor.forward()
    assert conductor.phase is Phase.ASKING
    conductor.forward()
    assert conductor.phase is Phase.SHOWN and not conductor.over
    conductor.forward()
    run.train(conductor, 40)
    assert conductor.over and run.step == 100
    conductor.forward()
    assert conductor.over and conductor.index == 5


def played() -> tuple[LessonPlayer, Counting]:
    run = Counting()
    conductor = LessonPlayer(LESSON, run)
    while not conductor.over:
        conductor.forward()
        run.train(conductor, 100)
    return conductor, run


def test_that_going_back_shows_the_recording_and_trains_nothing() -> None:
    conductor, run = played()
    said = len(run.said)
    looks = []
    for _ in range(6):
        looks.append((conductor.index, run.shown))
        assert conductor.phase is Phase.SHOWN
        conductor.back()
    assert looks == [(5, None), (4, 60), (3, 60), (2, 30), (1, 30), (0, 0)]
    assert conductor.index == 0 and len(run.said) == said and run.step == 100
    for _ in range(5):
        conductor.forward()
    assert conductor.over and run.shown is None and len(run.said) == said


def test_that_hands_are_counted_only_while_the_question_stands() -> None:
    run = Counting()
    conductor = LessonPlayer(LESSON, run)
    conductor.vote(1)
    assert conductor.votes == []
    conductor.forward()
    for option in (1, 2, 2, 4, 9, 3):
        conductor.vote(option)
    assert conductor.votes == [1, 2, 1]
    conductor.take_back()
    conductor.take_back()
    assert conductor.votes == [1, 1, 0]
    conductor.forward()
    conductor.vote(3)
    conductor.take_back()
    run.train(conductor, 30)
    conductor.vote(3)
    assert conductor.votes == [1, 1, 0]
    conductor.forward()
    conductor.back()
    assert conductor.votes == [1, 1, 0] and conductor.phase is Phase.SHOWN


def test_that_hands_survive_a_look_at_the_scene_before() -> None:
    conductor = LessonPlayer(LESSON, Counting())
    conductor.forward()
    conductor.vote(2)
    conductor.back()
    conductor.forward()
    assert conductor.phase is Phase.ASKING and conductor.votes == [0, 1, 0]


def test_that_the_lecturer_may_hold_the_training_and_only_then_skip_the_rest() -> None:
    run = Counting()
    conductor = LessonPlayer(LESSON, run)
    conductor.forward()
    conductor.forward()
    run.train(conductor, 10)
    conductor.toggle()
    run.train(conductor, 10)
    assert run.held and run.step == 10 and conductor.phase is Phase.WORKING
    conductor.toggle()
    run.train(conductor, 5)
    assert run.step == 15 and not run.held
    conductor.forward()
    assert conductor.phase is Phase.WORKING and not run.held  # the words of the scene speak of its last step
    conductor.toggle()
    conductor.forward()
    assert conductor.phase is Phase.SHOWN and run.held and run.step == 15
    run.step = 17  # what it took until it heard of it
    conductor.follow()
    conductor.forward()
    assert run.shown is None  # the next scene stays there
    conductor.forward()
    run.train(conductor, 100)
    conductor.back()
    conductor.back()
    assert run.shown == 17


def test_that_leaving_a_scene_that_trains_holds_the_run_and_coming_back_goes_on() -> None:
    run = Counting()
    conductor = LessonPlayer((scene(step(0)), scene(step(50))), run)
    conductor.forward()
    run.train(conductor, 20)
    conductor.back()
    run.train(conductor, 20)
    assert (conductor.index, run.step, run.shown) == (0, 20, 0)
    conductor.forward()
    assert conductor.phase is Phase.WORKING and run.shown is None and run.said[-1] == "advance 30"
    run.train(conductor, 30)
    assert conductor.over and run.step == 50


def test_that_a_run_that_trains_is_held_before_it_is_sent_anywhere() -> None:
    class Far(Counting):
        def hold(self) -> None:
            self.said.append("hold")  # and holds once it has heard of it

    run = Far(step=5, held=False)
    conductor = LessonPlayer((scene(step(0)), scene(step(50))), run)
    assert run.shown == 0
    conductor.forward()
    conductor.follow()
    assert conductor.phase is Phase.WORKING and run.said == ["hold"]
    run.step, run.held = 9, True
    conductor.follow()
    assert run.said[-1] == "advance 41"


@pytest.mark.parametrize("until", [True, False])
def test_that_a_finished_run_is_only_shown(until: bool) -> None:
    run = Counting(step=80, over=True)
    conductor = LessonPlayer((scene(step(0)), scene(ABOVE if until else step(70)), scene(step(200))), run)
    assert run.shown == 0
    conductor.forward()
    assert conductor.phase is Phase.SHOWN and run.shown == (60 if until else 70)
    conductor.forward()
    assert conductor.over and run.shown is None and run.said == []


def test_that_a_run_that_ends_early_ends_the_scene() -> None:
    run = Counting()
    conductor = LessonPlayer((scene(step(0)), scene(step(50))), run)
    conductor.forward()
    run.train(conductor, 10)
    run.over = True
    conductor.follow()
    assert conductor.over and conductor.phase is Phase.SHOWN


def test_that_a_condition_that_is_never_met_ends_at_its_last_step() -> None:
    run = Counting()
    never = Show(until=Until(metric="accuracy", above=5.0, at_most=40))
    conductor = LessonPlayer((scene(never),), run)
    run.train(conductor, 100)
    assert conductor.over and run.step == 40


def test_that_a_remote_and_a_keyboard_mean_the_same() -> None:
    key = Qt.Key
    assert {meaning(k) for k in (key.Key_PageDown, key.Key_Right, key.Key_Down, key.Key_Return)} == {Move.FORWARD}
    assert {meaning(k) for k in (key.Key_PageUp, key.Key_Left, key.Key_Up)} == {Move.BACK}
    assert {meaning(k) for k in (key.Key_B, key.Key_Period)} == {Move.BLACK}
    assert {meaning(k) for k in (key.Key_Escape, key.Key_F11)} == {Move.LEAVE}
    assert {meaning(k) for k in (key.Key_Space, key.Key_F5)} == {Move.TOGGLE}
    assert [meaning(k) for k in (key.Key_1, key.Key_9, key.Key_0, key.Key_X)] == [1, 9, None, None]


@pytest.mark.parametrize(
    ("count", "width", "height", "expected"),
    [(1, 1500, 700, 1), (2, 1500, 700, 2), (2, 800, 700, 1), (3, 1500, 700, 3), (6, 1500, 700, 3), (4, 1500, 800, 2)],
)
def test_that_no_panel_is_a_strip(count: int, width: float, height: float, expected: int) -> None:
    assert columns(count, width, height) == expected


def test_that_a_tour_shows_all_panels_then_each_and_all_again() -> None:
    tour = PanelTour(["a", "b"])
    seen = [tour.shown]
    for _ in range(3):
        tour.forward()
        seen.append(tour.shown)
    assert seen == [("a", "b"), ("a",), ("b",), ("a", "b")]
    tour.back()
    assert tour.shown == ("b",) and tour.place == (2, 2)
    alone = PanelTour(["a"])
    alone.forward()
    assert alone.shown == ("a",)


def test_that_a_scene_can_be_played_again_with_its_question_open_and_nothing_given_away() -> None:
    conductor, run = played()
    while conductor.index != 3:
        conductor.back()
    conductor.again()
    assert (conductor.index, conductor.phase, run.shown) == (3, Phase.SHOWN, 60)
    conductor.back()
    conductor.back()
    said = len(run.said)
    conductor.again()
    assert (conductor.index, conductor.phase, conductor.votes, run.shown) == (1, Phase.ASKING, [0, 0, 0], 0)
    conductor.forward()
    assert (conductor.phase, run.shown, run.step) == (Phase.SHOWN, 30, 100) and len(run.said) == said


def test_that_a_scene_before_the_first_moment_shows_the_untrained_model_however_far_the_run_is() -> None:
    run = Counting()
    conductor = LessonPlayer((scene(), scene(step(50))), run)
    conductor.forward()
    run.train(conductor, 50)
    conductor.back()
    assert (conductor.index, run.shown, run.step) == (0, 0, 50)
