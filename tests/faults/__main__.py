"""``make faults``: brings about every fault of the rows and prints one table: trials, failures, worst figure.

``python -m tests.faults [ROW ...] [--long] [--share S]``: quick as in the suite, or the long campaigns too, at a share
of their trials. Each row runs in a process of its own: a crash is a failure of its row.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.rows import ROWS, Row

ROOT = Path(__file__).resolve().parents[2]
NOTHING_RAN = 5  # pytest's status where no test was asked for


@dataclass
class Outcome:
    """What became of a row."""

    trials: int = 0
    failures: int = 0
    skipped: int = 0
    seconds: float = 0.0
    worst: dict[str, float] = field(default_factory=dict)
    why: list[str] = field(default_factory=list)

    def add(self, line: dict[str, object]) -> None:
        """One test."""
        self.trials += int(str(line["trials"]))
        self.skipped += line["outcome"] == "skipped"
        if line["outcome"] == "failed":
            self.failures += 1
            self.why.append(f"{line['test']}: {line['why']}")
        if found := re.fullmatch(r"(-?[\d.]+) (.+)", str(line["worst"])):
            self.worst[found[2]] = max(float(found[1]), self.worst.get(found[2], float("-inf")))

    def figures(self) -> str:
        """The worst, one for each unit."""
        return "; ".join(f"{value:g} {unit}" for unit, value in self.worst.items())


@contextmanager
def busy(count: int) -> Iterator[None]:
    """So many processes that compute and do nothing else."""
    hogs = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()


def run(row: Row, long: bool, share: float) -> Outcome:
    """All tests of a row, as often as it wants them."""
    found, begun = Outcome(), time.monotonic()
    with busy(row.hogs):
        for order in range(1, row.orders + 1) or (None,):
            _once(row, long, share, order, found)
    found.seconds = time.monotonic() - begun
    return found


def _once(row: Row, long: bool, share: float, order: int | None, found: Outcome) -> None:
    tests = row.long_tests if long and row.long_tests else row.tests
    with tempfile.TemporaryDirectory() as folder:
        counted = Path(folder) / "counted.jsonl"
        counted.touch()
        words = [
            "-q",
            "-p",
            "tests.faults.counting",
            "--counted",
            str(counted),
            "--share",
            str(share),
            "-p",
            "no:cacheprovider",
        ]
        words += ["-m", "" if long and not row.long_tests else "not slow", "--timeout", "7200" if long else "600"]
        words += ["--order", str(order)] if order is not None else []
        environment = {"QT_QPA_PLATFORM": "offscreen"} | os.environ
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *words, *tests], cwd=ROOT, env=environment, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        for line in counted.read_text(encoding="utf-8").splitlines():
            found.add(json.loads(line))
        if done.returncode not in (0, 1, NOTHING_RAN) or (done.returncode == 1 and not found.failures):
            found.failures += 1
            found.why.append(f"{row.name}: the tests ended with status {done.returncode}:\n{done.stdout[-2000:]}")


HEAD = "| id | what | trials | failures | worst figure | s |\n|---|---|---:|---:|---|---:|"


def told(row: Row, one: Outcome) -> str:
    """A line of the table, which is Markdown, as it is kept beside the rows."""
    trials = f"{one.trials}{f' ({one.skipped} skipped)' if one.skipped else ''}"
    cells = (row.name, row.what, trials, str(one.failures), one.figures(), f"{one.seconds:.0f}")
    return f"| {' | '.join(cells)} |"


def main() -> int:
    names = [row.name for row in ROWS]
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Brings about every fault.")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"among {names[0]} to {names[-1]}; all without")
    parser.add_argument("--long", action="store_true", help="the long campaigns as well")
    parser.add_argument("--share", type=float, default=1.0, help="of the trials of the long campaigns")
    asked = parser.parse_args()
    if unknown := set(asked.rows) - set(names):
        parser.error(f"there is no row {', '.join(sorted(unknown))}; choose among {', '.join(names)}")
    found: dict[Row, Outcome] = {}
    print(HEAD, flush=True)
    for row in ROWS:
        if row.name in (asked.rows or names):
            found[row] = run(row, asked.long, asked.share)
            print(told(row, found[row]), flush=True)
            sys.stderr.write("".join(f"{reason}\n" for reason in found[row].why))
    return 1 if any(one.failures for one in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
