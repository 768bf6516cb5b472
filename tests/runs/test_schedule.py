"""When a recorded look is due depends on the step alone, and whether there is time for it on what looks have cost."""

from itertools import pairwise

from playground.runs.schedule import Allowance, SnapshotSchedule

LAST = 100_000


def test_that_every_step_is_due_at_the_start_and_ever_fewer_later() -> None:
    schedule = SnapshotSchedule()
    due = [step for step in range(LAST + 1) if schedule.due(step)]
    assert due[:101] == list(range(101))
    gaps = [after - before for before, after in pairwise(due)]
    assert gaps == sorted(gaps)
    assert max(gap / step for gap, step in zip(gaps[100:], due[100:], strict=False)) <= 0.11
    assert len(due) < 330


def test_that_a_resumed_run_looks_at_the_steps_that_an_uninterrupted_one_looks_at() -> None:
    whole = SnapshotSchedule()
    expected = [step for step in range(5000) if whole.due(step)]
    for cut in (0, 7, 100, 101, 1234, 4999):
        before, after = SnapshotSchedule(), SnapshotSchedule()
        found = [step for step in range(cut) if before.due(step)]
        assert found + [step for step in range(cut, 5000) if after.due(step)] == expected


def recorded(steps: int, seconds_a_step: float, seconds_a_look: float) -> tuple[list[int], float]:
    """The steps that a run has looks of, and the share of its time that they took."""
    schedule, allowance, looks, passed, spent = SnapshotSchedule(), Allowance(steps, 0.5), list[int](), 0.0, 0.0
    for step in range(1, steps):
        passed += seconds_a_step
        if schedule.due(step) and spent <= allowance.seconds(step, passed, spent):
            looks.append(step)
            passed, spent = passed + seconds_a_look, spent + seconds_a_look
    return looks, spent / passed


def test_that_looks_take_a_small_share_of_a_long_run_and_are_spread_over_it() -> None:
    for steps, a_step in ((600, 0.025), (600, 0.1), (100_000, 0.0005)):
        looks, share = recorded(steps, a_step, 0.008)
        assert share < 0.025
        assert looks[0] == 1 and looks[-1] > 0.9 * steps and len(looks) > 30


def test_that_a_short_run_is_recorded_step_by_step_at_its_beginning() -> None:
    looks, _ = recorded(900, 0.003, 0.004)
    assert looks[:100] == list(range(1, 101))
