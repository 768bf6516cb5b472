"""``make check-presets``: every preset trained once, its result held against the band it promises.

What the program says about it is held against the preset's ``diagnoses``: the first must be said, the others may be,
and no other at any time, even if it is taken back later (shown in brackets).

``python -m tests.check_presets [--seeds N] [--jobs N] [NAME ...]``; with several seeds the range is printed,
to set bands by. Each preset has one thread: several at a time use the cores better than several threads.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playground.experiment import presets
from playground.experiment.errors import DataError
from playground.experiment.presets import Preset


def trained(preset: Preset, seed: int) -> dict[str, object]:
    """What ``playground train --json`` says."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["train", preset.name, "--seed", str(seed), "--out", str(Path(folder) / "a.run"), "--json"]
        words += ["--set", "training.threads=1"]
        done = subprocess.run([sys.executable, "-m", "playground", *words], capture_output=True, text=True, check=False)
        if done.returncode and not (preset.about.diagnoses[:1] == ("diverged",) and done.stdout):
            raise RuntimeError(done.stderr)
        result: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
        return result


def checked(preset: Preset, seeds: int) -> tuple[str, bool]:
    """A row of the table, and whether the preset keeps what it promises."""
    band, first = preset.about.expected, preset.experiment.training.seed
    results = [trained(preset, first + index) for index in range(seeds)]
    values = [result["metrics"][band.metric] for result in results]  # type: ignore[index]
    baseline = results[0]["baseline"][band.metric]  # type: ignore[index]
    promised = preset.about.baseline.get(band.metric)
    good = all(band.low <= value <= band.high for value in values)
    good = good and promised is not None and abs(promised - baseline) <= 0.01
    said = [{found["kind"]: found["withdrawn"] for found in result["diagnoses"]} for result in results]  # type: ignore[attr-defined]
    rightly = all(diagnosed(preset, one) for one in said)
    shown = f"{min(values):.4f}" + (f"…{max(values):.4f}" if len(values) > 1 else "")
    seconds = max(float(result["seconds"]) for result in results)  # type: ignore[arg-type]
    row = (
        f"{preset.name:30} {band.metric:18} {shown:>15} {f'{band.low:g}…{band.high:g}':>12} "
        f"{baseline:8.4f} {seconds:7.1f}  {'; '.join(words(one) for one in said)}"
        f"{'' if good else '   MISSED ITS BAND'}{'' if rightly else '   MISDIAGNOSED'}"
    )
    return row, good and rightly


def diagnosed(preset: Preset, said: Mapping[str, object]) -> bool:
    """Whether what was said of one run is what the preset declares."""
    own = preset.about.diagnoses
    allowed = {*own, *(() if preset.about.beats_baseline else ("baseline-not-beaten",))}
    return set(own[:1]) <= {kind for kind, withdrawn in said.items() if withdrawn is None} and set(said) <= allowed


def words(said: Mapping[str, object]) -> str:
    """The diagnoses of one run; in brackets those that were taken back."""
    return ", ".join(kind if withdrawn is None else f"({kind})" for kind, withdrawn in said.items()) or "–"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="presets trained at a time")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    chosen = []
    print(f"{'preset':30} {'metric':18} {'result':>15} {'band':>12} {'baseline':>8} {'seconds':>7}  diagnoses")
    for preset in presets.gallery():
        if arguments.names and preset.name not in arguments.names:
            continue
        try:
            preset.experiment.layers()
            chosen.append(preset)
        except DataError as error:
            print(f"{preset.name:30} not checked: {error}")
    begun, missed = time.perf_counter(), 0
    with ThreadPoolExecutor(arguments.jobs) as pool:
        for row, good in pool.map(lambda preset: checked(preset, arguments.seeds), chosen):
            missed += not good
            print(row, flush=True)
    minutes = (time.perf_counter() - begun) / 60
    print(
        f"{len(chosen)} presets in {minutes:.1f} minutes, {arguments.jobs} at a time; {missed} missed what they promise"
    )
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
