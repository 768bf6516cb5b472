"""``playground queue``: trains what a file lists, one after the other, while the file may be edited."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from playground.cli.console import print_json
from playground.cli.many.detaching import detached
from playground.cli.many.leading import alone, until_signalled
from playground.cli.progress import ProgressLine
from playground.cli.table import print_table
from playground.experiment.metrics import metric
from playground.foundation.errors import PlaygroundError
from playground.runs.listing import Entry
from playground.sweeps.planned import Planned, Progressed
from playground.sweeps.pool import Pool, jobs_for
from playground.sweeps.queue_file import QueueFile
from playground.sweeps.working import Verb, work_off

HEADING = ("NAME", "STATE", "STEPS", "RESULT")


def queue(arguments: argparse.Namespace) -> int:
    """Train what is left, then print what became of each. 130 or 143 after a signal, with all recordings valid."""
    file = QueueFile(Path(arguments.folder).absolute())
    jobs_for(arguments.jobs)
    if file.verb in (Verb.STOP, Verb.CANCEL):
        raise PlaygroundError(f"{file.path}: its state is {file.verb.value!r}; write 'run' there to go on.")
    if arguments.detach:
        return detached(arguments, file.path, "queue")
    with alone(file.path):
        status, said = _work(file, arguments.jobs)
    found = [(run, *_looked(run, said)) for run in file.runs]
    if arguments.json:
        print_json([
            {"run": str(run.path), "state": state.value, "steps": entry.step if entry else 0,
             "metric": entry.metric if entry else "", "result": entry.result if entry else None,
             "error": said.get(run.path, "")}
            for run, state, entry in found
        ])  # fmt: skip
        return status
    print_table([HEADING, *(_row(run, state, entry) for run, state, entry in found)], whole=("NAME", "STATE"))
    for path, sentence in said.items():
        print(f"{path.name}: {sentence}")
    return status


def _work(file: QueueFile, jobs: int) -> tuple[int, dict[Path, str]]:
    line, told = ProgressLine(), [""]

    def verb() -> Verb:
        file.refresh()
        if file.problem != told[0]:
            told[0] = file.problem
            if file.problem:
                sys.stderr.write(f"{file.problem}\n")
        return file.verb

    def tell(pool: Pool, over: set[Path]) -> None:
        state = "" if file.verb is Verb.RUN else f", {file.verb.value}"
        line.show(
            len(over), len(file.runs), f"{len(over)} of {len(file.runs)} runs done, {len(pool.running)} running{state}"
        )

    pool = Pool(*jobs_for(jobs))
    try:
        with until_signalled() as received, pool:
            work_off(lambda: file.runs, pool, verb, tell, lambda: file.held)
    finally:
        line.close()
    return (128 + received[0] if received else 0), pool.said


def _looked(run: Planned, said: dict[Path, str]) -> tuple[Progressed, Entry | None]:
    try:
        return run.look()
    except PlaygroundError as error:
        said[run.path] = str(error)
        return Progressed.FAILED, None


def _row(run: Planned, state: Progressed, entry: Entry | None) -> tuple[str, ...]:
    if entry is None:
        return run.path.stem, state.value, "–", "–"
    result = f"{entry.metric} {metric(entry.metric).plain(entry.result)}" if entry.result is not None else "–"
    return run.path.stem, state.value, f"{entry.step}/{entry.total}", result
