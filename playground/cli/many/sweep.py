"""``playground sweep``: one experiment with many settings, and what they come to."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from playground.cli.console import print_json
from playground.cli.many import adaptive, report, slurm
from playground.cli.many.detaching import detached
from playground.cli.many.leading import alone, until_signalled
from playground.cli.progress import ProgressLine
from playground.experiment import presets
from playground.foundation.errors import PlaygroundError
from playground.foundation.places import recordings
from playground.runs.reader import RunReader
from playground.sweeps.plan import NAME, Plan
from playground.sweeps.planned import Planned, Progressed
from playground.sweeps.pool import Pool, jobs_for
from playground.sweeps.ranking import ranked
from playground.sweeps.study import Looked
from playground.sweeps.working import work_off


def sweep(arguments: argparse.Namespace) -> int:
    """Train what is left, then print the table. 130 or 143 after a signal, with all recordings valid."""
    folder = _folder(arguments)
    if arguments.script is None:
        jobs_for(arguments.jobs)
    plan = _plan(arguments, folder)
    if plan.adaptive and (arguments.script is not None or arguments.trial is not None):
        raise PlaygroundError("tpe draws each setting after others are finished: start the sweep itself in each job, "
                              "with one --storage for all.")  # fmt: skip
    if arguments.detach:
        return detached(arguments, folder / NAME, "sweep")
    runs = [] if plan.adaptive else list(plan.runs(folder))
    if arguments.script is not None:
        plan.check_preset()
        print(slurm.script(folder, len(runs), arguments.jobs), end="")
        return 0
    if arguments.trial is not None:
        return _one(plan, runs, arguments.trial)
    if plan.adaptive:
        status, said, found = adaptive.train(plan, folder, arguments.jobs)
    else:
        status, said, found = _train(plan, folder, runs, arguments.jobs)
    for run, state, _ in found:
        if state is Progressed.FAILED and run.path not in said:  # when it was trained earlier
            with RunReader(run.path) as reader:
                said[run.path] = reader.reason
    ranking = ranked(found, plan.varied)
    if arguments.json:
        print_json(report.values(folder, plan, ranking, said))
    else:
        report.show(folder, plan, ranking, said)
    states = [state for _, state, _ in found]
    if not status and (adaptive.unfinished(found) if plan.adaptive else not all(state.over for state in states)):
        raise PlaygroundError("Not all runs are finished; start the sweep again to go on with them.")
    if not status and Progressed.FINISHED not in states:
        raise PlaygroundError("No run came to a result.")
    return status


def _train(
    plan: Plan, folder: Path, runs: Sequence[Planned], jobs: int
) -> tuple[int, dict[Path, str], list[Looked]]:  # fmt: skip
    with alone(folder / NAME):
        # a file that is not of this sweep is told before anything is trained
        if left := [run for run in runs if not run.look()[0].over]:
            plan.check_preset()
        status, said = _work(left, jobs)
    return status, said, [(run, *run.look()) for run in runs]


def _folder(arguments: argparse.Namespace) -> Path:
    if arguments.folder is not None:
        return Path(arguments.folder).absolute()
    if arguments.preset is None:
        raise PlaygroundError("Name a PRESET to vary, or the folder of a sweep to go on with (--out FOLDER).")
    return recordings() / f"sweep {Path(arguments.preset).stem} {datetime.now():%Y-%m-%d %H.%M.%S}"


def _plan(arguments: argparse.Namespace, folder: Path) -> Plan:
    """The plan that the folder has, or one that is asked for now and kept there. Raises PlaygroundError."""
    known = Plan.read(folder)
    chosen: dict[str, Any] = {
        "sampler": arguments.sampler, "trials": arguments.trials, "seeds": arguments.seeds,
        "assignments": tuple(arguments.assignments) or None, "prune": arguments.prune,
        "storage": str(Path(arguments.storage).absolute()) if _is_path(arguments.storage) else arguments.storage,
    }  # fmt: skip
    given = {name: value for name, value in chosen.items() if value is not None}
    if arguments.preset is None:
        if known is None:
            raise PlaygroundError(f"{folder}: holds no sweep to go on with; name a PRESET to begin one.")
        if given:
            raise PlaygroundError(f"{folder}: goes on as it was planned; leave out all but --out and --jobs.")
        known.check()
        return known
    name = str(Path(arguments.preset).absolute()) if arguments.preset.endswith(".toml") else arguments.preset
    asked = Plan(preset=name, experiment=presets.find(name).experiment.to_json(), **({"assignments": ()} | given))
    if known is not None:
        if known.model_dump(exclude={"experiment"}) != asked.model_dump(exclude={"experiment"}):
            raise PlaygroundError(
                f"{folder}: holds another sweep; go on with it by --out alone, or choose another folder."
            )
        known.check()
        return known
    asked.check()
    first, *_ = _all(asked, folder)  # they are made once, so that each bad value is told now
    first.experiment.load()  # as is data that is missing, or too little to keep a part back
    asked.write(folder)
    return asked


def _is_path(words: str | None) -> bool:
    return words is not None and "://" not in words


def _all(plan: Plan, folder: Path) -> list[Planned]:
    """All runs; of a plan that is drawn later, those at the ends of what it may draw."""
    if not plan.adaptive:
        return list(plan.runs(folder))
    return [run for at, changes in enumerate(plan.corners()) for run in plan.setting(folder, at, changes, plan.count)]


def _work(runs: Sequence[Planned], jobs: int) -> tuple[int, dict[Path, str]]:
    line = ProgressLine()

    def tell(pool: Pool, over: set[Path]) -> None:
        line.show(len(over), len(runs), f"{len(over)} of {len(runs)} runs done, {len(pool.running)} running")

    pool = Pool(*jobs_for(jobs))
    try:
        with until_signalled() as received, pool:
            work_off(lambda: runs, pool, tell=tell)
    finally:
        line.close()
    return (128 + received[0] if received else 0), pool.said


def _one(plan: Plan, runs: Sequence[Planned], number: int) -> int:
    """One run of the sweep, beside others elsewhere."""
    if number > len(runs):
        raise PlaygroundError(f"--trial {number}: the sweep has {len(runs)} runs; take a number from 1.")
    plan.check_preset()
    run = runs[number - 1]
    status, said = _work([run], 1)
    if said:
        raise PlaygroundError(said[run.path])
    return status
