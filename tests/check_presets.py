"""``make check-presets``: every preset trained once, and held to what it promises and to what it says.

Its result is held against the band and the baseline. What the program says about it is held against the
preset's ``diagnoses``: the first must be said, the others may be, and no other at any time, even if it is taken back
later (shown in brackets). Then what its words say is measured, remedies and controls included: see ``tests.claims``.

``python -m tests.check_presets [--seeds N] [--jobs N] [--no-claims] [NAME ...]``; with several seeds the range is
printed, to set bands by. Each preset has one thread: several at a time use the cores better than several threads.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from playground.data.metrics import Better
from playground.experiment import presets
from playground.experiment.metrics import metric as known_metric
from playground.experiment.presets import Preset
from playground.foundation.errors import DataError
from playground.inspection.diagnosis import GAIN
from playground.protocol.events import RunState
from playground.session.headless import train
from playground.session.outcome import Outcome
from tests.claims import CLAIMS


def trained(preset: Preset, seed: int) -> Outcome:
    """What the preset comes to from this seed."""
    asked = preset.experiment.changed({"training.seed": seed, "training.threads": 1})
    with tempfile.TemporaryDirectory() as folder:
        outcome = train(asked, Path(folder) / "a.run")
    if outcome.state is not RunState.FINISHED and preset.about.diagnoses[:1] != ("diverged",):
        raise RuntimeError(outcome.reason)
    return outcome


def checked(preset: Preset, seeds: int) -> tuple[str, bool]:
    """A row of the table, and whether the preset keeps what it promises."""
    band, first = preset.about.expected, preset.experiment.training.seed
    results = [trained(preset, first + index) for index in range(seeds)]
    values = [result.metrics[band.metric] for result in results]
    baselines = [result.baseline for result in results]
    baseline = baselines[0][band.metric]
    good = all(band.low <= value <= band.high for value in on_own_data(band.metric, values, baselines))
    promised = preset.about.baseline
    good = good and band.metric in promised
    good = good and all(abs(value - baselines[0][name]) <= 0.01 for name, value in promised.items())
    if preset.about.beats_baseline:
        good = good and all(better(band.metric, v, b[band.metric]) for v, b in zip(values, baselines, strict=True))
    said = [{found.said.kind.value: found.withdrawn for found in result.diagnoses} for result in results]
    rightly = all(diagnosed(preset, one, result) for one, result in zip(said, results, strict=True))
    shown = f"{min(values):.4f}" + (f"…{max(values):.4f}" if len(values) > 1 else "")
    seconds = max(result.seconds for result in results)
    row = (
        f"{preset.name:30} {band.metric:18} {shown:>15} {f'{band.low:g}…{band.high:g}':>14} "
        f"{baseline:8.4f} {seconds:7.1f}  {'; '.join(words(one) for one in said)}"
        f"{'' if good else '   MISSED ITS BAND'}{'' if rightly else '   MISDIAGNOSED'}"
    )
    return row, good and rightly


def on_own_data(metric: str, values: Sequence[float], baselines: Sequence[Any]) -> list[float]:
    """Another seed draws other data: an error on it counts as the same share of what the baseline leaves there."""
    if known_metric(metric).better is Better.HIGHER:
        return list(values)
    return [value * baselines[0][metric] / own[metric] for value, own in zip(values, baselines, strict=True)]


def better(metric: str, value: float, baseline: float) -> bool:
    """Whether a result is better than the baseline, by however little."""
    return known_metric(metric).beats(value, baseline)


def claimed(preset: Preset) -> tuple[str, bool]:
    """What its words say: a row for each claim, and whether all are true."""
    if preset.name not in CLAIMS:
        return "", True
    words = [sys.executable, "-m", "tests.claims", preset.name]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    if len(rows) != len(CLAIMS[preset.name]):
        raise RuntimeError(f"{preset.name}: {done.stderr}")
    return "".join("\n" + str(row["line"]) for row in rows), all(row["holds"] for row in rows)


def held(preset: Preset, seeds: int, claims: bool) -> tuple[str, bool]:
    """Everything about one preset."""
    row, good = checked(preset, seeds)
    more, true = claimed(preset) if claims else ("", True)
    return row + more, good and true


def diagnosed(preset: Preset, said: Mapping[str, object], result: Outcome) -> bool:
    """Whether what was said of one run is what the preset declares; a narrow win may be called none."""
    own, metric = preset.about.diagnoses, preset.about.expected.metric
    value, trivial = result.metrics[metric], result.baseline[metric]
    narrow = abs(known_metric(metric).gain(value, trivial)) < 2 * GAIN
    allowed = {*own, *(("baseline-not-beaten",) if narrow or not preset.about.beats_baseline else ())}
    return set(own[:1]) <= {kind for kind, withdrawn in said.items() if withdrawn is None} and set(said) <= allowed


def words(said: Mapping[str, object]) -> str:
    """The diagnoses of one run; in brackets those that were taken back."""
    return ", ".join(kind if withdrawn is None else f"({kind})" for kind, withdrawn in said.items()) or "–"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="presets trained at a time")
    parser.add_argument("--no-claims", dest="claims", action="store_false", help="only bands and diagnoses")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    chosen = []
    print(f"{'preset':30} {'metric':18} {'result':>15} {'band':>14} {'baseline':>8} {'seconds':>7}  diagnoses")
    for preset in presets.gallery():
        if arguments.names and preset.name not in arguments.names:
            continue
        try:
            preset.experiment.layers()
            chosen.append(preset)
        except DataError as error:
            print(f"{preset.name:30} not checked: {error}")
    begun, missed = time.perf_counter(), 0
    check = partial(held, seeds=arguments.seeds, claims=arguments.claims)
    with ProcessPoolExecutor(arguments.jobs, get_context("spawn"), max_tasks_per_child=1) as pool:
        for row, good in pool.map(check, chosen):
            missed += not good
            print(row, flush=True)
    minutes = (time.perf_counter() - begun) / 60
    print(
        f"{len(chosen)} presets in {minutes:.1f} minutes, {arguments.jobs} at a time; "
        f"{missed} missed what they promise or say"
    )
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
