"""``make bench``: every comparison of the design, both sides in one run, as ratios (the machine is noisy).

``python -m tests.benchmarks NAME ...`` runs only the named ones: headless, live, explain and so on.
"""

import sys
from importlib import import_module

NAMES = (
    "headless", "peers", "live", "explain", "specimen", "recording", "overlay", "large", "growth", "start", "walk",
    "published", "gpu",
)  # fmt: skip


def main() -> int:
    wanted = sys.argv[1:] or NAMES
    for name in wanted:
        if name not in NAMES:
            sys.stderr.write(f"There is no benchmark named {name!r}; choose among {', '.join(NAMES)}.\n")
            return 2
    for name in wanted:
        print(f"\n== {name}")
        import_module(f"tests.benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
