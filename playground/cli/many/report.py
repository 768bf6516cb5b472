"""What a sweep has come to, for people and for programs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from playground.cli.table import print_table
from playground.sweeps.plan import SEED, Plan
from playground.sweeps.planned import Progressed, plain
from playground.sweeps.ranking import Candidate, Ranking, Sample

MARK = "≈"
SHOWN_RUNS, SHOWN_ERRORS = 8, 5


def show(folder: Path, plan: Plan, ranking: Ranking, said: Mapping[Path, str]) -> None:
    """The table, best first, the chosen setting with its test result, and what went wrong."""
    metric, best = ranking.metric, ranking.best
    heading = [
        *_short(plan.varied),
        f"VALIDATION {metric.title}" if metric else "VALIDATION",
    ]
    rows = [(*(name.upper() for name in heading), "", "RUNS", "STATE")]
    for one in ranking.candidates:
        result = one.judged.shown(metric) if metric else "–"
        mark = "best" if one is best else MARK if one.whole and best is not None and not one.apart else ""
        names = [run.path.stem for run in one.runs]
        files = names[0] if len(names) == 1 else f"{names[0]}–{names[-1]}"
        rows.append((*(shown(value) for value in one.changes.values()), result, mark, files, _states(one)))
    print_table(rows, whole=("RUNS", "STATE"))
    if any(row[-3] == MARK for row in rows):
        why = " (Welch's t test at 5 %)" if plan.seeds > 1 else ": one run each says nothing of chance; --seeds 3 does"
        print(f"{MARK} not told apart from the best{why}")
    if metric is not None and best is not None:
        print(f"chosen: {_words(best) or 'the only setting'}")
        number = f" over {len(best.runs)} seeds" if len(best.runs) > 1 else ""
        print(f"test {metric.title} {best.test.shown(metric)}{number}, told of this setting only")
    for path, sentence in list(said.items())[:SHOWN_ERRORS]:
        print(f"{path.name}: {sentence}")
    if len(said) > SHOWN_ERRORS:
        print(f"and {len(said) - SHOWN_ERRORS} more that failed")
    print(f"recorded in {folder}")


def values(folder: Path, plan: Plan, ranking: Ranking, said: Mapping[Path, str]) -> dict[str, Any]:
    """The same as plain values."""
    best, metric = ranking.best, ranking.metric
    return {
        "folder": str(folder),
        "metric": metric.name if metric else None,
        "better": metric.better.value if metric else None,
        "settings": [
            {"changes": dict(one.changes), "states": {state.value: count for state, count in one.states.items()},
             "validation": _sample(one.judged), "told_apart_from_best": one.apart,
             "runs": [str(run.path) for run in one.runs]}
            for one in ranking.candidates
        ],
        "chosen": None if best is None else {"changes": dict(best.changes), "test": _sample(best.test),
                                             "runs": [str(run.path) for run in best.runs]},
        "errors": {str(path): sentence for path, sentence in said.items()},
    }  # fmt: skip


def shown(value: Any) -> str:
    """A value as it is read: words without quotes."""
    return value if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else plain(value)


def _short(paths: Sequence[str]) -> list[str]:
    """The last part of each path; the whole where two end alike."""
    ends = [path.rpartition(".")[2] for path in paths]
    return [end if ends.count(end) == 1 else path for path, end in zip(paths, ends, strict=True)]


def _words(candidate: Candidate) -> str:
    return " ".join(f"--set {path}={shown(value)}" for path, value in candidate.changes.items() if path != SEED)


def _states(candidate: Candidate) -> str:
    return ", ".join(f"{candidate.states[state]} {state.value}" for state in Progressed if candidate.states[state])


def _sample(sample: Sample) -> dict[str, Any]:
    mean = sample.mean if math.isfinite(sample.mean) else None
    return {"mean": mean, "spread": sample.spread, "values": [v if math.isfinite(v) else None for v in sample.values]}
