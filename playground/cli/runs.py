"""``playground runs``: the recordings of a folder as a table or as JSON."""

from __future__ import annotations

import argparse
import math
from datetime import datetime

from playground.cli.console import print_json
from playground.cli.progress import clock
from playground.cli.table import print_table
from playground.experiment.metrics import metric
from playground.foundation.places import recordings
from playground.runs.listing import Entry, Listing
from playground.sweeps.over_seeds import over_seeds
from playground.sweeps.ranking import Sample

SEEDS = "OVER SEEDS"
HEADING = (
    "NAME", "ARCHITECTURE", "TASK", "STATE", "STEPS", "RESULT", SEEDS, "VALIDATION", "BASELINE", "TIME", "RECORDED",
    "SIZE", "TAGS",
)  # fmt: skip


def list_runs(arguments: argparse.Namespace) -> int:
    """Every recording; those that cannot be read say why below the table."""
    nothing_yet = arguments.folder is None and not recordings().exists()
    entries = [] if nothing_yet else list(Listing(arguments.folder or recordings()).scan())
    if arguments.json:
        print_json([_finite(entry.plain()) for entry in entries])
        return 0
    good = sorted((entry for entry in entries if not entry.problem), key=lambda entry: entry.created)
    if good:
        seeds = over_seeds(good)
        empty = set() if any(entry.validation is not None for entry in good) else {"VALIDATION"}
        empty |= set() if seeds else {SEEDS}
        left = [place for place, name in enumerate(HEADING) if name not in empty]
        rows = (HEADING, *(_row(entry, seeds.get(entry.path)) for entry in good))
        print_table([tuple(row[at] for at in left) for row in rows], whole=("NAME", "RESULT"))
    for entry in entries:
        if entry.problem:
            print(entry.problem)
    if not entries:
        print("There are no recordings here.")
    return 0


def _row(entry: Entry, seeds: Sample | None) -> tuple[str, ...]:
    steps = f"{entry.step}" if entry.step == entry.total else f"{entry.step}/{entry.total}"
    result = f"{entry.metric} {metric(entry.metric).plain(entry.result)}" if entry.result is not None else "–"
    several = f"{len(seeds.values)}: {seeds.shown(metric(entry.metric))}" if seeds is not None else "–"
    validation, baseline = (
        metric(entry.metric).plain(value) if value is not None else "–" for value in (entry.validation, entry.baseline)
    )
    seconds = clock(entry.seconds) if entry.seconds is not None else "–"
    recorded = f"{datetime.fromtimestamp(entry.created):%Y-%m-%d %H:%M}" if entry.created else "–"
    size = f"{entry.size / 1e6:.1f} MB"
    names = (entry.name, entry.architecture, entry.task, entry.state, steps, result, several, validation, baseline)
    return *names, seconds, recorded, size, ", ".join(entry.tags)


def _finite(values: dict[str, object]) -> dict[str, object]:
    """JSON knows no NaN."""
    return {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in values.items()}
