"""``make check-presets``: every preset trained once, its result held against the band it promises.

``python -m tests.check_presets [--seeds N] [NAME ...]``; with several seeds the range is printed, to set bands by.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from playground.experiment import presets
from playground.experiment.errors import DataError
from playground.experiment.presets import Preset


def trained(preset: Preset, seed: int) -> dict[str, object]:
    """What ``playground train --json`` says."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["train", preset.name, "--seed", str(seed), "--out", str(Path(folder) / "a.run"), "--json"]
        done = subprocess.run([sys.executable, "-m", "playground", *words], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr)
        result: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
        return result


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    missed = 0
    print(f"{'preset':28} {'metric':9} {'result':>17} {'band':>17} {'baseline':>9} {'seconds':>8}")
    for preset in presets.gallery():
        if arguments.names and preset.name not in arguments.names:
            continue
        try:
            preset.experiment.layers()
        except DataError as error:
            print(f"{preset.name:28} not checked: {error}")
            continue
        band, first = preset.about.expected, preset.experiment.training.seed
        results = [trained(preset, first + index) for index in range(arguments.seeds)]
        values = [result["metrics"][band.metric] for result in results]  # type: ignore[index]
        baseline = results[0]["baseline"][band.metric]  # type: ignore[index]
        promised = preset.about.baseline.get(band.metric)
        good = all(band.low <= value <= band.high for value in values)
        good = good and promised is not None and abs(promised - baseline) <= 0.01
        missed += not good
        shown = f"{min(values):.4f}" + (f"…{max(values):.4f}" if len(values) > 1 else "")
        seconds = max(float(result["seconds"]) for result in results)  # type: ignore[arg-type]
        print(
            f"{preset.name:28} {band.metric:9} {shown:>17} {f'{band.low:g}…{band.high:g}':>17} "
            f"{baseline:9.4f} {seconds:8.1f}{'' if good else '   MISSED'}",
            flush=True,
        )
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
