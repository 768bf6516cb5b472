"""Training in the window with all panels live, against the same training headless, interleaved."""

import json
import subprocess
import sys
from statistics import median

from tests.benchmarks.display import screen
from tests.benchmarks.headless import OURS, SECONDS, rate

CASES = (  # preset, threads, steps from which is told how many a run of so many seconds takes
    ("cnn-digits", 1, 1000),
    ("rnn-first-symbol-lstm", 1, 300),
    ("transformer-reverse", 1, 100),
    ("transformer-gpt", 1, 50),
    ("attention-equal-keys", 1, 500),
    ("autoencoder-digits-8", 1, 500),
    ("cnn-seed-fashion", 1, 50),
    ("cnn-seed-fashion", 0, 50),
    ("transformer-gpt", 0, 50),
)
TARGET, ALL_CORES = 0.95, 0.9
ROUNDS = 3


def main(*names: str) -> None:
    print("live (window 1600×1000, all panels) ÷ headless before and after, steps/s")
    best: dict[tuple[str, int], float] = {}
    with screen() as environment:
        for name, threads, steps in CASES:
            if names and name not in names:
                continue
            steps = round(rate(OURS, name, threads, steps) * SECONDS)
            words = [sys.executable, "-m", "tests.benchmarks.window", name, str(threads), str(steps)]
            headless = [rate(OURS, name, threads, steps)]
            rounds = []
            for _ in range(ROUNDS):
                shown = subprocess.run(words, env=environment, capture_output=True, text=True, check=True).stdout
                rounds.append(json.loads(shown.splitlines()[-1]))
                headless.append(rate(OURS, name, threads, steps))
            beside = [(headless[i] + headless[i + 1]) / 2 for i in range(ROUNDS)]
            ratios = sorted(shown["steps_per_second"] / plain for shown, plain in zip(rounds, beside, strict=True))
            live = median(shown["steps_per_second"] for shown in rounds)
            best[name, threads] = live
            cores = "1 thread" if threads else "all cores"
            print(
                f"{name:22} {cores:9} {live:7.1f} ÷ {median(beside):7.1f} = {median(ratios):.2f} "
                f"({ratios[0]:.2f}…{ratios[-1]:.2f}), wanted ≥ {TARGET if threads else ALL_CORES}; "
                f"gaps p99 {median(shown['gap_p99_ms'] for shown in rounds):.1f} ms (wanted ≤ 18), "
                f"max {max(shown['gap_max_ms'] for shown in rounds):.0f} ms (wanted ≤ 40); "
                f"window {median(shown['share_of_a_core'] for shown in rounds):.2f} of a core; "
                f"pictures/s {rounds[-1]['pictures_per_second']}"
            )
    if names and "cnn-seed-fashion" not in names:
        return
    gain = best["cnn-seed-fashion", 0] / best["cnn-seed-fashion", 1]
    print(f"cnn-seed-fashion live: all cores ÷ one thread = {gain:.2f}, wanted > 1")


if __name__ == "__main__":
    main(*sys.argv[1:])
