"""A sweep whose settings are drawn where results were good, led by one process or by several that share a journal."""

from __future__ import annotations

from pathlib import Path

from playground.cli.many.leading import noting_signals
from playground.cli.progress import ProgressLine
from playground.sweeps.plan import Plan
from playground.sweeps.planned import Progressed
from playground.sweeps.pool import Pool, jobs_for
from playground.sweeps.study import Looked, Study
from playground.sweeps.working import Verb, work_off


def train(plan: Plan, folder: Path, jobs: int) -> tuple[int, dict[Path, str], list[Looked]]:
    """Train what is left for this process; the status, what went wrong, and each run of all processes."""
    line, pool = ProgressLine(), Pool(*jobs_for(jobs))
    total = plan.count * plan.seeds

    def tell(pool: Pool, over: set[Path]) -> None:
        line.show(len(over), total, f"{len(over)} of {total} runs done here, {len(pool.running)} running")

    with Study(plan, folder) as study:
        before = study.found()
        if not all(state.over for _, state, _ in before) or len(before) < total:
            plan.check_preset()
        try:
            # a signal in the middle of a line of the journal would tear it
            with noting_signals() as received, pool:
                work_off(lambda: study.wanted(pool), pool, lambda: Verb.CANCEL if received else Verb.RUN, tell)
        finally:
            line.close()
        said = study.problems() | pool.said
        others = study.elsewhere()
        found = study.found()
    if others and not received:
        said[folder / "elsewhere"] = f"not finished yet in {', '.join(others)}; start the sweep there, too."
    return (128 + received[0] if received else 0), said, found


def unfinished(found: list[Looked]) -> bool:
    """Whether something is left that is not seen to elsewhere."""
    states = [state for _, state, _ in found]
    return Progressed.WAITING in states or Progressed.INTERRUPTED in states or not states
