"""The schedule of recorded looks depends on the step alone."""

from itertools import pairwise

from playground.runs.schedule import SnapshotSchedule

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
