"""Study: a sweep whose next setting depends on what is finished; each parent draws and tells, runs only train.

Several parents may share one: what they know of each other stands in the journal and in locks, so that what a killed
one has left is gone on with, and nothing is trained twice.
"""

from __future__ import annotations

import hashlib
import platform
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum, isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from playground.data.metrics import Better
from playground.experiment.metrics import of_task
from playground.foundation.errors import SettingsError
from playground.runs.listing import Entry
from playground.sweeps import drawing, journal
from playground.sweeps.leaders import LEADER, LEFT, Leader, leader_of
from playground.sweeps.plan import Plan
from playground.sweeps.planned import Planned, Progressed
from playground.sweeps.pool import Pool
from playground.sweeps.pruning import Pruning

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

JOURNAL = "journal.log"
CHANGES, SEED, RESULTS, PROBLEM = "changes", "seed", "results", "problem"  # attributes of a trial
Looked = tuple[Planned, Progressed, Entry | None]


@dataclass
class Drawn:
    """A trial that this parent leads."""

    number: int
    runs: tuple[Planned, ...]


class Study:
    """A context manager: when it is left, what this parent has not finished is free for others.

    Raises:
        PlaygroundError: where the library is missing, or the journal cannot be used.
    """

    def __init__(self, plan: Plan, folder: Path) -> None:
        self._plan, self._folder = plan, folder.resolve()
        self._place = Path(plan.storage).absolute() if plan.storage else self._folder / JOURNAL
        judged = next(iter(of_task(plan.task)), None)
        higher = judged is not None and judged.better is Better.HIGHER
        self._study, self._storage = journal.open_study(self._place, _digest(plan), higher)
        from optuna.trial import TrialState

        self._states = TrialState
        self._leader = Leader(self._folder)
        self._own: dict[int, Drawn] = {}
        self._over: set[Path] = set()
        self._pruning = Pruning(self._study, self._storage) if plan.prune else None

    def __enter__(self) -> Study:
        return self

    def __exit__(self, *error: object) -> None:
        try:
            with journal.readable(self._place):
                for number in self._own:
                    self._note(number, LEFT, self._leader.name)
        finally:
            self._leader.release()

    def wanted(self, pool: Pool) -> list[Planned]:
        """What this parent has to train now; what has ended is told, and something is drawn for who is idle."""
        with journal.readable(self._place):
            for drawn in list(self._own.values()):
                self._settle(drawn, pool)
            while pool.free and not self._unstarted(pool):
                following = self._next()
                if following is None:
                    break
                self._own[following.number] = following
            return [run for drawn in self._own.values() for run in drawn.runs]

    def found(self) -> list[Looked]:
        """Each run of the sweep: off its file where that lies in this folder, else as the one who led it told."""
        with journal.readable(self._place):
            return [row for trial in self._trials() for row in self._looked(trial)]

    def problems(self) -> dict[Path, str]:
        """Why trials have failed, where that was told."""
        with journal.readable(self._place):
            told = [(trial.number, trial.user_attrs.get(PROBLEM)) for trial in self._trials()]
        return {self._folder / f"trial {number + 1}": str(words) for number, words in told if words}

    def elsewhere(self) -> list[str]:
        """Where trials are led that this parent does not see to, as ``HOST:FOLDER``."""
        with journal.readable(self._place):
            trials = [trial for trial in self._trials() if not trial.state.is_finished()]
        leaders = [leader_of(trial) for trial in trials if not self._leader.may_take(trial)]
        return sorted({f"{one.get('host')}:{one.get('folder')}" for one in leaders if one})

    def _trials(self) -> list[FrozenTrial]:
        return [trial for trial in self._study.get_trials(deepcopy=False) if trial.number < self._plan.count]

    def _id(self, number: int) -> int:
        return self._storage.get_trial_id_from_study_id_trial_number(self._study._study_id, number)

    def _unstarted(self, pool: Pool) -> bool:
        begun = self._over | pool.running | set(pool.said)
        return any(run.path not in begun for drawn in self._own.values() for run in drawn.runs)

    def _next(self) -> Drawn | None:
        """A trial whose parent is gone, or a new one; None where all are drawn."""
        with self._leader.claiming():
            trials = self._study.get_trials(deepcopy=False)
            for trial in trials[: self._plan.count]:
                if not trial.state.is_finished() and trial.number not in self._own and self._leader.may_take(trial):
                    return self._lead(trial.number)
            if len(trials) >= self._plan.count:
                return None
            place = zlib.crc32(f"{platform.node()}:{self._folder}".encode()) if self._plan.storage else 0
            seed = np.random.SeedSequence([self._plan.seed, len(trials), place]).generate_state(1)[0]
            number = drawing.draw(self._study, int(seed))
            if number < self._plan.count:
                return self._lead(number)
            self._fail(number, "")  # another machine has drawn the last one at the same moment
            return None

    def _lead(self, number: int) -> Drawn:
        self._note(number, LEADER, self._leader.told())
        trial = self._storage.get_trial(self._id(number))
        if CHANGES not in trial.user_attrs:
            changes = drawing.values(self._study, self._id(number), self._plan.axes)
            earlier = [other.user_attrs.get(CHANGES) for other in self._trials() if other.number < number]
            # a setting that is drawn again is trained with seeds of its own: another look, not the same one twice
            seed = self._plan.seed + number * self._plan.seeds if changes in earlier else None
            self._note(number, SEED, seed)
            self._note(number, CHANGES, changes)
        try:
            return Drawn(number, self._runs(self._storage.get_trial(self._id(number))))
        except SettingsError as error:
            self._fail(number, str(error))
            return Drawn(number, ())

    def _runs(self, trial: FrozenTrial) -> tuple[Planned, ...]:
        changes = trial.user_attrs.get(CHANGES)
        if not isinstance(changes, dict):
            return ()
        folder = Path(leader_of(trial).get("folder", self._folder))
        seed = trial.user_attrs.get(SEED)
        return tuple(self._plan.setting(folder, trial.number, changes, self._plan.count, seed))

    def _settle(self, drawn: Drawn, pool: Pool) -> None:
        """Tell what a trial has come to, where it is over."""
        if self._pruning is not None and drawn.runs and self._pruning.lags(self._id(drawn.number), drawn.runs[0]):
            for run in drawn.runs:
                pool.let_go(run.path)
            self._study.tell(drawn.number, state=self._states.PRUNED, skip_if_finished=True)
            del self._own[drawn.number]
            return
        looked: list[tuple[Progressed, Entry | None]] = []
        for run in drawn.runs:
            if run.path in pool.running:
                return
            state, entry = (Progressed.FAILED, None) if run.path in pool.said else run.look()
            if not state.over:
                return
            self._over.add(run.path)
            looked.append((state, entry))
        del self._own[drawn.number]
        entries = [entry for state, entry in looked if entry is not None and state is Progressed.FINISHED]
        values = [entry.validation for entry in entries if entry.validation is not None]
        self._note(drawn.number, RESULTS, [[entry.metric, entry.validation, entry.result] for entry in entries])
        if looked and len(values) == len(looked) and all(map(isfinite, values)):
            self._study.tell(drawn.number, fsum(values) / len(values), skip_if_finished=True)
        else:
            self._fail(drawn.number, next((pool.said[run.path] for run in drawn.runs if run.path in pool.said), ""))

    def _note(self, number: int, name: str, value: Any) -> None:
        """Keep an attribute of a trial that is not finished."""
        ident = self._id(number)
        if not self._storage.get_trial(ident).state.is_finished():
            self._storage.set_trial_user_attr(ident, name, value)

    def _fail(self, number: int, words: str) -> None:
        if words:
            self._note(number, PROBLEM, words)
        self._study.tell(number, state=self._states.FAIL, skip_if_finished=True)

    def _looked(self, trial: FrozenTrial) -> Iterator[Looked]:
        try:
            runs = self._runs(trial)
        except SettingsError:
            return
        results = trial.user_attrs.get(RESULTS, [])
        told = {
            self._states.COMPLETE: Progressed.FINISHED, self._states.FAIL: Progressed.FAILED,
            self._states.PRUNED: Progressed.PRUNED,
        }.get(trial.state, Progressed.RUNNING)  # fmt: skip
        for at, run in enumerate(runs):
            if run.path.parent == self._folder and told is not Progressed.PRUNED:
                state, entry = run.look()
                yield run, told if told is Progressed.FAILED else state, entry
            elif at < len(results):
                name, validation, test = results[at]
                yield run, told, Entry(run.path, 0, metric=name, validation=validation, result=test)
            else:
                yield run, told, None


def _digest(plan: Plan) -> str:
    """What is the same for all parents of one sweep, wherever their files lie."""
    words = repr((plan.experiment, plan.assignments, plan.trials, plan.seeds, plan.prune))
    return hashlib.sha256(words.encode()).hexdigest()
