"""One run in several processes, started by ``torchrun``: the first is the run, the others compute with it."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from playground.experiment.experiment import Experiment
from playground.foundation.errors import GroupLostError
from playground.foundation.ranks import Rank

if TYPE_CHECKING:
    from playground.training.trainer import Trainer

log = logging.getLogger(__name__)
Begin = Callable[["Trainer"], str]
GONE = 3  # the status of a process whose others are gone: the first one says what there is to say


@contextmanager
def leading(rank: Rank | None, experiment: Experiment, begin: Begin | None) -> Iterator[Begin | None]:
    """What sets a run up so that it takes its steps with the others; they end with it. Raises PlaygroundError."""
    if rank is None:
        yield begin
        return
    rank.prepare(os.environ)
    from playground.training import together
    from playground.training.group import Group, Order

    group = Group(rank)
    group.tell(experiment.to_json())
    together.placed(experiment, rank)

    def begun(trainer: Trainer) -> str:
        notes = [begin(trainer) if begin is not None else "", together.join(trainer, group)]
        return " ".join(filter(None, notes))

    try:
        yield begun
    finally:
        try:
            if not group.lost:
                group.say(Order.END)
                group.close()
        except GroupLostError as error:  # the run was over
            log.warning("the others were gone before the end: %s", error.__cause__)


def follow(rank: Rank) -> int:
    """Compute with the first process until it lets go. Raises PlaygroundError."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)  # the first process takes them, and ends all
    rank.prepare(os.environ)
    from playground.training import together
    from playground.training.group import Group
    from playground.training.trainer import Trainer

    try:
        group = Group(rank)
        experiment = together.placed(Experiment.from_json(group.tell()), rank)
        together.follow(Trainer(experiment, experiment.load()), group)
    except GroupLostError as error:
        log.warning("%s (%s)", error, error.__cause__)
        return GONE
    group.close()
    return 0
