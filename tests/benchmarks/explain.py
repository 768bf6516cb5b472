"""Explain: how long a click takes while training runs, and what an open explanation costs the training."""

from __future__ import annotations

import json
import subprocess
import sys
from statistics import median

from tests.benchmarks.display import screen
from tests.benchmarks.headless import OURS, rate

CASES = (
    ("cnn-digits", 1, 6000),
    ("rnn-first-symbol-lstm", 1, 1500),
    ("transformer-reverse", 1, 500),
    ("attention-equal-keys", 1, 2500),
    ("autoencoder-digits-8", 1, 2500),
    ("cnn-seed-fashion", 1, 150),
)
ROUNDS = 3


def main(*names: str) -> None:
    print("a click on a cell until its calculation is on the screen, while training runs; live ÷ headless with it open")
    with screen() as environment:
        for name, threads, steps in CASES:
            if names and name not in names:
                continue
            words = [sys.executable, "-m", "tests.benchmarks.window", name, str(threads), str(steps), "--explain"]
            headless, rounds = [rate(OURS, name, threads, steps)], []
            for _ in range(ROUNDS):
                shown = subprocess.run(words, env=environment, capture_output=True, text=True, check=True).stdout
                rounds.append(json.loads(shown.splitlines()[-1]))
                headless.append(rate(OURS, name, threads, steps))
            clicks = sorted(click for shown in rounds for click in shown["clicks_ms"])
            ratios = sorted(
                2 * shown["steps_per_second"] / (headless[i] + headless[i + 1]) for i, shown in enumerate(rounds)
            )
            print(
                f"{name:22} {len(clicks):3} clicks: p50 {median(clicks):.0f} ms, "
                f"p95 {clicks[int(0.95 * len(clicks))]:.0f} ms, max {clicks[-1]:.0f} ms (wanted ≤ 100); "
                f"live {median(ratios):.2f} ({ratios[0]:.2f}…{ratios[-1]:.2f}), wanted ≥ 0.92; "
                f"gaps p99 {median(shown['gap_p99_ms'] for shown in rounds):.1f} ms"
            )


if __name__ == "__main__":
    main(*sys.argv[1:])
