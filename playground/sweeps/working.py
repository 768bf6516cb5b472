"""Working off: runs of a list that may change meanwhile, in its order, until nothing is left to do."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from enum import Enum
from pathlib import Path

from playground.sweeps.planned import Planned
from playground.sweeps.pool import Pool

LOOK_SECONDS = 0.1


class Verb(Enum):
    """What is to become of a list of runs."""

    RUN = "run"
    PAUSE = "pause"  # begin no other one, and wait
    STOP = "stop"  # begin no other one, and go when those that run have ended
    CANCEL = "cancel"  # end those that run, too


def work_off(
    wanted: Callable[[], Sequence[Planned]], pool: Pool, verb: Callable[[], Verb] = lambda: Verb.RUN,
    tell: Callable[[Pool, set[Path]], None] = lambda pool, over: None,
    held: Callable[[], Collection[Path]] = tuple,
) -> None:  # fmt: skip
    """Run what ``wanted`` lists. It is asked again at each look, so that what is added or moved is seen.

    Args:
        verb: what is asked for now.
        tell: called after each look with the recordings that nothing is left to do for.
        held: recordings that are not begun now, and ended where they run.
    """
    over: set[Path] = set()
    while True:
        pool.ended()
        asked = verb()
        if asked is Verb.CANCEL:
            return
        kept = held()
        for path in pool.running.intersection(kept):
            pool.let_go(path)
        waiting = [run for run in wanted() if run.path not in {*over, *pool.running, *kept}]
        for run in waiting if asked is Verb.RUN else ():
            if not pool.free:
                break
            if not pool.offer(run):
                over.add(run.path)
        tell(pool, over)
        left = any(run.path not in over and run.path not in pool.running for run in waiting)
        if not pool.running and (asked is Verb.STOP or not left):
            return
        time.sleep(LOOK_SECONDS)
