"""The clock says when a run reports."""

from __future__ import annotations

import pytest

from playground.foundation import cores
from playground.session import clock


@pytest.mark.parametrize(
    ("threads", "every"), [(1, clock.REPORT_SECONDS), (3, clock.REPORT_SECONDS), (4, clock.BUSY_REPORT_SECONDS)]
)
def test_that_a_run_that_wants_every_core_reports_less_often(
    monkeypatch: pytest.MonkeyPatch, threads: int, every: float
) -> None:
    monkeypatch.setattr(cores, "cores", lambda: 4)
    one = clock.Clock(0, threads)
    first = one.next_report
    one.reporting(first)
    assert one.next_report - first == pytest.approx(every)
