"""Walk at 1600×1000 while the model trains: frames a second of the stage, and what they cost the training."""

import json
import subprocess
import sys
from statistics import median

from tests.benchmarks.display import screen
from tests.benchmarks.headless import OURS, rate

NAME, STEPS, ROUNDS, TARGET = "cnn-digits", 6000, 3, 30


def main() -> None:
    print("walk: frames/s of the stage (window 1600×1000, training at one thread), and live ÷ headless")
    words = [sys.executable, "-m", "tests.benchmarks.window", NAME, "1", str(STEPS), "--walk"]
    frames, ratios = [], []
    with screen() as environment:
        for _ in range(ROUNDS):
            before = rate(OURS, NAME, 1, STEPS)
            shown = subprocess.run(words, env=environment, capture_output=True, text=True, check=True).stdout
            found = json.loads(shown.splitlines()[-1])
            frames.append(found["walk_frames_per_second"])
            ratios.append(found["steps_per_second"] / before)
    print(
        f"{NAME:18} {median(frames):.1f} frames/s ({min(frames):.1f}…{max(frames):.1f}), wanted ≥ {TARGET}; "
        f"live ÷ headless {median(ratios):.2f}"
    )
